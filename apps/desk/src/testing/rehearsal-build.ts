import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { REHEARSAL_PAGES } from "./stage.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function newest(folder: string): number {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
  });
  return Math.max(0, ...times);
}

/** Builds the pages with the scripted phone, unless they are newer than everything they are made of. */
export async function rehearsalBuild(): Promise<void> {
  const index = join(REHEARSAL_PAGES, "index.html");
  const contracts = fileURLToPath(new URL("../../../../packages/contracts/src", import.meta.url));
  const sources = Math.max(newest(join(ROOT, "src")), newest(join(ROOT, "public")), newest(contracts));
  if (existsSync(index) && statSync(index).mtimeMs > sources) return;
  await build({ root: ROOT, mode: "rehearsal", logLevel: "error" });
}
