import type { LegCause, PauseReason, SupervisionMode } from "@belfry/contracts";
import { moveAgent } from "../agent/move.ts";
import { deviceProblem } from "../device/device.ts";
import { AGENT_FIRST_TIMEOUT, type FloorState } from "../state.ts";
import { agentOf, callOf, note, own, type Rejection, refuse, type Work } from "../work.ts";
import type { Call, Supervision } from "./call.ts";
import { callAgent, legOfAgent } from "./legs.ts";
import { freeAgent, touchAgents } from "./move.ts";

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
  if (!moveAgent(w, supervisor, { type: "dial", call: call.id })) return refuse("not_in_this_state");
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
  call.supervision = { ...call.supervision, mode };
  if (call.supervision.since === null) changed(w, call);
  else record(w, call, "supervisionChanged", call.supervision);
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
  const what = supervision.since === null ? "supervisionFailed" : "supervisionEnded";
  record(w, call, what, supervision, { cause });
  call.supervision = null;
  freeAgent(w, call, supervision.supervisor, cause, reason);
}

/** Every beginning, change and end is in the call's timeline, also where the agent is not told. */
function record(w: Work, call: Call, what: string, supervision: Supervision, more: { cause?: LegCause } = {}): void {
  const { supervisor, agent, leg, mode, since } = supervision;
  const told = since !== null && isTold(w.state, mode);
  note(w, call, what, { supervisor, agent, mode, leg, told, ...more });
  changed(w, call);
}

function changed(w: Work, call: Call): void {
  w.changedCalls.add(call.id);
  touchAgents(w, call);
}

export function maySupervise({ settings }: Pick<FloorState, "settings">, agent: string): boolean {
  return own(settings.agents, agent)?.supervises === true;
}

export function isTold({ settings }: Pick<FloorState, "settings">, mode: SupervisionMode): boolean {
  return settings.supervisionTold === "always" || (settings.supervisionTold === "whenHeard" && mode !== "listen");
}

function nameOf(state: FloorState, agent: string): string {
  return state.agents[agent]?.name ?? agent;
}
