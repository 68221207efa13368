import { describe, it } from "vitest";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, hearExactly, hearsMusic } from "../../harness/hearing.ts";
import { Scene } from "../../harness/scene.ts";

const scene = Scene.open();

/** Anna talks with a caller and has asked Bram, who is on the line. */
async function asking() {
  const { anna, call } = await scene.conversation();
  const bram = await scene.available("bram");
  await anna.sendTo("Bram", "Consult first");
  await bram.answer();
  await heardBothWays(anna, bram);
  await hearsMusic(call);
  return { anna, bram, call };
}

async function over(agent: DeskPage): Promise<void> {
  await agent.inState("Wrap-up");
  await agent.finishWrapUp();
}

describe("three together", () => {
  it("caller, agent and colleague hear one another; who was asked can be spoken with alone, and removed", async () => {
    const { anna, bram, call } = await asking();
    await anna.page.keyboard.press("Control+Alt+b");
    await anna.shows("Three together");
    await hearExactly([anna, bram, call], [bram, anna, call], [call, anna, bram]);
    await anna.button("Speak alone").click();
    await hearExactly([anna, bram], [bram, anna]);
    await hearsMusic(call);
    await anna.button("Bring together").click();
    await hearExactly([anna, bram, call], [bram, anna, call], [call, anna, bram]);
    await anna.button("Remove").click();
    await hearExactly([anna, call], [call, anna]);
    await bram.inState("Available");
    call.hangUp();
    await over(anna);
  });

  it("caller and colleague go on when the agent leaves", async () => {
    const { anna, bram, call } = await asking();
    await anna.button("Bring together").click();
    await hearExactly([anna, bram, call], [bram, anna, call], [call, anna, bram]);
    await anna.button("Leave the others together").click();
    await hearExactly([bram, call], [call, bram]);
    await over(anna);
    call.hangUp();
    await over(bram);
  });

  it("an outside number joins, and agent and caller go on when it leaves", async () => {
    const nextOutside = await scene.outside();
    const { anna, call } = await scene.conversation();
    await anna.sendTo("020 555 01 00", "Consult first");
    const outside = await nextOutside();
    outside.ring();
    outside.accept();
    await heardBothWays(anna, outside);
    await anna.button("Bring together").click();
    await hearExactly([anna, outside, call], [outside, anna, call], [call, anna, outside]);
    outside.hangUp();
    await hearExactly([anna, call], [call, anna]);
    call.hangUp();
    await over(anna);
  });
});
