/** Time and chance, injected so that tests move them by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back once after so many milliseconds; the returned function cancels it. */
  after(duration: number, callback: () => void): () => void;
}
