import { describe, expect, it } from "vitest";
import { runShift, type ShiftOptions } from "./shift.ts";

const CAP = 0.03;
const shift = { agents: 30, answerRate: 0.4, talk: 180_000, hours: 8, seed: 1 } as const;
const idle = (options: Omit<ShiftOptions, "mode">, mode: ShiftOptions["mode"]) =>
  1 - runShift({ ...options, mode }).utilisation;

describe("a shift of automatic calls", { timeout: 120_000 }, () => {
  it.each([
    [1, 0.3],
    [2, 0.45],
    [3, 0.6],
  ])("abandons fewer people than the cap allows (seed %i, %f answer)", (seed, answerRate) => {
    const { persons, abandoned, worst } = runShift({ ...shift, seed, answerRate, mode: "predictive" });
    expect(persons).toBeGreaterThan(3_000);
    // It uses what it is allowed, and does not go beyond for long.
    expect(abandoned / persons).toBeGreaterThan(CAP / 3);
    expect(abandoned / persons).toBeLessThanOrEqual(CAP);
    expect(worst).toBeLessThanOrEqual(1.25 * CAP);
  });

  it("leaves agents far less idle than progressive dialling does", () => {
    for (const [seed, answerRate] of [
      [4, 0.3],
      [5, 0.6],
    ] as const)
      expect(idle({ ...shift, seed, answerRate }, "predictive")).toBeLessThan(
        0.75 * idle({ ...shift, seed, answerRate }, "progressive"),
      );
  });

  it("calls nobody beyond the agents who are free with fewer than ten of them, and the same as progressive then", () => {
    const nine = { ...shift, agents: 9, hours: 4 };
    const predictive = runShift({ ...nine, mode: "predictive" });
    expect(predictive).toEqual(runShift({ ...nine, mode: "progressive" }));
    expect(predictive.persons).toBeGreaterThan(300);
    expect(predictive).toMatchObject({ overdialled: 0, abandoned: 0 });
    expect(runShift({ ...nine, agents: 10, mode: "predictive" }).overdialled).toBeGreaterThan(0);
  });
});
