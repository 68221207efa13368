import { describe, expect, it } from "vitest";
import { HERTZ, Scene } from "../../harness/scene.ts";
import { patience } from "../../harness/until.ts";

const scene = Scene.open();

describe("a caller reaches an agent", () => {
  it("hears the queue, then the agent, who hears the caller; wrap-up ends with a call code", async () => {
    const call = await scene.call();
    await call.answered;
    await call.hearsSomethingElse(HERTZ.anna, patience());

    const anna = await scene.available("anna");
    await anna.answer();
    await call.hears(HERTZ.anna, patience());
    await anna.hears(HERTZ.caller);

    await anna.button("Hang up").click();
    expect(await call.ended).toEqual({ by: "remote", status: null });
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    await anna.inState("Available");
  });

  it("is put on hold, hears music, and is retrieved", async () => {
    const anna = await scene.available("anna");
    const call = await scene.call();
    await anna.answer();
    await call.hears(HERTZ.anna, patience());

    await anna.button("Hold").click();
    await call.hearsSomethingElse(HERTZ.anna, patience());
    await anna.button("Take off hold").click();
    await call.hears(HERTZ.anna, patience());
    await anna.hears(HERTZ.caller);

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
    const anna = await scene.available("anna");
    const call = await scene.call();
    await anna.answer();
    await anna.choose("Lunch");
    await anna.inState(/In call.*then: Lunch/);
    call.hangUp();
    await anna.finishWrapUp();
    await anna.inState("Lunch");
  });

  it("ends once when both sides hang up at the same moment", async () => {
    const anna = await scene.available("anna");
    const call = await scene.call();
    await anna.answer();
    await call.hears(HERTZ.anna, patience());
    const button = await anna.button("Hang up").elementHandle();
    await Promise.all([button?.dispatchEvent("click"), call.hangUp()]);
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    await anna.inState("Available");
  });
});
