import { z } from "zod";
import { callOutcome, duration, id, instant, legCause } from "../agent-view.ts";
import { pageQuery, uuid } from "./common.ts";

export const legRecord = z.object({
  leg: id,
  role: z.enum(["caller", "agent", "outside"]),
  /** The number, or the agent's name and extension. */
  party: z.string(),
  person: uuid.nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  cause: legCause.nullable(),
});

/** One line of a call's timeline: `what` is a stable word, `detail` its parameters. */
export const callEvent = z.object({
  at: instant,
  what: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type CallEvent = z.infer<typeof callEvent>;

export const callSummary = z.object({
  id,
  /** The call trace id: the same in logs, SIP and pages. */
  trace: z.string(),
  direction: z.enum(["inbound", "outbound", "internal"]),
  caller: z.string().nullable(),
  dialled: z.string().nullable(),
  queue: uuid.nullable(),
  queueName: z.string().nullable(),
  agent: uuid.nullable(),
  agentName: z.string().nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** Null while the call runs. */
  waited: duration.nullable(),
  /** Null while the call runs. */
  talked: duration.nullable(),
  outcome: callOutcome.nullable(),
  callCode: z.string().nullable(),
  note: z.string(),
  /** The caller called from a page of the organisation's website, and so has no number. */
  fromPage: z.boolean(),
  /** It became known who called. */
  verified: z.boolean(),
  /** The number of the person in the call is forgotten, as the organisation wants it. */
  callerForgotten: z.boolean(),
});
export type CallSummary = z.infer<typeof callSummary>;

/** What one agent's phone measured at one moment; of a long call, the worst moment of each part. */
export const qualitySample = z.object({
  at: instant,
  person: uuid,
  /** Mean opinion score, 1 to 4.5, by the E-model (ITU-T G.107). */
  mos: z.number().nullable(),
  lossPercent: z.number().nullable(),
  jitterMs: z.number().nullable(),
  rttMs: z.number().nullable(),
});
export type QualitySample = z.infer<typeof qualitySample>;

export const callDetail = callSummary.extend({
  legs: z.array(legRecord),
  events: z.array(callEvent),
  quality: z.array(qualitySample),
});
export type CallDetail = z.infer<typeof callDetail>;

export const callQuery = pageQuery.extend({
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  queue: uuid.optional(),
  agent: uuid.optional(),
  outcome: callOutcome.optional(),
  /** E.164: only calls from or to this number; with `scope=contact` it must be there. */
  number: z.string().max(20).optional(),
  /**
   * `mine` for agents; supervisors and admins may see all of their organisation. `contact` (with `number`) is what an
   * agent may see of earlier contacts with the number of the call that the agent has now: all of the organisation's.
   */
  scope: z.enum(["mine", "all", "contact"]).default("mine"),
});
export type CallQuery = z.infer<typeof callQuery>;

export const demoCallRequest = z.object({ number: z.string().max(20).optional() });
export const demoCall = z.object({ dialled: z.string() });
