import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { heardBothWays } from "../../harness/hearing.ts";
import { Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

describe("a newcomer without a trunk", () => {
  it("makes the phone ring from the desk, answers with Enter, and hears the demo caller speak", async () => {
    const anna = await scene.available("anna");
    await anna.button("Make the phone ring").click();
    await anna.button("Answer").waitFor();
    await until("Answer has the focus", () =>
      anna.button("Answer").evaluate((button) => button === document.activeElement),
    );
    await anna.page.keyboard.press("Enter");
    await anna.button("Hang up").waitFor();
    await until("the page hears somebody speak", async () => (await anna.heardHertz()) !== null);
    await anna.button("Hang up").click();
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    await anna.inState("Available");
  });

  it("makes the phone ring from a terminal, and is told there what becomes of the call", async () => {
    const anna = await scene.available("anna");
    const { host, port } = scene.stack.sip;
    const caller = spawn(process.execPath, ["scripts/demo-call.mjs", "--server", `${host}:${port}`], { cwd: ROOT });
    let words = "";
    caller.stdout.on("data", (chunk: Buffer) => {
      words += chunk.toString();
    });
    const ended = once(caller, "exit");
    await anna.answer();
    await until("the page hears somebody speak", async () => (await anna.heardHertz()) !== null);
    await anna.button("Hang up").click();
    expect((await ended)[0]).toBe(0);
    expect(words).toContain("The other side hung up.");
  });

  it("is told in words when the number does not exist", async () => {
    const { host, port } = scene.stack.sip;
    const args = ["scripts/demo-call.mjs", "--server", `${host}:${port}`, "--number", "+31209999999"];
    const caller = spawn(process.execPath, args, { cwd: ROOT });
    let words = "";
    caller.stdout.on("data", (chunk: Buffer) => {
      words += chunk.toString();
    });
    expect((await once(caller, "exit"))[0]).toBe(1);
    expect(words).toContain("SIP 404");
  });
});

describe("a change of network in mid-call", () => {
  it("renews the way of the sound by a re-INVITE, and both sides go on hearing each other", async () => {
    const { anna, call } = await scene.conversation();
    const fragment = () =>
      anna.page.evaluate(() => {
        const connections: RTCPeerConnection[] = Reflect.get(window, "journeyConnections") ?? [];
        const live = connections.findLast((connection) => connection.connectionState === "connected");
        return /a=ice-ufrag:(\S+)/.exec(live?.localDescription?.sdp ?? "")?.[1] ?? null;
      });
    const before = await fragment();
    expect(before).not.toBeNull();
    await anna.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await until("the page has new ICE credentials and is connected", async () => {
      const now = await fragment();
      return now !== null && now !== before;
    });
    await heardBothWays(call, anna);
  });
});
