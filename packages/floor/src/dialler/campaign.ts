import type { ContactOutcome } from "@belfry/contracts";
import type { CampaignSettings } from "../settings.ts";
import type { Contact } from "./contact.ts";
import { emptyMeasures, type Measures } from "./measures.ts";
import { carrying, type Trunk } from "./trunk.ts";

/**
 * Whether contacts can be had.
 *
 * ```
 *            wanted            no more are due
 *  unasked ─────────▶ asked ─────────────────▶ dry
 *     ▲   more are due  │                       │
 *     ├─────────────────┘                       │
 *     └── one is due (alarm), or new settings ──┘
 * ```
 * It is dry for a minute too, without asking, after very many in a row who may not be called now.
 */
export type Supply =
  | { readonly state: "unasked" }
  | { readonly state: "asked" }
  /** None is due before `until`; null: never, until somebody says otherwise. */
  | { readonly state: "dry"; readonly until: number | null };

/** What the floor knows of a campaign beside its settings. */
export interface Campaign {
  readonly id: string;
  /** Contacts that are about to be called: no more than there is room for at once. */
  window: Contact[];
  /** Everybody whom the floor has: in the window, in a preview or in a call. */
  readonly held: Record<string, true>;
  supply: Supply;
  /** Calls that no agent has yet, since when. */
  readonly dialling: Record<string, number>;
  /** The members of its queue. */
  team: readonly string[];
  /** The other campaigns that have agents in common with this one. */
  rivals: readonly string[];
  /** Idle agents who work for this campaign and no other. */
  ready: number;
  /** Agents work for it: it runs, and has contacts or may have. */
  live: boolean;
  /** The organisation's limits of outside calls hold it up. */
  limited: boolean;
  readonly trunk: Trunk;
  /** How many in a row could not be called, because of their hours or the rules; after many it rests until `rest`. */
  putOff: number;
  rest: number;
  /** Whom the rules for outside numbers refused, since when. */
  refused: { readonly count: number; readonly since: number };
  pace: number;
  readonly measures: Measures;
}

/** The contact in an agent's preview. */
export interface Shown {
  readonly campaign: string;
  readonly contact: Contact;
  readonly since: number;
  readonly until: number;
}

/** The contact of a call. */
export interface CalledContact {
  readonly campaign: string;
  /** The name of the campaign, and its patience, for a call that outlives it. */
  readonly campaignName: string;
  readonly patience: number;
  readonly contact: Contact;
  /** The dialler makes the call and an agent comes later; false: the agent's phone is called first. */
  readonly automatic: boolean;
  /** The contact's own number was called. */
  dialled: boolean;
  /** When the contact's phone was answered, by whomever. */
  pickedUpAt: number | null;
  /** When a person answered, or somebody who may be one. */
  personAt: number | null;
  /** Why nobody talked, where that is decided before the end. */
  outcome: ContactOutcome | null;
}

/** Somebody is to be called again. */
export interface CallBack {
  readonly queue: string;
  readonly number: string;
  readonly at: number;
  /** The id of the call that this becomes. */
  readonly call: string;
}

export function emptyCampaign(id: string): Campaign {
  return {
    id,
    window: [],
    held: {},
    supply: { state: "unasked" },
    dialling: {},
    team: [],
    rivals: [],
    ready: 0,
    live: false,
    limited: false,
    trunk: carrying(),
    putOff: 0,
    rest: 0,
    refused: { count: 0, since: 0 },
    pace: 1,
    measures: emptyMeasures(),
  };
}

export function called(
  campaign: string,
  { name: campaignName, patience }: CampaignSettings,
  contact: Contact,
  automatic: boolean,
): CalledContact {
  return {
    campaign,
    campaignName,
    patience,
    contact,
    automatic,
    dialled: false,
    pickedUpAt: null,
    personAt: null,
    outcome: null,
  };
}
