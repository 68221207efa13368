import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkReceipts, type ReceiptCheck, type ReceiptFlaw } from "@belfry/contracts";
import { HELP, RECEIPTS_HELP } from "../help.ts";
import { EXIT, Mistake, wrongUse } from "../mistake.ts";
import type { Surroundings } from "../surroundings.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** `belfry receipts check FILE`: needs no server, no settings, and no network. */
export async function receipts(args: readonly string[], around: Surroundings): Promise<void> {
  const [word, ...rest] = args;
  if (word === "--help" || word === "-h") return around.say(HELP);
  if (word !== "check") throw wrongUse("Say belfry receipts check FILE. belfry receipts check --help says more.");
  if (rest.includes("--help") || rest.includes("-h")) return around.say(RECEIPTS_HELP);
  const { file, head, json } = options(rest);
  const check = checkReceipts(await read(file, around), sha256, head);
  if (json) around.say(JSON.stringify(check, null, 2));
  else if (check.whole) around.say(praise(check, head));
  if (!check.whole) throw new Mistake(EXIT.refused, blame(check));
}

function options(args: readonly string[]): { file: string; head: string | null; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { head: { type: "string" }, json: { type: "boolean", default: false } },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error("name one file");
    const head = values.head?.toLowerCase() ?? null;
    if (head !== null && !/^[0-9a-f]{64}$/.test(head)) throw new Error("a head hash is 64 digits and letters a to f");
    return { file, head, json: values.json };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw wrongUse(`This is not right: ${why}. belfry receipts check --help says more.`);
  }
}

async function read(file: string, { env, piped }: Surroundings): Promise<string> {
  if (file === "-") return piped();
  try {
    // npm starts programs in its own folder, and tells where it was called.
    return await readFile(resolve(env["INIT_CWD"] ?? ".", file), "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw wrongUse(`The file ${file} cannot be read (${code}).`);
  }
}

function praise({ count, head, late }: Extract<ReceiptCheck, { whole: true }>, wanted: string | null): string {
  const lines = [
    `${count} receipts, each whole and in its place: none was changed, taken out or put in between.`,
    `Hash of the last one: ${head}`,
    wanted === null
      ? "Whether receipts are missing at the end shows only by a hash that was noted before: --head HASH."
      : "The hash that was noted is among them: nothing up to it is missing.",
  ];
  if (late.count > 0) {
    const seconds = Math.ceil(late.longest / 1000);
    lines.push(`${late.count} of them tell of an erasing over a minute after its time; the longest took ${seconds} s.`);
  } else if (count > 0) lines.push("Everything was erased within a minute of its time.");
  return lines.join("\n");
}

function blame({ line, number, flaw }: Extract<ReceiptCheck, { whole: false }>): string {
  const which = number === null ? `Line ${line}` : `Receipt ${number} (line ${line})`;
  return `${which} is where the chain breaks: ${WRONG[flaw.kind](flaw)}`;
}

const WRONG: { readonly [K in ReceiptFlaw["kind"]]: (flaw: ReceiptFlaw) => string } = {
  unreadable: () => "this is no receipt.",
  number: (flaw) =>
    flaw.kind === "number" && flaw.found > flaw.expected
      ? `receipt ${flaw.expected} should stand here. One or more are missing.`
      : "another receipt should stand here. One is doubled, or they are out of order.",
  previous: () => "it does not follow from the one before it, which was changed or replaced.",
  hash: () => "what it says was changed after it was written.",
  head: (flaw) =>
    flaw.kind === "head"
      ? `all of them are whole, but none has the hash that was noted (${flaw.expected}). Receipts are missing at the end, or this is another chain.`
      : "",
};
