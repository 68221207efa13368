import { formatNameAddr, parseNameAddr } from "./address.ts";
import { isFree } from "./headers.ts";
import { canonicalName } from "./names.ts";
import { reasonPhrase } from "./reason-phrases.ts";
import { assemble } from "./serialise.ts";
import { encodeText } from "./text.ts";
import type { Header, NameAddr, ParseFailure, SipRequest, SipResponse, Uri, Via } from "./types.ts";
import { formatVia } from "./via.ts";

const nothing = new Uint8Array(0);

export interface RequestParts {
  readonly method: string;
  readonly uri: Uri;
  readonly via: readonly Via[];
  readonly from: NameAddr;
  readonly to: NameAddr;
  readonly callId: string;
  readonly sequence: number;
  /** Default 70. */
  readonly maxForwards?: number;
  /** Everything else, Route and Contact among it. Via, From, To, Call-ID, CSeq and Content-Length are left out. */
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array | string;
}

export function makeRequest(parts: RequestParts): SipRequest {
  const { method, uri, via, from, to, callId, sequence } = parts;
  const body = toBytes(parts.body);
  const headers: Header[] = via.map((one) => ({ name: "Via", value: formatVia(one) }));
  headers.push(
    { name: "Max-Forwards", value: String(parts.maxForwards ?? 70) },
    { name: "From", value: formatNameAddr(from) },
    { name: "To", value: formatNameAddr(to) },
    { name: "Call-ID", value: callId },
    { name: "CSeq", value: `${sequence} ${method}` },
    ...free(parts.headers).filter(({ name }) => name !== "Max-Forwards"),
    { name: "Content-Length", value: String(body.length) },
  );
  return { kind: "request", method, uri, headers, body, via, from, to, callId, cseq: { sequence, method } };
}

export interface ResponseParts {
  /** Default: the phrase of RFC 3261 21. */
  readonly reason?: string;
  /** Put on To where the request had none. */
  readonly toTag?: string;
  /** Everything else. Via, From, To, Call-ID, CSeq and Content-Length are left out. */
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array | string;
}

/**
 * A response by RFC 3261 8.2.6: Via, From, To, Call-ID and CSeq as they came, Record-Route too where it may
 * set up a dialog (12.1.1: 101-299), and Timestamp in a 100.
 */
export function makeResponse(request: SipRequest, status: number, parts: ResponseParts = {}): SipResponse {
  const body = toBytes(parts.body);
  const { via, from, callId, cseq } = request;
  const addTag = parts.toTag !== undefined && !Object.hasOwn(request.to.params, "tag");
  const to = addTag ? { ...request.to, params: { ...request.to.params, tag: parts.toTag } } : request.to;
  const headers: Header[] = [];
  for (const header of request.headers) {
    if (header.name === "To") headers.push(addTag ? { name: "To", value: formatNameAddr(to) } : header);
    else if (isCopied(header.name, status)) headers.push(header);
  }
  headers.push(...free(parts.headers), { name: "Content-Length", value: String(body.length) });
  const reason = parts.reason ?? reasonPhrase(status);
  return { kind: "response", status, reason, headers, body, via, from, to, callId, cseq };
}

function isCopied(name: string, status: number): boolean {
  switch (name) {
    case "Via":
    case "From":
    case "Call-ID":
    case "CSeq":
      return true;
    case "Record-Route":
      return status > 100 && status < 300;
    case "Timestamp":
      return status === 100;
    default:
      return false;
  }
}

/** The answer to what could not be read, as far as it could be; null when it is to be dropped. */
export function answerFailure(failure: ParseFailure, toTag: string): Uint8Array | null {
  if (failure.status === null || failure.partial === null) return null;
  const headers: Header[] = [];
  for (const header of failure.partial.headers) {
    if (header.name === "To") headers.push({ name: "To", value: withTag(header.value, toTag) });
    else if (header.name !== "Record-Route" && isCopied(header.name, failure.status)) headers.push(header);
  }
  // The reason is our own text and quotes nothing of the message.
  return assemble(`SIP/2.0 ${failure.status} ${reasonPhrase(failure.status)} (${failure.reason})`, headers, nothing);
}

function withTag(to: string, tag: string): string {
  const address = parseNameAddr(to);
  return address === null || Object.hasOwn(address.params, "tag") ? to : `${to};tag=${tag}`;
}

function free(headers: readonly Header[] | undefined): Header[] {
  if (headers === undefined) return [];
  return headers.filter(({ name }) => isFree(name)).map(({ name, value }) => ({ name: canonicalName(name), value }));
}

function toBytes(body: Uint8Array | string | undefined): Uint8Array {
  if (body === undefined || body === "") return nothing;
  return typeof body === "string" ? encodeText(body) : body;
}
