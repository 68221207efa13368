import { beforeAll, describe, expect, it } from "vitest";
import { runShift, type ShiftOptions, type ShiftReport } from "./shift.ts";

const CAP = 0.03;
const SEEDS = [1, 2, 3] as const;
const RATES = [0.3, 0.45, 0.6] as const;
const run = (seed: number, mode: ShiftOptions["mode"]) =>
  runShift({ seed, mode, agents: 30, answerRate: RATES[seed - 1] ?? 0.5, talk: 180_000, hours: 4 });

describe("a shift of automatic calls by thirty agents", () => {
  const predictive = new Map<number, ShiftReport>();
  beforeAll(() => {
    for (const seed of SEEDS) predictive.set(seed, run(seed, "predictive"));
  }, 120_000);

  it.each(SEEDS)("uses what it may abandon, and does not go beyond for long (seed %i)", (seed) => {
    const { persons, abandoned, worst } = predictive.get(seed) ?? run(seed, "predictive");
    expect(persons).toBeGreaterThan(1_500);
    expect(abandoned / persons).toBeGreaterThan(CAP / 3);
    expect(abandoned / persons).toBeLessThanOrEqual(CAP);
    expect(worst).toBeLessThanOrEqual(1.25 * CAP);
  });

  it.each([1, 3])(
    "leaves agents far less idle than progressive dialling does (seed %i)",
    { timeout: 60_000 },
    (seed) => {
      const progressive = run(seed, "progressive");
      expect(progressive).toMatchObject({ abandoned: 0, overdialled: 0 });
      expect(1 - (predictive.get(seed)?.utilisation ?? 0)).toBeLessThan(0.75 * (1 - progressive.utilisation));
    },
  );
});

describe("a shift of fewer than ten agents", () => {
  it("calls nobody beyond the agents who are free, whatever the mode", { timeout: 60_000 }, () => {
    const nine = { seed: 1, agents: 9, answerRate: 0.4, talk: 180_000, hours: 4 };
    const predictive = runShift({ ...nine, mode: "predictive" });
    expect(predictive).toEqual(runShift({ ...nine, mode: "progressive" }));
    expect(predictive.persons).toBeGreaterThan(300);
    expect(predictive).toMatchObject({ overdialled: 0, abandoned: 0 });
    expect(runShift({ ...nine, agents: 10, mode: "predictive" }).overdialled).toBeGreaterThan(0);
  });
});
