import type { CallOutcome, CallVerification, CallView, LegCause, Locale, SupervisionMode } from "@belfry/contracts";
import type { CalledContact } from "../dialler/campaign.ts";
import type { Afterwards, MixEar, PromptItem } from "../effects.ts";
import type { BoundVisit, Target } from "../inputs.ts";

/**
 * One leg towards the line.
 *
 * ```
 *  incoming ──accept──▶ accepting ──answered──▶ up ──hangUp──▶ ending ──ended/failed──▶ (gone)
 *                        calling ──ringing──▶ ringing ──answered──▶ up
 * ```
 * Every state but `up` and `incoming` has a guard timer; a leg that is reported ended or failed is gone at once.
 */
export interface Leg {
  readonly id: string;
  readonly role: "caller" | "agent" | "outside";
  /** The agent's id, or a number ("" when withheld). */
  readonly party: string;
  state: "incoming" | "accepting" | "calling" | "ringing" | "up" | "ending";
  /** What the leg hears, or will hear once it is up; null: silence or its bridge. */
  sound: Sound | null;
}

export interface Sound {
  readonly play: number;
  readonly items: readonly PromptItem[];
  readonly then: Afterwards;
  readonly language: Locale;
}

/** What happens when the agent who is rung does not take the call. */
export type Origin =
  | { readonly kind: "queue" }
  | { readonly kind: "direct" }
  | { readonly kind: "transfer"; readonly queue: string | null };

export interface Consult {
  readonly leg: string;
  readonly target: Target;
  readonly label: string;
  readonly since: number;
  /** Whom the agent hears: the target (`calling` until it answers), after a swap the customer, or both. */
  readonly phase: "calling" | "target" | "customer" | "conference";
}

/** Two who hear one another. */
export interface Bridge {
  readonly number: number;
  readonly a: string;
  readonly b: string;
  readonly up: boolean;
  /** A mix carries it, together with what others say, and no bridge of the line. */
  readonly mixed: boolean;
  /** The line makes a bridge again of two who have heard one another in a mix: nothing is broken off. */
  readonly again: boolean;
}

/** A supervisor in the call of an agent: a leg of their own, which is up from `since` on. */
export interface Supervision {
  readonly supervisor: string;
  readonly agent: string;
  readonly leg: string;
  readonly mode: SupervisionMode;
  readonly since: number | null;
}

/** What the line was told last; `up` when it says that it is so. */
export interface Mix {
  readonly number: number;
  readonly ears: readonly MixEar[];
  readonly up: boolean;
}

/**
 * Where a call stands. `customer` (on the call) is the leg for which the call exists; `leg` is the other one.
 *
 * ```
 *            ┌─────────────────────────── requeued ───────────────────────────┐
 *            ▼                                                                │
 *  routing ─▶ (informing ─▶) waiting ─▶ offered ─▶ connecting ─▶ talking ⇄ (held, consult)   │
 *     │          │          │            │          │  │ ▲                    │
 *     │          │          └────────────┴──────────┼──┼─┼────────────────────┤
 *     │          │                                  │  ▼ │ resumed            │
 *     │          │                                  │ reconnecting ───────────┤
 *     ├─ identifying (a caller may type a code) ─▶ routing                    │
 *     ├─ contacting (a campaign calls) ─▶ waiting                             │
 *     ├─ dialling (agent first) ────────────────────┘                         │
 *     ├─ forwarding ─▶ forwarded (customer and an outside number, no agent)───┤
 *     └─ announcing (a sentence, then the end) ◀──────────────────────────────┘
 *  every stage ─▶ ended (hanging up) ─▶ removed when the last leg is gone
 * ```
 */
export type Stage =
  | { readonly at: "routing" }
  /** In the waiting list of `call.queue`; a requested callback waits there with no leg. */
  | { readonly at: "waiting" }
  | {
      readonly at: "offered";
      readonly agent: string;
      readonly leg: string;
      readonly until: number;
      readonly autoAnswer: boolean;
      readonly origin: Origin;
    }
  /** The agent answered; the caller's leg or the bridge is still coming up. */
  | { readonly at: "connecting"; readonly agent: string; readonly leg: string; readonly origin: Origin }
  | {
      readonly at: "talking";
      readonly agent: string;
      readonly leg: string;
      readonly held: boolean;
      readonly consult: Consult | null;
    }
  /** The agent's phone is lost; `leg` is the one that brings it back, once it is called. */
  | {
      readonly at: "reconnecting";
      readonly agent: string;
      readonly leg: string | null;
      readonly held: boolean;
      readonly until: number;
    }
  | {
      readonly at: "dialling";
      readonly agent: string;
      readonly leg: string;
      readonly step: "agent" | "target" | "telling";
      readonly target: Target;
      /** Decided when `telling`. */
      readonly outcome: CallOutcome | null;
    }
  /** A contact is called (`customer`), and no agent is in the call before somebody answers. */
  | { readonly at: "contacting"; readonly step: "ringing" | "detecting" }
  | { readonly at: "forwarding"; readonly leg: string; readonly origin: Origin; readonly number: string }
  | { readonly at: "forwarded"; readonly leg: string }
  /** Asked for a code, which is checked elsewhere; `telling`: hears what came of it. Then it is routed. */
  | {
      readonly at: "identifying";
      readonly step: "asking" | "checking" | "telling";
      readonly since: number;
    }
  /** Hears that the call may be recorded; then it waits in its queue. */
  | { readonly at: "informing"; readonly queue: string; readonly play: number }
  | { readonly at: "announcing"; readonly outcome: CallOutcome; readonly play: number }
  | { readonly at: "ended"; readonly outcome: CallOutcome };

