import { describe, expect, it } from "vitest";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, hearsSpeech } from "../../harness/hearing.ts";
import { ended, HERTZ, PERMITS, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();

const NEVER_OPEN = { timeZone: "Europe/Amsterdam", weekly: [], holidays: [] };

describe("who gets the call", () => {
  it("auto-answer: the agent is in the call without a click", async () => {
    await scene.queueSetting("Permits", { autoAnswer: true });
    const anna = await scene.available("anna");
    const call = await scene.call();
    await anna.button("Hang up").waitFor();
    await heardBothWays(call, anna);
    call.hangUp();
    await anna.inState("Wrap-up");
  });

  it("longest idle first: the one who finished first gets the next call", async () => {
    const anna = await scene.atLunch("anna");
    const bram = await scene.available("bram");
    await anna.choose("Available");
    await anna.inState("Available");

    const first = await scene.call();
    await bram.answer();
    await heardBothWays(first, bram);
    const second = await scene.call();
    await anna.answer();
    await heardBothWays(second, anna);
    await second.hangUp();
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    await anna.inState("Available");
    await first.hangUp();
    await bram.inState("Wrap-up");
    await bram.finishWrapUp();
    await bram.inState("Available");

    const third = await scene.call();
    await anna.answer();
    await heardBothWays(third, anna);
    await bram.inState("Available");
  });

  it("decline: the agent stays available and a colleague gets the call", async () => {
    const anna = await scene.available("anna");
    const call = await scene.call();
    await anna.button("Answer").waitFor();
    const bram = await scene.available("bram");
    await anna.button("Decline").click();
    await anna.inState("Available");
    await bram.button("Answer").waitFor();
    await bram.shows("The last agent declined.");
    await bram.answer();
    await heardBothWays(call, bram);
  });

  it("no answer: the agent is paused and told why, the next one gets the call", async () => {
    await scene.queueSetting("Permits", { ringSeconds: 5 });
    const anna = await scene.available("anna");
    const call = await scene.call();
    await anna.button("Answer").waitFor();
    const bram = await scene.available("bram");
    await anna.inState("No answer");
    await anna.shows(/^You did not answer the last call/);
    await bram.button("Answer").waitFor();
    await bram.shows("The last agent did not answer.");
    await bram.answer();
    await heardBothWays(call, bram);
  });
});

describe("nobody takes the call", () => {
  it("full queue: the caller hears so, and history says so", async () => {
    await scene.queueSetting("Permits", { maxWaiting: 1 });
    await scene.atLunch("anna");
    const waiting = await scene.call();
    await waiting.answered;
    await told("+31612340001", "queueFull", "queue-full");
  });

  it("closed queue: the caller hears so, and history says so", async () => {
    await scene.queueSetting("Permits", { hours: NEVER_OPEN });
    await told("+31612340002", "closed", "closed");
  });

  it("nobody is signed in: the caller hears so at once, and history says why", async () => {
    await scene.queueSetting("Permits", { members: [] });
    const past = await told("+31612340004", "missed", "nobody-available");
    expect(past.events.map(({ what }) => what)).toContain("nobodySignedIn");
  });

  /** A call that ends by itself after words of the house. */
  async function told(from: string, outcome: string, prompt: string) {
    const call = await scene.call(PERMITS, { from });
    await hearsSpeech(call);
    expect(await ended(call)).toEqual({ by: "remote", status: null });
    const past = await (await scene.admin()).endedCall(from);
    expect(past).toMatchObject({ outcome, agent: null, answeredAt: null });
    expect(past.events).toContainEqual(
      expect.objectContaining({ what: "announced", detail: expect.objectContaining({ prompt }) }),
    );
    return past;
  }

  it("call-back by key 1: the caller may leave, and is called when it is their turn", async () => {
    const { anna, nextOutside } = await leftForCallBack("+31612340003");
    await anna.choose("Available");
    await calledBack(anna, nextOutside);
  });

  it("call-back by key 1 is kept when the server is killed", async () => {
    const { anna, nextOutside } = await leftForCallBack("+31612340013");
    await scene.stack.kill("server");
    await scene.stack.ready();
    await anna.page.close();
    await calledBack(await scene.available("anna"), nextOutside);
  });
});

type NextOutside = Awaited<ReturnType<typeof scene.outside>>;

/** A caller who pressed 1 while Anna was at lunch. */
async function leftForCallBack(from: string): Promise<{ anna: DeskPage; nextOutside: NextOutside }> {
  await scene.queueSetting("Permits", { callbackOffered: true });
  const nextOutside = await scene.outside();
  const anna = await scene.atLunch("anna");
  const call = await scene.call(PERMITS, { from });
  await hearsSpeech(call);
  call.sendDigits("1");
  expect(await ended(call)).toEqual({ by: "remote", status: null });
  expect(await (await scene.admin()).endedCall(from)).toMatchObject({ outcome: "callbackRequested" });
  return { anna, nextOutside };
}

async function calledBack(anna: DeskPage, nextOutside: NextOutside): Promise<void> {
  await anna.answer();
  const back = await nextOutside();
  back.accept();
  await heardBothWays(back, anna);
  back.hangUp();
  await anna.inState("Wrap-up");
}

describe("around the talk", () => {
  it("digits of the caller are shown to the agent, by RFC 4733 and by INFO", async () => {
    const { anna, call } = await scene.conversation();
    call.sendDigits("42#");
    await anna.shows("42#");
    call.sendInfoDigit("7");
    await anna.shows("42#7");
  });

  it("wrap-up: a code that needs a note is not accepted without it; both are in the call history", async () => {
    const from = "+31612340005";
    const { anna, call } = await scene.conversation({ from });
    call.hangUp();
    await anna.inState("Wrap-up");
    await anna.finishWrapUp("Complaint");
    await anna.shows("This call code needs a note.");
    await anna.inState("Wrap-up");
    await anna.page.getByLabel("Note").fill("The permit came too late.");
    await anna.button("Finish").click();
    await anna.inState("Available");
    const past = await until("history has the note", async () => {
      const last = await (await scene.admin()).endedCall(from);
      return last.note === "" ? null : last;
    });
    expect(past).toMatchObject({
      outcome: "answered",
      agentName: "Anna de Vries",
      callCode: "Complaint",
      note: "The permit came too late.",
    });
  });
});

describe("the agent calls out", () => {
  it("the agent's own phone first, then the number: they hear one another", async () => {
    const nextOutside = await scene.outside();
    const anna = await scene.available("anna");
    await anna.dial("020 555 01 01");
    const outside = await nextOutside();
    outside.ring();
    await anna.shows("Connecting…");
    await anna.page.getByRole("heading", { name: "020 555 0101" }).waitFor();
    outside.accept();
    await heardBothWays(outside, anna);
    await anna.button("Hang up").click();
    expect(await ended(outside)).toEqual({ by: "remote", status: null });
    expect(await (await scene.admin()).endedCall("+31205550101")).toMatchObject({
      direction: "outbound",
      outcome: "answered",
      agentName: "Anna de Vries",
    });
  });

  it("a number that is busy: the agent is told in words", async () => {
    const nextOutside = await scene.outside();
    const anna = await scene.available("anna");
    await anna.dial("+31205550102");
    (await nextOutside()).reject(486);
    await anna.hearsSomethingElse(HERTZ.outside);
    expect(await (await scene.admin()).endedCall("+31205550102")).toMatchObject({ outcome: "busy" });
  });
});
