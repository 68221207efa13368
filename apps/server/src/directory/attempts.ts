/** Counts failures per key in a sliding window. Time is handed in; memory is bounded. */
export class Attempts {
  readonly #allowed: number;
  readonly #window: number;
  readonly #failures = new Map<string, number[]>();

  /** At most `allowed` failures per key within `window` milliseconds. */
  constructor(allowed: number, window: number) {
    this.#allowed = allowed;
    this.#window = window;
  }

  /** Milliseconds to wait before the key may try again; 0 when it may now. */
  wait(key: string, now: number): number {
    const recent = this.#recent(key, now);
    const oldest = recent[recent.length - this.#allowed];
    return oldest === undefined ? 0 : oldest + this.#window - now;
  }

  /** Notes an attempt before its outcome is known, so that many at once count too; `takeBack` undoes it. */
  note(key: string, now: number): void {
    this.#failures.set(key, [...this.#recent(key, now), now]);
    if (this.#failures.size > 50_000) this.#sweep(now);
  }

  /** The attempt noted at that time was no failure. */
  takeBack(key: string, at: number): void {
    const failures = this.#failures.get(key) ?? [];
    const index = failures.lastIndexOf(at);
    if (index >= 0) this.#failures.set(key, failures.toSpliced(index, 1));
  }

  forgive(key: string): void {
    this.#failures.delete(key);
  }

  #recent(key: string, now: number): number[] {
    return (this.#failures.get(key) ?? []).filter((at) => at > now - this.#window);
  }

  #sweep(now: number): void {
    for (const key of this.#failures.keys()) if (this.#recent(key, now).length === 0) this.#failures.delete(key);
  }
}
