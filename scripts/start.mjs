import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensurePackages, node24, requireMachine, root, runWithNode24 } from "./lib/ground.mjs";

const args = process.argv.slice(2);

requireMachine();
if (args.includes("--help") && !existsSync(node24)) {
  // Nothing is installed only to be told what could be set: the guide says the same.
  console.log("npm start [-- --config FILE] [--no-install] [--help]\n");
  console.log(readFileSync(join(root, "docs/guides/settings.md"), "utf8"));
} else {
  await ensurePackages();
  await runWithNode24("apps/launcher/src/main.ts", args);
}
