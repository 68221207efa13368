import type { LegCause } from "@belfry/contracts";
import { moveAgent } from "../agent/move.ts";
import type { Target } from "../inputs.ts";
import { DIRECT_RING_TIMEOUT, NUMBER_RING_TIMEOUT } from "../state.ts";
import { agentOf, note, type Rejection, refuse, type Work } from "../work.ts";
import { ringback } from "./announce.ts";
import type { Call, Consult, Leg } from "./call.ts";
import { bridge, callAgent, callNumber, forgetBridge, liveLeg, park, play, unbridge } from "./legs.ts";
import { customerLeg, freeAgent, moveCall } from "./move.ts";
import { join, suspect } from "./offer.ts";
import { dropConsult, rejoin, type Talking } from "./talk.ts";
import { consultTarget, labelOf } from "./target.ts";

/** A second leg for the agent, while the customer hears music. The agent's page makes the ringing tone itself. */
export function consult(w: Work, call: Call, stage: Talking, wanted: Target): Rejection | null {
  if (stage.consult) return refuse("consult_running");
  const target = consultTarget(w, stage.agent, wanted);
  if ("code" in target) return target;
  const own = liveLeg(call, stage.leg);
  const customer = customerLeg(call);
  if (!own || !customer || target.kind === "queue") return refuse("not_in_this_state");
  const rung =
    target.kind === "agent"
      ? { leg: ringConsulted(w, call, target.agent) }
      : callNumber(w, call, stage.agent, target.number, NUMBER_RING_TIMEOUT);
  if ("refusal" in rung) return rung.refusal;
  const { leg } = rung;
  unbridge(w, call);
  play(w, call, customer, [], "music");
  call.lastFailure = null;
  note(w, call, "consultStarted", { agent: stage.agent, target: labelOf(w, target) });
  const made: Consult = { leg: leg.id, target, label: labelOf(w, target), since: w.now, phase: "calling" };
  moveCall(w, call, { ...stage, held: false, consult: made });
  return null;
}

function ringConsulted(w: Work, call: Call, agent: string): Leg {
  moveAgent(w, agent, { type: "offer", call: call.id, until: w.now + DIRECT_RING_TIMEOUT });
  return callAgent(w, call, agent, "consult", false, DIRECT_RING_TIMEOUT, null);
}

export function consultAnswered(w: Work, call: Call, stage: Talking, running: Consult): void {
  const leg = liveLeg(call, running.leg);
  const own = liveLeg(call, stage.leg);
  if (!leg || !own) return;
  if (leg.role === "agent") {
    moveAgent(w, leg.party, { type: "answer" });
    call.joined[leg.party] ??= w.now;
  }
  note(w, call, "consultAnswered", { target: running.label });
  moveCall(w, call, { ...stage, consult: { ...running, phase: "target", since: w.now } });
  bridge(w, call, own, leg);
}

/** The consulted leg was not reached, or hung up: the agent is back with the customer. */
export function consultOver(w: Work, call: Call, stage: Talking, running: Consult, leg: Leg, cause: LegCause): void {
  if (leg.role === "agent") ringOver(w, call, leg.party, cause);
  note(w, call, "consultEnded", { target: running.label, cause });
  call.lastFailure = cause === "normal" ? null : cause;
  backWithCustomer(w, call, stage, running);
}

/** An agent who was rung by a colleague and is no more: no answer pauses them too, a lost phone is left alone. */
export function ringOver(w: Work, call: Call, agent: string, cause: LegCause): void {
  const offered = agentOf(w, agent)?.state.state === "offered";
  if (offered && cause === "noAnswer") moveAgent(w, agent, { type: "unanswered" });
  if (offered && cause !== "noAnswer" && cause !== "declined" && cause !== "busy" && cause !== "cancelled")
    suspect(w, agent);
  freeAgent(w, call, agent, cause);
}

export function endConsult(w: Work, call: Call, stage: Talking): Rejection | null {
  const running = stage.consult;
  if (!running) return refuse("no_consult");
  dropConsult(w, call, stage, running.phase === "calling" ? "cancelled" : "normal");
  note(w, call, "consultEnded", { target: running.label, cause: "normal" });
  backWithCustomer(w, call, stage, running);
  return null;
}

