import { describe, expect, it } from "vitest";
import { MICROPHONE_HZ } from "../testing/browser.ts";
import { announced, browserFixture, seen } from "../testing/fixture.ts";

const fixture = browserFixture();

/** Keeps count of the tones that play in a loop. */
const COUNTED_LOOPS = `
  window.loops = new Set();
  const { start, stop } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function () {
    if (this.loop) window.loops.add(this);
    return start.apply(this, arguments);
  };
  AudioBufferSourceNode.prototype.stop = function () {
    window.loops.delete(this);
    return stop.apply(this, arguments);
  };
`;

/** A browser whose gathering never ends, as with a dead interface or a STUN server that is blocked. */
const GATHERING_WITHOUT_END = `
  window.RTCPeerConnection = class extends RTCPeerConnection {
    get iceGatheringState() {
      const state = super.iceGatheringState;
      return state === "complete" ? "gathering" : state;
    }
    addEventListener(type, listener, options) {
      const heard = (event) => event.isTrusted && event.candidate === null ? undefined : listener(event);
      super.addEventListener(type, type === "icecandidate" ? heard : listener, options);
    }
  };
`;

describe("a call in a real browser", () => {
  it("registers with its own user as contact, answers by itself when announced, and carries sound both ways", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    expect(f.edge.contact).toMatch(/^sip:3001-demo@[0-9a-f]+\.invalid;transport=ws$/);
    expect(f.edge.tabs).toEqual([await page.evaluate(() => window.tab)]);

    const { dialog, final } = await f.call(page, peer);
    expect(final.body).not.toMatch(/m=video/);
    await peer.waitForFunction((hz) => Math.abs(window.peer.heardHz() - hz) < 15, MICROPHONE_HZ);
    const levels = await page.evaluate(
      () =>
        new Promise<{ input: number; output: number }>((done) => {
          window.phone.levels.subscribe((now) => (now.output > 0.05 && now.input > 0.01 ? done(now) : undefined));
        }),
    );
    expect(levels.output).toBeGreaterThan(0.05);

    dialog.bye(final);
    await page.waitForFunction(() => window.phone.state.call === null);
    expect(await seen(page, "ended")).toEqual([{ leg: "c1.2", call: "c1", cause: "normal" }]);
    const samples = await seen(page, "quality");
    expect(samples.at(-1)).toMatchObject({ final: true, call: "c1" });
  });

  it("rings, and waits for a person, when the server has not announced the leg", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    await page.evaluate((call) => window.phone.announce(call), announced({ id: "c9", leg: "c9.9" }));
    const sdp = await peer.evaluate(() => window.peer.offer());
    const dialog = f.edge.ring({ sdp, leg: "c1.2", call: "c1", why: "resume" });
    await dialog.ringing();
    await page.waitForFunction(() => window.phone.state.call?.phase === "ringing");
    expect(await page.evaluate(() => window.phone.state.call?.autoAnswer)).toBe(false);
    await page.evaluate(() => window.phone.answer("c1.2"));
    expect((await dialog.final()).status).toBe(200);
  });

  it("answers when the announcement comes after the INVITE", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const sdp = await peer.evaluate(() => window.peer.offer());
    const dialog = f.edge.ring({ sdp, leg: "c1.2", call: "c1", why: "offer" });
    await dialog.ringing();
    await page.evaluate((call) => window.phone.announce(call), announced());
    expect((await dialog.final()).status).toBe(200);
  });

  it("answers within its cap when the gathering of candidates never ends", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    await page.evaluate(GATHERING_WITHOUT_END);
    await page.evaluate((call) => window.phone.announce(call), announced());
    const sdp = await peer.evaluate(() => window.peer.offer());
    const began = performance.now();
    const final = await f.edge.ring({ sdp, leg: "c1.2", call: "c1", why: "offer" }).final();
    expect(final.body).toMatch(/^a=candidate:/m);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it("rings until it is answered, and sounds the hold tone while the server holds the call", async () => {
    const f = fixture();
    const page = await f.phone();
    await page.evaluate(COUNTED_LOOPS);
    // A function, not a text: the page's policy forbids to evaluate texts again and again.
    const loops = (count: number) =>
      page.waitForFunction((wanted) => {
        const running: unknown = Reflect.get(window, "loops");
        return running instanceof Set && running.size === wanted;
      }, count);
    await page.evaluate(() => window.phone.start());
    await page.mouse.click(5, 5);
    await page.waitForFunction(() => window.phone.state.problem === null);
    const peer = await f.peer();
    const sdp = await peer.evaluate(() => window.peer.offer());
    const dialog = f.edge.ring({ sdp, leg: "c1.2", call: "c1", why: "offer" });
    await loops(1);
    await page.evaluate(() => window.phone.answer("c1.2"));
    dialog.ack(await dialog.final());
    await loops(0);
    for (const phase of ["held", "talking"] as const) {
      await page.evaluate((call) => window.phone.announce(call), announced({ phase }));
      await loops(phase === "held" ? 1 : 0);
      expect(await page.evaluate(() => window.phone.state.call?.held)).toBe(phase === "held");
    }
  });

  it("stops ringing when the caller has gone, and tells it from being answered elsewhere", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    for (const [reason, cause] of [
      [null, "cancelled"],
      ['SIP ;cause=200 ;text="Call completed elsewhere"', "answeredElsewhere"],
    ] as const) {
      const sdp = await peer.evaluate(() => window.peer.offer());
      const dialog = f.edge.ring({ sdp, leg: "c1.2", call: "c1", why: "offer" });
      await dialog.ringing();
      dialog.cancel(reason);
      expect((await dialog.final()).status).toBe(487);
      await page.waitForFunction(() => window.phone.state.call === null);
      expect((await seen(page, "ended")).at(-1)).toMatchObject({ cause });
    }
  });

  it("declines with 603", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const sdp = await peer.evaluate(() => window.peer.offer());
    const dialog = f.edge.ring({ sdp, leg: "c1.2", call: "c1", why: "offer" });
    await page.waitForFunction(() => window.phone.state.call?.phase === "ringing");
    await page.evaluate(() => window.phone.decline("c1.2"));
    expect((await dialog.final()).status).toBe(603);
    expect(await seen(page, "ended")).toEqual([{ leg: "c1.2", call: "c1", cause: "declined" }]);
  });

  it("is not heard while muted, and is heard again after", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    await f.call(page, peer);
    await peer.waitForFunction(() => window.peer.heardLevel() > 0.01);
    await page.evaluate(() => window.phone.mute(true));
    // The tone comes in bursts: silence for longer than a gap of it is silence.
    await peer.evaluate(async () => {
      const quiet = async () => {
        for (let look = 0; look < 12; look += 1) {
          if (window.peer.heardLevel() > 0.001) return false;
          await new Promise((done) => setTimeout(done, 50));
        }
        return true;
      };
      while (!(await quiet()));
    });
    await page.evaluate(() => window.phone.mute(false));
    await peer.waitForFunction(() => window.peer.heardLevel() > 0.01);
  });

  it("refuses a second INVITE that nobody announces, and keeps the first call", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    await f.call(page, peer);
    const other = await f.peer();
    const sdp = await other.evaluate(() => window.peer.offer());
    const dialog = f.edge.ring({ sdp, leg: "c2.1", call: "c2", why: "resume" });
    expect((await dialog.final()).status).toBe(486);
    expect(await page.evaluate(() => window.phone.state.call)).toMatchObject({ leg: "c1.2", phase: "up" });
    expect(await seen(page, "incoming")).toHaveLength(1);
  });

  it("replaces the call by an announced one: the first is silent before the second is answered, and ends after", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const first = await f.call(page, peer);
    const other = await f.peer();
    const second = await f.call(page, other, { leg: "c1.3", phase: "talking", autoAnswer: true, why: "resume" });
    const bye = await first.dialog.request("BYE");
    expect(f.edge.received.indexOf(bye)).toBeGreaterThan(f.edge.received.indexOf(second.final));
    expect(await page.evaluate(() => window.connections[0]?.getSenders()[0]?.track)).toBeNull();
    await other.waitForFunction((hz) => Math.abs(window.peer.heardHz() - hz) < 15, MICROPHONE_HZ);
    expect(await seen(page, "ended")).toEqual([{ leg: "c1.2", call: "c1", cause: "replaced" }]);
    expect(await page.evaluate(() => window.phone.state.call)).toMatchObject({ leg: "c1.3", phase: "up" });
  });

  it("ends a call that the server names no more, whose BYE never came, and is free for the next one", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    await f.call(page, peer);
    await page.evaluate(() => window.phone.announce(null));
    await page.waitForFunction(() => window.phone.state.call === null);
    expect(await seen(page, "ended")).toEqual([{ leg: "c1.2", call: "c1", cause: "normal" }]);
    await f.call(page, await f.peer(), { id: "c2", leg: "c2.1" });
  });

  it("sends digits in the sound where the other side takes them, and as INFO where not", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const { dialog, final } = await f.call(page, peer);
    await page.evaluate(() => window.phone.sendDigit("5"));
    expect((await seen(page, "trace")).at(-1)).toMatchObject({ what: "digit", detail: { way: "RFC 4733" } });
    dialog.bye(final);
    await page.waitForFunction(() => window.phone.state.call === null);

    await page.evaluate((call) => window.phone.announce(call), announced({ id: "c2", leg: "c2.1" }));
    const sdp = await peer.evaluate(() => window.peer.offer());
    const plain = sdp
      .split("\r\n")
      .filter((line) => !line.includes("telephone-event"))
      .join("\r\n");
    const without = f.edge.ring({ sdp: plain, leg: "c2.1", call: "c2", why: "offer" });
    without.ack(await without.final());
    await page.waitForFunction(() => window.phone.state.call?.phase === "up");
    await page.evaluate(() => window.phone.sendDigit("#"));
    const info = await without.request("INFO");
    expect(info.body).toMatch(/Signal=#/);
    await expect(page.evaluate(() => window.phone.sendDigit("12"))).rejects.toThrow(/is not a digit/);
  });
});

