import type { ContactOutcome, LegCause } from "@belfry/contracts";
import type { CampaignSettings } from "../settings.ts";
import { LATER, nextOpening } from "./calling-hours.ts";
import type { Contact } from "./contact.ts";

/** How often the contact was tried before, with whatever outcome. */
export function attemptsOf({ attempts }: Contact): number {
  return Object.values(attempts).reduce((sum, count) => sum + count, 0);
}

/** When a contact is tried again after this outcome, within its hours where they have any soon; null: it is done with. */
export function retryAt(
  settings: CampaignSettings | undefined,
  contact: Contact,
  outcome: ContactOutcome,
  now: number,
): number | null {
  const rule = settings?.retries[outcome];
  if (!settings || !rule || attemptsOf(contact) + 1 >= settings.mostAttempts) return null;
  if ((contact.attempts[outcome] ?? 0) >= rule.most) return null;
  const from = now + rule.after;
  return nextOpening(settings, contact, from) ?? from + LATER;
}

/** Why nobody answered, by how their leg ended. */
export function outcomeOfLeg(cause: LegCause): ContactOutcome {
  switch (cause) {
    case "busy":
    case "declined":
      return "busy";
    case "normal":
    case "noAnswer":
    case "cancelled":
      return "noAnswer";
    case "notFound":
      return "invalidNumber";
    case "unreachable":
    case "refused":
    case "overload":
    case "deviceFailed":
    case "networkFailed":
    case "mediaFailed":
      return "unreachable";
  }
}
