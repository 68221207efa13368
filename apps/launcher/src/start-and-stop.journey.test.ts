import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answersHttp, answersNg, answersSip } from "./supervisor/probes.ts";
import { freePort, isAlive, until } from "./testing/workshop.ts";

const SCRIPT = fileURLToPath(new URL("../../../scripts/start.mjs", import.meta.url));
const INTERNAL = 35_190;
const CHILDREN = ["rtpengine", "kamailio", "server"] as const;

/** The whole of Belfry, started by the script that npm runs. */
class Start {
  static readonly #running = new Set<Start>();
  readonly process: ChildProcess;
  readonly dataDir: string;
  output = "";
  readonly ended: Promise<number | null>;

  constructor(dataDir: string, port: number, sip: number, env: Readonly<Record<string, string>> = {}) {
    const own = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^BELFRY_|^DATABASE_URL$/.test(name)),
    );
    this.dataDir = dataDir;
    this.process = spawn(process.execPath, [SCRIPT, "--no-install"], {
      env: {
        ...own,
        BELFRY_DATA_DIR: dataDir,
        BELFRY_PORT: String(port),
        BELFRY_SIP_LISTEN: `127.0.0.1:${sip}`,
        BELFRY_INTERNAL_PORT: String(INTERNAL),
        BELFRY_MEDIA_PORTS: "31000-31999",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
    Start.#running.add(this);
    this.ended = once(this.process, "close").then(([code]) => {
      Start.#running.delete(this);
      return code;
    });
  }

  static async endAll(): Promise<void> {
    for (const start of [...Start.#running]) {
      start.process.kill("SIGTERM");
      await start.ended;
    }
  }

  async ready(): Promise<void> {
    const giveUpAt = performance.now() + 170_000;
    while (!this.output.includes("Ctrl-C stops everything")) {
      if (this.process.exitCode !== null || performance.now() > giveUpAt)
        throw new Error(`It did not start:\n${this.output}`);
      await Promise.race([once(this.process.stdout ?? this.process, "data"), this.ended]);
    }
  }

  pids(): readonly number[] {
    return CHILDREN.map((name) => Number(readFileSync(join(this.dataDir, "run", `${name}.pid`), "utf8")));
  }
}

let base: string;
let dataDir: string;
let port: number;
let sip: number;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "belfry-start-"));
  chmodSync(base, 0o755);
  dataDir = join(base, "data");
  [port, sip] = [await freePort(), await freePort()];
});
afterEach(() => Start.endAll());
afterAll(() => rmSync(base, { recursive: true, force: true }));

const nobodyHome = async () =>
  !(await answersHttp(`http://127.0.0.1:${port}/health/ready`)) &&
  !(await answersSip(INTERNAL + 1)) &&
  !(await answersNg(INTERNAL + 3));

