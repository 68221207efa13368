import type { Metrics } from "./metrics.ts";

/** What becomes of visits and of codes, counted without a word about anybody. */
export function measureVisits(metrics: Metrics) {
  const begun = metrics.counter("visits_begun_total", "Visits that began.", []);
  const settled = metrics.counter("visits_settled_total", "What came of visitors who were to prove who they are.", [
    "outcome",
  ]);
  const codes = metrics.counter("visit_codes_total", "Codes that callers typed, by what became of them.", ["result"]);
  return {
    begun: () => begun.inc(),
    settled: (outcome: string) => settled.inc({ outcome }),
    checked: (result: "verified" | "wrong" | "refused") => codes.inc({ result }),
  };
}
