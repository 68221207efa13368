import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { Answer, MixerFigures, Order, Route } from "./orders.ts";

export type { MixerFigures } from "./orders.ts";

/** One voice of a conference: what comes to this port of 127.0.0.1 is what it says, and from there it is told. */
export interface MixStream {
  readonly stream: number;
  readonly port: number;
}

export interface MixConference {
  /** Rejects when there is no port, or the thread has died. */
  open(): Promise<MixStream>;
  /**
   * Names rtpengine's end of a stream, once; until then it says and hears nothing. `events` is the payload type of keys
   * on it; null where none are understood.
   */
  connect(stream: MixStream, end: { readonly port: number; readonly events: number | null }): void;
  /** Replaces who hears whom. A stream that is no ear is sent nothing. */
  route(routes: readonly Route[]): void;
  shut(stream: MixStream): void;
  /** Shuts all that is open, for good. */
  end(): void;
}

export interface MixerOptions {
  readonly log: Logger;
  /** The thread; a test kills its own. */
  readonly hire?: () => Worker;
  /** Milliseconds between two looks at whether it still runs; a second when absent. */
  readonly lookEvery?: number;
}

/** It reports every second while it mixes: so many looks on end without a word from it, and it hangs. */
const MOST_SILENT = 3;

interface Opening {
  readonly conference: number;
  readonly done: (port: number | Error) => void;
}

const NOTHING: MixerFigures = { conferences: 0, lateBeats: 0, cpu: 0 };

/** Mixes voices on one thread for all calls. When it dies its conferences are told, and the next one gets another. */
export class Mixer {
  readonly #options: MixerOptions;
  /** What to do when the thread dies, by conference. */
  readonly #conferences = new Map<number, () => void>();
  readonly #openings = new Map<number, Opening>();
  #worker: Worker | null = null;
  #numbers = 0;
  #look: NodeJS.Timeout | null = null;
  /** Looks since the thread said anything. */
  #silent = 0;
  /** Of the thread that runs, and of those before it. */
  #now = NOTHING;
  #before = NOTHING;

  constructor(options: MixerOptions) {
    this.#options = options;
  }

  /** Late beats and milliseconds of processor time are those since the beginning. */
  get figures(): MixerFigures {
    return {
      conferences: this.#conferences.size,
      lateBeats: this.#before.lateBeats + this.#now.lateBeats,
      cpu: this.#before.cpu + this.#now.cpu,
    };
  }

  /** A conference of nobody yet. `broken` may follow, once, after which nothing of it is left. */
  begin(broken: () => void): MixConference {
    const conference = this.#number();
    this.#conferences.set(conference, broken);
    this.#watch();
    const alive = (order: Order) => {
      if (this.#conferences.has(conference)) this.#order(order);
    };
    return {
      open: () => this.#open(conference),
      connect: ({ stream }, { port, events }) => alive({ type: "connect", conference, stream, port, events }),
      route: (routes) => alive({ type: "route", conference, routes }),
      shut: ({ stream }) => alive({ type: "shut", conference, stream }),
      end: () => {
        alive({ type: "end", conference });
        this.#conferences.delete(conference);
        this.#giveUp(conference);
        this.#watch();
      },
    };
  }

  async close(): Promise<void> {
    if (this.#worker === null) return;
    if (this.#look !== null) clearInterval(this.#look);
    this.#look = null;
    const exited = once(this.#worker, "exit");
    this.#order({ type: "close" });
    await exited;
  }

  #number(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  async #open(conference: number): Promise<MixStream> {
    const stream = this.#number();
    const port = await new Promise<number | Error>((done) => {
      if (!this.#conferences.has(conference)) {
        done(new Error("the conference is over"));
        return;
      }
      this.#openings.set(stream, { conference, done });
      this.#order({ type: "open", conference, stream });
    });
    if (port instanceof Error) throw port;
    return { stream, port };
  }

  #order(order: Order): void {
    this.#worker ??= this.#hire();
    this.#worker.postMessage(order);
  }

  #hire(): Worker {
    const { hire = () => new Worker(new URL("./mixer-thread.ts", import.meta.url)), log } = this.#options;
    const worker = hire();
    this.#silent = 0;
    worker.on("message", (answer: Answer) => {
      if (this.#worker === worker) this.#answered(answer);
    });
    worker.on("error", (err) => log.error({ err }, "the mixer failed"));
    worker.on("exit", () => {
      if (this.#worker === worker) this.#lost();
    });
    return worker;
  }

  /** Looks after the thread while there is something to mix. */
  #watch(): void {
    const isNeeded = this.#conferences.size > 0;
    if (isNeeded === (this.#look !== null)) return;
    if (this.#look !== null) clearInterval(this.#look);
    this.#silent = 0;
    this.#look = isNeeded ? setInterval(() => this.#notice(), this.#options.lookEvery ?? 1000) : null;
  }

  /** Looks are counted, and no clock is read: when the server itself stood still, that is one look. */
  #notice(): void {
    const worker = this.#worker;
    if (worker === null) return;
    this.#silent += 1;
    if (this.#silent <= MOST_SILENT) return;
    this.#options.log.error("the mixer hangs");
    this.#lost();
    void worker.terminate();
  }

  #answered(answer: Answer): void {
    this.#silent = 0;
    if (answer.type === "figures") {
      this.#now = answer.figures;
      return;
    }
    const opening = this.#openings.get(answer.stream);
    this.#openings.delete(answer.stream);
    opening?.done(answer.type === "opened" ? answer.port : new Error(answer.reason));
  }

  #lost(): void {
    this.#worker = null;
    this.#before = this.figures;
    this.#now = NOTHING;
    const conferences = [...this.#conferences];
    this.#conferences.clear();
    this.#watch();
    for (const [conference, broken] of conferences) {
      this.#giveUp(conference);
      broken();
    }
  }

  #giveUp(conference: number): void {
    for (const [stream, opening] of [...this.#openings]) {
      if (opening.conference !== conference) continue;
      this.#openings.delete(stream);
      opening.done(new Error("the mixer failed"));
    }
  }
}
