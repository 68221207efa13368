import { readSingleNameAddr } from "./address.ts";
import { digit, run, token } from "./characters.ts";
import { canonicalName } from "./names.ts";
import type { Header, NameAddr, Via } from "./types.ts";
import { readVias } from "./via.ts";

/** What stands between the start line and the body: every header, and in parsed form those that all messages have. */
export interface HeadFields extends Readonly<Fields> {}

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

/** Reads the headers that begin at `start` of a head without its closing empty line. */
export function readFields(text: string, start: number): HeadFields {
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
