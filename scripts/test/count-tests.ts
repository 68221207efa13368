interface TestFile {
  readonly status?: unknown;
  readonly assertionResults?: readonly { readonly status?: unknown }[];
}

/**
 * Counts what Vitest's JSON report tells. A file that could not even be loaded is one failure, and so is a run that
 * failed for a reason of its own, such as an error outside every test.
 */
export function countTests(report: unknown, exitCode: number): { passed: number; failed: number } {
  let passed = 0;
  let failed = 0;
  for (const { status, assertionResults = [] } of filesOf(report)) {
    const failures = assertionResults.filter((test) => test.status === "failed").length;
    passed += assertionResults.filter((test) => test.status === "passed").length;
    failed += status === "failed" ? Math.max(1, failures) : failures;
  }
  const found = passed + failed > 0;
  return { passed, failed: exitCode !== 0 && failed === 0 && found ? 1 : failed };
}

function filesOf(report: unknown): readonly TestFile[] {
  if (typeof report !== "object" || report === null || !("testResults" in report)) return [];
  return Array.isArray(report.testResults) ? report.testResults : [];
}
