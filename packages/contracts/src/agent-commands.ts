import { z } from "zod";
import { id, instant, microphone, supervisionMode } from "./agent-view.ts";

/** Where a transfer or a consultation goes. A number may be typed in any national form; the door normalises it. */
export const transferTarget = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("agent"), agent: id }),
  z.object({ kind: z.literal("queue"), queue: id }),
  z.object({ kind: z.literal("number"), number: z.string().min(2).max(32) }),
]);
export type TransferTarget = z.infer<typeof transferTarget>;

/** What an agent's page may ask. Each is answered by an acknowledgement; what follows from it arrives as a change. */
export const agentCommand = z.discriminatedUnion("type", [
  z.object({ type: z.literal("signIn") }),
  z.object({ type: z.literal("signOut") }),
  z.object({ type: z.literal("available") }),
  z.object({ type: z.literal("pause"), pause: id }),
  z.object({ type: z.literal("decline") }),
  z.object({ type: z.literal("hangUp") }),
  z.object({ type: z.literal("hold") }),
  z.object({ type: z.literal("retrieve") }),
  z.object({ type: z.literal("dial"), target: transferTarget, queue: id.nullable() }),
  z.object({ type: z.literal("transfer"), target: transferTarget }),
  z.object({ type: z.literal("consult"), target: transferTarget }),
  z.object({ type: z.literal("swap") }),
  z.object({ type: z.literal("completeTransfer") }),
  z.object({ type: z.literal("endConsult") }),
  /** Of a consultation that was answered: caller, agent and the one who was asked hear one another. */
  z.object({ type: z.literal("conference") }),
  /** A supervisor's own phone is called and joins the call of that agent; hanging up leaves it. */
  z.object({ type: z.literal("supervise"), agent: id, mode: supervisionMode }),
  z.object({ type: z.literal("supervisionMode"), mode: supervisionMode }),
  z.object({
    type: z.literal("setCallCode"),
    code: id.nullable(),
    note: z.string().max(4000),
    /** For a code that asks for a call back, and no other. */
    callBackAt: instant.nullable().optional(),
  }),
  z.object({ type: z.literal("setAutoCalls"), on: z.boolean() }),
  /** Calls the contact that the agent is shown, or passes them by; refused when it is another one by now. */
  z.object({ type: z.literal("callContact"), contact: id }),
  z.object({ type: z.literal("skipContact"), contact: id }),
  z.object({ type: z.literal("extendWrapUp") }),
  z.object({ type: z.literal("finishWrapUp") }),
  z.object({ type: z.literal("pauseRecording") }),
  /** Also begins it where recording is on demand. */
  z.object({ type: z.literal("resumeRecording") }),
  /** Silences the agent's microphone towards the call, in the switch; whatever the page does with it besides. */
  z.object({ type: z.literal("mute") }),
  z.object({ type: z.literal("unmute") }),
]);
export type AgentCommand = z.infer<typeof agentCommand>;

/** Sent every few seconds from a worker of the tab that owns the phone. */
export const deviceReport = z.object({
  tab: id,
  microphone,
  audioUnlocked: z.boolean(),
});
export type DeviceReport = z.infer<typeof deviceReport>;

/** One statistics sample of a call in progress, every few seconds, and once at its end. */
export const callQuality = z.object({
  call: id,
  rttMs: z.number().nonnegative().nullable(),
  jitterMs: z.number().nonnegative().nullable(),
  lossPercent: z.number().min(0).max(100).nullable(),
  mos: z.number().min(1).max(5).nullable(),
  packetsSent: z.number().int().nonnegative(),
  packetsReceived: z.number().int().nonnegative(),
  codec: z.string().max(32).nullable(),
});
export type CallQuality = z.infer<typeof callQuality>;
