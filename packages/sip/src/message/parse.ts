import { readFields } from "./head-fields.ts";
import { readStartLine } from "./start-line.ts";
import { decodeText } from "./text.ts";
import type { Header, ParseFailure, SipMessage } from "./types.ts";

const cr = 0x0d;
const lf = 0x0a;

/**
 * One whole message: a datagram, or what the stream framer cut out. Bytes behind Content-Length are dropped, a
 * body shorter than it is a failure, and without it the body reaches to the end (RFC 3261 18.3). The body is a
 * view of `data`, which must not be written to afterwards.
 */
export function parseMessage(data: Uint8Array): SipMessage | ParseFailure {
  const start = skipEmptyLines(data);
  const end = findHeadEnd(data, start);
  const text = decodeText(data.subarray(start, end < 0 ? data.length : end));
  const lineEnd = text.indexOf("\r\n");
  const startLine = readStartLine(lineEnd < 0 ? text : text.slice(0, lineEnd));
  const fields = readFields(text, lineEnd < 0 ? text.length : lineEnd + 2);
  const body = end < 0 ? "There is no empty line behind the headers" : cutBody(data, end + 4, fields.contentLength);

  if (startLine.kind === "failure") return startLine;
  if (startLine.kind === "badRequest") {
    return refuse(startLine.reason, startLine.status, startLine.method, fields.headers);
  }
  const method = startLine.kind === "request" ? startLine.method : null;
  const { via, from, to, callId, cseq, headers } = fields;
  if (fields.problem !== null) return refuse(fields.problem, 400, method, headers);
  if (via.length === 0) return refuse("Via is missing", 400, method, headers);
  if (from === null) return refuse("From is missing", 400, method, headers);
  if (to === null) return refuse("To is missing", 400, method, headers);
  if (callId === null) return refuse("Call-ID is missing", 400, method, headers);
  if (cseq === null) return refuse("CSeq is missing", 400, method, headers);
  if (typeof body === "string") return refuse(body, 400, method, headers);
  if (startLine.kind === "response") {
    const { status, reason } = startLine;
    return { kind: "response", status, reason, headers, body, via, from, to, callId, cseq };
  }
  if (cseq.method !== startLine.method) {
    return refuse("The method in CSeq is not the method of the request", 400, method, headers);
  }
  return { kind: "request", method: startLine.method, uri: startLine.uri, headers, body, via, from, to, callId, cseq };
}

/** Empty lines before the start line are to be ignored (RFC 3261 7.5). */
function skipEmptyLines(data: Uint8Array): number {
  let start = 0;
  while (data[start] === cr && data[start + 1] === lf) start += 2;
  return start;
}

/** The index of the first CR LF CR LF, or -1. Looks at one byte in four where neither is near. */
export function findHeadEnd(data: Uint8Array, start: number): number {
  const { length } = data;
  for (let i = start + 3; i < length; ) {
    const byte = data[i];
    if (byte === lf) {
      if (data[i - 1] === cr && data[i - 2] === lf && data[i - 3] === cr) return i - 3;
      i += 2;
    } else if (byte === cr) i++;
    else i += 4;
  }
  return -1;
}

function cutBody(data: Uint8Array, from: number, contentLength: number | null): Uint8Array | string {
  if (contentLength === null) return data.subarray(from);
  const to = from + contentLength;
  return to > data.length ? "The body is shorter than Content-Length" : data.subarray(from, to);
}

/** Only a request other than ACK is answered, and only when there is a Via to answer by. */
export function refuse(
  reason: string,
  status: number,
  method: string | null,
  headers: readonly Header[],
): ParseFailure {
  if (method === null) return { kind: "failure", reason, status: null, partial: null };
  const answerable = method !== "ACK" && headers.some((header) => header.name === "Via");
  return { kind: "failure", reason, status: answerable ? status : null, partial: { method, headers } };
}
