import { reasonPhrase } from "../message/reason-phrases.ts";
import { encodeText } from "../message/text.ts";
import type { Header, SipRequest } from "../message/types.ts";
import { formatVia } from "../message/via.ts";
import type { Content, Draft, Flow, ReplyHead } from "./types.ts";

/** A request of ours on the wire. `via` is the whole value of its one Via. */
export function writeRequest(draft: Draft, via: string): Uint8Array {
  let text = `${draft.method} ${draft.uri} SIP/2.0\r\nVia: ${via}\r\n`;
  for (const route of draft.routes) text += `Route: ${route}\r\n`;
  text += `Max-Forwards: 70\r\nFrom: ${oneLine(draft.from)}\r\nTo: ${oneLine(draft.to)}\r\nCall-ID: ${draft.callId}\r\n`;
  text += `CSeq: ${draft.sequence} ${draft.method}\r\n`;
  return withBody(text, draft.headers, draft.content);
}

/** The ACK to a 300-699, hop by hop: of the same branch, with the To of the response (RFC 3261 17.1.1.3). */
export function writeFailureAck(draft: Draft, via: string, to: string): Uint8Array {
  return writeRequest({ ...draft, method: "ACK", to, headers: [], content: null }, via);
}

export interface Reply {
  readonly status: number;
  /** Null for the usual phrase. */
  readonly reason: string | null;
  /** Ours; null leaves To as it came (100). */
  readonly toTag: string | null;
  /** 101-299 that make a dialog carry Record-Route. */
  readonly makesDialog: boolean;
  readonly headers: readonly Header[];
  readonly content: Content | null;
}

export function writeResponse(head: ReplyHead, reply: Reply): Uint8Array {
  const { status, toTag } = reply;
  const tag = toTag === null || head.toTag !== null ? "" : `;tag=${toTag}`;
  let text = `SIP/2.0 ${status} ${oneLine(reply.reason ?? reasonPhrase(status))}\r\n${head.via}`;
  if (reply.makesDialog) text += head.recordRoute;
  if (status === 100) text += head.timestamp;
  text += `From: ${head.from}\r\nTo: ${head.to}${tag}\r\nCall-ID: ${head.callId}\r\nCSeq: ${head.cseq}\r\n`;
  return withBody(text, reply.headers, reply.content);
}

function withBody(text: string, headers: readonly Header[], content: Content | null): Uint8Array {
  let whole = text;
  for (const { name, value } of headers) whole += `${name}: ${oneLine(value)}\r\n`;
  if (content === null) return encodeText(`${whole}Content-Length: 0\r\n\r\n`);
  const { contentType, body } = content;
  return encodeText(
    `${whole}Content-Type: ${oneLine(contentType)}\r\nContent-Length: ${byteLength(body)}\r\n\r\n${body}`,
  );
}

/** A line break in what the application gave would begin a header of its own. */
function oneLine(value: string): string {
  return value.includes("\n") || value.includes("\r") ? value.replace(/[\r\n]+/g, " ") : value;
}

/** Bodies are almost always ASCII, and then nothing needs to be encoded to be counted. */
function byteLength(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return encodeText(text).length;
  return text.length;
}

/** `received` when the sender's address is not the one it wrote, and both when it asks for `rport` (RFC 3581 4). */
export function replyHead(request: SipRequest, from: Flow): ReplyHead {
  let via = "";
  for (const [i, hop] of request.via.entries()) {
    if (i > 0) {
      via += `Via: ${formatVia(hop)}\r\n`;
      continue;
    }
    const asks = hop.params["rport"] === null;
    const params: Record<string, string | null> = { ...hop.params };
    if (asks) params["rport"] = String(from.port);
    if (asks || hop.host !== from.host) params["received"] = from.host;
    via += `Via: ${formatVia({ ...hop, params })}\r\n`;
  }
  let fromText = "";
  let to = "";
  let recordRoute = "";
  let timestamp = "";
  for (const { name, value } of request.headers) {
    if (name === "From") fromText = value;
    else if (name === "To") to = value;
    else if (name === "Record-Route") recordRoute += `Record-Route: ${value}\r\n`;
    else if (name === "Timestamp") timestamp = `Timestamp: ${value}\r\n`;
  }
  return {
    via,
    from: fromText,
    to,
    toTag: request.to.params["tag"] ?? null,
    callId: request.callId,
    cseq: `${request.cseq.sequence} ${request.cseq.method}`,
    recordRoute,
    timestamp,
  };
}
