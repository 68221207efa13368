import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refusal } from "../refusal.ts";
import { freePort, isAlive, until, Workshop } from "../testing/workshop.ts";
import { endLeftovers } from "./leftovers.ts";
import { Supervisor } from "./supervisor.ts";

let workshop: Workshop;
let supervisor: Supervisor;
const QUICK = { delay: () => 10, maxFailures: 3, forgetAfter: 60_000 };

beforeEach(() => {
  workshop = new Workshop();
  supervisor = new Supervisor({ ...workshop.options, restart: QUICK });
});
afterEach(async () => {
  await supervisor.stop();
  workshop.close();
});

describe("Supervisor", () => {
  it("waits until a child works, and keeps its words in its own log", async () => {
    const spec = await workshop.child("bell", ["--after", "300"]);
    await supervisor.start(spec);
    expect(await spec.probe()).toBe(true);
    expect(workshop.read("logs/bell.log")).toBe("hello from bell\n");
    expect(isAlive(workshop.pid("bell"))).toBe(true);
  });

  it("ends its children in the opposite order and leaves no pid file", async () => {
    for (const name of ["first", "second", "third"]) await supervisor.start(await workshop.child(name));
    const pids = ["first", "second", "third"].map((name) => workshop.pid(name));
    await supervisor.stop();
    expect(workshop.read("diary").trim().split("\n").slice(3)).toEqual(["third ended", "second ended", "first ended"]);
    expect(pids.map(isAlive)).toEqual([false, false, false]);
    expect(workshop.read("run/first.pid")).toBe("");
  });

  it("starts a child again when it is killed, and says so", async () => {
    const spec = await workshop.child("bell");
    await supervisor.start(spec);
    const before = workshop.pid("bell");
    process.kill(before, "SIGKILL");
    await until("it runs again", () => workshop.said.includes("The bell runs again."));
    expect(workshop.pid("bell")).not.toBe(before);
    expect(await spec.probe()).toBe(true);
    expect(workshop.said[0]).toBe("The bell ended unexpectedly (signal SIGKILL); it is started again in 0.01 s.");
  });

  it("gives up with a sentence when a child fails again and again", async () => {
    const trouble = join(workshop.folder, "trouble");
    const spec = await workshop.child("bell", ["--fail", "The disk is full.", "--while", trouble]);
    await supervisor.start(spec);
    writeFileSync(trouble, "");
    process.kill(workshop.pid("bell"), "SIGKILL");
    const refusal = await supervisor.gaveUp;
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal.message).toMatch(
      /^The disk is full\.\nThe bell ended while it started \(exit code 3\), for the 4th time in a row; Belfry gives up; its log is /,
    );
    expect(workshop.said).toHaveLength(3);
  });

  it("leaves nothing of a killed child behind, which might hold its ports", async () => {
    const grandchild = join(workshop.folder, "grandchild");
    await supervisor.start(await workshop.child("bell", ["--grandchild", grandchild]));
    const pid = Number(workshop.read("grandchild"));
    expect(isAlive(pid)).toBe(true);
    process.kill(workshop.pid("bell"), "SIGKILL");
    await until("the grandchild is gone", () => !isAlive(pid));
  });

  it("refuses with the child's own fatal sentence when it cannot start", async () => {
    const spec = await workshop.child("bell", ["--fail", "The database is broken; restore a backup."]);
    await expect(supervisor.start(spec)).rejects.toThrow(
      /^The database is broken; restore a backup\.\nThe bell ended while it started \(exit code 3\); its log is .*bell\.log\.$/,
    );
  });

  it("refuses a program that is not there", async () => {
    const spec = { ...(await workshop.child("bell")), command: "/nonexistent/program" };
    await expect(supervisor.start(spec)).rejects.toThrow(/The bell ended while it started/);
  });

  it("refuses a child that never works, and ends it", async () => {
    const spec = { ...(await workshop.child("bell")), startTimeout: 400, probe: async () => false };
    await expect(supervisor.start(spec)).rejects.toThrow("The bell was not ready after 0 s");
    await until("it is gone", () => !isAlive(workshop.pid("bell")));
  });

  it("ends by force what does not end by itself, with everything it had started", async () => {
    const hurried = new Supervisor({ ...workshop.options, grace: 200 });
    const grandchild = join(workshop.folder, "grandchild");
    await hurried.start(await workshop.child("bell", ["--stubborn", "--grandchild", grandchild]));
    const pids = [workshop.pid("bell"), Number(workshop.read("grandchild"))];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await hurried.stop();
    await until("both are gone", () => !pids.some(isAlive));
    expect(workshop.said).toEqual(["The bell did not end within 0.2 s and is ended by force."]);
  });

  it("can be told to end by force while it ends in order", async () => {
    await supervisor.start(await workshop.child("bell", ["--stubborn"]));
    const pid = workshop.pid("bell");
    const stopping = supervisor.stop();
    supervisor.kill();
    await stopping;
    expect(isAlive(pid)).toBe(false);
    expect(workshop.said).toEqual([]);
  });

  it("does not start a child again that it is stopping", async () => {
    const slow = { ...QUICK, delay: () => 60_000 };
    const patient = new Supervisor({ ...workshop.options, restart: slow });
    await patient.start(await workshop.child("bell"));
    process.kill(workshop.pid("bell"), "SIGKILL");
    await until("it waits to start it again", () => workshop.said.length === 1);
    await patient.stop();
    expect(workshop.read("diary")).toBe("bell started\n");
  });
});

describe("when the supervisor itself is killed", () => {
  it("its children end by themselves", async () => {
    const spec = await workshop.child("bell");
    const host = fileURLToPath(new URL("../testing/host.ts", import.meta.url));
    const process = spawn(globalThis.process.execPath, [host, workshop.folder, JSON.stringify(spec)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(process.stdout, "data");
    const pid = workshop.pid("bell");
    expect(isAlive(pid)).toBe(true);
    process.kill("SIGKILL");
    await until("the child is gone", () => !isAlive(pid));
    expect(workshop.read("diary")).toBe("bell started\nbell ended\n");
  });

  it("the next start ends those that did not, and nobody else", async () => {
    const ours = await lingering({ BELFRY_DATA_DIR: workshop.folder });
    const strangers = await lingering({ BELFRY_DATA_DIR: "/somewhere/else" });
    writeFileSync(join(workshop.folder, "run/ours.pid"), `${ours}\n`);
    writeFileSync(join(workshop.folder, "run/stranger.pid"), `${strangers}\n`);
    writeFileSync(join(workshop.folder, "run/nonsense.pid"), "-1\n");
    expect(await endLeftovers(join(workshop.folder, "run"), workshop.folder, 5000)).toEqual(["ours"]);
    await until("ours is gone", () => !isAlive(ours));
    expect(isAlive(strangers)).toBe(true);
    expect(workshop.read("run/ours.pid") + workshop.read("run/stranger.pid")).toBe("");
    process.kill(strangers, "SIGKILL");
  });

  async function lingering(env: Readonly<Record<string, string>>): Promise<number> {
    const spec = await workshop.child("lingering");
    const port = await freePort();
    const child = spawn(spec.command, [...spec.args, "--listen", String(port)], { env: { ...env }, detached: true });
    await once(child.stdout, "data");
    return child.pid ?? 0;
  }
});
