import type { BencodeDict } from "../rtpengine/bencode.ts";
import type { NgFailure } from "../rtpengine/ng-client.ts";

/** `badSdp`: the endpoint and we have no way of speaking in common. */
/** `broken`: a mistake of ours came to light; the operation failed, and the call's other operations go on. */
export type MediaFailure = NgFailure | { readonly kind: "badSdp" | "noLeg" | "broken"; readonly reason: string };
export type MediaResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: MediaFailure };

export function sdpOf(result: MediaResult<BencodeDict>): MediaResult<string> {
  if (!result.ok) return result;
  const sdp = result.value["sdp"];
  return typeof sdp === "string" ? { ok: true, value: sdp } : badSdp("rtpengine gave no SDP");
}

export const badSdp = (reason: string): MediaResult<never> => ({ ok: false, failure: { kind: "badSdp", reason } });
export const released: MediaResult<never> = { ok: false, failure: { kind: "noLeg", reason: "the call is over" } };
export const broken = (error: unknown): MediaResult<never> => ({
  ok: false,
  failure: { kind: "broken", reason: error instanceof Error ? (error.stack ?? error.message) : String(error) },
});
export const noLeg = (tag: string): MediaResult<never> => ({ ok: false, failure: { kind: "noLeg", reason: tag } });
