import { HELP, ORG_HELP } from "../help.ts";
import { wrongUse } from "../mistake.ts";
import type { Reach } from "../run.ts";
import type { Surroundings } from "../surroundings.ts";
import { add } from "./add.ts";
import { list, remove, show } from "./others.ts";

const ORG = { add, list, show, remove } as const;
const isName = (word: string): word is keyof typeof ORG => Object.hasOwn(ORG, word);

/** `belfry org …`: the organisations of this Belfry. */
export async function org(args: readonly string[], around: Surroundings, reach: Reach): Promise<void> {
  const [word, ...rest] = args;
  if (word === "--help" || word === "-h") return around.say(HELP);
  if (word === undefined || !isName(word)) {
    const said = word === undefined ? "Say what to do with organisations" : `There is no “belfry org ${word}”`;
    throw wrongUse(`${said}: add, list, show or remove. belfry --help says more.`);
  }
  if (rest.includes("--help") || rest.includes("-h")) return around.say(ORG_HELP[word]);
  await ORG[word](rest, around, reach);
}
