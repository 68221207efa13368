import type { BencodeDict } from "../rtpengine/bencode.ts";
import type { NgClient } from "../rtpengine/ng-client.ts";
import type { MediaResult } from "./media-result.ts";

/**
 * What rtpengine says of a call that it has no more. NOTE: when the ports run out in the middle of a call, rtpengine 10.5
 * does not just refuse: it deletes the whole call.
 */
const GONE = /^(Ran out of ports|Unknown call-id)/i;

/** What one call asks of rtpengine. Nothing is asked any more once rtpengine has lost the call: that would begin another. */
export class CallRequests {
  readonly #id: string;
  readonly #ng: Pick<NgClient, "request">;
  readonly #onLost: () => void;
  /** rtpengine has taken something of this call. */
  #known = false;
  #lost = false;

  /** `onLost`: rtpengine has deleted a call that was in use; told once, before the answer that showed it. */
  constructor(id: string, ng: Pick<NgClient, "request">, onLost: () => void) {
    this.#id = id;
    this.#ng = ng;
    this.#onLost = onLost;
  }

  readonly request = async (command: string, fields: BencodeDict): Promise<MediaResult<BencodeDict>> => {
    if (this.#lost && command !== "delete")
      return { ok: false, failure: { kind: "closed", reason: "rtpengine has lost the call" } };
    const result = await this.#ng.request(command, { "call-id": this.#id, ...fields });
    if (result.ok) {
      this.#known = true;
      return { ok: true, value: result.reply };
    }
    const { reason } = result.failure;
    if (this.#known && !this.#lost && command !== "delete" && GONE.test(reason)) {
      this.lose();
      this.#onLost();
    }
    return result;
  };

  lose(): void {
    this.#lost = true;
  }
}
