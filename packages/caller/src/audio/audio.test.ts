import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, type G711 } from "./g711.ts";
import { clip, powerAt, RATE, shareAt, silence, tone } from "./tone.ts";

describe("G.711", () => {
  it.each<G711>(["PCMA", "PCMU"])("%s keeps every sample within its quantisation step", (codec) => {
    fc.assert(
      fc.property(fc.integer({ min: -32635, max: 32635 }), (sample) => {
        const back = decode(codec, encode(codec, Int16Array.of(sample)))[0] ?? Number.NaN;
        // The step grows with the segment: 1/16 of the magnitude, at least 16 (A-law) or 8 (µ-law).
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(Math.max(16, Math.abs(sample) / 16));
      }),
    );
  });

  it.each<G711>(["PCMA", "PCMU"])("%s encodes what it decoded to the same byte", (codec) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const again = decode(codec, encode(codec, decode(codec, bytes)));
    expect(again).toEqual(decode(codec, bytes));
  });
});

describe("tone detection", () => {
  it("finds a tone at its own frequency and nowhere else, across packets", () => {
    const source = tone(700);
    const heard = Int16Array.from(Array.from({ length: 20 }, () => [...source(160)]).flat());
    expect(shareAt(heard, 700)).toBeGreaterThan(0.95);
    expect(shareAt(heard, 1000)).toBeLessThan(0.01);
  });

  it("hears nothing in silence", () => {
    expect(shareAt(silence(RATE), 700)).toBe(0);
  });

  it("tells two tones apart that sound together", () => {
    const [a, b] = [tone(700)(RATE), tone(1300)(RATE)];
    const both = a.map((sample, at) => sample + (b[at] ?? 0));
    expect(shareAt(both, 700)).toBeCloseTo(0.5, 1);
    expect(shareAt(both, 1300)).toBeCloseTo(0.5, 1);
    expect(powerAt(both, 1000)).toBeLessThan(powerAt(both, 700) / 100);
  });

  it("plays a clip once and says when it is over", () => {
    let over = 0;
    const source = clip(Int16Array.of(1, 2, 3), () => {
      over += 1;
    });
    expect([...source(2), ...source(2), ...source(2)]).toEqual([1, 2, 3, 0, 0, 0]);
    expect(over).toBe(1);
  });
});