describe("npm start", () => {
  it("starts everything without root's rights, says how to go on, and stops in order", async () => {
    const start = new Start(dataDir, port, sip);
    await start.ready();
    expect(start.output).toContain(`Belfry is ready after`);
    expect(start.output).toContain(`http://localhost:${port}`);
    expect(start.output).toMatch(/anna\s+\S{10,}/);
    expect(start.output).toContain("To make the phone ring");
    expect(await answersHttp(`http://127.0.0.1:${port}/health/ready`)).toBe(true);
    const pids = start.pids();
    const owners = [...pids, start.process.pid ?? 0].map((pid) => statSync(`/proc/${pid}`).uid);
    expect(new Set(owners).size).toBe(1);
    expect(owners).not.toContain(0);
    for (const pid of pids) expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(/CapEff:\s+0{16}/);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);

    start.process.kill("SIGTERM");
    expect(await start.ended).toBe(0);
    expect(start.output).toContain("Stopping (SIGTERM) …\nStopped.");
    expect(pids.some(isAlive)).toBe(false);
    expect(await nobodyHome()).toBe(true);
    expect(readdirSync(join(dataDir, "run")).filter((name) => name.endsWith(".pid"))).toEqual([]);
  });

  it("restarts what was killed, and lets nobody else have its folder meanwhile", async () => {
    const start = new Start(dataDir, port, sip);
    await start.ready();
    const [rtpengine = 0, kamailio = 0] = start.pids();
    process.kill(kamailio, "SIGKILL");
    process.kill(rtpengine, "SIGKILL");
    await until("both run again", () =>
      ["rtpengine (audio)", "Kamailio (SIP)"].every((name) => start.output.includes(`${name} runs again.`)),
    );
    await until("rtpengine answers", () => answersNg(INTERNAL + 3));
    await until("Kamailio answers", () => answersSip(INTERNAL + 1));
    const second = new Start(dataDir, port, sip);
    expect(await second.ended).toBe(1);
    expect(second.output).toContain(`Belfry already runs with ${dataDir}`);
    expect(await answersHttp(`http://127.0.0.1:${port}/health/live`)).toBe(true);
  });

  it("ends by force at the second Ctrl-C, and leaves nothing", async () => {
    const start = new Start(dataDir, port, sip, { BELFRY_SHUTDOWN_SECONDS: "60" });
    await start.ready();
    const pids = start.pids();
    // A server that cannot answer, so that the orderly stop would have to wait for it.
    process.kill(pids[2] ?? 0, "SIGSTOP");
    start.process.kill("SIGINT");
    await until("it says that it stops", () => start.output.includes("Stopping (SIGINT)"));
    await until("the second one ends it", () => {
      start.process.kill("SIGINT");
      return !pids.some(isAlive);
    });
    expect(await start.ended).toBe(130);
    expect(await nobodyHome()).toBe(true);
  });

  it("when it is killed, its children end too and the next start is not in their way", async () => {
    const first = new Start(dataDir, port, sip);
    await first.ready();
    const pids = first.pids();
    first.process.kill("SIGKILL");
    for (const [index, name] of CHILDREN.entries()) await until(`${name} is gone`, () => !isAlive(pids[index] ?? 0));
    await first.ended;
    const second = new Start(dataDir, port, sip);
    await second.ready();
    expect(await answersHttp(`http://127.0.0.1:${port}/health/ready`)).toBe(true);
  });

  it("serves HTTPS on every address with a certificate of its own making", async () => {
    const start = new Start(dataDir, port, sip, { BELFRY_HOST: "0.0.0.0", BELFRY_TLS: "self-signed" });
    await start.ready();
    expect(start.output).toContain(`https://localhost:${port}`);
    expect(start.output).toContain("accept it to try Belfry");
    expect(start.output).toMatch(/anna\s+\S{10,}/);
    const ca = readFileSync(join(dataDir, "tls/self-signed.pem"));
    const request = get(`https://localhost:${port}/health/ready`, { ca, family: 4 });
    const [response] = await once(request, "response");
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  it("says what to do about a broken database, and leaves nothing half-started", async () => {
    const control = join(dataDir, "db/global/pg_control");
    expect(existsSync(control)).toBe(true);
    writeFileSync(control, "");
    const start = new Start(dataDir, port, sip);
    expect(await start.ended).toBe(1);
    expect(start.output).toContain(
      "cannot be opened. Restore the folder from a backup, or move it away to start anew.",
    );
    expect(await nobodyHome()).toBe(true);
    expect(readdirSync(join(dataDir, "run")).filter((name) => name.endsWith(".pid"))).toEqual([]);
  });

  it("says what to do when PostgreSQL is not there", async () => {
    const start = new Start(dataDir, port, sip, { DATABASE_URL: "postgresql://someone:hunter2@127.0.0.1:9/belfry" });
    expect(await start.ended).toBe(1);
    expect(start.output).toContain("Check DATABASE_URL");
    expect(start.output).not.toContain("hunter2");
    expect(await nobodyHome()).toBe(true);
  });
});
