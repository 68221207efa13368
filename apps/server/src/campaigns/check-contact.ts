import { type ContactInput, type ContactProblem, cardLink } from "@belfry/contracts";
import { timeZoneOf } from "@belfry/floor";

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
  const timeZone = input.timeZone === null ? null : knownZone(input.timeZone);
  if (timeZone === null && input.timeZone !== null) return "unknownTimeZone";
  if (input.cardLink !== null && !cardLink.safeParse(input.cardLink).success) return "badCardLink";
  return { ...input, number, timeZone };
}

const zones = new Map<string, string | null>();
/** Making a format is slow, and a file has the same few zones in every row. */
function knownZone(name: string): string | null {
  let known = zones.get(name);
  if (known === undefined) {
    known = timeZoneOf(name);
    if (zones.size >= 1000) zones.clear();
    zones.set(name, known);
  }
  return known;
}
