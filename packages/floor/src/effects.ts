import type { CallOutcome, ContactOutcome, LegCause, Locale } from "@belfry/contracts";

/** What the floor wants done. Carried out in order; each line effect's outcome comes back as an input. */
export type Effect = LineEffect | JournalEffect | DiallerEffect | VisitEffect | ChangedEffect;

/** A sentence to play; `number` fills those that hold one (a position, minutes). */
export interface PromptItem {
  readonly prompt: Prompt;
  readonly number?: number;
}
export type Prompt =
  | "welcome"
  /** "This call may be recorded." */
  | "recorded"
  | "closed"
  | "queue-full"
  | "nobody-available"
  | "goodbye"
  /** "You are number {number} in the queue." */
  | "position"
  /** "The expected waiting time is {number} minutes." */
  | "wait-minutes"
  | "callback-offer"
  | "callback-confirmed"
  /** "Enter the code that you were given. No code? Press the hash key, or wait." */
  | "code-request"
  | "code-wrong"
  | "code-thanks"
  /** "You will be helped without a code." */
  | "code-without"
  /** "One moment, your call is kept." */
  | "agent-lost"
  /** To a person whom an automatic call reached and for whom no agent is there. */
  | "wrong-moment"
  /** To an agent who dials agent-first. */
  | "target-busy"
  | "target-no-answer"
  | "target-unreachable"
  | "target-invalid"
  | "target-not-allowed";

/** After the sentences: music until stopped, a ringback tone until stopped, or nothing (answered by `leg.played`). */
export type Afterwards = "music" | "ringback" | "end";

/** One who hears others mixed; by leg. */
export interface MixEar {
  readonly leg: string;
  readonly hears: readonly string[];
}

export type LineEffect =
  /** 180 to a caller's INVITE that is not answered yet. */
  | { readonly type: "leg.ring"; readonly call: string; readonly leg: string }
  /** Answer a caller's INVITE (200): outcome `leg.answered` once the ACK is in and media is set, or `leg.failed`. */
  | { readonly type: "leg.accept"; readonly call: string; readonly leg: string }
  /** Refuse a caller's INVITE with a final response. No outcome. */
  | {
      readonly type: "leg.reject";
      readonly call: string;
      readonly leg: string;
      readonly status: number;
      readonly reason: string;
    }
  /**
   * INVITE to an agent's registered phone. `why` travels in the INVITE so that the page knows what it is. As soon as it
   * answers it may hear, and be heard by, the leg that `towards` names; null: nobody before a bridge.
   */
  | {
      readonly type: "leg.callAgent";
      readonly call: string;
      readonly leg: string;
      readonly agent: string;
      readonly autoAnswer: boolean;
      readonly why: "offer" | "resume" | "transfer" | "consult" | "dial" | "supervise";
      readonly towards: string | null;
      readonly caller: string | null;
      readonly timeout: number;
    }
  | {
      readonly type: "leg.callNumber";
      readonly call: string;
      readonly leg: string;
      readonly number: string;
      /** The number of ours to show, or null for the trunk's own. */
      readonly callerId: string | null;
      readonly timeout: number;
    }
  /**
   * Joins two answered legs; replaces whatever either heard before. Outcome: `leg.bridged` or `leg.bridgeFailed` with
   * this `bridge`.
   */
  | {
      readonly type: "leg.bridge";
      readonly call: string;
      readonly bridge: number;
      readonly a: string;
      readonly b: string;
    }
  /** Takes a leg out of its bridge. No outcome. */
  | { readonly type: "leg.park"; readonly call: string; readonly leg: string }
  /** Plays to one parked leg, replacing what it heard. `play` numbers the playlist. */
  | {
      readonly type: "leg.play";
      readonly call: string;
      readonly leg: string;
      readonly play: number;
      readonly language: Locale;
      readonly items: readonly PromptItem[];
      readonly then: Afterwards;
    }
  | { readonly type: "leg.silence"; readonly call: string; readonly leg: string }
  /** Gives everybody silence in place of what this leg says, or its words again. Outcome: `leg.muted`. */
  | { readonly type: "leg.mute"; readonly call: string; readonly leg: string; readonly muted: boolean }
  /** BYE, CANCEL or a final response, as the leg's state asks; outcome `leg.ended` or `leg.failed`. */
  | { readonly type: "leg.hangUp"; readonly call: string; readonly leg: string; readonly cause: LegCause }
  /** Who answered, a person or a machine? Outcome: `leg.detected`; none within `timeout` counts as unknown. */
  | { readonly type: "leg.detect"; readonly call: string; readonly leg: string; readonly timeout: number }
  /** Begins the recording of a call with what these two say. Outcome: `record.started`, or `record.failed`. */
  | {
      readonly type: "record.start";
      readonly call: string;
      readonly queue: string | null;
      readonly agent: string;
      readonly customer: string;
    }
  /** From now on silence is written. No outcome. */
  | { readonly type: "record.pause"; readonly call: string }
  /** Goes on with what these two say, who need not be those from before. No outcome but `record.failed`. */
  | { readonly type: "record.resume"; readonly call: string; readonly agent: string; readonly customer: string }
  /** No outcome: the call is over. */
  | { readonly type: "record.stop"; readonly call: string }
  /**
   * Who hears whom from now on, among legs that are up: each ear leaves its bridge, its sound or its earlier mix and hears
   * the sum of those in `hears`, silence if empty. A leg that is only heard keeps what it has. Replaces an earlier mix of
   * the call as a whole: who is no ear any more is parked; no ears end it, without an outcome. Else the outcome is
   * `call.mixed` or `call.mixFailed` with this `mix`. An ear that is bridged, parked or played to leaves by itself, and any leg
   * that ends: it neither hears nor is heard there any more.
   */
  | { readonly type: "call.mix"; readonly call: string; readonly mix: number; readonly ears: readonly MixEar[] }
  /** The last leg is gone: release the media. No outcome. */
  | { readonly type: "call.release"; readonly call: string };

