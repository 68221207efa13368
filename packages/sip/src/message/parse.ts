import { readSingleNameAddr } from "./address.ts";
import { digit, isToken, run, token } from "./characters.ts";
import { canonicalName } from "./names.ts";
import { decodeText } from "./text.ts";
import type { Header, NameAddr, ParseFailure, SipMessage, Uri, Via } from "./types.ts";
import { readUri } from "./uri.ts";
import { readVias } from "./via.ts";

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
  const uri = readUri(line, first + 1, last);
  // Headers have no place in a Request-URI (RFC 3261 19.1.1).
  return uri === null || ("headers" in uri && uri.headers !== null)
    ? { kind: "badRequest", method: word, status: 400, reason: "The Request-URI is malformed" }
    : { kind: "request", method: word, uri };
}

function isVersion2(text: string): boolean {
  return text === "SIP/2.0" || (text.length === 7 && text.toUpperCase() === "SIP/2.0");
}

function readStatusLine(line: string, space: number): StartLine {
  const code = line.slice(space + 1, space + 4);
  const reason = line.slice(space + 4);
  if (space < 0 || !/^[1-6]\d\d$/.test(code) || !/^(?: [^\r\n]*)?$/.test(reason)) {
    return { kind: "failure", reason: "The status line is malformed", status: null, partial: null };
  }
  return { kind: "response", status: Number(code), reason: reason.slice(1) };
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
    const end = lineEnd(text, at);
    const colon = nameEnd(text, at, end);
    const name = colon < 0 ? "" : canonicalName(text.slice(at, colon));
    at = end + 2;
    let problem: string | null = null;
    if (isFold(text.charCodeAt(at))) {
      const parts = [text.slice(colon + 1, end)];
      while (isFold(text.charCodeAt(at))) {
        const partEnd = lineEnd(text, at);
        parts.push(text.slice(at, partEnd));
        at = partEnd + 2;
      }
      // A folded line goes on as if there were one space (RFC 3261 7.3.1).
      const value = parts.map((part) => part.trim()).join(" ");
      problem = name === "" ? noName : addField(fields, name, value, 0, value.length);
    } else {
      problem = name === "" ? noName : addField(fields, name, text, colon + 1, end);
    }
    if (problem !== null) fields.problem ??= problem;
  }
  return fields;
}

const noName = "A header line has no name";

/** The index of the colon behind a header's name, or -1. */
function nameEnd(text: string, start: number, end: number): number {
  const name = run(token, text, start, end);
  let colon = name;
  while (colon < end && isFold(text.charCodeAt(colon))) colon++;
  return name > start && colon < end && text.charCodeAt(colon) === 0x3a ? colon : -1;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\r\n", from);
  return end < 0 ? text.length : end;
}

function isFold(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Adds one header, whose value is `text` from `start` to `end`; the result is what is wrong with it, or null. */
function addField(fields: Fields, name: string, text: string, start: number, end: number): string | null {
  let from = start;
  let to = end;
  while (from < to && isFold(text.charCodeAt(from))) from++;
  while (to > from && isFold(text.charCodeAt(to - 1))) to--;
  const value = text.slice(from, to);
  if (value.includes("\n") || value.includes("\r")) return "A line ends in CR or LF alone";
  fields.headers.push({ name, value });
  return interpret(fields, name, value, text, from, to);
}

/** Reads the headers that every message lives on, in place, which spares their values another look-up. */
function interpret(
  fields: Fields,
  name: string,
  value: string,
  text: string,
  start: number,
  end: number,
): string | null {
  switch (name) {
    case "Via":
      return readVias(text, start, end, fields.via) ? null : "Via is malformed";
    case "From":
      if (fields.from !== null) return "From comes twice";
      fields.from = readSingleNameAddr(text, start, end);
      return fields.from === null ? "From is malformed" : null;
    case "To":
      if (fields.to !== null) return "To comes twice";
      fields.to = readSingleNameAddr(text, start, end);
      return fields.to === null ? "To is malformed" : null;
    case "Call-ID":
      if (fields.callId !== null) return "Call-ID comes twice";
      if (value === "" || value.includes(" ") || value.includes("\t")) return "Call-ID is malformed";
      fields.callId = value;
      return null;
    case "CSeq":
      if (fields.cseq !== null) return "CSeq comes twice";
      fields.cseq = readCSeq(text, start, end);
      return fields.cseq === null ? "CSeq is malformed" : null;
    case "Content-Length": {
      const length = readNumber(text, start, end);
      if (length === null) return "Content-Length is malformed";
      if (fields.contentLength !== null && fields.contentLength !== length) return "Two Content-Lengths differ";
      fields.contentLength = length;
      return null;
    }
    case "Max-Forwards":
      if (fields.maxForwards !== null) return "Max-Forwards comes twice";
      fields.maxForwards = readNumber(text, start, end);
      return fields.maxForwards === null || fields.maxForwards > 255 ? "Max-Forwards is malformed" : null;
    default:
      return null;
  }
}

/** A whole number below 2^31 that fills the range; null for anything else. */
function readNumber(text: string, start: number, end: number): number | null {
  if (start === end || run(digit, text, start, end) < end) return null;
  const number = Number(text.slice(start, end));
  return number < 2 ** 31 ? number : null;
}

/** The sequence number is below 2^31 (RFC 3261 8.1.1.5). */
function readCSeq(text: string, start: number, end: number): Fields["cseq"] {
  const digitsEnd = run(digit, text, start, end);
  const sequence = readNumber(text, start, digitsEnd);
  let at = digitsEnd;
  while (at < end && isFold(text.charCodeAt(at))) at++;
  if (sequence === null || at === digitsEnd || at === end || run(token, text, at, end) < end) return null;
  return { sequence, method: text.slice(at, end) };
}
