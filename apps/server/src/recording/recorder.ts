import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { Library } from "./library.ts";
import type { Answer, Order, Sides } from "./orders.ts";

/** Where to send each side's sound: ports of 127.0.0.1, PCMA by RTP. */
export type Ears = Sides;

export interface RecorderOptions {
  readonly library: Library;
  readonly log: Logger;
  readonly now: () => number;
  /** Where this machine hears the sound; 127.0.0.1 when absent. */
  readonly address?: string;
  /** A recording could not begin, or broke off. */
  readonly onFailed: () => void;
}

interface Tape {
  readonly organisation: string;
  readonly call: string;
  readonly startedAt: number;
  /** Once: it runs, or why it does not. */
  readonly begun: (ears: Ears | Error) => void;
  /** Once, and only after it ran. */
  readonly broken: (reason: string) => void;
  runs: boolean;
}

/** Records calls, each into a file of its own, on a thread of its own. No call ever waits for its recording. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #tapes = new Map<string, Tape>();
  /** Recording by call: a call has one at most. */
  readonly #byCall = new Map<string, string>();
  readonly #settling = new Set<Promise<void>>();
  #worker: Worker | null = null;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Recordings that run now. */
  get running(): number {
    return this.#tapes.size;
  }

  /**
   * Opens the recording of a call, closed to all sound until `gate` opens it. Rejects when it cannot begin; `broken`
   * may follow later, once.
   */
  async begin(
    organisation: string,
    call: string,
    queue: string | null,
    broken: (reason: string) => void,
  ): Promise<Ears> {
    const { library, now, onFailed, address = "127.0.0.1" } = this.#options;
    const id = randomUUID();
    const startedAt = now();
    try {
      await mkdir(dirname(library.pathOf(organisation, id)), { recursive: true, mode: 0o700 });
      const { path, head, key } = await library.add(organisation, call, id, queue, startedAt);
      const ears = await new Promise<Ears | Error>((begun) => {
        this.#tapes.set(id, { organisation, call, startedAt, begun, broken, runs: false });
        this.#byCall.set(call, id);
        this.#order({ type: "start", id, address, path, head, key, serial: randomInt(2 ** 32) });
      });
      if (ears instanceof Error) throw ears;
      return ears;
    } catch (error) {
      onFailed();
      // A row for which there is no sound would promise some.
      this.#settle(call, library.remove(organisation, { id, call }));
      throw error;
    }
  }

  /** Opens it for what comes from these ports of the same address; null shuts it. */
  gate(call: string, from: Sides | null): void {
    const id = this.#byCall.get(call);
    if (id !== undefined) this.#order({ type: "gate", id, from });
  }

  /** Writes what was heard to its end. */
  end(call: string): void {
    const id = this.#byCall.get(call);
    this.#byCall.delete(call);
    if (id !== undefined) this.#order({ type: "stop", id });
  }

  /** Ends all that run and waits for it. */
  async close(): Promise<void> {
    if (this.#worker !== null) {
      const exited = once(this.#worker, "exit");
      this.#order({ type: "close" });
      await exited;
    }
    await Promise.all(this.#settling);
  }

  #order(order: Order): void {
    this.#worker ??= this.#hire();
    this.#worker.postMessage(order);
  }

  /** A thread that dies takes its recordings with it; the next call gets another one. */
  #hire(): Worker {
    const worker = new Worker(new URL("./recorder-thread.ts", import.meta.url));
    worker.on("message", (answer: Answer) => this.#answered(answer));
    worker.on("error", (err) => {
      this.#options.log.error({ err }, "the recorder failed");
      this.#worker = null;
      for (const id of [...this.#tapes.keys()]) this.#broke(id, "the recorder failed");
    });
    return worker;
  }

  #answered(answer: Answer): void {
    const tape = this.#tapes.get(answer.id);
    if (tape === undefined) return;
    switch (answer.type) {
      case "started":
        tape.runs = true;
        tape.begun(answer);
        return;
      case "failed":
        this.#broke(answer.id, answer.reason);
        return;
      case "ended":
        this.#forget(answer.id, tape);
        this.#keepEnd(tape, answer);
    }
  }

  #broke(id: string, reason: string): void {
    const tape = this.#tapes.get(id);
    if (tape === undefined) return;
    this.#forget(id, tape);
    this.#options.log.error({ call: tape.call, reason }, "a recording failed");
    if (!tape.runs) {
      tape.begun(new Error(reason));
      return;
    }
    this.#options.onFailed();
    this.#keepEnd(tape, { duration: this.#options.now() - tape.startedAt, octets: null });
    tape.broken(reason);
  }

  #keepEnd({ organisation, call }: Tape, extent: { readonly duration: number; readonly octets: number | null }): void {
    const { library, now } = this.#options;
    this.#settle(call, library.end(organisation, call, extent, now()));
  }

  /** What cannot be kept now is found at the next start. */
  #settle(call: string, work: Promise<void>): void {
    const settled = work.catch((err: unknown) =>
      this.#options.log.error({ err, call }, "what became of a recording could not be kept"),
    );
    this.#settling.add(settled);
    void settled.then(() => this.#settling.delete(settled));
  }

  #forget(id: string, { call }: Tape): void {
    this.#tapes.delete(id);
    if (this.#byCall.get(call) === id) this.#byCall.delete(call);
  }
}
