import { addParam, formatParams } from "./cursor.ts";
import { parseHost } from "./host.ts";
import type { OtherUri, Params, SipUri, TelUri, Uri } from "./types.ts";

// NOTE: `#` must be escaped by RFC 3261, but dial strings such as #31# come from real gateways as they are.
const user = /^(?:[\w\-.!~*'()&=+$,;?/#]|%[\dA-Fa-f]{2})+$/;
const password = /^(?:[\w\-.!~*'()&=+$,]|%[\dA-Fa-f]{2})*$/;
const paramPart = /^(?:[\w\-.!~*'()[\]/:&+$]|%[\dA-Fa-f]{2})+$/;
const headerPart = /^(?:[\w\-.!~*'()[\]/?:+$=&]|%[\dA-Fa-f]{2})+$/;
const telNumber = /^\+?[\dA-Fa-f*#().-]+$/;
const scheme = /^[A-Za-z][\w+.-]*$/;
const opaque = /^[^\s<>"]+$/;

/** RFC 3261 19.1, RFC 3966 and RFC 3986; null for what is not a URI. */
export function parseUri(text: string): Uri | null {
  const colon = text.indexOf(":");
  if (colon < 1) return null;
  const name = text.slice(0, colon).toLowerCase();
  if (name === "sip" || name === "sips") return parseSip(name, text.slice(colon + 1));
  if (name === "tel") return parseTel(text.slice(colon + 1));
  if (!scheme.test(name) || colon + 1 === text.length || !opaque.test(text)) return null;
  const other: OtherUri = { scheme: "other", text };
  return other;
}

function parseSip(name: "sip" | "sips", text: string): SipUri | null {
  const at = text.indexOf("@");
  let userPart: string | null = null;
  let passwordPart: string | null = null;
  if (at >= 0) {
    userPart = text.slice(0, at);
    const colon = userPart.indexOf(":");
    if (colon >= 0) {
      passwordPart = userPart.slice(colon + 1);
      userPart = userPart.slice(0, colon);
      if (!password.test(passwordPart)) return null;
    }
    if (!user.test(userPart)) return null;
  }
  let rest = at < 0 ? text : text.slice(at + 1);
  let headers: string | null = null;
  const question = rest.indexOf("?");
  if (question >= 0) {
    headers = rest.slice(question + 1);
    rest = rest.slice(0, question);
    if (!headerPart.test(headers)) return null;
  }
  const semicolon = rest.indexOf(";");
  const place = parseHost(semicolon < 0 ? rest : rest.slice(0, semicolon));
  const params = semicolon < 0 ? {} : parseParams(rest.slice(semicolon + 1));
  if (place === null || params === null) return null;
  return {
    scheme: name,
    user: userPart,
    password: passwordPart,
    host: place.host,
    port: place.port,
    params,
    headers,
  };
}

function parseTel(text: string): TelUri | null {
  const semicolon = text.indexOf(";");
  const number = semicolon < 0 ? text : text.slice(0, semicolon);
  const params = semicolon < 0 ? {} : parseParams(text.slice(semicolon + 1));
  return params === null || !telNumber.test(number) ? null : { scheme: "tel", number, params };
}

function parseParams(text: string): Params | null {
  const params: Record<string, string | null> = {};
  for (const part of text.split(";")) {
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? null : part.slice(equals + 1);
    if (!paramPart.test(name) || (value !== null && !paramPart.test(value))) return null;
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
