import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  Authority,
  type Bench,
  MICROPHONE_HZ,
  openBench,
  openPeer,
  openRegistered,
  serve,
} from "../testing/browser.ts";
import { Edge } from "../testing/edge.ts";

let bench: Bench;
let edge: Edge;
let authority: Authority;
let context: BrowserContext;
let origin: string;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

beforeEach(async () => {
  edge = new Edge(bench.files);
  authority = new Authority();
  origin = await edge.listen();
  context = await bench.browser.newContext({ permissions: ["microphone"] });
  await serve({ context, origin, edge, authority });
});
afterEach(async () => {
  await context.close();
  await edge.close();
});

const announced = (leg: string, call: string, autoAnswer: boolean) =>
  ({ id: call, leg, autoAnswer, direction: "inbound", phase: "offered", consult: null }) as const;

/** Rings, lets the phone answer, and connects the sound. */
async function connect(peer: Page, leg: string, call: string, why = "offer") {
  const dialog = edge.ring({ sdp: await peer.evaluate(() => window.peer.offer()), leg, call, why });
  const final = await dialog.final();
  dialog.ack(final);
  await peer.evaluate((sdp) => window.peer.accept(sdp), final.body);
  return { dialog, final };
}

describe("a call in a real browser", () => {
  it("registers with its own user as contact, answers by itself when announced, and carries sound both ways", async () => {
    const page = await openRegistered({ context, origin });
    const peer = await openPeer(context, origin);
    expect(edge.contact).toMatch(/^sip:3001-demo@[0-9a-f]+\.invalid;transport=ws$/);
    expect(edge.tabs[0]).toBe(await page.evaluate(() => window.tab));

    await page.evaluate((call) => window.phone.announce(call), announced("c1.2", "c1", true));
    const { dialog, final } = await connect(peer, "c1.2", "c1");
    expect(final.status).toBe(200);
    expect(final.body).not.toMatch(/m=video/);
    await page.waitForFunction(() => window.phone.state.call?.phase === "up");
    await peer.waitForFunction((hz) => Math.abs(window.peer.heardHz() - hz) < 15, MICROPHONE_HZ);
    const levels = page.evaluate(
      () =>
        new Promise<number>((done) => {
          const stop = window.phone.levels.subscribe(({ output }) => {
            if (output > 0.05) {
              stop();
              done(output);
            }
          });
        }),
    );
    expect(await levels).toBeGreaterThan(0.05);

    dialog.bye(final);
    await page.waitForFunction(() => window.phone.state.call === null);
    const ended = await page.evaluate(() => window.seen.find(({ event }) => event === "ended")?.payload);
    expect(ended).toEqual({ leg: "c1.2", call: "c1", cause: "normal" });
  });

  it("rings, and waits for a person, when the server has not announced the leg", async () => {
    const page = await openRegistered({ context, origin });
    const peer = await openPeer(context, origin);
    await page.evaluate((call) => window.phone.announce(call), announced("c9.9", "c9", true));
    const dialog = edge.ring({
      sdp: await peer.evaluate(() => window.peer.offer()),
      leg: "c1.2",
      call: "c1",
      why: "resume",
    });
    await dialog.ringing();
    await page.waitForFunction(() => window.phone.state.call?.phase === "ringing");
    expect(await page.evaluate(() => window.phone.state.call?.autoAnswer)).toBe(false);
    await page.evaluate(() => window.phone.answer("c1.2"));
    expect((await dialog.final()).status).toBe(200);
  });
});
