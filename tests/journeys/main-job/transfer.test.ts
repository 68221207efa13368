import type { EndpointCall } from "@belfry/caller";
import { describe, expect, it } from "vitest";
import type { DeskPage } from "../../harness/desk-page.ts";
import { ended, HERTZ, Scene } from "../../harness/scene.ts";
import { patience } from "../../harness/until.ts";

const scene = Scene.open();

/** Anna talks with a caller; they have heard one another. */
async function conversation(): Promise<{ anna: DeskPage; call: EndpointCall }> {
  const anna = await scene.available("anna");
  const call = await scene.call();
  await anna.answer();
  await hearOneAnother(call, HERTZ.caller, anna, HERTZ.anna);
  return { anna, call };
}

/** Two parties say their tones and each hears the other's. */
async function hearOneAnother(
  one: EndpointCall,
  oneSays: number,
  other: DeskPage | EndpointCall,
  otherSays: number,
): Promise<void> {
  await Promise.all([one.hears(otherSays, patience()), other.hears(oneSays, patience())]);
}

/** Neither of the agents: what a held caller hears is music. */
async function hearsMusic(call: EndpointCall): Promise<void> {
  await call.hearsSomethingElse(HERTZ.anna, patience());
  await call.hearsSomethingElse(HERTZ.bram, patience());
}

describe("blind transfer", () => {
  it("to a colleague: the first agent is free at once, the colleague talks with the caller", async () => {
    const { anna, call } = await conversation();
    const bram = await scene.available("bram");
    await anna.sendTo("Bram", "Transfer now");
    await anna.inState("Wrap-up");
    await bram.shows("Anna de Vries transfers this call to you");
    await bram.answer();
    await hearOneAnother(call, HERTZ.caller, bram, HERTZ.bram);
    call.hangUp();
    await bram.inState("Wrap-up");
  });

  it("to a queue: its agent sees which queue it is", async () => {
    const { anna, call } = await conversation();
    const bram = await scene.available("bram");
    await anna.sendTo("Passports", "Transfer now");
    await anna.inState("Wrap-up");
    await bram.button("Answer").waitFor();
    await bram.shows("Passports");
    await bram.answer();
    await hearOneAnother(call, HERTZ.caller, bram, HERTZ.bram);
    await bram.button("Hang up").click();
    expect(await ended(call)).toEqual({ by: "remote", status: null });
  });

  it("to an outside number: the caller hears it ring, then the party outside", async () => {
    const nextOutside = await scene.outside();
    const { anna, call } = await conversation();
    await anna.sendTo("020 555 01 00", "Transfer now");
    await anna.inState("Wrap-up");
    const outside = await nextOutside();
    outside.ring();
    await call.hearsSomethingElse(HERTZ.anna, patience());
    outside.accept();
    await hearOneAnother(call, HERTZ.caller, outside, HERTZ.outside);
    outside.hangUp();
    expect(await ended(call)).toEqual({ by: "remote", status: null });
  });

  it("to an outside number that is busy: the caller comes back to the head of the queue, the agent sees why", async () => {
    const nextOutside = await scene.outside();
    const { anna, call } = await conversation();
    await anna.sendTo("020 555 01 00", "Transfer now");
    (await nextOutside()).reject(486);
    await anna.finishWrapUp();
    await anna.button("Answer").waitFor();
    await anna.shows("The transfer did not work.");
    await anna.answer();
    await hearOneAnother(call, HERTZ.caller, anna, HERTZ.anna);
  });
});

describe("consultation", () => {
  it("with a colleague: swap to and fro, then complete", async () => {
    const { anna, call } = await conversation();
    const bram = await scene.available("bram");

    await anna.sendTo("Bram", "Consult first");
    await bram.shows("Anna de Vries asks for your advice");
    await bram.answer();
    await Promise.all([bram.hears(HERTZ.anna), anna.hears(HERTZ.bram), hearsMusic(call)]);

    await anna.button("Swap").click();
    await hearOneAnother(call, HERTZ.caller, anna, HERTZ.anna);
    await bram.hearsSomethingElse(HERTZ.anna, HERTZ.caller);

    await anna.button("Swap").click();
    await Promise.all([bram.hears(HERTZ.anna), anna.hears(HERTZ.bram), hearsMusic(call)]);

    await anna.button("Complete transfer").click();
    await anna.inState("Wrap-up");
    await hearOneAnother(call, HERTZ.caller, bram, HERTZ.bram);
    call.hangUp();
    await bram.inState("Wrap-up");
  });

  it("with a colleague, and back to the caller: the colleague is free again", async () => {
    const { anna, call } = await conversation();
    const bram = await scene.available("bram");
    await anna.sendTo("3002", "Consult first");
    await bram.answer();
    await Promise.all([bram.hears(HERTZ.anna), anna.hears(HERTZ.bram)]);
    await anna.button("Return to the caller").click();
    await hearOneAnother(call, HERTZ.caller, anna, HERTZ.anna);
    await bram.inState("Available");
    call.hangUp();
    await anna.inState("Wrap-up");
  });

  it("with a colleague who declines: the agent is back with the caller and sees why", async () => {
    const { anna, call } = await conversation();
    const bram = await scene.available("bram");
    await anna.sendTo("Bram", "Consult first");
    await bram.button("Decline").click();
    await anna.shows("The call was declined.");
    await hearOneAnother(call, HERTZ.caller, anna, HERTZ.anna);
    await bram.inState("Available");
  });

  it("with an outside number: three tones, and the transfer is completed", async () => {
    const nextOutside = await scene.outside();
    const { anna, call } = await conversation();
    await anna.sendTo("+31205550100", "Consult first");
    const outside = await nextOutside();
    outside.accept();
    await hearOneAnother(outside, HERTZ.outside, anna, HERTZ.anna);
    await hearsMusic(call);
    await anna.button("Swap").click();
    await hearOneAnother(call, HERTZ.caller, anna, HERTZ.anna);
    await outside.hearsSomethingElse(HERTZ.anna, patience());
    await anna.button("Complete transfer").click();
    await hearOneAnother(call, HERTZ.caller, outside, HERTZ.outside);
    await anna.inState("Wrap-up");
    call.hangUp();
    expect(await ended(outside)).toEqual({ by: "remote", status: null });
  });
});
