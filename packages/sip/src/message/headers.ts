import { splitList } from "./address.ts";
import { canonicalName } from "./names.ts";
import type { Header, SipMessage } from "./types.ts";

/** The headers that a message holds in parsed form too, or that `serialise` counts. */
const owned = new Set(["Via", "From", "To", "Call-ID", "CSeq", "Content-Length"]);

/** Under its canonical name; false for Via, From, To, Call-ID, CSeq and Content-Length. */
export function isFree(name: string): boolean {
  return !owned.has(canonicalName(name));
}

interface WithHeaders {
  readonly headers: readonly Header[];
}

/** The values of every header of this name (any case, compact or long), topmost first, as they came. */
export function headerValues(message: WithHeaders, name: string): readonly string[] {
  const same = matcher(name);
  const values: string[] = [];
  for (const header of message.headers) if (same(header)) values.push(header.value);
  return values;
}

/** The first value, or null. */
export function headerValue(message: WithHeaders, name: string): string | null {
  return message.headers.find(matcher(name))?.value ?? null;
}

/** The elements of a header that is a comma list, over all of its lines (Allow, Supported, Require, Route …). */
export function headerItems(message: WithHeaders, name: string): readonly string[] {
  return headerValues(message, name).flatMap(splitList);
}

/** Whether a list of tokens such as Supported or Allow holds this one, in any case. */
export function headerHas(message: WithHeaders, name: string, token: string): boolean {
  const wanted = token.toLowerCase();
  return headerItems(message, name).some((item) => item.toLowerCase() === wanted);
}

function matcher(name: string): (header: Header) => boolean {
  const canonical = canonicalName(name);
  const lower = canonical.toLowerCase();
  return (header) => header.name === canonical || header.name.toLowerCase() === lower;
}

/**
 * The message with these values as the only ones of a header: in the place of the first that there was, else
 * behind the others; an empty list takes the header away.
 *
 * @throws RangeError for Via, From, To, Call-ID, CSeq and Content-Length, which a builder has to write.
 */
export function withHeader<M extends SipMessage>(message: M, name: string, values: readonly string[]): M {
  if (!isFree(name)) throw new RangeError(`${name} is not a header to be replaced by itself`);
  const same = matcher(name);
  const added = values.map((value) => ({ name: canonicalName(name), value }));
  const first = message.headers.findIndex(same);
  const length = message.headers.findIndex((header) => header.name === "Content-Length");
  const place = first >= 0 ? first : length >= 0 ? length : message.headers.length;
  const before = message.headers.slice(0, place);
  const after = message.headers.slice(place).filter((header) => !same(header));
  return { ...message, headers: [...before, ...added, ...after] };
}
