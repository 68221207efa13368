import type { RowProblem } from "@belfry/contracts";

/** The rows that were not taken, as rows of a file for a spreadsheet. */
export function problemReport(
  headings: readonly [line: string, problem: string, number: string],
  problems: readonly RowProblem[],
  words: (problem: RowProblem["problem"]) => string,
): (readonly (string | number)[])[] {
  return [headings, ...problems.map((one) => [one.line, words(one.problem), one.number])];
}
