import type { SipRequest, SipResponse } from "../message/types.ts";

const cookie = "z9hG4bK";

/** RFC 3261 17.1.3: the branch of our Via, and the method. Null when the response has no branch. */
export function clientKey(response: SipResponse): string | null {
  const branch = response.via[0]?.params["branch"];
  return branch === undefined || branch === null ? null : `c ${branch} ${response.cseq.method}`;
}

/**
 * RFC 3261 17.2.3. An ACK belongs to the transaction of its INVITE. Without the magic cookie the key is made of
 * what RFC 2543 compares; To is left out, since the tag of our response comes into it for ACK.
 */
export function serverKey(request: SipRequest, method = request.method): string {
  const via = request.via[0];
  const kind = method === "ACK" ? "INVITE" : method;
  const branch = via?.params["branch"] ?? "";
  const place = via === undefined ? "" : `${via.host}:${via.port ?? ""}`;
  if (branch.startsWith(cookie)) return `s ${branch} ${place} ${kind}`;
  const tag = request.from.params["tag"] ?? "";
  return `s ${branch} ${place} ${kind} ${request.callId} ${tag} ${request.cseq.sequence}`;
}

/** RFC 3261 8.2.2.2: the same request that came another way has these in common, and another branch. */
export function mergeKey(request: SipRequest): string | null {
  if (request.to.params["tag"] !== undefined) return null;
  const tag = request.from.params["tag"] ?? "";
  return `${request.callId} ${tag} ${request.cseq.sequence} ${request.cseq.method}`;
}
