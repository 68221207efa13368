import { describe, expect, it } from "vitest";
import { peaksOf } from "./peaks.ts";

describe("a waveform", () => {
  it("has the loudest moment of each part", () => {
    expect(peaksOf(Float32Array.of(0, 0.5, -1, 0.25, 0, 0.125), 3)).toEqual([0.5, 1, 0.125]);
  });

  it("is flat where there is less sound than there are parts", () => {
    expect(peaksOf(Float32Array.of(0.5), 2)).toEqual([0, 0.5]);
    expect(peaksOf(new Float32Array(), 2)).toEqual([0, 0]);
  });
});
