import { parseNameAddr } from "./address.ts";
import { isToken } from "./cursor.ts";
import { canonicalName } from "./names.ts";
import { decodeText } from "./text.ts";
import type { Header, NameAddr, ParseFailure, SipMessage, Uri, Via } from "./types.ts";
import { parseUri } from "./uri.ts";
import { parseVias } from "./via.ts";

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
  const body = end < 0 ? "there is no empty line behind the headers" : cutBody(data, end + 4, fields.contentLength);

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
function refuse(reason: string, status: number, method: string | null, headers: readonly Header[]): ParseFailure {
  if (method === null) return { kind: "failure", reason, status: null, partial: null };
  const answerable = method !== "ACK" && headers.some((header) => header.name === "Via");
  return { kind: "failure", reason, status: answerable ? status : null, partial: { method, headers } };
}

type StartLine =
  | { readonly kind: "request"; readonly method: string; readonly uri: Uri }
  | { readonly kind: "response"; readonly status: number; readonly reason: string }
  | { readonly kind: "badRequest"; readonly method: string; readonly status: number; readonly reason: string }
  | ParseFailure;

function readStartLine(line: string): StartLine {
  const first = line.indexOf(" ");
  const word = first < 0 ? line : line.slice(0, first);
  if (isVersion2(word)) return readStatusLine(line, first);
  const last = line.lastIndexOf(" ");
  if (!isToken(word) || !/ SIP\/\d/i.test(line)) {
    return { kind: "failure", reason: "The start line is not of SIP", status: null, partial: null };
  }
  const version = line.slice(last + 1);
  if (!isVersion2(version)) {
    return /^SIP\/\d+\.\d+$/i.test(version)
      ? { kind: "badRequest", method: word, status: 505, reason: "The SIP version is not 2.0" }
      : { kind: "badRequest", method: word, status: 400, reason: "The request line does not end in the version" };
  }
  const uri = parseUri(line.slice(first + 1, last));
  return uri === null
    ? { kind: "badRequest", method: word, status: 400, reason: "The Request-URI is malformed" }
    : { kind: "request", method: word, uri };
}

function isVersion2(text: string): boolean {
  return text === "SIP/2.0" || (text.length === 7 && text.toUpperCase() === "SIP/2.0");
}

function readStatusLine(line: string, space: number): StartLine {
  const code = line.slice(space + 1, space + 4);
  if (space < 0 || !/^[1-6]\d\d$/.test(code) || (line.length > space + 4 && line.charAt(space + 4) !== " ")) {
    return { kind: "failure", reason: "The status line is malformed", status: null, partial: null };
  }
  return { kind: "response", status: Number(code), reason: line.slice(space + 5) };
}

class Fields {
  readonly headers: Header[] = [];
  readonly via: Via[] = [];
  from: NameAddr | null = null;
  to: NameAddr | null = null;
  callId: string | null = null;
  cseq: { readonly sequence: number; readonly method: string } | null = null;
  contentLength: number | null = null;
  maxForwards: number | null = null;
  /** The first thing that is wrong. Reading goes on behind it, so that an answer can be addressed. */
  problem: string | null = null;
}

function readFields(text: string, start: number): Fields {
  const fields = new Fields();
  let at = start;
  while (at < text.length) {
    let end = lineEnd(text, at);
    const line = text.slice(at, end);
    const colon = line.indexOf(":");
    let value = line.slice(colon + 1).trim();
    at = end + 2;
    while (isSpace(text.charCodeAt(at))) {
      // A folded line goes on as if there were one space (RFC 3261 7.3.1).
      end = lineEnd(text, at);
      value = `${value} ${text.slice(at, end).trim()}`;
      at = end + 2;
    }
    if (colon < 0) {
      fields.problem ??= "A header line has no colon";
      continue;
    }
    const name = canonicalName(line.slice(0, colon));
    if (!isToken(name)) fields.problem ??= "A header name is not a token";
    else if (value.includes("\n") || value.includes("\r")) fields.problem ??= "A line ends in CR or LF alone";
    else {
      value = value.trim();
      fields.headers.push({ name, value });
      const problem = interpret(fields, name, value);
      if (problem !== null) fields.problem ??= problem;
    }
  }
  return fields;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\r\n", from);
  return end < 0 ? text.length : end;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Reads the headers that every message lives on; the result is what is wrong with one, or null. */
function interpret(fields: Fields, name: string, value: string): string | null {
  switch (name) {
    case "Via":
      return parseVias(value, fields.via) ? null : "Via is malformed";
    case "From":
      if (fields.from !== null) return "From comes twice";
      fields.from = parseNameAddr(value);
      return fields.from === null ? "From is malformed" : null;
    case "To":
      if (fields.to !== null) return "To comes twice";
      fields.to = parseNameAddr(value);
      return fields.to === null ? "To is malformed" : null;
    case "Call-ID":
      if (fields.callId !== null) return "Call-ID comes twice";
      if (!/^\S+$/.test(value)) return "Call-ID is malformed";
      fields.callId = value;
      return null;
    case "CSeq":
      if (fields.cseq !== null) return "CSeq comes twice";
      fields.cseq = readCSeq(value);
      return fields.cseq === null ? "CSeq is malformed" : null;
    case "Content-Length": {
      const length = /^\d{1,9}$/.test(value) ? Number(value) : null;
      if (length === null) return "Content-Length is malformed";
      if (fields.contentLength !== null && fields.contentLength !== length) return "Two Content-Lengths differ";
      fields.contentLength = length;
      return null;
    }
    case "Max-Forwards":
      if (fields.maxForwards !== null) return "Max-Forwards comes twice";
      if (!/^\d{1,3}$/.test(value) || Number(value) > 255) return "Max-Forwards is malformed";
      fields.maxForwards = Number(value);
      return null;
    default:
      return null;
  }
}

/** The sequence number is below 2^31 (RFC 3261 8.1.1.5). */
function readCSeq(value: string): Fields["cseq"] {
  const match = /^(\d{1,10})[ \t]+(\S+)$/.exec(value);
  const method = match?.[2];
  if (method === undefined || !isToken(method)) return null;
  const sequence = Number(match?.[1]);
  return sequence < 2 ** 31 ? { sequence, method } : null;
}
