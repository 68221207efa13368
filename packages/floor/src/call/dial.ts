import type { LegCause } from "@belfry/contracts";
import { moveAgent } from "../agent/move.ts";
import { deviceProblem } from "../device/device.ts";
import type { Target } from "../inputs.ts";
import { requeue } from "../queue/wait.ts";
import { route } from "../routing/destination.ts";
import { AGENT_FIRST_TIMEOUT, DIRECT_RING_TIMEOUT } from "../state.ts";
import { agentOf, callOf, note, own, type Rejection, refuse, type Work } from "../work.ts";
import { newCall } from "./arrive.ts";
import type { Call, Leg } from "./call.ts";
import { ringOver } from "./consult.ts";
import { callAgent, hangUp, liveLeg } from "./legs.ts";
import { customerLeg, endCall, freeAgent, moveCall } from "./move.ts";
import { join, serve } from "./offer.ts";
import { outcomeOf, sentenceOf } from "./outcome.ts";
import { callOutside, type Dialling, tellDialler } from "./outside.ts";
import { checkTarget, labelOf } from "./target.ts";

/** Agent-first: the agent's own phone is called, then the target. From a pause it returns to that pause. */
export function dial(w: Work, id: string, callId: string, target: Target, queue: string | null): Rejection | null {
  const agent = agentOf(w, id);
  if (!agent) return refuse("not_an_agent");
  const { state } = agent.state;
  if (state === "offered" || state === "inCall") return refuse("already_in_call");
  if (state === "wrapUp") return refuse("not_in_this_state");
  const problem = deviceProblem(agent.device, w.now, w.state.settings.heartbeatLimit);
  if (problem) return refuse("device_not_ready", { problem });
  const wrong = checkTarget(w, id, target);
  if (wrong) return wrong;
  if (queue !== null && !own(w.state.settings.queues, queue)) return refuse("unknown_target");
  if (callOf(w, callId)) return refuse("conflict", { detail: callId });
  if (!moveAgent(w, id, { type: "dial", call: callId })) return refuse("not_in_this_state");
  const direction = target.kind === "number" ? "outbound" : "internal";
  const dialled = target.kind === "agent" ? (agentOf(w, target.agent)?.extension ?? null) : labelOf(w, target);
  const call = newCall(w, callId, direction, agent.extension, agent.name, dialled);
  call.queue = queue;
  call.agent = id;
  const leg = callAgent(w, call, id, "dial", true, AGENT_FIRST_TIMEOUT, null);
  moveCall(w, call, { at: "dialling", agent: id, leg: leg.id, step: "agent", target, outcome: null });
  return null;
}

/** The agent's own phone answered: now the target. */
export function dialAnswered(w: Work, call: Call, stage: Dialling): void {
  const { agent, leg, target } = stage;
  const ownLeg = liveLeg(call, leg);
  if (!ownLeg) return;
  if (target.kind === "queue") {
    call.customer = leg;
    call.agent = null;
    moveCall(w, call, { at: "routing" });
    route(w, call, target, "announced");
    return;
  }
  serve(w, call, agent);
  moveCall(w, call, { ...stage, step: "target" });
  if (target.kind === "number") callOutside(w, call, { ...stage, step: "target" }, target.number);
  else if (ringColleague(w, call, target.agent))
    call.customer = callAgent(w, call, target.agent, "offer", false, DIRECT_RING_TIMEOUT, leg).id;
  else tell(w, call, { ...stage, step: "target" }, "busy");
}

/** False: the colleague who was free when this agent dialled is not any more. */
function ringColleague(w: Work, call: Call, agent: string): boolean {
  if ((agentOf(w, agent)?.idle ?? null) === null) return false;
  return moveAgent(w, agent, { type: "offer", call: call.id, until: w.now + DIRECT_RING_TIMEOUT });
}

export function dialTargetUp(w: Work, call: Call, stage: Dialling): void {
  const leg = customerLeg(call);
  if (leg?.role === "agent") {
    moveAgent(w, leg.party, { type: "answer" });
    call.joined[leg.party] ??= w.now;
  }
  note(w, call, "targetAnswered", { target: labelOf(w, stage.target) });
  join(w, call);
}

export function dialTargetFailed(w: Work, call: Call, stage: Dialling, leg: Leg, cause: LegCause): void {
  call.customer = null;
  if (leg.role === "agent") ringOver(w, call, leg.party, cause);
  tell(w, call, stage, cause);
}

function tell(w: Work, call: Call, stage: Dialling, cause: LegCause): void {
  note(w, call, "targetFailed", { target: labelOf(w, stage.target), cause });
  call.lastFailure = cause;
  tellDialler(w, call, stage, sentenceOf(cause), outcomeOf(cause));
}

/**
 * The agent's own leg is gone. Unanswered, it pauses the agent ("forced"): a phone that is said to be ready and does
 * not answer by itself is not ready. A callback whose agent was lost goes back to its place.
 */
export function dialFailed(w: Work, call: Call, stage: Dialling, cause: LegCause): void {
  if (stage.step === "agent") {
    note(w, call, "agentLegFailed", { agent: stage.agent, cause });
    freeAgent(w, call, stage.agent, cause, { kind: "forced" });
    endCall(w, call, outcomeOf(cause));
    return;
  }
  if (call.callback !== null && stage.step === "target" && cause !== "normal") {
    const target = customerLeg(call);
    call.customer = null;
    if (target) hangUp(w, call, target, "cancelled");
    freeAgent(w, call, stage.agent, cause, { kind: "deviceLost" });
    requeue(w, call, "deviceLost");
    return;
  }
  endCall(w, call, stage.outcome ?? (cause === "normal" ? "abandoned" : outcomeOf(cause)));
}
