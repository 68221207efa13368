/** Sets the timer `id` to ring once after so many milliseconds, or clears it with null. */
export interface ToWorker {
  readonly id: number;
  readonly after: number | null;
}

/** The timer `id` rang. */
export interface FromWorker {
  readonly id: number;
}
