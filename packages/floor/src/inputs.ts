import type { LegCause, Microphone, PendingState, SupervisionMode } from "@belfry/contracts";
import type { Contact } from "./dialler/contact.ts";
import type { FloorSettings } from "./settings.ts";

/** Where an agent sends a call: a colleague, a queue, or an outside number in E.164. */
export type Target =
  | { readonly kind: "agent"; readonly agent: string }
  | { readonly kind: "queue"; readonly queue: string }
  | { readonly kind: "number"; readonly number: string };

/** Everything that can happen to a floor. The door and the line make these; their ids come from there. */
export type Input =
  | SettingsInput
  | AgentInput
  | SupervisorInput
  | DeviceInput
  | LineInput
  | DiallerInput
  | CallBackInput
  | VisitInput
  | { readonly type: "wake" };

/** A call back that a process before this one promised and did not carry out. `of` is the call in which it was promised. */
export interface CallBackInput {
  readonly type: "callBack.kept";
  readonly of: string;
  /** The id for the call that it becomes. */
  readonly call: string;
  readonly queue: string;
  readonly number: string;
  readonly at: number;
}

/** What becomes known of a visit: of who calls, as they have disclosed it on a website. */
export type VisitInput =
  /** The answer to `visit.codeEntered` with this `attempt`. `refused`: that caller may not try any more. */
  | {
      readonly type: "visit.checked";
      readonly call: string;
      readonly attempt: number;
      readonly result: ({ readonly kind: "verified" } & BoundVisit) | { readonly kind: "wrong" | "refused" };
    }
  /** What was known is erased, or never came to be. */
  | { readonly type: "visit.forgotten"; readonly visit: string };

/** A visit that belongs to one call. At `until` everything about it is forgotten, whatever becomes of the call. */
export interface BoundVisit {
  readonly visit: string;
  readonly until: number;
  /** Nothing of a demonstration is verified, and nobody is told that it is. */
  readonly demo: boolean;
}

export type SettingsInput = { readonly type: "settings.replaced"; readonly settings: FloorSettings };

/** What an agent asked. A refusal comes back as the step's `rejection`. */
export type AgentInput = { readonly agent: string } & (
  | { readonly type: "agent.signIn" }
  | { readonly type: "agent.signOut" }
  | { readonly type: "agent.available" }
  | { readonly type: "agent.pause"; readonly pause: string }
  | { readonly type: "agent.decline" }
  | { readonly type: "agent.hangUp" }
  | { readonly type: "agent.hold" }
  | { readonly type: "agent.retrieve" }
  /** Agent-first: the agent's own leg is called, then the target. `call` is the id for the new call. */
  | { readonly type: "agent.dial"; readonly call: string; readonly target: Target; readonly queue: string | null }
  | { readonly type: "agent.transfer"; readonly target: Target }
  | { readonly type: "agent.consult"; readonly target: Target }
  | { readonly type: "agent.swap" }
  | { readonly type: "agent.completeTransfer" }
  | { readonly type: "agent.endConsult" }
  /** Agent, customer and the one who was asked hear one another. */
  | { readonly type: "agent.conference" }
  | {
      readonly type: "agent.setCallCode";
      readonly code: string | null;
      readonly note: string;
      readonly callBackAt?: number | null | undefined;
    }
  | { readonly type: "agent.autoCalls"; readonly on: boolean }
  /** Agent-first, like `agent.dial`, to the contact that the agent is shown. `call` is the id for the new call. */
  | { readonly type: "agent.callContact"; readonly call: string; readonly contact: string }
  | { readonly type: "agent.skipContact"; readonly contact: string }
  | { readonly type: "agent.extendWrapUp" }
  | { readonly type: "agent.finishWrapUp" }
  | { readonly type: "agent.pauseRecording" }
  | { readonly type: "agent.resumeRecording" }
  | { readonly type: "agent.mute" }
  | { readonly type: "agent.unmute" }
);

export type SupervisorInput =
  /** Chooses an agent's state. During a call or wrap-up it is what follows, as when the agent chooses. */
  | { readonly type: "supervisor.choose"; readonly agent: string; readonly to: PendingState }
  /**
   * `supervisor` is the agent id of the one who asks: their phone is called and joins the call of `agent`. Hanging up
   * ends it.
   */
  | {
      readonly type: "supervisor.join";
      readonly supervisor: string;
      readonly agent: string;
      readonly mode: SupervisionMode;
    }
  | { readonly type: "supervisor.mode"; readonly supervisor: string; readonly mode: SupervisionMode };

