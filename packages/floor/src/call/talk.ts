import type { LegCause } from "@belfry/contracts";
import { note, type Rejection, refuse, type Work } from "../work.ts";
import type { Call, Leg, Stage } from "./call.ts";
import { bridge, hangUp, liveLeg, mayLead, play, unbridge } from "./legs.ts";
import { customerLeg, endCall, freeAgent, moveCall } from "./move.ts";
import { isLoss } from "./outcome.ts";

export type Talking = Extract<Stage, { at: "talking" }>;

export function hold(w: Work, call: Call, stage: Talking): Rejection | null {
  if (stage.consult) return refuse("consult_running");
  if (stage.held) return null;
  const customer = customerLeg(call);
  unbridge(w, call);
  if (customer) play(w, call, customer, [], "music");
  moveCall(w, call, { ...stage, held: true });
  note(w, call, "held", { agent: stage.agent });
  return null;
}

export function retrieve(w: Work, call: Call, stage: Talking): Rejection | null {
  if (stage.consult) return refuse("consult_running");
  if (!stage.held) return refuse("not_in_this_state");
  moveCall(w, call, { ...stage, held: false });
  note(w, call, "retrieved", { agent: stage.agent });
  rejoin(w, call);
  return null;
}

/** Bridges the agent with the customer again. */
export function rejoin(w: Work, call: Call): void {
  if (call.stage.at !== "talking") return;
  const leg = liveLeg(call, call.stage.leg);
  const customer = customerLeg(call);
  if (leg?.state === "up" && customer?.state === "up") bridge(w, call, leg, customer);
}

/**
 * Two agents in one call are equals: whoever gives an order becomes the one who handles it, the other the customer.
 * Null when this agent is at neither end, or a consultation has already settled who is who.
 */
export function takeLead(w: Work, call: Call, agent: string): Talking | null {
  const { stage } = call;
  if (stage.at !== "talking" || !mayLead(call, agent)) return null;
  return stage.agent === agent ? stage : swapEnds(w, call, stage, agent);
}

/** The agent at the customer's end becomes the one who handles the call. */
export function swapEnds(w: Work, call: Call, stage: Talking, agent: string): Talking | null {
  if (call.customer === null) return null;
  const lead: Talking = { ...stage, agent, leg: call.customer };
  call.customer = stage.leg;
  return moveCall(w, call, lead) ? lead : null;
}

/** The customer hung up, or their leg was lost. */
export function customerGone(w: Work, call: Call, cause: LegCause): void {
  const { stage } = call;
  switch (stage.at) {
    case "talking":
      if (stage.consult) partnerStays(w, call, stage);
      else endCall(w, call, isLoss(cause) ? "networkFailed" : "answered");
      return;
    case "announcing":
      endCall(w, call, stage.outcome);
      return;
    case "forwarded":
      endCall(w, call, call.answeredAt === null ? "forwarded" : "answered");
      return;
    case "reconnecting":
      endCall(w, call, "deviceFailed");
      return;
    default:
      if (call.requeued === "deviceLost" && call.answeredAt !== null) endCall(w, call, "deviceFailed");
      else endCall(w, call, isLoss(cause) ? "networkFailed" : "abandoned");
  }
}

/** The customer left in a consultation: the agent goes on with the partner when there already is one. */
function partnerStays(w: Work, call: Call, stage: Talking): void {
  const { consult } = stage;
  const partner: Leg | null = consult && consult.phase !== "calling" ? liveLeg(call, consult.leg) : null;
  if (!consult || !partner) {
    dropConsult(w, call, stage, "cancelled");
    endCall(w, call, "answered");
    return;
  }
  note(w, call, "customerLeft", { agent: stage.agent });
  call.customer = partner.id;
  call.customerLeft = true;
  moveCall(w, call, { ...stage, held: false, consult: null });
  // Whoever spoke with the partner alone still does.
  if (consult.phase !== "target") rejoin(w, call);
}

/** Hangs up the consulted leg without going back to the customer. */
export function dropConsult(w: Work, call: Call, stage: Talking, cause: LegCause): void {
  const leg = stage.consult && liveLeg(call, stage.consult.leg);
  if (!leg) return;
  if (leg.role === "agent") freeAgent(w, call, leg.party, cause);
  else hangUp(w, call, leg, cause);
}
