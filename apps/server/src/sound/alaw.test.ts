import { expect, it } from "vitest";
import { alawOf, linearOf } from "./alaw.ts";

it("A-law gives back every byte, and every sample but for half a step", () => {
  for (let byte = 0; byte < 256; byte += 1) expect(alawOf(linearOf(byte))).toBe(byte);
  for (let sample = -32_768; sample < 32_768; sample += 1) {
    // A step is a sixteenth of the power of two below the sample, and 16 at least.
    const most = Math.max(8, Math.abs(sample) / 32);
    expect(Math.abs(linearOf(alawOf(sample)) - sample)).toBeLessThanOrEqual(most);
  }
});
