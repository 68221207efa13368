import { describe, expect, it } from "vitest";
import { heardBothWays, hearsMusic, hearsSpeech } from "../../harness/hearing.ts";
import { PERMITS, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();

describe("a caller reaches an agent", () => {
  it("hears the queue, then the agent, who hears the caller; wrap-up ends with a call code", async () => {
    const from = "+31612340010";
    const anna = await scene.atLunch("anna");
    const call = await scene.call(PERMITS, { from });
    await call.answered;
    await hearsSpeech(call);
    await hearsMusic(call);

    await anna.choose("Available");
    await anna.answer();
    await heardBothWays(call, anna);

    await anna.button("Hang up").click();
    expect(await call.ended).toEqual({ by: "remote", status: null });
    await anna.inState("Wrap-up");
    await anna.finishWrapUp("Question answered");
    await anna.inState("Available");
    const past = await until("history has the call code", async () => {
      const last = await (await scene.admin()).endedCall(from);
      return last.callCode === null ? null : last;
    });
    expect(past).toMatchObject({ outcome: "answered", agentName: "Anna de Vries", callCode: "Question answered" });
  });

  it("is put on hold and hears music, the agent nothing; is retrieved, and they hear one another", async () => {
    const { anna, call } = await scene.conversation();
    await anna.button("Hold").click();
    await Promise.all([hearsMusic(call), anna.hearsNothing()]);
    await anna.button("Take off hold").click();
    await heardBothWays(call, anna);
    call.hangUp();
    await anna.inState("Wrap-up");
  });

  it("leaves while the phone rings: the ringing stops and the agent stays available", async () => {
    const anna = await scene.available("anna");
    const call = await scene.call();
    await anna.button("Answer").waitFor();
    call.hangUp();
    await anna.button("Answer").waitFor({ state: "detached" });
    await anna.inState("Available");
  });

  it("keeps the pause that was chosen during the call for afterwards", async () => {
    const { anna, call } = await scene.conversation();
    await anna.choose("Lunch");
    await anna.inState(/In call.*then: Lunch/);
    await heardBothWays(call, anna);
    call.hangUp();
    await anna.finishWrapUp();
    await anna.inState("Lunch");
  });

  it("ends once when both sides hang up at the same moment", async () => {
    const from = "+31612340011";
    const { anna, call } = await scene.conversation({ from });
    const button = await anna.button("Hang up").elementHandle();
    await Promise.all([button?.dispatchEvent("click"), call.hangUp()]);
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    await anna.inState("Available");
    expect(await (await scene.admin()).endedCall(from)).toMatchObject({ outcome: "answered" });
  });
});
