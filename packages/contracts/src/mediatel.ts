import { z } from "zod";

/** Where a CRM that speaks the Mediatel agent protocol finds Socket.IO. */
export const MEDIATEL_PATH = "/mediatel/socket.io";

export const mediatelState = z.enum([
  "STATE_LOGOUT",
  "STATE_IDLE",
  "STATE_PAUSE",
  "STATE_MAKECALL_REQUEST",
  "STATE_CALL_DELIVERED",
  "STATE_MAKECALL_FAILED",
  "STATE_CALL_ACTIVE",
  "STATE_HOLD",
  "STATE_MUTE",
  "STATE_CLERICAL",
]);
export type MediatelState = z.infer<typeof mediatelState>;

export const mediatelCommand = z.enum([
  "CMD_LOGIN",
  "CMD_LOGOUT",
  "CMD_EXIT",
  "CMD_MAKECALL",
  "CMD_CLOSECALL",
  "CMD_HOLDCALL",
  "CMD_RETRIEVECALL",
  "CMD_MUTECALL",
  "CMD_PAUSE",
  "CMD_PREDICTIVE",
  "CMD_RESOLUTIONSET",
]);
export type MediatelCommand = z.infer<typeof mediatelCommand>;

/** Clients send numbers as numbers and as text. */
const words = z.union([z.string(), z.number().transform(String)]).pipe(z.string().trim().max(200));
const number = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
]);

/** What a client sends as the event `data`. */
export const mediatelMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("login"),
    user: words,
    password: words,
    extension: words.nullish().transform((text) => text ?? ""),
    /** Our addition: take the phone from another window or connection. */
    takeOver: z.boolean().default(false),
  }),
  z.object({ type: z.literal("logout") }),
  z.object({ type: z.literal("exit") }),
  z.object({
    type: z.literal("makeCall"),
    phoneNumber: words,
    queueName: words.nullish().transform((text) => text ?? ""),
  }),
  z.object({ type: z.literal("closeCall") }),
  z.object({ type: z.literal("holdCall") }),
  z.object({ type: z.literal("retrieveCall") }),
  z.object({ type: z.literal("muteCall") }),
  z.object({ type: z.literal("pause"), id: number }),
  z.object({ type: z.literal("predictive") }),
  z.object({
    type: z.literal("resolutionSet"),
    id: number,
    /** Our addition, for call codes that need a note. */
    note: z.string().max(4000).default(""),
    /** Our addition, for call codes that ask when to call back: epoch milliseconds, or ISO 8601 with its offset. */
    callBackAt: z
      .union([number, z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))])
      .nullish()
      .transform((at) => at ?? null),
  }),
]);
export type MediatelMessage = z.infer<typeof mediatelMessage>;

const callCodes = z.array(z.object({ ID: z.string(), Name: z.string(), ActionFlag: z.string() }));

/**
 * What the server sends as the event `data`, whole each time. An empty text is "-1", an empty instant
 * "1999-01-01 01:01:01". Three fields come in both spellings that clients know.
 */
export const mediatelData = z.object({
  state: mediatelState,
  status: z.enum(["offline", "available", "pause", "start_dialing", "in_a_call", "on_hold", "clerical"]),
  agentId: z.string(),
  agentName: z.string(),
  agentExt: z.string(),
  availableCommand: z.array(mediatelCommand),
  avaliableCommand: z.array(mediatelCommand),
  availableCallCodes: callCodes,
  awaliableCallCodes: callCodes,
  isAvailable: z.boolean(),
  isAvaliable: z.boolean(),
  pauseList: z.array(z.tuple([z.string(), z.string()])),
  pauseId: z.string(),
  pauseName: z.string(),
  pauseAcknowledge: z.string(),
  queues: z.array(z.string()),
  queueId: z.string(),
  queueName: z.string(),
  ani: z.string(),
  dnis: z.string(),
  callTraceID: z.string(),
  callType: z.string(),
  callStartTime: z.string(),
  callWaitDuration: z.string(),
  callErrorID: z.string(),
  callErrorText: z.string(),
  loginErrorID: z.string(),
  loginErrorText: z.string(),
  predictiveStatus: z.string(),
  crmConnectTarget: z.string(),
  /** When the state began; null while nobody is signed in. */
  time: z.number().nullable(),
  serverTime: z.number(),
  /** Our addition: why the last message was refused, by a code of the registry. */
  error: z.object({ code: z.string(), text: z.string() }).nullable(),
  /** Our addition: why no call can be brought to the phone now; null when one can. */
  phoneProblem: z.string().nullable(),
  /** Our addition: whom the agent may call next; `makeCall` of this number does. `until` is when they are taken back. */
  preview: z.object({ number: z.string(), name: z.string(), until: z.number() }).nullable(),
  /** Our addition: what JsSIP needs, while this connection has the agent's phone. */
  sip: z
    .object({
      server: z.string(),
      uri: z.string(),
      contactUri: z.string(),
      realm: z.string(),
      authorizationUser: z.string(),
      password: z.string(),
      expiresAt: z.number(),
    })
    .nullable(),
});
export type MediatelData = z.infer<typeof mediatelData>;

export interface MediatelToClient {
  data: (data: MediatelData) => void;
  /** The agent's phone cannot be reached: no call was or can be made. */
  agentUnavailable: (why: { readonly code: string; readonly text: string }) => void;
}
export interface ClientToMediatel {
  data: (message: unknown) => void;
}
