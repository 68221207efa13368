import { Readable } from "node:stream";
import { Refusal, type VisitView } from "@belfry/contracts";
import type { FastifyReply } from "fastify";
import type { DoorDeps } from "../ports.ts";

/** Proxies in between close what is silent for half a minute; and after so long a page sees that its time is over. */
const HEARTBEAT = 15_000;
/** A page that was loaded anew may leave one behind for a while. */
const MOST_OF_VISIT = 3;
const MOST_OF_ALL = 5_000;
const FINAL: ReadonlySet<VisitView["state"]> = new Set(["forgotten", "failed"]);

/** The events of visits that pages listen to. */
export class VisitStreams {
  readonly #visits: DoorDeps["visits"];
  readonly #open = new Map<string, Set<AbortController>>();
  #count = 0;

  constructor(visits: DoorDeps["visits"]) {
    this.#visits = visits;
  }

  /** Each event is a `visitView`; the first is how it is now. Ends with the visit. Rejects with a `Refusal`. */
  async open(token: string, reply: FastifyReply): Promise<FastifyReply> {
    this.#requireRoom();
    let changed = true;
    let wake = () => {};
    const { visit, end } = await this.#visits.onChanged(token, () => {
      changed = true;
      wake();
    });
    const { gone, leave } = this.#enter(visit);
    gone.signal.addEventListener("abort", () => wake());
    const visits = this.#visits;
    async function* views(): AsyncGenerator<string> {
      let told = "";
      while (!gone.signal.aborted) {
        changed = false;
        const view = await visits.view(token);
        const text = JSON.stringify(view);
        yield text === told ? ":\n\n" : `data: ${text}\n\n`;
        told = text;
        if (FINAL.has(view.state)) return;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, HEARTBEAT);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          if (changed || gone.signal.aborted) wake();
        });
      }
    }
    return stream(views(), gone, reply, () => {
      end();
      leave();
    });
  }

  /** The same for a wallet's own client: its events are the protocol's, and `opening` is what it has opened. */
  relay(opening: string, events: (signal: AbortSignal) => AsyncIterable<string>, reply: FastifyReply): FastifyReply {
    this.#requireRoom();
    const { gone, leave } = this.#enter(opening);
    return stream(beating(events(gone.signal)), gone, reply, leave);
  }

  #requireRoom(): void {
    if (this.#count >= MOST_OF_ALL) throw new Refusal("too_many_requests", { seconds: "30" });
  }

  #enter(key: string): { readonly gone: AbortController; readonly leave: () => void } {
    const gone = new AbortController();
    const mine = this.#open.get(key) ?? new Set<AbortController>();
    this.#open.set(key, mine.add(gone));
    this.#count += 1;
    const [oldest] = mine;
    if (mine.size > MOST_OF_VISIT) oldest?.abort();
    const leave = () => {
      this.#count -= 1;
      mine.delete(gone);
      if (mine.size === 0 && this.#open.get(key) === mine) this.#open.delete(key);
    };
    return { gone, leave };
  }
}

/** The same events, and a sign of life where there are none for a while. */
async function* beating(events: AsyncIterable<string>): AsyncGenerator<string> {
  const all = events[Symbol.asyncIterator]();
  let next = all.next();
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const beat = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, HEARTBEAT, null);
    });
    const came = await Promise.race([next, beat]).finally(() => clearTimeout(timer));
    if (came?.done) return;
    yield came === null ? ":\n\n" : came.value;
    if (came !== null) next = all.next();
  }
}

/** Sends texts of server-sent events until they end, or the browser leaves. */
function stream(
  events: AsyncIterable<string>,
  gone: AbortController,
  reply: FastifyReply,
  leave: () => void,
): FastifyReply {
  reply.raw.once("close", () => gone.abort());
  const body = Readable.from(events, { objectMode: false, highWaterMark: 1 });
  // Whatever ends it: its last words, a browser that left, or a visit that is no more.
  body.once("close", leave);
  body.on("error", () => {});
  return reply.type("text/event-stream; charset=utf-8").header("x-accel-buffering", "no").send(body);
}
