import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearOf } from "../../sound/alaw.ts";
import { JitterBuffer } from "./jitter-buffer.ts";
import { FRAME } from "./mix.ts";

/** Packet number `n` holds one value all along, so that a frame tells which packet it is of. */
const value = (n: number) => linearOf(n & 0xff);
interface Sent {
  readonly n: number;
  /** Milliseconds since the beginning. */
  readonly at: number;
}
interface Network {
  readonly packets: readonly Sent[];
  readonly frames: number;
  readonly ssrc?: (n: number) => number;
  readonly offset?: number;
}

/** Takes a frame every 20 ms, from 10 ms on, while packets come when they do. Each frame as its packet's number, or null. */
function play({ packets, frames, ssrc = () => 1, offset = 0 }: Network) {
  const buffer = new JitterBuffer();
  const coming = packets.map((packet, order) => ({ ...packet, order }));
  coming.sort((a, b) => a.at - b.at || a.order - b.order);
  const heard: (readonly number[] | null)[] = [];
  const depths: number[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    const now = 10 + frame * 20;
    while ((coming[0]?.at ?? Number.POSITIVE_INFINITY) <= now) {
      const { n = 0 } = coming.shift() ?? {};
      const payload = new Uint8Array(FRAME).fill(n & 0xff);
      buffer.put({ ssrc: ssrc(n), timestamp: (offset + n * FRAME) >>> 0, payload });
    }
    const taken = buffer.take();
    heard.push(taken === null ? null : [...taken]);
    depths.push(buffer.depth);
  }
  return { heard, depths };
}

const steady = (count: number): Sent[] => Array.from({ length: count }, (_, n) => ({ n, at: n * 20 }));
const isWhole = (frame: readonly number[] | null | undefined, n: number) =>
  frame?.every((sample) => sample === value(n)) === true;
/** How many frames are, after the seam, of one packet, each the one after that before. */
function wholeFrames(heard: readonly (readonly number[] | null)[], first: number): number {
  let n = first;
  let whole = 0;
  for (const frame of heard) {
    if (frame?.slice(40).every((sample) => sample === value(n)) !== true) continue;
    whole += 1;
    n += 1;
  }
  return whole;
}

