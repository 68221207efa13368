import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { Library } from "./library.ts";
import type { Answer, Order } from "./orders.ts";

/** Where to send each side's sound: ports of 127.0.0.1, PCMA by RTP. */
export interface Ears {
  readonly agent: number;
  readonly customer: number;
}

export interface RecorderOptions {
  readonly library: Library;
  readonly log: Logger;
  readonly now: () => number;
  /** A recording could not begin, or broke off. */
  readonly onFailed: () => void;
}

interface Tape {
  readonly organisation: string;
  readonly call: string;
  /** One that never began is counted where it was asked for. */
  readonly running: boolean;
  readonly begun: (ears: Ears) => void;
  readonly broken: (reason: string) => void;
}

/** Records calls, each into a file of its own. Rejections and failures say why; no call ever waits for one. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #worker: Worker;
  readonly #tapes = new Map<string, Tape>();
  /** Recording by call: a call has one at most. */
  readonly #byCall = new Map<string, string>();
  readonly #settling = new Set<Promise<void>>();
  #dead = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#worker = new Worker(new URL("./recorder-thread.ts", import.meta.url));
    this.#worker.on("message", (answer: Answer) => this.#answered(answer));
    this.#worker.on("error", (err) => {
      this.#dead = true;
      options.log.error({ err }, "the recorder failed");
      for (const id of [...this.#tapes.keys()]) this.#broke(id, "the recorder failed");
    });
  }

  /** Recordings that run now. */
  get running(): number {
    return this.#tapes.size;
  }

  /**
   * Opens the recording of a call, closed to all sound until `gate` opens it. `broken` may follow later, once.
   * Rejects when it cannot begin.
   */
  async begin(
    organisation: string,
    call: string,
    queue: string | null,
    broken: (reason: string) => void,
  ): Promise<Ears> {
    const id = randomUUID();
    try {
      if (this.#dead) throw new Error("the recorder failed");
      const { path, head, key } = await this.#options.library.add(organisation, call, id, queue, this.#options.now());
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      return await new Promise<Ears>((resolve, reject) => {
        const early = (reason: string) => reject(new Error(reason));
        const begun = (ears: Ears) => {
          this.#tapes.set(id, { organisation, call, running: true, begun, broken });
          resolve(ears);
        };
        this.#tapes.set(id, { organisation, call, running: false, begun, broken: early });
        this.#byCall.set(call, id);
        this.#order({ type: "start", id, path, head, key, serial: randomInt(2 ** 32) });
      });
    } catch (error) {
      this.#options.onFailed();
      throw error;
    }
  }

  gate(call: string, open: boolean): void {
    const id = this.#byCall.get(call);
    if (id !== undefined) this.#order({ type: "gate", id, open });
  }

  /** Writes what was heard to its end. */
  end(call: string): void {
    const id = this.#byCall.get(call);
    this.#byCall.delete(call);
    if (id !== undefined) this.#order({ type: "stop", id });
  }

  /** Ends all that run and waits for it. */
  async close(): Promise<void> {
    if (!this.#dead) {
      const exited = once(this.#worker, "exit");
      this.#order({ type: "close" });
      await exited;
    }
    await Promise.all(this.#settling);
  }

  #order(order: Order): void {
    if (!this.#dead) this.#worker.postMessage(order);
  }

  #answered(answer: Answer): void {
    const tape = this.#tapes.get(answer.id);
    if (tape === undefined) return;
    switch (answer.type) {
      case "started":
        tape.begun(answer);
        return;
      case "failed":
        this.#broke(answer.id, answer.reason);
        return;
      case "ended": {
        this.#forget(answer.id, tape);
        const { library, log, now } = this.#options;
        const settled = library
          .end(tape.organisation, tape.call, answer, now())
          // What the file holds is found at the next start.
          .catch((err: unknown) => log.error({ err, call: tape.call }, "the end of a recording could not be kept"));
        this.#settling.add(settled);
        void settled.then(() => this.#settling.delete(settled));
      }
    }
  }

  #broke(id: string, reason: string): void {
    const tape = this.#tapes.get(id);
    if (tape === undefined) return;
    this.#forget(id, tape);
    this.#options.log.error({ call: tape.call, reason }, "a recording failed");
    if (tape.running) this.#options.onFailed();
    tape.broken(reason);
  }

  #forget(id: string, { call }: Tape): void {
    this.#tapes.delete(id);
    if (this.#byCall.get(call) === id) this.#byCall.delete(call);
  }
}
