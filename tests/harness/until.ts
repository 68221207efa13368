import { setTimeout as pause } from "node:timers/promises";

/** How long a journey waits for something of the real world before it gives up. */
export const PATIENCE = 20_000;

/** Thrown by a question whose answer can no longer come: nobody waits on. */
export class InVain extends Error {}

/** Asks again every 50 ms until the answer is neither null nor false; fails with `what` and the last answer's error. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | false> | T | null | false,
  patience = PATIENCE,
): Promise<T> {
  const deadline = Date.now() + patience;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== false) return answer;
      last = undefined;
    } catch (cause) {
      if (cause instanceof InVain) throw cause;
      last = cause;
    }
    if (Date.now() > deadline) throw new Error(`waited ${patience} ms in vain: ${what}`, { cause: last });
    await pause(50);
  }
}

export function patience(): AbortSignal {
  return AbortSignal.timeout(PATIENCE);
}
