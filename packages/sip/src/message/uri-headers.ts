import { isToken } from "./characters.ts";
import { canonicalName } from "./names.ts";
import type { Header, Uri } from "./types.ts";

/** The headers behind the `?` of a SIP URI, unescaped; null when one is malformed. `body` is among them. */
export function uriHeaders(uri: Uri): readonly Header[] | null {
  if (uri.scheme === "tel" || uri.scheme === "other" || uri.headers === null) return [];
  const headers: Header[] = [];
  for (const part of uri.headers.split("&")) {
    const equals = part.indexOf("=");
    const name = unescapeText(equals < 0 ? part : part.slice(0, equals));
    const value = unescapeText(equals < 0 ? "" : part.slice(equals + 1));
    if (name === null || value === null || !isToken(name)) return null;
    headers.push({ name: canonicalName(name), value });
  }
  return headers;
}

function unescapeText(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The text for `SipUri.headers`; null for no headers. Used for Refer-To with Replaces (RFC 3891 7). */
export function formatUriHeaders(headers: readonly Header[]): string | null {
  if (headers.length === 0) return null;
  return headers.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}
