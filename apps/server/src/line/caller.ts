import { headerValue, headerValues, type NameAddr, parseNameAddrs, type SipRequest } from "@belfry/sip";

/** Who calls, as the trunk says. Both are null when the caller withholds them. */
export interface CallerId {
  /** The user part, as it was sent: a number of some form, or a name. */
  readonly sent: string | null;
  readonly name: string | null;
}

const LONGEST_NAME = 80;

/** RFC 3323, 4.2 and RFC 3325, 9.1: with one of these the identity must not reach whoever is called. */
const WITHHOLDING = new Set(["id", "user", "header"]);

/** A trunk is trusted to name the caller (RFC 3325); From is what is left. */
export function callerOf(request: SipRequest): CallerId {
  if (isWithheld(request)) return { sent: null, name: null };
  const asserted = headerValue(request, "P-Asserted-Identity");
  const { uri, display } = (asserted === null ? null : parseNameAddrs(asserted)?.[0]) ?? request.from;
  return { sent: userOf(uri), name: display === null ? null : cleanName(display) };
}

/**
 * Trusted trunks send a withheld number too, for the police and the bill, and say in Privacy that nobody else may see
 * it. An anonymous From (RFC 3323, 4.1.1.3) says the same without that header; `none` asks that nothing be withheld.
 */
function isWithheld(request: SipRequest): boolean {
  // NOTE: the RFC parts the values by semicolons; commas are seen as well.
  const asked = headerValues(request, "Privacy").flatMap((value) => value.toLowerCase().split(/[;,\s]+/));
  if (asked.some((value) => WITHHOLDING.has(value))) return true;
  return !asked.includes("none") && isAnonymous(request.from);
}

function isAnonymous({ uri }: NameAddr): boolean {
  if (uri.scheme === "tel" || uri.scheme === "other") return false;
  return uri.user?.toLowerCase() === "anonymous" || uri.host.toLowerCase() === "anonymous.invalid";
}

/** What a caller calls themselves: of a length that every page can be told, and text alone. */
function cleanName(display: string): string {
  return display.replaceAll(/\p{Cc}/gu, "").slice(0, LONGEST_NAME);
}

/** The user part of a SIP address, or the number of a `tel:` one. */
export function userOf(uri: SipRequest["uri"]): string | null {
  if (uri.scheme === "tel") return uri.number;
  return uri.scheme === "other" || uri.user === null ? null : safeDecode(uri.user);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
