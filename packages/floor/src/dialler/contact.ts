import type { ContactOutcome } from "@belfry/contracts";

/** Somebody to be called for a campaign. The floor holds only those whom it is about to call. */
export interface Contact {
  readonly id: string;
  /** The id of the call that this is to become: another one each time the contact is given. */
  readonly call: string;
  /** E.164 */
  readonly number: string;
  readonly name: string | null;
  /** IANA name; null: that of the campaign's hours. */
  readonly timeZone: string | null;
  readonly cardLink: string | null;
  /** How often each outcome was had so far. */
  readonly attempts: Readonly<Partial<Record<ContactOutcome, number>>>;
  /** Who promised to call back: serves the contact when there. */
  readonly agent: string | null;
}
