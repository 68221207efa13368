import type { QualitySample } from "@belfry/contracts";
import { FAIR_SCORE, GOOD_SCORE } from "../desk/view/quality-view.ts";

/** The best score that a telephone call can have (ITU-T G.107). */
export const TOP_SCORE = 4.5;

export interface Figure {
  /** The median: one bad second does not move it. */
  readonly usual: number | null;
  readonly worst: number | null;
}

export interface Sound {
  readonly mos: Figure;
  readonly lossPercent: Figure;
  readonly jitterMs: Figure;
  readonly rttMs: Figure;
  /** The moment with the lowest score; null when there was none. */
  readonly worst: { readonly at: number; readonly mos: number; readonly grade: "good" | "fair" | "poor" } | null;
  readonly best: number | null;
  readonly poorBelow: number;
  /** Share of the time from the first sample to the last, from 0 to 1, with the score at that moment. */
  readonly line: readonly (readonly [number, number])[];
}

type Measure = "mos" | "lossPercent" | "jitterMs" | "rttMs";

/** What the samples of one phone in one call say of its sound. */
export function soundOf(samples: readonly QualitySample[]): Sound {
  const scored = samples.flatMap(({ at, mos }) => (mos === null ? [] : [{ at, mos: rounded(mos) }]));
  const ranked = scored.toSorted((a, b) => a.mos - b.mos || a.at - b.at);
  const lowest = ranked[0];
  const [from, to] = [scored[0]?.at ?? 0, scored.at(-1)?.at ?? 0];
  return {
    mos: figureOf(samples, "mos", -1),
    lossPercent: figureOf(samples, "lossPercent", 1),
    jitterMs: figureOf(samples, "jitterMs", 1),
    rttMs: figureOf(samples, "rttMs", 1),
    worst: lowest === undefined ? null : { ...lowest, grade: gradeOf(lowest.mos) },
    best: ranked.at(-1)?.mos ?? null,
    poorBelow: FAIR_SCORE,
    line:
      to > from
        ? scored.map(({ at, mos }) => [(at - from) / (to - from), mos])
        : scored.flatMap(({ mos }) => [[0, mos] as const, [1, mos] as const]),
  };
}

/** `bad` is 1 where more is worse, -1 where less is. */
function figureOf(samples: readonly QualitySample[], measure: Measure, bad: 1 | -1): Figure {
  const values = samples
    .flatMap((one) => one[measure] ?? [])
    .map(rounded)
    .toSorted((a, b) => bad * (a - b));
  return { usual: values[Math.floor((values.length - 1) / 2)] ?? null, worst: values.at(-1) ?? null };
}

function gradeOf(mos: number): "good" | "fair" | "poor" {
  if (mos >= GOOD_SCORE) return "good";
  return mos >= FAIR_SCORE ? "fair" : "poor";
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
