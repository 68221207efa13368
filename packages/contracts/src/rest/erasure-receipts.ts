import { z } from "zod";
import { instant } from "../agent-view.ts";
import { attributeTag } from "../visits.ts";
import { pageQuery, uuid } from "./common.ts";

/** What was erased of what. */
export const erasedKind = z.enum(["attributes", "code", "providerReference", "callerNumber", "callerName"]);
export type ErasedKind = z.infer<typeof erasedKind>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Proof that something was forgotten; it holds nothing personal. `hash` is SHA-256, in hexadecimal, of the receipt's
 * other fields as canonical JSON (RFC 8785); `previous` is the `hash` of the receipt before it, so that none can be taken
 * out or changed.
 */
export const erasureReceipt = z.object({
  /** 1, 2, 3 … of each organisation. */
  number: z.number().int().positive(),
  id: uuid,
  kinds: z.array(
    z.object({
      kind: erasedKind,
      tags: z.array(attributeTag).optional(),
      /** Of so many; a receipt for callers' numbers is for all that went together. */
      count: z.number().int().positive().optional(),
    }),
  ),
  /** When it became known, when it had to be forgotten at the latest, and when it was. */
  learnedAt: instant,
  dueAt: instant,
  erasedAt: instant,
  /**
   * Its time had come; the visitor asked; the visit came to nothing; its key was found missing, as after the database was
   * restored from a backup; or the clock had been set back, so that nobody knew any more how old it was.
   */
  why: z.enum(["time", "asked", "unfinished", "keyLost", "clockSetBack"]),
  previous: sha256,
  hash: sha256,
});
export type ErasureReceipt = z.infer<typeof erasureReceipt>;

/** `GET` of the receipts: the newest first. */
export const erasureReceiptQuery = pageQuery.pick({ cursor: true, limit: true });
export const erasureReceiptPage = z.object({
  items: z.array(erasureReceipt),
  next: z.string().nullable(),
  /** The last one of all: whoever noted its hash can tell later whether receipts of before are missing. */
  head: z.object({ number: z.number().int(), hash: sha256 }).nullable(),
});
export type ErasureReceiptPage = z.infer<typeof erasureReceiptPage>;
