import { type ContactInput, type ContactProblem, cardLink } from "@belfry/contracts";

/** A contact that may be kept: its number is E.164. */
export type CheckedContact = Omit<ContactInput, "number"> & { readonly number: string };

/** Checks what belongs to one contact alone. */
export function checkContact(
  input: ContactInput,
  normalise: (number: string) => string | null,
): CheckedContact | ContactProblem {
  if (input.number === "") return "noNumber";
  const number = normalise(input.number);
  if (number === null) return "invalidNumber";
  if (input.timeZone !== null && !isTimeZone(input.timeZone)) return "unknownTimeZone";
  if (input.cardLink !== null && !cardLink.safeParse(input.cardLink).success) return "badCardLink";
  return { ...input, number };
}

const zones = new Map<string, boolean>();
/** Making a format is slow, and a file has the same few zones in every row. */
function isTimeZone(name: string): boolean {
  let known = zones.get(name);
  if (known === undefined) {
    known = canFormat(name);
    if (zones.size >= 1000) zones.clear();
    zones.set(name, known);
  }
  return known;
}

function canFormat(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