const FOLLOWING: Readonly<Record<Stage["at"], readonly Stage["at"][]>> = {
  routing: [
    "identifying",
    "contacting",
    "informing",
    "waiting",
    "offered",
    "dialling",
    "forwarding",
    "announcing",
    "ended",
  ],
  identifying: ["identifying", "routing", "ended"],
  informing: ["routing", "waiting", "announcing", "ended"],
  waiting: ["routing", "offered", "announcing", "ended"],
  offered: ["waiting", "connecting", "dialling", "announcing", "ended"],
  connecting: ["waiting", "talking", "announcing", "ended"],
  talking: [
    "routing",
    "announcing",
    "waiting",
    "talking",
    "reconnecting",
    "offered",
    "connecting",
    "forwarding",
    "forwarded",
    "ended",
  ],
  reconnecting: ["waiting", "announcing", "reconnecting", "talking", "ended"],
  dialling: ["routing", "waiting", "dialling", "talking", "ended"],
  contacting: ["contacting", "waiting", "announcing", "ended"],
  forwarding: ["waiting", "announcing", "forwarded", "ended"],
  forwarded: ["ended"],
  announcing: ["ended"],
  ended: [],
};

/** The call machine: the stages that may follow one another. Null: impossible, and nothing may change. */
export function nextStage(stage: Stage, next: Stage): Stage | null {
  return FOLLOWING[stage.at].includes(next.at) ? next : null;
}

/**
 * ```
 *  starting ──started──▶ running        both ──failed──▶ failed (for the rest of the call)
 * ```
 * `hears` is what the line was told last: the two whose words are written; null: silence.
 */
export interface Recording {
  state: "starting" | "running" | "failed";
  hears: { readonly agent: string; readonly customer: string } | null;
}

/** Whether it is known who calls: `Call["verification"]` is null where nobody was asked. */
export type Verification =
  | ({ readonly kind: "verified" } & BoundVisit)
  | Exclude<CallVerification, { readonly kind: "verified" }>;

export interface CodeEntry {
  /** How many digits a code has. */
  readonly length: number;
  /** What was typed so far: a secret, which no view and no journal has. */
  entered: string;
  attempts: number;
  /** The attempt that has still to be answered. */
  awaited: number | null;
}

export interface Call {
  readonly id: string;
  readonly direction: "inbound" | "outbound" | "internal";
  readonly caller: string | null;
  readonly callerName: string | null;
  readonly dialled: string | null;
  readonly startedAt: number;
  stage: Stage;
  legs: Record<string, Leg>;
  /** A visitor's own page makes the call. */
  fromPage: boolean;
  /** Counts the leg ids that the floor gives. */
  legCount: number;
  playCount: number;
  /** The leg for whom the call exists; null before an outbound call has dialled it, and for a waiting callback. */
  customer: string | null;
  bridge: Bridge | null;
  bridgeCount: number;
  supervision: Supervision | null;
  supervisionCount: number;
  mix: Mix | null;
  mixCount: number;
  /** The queue that the call belongs to, also after it was answered. */
  queue: string | null;
  /** The place in the queue's order; kept when the call is offered, so that it returns to its own place. */
  place: { readonly since: number; readonly seq: number } | null;
  /** When waiting in the queue becomes too long. */
  deadline: number | null;
  /** Queues that this call has been led through without an answer: overflow does not lead there again. */
  visited: string[];
  /** This call is a callback to that number, asked for in the queue. */
  callback: string | null;
  /** The call in which that was asked for, or promised. */
  callbackOf: string | null;
  /** The contact of a campaign for whom this call is made. */
  contact: CalledContact | null;
  /** Until when an agent who declined this call is spared it. */
  sparedBy: Record<string, number>;
  /** Null until anything was to be recorded. */
  recording: Recording | null;
  /** What an agent chose for the recording; it counts while that agent has the call. */
  recordingChoice: { readonly agent: string; readonly on: boolean } | null;
  /** The caller has heard that the call may be recorded. */
  toldOfRecording: boolean;
  /** Agents whose microphones the line keeps silent towards the call. */
  muted: string[];
  /** The one for whom the call was is gone; who goes on talking came in by a consultation. */
  customerLeft: boolean;
  digits: string;
  verification: Verification | null;
  /** Null: nobody asked for a code. */
  code: CodeEntry | null;
  requeued: CallView["requeued"];
  lastFailure: LegCause | null;
  answeredAt: number | null;
  /** How long the caller had waited when the call was last offered. */
  waited: number;
  talked: number;
  talkingSince: number | null;
  /** When each agent came into the talk. */
  joined: Record<string, number>;
  /** The agents who served the customer; these get wrap-up. */
  served: string[];
  /** The agent who served last, for history. */
  agent: string | null;
  /** The queues whose counters already hold this call. */
  countedOffered: string[];
  countedAnswered: string[];
}
