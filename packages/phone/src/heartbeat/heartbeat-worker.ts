import type { FromWorker, ToWorker } from "./protocol.ts";

/**
 * Runs in a worker. Browsers slow down the timers of a page in the background to one a minute; a worker's keep their
 * time.
 */
const timers = new Map<number, ReturnType<typeof setTimeout>>();

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  const { id, after } = event.data;
  const running = timers.get(id);
  if (running !== undefined) clearTimeout(running);
  timers.delete(id);
  if (after === null) return;
  timers.set(
    id,
    setTimeout(() => {
      timers.delete(id);
      postMessage({ id } satisfies FromWorker);
    }, after),
  );
});
