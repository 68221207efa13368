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

  it("passes keys on to ears that hear who pressed them, in their own numbering and in one count with the sound", () => {
    const { conference, beats } = scene({ 1: 8, 2: 8, 3: 8, 4: 8 });
    conference.route([
      { ear: 1, hears: [2, 3] },
      { ear: 2, hears: [3] },
      { ear: 3, hears: [1, 2] },
      { ear: 4, hears: [2] },
    ]);
    conference.understand(1, 100);
    conference.understand(2, 101);
    conference.understand(3, 102);
    const before = [...beats(2).values()].flat().length;
    expect(before).toBe(8);
    const key = (timestamp: number, ...payload: number[]) => ({
      ssrc: 7,
      timestamp,
      payload: Uint8Array.from(payload),
    });
    conference.press(2, key(4000, 5, 10, 0, 160));
    const first = beats(1);
    conference.press(2, key(4000, 5, 0x8a, 1, 64));
    conference.press(3, key(4000, 6, 10, 0, 160));
    const second = beats(1);
    conference.press(2, key(9000, 5, 10, 0, 160));
    const third = beats(4);
    const heard = (stream: number) => {
      const packets = [first, second, third].flatMap((packet) => packet.get(stream) ?? []);
      const count = packets.map((packet) => packet.readUInt16BE(2));
      expect(count.every((number, index) => index === 0 || number === (((count[index - 1] ?? 0) + 1) & 0xffff))).toBe(
        true,
      );
      // Sound makes place for a key and follows it.
      const sound = packets.findLast((packet) => packet[1] === 8);
      const origin = (sound?.readUInt32BE(4) ?? 0) - 5 * FRAME;
      return packets
        .filter((packet) => packet[1] !== 8)
        .map((packet) => [packet[1], (packet.readUInt32BE(4) - origin) | 0, packet[12], packet[13]]);
    };
    expect(heard(1)).toEqual([
      [100 | 0x80, 0, 5, 10],
      [100, 0, 5, 0x8a],
      [100 | 0x80, FRAME, 6, 10],
      [100 | 0x80, 2 * FRAME, 5, 10],
    ]);
    expect(heard(2)).toEqual([[101 | 0x80, FRAME, 6, 10]]);
    expect(heard(3)).toEqual([
      [102 | 0x80, 0, 5, 10],
      [102, 0, 5, 0x8a],
      [102 | 0x80, 2 * FRAME, 5, 10],
    ]);
    // This one has no keys in its session.
    expect(heard(4)).toEqual([]);
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
