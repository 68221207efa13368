import type { CallDetail, CallQuality, CallQuery, CallSummary } from "@belfry/contracts";
import type { JournalEffect } from "@belfry/floor";
import type { Store } from "../store/store.ts";
import type { Names } from "./fold.ts";
import { callDetailOf, listCalls } from "./queries.ts";
import { forget } from "./retention.ts";
import { HistoryWriter, type WriterLog } from "./writer.ts";

/** Above this many entries that wait to be written, the server says that it is not ready. */
const TOO_MANY_WAITING = 50_000;
const FORGET_EVERY = 3600_000;

/** What was: written as it happens, asked by pages, forgotten when its time is over. */
export class History {
  readonly #store: Store;
  readonly #writer: HistoryWriter;

  constructor(store: Store, names: Names, log: WriterLog) {
    this.#store = store;
    this.#writer = new HistoryWriter(store, names, log);
  }

  /** Takes the floor's journal effects in their order; returns at once. */
  record(organisation: string, effects: readonly JournalEffect[]): void {
    this.#writer.record(organisation, effects);
  }

  recordQuality(organisation: string, person: string, sample: CallQuality, now: number): void {
    this.#writer.record(organisation, [{ type: "quality", person, at: now, sample }]);
  }

  list(
    organisation: string,
    query: CallQuery & { readonly person: string | null },
  ): Promise<{ items: CallSummary[]; next: string | null }> {
    return this.#store.inOrganisation(organisation, (tx) => listCalls(tx, organisation, query));
  }

  detail(organisation: string, call: string, person: string | null): Promise<CallDetail | null> {
    return this.#store.inOrganisation(organisation, (tx) => callDetailOf(tx, organisation, call, person));
  }

  /** Entries that wait to be written; it grows while the database does not answer. */
  get waiting(): number {
    return this.#writer.waiting;
  }

  get refused(): number {
    return this.#writer.refused;
  }

  get healthy(): boolean {
    return this.#writer.waiting < TOO_MANY_WAITING;
  }

  /** Forgets, now and every hour, what organisations no longer want to keep; returns how to stop. */
  startForgetting(
    organisations: () => readonly { readonly id: string; readonly retentionDays: number }[],
    now: () => number,
    log: WriterLog,
  ): () => void {
    const run = async () => {
      for (const { id, retentionDays } of organisations()) {
        await forget(this.#store, id, retentionDays, now()).catch((error: unknown) =>
          log.error({ err: error, organisation: id }, "Old history could not be deleted"),
        );
      }
    };
    void run();
    const timer = setInterval(() => void run(), FORGET_EVERY);
    timer.unref();
    return () => clearInterval(timer);
  }

  settled(): Promise<void> {
    return this.#writer.settled();
  }

  close(): Promise<void> {
    return this.#writer.close();
  }
}