/** What is known of an agent's phone. The floor alone decides from it whether a call can be offered. */
export type DeviceInput = { readonly agent: string } & (
  | { readonly type: "device.claimed"; readonly tab: string; readonly takeOver: boolean }
  | { readonly type: "device.released"; readonly tab: string }
  | {
      readonly type: "device.heard";
      readonly tab: string;
      readonly microphone: Microphone;
      readonly audioUnlocked: boolean;
    }
  | { readonly type: "device.registered" }
  /** The SIP registration ended or its connection closed. */
  | { readonly type: "device.unregistered" }
);

/** What becomes known of the contacts of a campaign. */
export type DiallerInput =
  /**
   * The answer to `dialler.wanted`; what is given is the floor's until it is attempted or returned. `nextDue` is when
   * the next one may be asked for, null: never. Also without a question, when contacts came or became due earlier.
   */
  | {
      readonly type: "dialler.contacts";
      readonly campaign: string;
      readonly contacts: readonly Contact[];
      readonly nextDue: number | null;
    }
  /** What the latest calls of a campaign came to that were made before this floor began. */
  | {
      readonly type: "dialler.measured";
      readonly campaign: string;
      readonly persons: number;
      readonly abandoned: number;
    }
  /** Removed, or on the do-not-call list: not dialled any more. A call to one of them that runs goes on. */
  | { readonly type: "dialler.withdrawn"; readonly contacts: readonly string[] };

/** What the line reports. Every effect towards the line is answered by one of these, sooner or later. */
export type LineInput =
  /** A caller's INVITE. `leg` is the caller's leg. `dialled` in E.164. */
  | {
      readonly type: "call.arrived";
      readonly call: string;
      readonly leg: string;
      readonly caller: string | null;
      readonly callerName: string | null;
      readonly dialled: string;
      /** Called from the visitor's own page: bound already, and nobody asks for a code. */
      readonly visit?: BoundVisit | null | undefined;
    }
  | { readonly type: "leg.ringing"; readonly call: string; readonly leg: string }
  | { readonly type: "leg.answered"; readonly call: string; readonly leg: string }
  /** Never came up: also the outcome when an effect on a leg that was not up failed. */
  | { readonly type: "leg.failed"; readonly call: string; readonly leg: string; readonly cause: LegCause }
  /** Was up and is over. */
  | { readonly type: "leg.ended"; readonly call: string; readonly leg: string; readonly cause: LegCause }
  /** One key: 0-9, *, #. */
  | { readonly type: "leg.digit"; readonly call: string; readonly leg: string; readonly digit: string }
  /** The outcome of the effect with this number. */
  | {
      readonly type: "leg.bridged" | "leg.bridgeFailed";
      readonly call: string;
      readonly bridge: number;
      readonly a: string;
      readonly b: string;
    }
  /** The answer to `leg.detect`. */
  | {
      readonly type: "leg.detected";
      readonly call: string;
      readonly leg: string;
      readonly who: "person" | "machine" | "unknown";
    }
  /** A playlist that is not endless is over, or failed. `play` is the number from the effect. */
  | { readonly type: "leg.played"; readonly call: string; readonly leg: string; readonly play: number }
  /** The endpoint itself sent a REFER (desk phones): a blind transfer. */
  | { readonly type: "leg.referred"; readonly call: string; readonly leg: string; readonly target: Target }
  /** Whether the leg's microphone is silent now: the outcome of `leg.mute`, also where it failed. */
  | { readonly type: "leg.muted"; readonly call: string; readonly leg: string; readonly muted: boolean }
  | { readonly type: "record.started"; readonly call: string }
  /** The recording could not begin, or broke off; the call goes on without. */
  | { readonly type: "record.failed"; readonly call: string }
  /** Everybody hears as the effect with this number asked. */
  | { readonly type: "call.mixed"; readonly call: string; readonly mix: number }
  /** It could not be made, or broke off: its ears hear nothing until they are bridged, parked or mixed anew. */
  | { readonly type: "call.mixFailed"; readonly call: string; readonly mix: number }
  /** rtpengine lost the call (restart or crash). */
  | { readonly type: "call.mediaLost"; readonly call: string };
