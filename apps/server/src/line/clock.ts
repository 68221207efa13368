/** Time and its timers: real in the server, moved by hand in tests. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once at `at` or later; the result cancels it. */
  at(at: number, callback: () => void): () => void;
}