describe("the network under a call", () => {
  it("looks for a new way at once when the network changes, and the sound goes on over it", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const { dialog, final } = await f.call(page, peer);
    const ufrag = (sdp: string) => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
    await page.evaluate(() => dispatchEvent(new Event("online")));
    const offer = await dialog.request("INVITE");
    expect(ufrag(offer.body)).not.toBe(ufrag(final.body));
    dialog.answer(offer, "200 OK", await peer.evaluate((sdp) => window.peer.answer(sdp), offer.body));
    await dialog.request("ACK");
    await page.waitForFunction(() => window.connections[0]?.iceConnectionState === "connected");
    await peer.waitForFunction((hz) => Math.abs(window.peer.heardHz() - hz) < 15, MICROPHONE_HZ);
    expect(await page.evaluate(() => window.phone.state.call?.phase)).toBe("up");
  });

  it("keeps the call when the new way is refused", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const { dialog } = await f.call(page, peer);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    dialog.answer(await dialog.request("INVITE"), "488 Not Acceptable Here");
    await page.waitForFunction(() => window.connections[0]?.signalingState === "stable");
    await page.waitForFunction(() =>
      window.seen.some(({ event, payload }) => event === "trace" && JSON.stringify(payload).includes("retry")),
    );
    expect(await page.evaluate(() => window.phone.state.call?.phase)).toBe("up");
    await peer.waitForFunction(() => window.peer.heardLevel() > 0.01);
  });

  it("does not hang up when ICE fails, as JsSIP would: it looks for a new way", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const { dialog } = await f.call(page, peer);
    await page.evaluate(() => {
      const [connection] = window.connections;
      if (connection === undefined) throw new Error("There is no connection.");
      Object.defineProperty(connection, "iceConnectionState", { get: () => "failed", configurable: true });
      connection.dispatchEvent(new Event("iceconnectionstatechange"));
      Reflect.deleteProperty(connection, "iceConnectionState");
    });
    const offer = await dialog.request("INVITE");
    expect(await page.evaluate(() => window.phone.state.call?.phase)).toBe("reconnecting");
    expect(await page.evaluate(() => window.phone.state.problem?.code)).toBe("mediaLost");
    dialog.answer(offer, "200 OK", await peer.evaluate((sdp) => window.peer.answer(sdp), offer.body));
    await page.waitForFunction(() => window.phone.state.call?.phase === "up");
    expect(f.edge.received.some(({ method }) => method === "BYE")).toBe(false);
  });
});
