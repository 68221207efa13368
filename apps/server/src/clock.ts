/** Time and its timers: real in the server, moved by hand in tests. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once at `at` or later; the result cancels it. */
  at(at: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  at(at, callback) {
    // setTimeout overflows beyond 2^31 ms: wake early and look again.
    const timer = setTimeout(callback, Math.min(Math.max(0, at - Date.now()), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};
