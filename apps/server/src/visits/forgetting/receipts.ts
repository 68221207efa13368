import { createHash, randomUUID } from "node:crypto";
import { chainedReceipt, type ErasureReceipt, type ErasureReceiptPage, Refusal } from "@belfry/contracts";
import { and, asc, desc, eq, gt, lt, type SQL, sql } from "drizzle-orm";
import { erasureReceipts } from "../../store/schema.ts";
import type { Store, Tx } from "../../store/store.ts";

const ROWS_OF_A_FILE = 1_000;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Writes the next receipt of the organisation's chain, in the transaction that erases. Resolves to its id. */
export async function writeReceipt(
  tx: Tx,
  organisation: string,
  about: Pick<ErasureReceipt, "kinds" | "learnedAt" | "dueAt" | "erasedAt" | "why"> & { readonly id?: string },
): Promise<string> {
  // Whoever else writes one waits for the end of this transaction, so that a chain never forks.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`erasure receipts of ${organisation}`}, 0))`);
  const [before] = await tx
    .select({ number: erasureReceipts.number, hash: erasureReceipts.hash })
    .from(erasureReceipts)
    .where(eq(erasureReceipts.organisation, organisation))
    .orderBy(desc(erasureReceipts.number))
    .limit(1);
  const { id = randomUUID(), kinds, learnedAt, dueAt, erasedAt, why } = about;
  const receipt = chainedReceipt(before ?? null, { id, kinds, learnedAt, dueAt, erasedAt, why }, sha256);
  await tx.insert(erasureReceipts).values({ organisation, ...receipt });
  return receipt.id;
}

/** Receipts as the organisation's admin gets them. */
export class Receipts {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async page(
    organisation: string,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<ErasureReceiptPage> {
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
      throw new Refusal("invalid_request", { detail: "cursor: is not one of ours" });
    return this.#store.inOrganisation(organisation, async (tx) => {
      const [head] = await rows(tx, organisation, undefined, desc(erasureReceipts.number), 1);
      const earlier = cursor === undefined ? undefined : lt(erasureReceipts.number, Number(cursor));
      const found = await rows(tx, organisation, earlier, desc(erasureReceipts.number), limit + 1);
      const items = found.slice(0, limit);
      return {
        items,
        next: found.length > limit ? String(items.at(-1)?.number) : null,
        head: head === undefined ? null : { number: head.number, hash: head.hash },
      };
    });
  }

  /** All of them as lines of JSON, the oldest first; what is written meanwhile is part of it. */
  async *file(organisation: string): AsyncGenerator<string> {
    for (let last = 0; ; ) {
      const some = await this.#store.inOrganisation(organisation, (tx) =>
        rows(tx, organisation, gt(erasureReceipts.number, last), asc(erasureReceipts.number), ROWS_OF_A_FILE),
      );
      if (some.length > 0) yield some.map((receipt) => `${JSON.stringify(receipt)}\n`).join("");
      if (some.length < ROWS_OF_A_FILE) return;
      last = some.at(-1)?.number ?? last;
    }
  }
}

async function rows(tx: Tx, organisation: string, which: SQL | undefined, order: SQL, limit: number) {
  const found = await tx
    .select()
    .from(erasureReceipts)
    .where(and(eq(erasureReceipts.organisation, organisation), which))
    .orderBy(order)
    .limit(limit);
  return found.map(({ organisation: _, ...receipt }): ErasureReceipt => receipt);
}
