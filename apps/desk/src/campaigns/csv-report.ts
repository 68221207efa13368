import type { RowProblem } from "@belfry/contracts";

/** Spreadsheets run a cell that begins like this as a formula; with an apostrophe before it, it is a text. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number): string {
  const text = String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /["\n\r,;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows that were not taken, as a file for a spreadsheet; the mark at its beginning says that it is UTF-8. */
export function problemReport(
  headings: readonly [line: string, problem: string, number: string],
  problems: readonly RowProblem[],
  words: (problem: RowProblem["problem"]) => string,
): string {
  const rows = problems.map((one) => [one.line, words(one.problem), one.number]);
  return `\uFEFF${[headings, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
