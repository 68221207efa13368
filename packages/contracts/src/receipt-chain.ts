import { type ErasureReceipt, erasureReceipt } from "./rest/erasure-receipts.ts";

/** What the first receipt of a chain names as the one before it. */
export const NO_RECEIPT = "0".repeat(64);
/** Erasing may take so long after its time; what took longer is told. */
export const ERASED_WITHIN = 60_000;

/** SHA-256 of a text's UTF-8, in lower-case hexadecimal. */
export type Sha256 = (text: string) => string;

/** RFC 8785 for what receipts hold: strings, whole numbers, arrays and objects of those. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // Section 3.2.3: by UTF-16 code units, which is how strings compare here.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** A receipt after `before` (null: the first one). */
export function chainedReceipt(
  before: Pick<ErasureReceipt, "number" | "hash"> | null,
  about: Omit<ErasureReceipt, "number" | "previous" | "hash">,
  sha256: Sha256,
): ErasureReceipt {
  const receipt = { ...about, number: (before?.number ?? 0) + 1, previous: before?.hash ?? NO_RECEIPT };
  return { ...receipt, hash: sha256(canonicalJson(receipt)) };
}

export type ReceiptFlaw =
  /** This line is no JSON, or no receipt. */
  | { readonly kind: "unreadable" }
  /** Receipts are missing before it, or stand in another order. */
  | { readonly kind: "number"; readonly expected: number; readonly found: number }
  /** It does not follow from the one before it: that one was changed or replaced. */
  | { readonly kind: "previous" }
  /** Its own words were changed. */
  | { readonly kind: "hash" }
  /** All are whole, but the last one is not the one that was expected: some are missing at the end, or all are others. */
  | { readonly kind: "head"; readonly expected: string; readonly found: string };

export type ReceiptCheck =
  | {
      readonly whole: true;
      readonly count: number;
      /** Hash of the last one; `NO_RECEIPT` when there is none. */
      readonly head: string;
      /** Receipts of what was erased over a minute after its time, and the longest of these delays. */
      readonly late: { readonly count: number; readonly longest: number };
    }
  /** The first that is wrong: its line in the file, counted from 1. */
  | { readonly whole: false; readonly line: number; readonly number: number | null; readonly flaw: ReceiptFlaw };

/**
 * Checks a downloaded file of receipts, one JSON text a line, from the first receipt on. `head`: the hash that the last
 * one must have, or one of the receipts where `head` was noted earlier than the download.
 */
export function checkReceipts(file: string, sha256: Sha256, head: string | null = null): ReceiptCheck {
  let before: ErasureReceipt | null = null;
  let [line, lateCount, longest] = [0, 0, 0];
  let headSeen = head === null || head === NO_RECEIPT;
  for (const text of file.split("\n")) {
    line += 1;
    if (text.trim() === "") continue;
    const receipt = readReceipt(text);
    if (receipt === null) return { whole: false, line, number: null, flaw: { kind: "unreadable" } };
    const flaw = flawOf(receipt, before, sha256);
    if (flaw !== null) return { whole: false, line, number: receipt.number, flaw };
    const delay = receipt.erasedAt - receipt.dueAt;
    if (delay > ERASED_WITHIN) lateCount += 1;
    longest = Math.max(longest, delay);
    headSeen ||= receipt.hash === head;
    before = receipt;
  }
  const found = before?.hash ?? NO_RECEIPT;
  if (head !== null && !headSeen)
    return { whole: false, line, number: before?.number ?? null, flaw: { kind: "head", expected: head, found } };
  return {
    whole: true,
    count: before?.number ?? 0,
    head: found,
    late: { count: lateCount, longest: lateCount === 0 ? 0 : longest },
  };
}

function flawOf(receipt: ErasureReceipt, before: ErasureReceipt | null, sha256: Sha256): ReceiptFlaw | null {
  const expected = (before?.number ?? 0) + 1;
  if (receipt.number !== expected) return { kind: "number", expected, found: receipt.number };
  const { hash, ...rest } = receipt;
  if (sha256(canonicalJson(rest)) !== hash) return { kind: "hash" };
  if (receipt.previous !== (before?.hash ?? NO_RECEIPT)) return { kind: "previous" };
  return null;
}

/** Strict: a member that we do not know would not be part of what is hashed. */
function readReceipt(text: string): ErasureReceipt | null {
  try {
    return erasureReceipt.strict().parse(JSON.parse(text));
  } catch {
    return null;
  }
}