/** After a swap or in a conference the two have heard one another all along. */
function backWithCustomer(w: Work, call: Call, stage: Talking, { phase }: Consult): void {
  moveCall(w, call, { ...stage, consult: null });
  if (phase === "calling" || phase === "target") rejoin(w, call);
}

/** Customer, agent and partner hear one another, as soon as the line has mixed them. */
export function conference(w: Work, call: Call, stage: Talking): Rejection | null {
  const running = stage.consult;
  if (!running) return refuse("no_consult");
  if (running.phase === "conference") return null;
  const own = liveLeg(call, stage.leg);
  const partner = liveLeg(call, running.leg);
  const customer = customerLeg(call);
  if (running.phase === "calling" || !own || !partner || !customer) return refuse("not_in_this_state");
  const up = running.phase === "customer" && call.bridge?.up === true;
  forgetBridge(w, call);
  customer.sound = null;
  partner.sound = null;
  call.bridge = { number: call.bridgeCount, a: own.id, b: customer.id, up, mixed: true, again: false };
  moveCall(w, call, { ...stage, consult: { ...running, phase: "conference", since: w.now } });
  note(w, call, "conferenceStarted", { agent: stage.agent, target: running.label });
  return null;
}

/** It could not be mixed: the agent is with the customer, and the partner waits as after a swap. */
export function conferenceFailed(w: Work, call: Call): void {
  const { stage } = call;
  if (stage.at !== "talking" || stage.consult?.phase !== "conference") return;
  const partner = liveLeg(call, stage.consult.leg);
  call.lastFailure = "mediaFailed";
  note(w, call, "conferenceFailed", { agent: stage.agent, target: stage.consult.label });
  moveCall(w, call, { ...stage, consult: { ...stage.consult, phase: "customer" } });
  if (partner) park(w, call, partner.id);
  if (partner) play(w, call, partner, [], "music");
}

export function swap(w: Work, call: Call, stage: Talking): Rejection | null {
  const running = stage.consult;
  if (!running) return refuse("no_consult");
  const own = liveLeg(call, stage.leg);
  const partner = liveLeg(call, running.leg);
  const customer = customerLeg(call);
  if (running.phase === "calling" || !own || !partner || !customer) return refuse("not_in_this_state");
  const [next, resting, phase] =
    running.phase === "target" ? ([customer, partner, "customer"] as const) : ([partner, customer, "target"] as const);
  unbridge(w, call);
  play(w, call, resting, [], "music");
  moveCall(w, call, { ...stage, consult: { ...running, phase } });
  bridge(w, call, own, next);
  note(w, call, "swapped", { with: phase });
  return null;
}

/** Customer and partner are joined and the agent is free. While the partner still rings it is a blind transfer. */
export function completeTransfer(w: Work, call: Call, stage: Talking): Rejection | null {
  const running = stage.consult;
  if (!running) return refuse("no_consult");
  const leg = liveLeg(call, running.leg);
  if (!leg) return refuse("not_in_this_state");
  note(w, call, "transferred", { agent: stage.agent, target: running.label, attended: running.phase !== "calling" });
  unbridge(w, call);
  const origin = { kind: "transfer", queue: call.queue } as const;
  const partner = leg.role === "agent" ? agentOf(w, leg.party)?.state : null;
  call.requeued = null;
  freeAgent(w, call, stage.agent);
  if (leg.role !== "agent") moveCall(w, call, { at: "forwarding", leg: leg.id, origin, number: leg.party });
  else if (partner?.state === "offered")
    moveCall(w, call, {
      at: "offered",
      agent: leg.party,
      leg: leg.id,
      until: partner.until,
      autoAnswer: false,
      origin,
    });
  else moveCall(w, call, { at: "connecting", agent: leg.party, leg: leg.id, origin });
  if (leg.state === "up") join(w, call);
  else ringback(w, call);
  return null;
}
