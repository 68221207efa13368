import type { BencodeDict } from "../rtpengine/bencode.ts";
import { badSdp, type MediaResult } from "./media-result.ts";
import { listenersAnswer, portsOf } from "./sdp.ts";
import { TO_LISTENER } from "./towards.ts";

/** The sound of legs, sent to ports of ours as well. */
export interface Subscription {
  readonly id: string;
  /** The port of 127.0.0.1 that each comes from. */
  readonly from: readonly number[];
}

type Request = (command: string, fields: BencodeDict) => Promise<MediaResult<BencodeDict>>;

/**
 * The subscriptions of one call. rtpengine 10.5 gives their ports back only at the end of the call, but takes a
 * subscription that is over for the next one, of whatever legs: so those are kept, and no call needs more ports than it
 * had listeners at one time.
 */
export class Subscriptions {
  readonly #request: Request;
  /** How many legs each hears. */
  readonly #open = new Map<string, number>();
  readonly #free: { readonly id: string; readonly legs: number }[] = [];

  constructor(request: Request) {
    this.#request = request;
  }

  async begin(tags: readonly string[], ports: readonly number[]): Promise<MediaResult<Subscription>> {
    const legs = tags.length;
    const at = this.#free.findIndex((one) => one.legs === legs);
    const [used] = at < 0 ? [] : this.#free.splice(at, 1);
    const asked = await this.#request("subscribe request", {
      ...TO_LISTENER,
      ...(used === undefined ? {} : { "to-tag": used.id }),
      "from-tags": [...tags],
      codec: { transcode: ["PCMA"] },
    });
    if (!asked.ok) return asked;
    const offer = asked.value["sdp"];
    const id = asked.value["to-tag"] ?? used?.id;
    if (typeof offer !== "string" || typeof id !== "string") return badSdp("rtpengine gave no offer");
    this.#open.set(id, legs);
    const sdp = listenersAnswer(offer, ports);
    const answered = await this.#request("subscribe answer", { "to-tag": id, sdp, flags: ["allow-transcoding"] });
    if (answered.ok) return { ok: true, value: { id, from: portsOf(offer) } };
    await this.end(id);
    return answered;
  }

  async end(id: string): Promise<MediaResult<null>> {
    const legs = this.#open.get(id);
    if (legs === undefined) return { ok: true, value: null };
    this.#open.delete(id);
    const result = await this.#request("unsubscribe", { "to-tag": id });
    if (!result.ok) return result;
    this.#free.push({ id, legs });
    return { ok: true, value: null };
  }
}
