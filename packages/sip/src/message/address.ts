import { Cursor, closingQuote, formatParams, quoteText, unquote } from "./cursor.ts";
import type { NameAddr } from "./types.ts";
import { formatUri, parseUri } from "./uri.ts";

/** One `name-addr` or `addr-spec` with its header parameters (RFC 3261 20.10); null when it is malformed. */
export function parseNameAddr(text: string): NameAddr | null {
  const cursor = new Cursor(text);
  const address = readNameAddr(cursor);
  return address !== null && Number.isNaN(cursor.peek()) ? address : null;
}

/** A comma list of them, as in Contact, Route and Record-Route; null when any is malformed. */
export function parseNameAddrs(text: string): readonly NameAddr[] | null {
  const cursor = new Cursor(text);
  const list: NameAddr[] = [];
  do {
    const address = readNameAddr(cursor);
    if (address === null) return null;
    list.push(address);
  } while (cursor.take(0x2c));
  return cursor.done ? list : null;
}

function readNameAddr(cursor: Cursor): NameAddr | null {
  let display: string | null = null;
  if (cursor.peek() === 0x22) {
    const raw = cursor.quoted();
    if (raw === "" || cursor.peek() !== 0x3c) return null;
    display = unquote(raw);
  }
  const open = cursor.text.charCodeAt(cursor.at) === 0x3c ? cursor.at : openingBracket(cursor);
  if (open < 0) return readAddrSpec(cursor);
  if (open > cursor.at) display = cursor.text.slice(cursor.at, open).trim();
  const close = cursor.text.indexOf(">", open);
  if (close < 0) return null;
  // NOTE: RFC 4475 3.1.2.13 lets us refuse or mend white space inside the brackets; it does no harm.
  const uri = parseUri(cursor.text.slice(open + 1, close).trim());
  if (uri === null) return null;
  cursor.at = close + 1;
  const params = cursor.params();
  return params === null ? null : { display, uri, params };
}

/**
 * Where the URI begins behind a display name of bare tokens. NOTE: a name with other characters in it is taken
 * as long as no separator of lists and parameters comes first (RFC 4475 3.1.2.15 allows either).
 */
function openingBracket(cursor: Cursor): number {
  const { text } = cursor;
  for (let i = cursor.at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x3c) return i;
    if (code === 0x3a || code === 0x2c || code === 0x3b || code === 0x22) return -1;
  }
  return -1;
}

/** Without brackets, a semicolon begins a header parameter and commas and question marks are not allowed. */
function readAddrSpec(cursor: Cursor): NameAddr | null {
  const { text } = cursor;
  let end = cursor.at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === 0x3b || code === 0x2c || code === 0x20 || code === 0x09) break;
    if (code === 0x3f) return null;
    end++;
  }
  const uri = parseUri(text.slice(cursor.at, end));
  if (uri === null) return null;
  cursor.at = end;
  const params = cursor.params();
  return params === null ? null : { display: null, uri, params };
}

/** Always with brackets, so that URI and header parameters cannot be confused. */
export function formatNameAddr(address: NameAddr): string {
  const display = address.display === null ? "" : `${quoteText(address.display)} `;
  return `${display}<${formatUri(address.uri)}>${formatParams(address.params)}`;
}

/** Cuts a comma list where commas stand outside quotes and brackets; empty elements are left out. */
export function splitList(text: string): readonly string[] {
  if (!text.includes(",")) return text === "" ? [] : [text];
  const items: string[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? 0x2c : text.charCodeAt(i);
    if (code === 0x22) {
      const end = closingQuote(text, i);
      i = end < 0 ? text.length - 1 : end;
    } else if (code === 0x3c) {
      const end = text.indexOf(">", i);
      i = end < 0 ? text.length - 1 : end;
    } else if (code === 0x2c) {
      const item = text.slice(start, i).trim();
      if (item !== "") items.push(item);
      start = i + 1;
    }
  }
  return items;
}
