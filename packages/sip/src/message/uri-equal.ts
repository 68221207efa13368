import { expandIpv6 } from "./host.ts";
import type { Params, SipUri, TelUri, Uri } from "./types.ts";
import { uriHeaders } from "./uri-headers.ts";

/** Whether two URIs mean the same by RFC 3261 19.1.4, RFC 5954 and RFC 3966 5. Not transitive, as the RFC says. */
export function equalUris(a: Uri, b: Uri): boolean {
  if (a.scheme === "tel") return b.scheme === "tel" && equalTel(a, b);
  if (a.scheme === "other") return b.scheme === "other" && a.text === b.text;
  return b.scheme !== "tel" && b.scheme !== "other" && equalSip(a, b);
}

function equalSip(a: SipUri, b: SipUri): boolean {
  return (
    a.scheme === b.scheme &&
    a.port === b.port &&
    equalHosts(a.host, b.host) &&
    plain(a.user) === plain(b.user) &&
    plain(a.password) === plain(b.password) &&
    equalSipParams(a.params, b.params) &&
    equalHeaders(a, b)
  );
}

function equalHosts(a: string, b: string): boolean {
  if (a === b) return true;
  return a.startsWith("[") && b.startsWith("[") && expandIpv6(a.slice(1, -1)) === expandIpv6(b.slice(1, -1));
}

/** These make a difference even when only one of the two has them. */
const telling = ["user", "ttl", "method", "maddr", "transport"];

function equalSipParams(a: Params, b: Params): boolean {
  for (const name of telling) if (Object.hasOwn(a, name) !== Object.hasOwn(b, name)) return false;
  for (const name of Object.keys(a)) if (Object.hasOwn(b, name) && !equalParam(a, b, name)) return false;
  return true;
}

function equalParam(a: Params, b: Params, name: string): boolean {
  return plain(a[name] ?? null)?.toLowerCase() === plain(b[name] ?? null)?.toLowerCase();
}

function equalHeaders(a: SipUri, b: SipUri): boolean {
  if (a.headers === b.headers) return true;
  const [one, other] = [sortedHeaders(a), sortedHeaders(b)];
  return one !== null && one === other;
}

function sortedHeaders(uri: SipUri): string | null {
  const lines = uriHeaders(uri)?.map(({ name, value }) => `${name.toLowerCase()}:${value}`);
  return lines === undefined ? null : lines.sort().join("\n");
}

function equalTel(a: TelUri, b: TelUri): boolean {
  const names = Object.keys(a.params);
  return (
    digits(a.number) === digits(b.number) &&
    names.length === Object.keys(b.params).length &&
    names.every((name) => Object.hasOwn(b.params, name) && equalParam(a.params, b.params, name))
  );
}

function digits(number: string): string {
  return number.replace(/[-.()]/g, "").toLowerCase();
}

/** An escaped character equals the plain one unless it is reserved (RFC 3261 25.1). */
function plain(text: string | null): string | null {
  if (text === null || !text.includes("%")) return text;
  return text.replace(/%([\dA-Fa-f]{2})/g, (escaped, hex: string) => {
    const code = Number.parseInt(hex, 16);
    const character = String.fromCharCode(code);
    return code > 0x20 && code < 0x7f && !";/?:@&=+$,%".includes(character) ? character : escaped.toUpperCase();
  });
}
