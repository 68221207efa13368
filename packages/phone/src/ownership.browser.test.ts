import { describe, expect, it } from "vitest";
import { announced, browserFixture, seen } from "../testing/fixture.ts";

const fixture = browserFixture();

describe("one owner", () => {
  it("a second tab leaves the phone alone until a person takes it over; then the first falls silent at once", async () => {
    const f = fixture();
    const first = await f.registered();
    const peer = await f.peer();
    await f.call(first, peer);
    const second = await f.phone();
    await second.evaluate(() => window.phone.start());
    await second.waitForFunction(() => window.phone.state.ownership.phase === "elsewhere");
    expect(await second.evaluate(() => window.phone.state.problem?.code)).toBe("ownedElsewhere");
    expect(f.edge.connections).toBe(1);

    const said = f.edge.received.length;
    expect(await second.evaluate(() => window.phone.claim({ takeOver: true }))).toBe(true);
    await first.waitForFunction(() => window.phone.state.ownership.phase === "elsewhere");
    expect(await first.evaluate(() => window.phone.state.call)).toBeNull();
    expect(await seen(first, "ended")).toEqual([{ leg: "c1.2", call: "c1", cause: "ownershipLost" }]);
    await second.waitForFunction(() => window.phone.state.registration.phase === "registered");
    expect(f.edge.connections).toBe(1);
    // The first says neither BYE nor an un-REGISTER: the call and the registration are the second's now.
    const after = f.edge.received.slice(said);
    expect(after.filter(({ method }) => method === "BYE")).toEqual([]);
    expect(after.filter(({ raw }) => /^expires: 0/im.test(raw))).toEqual([]);
  });

  it("gives the phone back and forth", async () => {
    const f = fixture();
    const first = await f.registered();
    const second = await f.phone();
    await second.evaluate(() => window.phone.start());
    for (const [taker, loser] of [
      [second, first],
      [first, second],
    ] as const) {
      await taker.evaluate(() => window.phone.claim({ takeOver: true }));
      await taker.waitForFunction(() => window.phone.state.registration.phase === "registered");
      await loser.waitForFunction(() => window.phone.state.connection.phase === "stopped");
    }
  });

  it("a duplicated tab has a name of its own", async () => {
    const f = fixture();
    const page = await f.registered();
    const [copy] = await Promise.all([
      f.context.waitForEvent("page"),
      page.evaluate(() => void window.open(location.href)),
    ]);
    await copy.waitForFunction(() => window.phone !== undefined);
    expect(await copy.evaluate(() => window.tab)).not.toBe(await page.evaluate(() => window.tab));
  });

  it("asks again when the server was silent", async () => {
    const f = fixture();
    f.authority.silent = true;
    const page = await f.phone();
    await page.evaluate(() => window.phone.start());
    await page.waitForFunction(() => window.phone.state.ownership.phase === "claiming");
    f.authority.silent = false;
    await page.waitForFunction(() => window.phone.state.registration.phase === "registered");
  });
});

describe("a reload in mid-call", () => {
  it("does not hang up, takes the phone from the page that was there, and the call comes back, muted as it was", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    await f.call(page, peer);
    const tab = await page.evaluate(() => window.tab);
    await page.evaluate(() => window.phone.mute(true));
    await page.reload();
    await page.waitForFunction(() => window.phone !== undefined);
    expect(await page.evaluate(() => window.tab)).not.toBe(tab);
    expect(f.edge.received.filter(({ method }) => method === "BYE")).toEqual([]);

    await page.evaluate((former) => {
      window.phone.ownerIs(former);
      window.phone.start();
    }, tab);
    await page.waitForFunction(() => window.phone.state.registration.phase === "registered");
    expect(f.authority.claims.at(-1)?.takeOver).toBe(true);
    const began = performance.now();
    await f.call(page, peer, { leg: "c1.3", autoAnswer: true, phase: "reconnecting", why: "resume" });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await page.evaluate(() => window.phone.state.microphone.muted)).toBe(true);
    await page.evaluate(() => window.phone.mute(false));
    await peer.waitForFunction(() => window.peer.heardLevel() > 0.01);
  });

  it("another call does not begin muted", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const { dialog, final } = await f.call(page, peer);
    await page.evaluate(() => window.phone.mute(true));
    dialog.bye(final);
    await page.waitForFunction(() => window.phone.state.call === null);
    await f.call(page, peer, announced({ id: "c2", leg: "c2.2" }));
    expect(await page.evaluate(() => window.phone.state.microphone.muted)).toBe(false);
  });
});
