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

  /**
   * Tells the last sample. The connection is closed by now and answers no more: the last look is what remains, which is
   * at most one interval old.
   */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancel();
    if (this.#last !== null) this.#tell({ ...this.#last, at: this.#clock.now(), final: true });
  }

  /** Looks out of turn. */
  async look(): Promise<void> {
    const { connection, leg } = this.#watched;
    const state = connection.iceConnectionState;
    const report = await connection.getStats();
    if (this.#ended) return;
    const now = readStats(report, state === "connected" || state === "completed", this.#clock.now());
    const muted = this.#watched.muted();
    this.#direction = observe(this.#direction, this.#before, now, muted);
    this.#last = {
      call: this.#watched.call(),
      leg,
      at: now.at,
      final: false,
      ...sampleOf(this.#before, now),
      oneWay: oneWay(this.#direction, now.connected, muted),
    };
    this.#before = now;
    this.#tell(this.#last);
  }

  #again(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY, () => {
      // A closed connection rejects: the call is ending anyway.
      this.look()
        .catch(() => {})
        .finally(() => {
          if (!this.#ended) this.#again();
        });
    });
  }
}
