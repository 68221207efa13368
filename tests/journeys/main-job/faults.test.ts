import { describe, expect, it, onTestFinished } from "vitest";
import { Cable } from "../../harness/cable.ts";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays } from "../../harness/hearing.ts";
import { type Conversation, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();

/** An agent in conversation, whose page reaches the platform by a cable. */
async function onCable(): Promise<Conversation & { readonly cable: Cable }> {
  const cable = await Cable.lay(scene.stack.origin);
  onTestFinished(() => cable.close());
  const anna = await scene.desk("anna");
  await anna.signIn({ origin: cable.origin, signIns: () => scene.stack.signIns() }, "anna");
  await anna.becomeAvailable();
  const call = await scene.call();
  await anna.answer();
  await heardBothWays(call, anna);
  return { cable, anna, call };
}

async function nextCallWorks(anna: DeskPage): Promise<void> {
  await scene.stack.ready();
  await anna.becomeAvailable();
  const next = await scene.call();
  await anna.answer();
  await heardBothWays(next, anna);
  next.hangUp();
  await anna.inState("Wrap-up");
}

describe("the page's connections are cut in mid-call", () => {
  it("SIP over WebSocket: the sound goes on, the phone comes back, and hanging up works", async () => {
    const { cable, anna, call } = await onCable();
    cable.cut("/sip");
    await anna.shows("Reconnecting… the caller is kept");
    await heardBothWays(call, anna);
    cable.mend("/sip");
    await anna.shows("Phone ready");
    await heardBothWays(call, anna);
    await anna.button("Hang up").click();
    expect(await call.ended).toEqual({ by: "remote", status: null });
    await anna.inState("Wrap-up");
    await nextCallWorks(anna);
  });

  it("SIP over WebSocket: a caller who hangs up meanwhile has hung up", async () => {
    const { cable, anna, call } = await onCable();
    cable.cut("/sip");
    await anna.shows("Reconnecting… the caller is kept");
    call.hangUp();
    await anna.inState("Wrap-up");
    cable.mend("/sip");
    await anna.shows("Phone ready");
    await nextCallWorks(anna);
  });

  it("Socket.IO: the sound goes on, the page says so, and what happened meanwhile is shown", async () => {
    const { cable, anna, call } = await onCable();
    cable.cut("/socket.io");
    await anna.shows("Reconnecting… if only your network failed, the caller is kept.");
    await heardBothWays(call, anna);
    cable.mend("/socket.io");
    await anna.page.getByText("What you see may be out of date until then.").waitFor({ state: "detached" });
    await heardBothWays(call, anna);

    cable.cut("/socket.io");
    await anna.shows("Reconnecting… if only your network failed, the caller is kept.");
    call.hangUp();
    cable.mend("/socket.io");
    await anna.inState("Wrap-up");
    await nextCallWorks(anna);
  });
});

describe("a part of the platform is killed in mid-call", () => {
  it("Kamailio: the sound goes on, the phone registers again, hanging up and the next call work", async () => {
    const { anna, call } = await scene.conversation();
    await scene.stack.kill("kamailio");
    await heardBothWays(call, anna);
    await anna.page.getByText("Reconnecting… the caller is kept").first().waitFor({ state: "detached" });
    await anna.shows("Phone ready");
    await heardBothWays(call, anna);
    await anna.button("Hang up").click();
    expect(await call.ended).toEqual({ by: "remote", status: null });
    await anna.inState("Wrap-up");
    await nextCallWorks(anna);
  });

  it("Kamailio: a caller who hangs up after its return has hung up", async () => {
    const { anna, call } = await scene.conversation();
    await scene.stack.kill("kamailio");
    await anna.shows("Phone ready");
    await heardBothWays(call, anna);
    call.hangUp();
    await anna.inState("Wrap-up");
    await nextCallWorks(anna);
  });

  it("rtpengine: the call ends as “sound failed”, the agent is told, and the next call works", async () => {
    const from = "+31205550201";
    const { anna, call } = await scene.conversation({ from });
    await scene.stack.kill("rtpengine");
    expect(await call.ended).toEqual({ by: "remote", status: null });
    await anna.inState("Wrap-up");
    const { outcome, events } = await (await scene.admin()).endedCall(from);
    expect(outcome).toBe("mediaFailed");
    expect(events.map(({ what }) => what)).toContain("mediaLost");
    await anna.shows("Sound failed");
    await nextCallWorks(anna);
  });

  it("the server: its calls are lost and written down as such, pages come back by themselves, new calls work", async () => {
    const from = "+31205550202";
    const { anna, call } = await scene.conversation({ from });
    await scene.stack.kill("server");
    // The sound does not pass through it, so it ends only when the page learns that nobody leads the call any more.
    await heardBothWays(call, anna);
    await scene.stack.ready();
    await anna.inState("Signed out");
    await until("the page has let go of the call", async () => (await anna.heardHertz()) === null);
    const { outcome, events } = await (await scene.admin()).endedCall(from);
    expect([outcome, events.at(-1)?.what]).toEqual(["networkFailed", "serverLost"]);
    call.hangUp();
    await nextCallWorks(anna);
  });
});
