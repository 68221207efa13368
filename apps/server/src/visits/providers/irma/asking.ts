import type { AttributeTag } from "@belfry/contracts";

/** By our name of an attribute: the wallet's own names, of which one is enough. */
export type Mapping = Readonly<Partial<Record<AttributeTag, readonly string[]>>>;

/** What is asked together, so that it comes from one card: `ways[w][t]` is the wallet's name of `tags[t]`. */
export interface AskedGroup {
  readonly tags: readonly AttributeTag[];
  readonly ways: readonly (readonly string[])[];
}

/**
 * What is to be asked for these attributes; null where the mapping has nothing for one. Attributes whose names are of
 * the same cards are asked in one go: somebody with two cards of a kind cannot mix the name of one with the number of
 * the other.
 */
export function groupsFor(ask: readonly AttributeTag[], mapping: Mapping): readonly AskedGroup[] | null {
  const groups = new Map<string, { tags: AttributeTag[]; ways: string[][] }>();
  for (const tag of ask) {
    const names = mapping[tag] ?? [];
    if (names.length === 0) return null;
    const cards = names.map(cardOf);
    // Two names on one card are a choice of their own, in which nothing else takes part.
    const key = new Set(cards).size < cards.length ? `${tag} alone` : cards.join(" ");
    const group = groups.get(key) ?? { tags: [], ways: names.map(() => []) };
    group.tags.push(tag);
    for (const [way, name] of names.entries()) group.ways[way]?.push(name);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function cardOf(name: string): string {
  return name.slice(0, name.lastIndexOf("."));
}

/** As the server takes it: a conjunction of disjunctions of conjunctions. */
export function discloseOf(groups: readonly AskedGroup[]) {
  return groups.map(({ ways }) => ways.map((names) => [...new Set(names)].map((type) => ({ type, notNull: true }))));
}
