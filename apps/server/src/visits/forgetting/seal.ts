import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type VerifiedAttribute, verifiedAttribute } from "@belfry/contracts";
import { z } from "zod";

/** Where sealed attributes belong and how long they may be read; they open nowhere else and no longer. */
export interface Place {
  readonly organisation: string;
  readonly visit: string;
  readonly learnedAt: number;
  readonly until: number;
}
const NONCE = 12;
const TAG = 16;
const inside = z.array(verifiedAttribute);

/** AES-256-GCM; the text is base64url of nonce (12 octets), tag (16 octets) and what is sealed. Wipes the key. */
export function sealAttributes(key: Buffer, place: Place, attributes: readonly VerifiedAttribute[]): string {
  const plain = Buffer.from(JSON.stringify(attributes));
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(about(place));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  plain.fill(0);
  key.fill(0);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url");
}

/** Null when the key is another, or anything was changed. Wipes the key. */
export function openAttributes(key: Buffer, place: Place, sealed: string): VerifiedAttribute[] | null {
  const octets = Buffer.from(sealed, "base64url");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, octets.subarray(0, NONCE), { authTagLength: TAG })
      .setAAD(about(place))
      .setAuthTag(octets.subarray(NONCE, NONCE + TAG));
    const plain = Buffer.concat([decipher.update(octets.subarray(NONCE + TAG)), decipher.final()]);
    const attributes = inside.parse(JSON.parse(plain.toString()));
    plain.fill(0);
    return attributes;
  } catch {
    // NOTE: what is wrong is not told on: a parser's message may quote what it read.
    return null;
  } finally {
    key.fill(0);
  }
}

function about({ organisation, visit, learnedAt, until }: Place): Buffer {
  return Buffer.from(`belfry visit ${organisation} ${visit} ${learnedAt} ${until}`);
}
