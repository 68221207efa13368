import type { EndpointCall } from "@belfry/caller";
import { describe, expect, it } from "vitest";
import type { DeskPage } from "../../harness/desk-page.ts";
import { HERTZ, PERMITS, Scene } from "../../harness/scene.ts";
import { patience } from "../../harness/until.ts";

const scene = Scene.open();

/** A grace of 20 s, and the time to notice and to offer the call anew. */
const NOBODY_BACK = 40_000;

async function conversation(): Promise<{ anna: DeskPage; call: EndpointCall }> {
  const anna = await scene.available("anna");
  const call = await scene.call();
  await anna.answer();
  await bothWays(anna, call);
  return { anna, call };
}

async function bothWays(desk: DeskPage, call: EndpointCall): Promise<void> {
  await Promise.all([call.hears(HERTZ.anna, patience()), desk.hears(HERTZ.caller)]);
}

/** Logs how long the sound took to come back both ways, from the moment that the page had loaded. */
async function backByItself(desk: DeskPage, call: EndpointCall, what: string): Promise<void> {
  const since = performance.now();
  await desk.button("Hold").and(desk.page.locator(":enabled")).waitFor();
  const shown = performance.now();
  await bothWays(desk, call);
  process.stdout.write(
    `${what}: in the call after ${Math.round(shown - since)} ms, heard both ways after ${Math.round(performance.now() - since)} ms\n`,
  );
}

describe("the page is lost in mid-call", () => {
  it("reload: the caller is told and hears music, and the agent is back in the same call by itself", async () => {
    const { anna, call } = await conversation();
    const entertained = call.hearsSomethingElse(HERTZ.anna, patience());
    await anna.page.reload();
    await backByItself(anna, call, "reload");
    await entertained;
    await anna.inState("In call");
    await anna.button("Hang up").click();
    expect(await call.ended).toEqual({ by: "remote", status: null });
    await anna.inState("Wrap-up");
  });

  it("two reloads in a row: the second one is survived as well", async () => {
    const { anna, call } = await conversation();
    await anna.page.reload();
    await anna.page.reload();
    await backByItself(anna, call, "second reload");
    call.hangUp();
    await anna.inState("Wrap-up");
  });

  it("the tab crashes: the page that is opened anew has the call", async () => {
    const { anna, call } = await conversation();
    const entertained = call.hearsSomethingElse(HERTZ.anna, patience());
    const crashed = anna.page.waitForEvent("crash");
    await anna.page.goto("chrome://crash").catch(() => {});
    await crashed;
    await entertained;
    const back = scene.keep(await anna.secondTab(scene.stack));
    await backByItself(back, call, "crash");
    call.hangUp();
    await back.inState("Wrap-up");
  });

  it("a held call is still on hold after a reload", async () => {
    const { anna, call } = await conversation();
    await anna.button("Hold").click();
    await call.hearsSomethingElse(HERTZ.anna, patience());
    await anna.page.reload();
    await anna.button("Take off hold").and(anna.page.locator(":enabled")).waitFor();
    await call.hearsSomethingElse(HERTZ.anna, patience());
    await anna.button("Take off hold").click();
    await bothWays(anna, call);
    call.hangUp();
    await anna.inState("Wrap-up");
  });

  it("nobody comes back: the caller goes to the head of the queue, and the next agent is told why", async () => {
    const { anna, call } = await conversation();
    const second = await scene.call(PERMITS, { from: "+31612345672" });
    await second.answered;
    const third = await scene.call(PERMITS, { from: "+31612345673" });
    await third.answered;
    await anna.page.close();
    await call.hearsSomethingElse(HERTZ.anna, patience());

    const bram = await scene.available("bram");
    await bram.answer();
    await second.hears(HERTZ.bram, patience());
    await bram.page.getByText("2 waiting").first().waitFor({ timeout: NOBODY_BACK });
    second.hangUp();
    await bram.inState("Wrap-up");
    await bram.finishWrapUp();

    await bram.button("Answer").waitFor();
    await bram.shows("The connection of the last agent was lost during the call.");
    await bram.answer();
    await call.hears(HERTZ.bram, patience());
    await bram.hears(HERTZ.caller);
    third.hangUp();
    call.hangUp();
    await bram.inState("Wrap-up");
  });
});

describe("the phone moves to another window in mid-call", () => {
  async function takesOver(old: DeskPage, next: DeskPage, call: EndpointCall, what: string): Promise<void> {
    await next.button(/Open in another window: take over/).click();
    await backByItself(next, call, what);
    await old.page.getByText("Open in another window: take over").first().waitFor();
    expect(await old.heardHertz()).toBeNull();
  }

  it("a second tab is told where the phone is, takes it over, and hands it back", async () => {
    const { anna, call } = await conversation();
    const second = scene.keep(await anna.secondTab(scene.stack));
    await second.page.getByText("Open in another window: take over").first().waitFor();
    await bothWays(anna, call);

    await takesOver(anna, second, call, "second tab");
    await takesOver(second, anna, call, "first tab again");
    await anna.button("Hang up").click();
    expect(await call.ended).toEqual({ by: "remote", status: null });
    await anna.inState("Wrap-up");
    await second.inState("Wrap-up");
  });

  it("another machine signs in as the same agent and takes the call over", async () => {
    const { anna, call } = await conversation();
    const elsewhere = await scene.desk("anna");
    await elsewhere.signIn(scene.stack, "anna");
    await takesOver(anna, elsewhere, call, "another machine");
    // The former machine may go: the call has nothing to do with it any more.
    await anna.page.close();
    await bothWays(elsewhere, call);
    call.hangUp();
    await elsewhere.inState("Wrap-up");
  });
});
