import { Refusal } from "@belfry/contracts";

/** Control characters but for tab and new line, and halves of a character: no database and no SIP header takes them. */
const NO_TEXT = /(?![\t\n])[\p{Cc}\p{Cs}]/u;

/** Throws `invalid_request` when some text in what came, at any depth, holds a character that is no text. */
export function requirePlainText(...came: readonly unknown[]): void {
  const left: unknown[] = [...came];
  // Not by recursion: a megabyte of brackets is deep.
  for (let value = left.pop(); value !== undefined || left.length > 0; value = left.pop()) {
    if (typeof value === "string" && NO_TEXT.test(value)) {
      throw new Refusal("invalid_request", { detail: "there is a character that is no text" });
    }
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) left.push(key, inner);
  }
}
