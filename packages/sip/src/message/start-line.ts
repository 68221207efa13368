import { isToken } from "./characters.ts";
import type { ParseFailure, Uri } from "./types.ts";
import { readUri } from "./uri.ts";

export type StartLine =
  | { readonly kind: "request"; readonly method: string; readonly uri: Uri }
  | { readonly kind: "response"; readonly status: number; readonly reason: string }
  | { readonly kind: "badRequest"; readonly method: string; readonly status: number; readonly reason: string }
  | ParseFailure;

/** A Request-Line or Status-Line without its line break (RFC 3261 7.1, 7.2). */
export function readStartLine(line: string): StartLine {
  const first = line.indexOf(" ");
  const word = first < 0 ? line : line.slice(0, first);
  if (isVersion2(word)) return readStatusLine(line, first);
  const last = line.lastIndexOf(" ");
  const version = line.slice(last + 1);
  if (!isToken(word) || !isVersion2(version)) {
    if (!isToken(word) || !/ SIP\/\d/i.test(line)) {
      return { kind: "failure", reason: "The start line is not of SIP", status: null, partial: null };
    }
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
