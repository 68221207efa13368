import type { FloorState } from "../state.ts";
import { cancelTimer, setTimer, timerAt } from "../timers.ts";
import { own, queueOf, type Work } from "../work.ts";
import type { QueueState } from "./queue.ts";

/** How long callers are kept for the next shift after the last agent has signed out. */
export const DESERTED_GRACE = 60_000;

/** The callers in line for whom nobody can come. Who asked for a callback has hung up and can wait for tomorrow's shift. */
export function desertedCalls(state: FloorState, queue: QueueState): string[] {
  if (queue.signedIn > 0) return [];
  return queue.waiting.map((place) => place.call).filter((id) => own(state.calls, id)?.callback === null);
}

/**
 * Keeps the alarm of a queue in which callers wait and nobody is signed in: at the end of each step, for each queue
 * that the step changed. Whoever is paused, in a call or without a phone for a moment is signed in.
 */
export function watchStaffing(w: Work, id: string): void {
  const queue = queueOf(w, id);
  if (!queue) return;
  const { timers } = w.state;
  if (desertedCalls(w.state, queue).length === 0) cancelTimer(timers, "queue", id, "deserted");
  else if (timerAt(timers, "queue", id, "deserted") === null)
    setTimer(timers, "queue", id, "deserted", w.now + DESERTED_GRACE);
}
