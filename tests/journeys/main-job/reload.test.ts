import type { EndpointCall } from "@belfry/caller";
import { describe, expect, it } from "vitest";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, hearsMusic, hearsSpeech } from "../../harness/hearing.ts";
import { PERMITS, Scene } from "../../harness/scene.ts";

const scene = Scene.open();

/** What a returning agent is promised, from the moment that the page has loaded to the sound both ways. */
const BACK = 3000;
/**
 * How long the caller is kept for the agent from the loss of the page. The floor's own tests hold it to the millisecond;
 * it counts from when the edge sees that the connection is gone, which takes up to a second.
 */
const GRACE = 20_000;
const EARLY = 1000;
const LATE = 2000;
/** The grace, and the time to notice and to offer the call anew. */
const NOBODY_BACK = 40_000;

/** The page has loaded, or has been told to take over: the sound is back both ways within what is promised. */
async function backByItself(desk: DeskPage, call: EndpointCall, what: string): Promise<void> {
  const since = performance.now();
  await desk.button("Hold").and(desk.page.locator(":enabled")).waitFor();
  const shown = performance.now() - since;
  await heardBothWays(call, desk);
  const heard = performance.now() - since;
  const story = `${what}: in the call after ${Math.round(shown)} ms, heard both ways after ${Math.round(heard)} ms`;
  process.stdout.write(`${story}\n`);
  expect(heard, story).toBeLessThan(BACK);
}

/** The caller hears a sentence, then music, while the agent is away. */
async function entertained(call: EndpointCall, gone: DeskPage): Promise<void> {
  await hearsSpeech(call, gone);
  await hearsMusic(call);
}

describe("the page is lost in mid-call", () => {
  it("reload: the agent is back in the same call by itself", async () => {
    const from = "+31612345670";
    const { anna, call } = await scene.conversation({ from });
    await anna.page.reload();
    await backByItself(anna, call, "reload");
    await anna.inState("In call");
    await anna.button("Hang up").click();
    expect(await call.ended).toEqual({ by: "remote", status: null });
    await anna.inState("Wrap-up");
    const { events } = await (await scene.admin()).endedCall(from);
    expect(events.map(({ what }) => what)).toEqual(expect.arrayContaining(["agentLost", "resumed"]));
  });

  it("two reloads in a row: the second one is survived as well", async () => {
    const { anna, call } = await scene.conversation();
    await anna.page.reload();
    await anna.page.reload();
    await backByItself(anna, call, "second reload");
    call.hangUp();
    await anna.inState("Wrap-up");
  });

  it("the tab crashes: the page that is opened anew has the call", async () => {
    const { anna, call } = await scene.conversation();
    const crashed = anna.page.waitForEvent("crash");
    await anna.page.goto("chrome://crash").catch(() => {});
    await crashed;
    await entertained(call, anna);
    const back = scene.keep(await anna.secondTab(scene.stack));
    await backByItself(back, call, "crash");
    call.hangUp();
    await back.inState("Wrap-up");
  });

  it("a held call is still on hold after a reload", async () => {
    const { anna, call } = await scene.conversation();
    await anna.button("Hold").click();
    await hearsMusic(call);
    await anna.page.reload();
    await anna.button("Take off hold").and(anna.page.locator(":enabled")).waitFor();
    await hearsMusic(call);
    await anna.hearsNothing();
    await anna.button("Take off hold").click();
    await heardBothWays(call, anna);
    call.hangUp();
    await anna.inState("Wrap-up");
  });

  it("nobody comes back: the caller goes to the head of the queue, and the next agent is told why", async () => {
    const from = "+31612345671";
    const { anna, call } = await scene.conversation({ from });
    const second = await scene.call(PERMITS, { from: "+31612345672" });
    await second.answered;
    const third = await scene.call(PERMITS, { from: "+31612345673" });
    await third.answered;
    await anna.page.close();
    const closedAt = Date.now();
    await entertained(call, anna);

    const bram = await scene.available("bram");
    await bram.answer();
    await heardBothWays(second, bram);
    await bram.page.getByText("2 waiting").first().waitFor({ timeout: NOBODY_BACK });
    second.hangUp();
    await bram.inState("Wrap-up");
    await bram.finishWrapUp();

    await bram.button("Answer").waitFor();
    await bram.shows("The connection of the last agent was lost during the call.");
    await bram.answer();
    await heardBothWays(call, bram);
    third.hangUp();
    call.hangUp();
    await bram.inState("Wrap-up");

    const { events } = await (await scene.admin()).endedCall(from);
    expect(events.map(({ what }) => what)).toContain("agentLost");
    const kept = (events.find(({ what }) => what === "agentNotBack")?.at ?? Number.NaN) - closedAt;
    expect(kept).toBeGreaterThanOrEqual(GRACE - EARLY);
    expect(kept).toBeLessThanOrEqual(GRACE + LATE);
  });
});

describe("the phone moves to another window in mid-call", () => {
  async function takesOver(old: DeskPage, next: DeskPage, call: EndpointCall, what: string): Promise<void> {
    await next
      .button(/Open in another window: take over/)
      .first()
      .click();
    await backByItself(next, call, what);
    await old.page.getByText("Open in another window: take over").first().waitFor();
    expect(await old.heardHertz()).toBeNull();
  }

  it("a second tab is told where the phone is, takes it over, and hands it back", async () => {
    const { anna, call } = await scene.conversation();
    const second = scene.keep(await anna.secondTab(scene.stack));
    await second.page.getByText("Open in another window: take over").first().waitFor();
    await heardBothWays(call, anna);

    await takesOver(anna, second, call, "second tab");
    await takesOver(second, anna, call, "first tab again");
    await anna.button("Hang up").click();
    expect(await call.ended).toEqual({ by: "remote", status: null });
    await anna.inState("Wrap-up");
    await second.inState("Wrap-up");
  });

  it("another machine signs in as the same agent and takes the call over", async () => {
    const { anna, call } = await scene.conversation();
    const elsewhere = await scene.desk("anna");
    await elsewhere.signIn(scene.stack, "anna");
    await takesOver(anna, elsewhere, call, "another machine");
    // The former machine may go: the call has nothing to do with it any more.
    await anna.page.close();
    await heardBothWays(call, elsewhere);
    call.hangUp();
    await elsewhere.inState("Wrap-up");
  });
});
