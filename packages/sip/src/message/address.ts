import { Cursor, closingQuote, formatParams, quoteText, unquote } from "./cursor.ts";
import type { NameAddr, Uri } from "./types.ts";
import { formatUri, readUri } from "./uri.ts";

const quote = 0x22;
const comma = 0x2c;
const open = 0x3c;
const close = 0x3e;

/** One `name-addr` or `addr-spec` with its header parameters (RFC 3261 20.10); null when it is malformed. */
export function parseNameAddr(text: string): NameAddr | null {
  return readSingleNameAddr(text, 0, text.length);
}

/** The one that fills `text` from `start` to `end`. */
export function readSingleNameAddr(text: string, start: number, end: number): NameAddr | null {
  const cursor = new Cursor(text, start, end);
  const address = readNameAddr(cursor);
  return cursor.atEnd() ? address : null;
}

/** A comma list of them, as in Contact, Route and Record-Route; null when any is malformed. */
export function parseNameAddrs(text: string): readonly NameAddr[] | null {
  const cursor = new Cursor(text);
  const list: NameAddr[] = [];
  do {
    const address = readNameAddr(cursor);
    if (address === null) return null;
    list.push(address);
  } while (cursor.take(comma));
  return cursor.atEnd() ? list : null;
}

function readNameAddr(cursor: Cursor): NameAddr | null {
  let display: string | null = null;
  const first = cursor.peek();
  if (first === quote) {
    const raw = cursor.value();
    if (raw === "" || cursor.peek() !== open) return null;
    display = unquote(raw);
  } else if (first !== open) {
    const bracket = openingBracket(cursor);
    if (bracket < 0) return withParams(cursor, null, readBareUri(cursor));
    display = cursor.slice(bracket).trimEnd();
  }
  const { text } = cursor;
  let start = cursor.at + 1;
  let end = start;
  while (end < cursor.end && text.charCodeAt(end) !== close) end++;
  if (end === cursor.end) return null;
  cursor.at = end + 1;
  // NOTE: RFC 4475 3.1.2.14 lets us refuse or mend white space inside the brackets; it does no harm.
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return withParams(cursor, display, readUri(text, start, end));
}

function withParams(cursor: Cursor, display: string | null, uri: Uri | null): NameAddr | null {
  const params = uri === null ? null : cursor.params();
  return uri === null || params === null ? null : { display, uri, params };
}

/**
 * Where the URI begins behind a display name without quotes, or -1 when there is none. NOTE: a name with other
 * characters than those of tokens is taken as long as none of them separates lists, parameters or schemes.
 */
function openingBracket(cursor: Cursor): number {
  for (let i = cursor.at; i < cursor.end; i++) {
    const code = cursor.text.charCodeAt(i);
    if (code === open) return i;
    if (code === 0x3a || code === comma || code === 0x3b || code === quote) return -1;
  }
  return -1;
}

/** Without brackets, a semicolon begins a header parameter; commas and question marks are not allowed. */
function readBareUri(cursor: Cursor): Uri | null {
  const { text, at: start } = cursor;
  let end = start;
  for (; end < cursor.end; end++) {
    const code = text.charCodeAt(end);
    if (code === 0x3b || code === comma || isSpace(code)) break;
    if (code === 0x3f) return null;
  }
  cursor.at = end;
  return readUri(text, start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Always with brackets, so that URI and header parameters cannot be confused. */
export function formatNameAddr(address: NameAddr): string {
  const display = address.display === null ? "" : `${quoteText(address.display)} `;
  return `${display}<${formatUri(address.uri)}>${formatParams(address.params)}`;
}

/** Cuts a comma list where commas stand outside quotes and brackets; empty elements are left out. */
export function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? comma : text.charCodeAt(i);
    if (code === quote || code === open) {
      // What is not closed reaches to the end.
      const end = code === quote ? closingQuote(text, i, text.length) : text.indexOf(">", i);
      i = end < 0 ? text.length - 1 : end;
    } else if (code === comma) {
      const item = text.slice(start, i).trim();
      if (item !== "") items.push(item);
      start = i + 1;
    }
  }
  return items;
}
