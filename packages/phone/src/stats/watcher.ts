import type { Clock } from "../core/clock.ts";
import type { QualityView } from "../view.ts";
import { readStats } from "./read-stats.ts";
import { BOTH_WAYS, type Counters, type Direction, observe, oneWay, sampleOf } from "./sample.ts";

/** How often the statistics are read, in milliseconds. */
export const LOOK_EVERY = 3_000;

export interface Watched {
  readonly connection: RTCPeerConnection;
  readonly leg: string;
  readonly call: () => string | null;
  readonly muted: () => boolean;
}

/** Watches the sound of one call: a sample every few seconds, and a last one at its end. */
export class Watcher {
  readonly #watched: Watched;
  readonly #clock: Clock;
  readonly #tell: (view: QualityView) => void;
  #before: Counters | null = null;
  #direction: Direction = BOTH_WAYS;
  #last: QualityView | null = null;
  #cancel: () => void = () => {};
  #ended = false;

  constructor(watched: Watched, clock: Clock, tell: (view: QualityView) => void) {
    this.#watched = watched;
    this.#clock = clock;
    this.#tell = tell;
    this.#again();
  }

  /** Tells the last sample; the counters of a closed connection can still be read. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancel();
    void this.#look(true);
  }

  async #look(final: boolean): Promise<void> {
    const { connection, leg } = this.#watched;
    const state = connection.iceConnectionState;
    const connected = state === "connected" || state === "completed";
    const muted = this.#watched.muted();
    const call = this.#watched.call();
    const report = await connection.getStats();
    if (this.#ended && !final) return;
    const now = readStats(report, connected, this.#clock.now());
    const sample = sampleOf(this.#before, now);
    this.#direction = observe(this.#direction, this.#before, now, muted);
    const way = final ? (this.#last?.oneWay ?? null) : oneWay(this.#direction, connected, muted);
    this.#last = { call, leg, at: now.at, final, ...sample, oneWay: way };
    this.#before = now;
    this.#tell(this.#last);
  }

  #again(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY, () => {
      // A closed connection rejects: the call is ending anyway.
      this.#look(false)
        .catch(() => {})
        .finally(() => {
          if (!this.#ended) this.#again();
        });
    });
  }
}
