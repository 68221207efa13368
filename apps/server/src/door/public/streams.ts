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
    if (this.#count >= MOST_OF_ALL) throw new Refusal("too_many_requests", { seconds: "30" });
    let changed = true;
    let wake = () => {};
    const { visit, end } = await this.#visits.onChanged(token, () => {
      changed = true;
      wake();
    });
    const gone = new AbortController();
    const mine = this.#open.get(visit) ?? new Set<AbortController>();
    this.#open.set(visit, mine.add(gone));
    this.#count += 1;
    const [oldest] = mine;
    if (mine.size > MOST_OF_VISIT) oldest?.abort();
    gone.signal.addEventListener("abort", () => wake());

    const leave = () => {
      end();
      this.#count -= 1;
      mine.delete(gone);
      if (mine.size === 0 && this.#open.get(visit) === mine) this.#open.delete(visit);
    };
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
    return stream(views(), gone, reply, leave);
  }
}

/** Sends texts of server-sent events until they end, or the browser leaves. */
export function stream(
  events: AsyncIterable<string>,
  gone: AbortController,
  reply: FastifyReply,
  leave: () => void = () => {},
): FastifyReply {
  reply.raw.once("close", () => gone.abort());
  const body = Readable.from(events, { objectMode: false, highWaterMark: 1 });
  // Whatever ends it: its last words, a browser that left, or a visit that is no more.
  body.once("close", leave);
  body.on("error", () => {});
  return reply.type("text/event-stream; charset=utf-8").header("x-accel-buffering", "no").send(body);
}
