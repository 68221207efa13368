import { describe, expect, it } from "vitest";
import { alawOf, linearOf } from "../../sound/alaw.ts";
import { readRtp } from "../../sound/rtp.ts";
import { Conference } from "./conference.ts";
import { FRAME } from "./mix.ts";

/** Everybody says one value all along; who hears what is then a sum. */
function scene(says: Readonly<Record<number, number>>) {
  let numbers = 0xffff_fff0;
  const conference = new Conference(() => {
    numbers += 1;
    return numbers;
  });
  const streams = Object.keys(says).map(Number);
  for (const stream of streams) conference.add(stream);
  let count = 0;
  const beats = (howMany: number) => {
    const packets = new Map<number, Buffer[]>(streams.map((stream) => [stream, []]));
    for (let beat = 0; beat < howMany; beat += 1) {
      for (const stream of streams) {
        const payload = new Uint8Array(FRAME).fill(alawOf(says[stream] ?? 0));
        conference.hear(stream, { ssrc: stream, timestamp: count * FRAME, payload });
      }
      conference.beat((stream, packet) => packets.get(stream)?.push(packet));
      count += 1;
    }
    return packets;
  };
  const heard = (packets: readonly Buffer[] | undefined) => {
    const last = packets?.at(-1);
    return last === undefined ? null : linearOf(last[12 + 80] ?? 0);
  };
  return { conference, beats, heard };
}

describe("a conference", () => {
  it("gives every ear the sum of those it hears, and nothing to who is only heard", () => {
    const { conference, beats, heard } = scene({ 1: 1056, 2: 2112, 3: 4224 });
    conference.route([
      { ear: 1, hears: [2, 3] },
      { ear: 2, hears: [] },
    ]);
    const packets = beats(5);
    expect([1, 2, 3].map((stream) => heard(packets.get(stream)))).toEqual([
      linearOf(alawOf(2112 + 4224)),
      linearOf(alawOf(0)),
      null,
    ]);
  });

  it("goes on in one stream for an ear whatever it hears, and without who has gone", () => {
    const { conference, beats, heard } = scene({ 1: 1056, 2: 2112, 3: 4224 });
    conference.route([{ ear: 1, hears: [2] }]);
    const first = beats(5).get(1) ?? [];
    conference.route([{ ear: 1, hears: [2, 3] }]);
    const second = beats(5).get(1) ?? [];
    conference.remove(3);
    const third = beats(5).get(1) ?? [];
    expect([first, second, third].map(heard)).toEqual([2112, linearOf(alawOf(6336)), 2112]);
    const all = [...first, ...second, ...third];
    expect(new Set(all.map((packet) => packet.readUInt32BE(8))).size).toBe(1);
    for (const [index, packet] of all.entries()) {
      const before = all[index - 1];
      if (before === undefined) continue;
      expect((packet.readUInt16BE(2) - before.readUInt16BE(2)) & 0xffff).toBe(1);
      expect((packet.readUInt32BE(4) - before.readUInt32BE(4)) >>> 0).toBe(FRAME);
    }
    expect(all.every((packet) => readRtp(packet)?.payload.length === FRAME)).toBe(true);
  });
});
