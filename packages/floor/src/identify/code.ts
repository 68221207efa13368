import type { Call, CodeEntry } from "../call/call.ts";
import type { Work } from "../work.ts";

/** After a digit nothing follows for so long: that was the code. */
export const CODE_PAUSE = 8_000;
export const CODE_ATTEMPTS = 3;

/** Takes a key of a code: `*` begins anew, `#` ends it. */
export function isComplete(code: CodeEntry, key: string): boolean {
  if (key === "*") code.entered = "";
  else if (key !== "#") code.entered += key;
  return key === "#" || code.entered.length >= code.length;
}

/** Hands over what was typed, and forgets it. */
export function submit(w: Work, call: Call, entry: CodeEntry): void {
  const { id, dialled, caller } = call;
  const { entered: code } = entry;
  entry.attempts += 1;
  entry.awaited = entry.attempts;
  entry.entered = "";
  const attempt = entry.attempts;
  w.effects.push({ type: "visit.codeEntered", call: id, dialled: dialled ?? "", caller, code, attempt });
}
