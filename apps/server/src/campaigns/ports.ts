import type { Campaign } from "@belfry/contracts";

/** What this room needs to know of organisations; `main.ts` hands it in. */
export interface CampaignDirectory {
  /** Null: there is no such campaign in this organisation. */
  campaign(organisation: string, id: string): Campaign | null;
  /** E.164 of a number as the organisation's people write it, or null. */
  normalise(organisation: string, number: string): string | null;
}

export interface RoomLog {
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}
