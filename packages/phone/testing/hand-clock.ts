import type { Clock } from "../src/core/clock.ts";

/** A clock that a test moves by hand; chance is fixed at a half. */
export class HandClock implements Clock {
  #now = 1_000_000;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0.5;
  }

  after(duration: number, callback: () => void): () => void {
    const timer = { at: this.#now + duration, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets so many milliseconds pass; timers ring in their order, each at its own time. */
  pass(duration: number): void {
    const end = this.#now + duration;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }

  /** The machine sleeps: time passes, and no timer rings until it wakes up. */
  sleep(duration: number): void {
    this.#now += duration;
    this.pass(0);
  }

  get pending(): number {
    return this.#timers.length;
  }
}
