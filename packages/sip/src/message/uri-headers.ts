import { canonicalName } from "./names.ts";
import type { Header, Uri } from "./types.ts";

/** The headers behind the `?` of a SIP URI, unescaped; null when an escape is broken. `body` is among them. */
export function uriHeaders(uri: Uri): readonly Header[] | null {
  if (uri.scheme === "tel" || uri.scheme === "other" || uri.headers === null) return [];
  try {
    return uri.headers.split("&").map((part) => {
      const equals = part.indexOf("=");
      const name = equals < 0 ? part : part.slice(0, equals);
      const value = equals < 0 ? "" : part.slice(equals + 1);
      return { name: canonicalName(decodeURIComponent(name)), value: decodeURIComponent(value) };
    });
  } catch {
    return null;
  }
}

/** The text for `SipUri.headers`; null for no headers. Used for Refer-To with Replaces (RFC 3891 7). */
export function formatUriHeaders(headers: readonly Header[]): string | null {
  if (headers.length === 0) return null;
  return headers.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}
