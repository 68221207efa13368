import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { wrongUse } from "../mistake.ts";

const COMMON = {
  config: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsOptionsConfig;

/** The options and the one word that stands alone. `--` is not needed: nothing of ours begins with a dash. */
export function readOptions<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options: { ...COMMON, ...options }, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    throw wrongUse(`${reason}. --help lists what can be said.`);
  }
}

/** The short name that a command is about. */
export function slugIn(positionals: readonly string[], command: string): string {
  const [slug, extra] = positionals;
  if (slug === undefined) throw wrongUse(`Say which organisation: belfry org ${command} SHORT-NAME.`);
  if (extra !== undefined) {
    throw wrongUse(`“${extra}” is one word too many. Put a name of several words in quotes: --name "City of Example".`);
  }
  return slug;
}
