import { guarded } from "./guarded.ts";

/** One immutable object with listeners. Parts that come out equal keep their identity, and nobody is told of nothing. */
export class Store<T extends object> {
  readonly #listeners = new Set<() => void>();
  #state: T;

  constructor(initial: T) {
    this.#state = initial;
  }

  readonly get = (): T => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(parts: Partial<T>): void {
    let changed = false;
    const next = { ...this.#state };
    for (const key in parts) {
      const value = parts[key];
      if (value === undefined || equal(next[key], value)) continue;
      next[key] = value;
      changed = true;
    }
    if (!changed) return;
    this.#state = next;
    for (const listener of [...this.#listeners]) guarded(listener);
  }
}

/** Deep equality of plain data. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && equal(value, right.get(key)));
}
