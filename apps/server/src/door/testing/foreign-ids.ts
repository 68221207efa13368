import { randomUUID } from "node:crypto";

/** What stands in a path: ids of the other organisation, of our own, and of nobody, by the word before it. */
export interface Known {
  readonly foreign: string;
  readonly own?: string;
  readonly nobodys: string;
}
/** By the last word before the parameter, as `campaigns` in `/campaigns/{id}`. */
export type Ids = Readonly<Record<string, Known>>;

/** Parameters that name nothing of an organisation: each organisation has all of them. */
const ORDINARY: Readonly<Record<string, string>> = { "{language}": "nl", "{prompt}": "welcome" };

export interface Attempt {
  readonly name: string;
  readonly method: string;
  /** The same request about something of the other organisation, and about what does not exist. */
  readonly foreign: string;
  readonly unknown: string;
}

interface Documented {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Every request of the API that names something: with what is the other organisation's, and with what nobody has. Throws
 * for a route whose ids it does not know, so that no new one is forgotten. Those for visitors are another matter.
 */
export function attempts({ paths }: Documented, ids: Ids): Attempt[] {
  const forPeople = Object.entries(paths).filter(([path]) => !path.startsWith("/api/public/"));
  return forPeople.flatMap(([path, methods]) =>
    Object.keys(methods).flatMap((method) => {
      const name = `${method.toUpperCase()} ${path}`;
      const about = { name, method: method.toUpperCase() };
      const named = path.split("/").filter((part) => part.startsWith("{") && !(part in ORDINARY));
      if (named.length === 0) return [];
      const whole = { ...about, foreign: filled(path, ids, "foreign", 0), unknown: filled(path, ids, "nobodys", 0) };
      if (named.length === 1) return [whole];
      // What is ours leads to what is not.
      const within = { ...about, foreign: filled(path, ids, "foreign", 1), unknown: filled(path, ids, "nobodys", 1) };
      return [whole, within];
    }),
  );
}

/** The path with ids in it; the first `owned` of them are our own. */
function filled(path: string, ids: Ids, which: "foreign" | "nobodys", owned: number): string {
  let left = owned;
  const parts = path.split("/");
  return parts
    .map((part, at) => {
      if (!part.startsWith("{")) return part;
      const ordinary = ORDINARY[part];
      if (ordinary !== undefined) return ordinary;
      const known = ids[parts[at - 1] ?? ""];
      if (known === undefined) throw new Error(`Say in this test what stands for ${part} in ${path}.`);
      if (left === 0) return encodeURIComponent(known[which]);
      left -= 1;
      if (known.own === undefined) throw new Error(`Say in this test what is our own ${part} in ${path}.`);
      return encodeURIComponent(known.own);
    })
    .join("/");
}

export function ofUuid(foreign: string, own?: string): Known {
  return { foreign, nobodys: randomUUID(), ...(own === undefined ? {} : { own }) };
}

/** What the quickest quarter stays below: what the work itself takes; the rest is the machine's other work. */
function quicker(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN;
}

/**
 * Whether things last alike: `rounds` of each, in turn, so that whatever else the machine does meets all of them; the
 * ratio of what they take is below `bound`. While it is not, there are more rounds: noise goes, a true difference stays.
 */
export async function lastAlike(
  things: Readonly<Record<string, (round: number) => Promise<unknown>>>,
  { rounds, bound, tries = 10 }: { readonly rounds: number; readonly bound: number; readonly tries?: number },
): Promise<{ readonly alike: boolean; readonly taken: Readonly<Record<string, number>> }> {
  const names = Object.keys(things);
  const measured = new Map<string, number[]>(names.map((name) => [name, []]));
  let taken: Record<string, number> = {};
  for (let round = 0; round < rounds * tries; round++) {
    // Another one is the first in each round.
    for (const at of names.keys()) {
      const name = names[(at + round) % names.length] ?? "";
      const began = performance.now();
      await things[name]?.(round);
      measured.get(name)?.push(performance.now() - began);
    }
    if ((round + 1) % rounds !== 0) continue;
    taken = Object.fromEntries([...measured].map(([name, values]) => [name, quicker(values)]));
    if (Math.max(...Object.values(taken)) / Math.min(...Object.values(taken)) < bound) return { alike: true, taken };
  }
  return { alike: false, taken };
}
