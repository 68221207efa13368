import { isAboutData } from "../store/errors.ts";
import type { Store } from "../store/store.ts";
import { type Entry, fold, type Names } from "./fold.ts";
import { writeBatch } from "./write-batch.ts";

const BATCH = 2000;
/** A batch costs some statements whatever it holds, so under load entries gather for a moment, longer when it is busy. */
const GATHER = 250;
const GATHER_BUSY = 1_000;
const BUSY = 200;
const FIRST_WAIT = 250;
const LONGEST_WAIT = 10_000;

export interface WriterLog {
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

/**
 * Writes entries in order, in batches, without ever making the floor wait. While the database does not answer,
 * entries wait in memory and are tried again; `waiting` tells how many, and readiness looks at it.
 */
export class HistoryWriter {
  readonly #store: Store;
  readonly #names: Names;
  readonly #log: WriterLog;
  readonly #queue: { organisation: string; entry: Entry }[] = [];
  #writing: Promise<void> | null = null;
  #closed = false;
  #wake: (() => void) | null = null;
  /** Entries that the database refused for what they hold, and that are lost. */
  refused = 0;

  constructor(store: Store, names: Names, log: WriterLog) {
    this.#store = store;
    this.#names = names;
    this.#log = log;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** When the oldest entry that waits to be written happened; null when none waits. */
  get waitingSince(): number | null {
    return this.#queue[0]?.entry.at ?? null;
  }

  record(organisation: string, entries: readonly Entry[]): void {
    for (const entry of entries) this.#queue.push({ organisation, entry });
    if (this.#queue.length > 0) this.#writing ??= this.#drain();
  }

  /** Resolves when all that was recorded so far is written. */
  async settled(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  /** Writes what is left, with one last try if the database does not answer. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.settled();
    if (this.#queue.length > 0)
      this.#log.error({ lost: this.#queue.length }, "History could not be written to its end");
  }

  async #drain(): Promise<void> {
    // Lets the step that records finish first, and gathers what it records.
    await new Promise<void>((resolve) => setImmediate(resolve));
    let wait = FIRST_WAIT;
    let written = 0;
    for (let first = true; this.#queue.length > 0; first = false) {
      if (!first && this.#queue.length < BATCH) await this.#pause(written < BUSY ? GATHER : GATHER_BUSY);
      const taken = this.#queue.slice(0, BATCH);
      written = taken.length;
      try {
        await this.#write(taken);
        this.#queue.splice(0, taken.length);
        wait = FIRST_WAIT;
      } catch (error) {
        if (this.#closed) break;
        this.#log.warn({ err: error, waiting: this.#queue.length }, "History cannot be written; trying again");
        await this.#pause(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
    this.#writing = null;
  }

  async #write(taken: readonly { organisation: string; entry: Entry }[]): Promise<void> {
    const organisations = new Map<string, Entry[]>();
    for (const { organisation, entry } of taken) {
      const own = organisations.get(organisation);
      if (own === undefined) organisations.set(organisation, [entry]);
      else own.push(entry);
    }
    for (const [organisation, entries] of organisations) {
      try {
        await this.#writeOf(organisation, entries);
      } catch (error) {
        if (!isAboutData(error)) throw error;
        await this.#writeSingly(organisation, entries);
      }
    }
  }

  /** One entry that the database will never take must not hold up the others. */
  async #writeSingly(organisation: string, entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      try {
        await this.#writeOf(organisation, [entry]);
      } catch (error) {
        if (!isAboutData(error)) throw error;
        this.refused += 1;
        this.#log.error({ err: error, organisation, type: entry.type }, "An entry of the history was refused");
      }
    }
  }

  #writeOf(organisation: string, entries: readonly Entry[]): Promise<void> {
    const batch = fold(organisation, entries, this.#names);
    return this.#store.inOrganisation(organisation, (tx) => writeBatch(tx, organisation, batch));
  }

  async #pause(milliseconds: number): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}
