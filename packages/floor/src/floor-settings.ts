import type { Agent } from "./agent/agent.ts";
import { leaveIdle, moveAgent, refreshIdle, removeAgent } from "./agent/move.ts";
import { announce } from "./call/announce.ts";
import { touchAgents } from "./call/move.ts";
import { loseAgent } from "./call/reconnect.ts";
import { giveUp } from "./dialler/give-up.ts";
import { applyCampaigns } from "./dialler/settings.ts";
import { isOpen, localTime, nextLook } from "./hours/hours.ts";
import { newDay } from "./outbound/limits.ts";
import { emptyQueue } from "./queue/queue.ts";
import type { AgentSettings, FloorSettings, QueueSettings } from "./settings.ts";
import type { FloorState } from "./state.ts";
import { cancelTimer, setTimer } from "./timers.ts";
import { callOf, own, startWork, type Work } from "./work.ts";

export function emptyFloor(settings: FloorSettings, now: number): FloorState {
  const state: FloorState = {
    version: 1,
    now,
    seq: 0,
    settings,
    agents: {},
    calls: {},
    queues: {},
    timers: { heap: [], index: {} },
    campaigns: {},
    callBacks: {},
    visits: {},
    visitsInLine: {},
    parties: {},
    outbound: { today: 0, agents: {} },
    day: localTime(settings.timeZone, now).date,
  };
  applySettings(startWork(state, now), settings);
  return state;
}

/**
 * Makes agents and queues agree with new settings. Running calls go on: an agent who is gone finishes the call and is
 * signed out then; callers who wait in a queue that is gone are told that nobody is available.
 */
export function applySettings(w: Work, settings: FloorSettings): void {
  const { state } = w;
  const before = state.settings;
  const removed = Object.keys(state.queues).filter((id) => !Object.hasOwn(settings.queues, id));
  for (const agent of Object.values(state.agents)) leaveIdle(w, agent);
  for (const id of removed) sendAway(w, id);
  for (const id of removed) {
    for (const name of ["hours", "deserted"]) cancelTimer(state.timers, "queue", id, name);
    delete state.queues[id];
  }
  state.settings = settings;
  for (const [id, queue] of Object.entries(settings.queues)) {
    state.queues[id] ??= emptyQueue(isOpen(queue.hours, w.now));
    lookAtHours(w, id);
    w.freshQueues.add(id);
    w.changedQueues.add(id);
  }
  const queues = queuesByAgent(settings);
  for (const [id, agent] of Object.entries(settings.agents)) putAgent(w, id, agent, queues.get(id) ?? []);
  for (const agent of Object.values(state.agents)) if (!Object.hasOwn(settings.agents, agent.id)) dropAgent(w, agent);
  for (const call of Object.values(state.calls)) {
    w.changedCalls.add(call.id);
    // Who is told of a supervisor may have changed.
    if (call.supervision) touchAgents(w, call);
  }
  applyCampaigns(w, settings, before);
  countAgents(w);
  lookAtDay(w);
}

function sendAway(w: Work, queue: string): void {
  for (const place of [...(w.state.queues[queue]?.waiting ?? [])]) {
    const call = callOf(w, place.call);
    if (call) announce(w, call, "nobody-available", "missed");
  }
  for (const id of [...(w.state.queues[queue]?.contacts ?? [])]) {
    const call = callOf(w, id);
    if (call) giveUp(w, call);
  }
}

function putAgent(w: Work, id: string, settings: AgentSettings, queues: readonly string[]): void {
  const { name, extension } = settings;
  const known = own(w.state.agents, id);
  if (known) {
    if (known.name !== name || known.extension !== extension) w.changedAgents.add(id);
    Object.assign(known, { name, extension, queues, removed: false });
    refreshIdle(w, known);
    return;
  }
  w.state.agents[id] = {
    id,
    name,
    extension,
    state: { state: "signedOut", since: w.now },
    device: { state: "unowned", lastTab: null, since: w.now },
    idle: null,
    queues,
    autoCalls: false,
    preview: null,
    serving: null,
    removed: false,
  };
}

function dropAgent(w: Work, agent: Agent): void {
  agent.removed = true;
  agent.queues = [];
  w.changedAgents.add(agent.id);
  const { state } = agent;
  if (state.state === "wrapUp") moveAgent(w, agent.id, { type: "finish" });
  else if (state.state === "offered") {
    const call = callOf(w, state.call);
    if (call) loseAgent(w, call, agent.id, "cancelled");
  } else if (state.state !== "inCall") removeAgent(w, agent);
}

/** Each agent's queues, by priority, as members with every skill at its level or above. */
function queuesByAgent(settings: FloorSettings): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const byPriority = Object.entries(settings.queues).sort(([, a], [, b]) => b.priority - a.priority);
  for (const [id, queue] of byPriority)
    for (const member of new Set(queue.members)) {
      const agent = own(settings.agents, member);
      if (!agent || !isQualified(agent, queue)) continue;
      const list = found.get(member) ?? [];
      list.push(id);
      found.set(member, list);
    }
  return found;
}

export function isQualified(agent: AgentSettings, queue: QueueSettings): boolean {
  return Object.entries(queue.skills).every(([skill, level]) => (own(agent.skills, skill) ?? 0) >= level);
}

function countAgents(w: Work): void {
  for (const queue of Object.values(w.state.queues)) queue.signedIn = 0;
  for (const agent of Object.values(w.state.agents))
    if (agent.state.state !== "signedOut")
      for (const id of agent.queues) {
        const queue = own(w.state.queues, id);
        if (queue) queue.signedIn += 1;
      }
}

/** Opens or closes a queue by the clock, and sets the time of the next look. */
export function lookAtHours(w: Work, id: string): void {
  const settings = own(w.state.settings.queues, id);
  const queue = own(w.state.queues, id);
  if (!settings || !queue) return;
  const open = isOpen(settings.hours, w.now);
  if (open !== queue.open) w.changedQueues.add(id);
  queue.open = open;
  if (settings.hours)
    setTimer(w.state.timers, "queue", id, "hours", nextLook(settings.hours.timeZone, settings.hours, w.now));
  else cancelTimer(w.state.timers, "queue", id, "hours");
}

/** Starts today's counters again after midnight. */
export function lookAtDay(w: Work): void {
  const { state } = w;
  const { date } = localTime(state.settings.timeZone, w.now);
  if (date !== state.day) {
    newDay(w);
    for (const [id, queue] of Object.entries(state.queues)) {
      Object.assign(queue, { offered: 0, answered: 0, abandoned: 0 });
      w.changedQueues.add(id);
    }
    for (const campaign of Object.values(state.campaigns)) {
      Object.assign(campaign.measures.today, { persons: 0, abandoned: 0 });
      w.freshCampaigns.add(campaign.id);
    }
  }
  state.day = date;
  setTimer(state.timers, "floor", "", "day", nextLook(state.settings.timeZone, null, w.now));
}
