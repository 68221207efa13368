import type { CallView, PauseReason, PendingState } from "@belfry/contracts";
import type { Device } from "../device/device.ts";
import type { Shown } from "../dialler/campaign.ts";
import type { BoundVisit } from "../inputs.ts";

/** Where an agent returns after a call: to work, or to the pause from which they dialled. */
export type Resume =
  /** `since`: idle all the while, as whoever takes part in another's call is. */
  | { readonly state: "available"; readonly since?: number | undefined }
  | { readonly state: "paused"; readonly since: number; readonly reason: PauseReason };

/**
 * What an agent does.
 *
 * ```
 *             signIn              offer            answer            leave            finish
 *  signedOut ────────▶ available ───────▶ offered ────────▶ inCall ────────▶ wrapUp ──────────┐
 *      ▲                │ ▲  │ ▲             │ │              ▲ │                             │
 *      │           pause│ │  │ └── withdraw ─┘ │ unanswered   │ │ leave, without wrap-up      │
 *      │                ▼ │  └───── dial ──────│──────────────┤ ▼                             ▼
 *      └── signOut ── paused ◀─────────────────┘              │ pending, else back to where the
 *                       └─────────── dial, join ──────────────┘ agent came from
 * ```
 * From inCall and wrapUp, signIn/available/pause/signOut only set `pending`. `leave` without wrap-up and `finish`
 * go to `pending`, else to where the agent came from (`resume`). Only the agent or a supervisor ends a pause; a
 * supervisor's choice (`supervise`) is carried out like the agent's own, and says whose it was.
 */
export type AgentMachine =
  | { readonly state: "signedOut"; readonly since: number; readonly bySupervisor?: true | undefined }
  /** `since` is also the idle time by which calls are given out. */
  | { readonly state: "available"; readonly since: number }
  | { readonly state: "paused"; readonly since: number; readonly reason: PauseReason }
  | {
      readonly state: "offered";
      readonly since: number;
      readonly call: string;
      readonly until: number;
      readonly idleSince: number;
    }
  | {
      readonly state: "inCall";
      readonly since: number;
      readonly call: string;
      readonly pending: PendingState | null;
      readonly resume: Resume;
    }
  | {
      readonly state: "wrapUp";
      readonly since: number;
      readonly call: string;
      readonly queue: string;
      readonly until: number;
      readonly pending: PendingState | null;
      readonly resume: Resume;
      readonly code: string | null;
      readonly note: string;
      /** When the person is to be called again, as the code asks. */
      readonly callBackAt: number | null;
      /** The call as it was when the agent left it; the call itself may be gone. */
      readonly card: CallView;
      /** Who it was is known still. */
      readonly visit: BoundVisit | null;
    };

export type AgentEvent =
  | { readonly type: "signIn" }
  | { readonly type: "signOut" }
  | { readonly type: "available" }
  | { readonly type: "pause"; readonly pause: string }
  | { readonly type: "supervise"; readonly to: PendingState }
  | { readonly type: "offer"; readonly call: string; readonly until: number }
  /** The offer was taken back; the idle time stays as it was. */
  | { readonly type: "withdraw" }
  | { readonly type: "unanswered" }
  | { readonly type: "answer" }
  | { readonly type: "dial"; readonly call: string }
  /** Into another agent's call, as a supervisor. */
  | { readonly type: "join"; readonly call: string }
  /** The call is over for this agent. `reason`: a pause that their phone forces on them. */
  | {
      readonly type: "leave";
      readonly wrapUp: {
        readonly queue: string;
        readonly until: number;
        readonly card: CallView;
        readonly visit: BoundVisit | null;
      } | null;
      readonly reason: PauseReason | null;
    }
  | { readonly type: "code"; readonly code: string | null; readonly note: string; readonly callBackAt: number | null }
  /** What was known of the caller is erased. */
  | { readonly type: "forget" }
  | { readonly type: "extend"; readonly by: number }
  | { readonly type: "finish" };

export interface Agent {
  readonly id: string;
  name: string;
  extension: string;
  state: AgentMachine;
  device: Device;
  /** The key under which the agent stands in the idle lists of their queues; null when in none. */
  idle: number | null;
  /** Queues that the agent is a member of and qualified for, highest priority first. */
  queues: readonly string[];
  /** Takes the calls of campaigns. Off after every sign-out: nobody is dialled for who has only come in. */
  autoCalls: boolean;
  /** The contact that the agent sees and may call next. */
  preview: Shown | null;
  /** The campaign whose contact keeps the agent, with the wrap-up. */
  serving: string | null;
  /** Gone from the settings; signed out as soon as the call is over. */
  removed: boolean;
}

