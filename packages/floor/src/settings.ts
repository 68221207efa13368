import type {
  CampaignMode,
  ContactOutcome,
  Locale,
  OpeningHours,
  OutboundRules,
  SupervisionTold,
} from "@belfry/contracts";

/**
 * What an organisation's admin has set, as the floor needs it. Plain data, replaced as a whole by the
 * input `settings.replaced`; running calls keep going under the new settings.
 */
export interface FloorSettings {
  readonly organisation: string;
  readonly agents: Readonly<Record<string, AgentSettings>>;
  readonly queues: Readonly<Record<string, QueueSettings>>;
  /** By DID in E.164. */
  readonly numbers: Readonly<Record<string, NumberSettings>>;
  readonly pauses: Readonly<Record<string, { readonly name: string }>>;
  readonly callCodes: Readonly<Record<string, CallCodeSettings>>;
  /** In the order in which an agent of several works for them. */
  readonly campaigns: Readonly<Record<string, CampaignSettings>>;
  /** The language of sentences to a caller who is in no queue. */
  readonly language: Locale;
  /** IANA name; today's counters start again at midnight there. */
  readonly timeZone: string;
  /** How long a caller is kept for an agent whose phone was lost in mid-call; 20,000 by default. */
  readonly reconnectGrace: number;
  /** A device not heard from for this long is not offered calls. */
  readonly heartbeatLimit: number;
  readonly outbound: OutboundSettings;
  /** Whether agents are told that a supervisor takes part: always, unless they only listen, or never. */
  readonly supervisionTold: SupervisionTold;
}

export interface CallCodeSettings {
  readonly name: string;
  readonly noteRequired: boolean;
  /** The agent names an instant at which the person is called again. */
  readonly callBack: boolean;
}

/** Automatic calls to a list of contacts. */
export interface CampaignSettings {
  readonly name: string;
  /** Its members dial, and its wrap-up, codes, recording and number hold: an answered contact is a call of this queue. */
  readonly queue: string;
  readonly mode: CampaignMode;
  readonly running: boolean;
  /** Read in the contact's own time zone, in that of the hours for a contact without one; null: always. */
  readonly hours: OpeningHours | null;
  readonly ringTimeout: number;
  /** The greatest share of people who answer and get no agent; 0.03 by default. */
  readonly abandonCap: number;
  /** How long a person who answered waits for an agent; 2,000 by default. */
  readonly patience: number;
  readonly detectMachines: boolean;
  /** Outcomes after which a contact is tried again, `most` times each, so long after. */
  readonly retries: Readonly<Partial<Record<ContactOutcome, RetryRule>>>;
  /** Attempts in all, of whatever outcome. */
  readonly mostAttempts: number;
}

export interface RetryRule {
  readonly after: number;
  readonly most: number;
}

/** Which outside numbers may be called, and how often. */
export interface OutboundSettings extends OutboundRules {
  /** ISO 3166: whose emergency numbers are dialled. */
  readonly country: string;
}

export interface AgentSettings {
  readonly name: string;
  readonly extension: string;
  /** May take part in the calls of others, as a supervisor. */
  readonly supervises?: boolean | undefined;
  /** Level 1 to 10 by skill name. */
  readonly skills: Readonly<Record<string, number>>;
}

export interface NumberSettings {
  readonly destination: Destination;
  /** Who calls it may say who they are, by a code of this many digits; null or absent: nobody is asked for one. */
  readonly verification?: { readonly codeLength: number } | null | undefined;
}

export type Destination =
  | { readonly kind: "queue"; readonly queue: string }
  | { readonly kind: "agent"; readonly agent: string }
  | { readonly kind: "number"; readonly number: string }
  | { readonly kind: "announcement"; readonly prompt: AnnouncementPrompt };

export type AnnouncementPrompt = "closed" | "queue-full" | "nobody-available" | "goodbye";

export interface QueueSettings {
  readonly name: string;
  readonly language: Locale;
  /** Higher is served first by an agent of several queues. */
  readonly priority: number;
  readonly ringTimeout: number;
  /** 0: no wrap-up. */
  readonly wrapUpTimeout: number;
  readonly codeRequired: boolean;
  readonly autoAnswer: boolean;
  readonly maxWaiting: number | null;
  readonly maxWait: number | null;
  readonly announceEvery: number | null;
  readonly callbackOffered: boolean;
  readonly recording: "off" | "on" | "onDemand";
  readonly recordingAnnounced: boolean;
  readonly hours: OpeningHours | null;
  readonly whenFull: Destination;
  readonly whenClosed: Destination;
  readonly whenWaitedTooLong: Destination;
  /** An agent serves the queue only with every skill at its level or above. */
  readonly skills: Readonly<Record<string, number>>;
  readonly members: readonly string[];
  readonly callCodes: readonly string[];
  /** A number of the organisation in E.164 that outside calls of this queue show; null: the trunk's own. */
  readonly callerId: string | null;
}
