import { Cursor, formatParams } from "./cursor.ts";
import type { Via } from "./types.ts";

const slash = 0x2f;

/** The elements of one Via header; null when any is malformed (RFC 3261 20.42). */
export function parseVias(text: string): readonly Via[] | null {
  const list: Via[] = [];
  return readVias(text, 0, text.length, list) ? list : null;
}

/** Appends the elements that fill `text` from `start` to `end` to `list`; false when any is malformed. */
export function readVias(text: string, start: number, end: number, list: Via[]): boolean {
  const cursor = new Cursor(text, start, end);
  do {
    const via = readVia(cursor);
    if (via === null) return false;
    list.push(via);
  } while (cursor.take(0x2c));
  return cursor.atEnd();
}

function readVia(cursor: Cursor): Via | null {
  cursor.peek();
  if (cursor.text.startsWith("SIP/2.0/", cursor.at)) cursor.at += 8;
  else if (!readProtocol(cursor)) return null;
  const transport = cursor.token().toUpperCase();
  const behind = cursor.at;
  cursor.peek();
  if (transport === "" || cursor.at === behind) return null;
  const host = cursor.host();
  if (host === "") return null;
  let port: number | null = null;
  if (cursor.take(0x3a)) {
    cursor.peek();
    port = cursor.port();
    if (port < 0) return null;
  }
  const params = cursor.params();
  return params === null ? null : { transport, host, port, params };
}

/** The name and version of the protocol with white space around the slashes. */
function readProtocol(cursor: Cursor): boolean {
  return cursor.token().toUpperCase() === "SIP" && cursor.take(slash) && cursor.token() === "2.0" && cursor.take(slash);
}

export function formatVia(via: Via): string {
  const port = via.port === null ? "" : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${via.host}${port}${formatParams(via.params)}`;
}
