import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { Who } from "./classifier.ts";
import type { Answer, Order } from "./orders.ts";

/** One who has just answered is listened to: PCMA by RTP, on this port of 127.0.0.1. */
export interface Detection {
  readonly port: number;
  /** Names the port of 127.0.0.1 that the sound comes from; nothing is heard before. */
  hearFrom(port: number): void;
  /** Settles by the timeout; `unknown` also where it failed. */
  readonly verdict: Promise<Who>;
  /** Nobody waits for the verdict any more; harmless afterwards. */
  end(): void;
}

interface Waiting {
  readonly begun: (port: number | Error) => void;
  readonly decided: (who: Who) => void;
}

/** Listens to all who answer, on one thread. When it dies, those are unknown, and the next one gets another thread. */
export class Detector {
  readonly #log: Logger;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #numbers = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Milliseconds of sound until it is unknown. Rejects when there is no port, or the thread has died. */
  async begin(timeout: number): Promise<Detection> {
    this.#numbers += 1;
    const id = this.#numbers;
    let decided: (who: Who) => void = () => {};
    const verdict = new Promise<Who>((resolve) => {
      decided = resolve;
    });
    const port = await new Promise<number | Error>((begun) => {
      this.#waiting.set(id, { begun, decided });
      this.#order({ type: "begin", id, timeout });
    });
    if (port instanceof Error) throw port;
    return {
      port,
      verdict,
      hearFrom: (from) => {
        if (this.#waiting.has(id)) this.#order({ type: "hear", id, from });
      },
      end: () => this.#end(id),
    };
  }

  async close(): Promise<void> {
    if (this.#worker === null) return;
    const exited = once(this.#worker, "exit");
    this.#order({ type: "close" });
    await exited;
  }

  #order(order: Order): void {
    this.#worker ??= this.#hire();
    this.#worker.postMessage(order);
  }

  #hire(): Worker {
    const worker = new Worker(new URL("./detector-thread.ts", import.meta.url));
    worker.on("message", (answer: Answer) => this.#answered(answer));
    worker.on("error", (err) => this.#log.error({ err }, "the detector of answering machines failed"));
    worker.on("exit", () => {
      this.#worker = null;
      for (const id of [...this.#waiting.keys()]) this.#settle(id, new Error("the detector failed"));
    });
    return worker;
  }

  #answered(answer: Answer): void {
    if (answer.type === "begun") this.#waiting.get(answer.id)?.begun(answer.port);
    else if (answer.type === "failed") this.#settle(answer.id, new Error(answer.reason));
    else this.#settle(answer.id, answer.who);
  }

  #settle(id: number, how: Who | Error): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (how instanceof Error) waiting?.begun(how);
    waiting?.decided(how instanceof Error ? "unknown" : how);
  }

  #end(id: number): void {
    if (!this.#waiting.has(id)) return;
    this.#settle(id, "unknown");
    this.#order({ type: "end", id });
  }
}
