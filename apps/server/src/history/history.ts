import type { CallDetail, CallQuality, CallQuery, CallSummary } from "@belfry/contracts";
import type { JournalEffect } from "@belfry/floor";
import type { Store } from "../store/store.ts";
import type { Names } from "./fold.ts";
import { type CallersRule, callerForgotten, forgetCallers, type WriteReceipt } from "./forget-callers.ts";
import { callDetailOf, listCalls } from "./queries.ts";
import { forget } from "./retention.ts";
import { HistoryWriter, type WriterLog } from "./writer.ts";

/** Above this many entries that wait to be written, the server says that it is not ready. */
const TOO_MANY_WAITING = 50_000;
/**
 * Above this many nothing more is kept until half of them are written: half an hour of twenty calls a second, which
 * leave a dozen entries each. Calls go on; what is lost is their history.
 */
const MOST_WAITING = 500_000;
const FORGET_EVERY = 3600_000;
const FORGET_CALLERS_EVERY = 15_000;

/** What organisations want to be forgotten of callers, and the time. */
export interface CallersSource {
  rule(organisation: string): CallersRule;
  now(): number;
}

/** What was: written as it happens, asked by pages, forgotten when its time is over. */
export class History {
  readonly #store: Store;
  readonly #writer: HistoryWriter;
  readonly #log: WriterLog;
  readonly #mostWaiting: number;
  #full = false;
  #lost = 0;

  readonly #callers: CallersSource;

  constructor(
    store: Store,
    names: Names,
    log: WriterLog,
    mostWaiting = MOST_WAITING,
    callers: CallersSource = { rule: () => ({ whose: "none", after: 0 }), now: () => 0 },
  ) {
    this.#callers = callers;
    this.#store = store;
    this.#writer = new HistoryWriter(store, names, log);
    this.#log = log;
    this.#mostWaiting = mostWaiting;
  }

  /** Takes the floor's journal effects in their order; returns at once. */
  record(organisation: string, effects: readonly JournalEffect[]): void {
    if (this.#hasRoom(effects.length)) this.#writer.record(organisation, effects);
  }

  recordQuality(organisation: string, person: string, sample: CallQuality, now: number): void {
    if (this.#hasRoom(1)) this.#writer.record(organisation, [{ type: "quality", person, at: now, sample }]);
  }

  #hasRoom(entries: number): boolean {
    const { waiting } = this;
    if (this.#full && waiting <= this.#mostWaiting / 2) {
      this.#full = false;
      this.#log.error({ lost: this.#lost }, "History is kept again; what came meanwhile is lost");
    } else if (!this.#full && waiting + entries > this.#mostWaiting) {
      this.#full = true;
      this.#log.error({ waiting }, "History is no longer kept: the database has not answered for too long");
    }
    if (this.#full) this.#lost += entries;
    return !this.#full;
  }

  list(
    organisation: string,
    query: CallQuery & { readonly person: string | null },
  ): Promise<{ items: CallSummary[]; next: string | null }> {
    return this.#store.inOrganisation(organisation, (tx) =>
      listCalls(tx, organisation, query, this.#forgotten(organisation)),
    );
  }

  detail(organisation: string, call: string, person: string | null): Promise<CallDetail | null> {
    return this.#store.inOrganisation(organisation, (tx) =>
      callDetailOf(tx, organisation, call, person, this.#forgotten(organisation)),
    );
  }

  #forgotten(organisation: string) {
    return callerForgotten(this.#callers.rule(organisation), this.#callers.now());
  }

  async #forgetCallersOf(organisation: string, receipt: WriteReceipt): Promise<void> {
    const { rule, now } = this.#callers;
    await forgetCallers(this.#store, organisation, rule(organisation), now(), receipt);
  }

  /**
   * Erases, now and several times a minute, the numbers of callers as organisations want it; returns how to stop. What
   * the dialler has to find again after a crash it must have found by then.
   */
  startForgettingCallers(organisations: () => readonly { readonly id: string }[], receipt: WriteReceipt): () => void {
    let [timer, ended]: [NodeJS.Timeout | null, boolean] = [null, false];
    const run = async () => {
      for (const { id } of organisations()) {
        await this.#forgetCallersOf(id, receipt).catch((err: unknown) =>
          this.#log.error({ err, organisation: id }, "Numbers of callers could not be erased; it is tried again"),
        );
      }
      if (!ended) timer = setTimeout(() => void run(), FORGET_CALLERS_EVERY).unref();
    };
    void run();
    return () => {
      ended = true;
      if (timer !== null) clearTimeout(timer);
    };
  }

  /** Entries that wait to be written; it grows while the database does not answer. */
  get waiting(): number {
    return this.#writer.waiting;
  }

  get waitingSince(): number | null {
    return this.#writer.waitingSince;
  }

  get refused(): number {
    return this.#writer.refused;
  }

  /** Entries that there was no room for. */
  get lost(): number {
    return this.#lost;
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