describe("the jitter buffer", () => {
  it("gives an even stream as it is, 20 ms later", () => {
    const { heard } = play({ packets: steady(100), frames: 100 });
    expect(heard[0]).toBeNull();
    // The very first frame follows silence, and swells.
    for (let frame = 2; frame < 100; frame += 1) expect(isWhole(heard[frame], frame - 1)).toBe(true);
  });

  it("puts order into what comes within its time, whatever number the sender begins at, and plays doubles once", () => {
    const jitter = fc.array(fc.integer({ min: 0, max: 19 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(jitter, fc.integer({ min: 0, max: 0xffffffff }), fc.boolean(), (late, offset, doubled) => {
        const once = steady(60).map(({ n, at }) => ({ n, at: n === 0 ? at : at + (late[n] ?? 0) }));
        const packets = doubled ? [...once, ...once.map(({ n, at }) => ({ n, at: at + 70 }))] : once;
        const { heard } = play({ packets, frames: 60, offset });
        for (let frame = 2; frame < 60; frame += 1) expect(isWhole(heard[frame], frame - 1)).toBe(true);
      }),
    );
  });

  it("fills one lost packet without a jump, and goes on at its place", () => {
    const { heard } = play({ packets: steady(40).filter(({ n }) => n !== 20), frames: 40 });
    const [before = [], filled = [], after = []] = [heard[20] ?? [], heard[21] ?? [], heard[22] ?? []];
    expect(filled[0]).toBe(before.at(-1));
    expect(Math.abs(filled.at(-1) ?? 0)).toBeLessThan(Math.abs(filled[0] ?? 0));
    const joined = [...filled.slice(-1), ...after];
    const steps = joined.slice(1).map((sample, index) => Math.abs(sample - (joined[index] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(Math.abs(value(21) - (filled.at(-1) ?? 0)) / 10);
    for (let frame = 23; frame < 40; frame += 1) expect(isWhole(heard[frame], frame - 1)).toBe(true);
  });

  it("waits for a packet that is late, and loses nothing of it", () => {
    const packets = steady(40).map(({ n, at }) => ({ n, at: n >= 20 ? at + 35 : at }));
    const { heard } = play({ packets, frames: 44 });
    for (let frame = 2; frame < 21; frame += 1) expect(isWhole(heard[frame], frame - 1)).toBe(true);
    const late = heard.slice(21).findIndex((frame) => frame?.slice(40).every((sample) => sample === value(20)));
    expect(late).toBe(1);
    for (let frame = 23; frame < 41; frame += 1) expect(isWhole(heard[frame], frame - 2)).toBe(true);
  });

  it("falls silent 60 ms after the last packet, and begins anew with the next talker or after a pause", () => {
    const late = steady(60).map(({ n, at }) => ({ n, at: n < 10 ? at : at + 3000 }));
    const { heard } = play({ packets: late, frames: 210 });
    expect(heard.slice(15, 160).every((frame) => frame === null)).toBe(true);
    for (let frame = 165; frame < 205; frame += 1) expect(isWhole(heard[frame], frame - 151)).toBe(true);
    const other = play({ packets: steady(40), frames: 40, ssrc: (n) => (n < 20 ? 1 : 2) });
    for (let frame = 25; frame < 40; frame += 1) expect(isWhole(other.heard[frame], frame - 1)).toBe(true);
  });

  it("hears one of two who send at once as if the other was not there, and the other once it is alone", () => {
    const stranger = fc.array(fc.nat(2), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(stranger, fc.integer({ min: 0, max: 0xffffffff }), (between, offset) => {
        const buffer = new JitterBuffer();
        const put = (ssrc: number, n: number) =>
          buffer.put({
            ssrc,
            timestamp: (ssrc * offset + n * FRAME) >>> 0,
            payload: new Uint8Array(FRAME).fill(n & 0xff),
          });
        const take = () => Array.from(buffer.take() ?? []);
        for (const [n, packets] of between.entries()) {
          put(1, n);
          for (let packet = 0; packet < packets; packet += 1) put(2, 200 + n + packet);
          const frame = take();
          if (n > 1) expect(isWhole(frame, n - 1)).toBe(true);
        }
        for (let n = 0; n < 20; n += 1) {
          put(2, n);
          const frame = take();
          if (n > 4) expect(isWhole(frame, n - 1)).toBe(true);
        }
      }),
    );
  });

  it("waits longer where the network is worse, 120 ms at the most, and less again when it is better", () => {
    const packets = steady(1500).map(({ n, at }) => ({ n, at: n > 50 && n < 750 && n % 10 === 5 ? at + 70 : at }));
    const { heard, depths } = play({ packets, frames: 1500 });
    const bad = heard.slice(300, 750);
    expect(wholeFrames(bad, heardNumber(bad))).toBeGreaterThan(445);
    expect(Math.max(...depths)).toBeLessThanOrEqual(7 * FRAME);
    expect(depths[700]).toBeGreaterThan(depths[1400] ?? 0);
    expect(depths[1400]).toBeLessThanOrEqual(2 * FRAME);
  });

  it("stays with a sender whose clock is slow or fast by 0.1 %, with a seam now and then", () => {
    for (const pace of [19.98, 20.02]) {
      const packets = Array.from({ length: 15_000 }, (_, n) => ({ n, at: n * pace }));
      const { heard, depths } = play({ packets, frames: 14_900 });
      expect(Math.max(...depths.slice(10))).toBeLessThanOrEqual(4 * FRAME);
      const made = heard.filter((frame) => frame === null || frame.slice(40).some((sample) => sample !== frame[40]));
      // Fifteen frames too many or too few in five minutes.
      expect(made.length).toBeLessThan(40);
    }
  });

  it("bears whatever comes: it never runs behind by more than 120 ms and a packet, and always finds back", () => {
    const chaos = fc.array(
      fc.record({ n: fc.integer({ min: 0, max: 400 }), at: fc.integer({ min: 0, max: 4000 }), size: fc.nat(2000) }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(chaos, fc.integer({ min: 0, max: 0xffffffff }), (packets, offset) => {
        const buffer = new JitterBuffer();
        const coming = [...packets].sort((a, b) => a.at - b.at);
        for (let now = 0; now < 4000; now += 20) {
          for (; (coming[0]?.at ?? Number.POSITIVE_INFINITY) <= now; coming.shift()) {
            const { n = 0, size = 0 } = coming[0] ?? {};
            const payload = new Uint8Array(size).fill(n & 0xff);
            buffer.put({ ssrc: n % 3, timestamp: (offset + n * n * 40) >>> 0, payload });
          }
          expect(buffer.take()?.length ?? FRAME).toBe(FRAME);
          expect(buffer.depth).toBeLessThanOrEqual(6 * FRAME + 1600);
        }
        const heard: (Int16Array | null)[] = [];
        for (let n = 0; n < 60; n += 1) {
          buffer.put({ ssrc: 9, timestamp: (offset + n * FRAME) >>> 0, payload: new Uint8Array(FRAME).fill(n) });
          heard.push(Int16Array.from(buffer.take() ?? []));
        }
        expect(heard.slice(30).every((frame) => frame?.every((sample) => sample === frame[0]))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

/** The number of the packet that the first whole frame is of. */
function heardNumber(heard: readonly (readonly number[] | null)[]): number {
  const sample = heard.find((frame) => frame?.every((one) => one === frame[40]))?.[40];
  return Array.from({ length: 256 }, (_, n) => n).find((n) => value(n) === sample) ?? -1;
}
