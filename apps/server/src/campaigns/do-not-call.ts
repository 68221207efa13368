import {
  type ContactProblem,
  type DoNotCallAdded,
  type DoNotCallEntry,
  type DoNotCallQuery,
  MOST_ROWS,
  Refusal,
} from "@belfry/contracts";
import { and, asc, eq, gt, inArray, ne, type SQL } from "drizzle-orm";
import { type CsvRow, numberIn, openRows } from "../csv/read-rows.ts";
import { streamText } from "../csv/texts.ts";
import { contacts, doNotCall, type StagedRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { findColumns } from "./contact-columns.ts";
import type { CampaignDirectory } from "./ports.ts";
import type { Staging } from "./staging.ts";

const BATCH = 500;
/** Letters of headings in one sentence. */
const COLUMNS_NAMED = 500;
export const LARGEST_LIST = 20 * 1024 * 1024;

/** Numbers that no campaign of the organisation calls, until they are removed from here. */
export class DoNotCallList {
  readonly #store: Store;
  readonly #directory: CampaignDirectory;
  readonly #staging: Staging;
  readonly #withdrawn: (organisation: string, contacts: readonly string[]) => void;

  constructor(
    store: Store,
    directory: CampaignDirectory,
    staging: Staging,
    withdrawn: (organisation: string, contacts: readonly string[]) => void,
  ) {
    this.#store = store;
    this.#directory = directory;
    this.#staging = staging;
    this.#withdrawn = withdrawn;
  }

  /** Contacts with such a number are finished, also those that are just about to be called. */
  async add(organisation: string, typed: readonly string[], reason: string, now: number): Promise<DoNotCallAdded> {
    const refused: { index: number; problem: ContactProblem }[] = [];
    const numbers = new Set<string>();
    typed.forEach((text, index) => {
      const number = this.#directory.normalise(organisation, text);
      if (number === null) refused.push({ index, problem: text === "" ? "noNumber" : "invalidNumber" });
      else numbers.add(number);
    });
    if (numbers.size === 0) return { added: 0, withdrawn: 0, refused };
    const { added, stopped } = await this.#store.inOrganisation(organisation, async (tx) => {
      const fresh = await tx
        .insert(doNotCall)
        .values([...numbers].map((number) => ({ organisation, number, reason, addedAt: now })))
        .onConflictDoNothing()
        .returning({ number: doNotCall.number });
      // Of all numbers, also of those that were here already: a contact may have come at the same moment.
      const rows = await tx
        .update(contacts)
        .set({ state: "finished", outcome: "notAllowed", changedAt: now })
        .where(
          and(
            eq(contacts.organisation, organisation),
            inArray(contacts.number, [...numbers]),
            ne(contacts.state, "finished"),
          ),
        )
        .returning({ id: contacts.id });
      return { added: fresh.length, stopped: rows.map(({ id }) => id) };
    });
    if (stopped.length > 0) this.#withdrawn(organisation, stopped);
    return { added, withdrawn: stopped.length, refused };
  }

  /**
   * Numbers from a CSV file, all or none of them; `index` is the line of the file. `column` is the heading of the numbers,
   * where that is not a usual one.
   */
  async upload(
    organisation: string,
    file: AsyncIterable<Uint8Array>,
    { reason, column }: { readonly reason: string; readonly column?: string | undefined },
    now: number,
  ): Promise<DoNotCallAdded> {
    const kept = await this.#staging.keep(
      organisation,
      { kind: "doNotCall", reason },
      parts(file, column || undefined),
    );
    return this.finish(organisation, kept, reason, now);
  }

  /** Adds the numbers of a file that was read to its end. */
  async finish(organisation: string, kept: string, reason: string, now: number): Promise<DoNotCallAdded> {
    const whole = { added: 0, withdrawn: 0, refused: [] as DoNotCallAdded["refused"] };
    await this.#staging.useUp(organisation, kept, async (part) => {
      const numbers = part.map(({ number }) => number);
      const { added, withdrawn, refused } = await this.add(organisation, numbers, reason, now);
      whole.added += added;
      whole.withdrawn += withdrawn;
      for (const { index, problem } of refused) whole.refused.push({ index: part[index]?.line ?? 0, problem });
    });
    return whole;
  }

  /** By number. */
  async list(organisation: string, query: DoNotCallQuery): Promise<{ items: DoNotCallEntry[]; next: string | null }> {
    const conditions: SQL[] = [eq(doNotCall.organisation, organisation)];
    if (query.number !== undefined) {
      const number = this.#directory.normalise(organisation, query.number);
      if (number === null) return { items: [], next: null };
      conditions.push(eq(doNotCall.number, number));
    }
    if (query.cursor !== undefined) conditions.push(gt(doNotCall.number, query.cursor));
    const rows = await this.#store.inOrganisation(organisation, (tx) =>
      tx
        .select({ number: doNotCall.number, reason: doNotCall.reason, addedAt: doNotCall.addedAt })
        .from(doNotCall)
        .where(and(...conditions))
        .orderBy(asc(doNotCall.number))
        .limit(query.limit + 1),
    );
    const items = rows.slice(0, query.limit);
    return { items, next: rows.length > query.limit ? (items.at(-1)?.number ?? null) : null };
  }

  /** Contacts that were withdrawn for it stay finished. Rejects with `not_found`. */
  async remove(organisation: string, typed: string): Promise<void> {
    const number = this.#directory.normalise(organisation, typed);
    const gone =
      number === null
        ? []
        : await this.#store.inOrganisation(organisation, (tx) =>
            tx
              .delete(doNotCall)
              .where(and(eq(doNotCall.organisation, organisation), eq(doNotCall.number, number)))
              .returning({ number: doNotCall.number }),
          );
    if (gone.length === 0) throw new Refusal("not_found");
  }
}

async function* parts(file: AsyncIterable<Uint8Array>, column: string | undefined): AsyncGenerator<StagedRow[]> {
  const { rows } = await openRows(streamText(file, LARGEST_LIST));
  const heading = await rows.next();
  if (heading.done === true) throw new Refusal("file_without_rows");
  // A list of bare numbers has no heading: then its first row counts as well.
  const place = findColumns(heading.value.cells, { number: column }).number;
  if (place === null && heading.value.cells.length > 1) {
    throw new Refusal("column_unclear", { columns: heading.value.cells.join(", ").slice(0, COLUMNS_NAMED) });
  }
  const read = (row: CsvRow) => ({ line: row.line, number: numberIn(row, place ?? 0) });
  let part = place === null ? [read(heading.value)] : [];
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > MOST_ROWS) throw new Refusal("file_too_many_rows", { limit: String(MOST_ROWS) });
    part.push(read(row));
    if (part.length < BATCH) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
