import type { QualitySample } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { soundOf } from "./sound-figures.ts";

const sample = (at: number, mos: number | null, more: Partial<QualitySample> = {}): QualitySample => ({
  at,
  person: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0002",
  mos,
  lossPercent: 0,
  jitterMs: 4,
  rttMs: 40,
  ...more,
});

describe("the sound of a call", () => {
  it("tells the usual from the worst, in each measure's own direction", () => {
    const sound = soundOf([
      sample(1000, 4.41, { rttMs: 38 }),
      sample(6000, 2.96, { lossPercent: 12.34, jitterMs: 55, rttMs: 40 }),
      sample(11_000, 4.38, { rttMs: 39 }),
    ]);
    expect(sound.mos).toEqual({ usual: 4.4, worst: 3 });
    expect(sound.lossPercent).toEqual({ usual: 0, worst: 12.3 });
    expect(sound.jitterMs).toEqual({ usual: 4, worst: 55 });
    expect(sound.rttMs).toEqual({ usual: 39, worst: 40 });
    expect(sound.worst).toEqual({ at: 6000, mos: 3, grade: "poor" });
    expect(sound.best).toBe(4.4);
  });

  it("draws the score over the time that was measured", () => {
    expect(soundOf([sample(1000, 4), sample(2000, null), sample(5000, 3)]).line).toEqual([
      [0, 4],
      [1, 3],
    ]);
    expect(soundOf([sample(1000, 4)]).line).toEqual([
      [0, 4],
      [1, 4],
    ]);
  });

  it.each([
    [4, "good"],
    [3.9, "fair"],
    [3.5, "fair"],
    [3.4, "poor"],
  ] as const)("grades a score of %f as %s", (mos, grade) => {
    expect(soundOf([sample(1, mos)]).worst?.grade).toBe(grade);
  });

  it("says nothing where nothing was measured", () => {
    const sound = soundOf([sample(1, null, { lossPercent: null, jitterMs: null, rttMs: null })]);
    expect([sound.worst, sound.mos.usual, sound.rttMs.worst]).toEqual([null, null, null]);
  });
});
