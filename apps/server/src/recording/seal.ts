import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { Refusal } from "@belfry/contracts";

/**
 * How a recording lies on disk:
 *
 * ```
 * head    "BELFREC1", 8 octets that name the server's key, the recording's own key sealed with it (12 + 16 + 32)
 * chunk*  length (32 bits), sealed sound, tag (16 octets)
 * ```
 * AES-256-GCM throughout. Every recording has a key of its own, so the number of a chunk is its nonce: a chunk that was
 * changed, moved, or taken from another recording does not open. A crash leaves a torn last chunk, which is left out.
 * That whole chunks are missing at the end shows by the length that the database keeps of a recording that ended.
 */
const MAGIC = Buffer.from("BELFREC1", "latin1");
const KEY_NAME = 8;
const NONCE = 12;
export const TAG = 16;
const KEY = 32;
export const HEAD = MAGIC.length + KEY_NAME + NONCE + TAG + KEY;
/** The sound of half a second is some kilobytes; more is damage. */
export const LARGEST_CHUNK = 1 << 20;

/** What it says is for the log; people are told the registry's sentence. */
export class DamagedRecording extends Refusal {
  constructor(why: string, cause?: unknown) {
    super("recording_damaged");
    this.cause = new Error(why, { cause });
  }
}

/** The key that seals the keys of recordings, made of the server's one secret. */
export interface ServerKey {
  readonly name: Buffer;
  readonly key: Buffer;
}

export function serverKey(secret: string): ServerKey {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "belfry call recordings", KEY));
  return { key, name: createHash("sha256").update(key).digest().subarray(0, KEY_NAME) };
}

export interface FreshKey {
  readonly key: Buffer;
  readonly head: Buffer;
}

/** `place` says whose recording it is; the head opens nowhere else. */
export function freshKey(server: ServerKey, place: string): FreshKey {
  const key = randomBytes(KEY);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", server.key, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
  return { key, head: Buffer.concat([MAGIC, server.name, nonce, cipher.getAuthTag(), sealed]) };
}

export function openHead(server: ServerKey, place: string, head: Buffer): Buffer {
  if (head.length < HEAD || !head.subarray(0, MAGIC.length).equals(MAGIC)) throw new DamagedRecording("no recording");
  let at = MAGIC.length;
  const take = (count: number) => {
    at += count;
    return head.subarray(at - count, at);
  };
  if (!take(KEY_NAME).equals(server.name)) throw new DamagedRecording("sealed with another key of the server");
  const nonce = take(NONCE);
  const tag = take(TAG);
  return opened(server.key, nonce, Buffer.from(place), tag, take(KEY));
}

function nonceOf(chunk: number): Buffer {
  const nonce = Buffer.alloc(NONCE);
  nonce.writeUInt32BE(chunk, NONCE - 4);
  return nonce;
}

export function sealChunk(key: Buffer, chunk: number, sound: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(sound.length);
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(chunk)).setAAD(length);
  const sealed = Buffer.concat([cipher.update(sound), cipher.final()]);
  return Buffer.concat([length, sealed, cipher.getAuthTag()]);
}

/** `body` is the sealed sound with its tag. */
export function openChunk(key: Buffer, chunk: number, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length - TAG);
  return opened(key, nonceOf(chunk), length, body.subarray(-TAG), body.subarray(0, -TAG));
}

function opened(key: Buffer, nonce: Buffer, about: Buffer, tag: Buffer, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG }).setAAD(about).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch (cause) {
    throw new DamagedRecording("the recording was changed", cause);
  }
}
