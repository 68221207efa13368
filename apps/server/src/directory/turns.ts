import { Refusal } from "@belfry/contracts";

/** Lets some work run at a time, the rest wait their turn, and turns away what would wait too long. */
export class Turns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number, mostWaiting: number) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /**
   * Rejects with `too_many_requests` when too many wait already, else with what `work` does. What is `urgent` is next
   * and never turned away: whoever says so keeps count of it.
   */
  async take<T>(work: () => Promise<T>, urgent = false): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (!urgent && this.#waiting.length >= this.#mostWaiting) {
        throw new Refusal("too_many_requests", { seconds: "5" });
      }
      // Whoever finishes hands over their place, so `running` stays as it is.
      await new Promise<void>((resolve) => {
        if (urgent) this.#waiting.unshift(resolve);
        else this.#waiting.push(resolve);
      });
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
