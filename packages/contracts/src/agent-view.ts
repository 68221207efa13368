import { z } from "zod";

/** Instants are epoch milliseconds, durations are milliseconds, telephone numbers are E.164 with a leading plus. */
export const instant = z.number().int().nonnegative();
export const duration = z.number().int().nonnegative();
export const id = z.string().min(1).max(64);

export const locale = z.enum(["en", "nl", "fr", "uk"]);
export type Locale = z.infer<typeof locale>;

/** Why an agent is paused. Only `chosen` was the agent's own choice. */
export const pauseReason = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("chosen"), pause: id }),
  /** The agent let an offered call ring out. */
  z.object({ kind: z.literal("noAnswer") }),
  /** The agent-first leg of an outbound call was not answered ("Force Pause"). */
  z.object({ kind: z.literal("forced") }),
  /** The phone was lost during a call and did not come back in time. */
  z.object({ kind: z.literal("deviceLost") }),
  z.object({ kind: z.literal("supervisor"), pause: id.nullable() }),
]);
export type PauseReason = z.infer<typeof pauseReason>;

/** A supervisor chose it, and not the agent. */
const bySupervisor = z.literal(true).optional();

/** What was chosen while a call or wrap-up still holds the agent; carried out when it ends. */
export const pendingState = z.discriminatedUnion("to", [
  z.object({ to: z.literal("available"), bySupervisor }),
  z.object({ to: z.literal("paused"), pause: id, bySupervisor }),
  z.object({ to: z.literal("signedOut"), bySupervisor }),
]);
export type PendingState = z.infer<typeof pendingState>;

export const agentState = z.discriminatedUnion("state", [
  z.object({ state: z.literal("signedOut"), since: instant, bySupervisor }),
  z.object({ state: z.literal("available"), since: instant }),
  z.object({ state: z.literal("paused"), since: instant, reason: pauseReason }),
  z.object({ state: z.literal("offered"), since: instant, call: id, until: instant }),
  z.object({ state: z.literal("inCall"), since: instant, call: id, pending: pendingState.nullable() }),
  z.object({
    state: z.literal("wrapUp"),
    since: instant,
    call: id,
    queue: id.nullable(),
    /** When wrap-up ends by itself; null when it does not. */
    until: instant.nullable(),
    pending: pendingState.nullable(),
  }),
]);
export type AgentState = z.infer<typeof agentState>;

export const deviceProblem = z.enum([
  "noOwner",
  "notRegistered",
  "notHeard",
  "microphoneDenied",
  "microphoneMissing",
  "microphoneUnasked",
  "audioLocked",
]);
export type DeviceProblem = z.infer<typeof deviceProblem>;

export const microphone = z.enum(["granted", "unasked", "denied", "missing"]);
export type Microphone = z.infer<typeof microphone>;

export const deviceView = z.object({
  /** The tab that owns the phone; a tab compares this with its own id. */
  owner: id.nullable(),
  registered: z.boolean(),
  microphone,
  audioUnlocked: z.boolean(),
  heardAt: instant.nullable(),
  /** Null when a call can be offered now. */
  problem: deviceProblem.nullable(),
});
export type DeviceView = z.infer<typeof deviceView>;

/** Why a leg did not come up, or ended. */
export const legCause = z.enum([
  "normal",
  "busy",
  "declined",
  "noAnswer",
  "cancelled",
  "unreachable",
  "notFound",
  "refused",
  "deviceFailed",
  "networkFailed",
  "mediaFailed",
  "overload",
]);
export type LegCause = z.infer<typeof legCause>;

/** Every call ends in exactly one of these. */
export const callOutcome = z.enum([
  "answered",
  /** The caller left while waiting or ringing. */
  "abandoned",
  /** The agent declined and nobody else took it. */
  "rejected",
  /** Nobody answered and the call was not routed on. */
  "missed",
  "closed",
  "queueFull",
  "announced",
  "callbackRequested",
  /** Routed on to an outside number. */
  "forwarded",
  "busy",
  "unreachable",
  "invalidNumber",
  /** A machine answered an automatic call, which ended there. */
  "answeringMachine",
  "deviceFailed",
  "networkFailed",
  "mediaFailed",
]);
export type CallOutcome = z.infer<typeof callOutcome>;

