import type { CallOutcome, LegCause, PauseReason } from "@belfry/contracts";
import { moveAgent } from "../agent/move.ts";
import { contactOver, isUrgent } from "../dialler/milestones.ts";
import { visitFor, visitOver } from "../identify/known.ts";
import { removeWaiting } from "../queue/queue.ts";
import { cancelTimer } from "../timers.ts";
import { callView } from "../view/call-view.ts";
import { agentOf, note, queueOf, queueSettings, type Work } from "../work.ts";
import { type Call, nextStage, type Stage } from "./call.ts";
import { forgetMix } from "./ears.ts";
import { hangUp, legOfAgent, liveLeg, releaseIfOver } from "./legs.ts";
import { stopRecording } from "./record.ts";
import { endOf, noteSupervision } from "./supervision.ts";

/** Timers that belong to a stage and not to the call. */
const STAGE_TIMERS = ["announce", "maxWait", "grace", "retry", "said", "expiry", "code", "identify"];

/** Takes a call to its next stage. An impossible one is written to the timeline and changes nothing. */
export function moveCall(w: Work, call: Call, next: Stage): boolean {
  const before = call.stage;
  if (!nextStage(before, next)) {
    note(w, call, "impossible", { from: before.at, to: next.at });
    return false;
  }
  call.stage = next;
  // Whoever takes over from the agent after the caller has left talks with somebody else.
  if (call.customerLeft && "agent" in before && !("agent" in next && next.agent === before.agent))
    call.verification = null;
  w.changedCalls.add(call.id);
  touchAgents(w, call);
  if (before.at !== next.at) {
    for (const name of STAGE_TIMERS) cancelTimer(w.state.timers, "call", call.id, name);
    if (before.at === "waiting") leaveWaiting(w, call);
  }
  if (next.at === "talking" && call.talkingSince === null) call.talkingSince = w.now;
  if (next.at !== "talking" && call.talkingSince !== null) {
    call.talked += w.now - call.talkingSince;
    call.talkingSince = null;
  }
  return true;
}

function leaveWaiting(w: Work, call: Call): void {
  const queue = queueOf(w, call.queue);
  if (!queue || !call.place) return;
  if (isUrgent(call)) queue.contacts.splice(queue.contacts.indexOf(call.id), 1);
  else removeWaiting(queue, call.id, call.place.since, call.place.seq);
  if (call.queue) w.changedQueues.add(call.queue);
}

/** Everybody who has this call on their page. */
export function touchAgents(w: Work, call: Call): void {
  for (const agent of agentsOf(call)) w.changedAgents.add(agent);
}

/** The agents who are in the call or are rung for it, by their live legs and the stage. */
export function agentsOf(call: Call): string[] {
  const agents = new Set<string>();
  if ("agent" in call.stage) agents.add(call.stage.agent);
  for (const leg of Object.values(call.legs)) if (leg.role === "agent" && leg.state !== "ending") agents.add(leg.party);
  return [...agents];
}

/**
 * The call is over for one agent: an offer is taken back with the idle time unchanged, a call ends in wrap-up when
 * the agent served the customer of a queue that has one. Their leg is hung up.
 */
export function freeAgent(
  w: Work,
  call: Call,
  id: string,
  cause: LegCause = "normal",
  reason: PauseReason | null = null,
): void {
  call.muted = call.muted.filter((muted) => muted !== id);
  const agent = agentOf(w, id);
  const settings = queueSettings(w, call.queue);
  const state = agent?.state;
  if (agent && state && "call" in state && state.call === call.id) {
    if (state.state === "offered") moveAgent(w, id, { type: "withdraw" });
    if (state.state === "inCall") {
      const timeout = settings?.wrapUpTimeout ?? 0;
      const due = reason === null && !agent.removed && timeout > 0 && call.served.includes(id);
      const card = due ? { ...callView(w.state, call, id), supervisor: null } : null;
      const visit = visitFor(call, id);
      const wrapUp = card && call.queue ? { queue: call.queue, until: w.now + timeout, card, visit } : null;
      moveAgent(w, id, { type: "leave", wrapUp, reason });
    }
  }
  const leg = legOfAgent(call, id);
  if (leg) hangUp(w, call, leg, cause);
}

/** Ends a call with its one outcome: everybody is freed, every leg is hung up. */
export function endCall(w: Work, call: Call, outcome: CallOutcome, cause: LegCause = "normal"): void {
  if (call.stage.at === "ended") return;
  // Whoever leaves unanswered has waited until now, whatever the wait was when the call was last offered.
  if (outcome === "abandoned" && call.answeredAt === null && call.place) call.waited = w.now - call.place.since;
  if (call.supervision) noteSupervision(w, call, endOf(call.supervision), call.supervision, cause);
  call.supervision = null;
  const agents = agentsOf(call);
  for (const agent of agents) freeAgent(w, call, agent, cause);
  if (!moveCall(w, call, { at: "ended", outcome })) return;
  for (const leg of Object.values(call.legs)) hangUp(w, call, leg, cause);
  for (const name of ["bridge", "lateCode"]) cancelTimer(w.state.timers, "call", call.id, name);
  forgetMix(w, call);
  for (const agent of Object.keys(call.sparedBy)) cancelTimer(w.state.timers, "call", call.id, `spared:${agent}`);
  const queue = queueOf(w, call.queue);
  const left = outcome === "abandoned" && call.queue !== null;
  if (
    queue &&
    call.queue &&
    left &&
    call.countedOffered.includes(call.queue) &&
    !call.countedAnswered.includes(call.queue)
  ) {
    queue.abandoned += 1;
    w.changedQueues.add(call.queue);
  }
  contactOver(w, call);
  visitOver(w, call);
  stopRecording(w, call);
  if (call.callbackOf !== null) w.effects.push({ type: "journal.callbackOver", call: call.callbackOf, at: w.now });
  w.effects.push({
    type: "journal.callEnded",
    call: call.id,
    at: w.now,
    direction: call.direction,
    outcome,
    queue: call.queue,
    agent: call.agent,
    answeredAt: call.answeredAt,
    waited: call.waited,
    talked: call.talked,
  });
  releaseIfOver(w, call);
}

export function customerLeg(call: Call) {
  return liveLeg(call, call.customer);
}