/** Towards whoever keeps the contacts of campaigns. */
export type DiallerEffect =
  /** So many contacts could be called now. Outcome: `dialler.contacts`, if only with none. */
  | { readonly type: "dialler.wanted"; readonly campaign: string; readonly count: number }
  /** A contact was tried. `retryAt` is within its hours; null: it is done with. */
  | {
      readonly type: "dialler.attempted";
      readonly campaign: string;
      readonly contact: string;
      /** Null when it did not come to a call. */
      readonly call: string | null;
      readonly at: number;
      readonly outcome: ContactOutcome;
      readonly agent: string | null;
      readonly retryAt: number | null;
      /** Who asked for the call back that this attempt was to be, when it has still to be reached. */
      readonly agentForRetry: string | null;
    }
  /** Not called after all: due again at `dueAt`, null: at once. */
  | {
      readonly type: "dialler.returned";
      readonly campaign: string;
      readonly contacts: readonly string[];
      readonly dueAt: number | null;
      /** It is for their hours or the rules, so that it is sooner when these change: `dialler.renewed`. */
      readonly putOff?: boolean | undefined;
    }
  /** Hours or rules have changed: whoever was put off for them is due at once. */
  | { readonly type: "dialler.renewed"; readonly campaign: string }
  /** After the wrap-up of an answered contact: the person wants to be called again then, by this agent if there. */
  | {
      readonly type: "dialler.callBack";
      readonly campaign: string;
      readonly contact: string;
      readonly at: number;
      readonly agent: string;
    };

/** Towards whoever keeps visits. */
export type VisitEffect = {
  /** A caller has typed this. Outcome: `visit.checked` with this `attempt`, which counts from 1 in each call. */
  readonly type: "visit.codeEntered";
  readonly call: string;
  /** The number of ours, in E.164. */
  readonly dialled: string;
  readonly caller: string | null;
  /** A secret: it goes nowhere else. */
  readonly code: string;
  readonly attempt: number;
};

/** What history keeps. `at` is the step's `now`. */
export type JournalEffect =
  | {
      readonly type: "journal.callStarted";
      readonly call: string;
      readonly at: number;
      readonly direction: "inbound" | "outbound" | "internal";
      readonly caller: string | null;
      readonly dialled: string | null;
    }
  | {
      readonly type: "journal.leg";
      readonly call: string;
      readonly leg: string;
      readonly at: number;
      readonly role: "caller" | "agent" | "outside";
      /** The agent's id, or a number. */
      readonly party: string;
      readonly phase: "started" | "answered" | "ended";
      readonly cause: LegCause | null;
    }
  /** One line of the timeline; see `callEvent` in contracts. */
  | {
      readonly type: "journal.event";
      readonly call: string;
      readonly at: number;
      readonly what: string;
      readonly detail: Readonly<Record<string, string | number | boolean | null>>;
    }
  | {
      readonly type: "journal.callEnded";
      readonly call: string;
      readonly at: number;
      readonly direction: "inbound" | "outbound" | "internal";
      readonly outcome: CallOutcome;
      readonly queue: string | null;
      readonly agent: string | null;
      readonly answeredAt: number | null;
      readonly waited: number;
      readonly talked: number;
    }
  | {
      readonly type: "journal.callCode";
      readonly call: string;
      readonly at: number;
      readonly agent: string;
      /** Only what the agent has changed: what is missing stays as it is. */
      readonly code?: string | null;
      readonly note?: string;
    }
  | {
      readonly type: "journal.agentState";
      readonly agent: string;
      readonly at: number;
      readonly state: string;
      readonly reason: string | null;
    }
  | {
      /** Somebody is to be called back, from `due` on. `call` is the one in which that was asked for, or promised. */
      readonly type: "journal.callback";
      readonly queue: string;
      readonly number: string;
      readonly at: number;
      readonly due: number;
      readonly call: string;
    }
  /** It is known who calls, by their own disclosure. */
  | { readonly type: "journal.verified"; readonly call: string; readonly at: number }
  /** It was carried out, or will not be. */
  | { readonly type: "journal.callbackOver"; readonly call: string; readonly at: number };

/** Something that pages show has changed; the views are read with `agentView`, `queueView`, `colleagueView`, `supervisionView`. */
export type ChangedEffect =
  | { readonly type: "changed.agent"; readonly agent: string }
  | { readonly type: "changed.queue"; readonly queue: string }
  /** A supervisor begins or ceases to take part in this agent's calls, or does so in another way. */
  | { readonly type: "changed.supervision"; readonly agent: string }
  /** What `visitCallView` says of this visit. */
  | { readonly type: "changed.visit"; readonly visit: string }
  | { readonly type: "changed.settings" };
