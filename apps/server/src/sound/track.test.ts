import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearOf } from "./alaw.ts";
import { RATE, Track } from "./track.ts";

const FRAME = 160;
const packet = (number: number, value: number, first = 0, ssrc = 7) => ({
  ssrc,
  timestamp: (first + number * FRAME) >>> 0,
  payload: new Uint8Array(FRAME).fill(value),
});
/** A byte of A-law for each packet, so that its place can be seen. */
const byteOf = (number: number) => 0x80 + (number % 64);

describe("a track", () => {
  it("puts packets in their place whatever their order, loses and doubles nothing, and is as long as the time", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.array(fc.record({ lost: fc.boolean(), twice: fc.boolean(), delay: fc.integer({ min: 0, max: 120 }) }), {
          minLength: 2,
          maxLength: 200,
        }),
        (first, fates) => {
          const track = new Track();
          // The first packet is where counting begins.
          const sent = fates.flatMap(({ lost, twice, delay }, number) => {
            if (number > 0 && lost) return [];
            const at = { number, at: number * 20 + (number === 0 ? 0 : delay) };
            return twice ? [at, { number, at: at.at + 5 }] : [at];
          });
          sent.sort((a, b) => a.at - b.at);
          const heard: number[] = [];
          let read = 0;
          for (const { number, at } of sent) {
            for (; read + 250 < at; read += 20) heard.push(...track.read(FRAME));
            track.put(packet(number, byteOf(number), first), at);
          }
          for (; read < fates.length * 20; read += 20) heard.push(...track.read(FRAME));
          expect(heard).toHaveLength(fates.length * FRAME);
          // The clock of the sender is set right by what its packets are late on average, so places may move a little.
          const steady = fates.every(({ delay }) => delay < 50);
          if (!steady) return;
          for (const [number, { lost }] of fates.entries())
            expect(heard[number * FRAME]).toBe(number > 0 && lost ? 0 : linearOf(byteOf(number)));
        },
      ),
    );
  });

  it("stays with a sender whose clock is slow or fast, for an hour", () => {
    for (const drift of [0.9998, 1.0002]) {
      const track = new Track();
      let read = 0;
      let silent = 0;
      for (let number = 0; number < 180_000; number += 1) {
        const at = number * 20 * drift;
        for (; read + 250 < at; read += 20) silent += track.read(FRAME).filter((sample) => sample === 0).length;
        track.put(packet(number, 0xd5 ^ 0x2a), at);
      }
      // What the clocks differ by in an hour is 720 ms; nothing else is missing but the wait at the beginning.
      expect(silent / RATE).toBeLessThan(1.5);
    }
  });

  it("begins anew for another source, at the time of its arrival", () => {
    const track = new Track();
    track.put(packet(0, byteOf(1)), 0);
    track.put(packet(0, byteOf(2), 123_456, 8), 500);
    const heard = track.read(RATE);
    expect([heard[0], heard[FRAME], heard[4000]]).toEqual([linearOf(byteOf(1)), 0, linearOf(byteOf(2))]);
  });

  it("follows a sender whose timestamps jump", () => {
    const track = new Track();
    track.put(packet(0, byteOf(1)), 0);
    track.put(packet(1_000_000, byteOf(2)), 20);
    expect(track.read(2 * FRAME)[FRAME]).toBe(linearOf(byteOf(2)));
  });
});
