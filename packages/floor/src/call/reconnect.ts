import type { LegCause } from "@belfry/contracts";
import { canResume } from "../device/device.ts";
import { requeue } from "../queue/wait.ts";
import { RESUME_RETRY } from "../state.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { agentOf, note, type Work } from "../work.ts";
import type { Call, Stage } from "./call.ts";
import { consultOver } from "./consult.ts";
import { dialFailed, dialTargetFailed } from "./dial.ts";
import { bridge, callAgent, hangUp, legOfAgent, liveLeg, play } from "./legs.ts";
import { customerLeg, endCall, freeAgent, moveCall } from "./move.ts";
import { muteAgain } from "./mute.ts";
import { offerMissed } from "./offer.ts";
import { endSupervision } from "./supervise.ts";
import { customerGone, dropConsult, takeLead } from "./talk.ts";

type Reconnecting = Extract<Stage, { at: "reconnecting" }>;

/** An agent's phone is lost to the call, whatever part they have in it. */
export function loseAgent(w: Work, call: Call, agent: string, cause: LegCause): void {
  if (call.supervision?.supervisor === agent) {
    endSupervision(w, call, cause);
    return;
  }
  const leg = legOfAgent(call, agent);
  const lead = takeLead(w, call, agent);
  if (lead) {
    dropConsult(w, call, lead, "normal");
    keepCustomer(w, call, agent, lead.held, cause);
    return;
  }
  const { stage } = call;
  if ("agent" in stage && stage.agent === agent) {
    if (stage.at === "offered" || stage.at === "connecting") offerMissed(w, call, stage, "deviceLost", cause);
    else if (stage.at === "dialling") dialFailed(w, call, stage, cause);
    else if (stage.at === "reconnecting" && leg) {
      hangUp(w, call, leg, cause);
      resumeFailed(w, call, stage);
    }
    return;
  }
  if (!leg) return;
  hangUp(w, call, leg, cause);
  if (stage.at === "talking" && stage.consult?.leg === leg.id)
    consultOver(w, call, stage, stage.consult, leg, "unreachable");
  else if (call.customer !== leg.id) return;
  else if (stage.at === "dialling") dialTargetFailed(w, call, stage, leg, "unreachable");
  else {
    freeAgent(w, call, agent, cause);
    customerGone(w, call, cause);
  }
}

/** The customer is told that the call is kept, and hears music until the agent's phone is back. */
function keepCustomer(w: Work, call: Call, agent: string, held: boolean, cause: LegCause): void {
  const device = agentOf(w, agent)?.device;
  const lostAt = device && "since" in device ? device.since : w.now;
  const until = Math.max(lostAt + w.state.settings.reconnectGrace, w.now + 1);
  const leg = legOfAgent(call, agent);
  note(w, call, "agentLost", { agent, cause });
  if (leg) hangUp(w, call, leg, cause);
  if (!moveCall(w, call, { at: "reconnecting", agent, leg: null, held, until })) return;
  setTimer(w.state.timers, "call", call.id, "grace", until);
  const customer = customerLeg(call);
  if (customer) play(w, call, customer, [{ prompt: "agent-lost" }], "music");
  tryResume(w, call);
}

/** Calls the agent's phone back as soon as it can be reached. */
export function tryResume(w: Work, call: Call): void {
  const { stage } = call;
  if (stage.at !== "reconnecting" || stage.leg !== null || stage.until <= w.now) return;
  const device = agentOf(w, stage.agent)?.device;
  if (!device || !canResume(device, w.now, w.state.settings.heartbeatLimit)) return;
  cancelTimer(w.state.timers, "call", call.id, "retry");
  // A caller on hold stays there, and is not to be heard. Whoever is muted is heard by nobody before that is so again.
  const towards = stage.held || call.muted.includes(stage.agent) ? null : call.customer;
  const leg = callAgent(w, call, stage.agent, "resume", true, stage.until - w.now, towards);
  moveCall(w, call, { ...stage, leg: leg.id });
}

export function resumeFailed(w: Work, call: Call, stage: Reconnecting): void {
  moveCall(w, call, { ...stage, leg: null });
  setTimer(w.state.timers, "call", call.id, "retry", w.now + RESUME_RETRY);
}

export function resumeAnswered(w: Work, call: Call, stage: Reconnecting): void {
  const leg = liveLeg(call, stage.leg);
  const customer = customerLeg(call);
  if (!leg || customer?.state !== "up") return;
  muteAgain(w, call, stage.agent);
  if (stage.held) backInCall(w, call, stage, leg.id);
  else bridge(w, call, leg, customer);
}

export function resumed(w: Work, call: Call, stage: Reconnecting): void {
  if (stage.leg !== null) backInCall(w, call, stage, stage.leg);
}

function backInCall(w: Work, call: Call, stage: Reconnecting, leg: string): void {
  moveCall(w, call, { at: "talking", agent: stage.agent, leg, held: stage.held, consult: null });
  note(w, call, "resumed", { agent: stage.agent });
}

/** Nobody came back in time: the customer goes to the head of the queue and the agent is paused. */
export function graceOver(w: Work, call: Call): void {
  const { stage } = call;
  if (stage.at !== "reconnecting") return;
  note(w, call, "agentNotBack", { agent: stage.agent });
  freeAgent(w, call, stage.agent, "deviceFailed", { kind: "deviceLost" });
  if (customerLeg(call)?.role === "agent") endCall(w, call, "deviceFailed");
  else requeue(w, call, "deviceLost");
}
