import type { AttributeTag } from "@belfry/contracts";
import { z } from "zod";
import type { AskedGroup } from "./asking.ts";

const LONGEST_VALUE = 2000;

/** What the server says of a session, as far as it is looked at. */
const result = z.object({
  token: z.string(),
  status: z.string(),
  type: z.string(),
  proofStatus: z.string().optional(),
  disclosed: z
    .array(z.array(z.object({ id: z.string(), status: z.string(), rawvalue: z.string().nullable() })))
    .nullish(),
});

export type Read =
  | { readonly told: readonly { readonly tag: AttributeTag; readonly name: string; readonly value: string }[] }
  /** Nothing personal is in it. */
  | { readonly refused: string };

/**
 * Takes a result only where the session is done, the proof is valid, and exactly what was asked has been told, each in
 * its place and with a value.
 */
export function readResult(json: unknown, token: string, groups: readonly AskedGroup[]): Read {
  const parsed = result.safeParse(json);
  if (!parsed.success) return { refused: "the result is of another form" };
  const { status, type, proofStatus, disclosed } = parsed.data;
  if (parsed.data.token !== token) return { refused: "the result is of another session" };
  if (status !== "DONE") return { refused: `the session is ${word(status)}` };
  if (type !== "disclosing") return { refused: `the session is for ${word(type)}` };
  if (proofStatus !== "VALID") return { refused: `the proof is ${word(proofStatus ?? "missing")}` };
  if (disclosed?.length !== groups.length) return { refused: "something else was told than was asked" };
  const told: { tag: AttributeTag; name: string; value: string }[] = [];
  for (const [place, { tags, ways }] of groups.entries()) {
    const here = disclosed[place] ?? [];
    const given = new Map(here.map((one) => [one.id, one]));
    const way = ways.find((names) => new Set(names).size === here.length && names.every((name) => given.has(name)));
    if (way === undefined) return { refused: "something else was told than was asked" };
    for (const [index, tag] of tags.entries()) {
      const name = way[index] ?? "";
      const one = given.get(name);
      if (one?.status !== "PRESENT") return { refused: `${name} is ${word(one?.status ?? "missing")}` };
      if (one.rawvalue === null || one.rawvalue.trim() === "") return { refused: `${name} has no value` };
      if (one.rawvalue.length > LONGEST_VALUE) return { refused: `${name} is far too long` };
      told.push({ tag, name, value: one.rawvalue });
    }
  }
  return { told };
}

/** A word of the protocol for the log; whatever else the server sends stays out of it. */
function word(text: string): string {
  return /^[A-Za-z_]{1,30}$/.test(text) ? text : "something else";
}
