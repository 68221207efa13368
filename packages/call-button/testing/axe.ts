import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const SOURCE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
  }[];
}

/** What axe finds serious or critical on the page as it is, one line per place. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Through the debugger's own world: the page's policy lets no script in.
  await page.evaluate(SOURCE);
  const result: AxeResult = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  return result.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .flatMap((one) => one.nodes.map((node) => `${one.id} ${node.target.join(" ")}: ${node.failureSummary ?? ""}`));
}
