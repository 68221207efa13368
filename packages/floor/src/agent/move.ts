import { type Device, type DeviceEvent, deviceProblem, nextDevice } from "../device/device.ts";
import { noteServing } from "../dialler/measures.ts";
import { promise } from "../dialler/promise.ts";
import { dropPreview } from "../dialler/shown.ts";
import { addIdle, removeIdle } from "../queue/queue.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import type { Work } from "../work.ts";
import { agentOf, own, queueOf } from "../work.ts";
import { watchAbsence } from "./absence.ts";
import { type Agent, type AgentEvent, nextAgent } from "./agent.ts";

/** Applies an event to an agent and keeps timers, counters and idle lists in step. False: impossible. */
export function moveAgent(w: Work, id: string, event: AgentEvent): boolean {
  const agent = agentOf(w, id);
  if (!agent) return false;
  const before = agent.state;
  const after = nextAgent(before, event, w.now);
  if (!after) return false;
  if (after === before) return true;
  agent.state = after;
  w.changedAgents.add(id);
  const { timers } = w.state;
  leaveContact(w, agent, before);
  if (after.state === "wrapUp") setTimer(timers, "agent", id, "wrapUp", after.until);
  else if (before.state === "wrapUp") cancelTimer(timers, "agent", id, "wrapUp");
  const free = after.state === "available" || after.state === "paused" || after.state === "signedOut";
  if (agent.removed && free) {
    removeAgent(w, agent);
    return true;
  }
  if (before.state !== after.state || before.since !== after.since) {
    countSignedIn(w, agent, Number(after.state !== "signedOut") - Number(before.state !== "signedOut"));
    const reason = after.state === "paused" ? after.reason : null;
    const word = reason && "pause" in reason ? `${reason.kind}:${reason.pause ?? ""}` : (reason?.kind ?? null);
    w.effects.push({ type: "journal.agentState", agent: id, at: w.now, state: after.state, reason: word });
  }
  refreshIdle(w, agent);
  return true;
}

/** What follows for campaigns when an agent goes on: a call back is taken down, and how long the contact took. */
function leaveContact(w: Work, agent: Agent, before: Agent["state"]): void {
  const { state, serving } = agent;
  if (state.state === "signedOut") agent.autoCalls = false;
  if (before.state === "wrapUp" && state.state !== "wrapUp") promise(w, agent, before);
  if (serving === null || state.state === "inCall" || state.state === "wrapUp") return;
  agent.serving = null;
  const campaign = own(w.state.campaigns, serving);
  if (campaign) noteServing(campaign.measures, -1, w.now);
}

export function moveDevice(w: Work, agent: Agent, event: DeviceEvent): boolean {
  const limit = w.state.settings.heartbeatLimit;
  const problem = deviceProblem(agent.device, w.now, limit);
  const before = agent.device;
  const after = nextDevice(before, event, w.now, limit);
  if (!after) return false;
  agent.device = after;
  const reported = event.type === "heard" && !saysTheSame(before, after);
  if (
    before.state !== after.state ||
    event.type === "claim" ||
    reported ||
    deviceProblem(after, w.now, limit) !== problem
  )
    w.changedAgents.add(agent.id);
  refreshIdle(w, agent);
  return true;
}

function saysTheSame(before: Device, after: Device): boolean {
  if (before.state === "unowned" || after.state === "unowned") return false;
  const { microphone, audioUnlocked } = before.report;
  return after.report.microphone === microphone && after.report.audioUnlocked === audioUnlocked;
}

export function countSignedIn(w: Work, agent: Agent, change: number): void {
  if (change === 0) return;
  for (const id of agent.queues) {
    const queue = queueOf(w, id);
    if (!queue) continue;
    queue.signedIn += change;
    w.changedQueues.add(id);
  }
}

/** Puts the agent into the idle lists of their queues, or takes them out, as state and phone ask. */
export function refreshIdle(w: Work, agent: Agent): void {
  const { state, device } = agent;
  const problem = deviceProblem(device, w.now, w.state.settings.heartbeatLimit);
  const idle = state.state === "available" && problem === null && !agent.removed ? state.since : null;
  watchHeartbeat(w, agent);
  watchAbsence(w, agent);
  // Whoever gets another call, or leaves, calls nobody of a campaign now.
  if (idle === null && agent.preview) dropPreview(w, agent);
  if (idle === agent.idle) return;
  leaveIdle(w, agent);
  agent.idle = idle;
  if (idle === null) return;
  for (const id of agent.queues) {
    const queue = queueOf(w, id);
    if (!queue) continue;
    addIdle(queue, agent.id, idle);
    w.changedQueues.add(id);
  }
  w.freshAgents.add(agent.id);
}

export function leaveIdle(w: Work, agent: Agent): void {
  if (agent.idle === null) return;
  for (const id of agent.queues) {
    const queue = queueOf(w, id);
    if (!queue) continue;
    removeIdle(queue, agent.id, agent.idle);
    w.changedQueues.add(id);
  }
  agent.idle = null;
}

/** One alarm per owned phone; it looks again by itself, so that a heartbeat costs no change of the heap. */
function watchHeartbeat(w: Work, agent: Agent): void {
  const { device } = agent;
  const { timers, settings } = w.state;
  if (device.state === "unowned") return;
  const silentAt = device.report.heardAt + settings.heartbeatLimit;
  const key = `agent/${agent.id}/heard`;
  if (silentAt > w.now && timers.index[key] === undefined) setTimer(timers, "agent", agent.id, "heard", silentAt);
}

export function removeAgent(w: Work, agent: Agent): void {
  leaveIdle(w, agent);
  dropPreview(w, agent);
  for (const name of ["wrapUp", "heard", "silence", "suspect", "absent"])
    cancelTimer(w.state.timers, "agent", agent.id, name);
  w.effects.push({ type: "journal.agentState", agent: agent.id, at: w.now, state: "signedOut", reason: null });
  delete w.state.agents[agent.id];
}
