import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { Turns } from "./turns.ts";

/** OWASP's recommendation for argon2id, which is the library's own choice of algorithm: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashing is made to be dear: a flood of it must not take every thread and the memory. */
const turns = new Turns(2, 300);

/** Rejects with `too_many_requests` when too many passwords wait to be hashed or compared. */
export function hashPassword(password: string): Promise<string> {
  return turns.take(() => hash(password, COST));
}

/**
 * For a password of `makePassword` alone: no guessing gets through its 70 bits, dear or not, and thousands are made at
 * once when people come from a file. Comparing costs as much as with any other.
 */
export function hashMadePassword(password: string): Promise<string> {
  return hash(password, LIGHT);
}
const LIGHT = { memoryCost: 256, timeCost: 1, parallelism: 1 };
const isLight = (stored: string) => stored.includes(`$m=${LIGHT.memoryCost},`);

/** Nobody's password: what an unknown login is compared with, so that it takes as long as a known one. */
const nobody = hashPassword(randomBytes(32).toString("base64url"));

/**
 * Compares in the same time whether there is such a person (`stored` null: there is none) or not. Rejects as
 * `hashPassword` does, unless it is `urgent`.
 */
export async function passwordFits(stored: string | null, password: string, urgent = false): Promise<boolean> {
  const other = await nobody;
  const fits = await turns.take(async () => {
    if (stored !== null && isLight(stored)) await verify(other, password);
    return verify(stored ?? other, password);
  }, urgent);
  return stored !== null && fits;
}

/** Readable aloud and typed without doubt: no 0/O, 1/l/I. 70 bits in four groups. */
export function makePassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const text: string[] = [];
  while (text.length < 14) {
    for (const byte of randomBytes(32)) {
      // Bytes at and above 248 would make the first letters likelier than the others.
      if (byte < 248 && text.length < 14) text.push(letters.charAt(byte % letters.length));
    }
  }
  return `${text.slice(0, 4).join("")}-${text.slice(4, 7).join("")}-${text.slice(7, 10).join("")}-${text.slice(10).join("")}`;
}
