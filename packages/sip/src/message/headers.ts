import { splitList } from "./address.ts";
import { canonicalName } from "./names.ts";
import type { Header } from "./types.ts";

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
