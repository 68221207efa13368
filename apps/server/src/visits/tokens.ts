import { createHash, randomBytes } from "node:crypto";

const FORM = /^([\w-]{22})\.([\w-]{43})$/;

/** What opens something of one visit: the organisation, so that every query is bound to it, and 256 random bits. */
export interface Token {
  readonly text: string;
  readonly organisation: string;
}

export function newToken(organisation: string): Token {
  const name = Buffer.from(organisation.replaceAll("-", ""), "hex").toString("base64url");
  return { text: `${name}.${randomBytes(32).toString("base64url")}`, organisation };
}

/** Null: this cannot be a token. */
export function readToken(text: string): Token | null {
  const [, name] = FORM.exec(text) ?? [];
  if (name === undefined) return null;
  const hex = Buffer.from(name, "base64url").toString("hex");
  return { text, organisation: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") };
}

/** What is kept of it. The token is random enough to need no slow hash. */
export function hashOf(...secrets: readonly string[]): string {
  return createHash("sha256").update(secrets.join("\n")).digest("base64url");
}
