import type { LegCause, PauseReason, SupervisionMode } from "@belfry/contracts";
import { moveAgent } from "../agent/move.ts";
import { deviceProblem } from "../device/device.ts";
import { AGENT_FIRST_TIMEOUT, type FloorState } from "../state.ts";
import { agentOf, callOf, type Rejection, refuse, type Work } from "../work.ts";
import type { Call, Supervision } from "./call.ts";
import { callAgent, legOfAgent } from "./legs.ts";
import { freeAgent, touchAgents } from "./move.ts";
import { endOf, isShown, maySupervise, noteSupervision } from "./supervision.ts";

/** The supervisor's own phone is called; as soon as it answers they are in the agent's call. */
export function supervise(w: Work, supervisor: string, agent: string, mode: SupervisionMode): Rejection | null {
  const self = agentOf(w, supervisor);
  if (!self) return refuse("not_an_agent");
  if (!maySupervise(w.state, supervisor)) return refuse("forbidden");
  if (supervisor === agent) return refuse("own_call");
  const { state } = self.state;
  if (state === "signedOut") return refuse("not_signed_in_agent");
  if (state === "offered" || state === "inCall") return refuse("already_in_call");
  if (state === "wrapUp") return refuse("not_in_this_state");
  const problem = deviceProblem(self.device, w.now, w.state.settings.heartbeatLimit);
  if (problem) return refuse("device_not_ready", { problem });
  const watched = agentOf(w, agent);
  if (!watched) return refuse("not_found");
  const call = watched.state.state === "inCall" ? callOf(w, watched.state.call) : undefined;
  const talks = call?.stage.at === "talking" && legOfAgent(call, agent)?.state === "up";
  // Whoever supervises talks with nobody of their own.
  if (!call || !talks || call.supervision?.supervisor === agent)
    return refuse("agent_not_in_call", { name: watched.name });
  if (call.supervision) return refuse("already_supervised", { name: nameOf(w.state, call.supervision.supervisor) });
  if (!moveAgent(w, supervisor, { type: "join", call: call.id })) return refuse("not_in_this_state");
  const leg = callAgent(w, call, supervisor, "supervise", true, AGENT_FIRST_TIMEOUT, null);
  call.supervision = { supervisor, agent, leg: leg.id, mode, since: null };
  record(w, call, "supervisionAsked", call.supervision);
  return null;
}

export function supervisorUp(w: Work, call: Call, supervision: Supervision): void {
  call.supervision = { ...supervision, since: w.now };
  call.joined[supervision.supervisor] = w.now;
  record(w, call, "supervisionStarted", call.supervision);
}

export function changeMode(w: Work, supervisor: string, mode: SupervisionMode): Rejection | null {
  const state = agentOf(w, supervisor)?.state;
  const call = state?.state === "inCall" ? callOf(w, state.call) : undefined;
  if (call?.supervision?.supervisor !== supervisor) return refuse("not_in_this_state");
  if (call.supervision.mode === mode) return null;
  if (isShown(w.state, call.supervision)) touchAgents(w, call);
  call.supervision = { ...call.supervision, mode };
  record(w, call, "supervisionChanged", call.supervision);
  return null;
}

/** A phone that is said to be ready and does not answer by itself is not ready, as when an agent dials. */
export function supervisorLegLost(w: Work, call: Call, supervision: Supervision, cause: LegCause): void {
  endSupervision(w, call, cause, supervision.since === null ? { kind: "forced" } : null);
}

/** The supervisor is where they were before; the others talk on. */
export function endSupervision(w: Work, call: Call, cause: LegCause, reason: PauseReason | null = null): void {
  const { supervision } = call;
  if (!supervision) return;
  record(w, call, endOf(supervision), supervision, cause);
  call.supervision = null;
  freeAgent(w, call, supervision.supervisor, cause, reason);
}

function record(w: Work, call: Call, what: string, supervision: Supervision, cause: LegCause | null = null): void {
  noteSupervision(w, call, what, supervision, cause);
  w.changedCalls.add(call.id);
  w.changedAgents.add(supervision.supervisor);
  if (isShown(w.state, supervision)) touchAgents(w, call);
}

function nameOf(state: FloorState, agent: string): string {
  return state.agents[agent]?.name ?? agent;
}
