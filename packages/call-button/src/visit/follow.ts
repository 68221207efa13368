import type { VisitView } from "@belfry/contracts";
import { type PublicDoor, Refused } from "../public-door.ts";

/** How long a stream may say nothing before it is taken for dead; the server says something every 15 s or so. */
const SILENCE = 45_000;
/** A stream whose first word does not come in this time is held up by something on the way: then we ask instead. */
const FIRST_WORD = 8_000;
const ASK_EVERY = 3_000;
/** So many answers later a stream is tried again. */
const ANSWERS = 10;
const STREAM_AGAIN = 1_000;
const LONGEST_WAIT = 10_000;

export interface Following {
  onView(view: VisitView): void;
  /** False while the server cannot be reached. */
  onReached(reached: boolean): void;
  /** The server knows nothing of the visit any more. */
  onGone(): void;
}

/** Tells every change of a visit until its end or the signal's, over a stream, or by asking where no stream comes through. */
export async function followVisit(
  door: PublicDoor,
  token: string,
  told: Following,
  signal: AbortSignal,
): Promise<void> {
  // How many times the server is to be asked before the next stream.
  let asks = 0;
  let failures = 0;
  let over = false;
  const tell = (view: VisitView) => {
    if (signal.aborted) return;
    failures = 0;
    told.onReached(true);
    over = view.state === "forgotten" || view.state === "failed";
    told.onView(view);
  };
  while (!over && !signal.aborted) {
    try {
      if (asks === 0) {
        asks = (await stream(door, token, tell, signal)) ? 0 : ANSWERS;
        if (!over && asks === 0) await pause(STREAM_AGAIN, signal);
      } else {
        asks -= 1;
        tell(await door.visit(token, AbortSignal.any([signal, AbortSignal.timeout(SILENCE)])));
        if (!over) await pause(ASK_EVERY, signal);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isUnknown(error)) return told.onGone();
      failures += 1;
      if (failures > 1) told.onReached(false);
      await pause(Math.min(LONGEST_WAIT, 500 * 2 ** failures), signal);
    }
  }
}

/** Whether streams come through here. Rejects when one that came through is lost, or the visit is not known. */
async function stream(
  door: PublicDoor,
  token: string,
  tell: (view: VisitView) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const quiet = new AbortController();
  let spoken = false;
  let timer = setTimeout(() => quiet.abort(), FIRST_WORD);
  try {
    const { body } = await door.events(token, AbortSignal.any([signal, quiet.signal]));
    if (body === null) return false;
    for await (const data of readEvents(body)) {
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), SILENCE);
      if (data === "") continue;
      spoken = true;
      const view: VisitView = JSON.parse(data);
      tell(view);
    }
    return true;
  } catch (error) {
    if (spoken || signal.aborted || isUnknown(error)) throw error;
    return false;
  } finally {
    clearTimeout(timer);
  }
}

export function isUnknown(error: unknown): boolean {
  return error instanceof Refused && [401, 404, 410].includes(error.status);
}

/** The data of each event, and "" for whatever else is said, such as a comment that keeps the line open. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let left = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      left += decoder.decode(value, { stream: true });
      const events = left.split(/\r?\n\r?\n/);
      left = events.pop() ?? "";
      for (const event of events) {
        const lines = event.split(/\r?\n/).filter((line) => line.startsWith("data:"));
        yield lines.map((line) => line.slice(5).trimStart()).join("\n");
      }
      if (events.length === 0) yield "";
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Ends early when the network comes back or the page is looked at again: phones let pages sleep. */
function pause(length: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, length);
    signal.addEventListener("abort", end, { signal: over.signal });
    window.addEventListener("online", end, { signal: over.signal });
    document.addEventListener("visibilitychange", end, { signal: over.signal });
  });
}
