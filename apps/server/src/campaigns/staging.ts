import { randomUUID } from "node:crypto";
import { Refusal } from "@belfry/contracts";
import { and, asc, eq } from "drizzle-orm";
import { type StagedPurpose, type StagedRow, stagedFiles, stagedParts } from "../store/schema.ts";
import type { Store, Tx } from "../store/store.ts";

/**
 * Files on their way: what was read of one is put aside until it is known to be whole. Only then is it used, part by
 * part so that nobody waits for all of it, and what a process leaves of that the next one does. A file that was not read
 * to its end leaves nothing.
 */
export class Staging {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Puts all parts aside, or none: rejects with what `parts` throws. */
  async keep(
    organisation: string,
    purpose: StagedPurpose,
    parts: AsyncIterable<readonly StagedRow[]>,
  ): Promise<string> {
    const id = randomUUID();
    const inside = <T>(work: (tx: Tx) => Promise<T>) => this.#store.inOrganisation(organisation, work);
    await inside((tx) => tx.insert(stagedFiles).values({ organisation, id, purpose }));
    try {
      let part = 0;
      for await (const rows of parts) {
        const values = { organisation, file: id, part: part++, rows };
        await inside((tx) => tx.insert(stagedParts).values(values));
      }
      await inside((tx) => tx.update(stagedFiles).set({ whole: true }).where(mine(organisation, id)));
    } catch (error) {
      await this.#drop(organisation, id).catch(() => {});
      throw error;
    }
    return id;
  }

  /** Gives each part to `use` and forgets it. A part may come twice: once to a process that died of it. */
  async useUp(organisation: string, id: string, use: (rows: readonly StagedRow[]) => Promise<void>): Promise<void> {
    for (;;) {
      const [next] = await this.#store.inOrganisation(organisation, (tx) =>
        tx
          .select()
          .from(stagedParts)
          .where(and(eq(stagedParts.organisation, organisation), eq(stagedParts.file, id)))
          .orderBy(asc(stagedParts.part))
          .limit(1),
      );
      if (next === undefined) break;
      await use(next.rows).catch(async (error: unknown) => {
        // What is refused will be refused again.
        if (error instanceof Refusal) await this.#drop(organisation, id);
        throw error;
      });
      await this.#store.inOrganisation(organisation, (tx) =>
        tx
          .delete(stagedParts)
          .where(
            and(eq(stagedParts.organisation, organisation), eq(stagedParts.file, id), eq(stagedParts.part, next.part)),
          ),
      );
    }
    await this.#drop(organisation, id);
  }

  /** What a process before this one left: forgets files that are not whole, and answers those that are. */
  async leftovers() {
    const files = await this.#store.asOperator((tx) => tx.select().from(stagedFiles));
    for (const { organisation, id, whole } of files) if (!whole) await this.#drop(organisation, id);
    return files.filter(({ whole }) => whole);
  }

  async #drop(organisation: string, id: string): Promise<void> {
    await this.#store.inOrganisation(organisation, (tx) => tx.delete(stagedFiles).where(mine(organisation, id)));
  }
}

const mine = (organisation: string, id: string) =>
  and(eq(stagedFiles.organisation, organisation), eq(stagedFiles.id, id));
