import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAME, limited, mixInto } from "./mix.ts";

const sound = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: FRAME, maxLength: FRAME });
const frame = (samples: readonly number[]) => Int16Array.from(samples);

describe("the mix", () => {
  it("of nobody is silence, and of one is that one, bit for bit", () => {
    const target = new Int16Array(FRAME).fill(7);
    expect(mixInto(target, []).every((sample) => sample === 0)).toBe(true);
    fc.assert(
      fc.property(sound, (one) => {
        expect([...mixInto(target, [frame(one)])]).toEqual(one);
      }),
    );
  });

  it("of several is their sum where that is not too loud, whatever their order", () => {
    const quiet = fc.array(fc.integer({ min: -8000, max: 8000 }), { minLength: FRAME, maxLength: FRAME });
    fc.assert(
      fc.property(quiet, quiet, quiet, (a, b, c) => {
        const mixed = [...mixInto(new Int16Array(FRAME), [frame(a), frame(b), frame(c)])];
        expect(mixed).toEqual(a.map((sample, index) => sample + (b[index] ?? 0) + (c[index] ?? 0)));
        expect([...mixInto(new Int16Array(FRAME), [frame(c), frame(a), frame(b)])]).toEqual(mixed);
      }),
    );
  });

  it("stays within 16 bits without a jump: louder never becomes quieter, and no step is larger than the sum's", () => {
    const most = 8 * 32_768;
    fc.assert(
      fc.property(fc.integer({ min: -most, max: most }), fc.integer({ min: 0, max: 500 }), (sum, step) => {
        const below = limited(sum);
        const above = limited(sum + step);
        expect(Math.abs(above)).toBeLessThanOrEqual(32_767);
        expect(above).toBeGreaterThanOrEqual(below);
        expect(above - below).toBeLessThanOrEqual(step + 1);
        expect(limited(-sum)).toBe(-below);
      }),
    );
  });
});
