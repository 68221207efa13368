import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensurePackages, node24, requireMachine, root, runWithNode24 } from "./lib/ground.mjs";

const args = process.argv.slice(2);

requireMachine();
if ((args.includes("--help") || args.includes("-h")) && !existsSync(node24)) {
  // Nothing is installed only to be told what could be set: the guide says the same.
  console.log("npm start [-- --config FILE] [--no-install] [--help]\n");
  console.log(plain(readFileSync(join(root, "docs/guides/settings.md"), "utf8")));
} else {
  await ensurePackages({ noInstall: args.includes("--no-install") });
  await runWithNode24("apps/launcher/src/main.ts", args);
}

/** Markdown as a terminal shows it best: without its marks. */
function plain(markdown) {
  return markdown.replaceAll(/^#+ /gm, "").replaceAll("`", "");
}
