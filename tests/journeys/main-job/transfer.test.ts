import { describe, expect, it } from "vitest";
import { heardBothWays, hearsMusic } from "../../harness/hearing.ts";
import { ended, Scene } from "../../harness/scene.ts";
import { patience } from "../../harness/until.ts";

const scene = Scene.open();

/** The European ringing tone (ETSI TR 101 041). */
const RINGBACK = 425;

describe("blind transfer", () => {
  it("to a colleague: the first agent is free at once, the colleague talks with the caller", async () => {
    const { anna, call } = await scene.conversation();
    const bram = await scene.available("bram");
    await anna.sendTo("Bram", "Transfer now");
    await anna.inState("Wrap-up");
    await bram.shows("Anna de Vries transfers this call to you");
    await bram.answer();
    await heardBothWays(call, bram);
    call.hangUp();
    await bram.inState("Wrap-up");
  });

  it("to a queue: its agent sees which queue it is", async () => {
    const { anna, call } = await scene.conversation();
    const bram = await scene.available("bram");
    await anna.sendTo("Passports", "Transfer now");
    await anna.inState("Wrap-up");
    await bram.button("Answer").waitFor();
    await bram.shows("Passports");
    await bram.answer();
    await heardBothWays(call, bram);
    await bram.button("Hang up").click();
    expect(await ended(call)).toEqual({ by: "remote", status: null });
  });

  it("to an outside number: the caller hears it ring, then the party outside", async () => {
    const nextOutside = await scene.outside();
    const { anna, call } = await scene.conversation();
    await anna.sendTo("020 555 01 00", "Transfer now");
    await anna.inState("Wrap-up");
    const outside = await nextOutside();
    outside.ring();
    await call.hears(RINGBACK, patience());
    outside.accept();
    await heardBothWays(call, outside);
    outside.hangUp();
    expect(await ended(call)).toEqual({ by: "remote", status: null });
  });

  it("to an outside number that is busy: the caller comes back to the head of the queue, the agent sees why", async () => {
    const nextOutside = await scene.outside();
    const { anna, call } = await scene.conversation();
    await anna.sendTo("020 555 01 00", "Transfer now");
    (await nextOutside()).reject(486);
    await anna.finishWrapUp();
    await anna.button("Answer").waitFor();
    await anna.shows("The transfer did not work.");
    await anna.answer();
    await heardBothWays(call, anna);
  });
});

describe("consultation", () => {
  it("with a colleague: swap to and fro, then complete", async () => {
    const { anna, call } = await scene.conversation();
    const bram = await scene.available("bram");

    await anna.sendTo("Bram", "Consult first");
    await bram.shows("Anna de Vries asks for your advice");
    await bram.answer();
    await Promise.all([heardBothWays(anna, bram), hearsMusic(call)]);

    await anna.button("Swap").click();
    await heardBothWays(call, anna);
    await hearsMusic(bram);

    await anna.button("Swap").click();
    await Promise.all([heardBothWays(anna, bram), hearsMusic(call)]);

    await anna.button("Complete transfer").click();
    await anna.inState("Wrap-up");
    await heardBothWays(call, bram);
    call.hangUp();
    await bram.inState("Wrap-up");
  });

  it("with a colleague, and back to the caller: the colleague is free again", async () => {
    const { anna, call } = await scene.conversation();
    const bram = await scene.available("bram");
    await anna.sendTo("3002", "Consult first");
    await bram.answer();
    await heardBothWays(anna, bram);
    await anna.button("Return to the caller").click();
    await heardBothWays(call, anna);
    await bram.inState("Available");
    call.hangUp();
    await anna.inState("Wrap-up");
  });

  it("with a colleague who declines: the agent is back with the caller and sees why", async () => {
    const { anna, call } = await scene.conversation();
    const bram = await scene.available("bram");
    await anna.sendTo("Bram", "Consult first");
    await bram.button("Decline").click();
    await anna.shows("The call was declined.");
    await heardBothWays(call, anna);
    await bram.inState("Available");
  });

  it("with an outside number: three tones, and the transfer is completed", async () => {
    const nextOutside = await scene.outside();
    const { anna, call } = await scene.conversation();
    await anna.sendTo("+31205550100", "Consult first");
    const outside = await nextOutside();
    outside.accept();
    await heardBothWays(outside, anna);
    await hearsMusic(call);
    await anna.button("Swap").click();
    await heardBothWays(call, anna);
    await hearsMusic(outside);
    await anna.button("Complete transfer").click();
    await heardBothWays(call, outside);
    await anna.inState("Wrap-up");
    call.hangUp();
    expect(await ended(outside)).toEqual({ by: "remote", status: null });
  });
});
