/** Messages from one connection: this many at once, and this many per second. A page sends a few per minute. */
const BURST = 100;
const PER_SECOND = 20;

/** How much one connection may still send. */
export class Allowance {
  readonly #now: () => number;
  #credit = BURST;
  #countedAt: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#countedAt = now();
  }

  /** Counts one message; false when that is one too many. */
  take(): boolean {
    const now = this.#now();
    this.#credit = Math.min(BURST, this.#credit + (Math.max(0, now - this.#countedAt) * PER_SECOND) / 1000);
    this.#countedAt = now;
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }
}
