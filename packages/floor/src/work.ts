import type { ErrorCode } from "@belfry/contracts";
import type { Agent } from "./agent/agent.ts";
import type { Call } from "./call/call.ts";
import type { Effect } from "./effects.ts";
import type { QueueState } from "./queue/queue.ts";
import type { QueueSettings } from "./settings.ts";
import type { FloorState } from "./state.ts";

/** One step under way: what it works on and what it has gathered so far. */
export interface Work {
  readonly state: FloorState;
  readonly now: number;
  readonly effects: Effect[];
  /** Agents and queues whose views may have changed. */
  readonly changedAgents: Set<string>;
  readonly changedQueues: Set<string>;
  /** Visits whose pages show something else now. */
  readonly changedVisits: Set<string>;
  /** Calls that moved, or whose bridge changed: what is recorded of them follows at the end of the step. */
  readonly changedCalls: Set<string>;
  /** Agents who became free and queues that got a call: matched at the end of the step. */
  readonly freshAgents: Set<string>;
  readonly freshQueues: Set<string>;
  /** Campaigns that may dial: looked at after that. */
  readonly freshCampaigns: Set<string>;
}

export interface Rejection {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string>>;
}

export function startWork(state: FloorState, now: number): Work {
  return {
    state,
    now,
    effects: [],
    changedAgents: new Set(),
    changedQueues: new Set(),
    changedVisits: new Set(),
    changedCalls: new Set(),
    freshAgents: new Set(),
    freshQueues: new Set(),
    freshCampaigns: new Set(),
  };
}

export function refuse(code: ErrorCode, params: Readonly<Record<string, string>> = {}): Rejection {
  return { code, params };
}

/** Ids come from outside: a name like `constructor` must find nothing. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

export function agentOf(w: Work, id: string): Agent | undefined {
  return own(w.state.agents, id);
}

export function callOf(w: Work, id: string): Call | undefined {
  return own(w.state.calls, id);
}

export function queueOf(w: Work, id: string | null): QueueState | undefined {
  return id === null ? undefined : own(w.state.queues, id);
}

export function queueSettings(w: Work, id: string | null): QueueSettings | undefined {
  return id === null ? undefined : own(w.state.settings.queues, id);
}

export function note(
  w: Work,
  call: Call,
  what: string,
  detail: Readonly<Record<string, string | number | boolean | null>> = {},
): void {
  w.effects.push({ type: "journal.event", call: call.id, at: w.now, what, detail });
}
