import type { Campaign } from "@belfry/contracts";

/** What this room needs to know of organisations; `main.ts` hands it in. */
export interface CampaignDirectory {
  /** Null: there is no such campaign in this organisation. */
  campaign(organisation: string, id: string): Campaign | null;
  /** E.164 of a number as the organisation's people write it, or null. */
  normalise(organisation: string, number: string): string | null;
}

/** What is known of calls that a process before this one has made. */
export interface CallsMade {
  /** The latest call that rang at `number` since then; `agent` is who answered in it, null when nobody had yet. */
  lastTo(
    organisation: string,
    number: string,
    since: number,
  ): Promise<{ readonly call: string; readonly answered: boolean; readonly agent: string | null } | null>;
}

export interface RoomLog {
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}
