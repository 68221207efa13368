import type { Logger } from "pino";
import type { KeptAttributes } from "./kept-attributes.ts";

/** What is due is erased within this time, also when its own timer was wrong. */
const EVERY = 2_000;

/** Erases what is due: at its very instant where all goes well, else within seconds. The result ends that. */
export function startSweeping(
  attributes: Pick<KeptAttributes, "sweep" | "nextDue">,
  now: () => number,
  log: Logger,
): () => void {
  let timer: NodeJS.Timeout | null = null;
  let ended = false;
  const next = (wait: number) => {
    if (ended) return;
    timer = setTimeout(() => void run(), wait);
    timer.unref();
  };
  const run = async () => {
    try {
      const erased = await attributes.sweep();
      if (erased > 0) log.info({ visits: erased }, "what visitors disclosed is forgotten");
      const due = await attributes.nextDue();
      next(Math.min(EVERY, due === null ? EVERY : Math.max(0, due - now())));
    } catch (err) {
      log.error({ err }, "what visitors disclosed could not be erased; it is tried again");
      next(EVERY);
    }
  };
  next(EVERY);
  return () => {
    ended = true;
    if (timer !== null) clearTimeout(timer);
  };
}
