import { Cursor, formatParams } from "./cursor.ts";
import { parseHost } from "./host.ts";
import type { Via } from "./types.ts";

/** Appends the elements of one Via header to `list`; false when any is malformed (RFC 3261 20.42). */
export function parseVias(text: string, list: Via[]): boolean {
  const cursor = new Cursor(text);
  do {
    const via = readVia(cursor);
    if (via === null) return false;
    list.push(via);
  } while (cursor.take(0x2c));
  return cursor.done;
}

function readVia(cursor: Cursor): Via | null {
  cursor.skipSpace();
  if (cursor.token().toUpperCase() !== "SIP" || !cursor.take(0x2f)) return null;
  cursor.skipSpace();
  if (cursor.token() !== "2.0" || !cursor.take(0x2f)) return null;
  cursor.skipSpace();
  const transport = cursor.token().toUpperCase();
  const before = cursor.at;
  cursor.skipSpace();
  if (transport === "" || cursor.at === before) return null;
  let place = cursor.value();
  // White space may stand on both sides of the colon before the port.
  if (cursor.take(0x3a) || place.endsWith(":")) {
    cursor.skipSpace();
    place = `${place.replace(/:$/, "")}:${cursor.token()}`;
  }
  const parsed = parseHost(place);
  if (parsed === null) return null;
  const params = cursor.params();
  return params === null ? null : { transport, host: parsed.host, port: parsed.port, params };
}

export function formatVia(via: Via): string {
  const port = via.port === null ? "" : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${via.host}${port}${formatParams(via.params)}`;
}
