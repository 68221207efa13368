import type { OpeningHours } from "@belfry/contracts";
import { isOpen, nextLook } from "../hours/hours.ts";
import type { CampaignSettings } from "../settings.ts";
import type { Contact } from "./contact.ts";

/** Weekly hours with holidays come round within this. */
const FAR_ENOUGH = 15 * 24 * 3_600_000;
/** A contact that cannot be called as the settings are is looked at again after this. */
export const LATER = 24 * 3_600_000;

/** A campaign's hours as they are where the contact is. */
function hoursFor({ hours }: CampaignSettings, { timeZone }: Contact): OpeningHours | null {
  return hours && timeZone !== null ? { ...hours, timeZone } : hours;
}

export function mayCall(settings: CampaignSettings, contact: Contact, now: number): boolean {
  return isOpen(hoursFor(settings, contact), now);
}

/** The first instant from `from` on at which the contact may be called; null: none within two weeks. */
export function nextOpening(settings: CampaignSettings, contact: Contact, from: number): number | null {
  const hours = hoursFor(settings, contact);
  for (let at = from; at < from + FAR_ENOUGH; at = nextLook(hours?.timeZone ?? "UTC", hours, at))
    if (isOpen(hours, at)) return at;
  return null;
}

/** When it may change whether the contact may be called. */
export function nextChange(settings: CampaignSettings, contact: Contact, now: number): number {
  const hours = hoursFor(settings, contact);
  return hours ? nextLook(hours.timeZone, hours, now) : Number.POSITIVE_INFINITY;
}
