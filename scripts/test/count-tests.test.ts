import { describe, expect, it } from "vitest";
import { countTests } from "./count-tests.ts";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

describe("countTests", () => {
  it("counts tests over all files, skipped ones as neither", () => {
    const testResults = [file("passed", "passed", "passed"), file("failed", "passed", "failed", "skipped")];
    expect(countTests({ testResults }, 1)).toEqual({ passed: 3, failed: 1 });
  });

  it("counts a file that cannot be loaded as one failure", () => {
    expect(countTests({ testResults: [file("failed"), file("passed", "passed")] }, 1)).toEqual({
      passed: 1,
      failed: 1,
    });
  });

  it("counts a failed run in which no test failed as one failure", () => {
    expect(countTests({ testResults: [file("passed", "passed")] }, 1)).toEqual({ passed: 1, failed: 1 });
  });

  it.each([null, {}, { testResults: [] }, "text"])("finds nothing in %o", (report) => {
    expect(countTests(report, 1)).toEqual({ passed: 0, failed: 0 });
  });
});
