import { writeFileSync } from "node:fs";
import { settingsGuide } from "../../packages/settings/src/index.ts";
import { runChecks } from "./run-checks.ts";

// npm run check             all static checks
// npm run check -- --write  also writes the pages of docs that are made from the code

if (process.argv.includes("--write")) {
  writeFileSync(new URL("../../docs/guides/settings.md", import.meta.url), settingsGuide());
}
const { failed } = await runChecks();
process.exitCode = failed === 0 ? 0 : 1;
