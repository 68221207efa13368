import { Cursor, unquote } from "./cursor.ts";

/** One challenge or one set of credentials: the scheme as it came, parameters unquoted by lower-case name. */
export interface AuthField {
  readonly scheme: string;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * The value of WWW-Authenticate, Proxy-Authenticate, Authorization or Proxy-Authorization (RFC 3261 25.1), which
 * may hold several challenges; null when it is malformed.
 */
export function parseAuth(text: string): readonly AuthField[] | null {
  const cursor = new Cursor(text);
  const fields: AuthField[] = [];
  let params: Map<string, string> | null = null;
  do {
    let name = cursor.token();
    if (name === "") return null;
    if (!cursor.take(0x3d)) {
      // A token that no `=` follows is the scheme of the next challenge.
      params = new Map();
      fields.push({ scheme: name, params });
      name = cursor.token();
      if (name === "") continue;
      if (!cursor.take(0x3d)) return null;
    }
    if (params === null) return null;
    const value = cursor.value();
    if (value === "") return null;
    const key = name.toLowerCase();
    if (!params.has(key)) params.set(key, unquote(value));
  } while (cursor.take(0x2c));
  return cursor.atEnd() ? fields : null;
}
