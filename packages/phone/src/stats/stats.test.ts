import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mos, mosOf, rating } from "./e-model.ts";
import { readStats } from "./read-stats.ts";
import { BOTH_WAYS, type Counters, observe, oneWay, sampleOf } from "./sample.ts";

const good = { rttMs: 20, jitterMs: 2, lossPercent: 0, codec: "PCMA" };

describe("the E-model", () => {
  it("maps ratings to opinions as in G.107 annex B", () => {
    expect(mosOf(93.2)).toBeCloseTo(4.41, 2);
    expect(mosOf(80)).toBeCloseTo(4.02, 2);
    expect(mosOf(70)).toBeCloseTo(3.6, 2);
    expect(mosOf(50)).toBeCloseTo(2.58, 2);
    expect(mosOf(0)).toBe(1);
    expect(mosOf(100)).toBe(4.5);
  });

  it("gives a good line a good mark, and a bad one a bad mark", () => {
    expect(mos(good)).toBeGreaterThan(4.3);
    expect(mos({ ...good, lossPercent: 5 })).toBeLessThan(4.1);
    expect(mos({ ...good, lossPercent: 20, rttMs: 600 })).toBeLessThan(2.5);
  });

  it("never gets better by more delay, jitter or loss, and stays between 1 and 4.5", () => {
    const amount = fc.double({ min: 0, max: 100, noNaN: true });
    const codec = fc.constantFrom("PCMA", "audio/opus", "G722", null);
    fc.assert(
      fc.property(amount, amount, amount, amount, codec, (rtt, jitterMs, lossPercent, more, name) => {
        const line = { rttMs: rtt * 20, jitterMs, lossPercent, codec: name };
        for (const worse of [
          { ...line, rttMs: line.rttMs + more },
          { ...line, jitterMs: jitterMs + more },
          { ...line, lossPercent: Math.min(100, lossPercent + more) },
        ])
          expect(rating(worse)).toBeLessThanOrEqual(rating(line));
        expect(mos(line)).toBeGreaterThanOrEqual(1);
        expect(mos(line)).toBeLessThanOrEqual(4.5);
      }),
    );
  });
});

const counters = (at: number, parts: Partial<Counters> = {}): Counters => ({
  at,
  packetsSent: at / 20,
  packetsReceived: at / 20,
  packetsLost: 0,
  jitterMs: 2,
  rttMs: 20,
  codec: "PCMA",
  microphoneEnergy: at / 1000,
  connected: true,
  ...parts,
});

/** Looks every three seconds; `parts` gives what differs at each look. */
function watch(looks: number, parts: (at: number) => Partial<Counters>, muted = false) {
  let before: Counters | null = null;
  let direction = BOTH_WAYS;
  for (let look = 1; look <= looks; look += 1) {
    const now = counters(look * 3_000, parts(look * 3_000));
    direction = observe(direction, before, now, muted);
    before = now;
  }
  return oneWay(direction, before?.connected ?? false, muted);
}

describe("the way of the sound", () => {
  it("finds nothing wrong while packets go both ways", () => {
    expect(watch(10, () => ({}))).toBeNull();
  });

  it("says what stands still", () => {
    expect(watch(4, () => ({ packetsReceived: 17 }))).toBe("nothingReceived");
    expect(watch(4, () => ({ packetsReceived: null }))).toBe("nothingReceived");
    expect(watch(4, () => ({ packetsSent: null }))).toBe("nothingSent");
    expect(watch(6, () => ({ microphoneEnergy: 0.25 }))).toBe("microphoneSilent");
    expect(watch(4, () => ({ connected: false, packetsReceived: 17 }))).toBe("noConnection");
  });

  it("calls a mute a mute, and not a broken microphone", () => {
    expect(watch(10, () => ({ microphoneEnergy: 0.25 }), true)).toBe("muted");
  });

  it("does not judge by one look alone, nor by a new microphone's counter", () => {
    expect(watch(2, () => ({ packetsReceived: 17 }))).toBeNull();
    expect(watch(6, (at) => ({ microphoneEnergy: at === 18_000 ? 0 : at }))).toBeNull();
  });
});

describe("a sample", () => {
  it("counts the loss of its own interval", () => {
    const before = counters(3_000, { packetsReceived: 100, packetsLost: 50 });
    const now = counters(6_000, { packetsReceived: 190, packetsLost: 60 });
    expect(sampleOf(before, now)).toMatchObject({ lossPercent: 10, packetsReceived: 190, codec: "PCMA" });
  });

  it("gives no mark for what was not measured", () => {
    expect(sampleOf(null, counters(3_000, { rttMs: null })).mos).toBeNull();
    expect(sampleOf(null, counters(3_000, { packetsReceived: null })).mos).toBeNull();
  });
});

describe("reading the statistics", () => {
  const entry = (id: string, stat: object): readonly [string, unknown] => [id, { id, ...stat }];

  it("bears a report in which nothing is there yet", () => {
    expect(readStats([], false, 1)).toMatchObject({
      packetsSent: null,
      packetsReceived: null,
      rttMs: null,
      codec: null,
    });
  });

  it("adds up several inbound streams and takes jitter and codec from the newest", () => {
    const now = readStats(
      [
        entry("a", {
          type: "inbound-rtp",
          kind: "audio",
          packetsReceived: 10,
          packetsLost: 1,
          jitter: 0.5,
          codecId: "x",
        }),
        entry("b", {
          type: "inbound-rtp",
          kind: "audio",
          packetsReceived: 5,
          packetsLost: 2,
          jitter: 0.004,
          codecId: "c",
          lastPacketReceivedTimestamp: 9,
        }),
        entry("c", { type: "codec", mimeType: "audio/PCMA" }),
        entry("p", { type: "candidate-pair", state: "succeeded", currentRoundTripTime: 0.021 }),
        entry("o", { type: "outbound-rtp", kind: "audio", packetsSent: 7 }),
        entry("m", { type: "media-source", kind: "audio", totalAudioEnergy: 0.5 }),
      ],
      true,
      1,
    );
    expect(now).toMatchObject({
      packetsReceived: 15,
      packetsLost: 3,
      jitterMs: 4,
      codec: "PCMA",
      rttMs: 21,
      packetsSent: 7,
      microphoneEnergy: 0.5,
    });
  });
});