/**
 * How a supervisor takes part in an agent's call: nobody hears them, the agent alone hears them, or everybody does.
 */
export const supervisionMode = z.enum(["listen", "whisper", "bargeIn"]);
export type SupervisionMode = z.infer<typeof supervisionMode>;

export const consultView = z.object({
  /** The name of a colleague, or a number. */
  label: z.string(),
  /** `conference`: the caller, the agent and the one who was asked hear one another. */
  phase: z.enum(["dialling", "ringing", "talking", "held", "conference"]),
  since: instant,
});

/** What a page shows of a contact: who it is, and the card to raise. */
const contactCard = { id, name: z.string().nullable(), cardLink: z.string().nullable() };

/** The contact that a call is for. */
export const callContact = z.object({ ...contactCard, campaign: id, campaignName: z.string() });
export type CallContact = z.infer<typeof callContact>;

/** A contact that an agent sees before it is called. */
export const previewView = z.object({
  campaign: id,
  campaignName: z.string(),
  contact: z.object({ ...contactCard, number: z.string() }),
  since: instant,
  /** Left alone until then, the contact goes back and the agent's automatic calls are switched off. */
  until: instant,
});
export type PreviewView = z.infer<typeof previewView>;

/**
 * Whether it is known who calls a number for verified calls. What is known stands in `callIdentity`, for the agent whose
 * call it is; it is asked for with the call's id and forgotten at `until`.
 */
export const callVerification = z.discriminatedUnion("kind", [
  /** `demo`: of a demonstration, in which nothing is verified: it must be told as that. */
  z.object({ kind: z.literal("verified"), until: instant, demo: z.boolean() }),
  /** It was verified, and what was known has been erased. */
  z.object({ kind: z.literal("forgotten"), demo: z.boolean() }),
  /** `notChecked`: there was no answer in time whether the code was right. */
  z.object({ kind: z.literal("notVerified"), why: z.enum(["noCode", "wrongCode", "tooManyAttempts", "notChecked"]) }),
]);
export type CallVerification = z.infer<typeof callVerification>;

export const callView = z.object({
  id,
  /** The leg that rings in the agent's page: the SIP INVITE carries it in `X-Belfry-Leg`. */
  leg: id.nullable(),
  direction: z.enum(["inbound", "outbound", "internal"]),
  queue: id.nullable(),
  /** The number the caller dialled. */
  dialled: z.string().nullable(),
  caller: z.object({ number: z.string().nullable(), name: z.string().nullable() }),
  /** The caller calls from a page of the organisation's website, and so has no number. */
  fromPage: z.boolean().optional(),
  startedAt: instant,
  /** When this agent answered. */
  answeredAt: instant.nullable(),
  /** How long the caller had waited when the call was offered. */
  waited: duration,
  /** Digits that the caller pressed. */
  digits: z.string(),
  phase: z.enum(["offered", "connecting", "talking", "held", "reconnecting"]),
  autoAnswer: z.boolean(),
  consult: consultView.nullable(),
  /** The colleague who sends this agent the call, or asks for advice about it; null for all other calls. */
  via: z
    .object({ kind: z.enum(["transfer", "consult"]), name: z.string() })
    .nullable()
    .optional(),
  /** A supervisor takes part, and the organisation's rule says that the agent is told. */
  supervisor: z.object({ name: z.string(), mode: supervisionMode }).nullable().optional(),
  /**
   * What this agent hears is mixed, and comes from another sender (SSRC) than over a bridge: a phone that hears one sender
   * alone has to listen anew when this changes.
   */
  mixed: z.boolean().optional(),
  /** This is the page of a supervisor who takes part in that agent's call. */
  supervising: z.object({ agent: id, name: z.string(), mode: supervisionMode }).nullable().optional(),
  /** This agent may hold, transfer and consult: not one who was asked for advice, or waits for a colleague who does. */
  steers: z.boolean(),
  /**
   * Null: calls of this queue are not recorded. `waiting`: it goes on when the two hear one another again. `ready`: on
   * demand, and not begun.
   */
  recording: z.enum(["on", "paused", "waiting", "ready", "failed"]).nullable().optional(),
  /** The switch keeps this agent's microphone silent; a page that mutes by itself does so besides. */
  muted: z.boolean(),
  /** Why the call came (back) to the head of the queue, when it did. */
  requeued: z.enum(["noAnswer", "declined", "deviceLost", "transferFailed"]).nullable(),
  /** The transfer or consultation that just failed, told in a sentence by the page. */
  lastFailure: legCause.nullable(),
  /** The contact of a campaign for whom the call is made; its card is raised with the call. */
  contact: callContact.nullable().optional(),
  /** Null or absent: nobody was asked who they are. */
  verification: callVerification.nullable().optional(),
});
export type CallView = z.infer<typeof callView>;

