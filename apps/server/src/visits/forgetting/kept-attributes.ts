import { randomUUID } from "node:crypto";
import type { VerifiedAttribute } from "@belfry/contracts";
import { and, asc, eq, min } from "drizzle-orm";
import { visitAttributes } from "../../store/schema.ts";
import type { Store, Tx } from "../../store/store.ts";
import {
  type Alongside,
  type Attributes,
  type ErasedKinds,
  type Known,
  LONGEST,
  type WhyForgotten,
} from "./attributes.ts";
import type { VisitKeys } from "./keys.ts";
import { writeReceipt } from "./receipts.ts";
import { openAttributes, sealAttributes } from "./seal.ts";

interface VisitId {
  readonly organisation: string;
  readonly visit: string;
}
type Listener = (organisation: string, visit: string, receipt: string) => void;

/**
 * Attributes in the database, their keys beside it. The order of every step is such that a crash between any two leaves
 * nothing that can be read too long, and no erasing without its receipt:
 *
 * ```
 * keep:    key file ─▶ row                         a key without a row is destroyed at the start
 * forget:  (why into the row) ─▶ key destroyed ─▶ row deleted and receipt written, together
 *                                                  a row without a key gets its receipt at the start
 * ```
 */
export class KeptAttributes implements Attributes {
  readonly #store: Store;
  readonly #keys: VisitKeys;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #alongside: Alongside;
  readonly #listeners = new Set<Listener>();
  /**
   * What is kept, by visit. `deadline` is on the clock that nobody sets: one that is set back must not make anything last
   * longer.
   */
  readonly #alive = new Map<string, VisitId & { readonly forgetAt: number; readonly deadline: number }>();
  /** One thing at a time is done with a visit. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(options: {
    readonly store: Store;
    readonly keys: VisitKeys;
    readonly now: () => number;
    /** Milliseconds since any moment; only ever grows. */
    readonly elapsed: () => number;
    readonly alongside: Alongside;
  }) {
    this.#store = options.store;
    this.#keys = options.keys;
    this.#now = options.now;
    this.#elapsed = options.elapsed;
    this.#alongside = options.alongside;
  }

  keep(
    organisation: string,
    visit: string,
    attributes: readonly VerifiedAttribute[],
    times: { readonly learnedAt: number; readonly until: number },
  ): Promise<void> {
    const { learnedAt } = times;
    const until = Math.min(times.until, learnedAt + LONGEST);
    return this.#inTurn(organisation, visit, async () => {
      this.#watch({ organisation, visit, forgetAt: until });
      const key = await this.#keys.create(organisation, visit);
      try {
        const sealed = sealAttributes(key, { organisation, visit, learnedAt, until }, attributes);
        const tags = [...new Set(attributes.map(({ tag }) => tag))];
        await this.#store.inOrganisation(organisation, (tx) =>
          tx.insert(visitAttributes).values({ organisation, visit, learnedAt, forgetAt: until, tags, sealed }),
        );
      } catch (error) {
        await this.#keys.destroy(organisation, visit);
        this.#alive.delete(nameOf(organisation, visit));
        throw error;
      }
    });
  }

  async read(organisation: string, visit: string): Promise<Known | null> {
    const [row] = await this.#store.inOrganisation(organisation, (tx) =>
      tx.select().from(visitAttributes).where(of(organisation, visit)),
    );
    if (row === undefined || row.why !== null || this.#isDue(row)) return null;
    const key = await this.#keys.read(organisation, visit);
    if (key === null) return null;
    const { learnedAt, forgetAt: until } = row;
    const attributes = openAttributes(key, { organisation, visit, learnedAt, until }, row.sealed);
    // The disk and the database may have taken their time.
    return attributes === null || this.#isDue(row) ? null : { attributes, learnedAt, until };
  }

  forget(organisation: string, visit: string, why: WhyForgotten): Promise<string | null> {
    return this.#inTurn(organisation, visit, () => this.#erase(organisation, visit, why));
  }

  async sweep(): Promise<number> {
    const failures: unknown[] = [];
    // The keys first: they must go in time also while the database does not answer. One that stays must not keep the others.
    for (const one of this.#alive.values()) {
      if (!this.#isDue(one)) continue;
      await this.#keys.destroy(one.organisation, one.visit).catch((error: unknown) => failures.push(error));
    }
    const due = (await this.#kept()).filter((row) => row.why !== null || this.#isDue(row));
    let erased = 0;
    for (const { organisation, visit } of due) {
      const receipt = await this.forget(organisation, visit, "time").catch((error: unknown) => {
        failures.push(error);
        return null;
      });
      if (receipt !== null) erased += 1;
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} times something that is due was not erased`);
    return erased;
  }

  /**
   * What a process before this one left undone, and what became due while none ran: to be called before anything is
   * served. Resolves to the number of visits that were erased. Where the clock stands before a disclosure, it was set back
   * meanwhile, and nobody knows any more how old anything is: all of it is erased.
   */
  async recover(): Promise<number> {
    const known = new Set((await this.#kept()).map(({ organisation, visit }) => nameOf(organisation, visit)));
    for (const { organisation, visit } of await this.#keys.list()) {
      if (!known.has(nameOf(organisation, visit))) await this.#keys.destroy(organisation, visit);
    }
    const failures: unknown[] = [];
    let erased = await this.sweep().catch((error: unknown) => {
      failures.push(error);
      return 0;
    });
    const left = await this.#kept();
    const believed = left.every(({ learnedAt }) => learnedAt <= this.#now());
    for (const row of left) {
      const { organisation, visit } = row;
      this.#watch(row);
      const lost = believed && (await this.#keys.read(organisation, visit)) === null;
      if (believed && !lost) continue;
      if ((await this.forget(organisation, visit, lost ? "keyLost" : "clockSetBack")) !== null) erased += 1;
    }
    if (failures.length > 0) throw failures[0];
    return erased;
  }

  /** When the next visit is due; null: none is kept. */
  async nextDue(): Promise<number | null> {
    const [row] = await this.#store.asOperator((tx) =>
      tx.select({ at: min(visitAttributes.forgetAt) }).from(visitAttributes),
    );
    return row?.at ?? null;
  }

  async removeAllOf(organisation: string): Promise<void> {
    for (const key of await this.#keys.list()) {
      if (key.organisation !== organisation) continue;
      await this.#keys.destroy(organisation, key.visit);
      this.#alive.delete(nameOf(organisation, key.visit));
    }
  }

  onForgotten(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #erase(organisation: string, visit: string, why: WhyForgotten): Promise<string | null> {
    const mark = why === "time" ? null : why;
    if (mark !== null) {
      await this.#store.inOrganisation(organisation, (tx) =>
        tx.update(visitAttributes).set({ why: mark }).where(of(organisation, visit)),
      );
    }
    await this.#keys.destroy(organisation, visit);
    const receipt = await this.#store.inOrganisation(organisation, (tx) =>
      this.#eraseRows(tx, organisation, visit, why),
    );
    this.#alive.delete(nameOf(organisation, visit));
    if (receipt !== null) for (const listener of this.#listeners) listener(organisation, visit, receipt);
    return receipt;
  }

  async #eraseRows(tx: Tx, organisation: string, visit: string, why: WhyForgotten): Promise<string | null> {
    const [row] = await tx.delete(visitAttributes).where(of(organisation, visit)).returning();
    const id = randomUUID();
    const beside = await this.#alongside(tx, organisation, visit, id);
    const [learnedAt, dueAt] = [row?.learnedAt ?? beside?.learnedAt, row?.forgetAt ?? beside?.until];
    if (learnedAt === undefined || dueAt === undefined) return null;
    const own: ErasedKinds = row === undefined ? [] : [{ kind: "attributes", tags: row.tags }];
    const kinds = [...own, ...(beside?.kinds ?? [])];
    // A reason that was written down before a crash holds.
    return writeReceipt(tx, organisation, { id, kinds, learnedAt, dueAt, erasedAt: this.#now(), why: row?.why ?? why });
  }

  #kept() {
    const { organisation, visit, learnedAt, forgetAt, why } = visitAttributes;
    return this.#store.asOperator((tx) =>
      tx.select({ organisation, visit, learnedAt, forgetAt, why }).from(visitAttributes).orderBy(asc(forgetAt)),
    );
  }

  #watch(one: VisitId & { readonly forgetAt: number }): void {
    const { organisation, visit, forgetAt } = one;
    const deadline = this.#elapsed() + Math.min(forgetAt - this.#now(), LONGEST);
    this.#alive.set(nameOf(organisation, visit), { organisation, visit, forgetAt, deadline });
  }

  #isDue({ organisation, visit, forgetAt }: VisitId & { readonly forgetAt: number }): boolean {
    const deadline = this.#alive.get(nameOf(organisation, visit))?.deadline ?? Infinity;
    return this.#now() >= forgetAt || this.#elapsed() >= deadline;
  }

  #inTurn<T>(organisation: string, visit: string, work: () => Promise<T>): Promise<T> {
    const name = nameOf(organisation, visit);
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work, work);
    this.#turns.set(name, turn);
    const over = () => {
      if (this.#turns.get(name) === turn) this.#turns.delete(name);
    };
    turn.then(over, over);
    return turn;
  }
}

function nameOf(organisation: string, visit: string): string {
  return `${organisation}/${visit}`;
}

function of(organisation: string, visit: string) {
  return and(eq(visitAttributes.organisation, organisation), eq(visitAttributes.visit, visit));
}
