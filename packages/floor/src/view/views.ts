import type {
  AgentState,
  AgentView,
  ColleagueState,
  ColleagueView,
  DeviceView,
  QueueView,
  SupervisionView,
} from "@belfry/contracts";
import type { Agent, AgentMachine } from "../agent/agent.ts";
import { isTold } from "../call/supervision.ts";
import { type Device, deviceProblem } from "../device/device.ts";
import { previewView } from "../dialler/view.ts";
import { isAssigned } from "../identify/known.ts";
import type { FloorState } from "../state.ts";
import { own } from "../work.ts";
import { callView } from "./call-view.ts";

/** Null: no such agent. */
export function agentView(state: FloorState, id: string, now: number): AgentView | null {
  const agent = own(state.agents, id);
  if (!agent) return null;
  const { name, extension } = agent;
  return {
    agent: id,
    name,
    extension,
    state: agentState(agent.state),
    device: deviceView(agent.device, now, state.settings.heartbeatLimit),
    call: ownCall(state, agent),
    wrapUp: wrapUp(state, agent.state),
    autoCalls: agent.autoCalls,
    preview: previewView(state, agent),
  };
}

export function colleagueView(state: FloorState, id: string, now: number): ColleagueView | null {
  const agent = own(state.agents, id);
  if (!agent) return null;
  const { name, extension, device } = agent;
  const problem = deviceProblem(device, now, state.settings.heartbeatLimit);
  const caller = callerOf(state, agent);
  return { id, name, extension, state: colleagueState(agent.state), problem, ...(caller && { caller }) };
}

/** The agent has, or is rung for, the call of somebody who is known, or was before it was forgotten. */
function callerOf(state: FloorState, agent: Agent): ColleagueView["caller"] | null {
  if (!("call" in agent.state) || agent.state.state === "wrapUp") return null;
  const call = own(state.calls, agent.state.call);
  const known = call && isAssigned(call, agent.id) ? call.verification : null;
  if (!known || known.kind === "notVerified") return null;
  return known.demo ? "demonstration" : "verified";
}

/**
 * How agents see this colleague, where that is not how it is: nobody is told whose caller is known, and a supervisor of
 * whom nobody is told is still where they came from. Null: agents see it as it is.
 */
export function maskedView(state: FloorState, id: string, now: number): ColleagueView | null {
  const agent = own(state.agents, id);
  if (!agent || !("call" in agent.state)) return null;
  const view = colleagueView(state, id, now);
  if (view?.caller) {
    const { caller, ...rest } = view;
    return rest;
  }
  if (agent.state.state !== "inCall") return null;
  const { call, resume, since } = agent.state;
  const supervision = own(state.calls, call)?.supervision;
  if (supervision?.supervisor !== id || isTold(state, supervision.mode)) return null;
  return view && { ...view, state: { ...resume, since: resume.since ?? since } };
}

/** Who takes part in this agent's call as a supervisor; null: nobody does. For supervisors alone. */
export function supervisionView(state: FloorState, id: string): SupervisionView | null {
  const agent = own(state.agents, id);
  const call = agent?.state.state === "inCall" ? own(state.calls, agent.state.call) : undefined;
  if (call?.supervision?.agent !== id) return null;
  const { supervisor, mode } = call.supervision;
  return { agent: id, supervisor, name: own(state.agents, supervisor)?.name ?? supervisor, mode };
}

/** Null: no such queue. */
export function queueView(state: FloorState, id: string, _now: number): QueueView | null {
  const queue = own(state.queues, id);
  const settings = own(state.settings.queues, id);
  if (!queue || !settings) return null;
  return {
    id,
    name: settings.name,
    waiting: queue.waiting.length,
    longestSince: queue.waiting[0]?.since ?? null,
    available: queue.idle.length,
    signedIn: queue.signedIn,
    open: queue.open,
    today: { offered: queue.offered, answered: queue.answered, abandoned: queue.abandoned },
  };
}

function agentState(state: AgentMachine): AgentState {
  const { since } = state;
  switch (state.state) {
    case "signedOut":
      return { state: "signedOut", since, ...(state.bySupervisor && { bySupervisor: true }) };
    case "available":
      return { state: "available", since };
    case "paused":
      return { state: "paused", since, reason: state.reason };
    case "offered":
      return { state: "offered", since, call: state.call, until: state.until };
    case "inCall":
      return { state: "inCall", since, call: state.call, pending: state.pending };
    case "wrapUp": {
      const { call, queue, until, pending } = state;
      return { state: "wrapUp", since, call, queue, until, pending };
    }
  }
}

function colleagueState(state: AgentMachine): ColleagueState {
  const { since } = state;
  return state.state === "paused" ? { state: "paused", since, reason: state.reason } : { state: state.state, since };
}

function deviceView(device: Device, now: number, limit: number): DeviceView {
  const report = device.state === "unowned" ? null : device.report;
  return {
    owner: device.state === "unowned" ? null : device.tab,
    registered: device.state === "registered",
    microphone: report?.microphone ?? "unasked",
    audioUnlocked: report?.audioUnlocked ?? false,
    heardAt: report?.heardAt ?? null,
    problem: deviceProblem(device, now, limit),
  };
}

function ownCall(state: FloorState, agent: Agent): AgentView["call"] {
  if (agent.state.state === "wrapUp") return agent.state.card;
  if (!("call" in agent.state)) return null;
  const call = own(state.calls, agent.state.call);
  return call ? callView(state, call, agent.id) : null;
}

function wrapUp(state: FloorState, agent: AgentMachine): AgentView["wrapUp"] {
  if (agent.state !== "wrapUp") return null;
  const settings = own(state.settings.queues, agent.queue);
  const codes = (settings?.callCodes ?? []).filter((code) => Object.hasOwn(state.settings.callCodes, code));
  const { call, code, note, callBackAt } = agent;
  return { call, codes, codeRequired: settings?.codeRequired ?? false, code, note, callBackAt };
}
