/** Milliseconds between two beats. */
export const BEAT = 20;
/** A beat later than this is counted; a listener's own buffer bears it. */
const LATE = 10;
/** A stall is made good up to so many beats; what is older is left out, for nobody wants to hear a burst. */
const MOST_CAUGHT_UP = 5;

/** Says when beats are due, by deadlines: a beat that comes late does not shift those after it. Times in milliseconds. */
export class Metronome {
  #next: number | null = null;
  #late = 0;

  /** Beats that came late, or were left out, since the beginning. */
  get late(): number {
    return this.#late;
  }

  start(now: number): void {
    this.#next ??= now + BEAT;
  }

  stop(): void {
    this.#next = null;
  }

  /** How many beats are due now. */
  due(now: number): number {
    if (this.#next === null || now < this.#next) return 0;
    const passed = 1 + Math.floor((now - this.#next) / BEAT);
    const behind = now - this.#next;
    this.#next += passed * BEAT;
    // Of those that passed, all but the last are late for sure.
    this.#late += passed - 1 + (behind - (passed - 1) * BEAT > LATE ? 1 : 0);
    return Math.min(passed, MOST_CAUGHT_UP);
  }

  /** How long to wait for the next beat; null when it stands still. */
  wait(now: number): number | null {
    return this.#next === null ? null : Math.max(0, this.#next - now);
  }
}