export const queueView = z.object({
  id,
  name: z.string(),
  waiting: z.number().int(),
  /** When the longest-waiting caller began to wait. */
  longestSince: instant.nullable(),
  available: z.number().int(),
  signedIn: z.number().int(),
  open: z.boolean(),
  today: z.object({ offered: z.number().int(), answered: z.number().int(), abandoned: z.number().int() }),
});
export type QueueView = z.infer<typeof queueView>;

/** What colleagues see of an agent's state: which it is, since when, and why a pause; nothing of the call. */
export const colleagueState = z.discriminatedUnion("state", [
  z.object({ state: z.enum(["signedOut", "available", "offered", "inCall", "wrapUp"]), since: instant }),
  z.object({ state: z.literal("paused"), since: instant, reason: pauseReason }),
]);
export type ColleagueState = z.infer<typeof colleagueState>;

export const colleagueView = z.object({
  id,
  name: z.string(),
  extension: z.string(),
  state: colleagueState,
  /** Null when a call can be offered now. */
  problem: deviceProblem.nullable(),
  /** It is known who calls this agent, or they play it. Told to supervisors alone, who learn no more of it. */
  caller: z.enum(["verified", "demonstration"]).optional(),
});
export type ColleagueView = z.infer<typeof colleagueView>;

export const callbackView = z.object({
  id,
  queue: id,
  number: z.string(),
  requestedAt: instant,
});

/** All that one agent's page shows of the floor. */
export const agentView = z.object({
  agent: id,
  name: z.string(),
  extension: z.string(),
  state: agentState,
  device: deviceView,
  /** The call that the agent owns (offered, in call, or in wrap-up). */
  call: callView.nullable(),
  /** Present in wrap-up: what has been set so far and what may be set. */
  wrapUp: z
    .object({
      call: id,
      codes: z.array(id),
      codeRequired: z.boolean(),
      code: id.nullable(),
      note: z.string(),
      /** When the person is to be called again, as the chosen code asks. */
      callBackAt: instant.nullable().optional(),
    })
    .nullable(),
  /** The agent takes the calls of campaigns. Off after every sign-in. */
  autoCalls: z.boolean(),
  /** The contact whom the agent may call next. Calls of the agent's queues still come, and take it away. */
  preview: previewView.nullable(),
});
export type AgentView = z.infer<typeof agentView>;

/** Who takes part in an agent's call as a supervisor; supervisors alone are shown this. */
export const supervisionView = z.object({ agent: id, supervisor: id, name: z.string(), mode: supervisionMode });
export type SupervisionView = z.infer<typeof supervisionView>;

export const pauseView = z.object({ id, name: z.string() });
export const callCodeView = z.object({
  id,
  name: z.string(),
  noteRequired: z.boolean(),
  /** The agent names an instant at which the person is called again. */
  callBack: z.boolean(),
});

/** Everything a page needs after connecting; later changes replace one part at a time. */
export const snapshot = z.object({
  me: agentView.nullable(),
  queues: z.array(queueView),
  colleagues: z.array(colleagueView),
  pauses: z.array(pauseView),
  callCodes: z.array(callCodeView),
  /** Of the pages of supervisors alone. */
  supervisions: z.array(supervisionView).optional(),
  /** There are campaigns, so that agents may switch their automatic calls on. */
  automaticCalls: z.boolean(),
});
export type Snapshot = z.infer<typeof snapshot>;
