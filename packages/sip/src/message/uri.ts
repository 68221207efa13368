import { password, phone, run, runEscaped, scheme, uriHeader, uriParam, user } from "./characters.ts";
import { addParam, Cursor, formatParams } from "./cursor.ts";
import type { OtherUri, Params, SipUri, TelUri, Uri } from "./types.ts";

/** RFC 3261 19.1, RFC 3966 and RFC 3986; null for what is not a URI. */
export function parseUri(text: string): Uri | null {
  return readUri(text, 0, text.length);
}

/** The URI that fills `text` from `start` to `end`. */
export function readUri(text: string, start: number, end: number): Uri | null {
  const colon = run(scheme, text, start, end);
  if (colon === start || colon + 1 >= end || text.charCodeAt(colon) !== 0x3a) return null;
  const name = text.slice(start, colon).toLowerCase();
  if (name === "sip" || name === "sips") return readSip(name, text, colon + 1, end);
  if (name === "tel") return readTel(text, colon + 1, end);
  return readOther(text.slice(start, end));
}

function readSip(name: "sip" | "sips", text: string, start: number, end: number): SipUri | null {
  let userPart: string | null = null;
  let passwordPart: string | null = null;
  let at = start;
  const userEnd = runEscaped(user, text, start, end);
  if (userEnd < end && userEnd > start) {
    let infoEnd = userEnd;
    if (text.charCodeAt(userEnd) === 0x3a) infoEnd = runEscaped(password, text, userEnd + 1, end);
    if (infoEnd < end && text.charCodeAt(infoEnd) === 0x40) {
      userPart = text.slice(start, userEnd);
      if (infoEnd > userEnd) passwordPart = text.slice(userEnd + 1, infoEnd);
      at = infoEnd + 1;
    }
  }
  const cursor = new Cursor(text, at, end);
  const host = cursor.host();
  if (host === "") return null;
  at = cursor.at;
  let port: number | null = null;
  if (at < end && text.charCodeAt(at) === 0x3a) {
    cursor.at++;
    port = cursor.port();
    if (port < 0) return null;
    at = cursor.at;
  }
  const paramsEnd = endOfParams(text, at, end);
  const params = readParams(text, at, paramsEnd);
  if (params === null) return null;
  let headers: string | null = null;
  if (paramsEnd < end) {
    headers = text.slice(paramsEnd + 1, end);
    if (headers === "" || runEscaped(uriHeader, text, paramsEnd + 1, end) < end) return null;
  }
  return { scheme: name, user: userPart, password: passwordPart, host, port, params, headers };
}

function readTel(text: string, start: number, end: number): TelUri | null {
  const plus = text.charCodeAt(start) === 0x2b ? 1 : 0;
  const numberEnd = run(phone, text, start + plus, end);
  const params = readParams(text, numberEnd, end);
  if (params === null || numberEnd === start + plus) return null;
  return { scheme: "tel", number: text.slice(start, numberEnd), params };
}

function readOther(text: string): OtherUri | null {
  return /^[^\s<>"]+$/.test(text) ? { scheme: "other", text } : null;
}

function endOfParams(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== 0x3f) at++;
  return at;
}

function readParams(text: string, start: number, end: number): Params | null {
  const params: Record<string, string | null> = {};
  let at = start;
  while (at < end) {
    if (text.charCodeAt(at) !== 0x3b) return null;
    const nameEnd = runEscaped(uriParam, text, at + 1, end);
    if (nameEnd === at + 1) return null;
    const name = text.slice(at + 1, nameEnd);
    let value: string | null = null;
    at = nameEnd;
    if (at < end && text.charCodeAt(at) === 0x3d) {
      at = runEscaped(uriParam, text, nameEnd + 1, end);
      if (at === nameEnd + 1) return null;
      value = text.slice(nameEnd + 1, at);
    }
    addParam(params, name, value);
  }
  return params;
}

export function formatUri(uri: Uri): string {
  if (uri.scheme === "other") return uri.text;
  if (uri.scheme === "tel") return `tel:${uri.number}${formatParams(uri.params)}`;
  const secret = uri.password === null ? "" : `:${uri.password}`;
  const who = uri.user === null ? "" : `${uri.user}${secret}@`;
  const port = uri.port === null ? "" : `:${uri.port}`;
  const headers = uri.headers === null ? "" : `?${uri.headers}`;
  return `${uri.scheme}:${who}${uri.host}${port}${formatParams(uri.params)}${headers}`;
}
