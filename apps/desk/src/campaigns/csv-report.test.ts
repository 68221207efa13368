import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvText } from "../parts/csv.ts";
import { problemReport } from "./csv-report.ts";

describe("the report of rows that were not taken", () => {
  it("tells line, problem and number, and is no formula anywhere", () => {
    const rows = problemReport(
      ["Line", "Problem", "Number"],
      [
        { line: 3, problem: "invalidNumber", number: '=HYPERLINK("https://evil.example")' },
        { line: 4, problem: "twiceHere", number: "+31 20 555 0101" },
      ],
      (problem) => (problem === "twiceHere" ? "Twice, and so on" : "No number"),
    );
    expect(csvText(rows)).toBe(
      '\uFEFFLine,Problem,Number\r\n3,No number,"\'=HYPERLINK(""https://evil.example"")"\r\n4,"Twice, and so on",\'+31 20 555 0101\r\n',
    );
  });

  it("begins no cell with a sign that a spreadsheet runs, whatever was uploaded", () => {
    fc.assert(
      fc.property(fc.constantFrom("=", "+", "-", "@", "\t", "\r"), fc.string(), (sign, rest) => {
        const rows = problemReport(["a", "b", "c"], [{ line: 2, problem: "noNumber", number: sign + rest }], () => "p");
        const text = csvText(rows);
        const found = text.slice(text.indexOf("2,p,") + 4);
        expect(found.replace(/^"/, "").startsWith("'")).toBe(true);
      }),
    );
  });
});