/** The agent machine. Null: impossible in this state. */
export function nextAgent(state: AgentMachine, event: AgentEvent, now: number): AgentMachine | null {
  switch (event.type) {
    case "signIn":
      return state.state === "signedOut" ? { state: "available", since: now } : state;
    case "signOut":
      return choose(state, { to: "signedOut" }, now);
    case "available":
      if (state.state === "available") return state;
      return state.state === "signedOut" ? null : choose(state, { to: "available" }, now);
    case "pause":
      return state.state === "signedOut" ? null : choose(state, { to: "paused", pause: event.pause }, now);
    case "supervise":
      return state.state === "signedOut" ? null : choose(state, { ...event.to, bySupervisor: true }, now);
    case "offer":
      if (state.state !== "available") return null;
      return { state: "offered", since: now, call: event.call, until: event.until, idleSince: state.since };
    case "withdraw":
      return state.state === "offered" ? { state: "available", since: state.idleSince } : null;
    case "unanswered":
      return state.state === "offered" ? { state: "paused", since: now, reason: { kind: "noAnswer" } } : null;
    case "answer":
      if (state.state !== "offered") return null;
      return { state: "inCall", since: now, call: state.call, pending: null, resume: { state: "available" } };
    case "dial":
      if (state.state === "available")
        return { state: "inCall", since: now, call: event.call, pending: null, resume: { state: "available" } };
      if (state.state === "paused")
        return { state: "inCall", since: now, call: event.call, pending: null, resume: state };
      return null;
    case "join":
      if (state.state !== "available" && state.state !== "paused") return null;
      return { state: "inCall", since: now, call: event.call, pending: null, resume: state };
    case "leave":
      return leave(state, event, now);
    case "code":
      return state.state === "wrapUp"
        ? { ...state, code: event.code, note: event.note, callBackAt: event.callBackAt }
        : null;
    case "forget":
      if (state.state !== "wrapUp") return null;
      return {
        ...state,
        visit: null,
        card: { ...state.card, verification: { kind: "forgotten", demo: state.visit?.demo ?? false } },
      };
    case "extend":
      return state.state === "wrapUp" ? { ...state, until: state.until + event.by } : null;
    case "finish":
      return state.state === "wrapUp" ? settle(state.pending, state.resume, now) : null;
  }
}

function choose(state: AgentMachine, wish: PendingState, now: number): AgentMachine | null {
  switch (state.state) {
    case "signedOut":
      return wish.to === "signedOut" ? state : null;
    case "available":
    case "paused":
      return settle(wish, { state: "available" }, now);
    // An offer is answered, declined or withdrawn first; whoever runs the offer does that before it asks again.
    case "offered":
      return null;
    case "inCall":
    case "wrapUp":
      return { ...state, pending: wish };
  }
}

function leave(state: AgentMachine, event: Extract<AgentEvent, { type: "leave" }>, now: number): AgentMachine | null {
  if (state.state !== "inCall") return null;
  if (event.wrapUp) {
    const { queue, until, card, visit } = event.wrapUp;
    const { call, pending, resume } = state;
    return {
      state: "wrapUp",
      since: now,
      call,
      queue,
      until,
      pending,
      resume,
      code: null,
      note: "",
      callBackAt: null,
      card,
      visit,
    };
  }
  // A pause that was forced is stronger than the wish for work, but not than the wish for rest.
  if (event.reason && (state.pending === null || state.pending.to === "available"))
    return state.resume.state === "paused" && state.pending === null
      ? state.resume
      : { state: "paused", since: now, reason: event.reason };
  return settle(state.pending, state.resume, now);
}

function settle(pending: PendingState | null, resume: Resume, now: number): AgentMachine {
  if (pending?.to === "signedOut")
    return { state: "signedOut", since: now, ...(pending.bySupervisor && { bySupervisor: true }) };
  if (pending?.to === "paused") {
    const kind = pending.bySupervisor ? "supervisor" : "chosen";
    return { state: "paused", since: now, reason: { kind, pause: pending.pause } };
  }
  if (pending?.to === "available") return { state: "available", since: now };
  return resume.state === "available" ? { state: "available", since: resume.since ?? now } : resume;
}
