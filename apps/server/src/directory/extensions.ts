import { type ExtensionRange, type ExtensionUse, type RangeAdded, Refusal } from "@belfry/contracts";
import { and, eq, inArray } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Directory } from "./directory.ts";
import type { OrganisationSnapshot } from "./snapshot.ts";

/** All of it is in memory, and is read anew with every change. */
const MOST = 5000;

/** The extensions that an organisation gives out. While there are none, any extension may be given to a person. */
export class Extensions {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** The pool, and what people have beside it, in order, with who has which. */
  list(organisation: string): readonly ExtensionUse[] {
    const { extensions, people } = this.#directory.require(organisation);
    const seats = this.#directory.seats(organisation);
    const owners = new Map(people.map((person) => [person.extension, { id: person.id, name: person.name }]));
    const guests = new Map(
      people.flatMap(({ id, name }) => {
        const seat = seats.get(id);
        return seat === undefined ? [] : [[seat, { id, name }] as const];
      }),
    );
    const pool = new Set(extensions);
    const all = new Set([...extensions, ...people.flatMap(({ extension }) => extension ?? [])]);
    return [...all].sort(inOrder).map((extension) => ({
      extension,
      inPool: pool.has(extension),
      owner: owners.get(extension) ?? null,
      guest: guests.get(extension) ?? null,
    }));
  }

  /** Adds what is missing of a range. */
  add(organisation: string, range: ExtensionRange): Promise<RangeAdded> {
    return this.#directory.write(organisation, async (tx, { extensions }) => {
      const known = new Set(extensions);
      const wanted = inRange(range);
      const missing = wanted.filter((extension) => !known.has(extension));
      if (known.size + missing.length > MOST) throw new Refusal("too_many_items", { limit: String(MOST) });
      if (missing.length > 0) {
        await tx.insert(schema.extensions).values(missing.map((extension) => ({ organisation, extension })));
      }
      return { added: missing.length, present: wanted.length - missing.length };
    });
  }

  /** Takes a range out of the pool; rejects with `in_use` while somebody has or sits at one of them. */
  async remove(organisation: string, range: ExtensionRange): Promise<{ removed: number }> {
    return this.#directory.write(organisation, async (tx, before) => {
      const wanted = inRange(range);
      const taken = takenExtensions(before, this.#directory.seats(organisation), null);
      const used = wanted.filter((extension) => taken.has(extension) && before.extensions.includes(extension));
      if (used.length > 0) throw new Refusal("in_use", { detail: used.slice(0, 5).join(", ") });
      const gone = await tx
        .delete(schema.extensions)
        .where(and(eq(schema.extensions.organisation, organisation), inArray(schema.extensions.extension, wanted)))
        .returning({ extension: schema.extensions.extension });
      return { removed: gone.length };
    });
  }
}

function inRange({ first, last }: ExtensionRange): string[] {
  const from = Number(first);
  return Array.from({ length: Number(last) - from + 1 }, (_, index) => `${from + index}`.padStart(first.length, "0"));
}

function inOrder(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

type Seats = ReadonlyMap<string, string>;

/** Every extension that belongs to, or is sat at by, anybody but this person. */
function takenExtensions({ people }: OrganisationSnapshot, seats: Seats, except: string | null): Set<string> {
  const others = people.filter(({ id }) => id !== except);
  return new Set(others.flatMap(({ id, extension }) => [extension ?? [], seats.get(id) ?? []].flat()));
}

/** Rejects what is another's (`extension_taken`), and what the pool, where there is one, does not hold. */
export function requireFree(
  extension: string,
  person: string | null,
  before: OrganisationSnapshot,
  seats: Seats,
): void {
  if (takenExtensions(before, seats, person).has(extension)) throw new Refusal("extension_taken", { extension });
  const own = before.people.find(({ id }) => id === person)?.extension ?? null;
  if (!isGivenOut(extension, own, before)) throw new Refusal("extension_unknown", { extension });
}

/** Whether it is one that may be had here, by who has `own` now: who had it before there was a pool keeps it. */
export function isGivenOut(extension: string, own: string | null, { extensions }: OrganisationSnapshot): boolean {
  return own === extension || extensions.length === 0 || extensions.includes(extension);
}

/** The lowest free extension of the pool; null where there is no pool. */
export function nextFree(before: OrganisationSnapshot, seats: Seats): string | null {
  if (before.extensions.length === 0) return null;
  const [free] = freeExtensions(before, seats);
  if (free === undefined) throw new Refusal("no_free_extension");
  return free;
}

/** What is free of the pool, the lowest first. */
export function freeExtensions(before: OrganisationSnapshot, seats: Seats): string[] {
  const taken = takenExtensions(before, seats, null);
  return [...before.extensions].sort(inOrder).filter((extension) => !taken.has(extension));
}
