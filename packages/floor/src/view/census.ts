import type { AgentState } from "@belfry/contracts";
import type { FloorState } from "../state.ts";
import { own } from "../work.ts";

/** A floor in a few figures, for those who watch many of them. */
export interface Census {
  /** Callers in line, in all queues. Who asked for a callback has hung up and does not count. */
  readonly waiting: number;
  /** Since when the one of them waits who waits longest; null when nobody does. */
  readonly longestSince: number | null;
  readonly agents: Readonly<Record<AgentState["state"], number>>;
}

export function census(state: FloorState): Census {
  const agents = { signedOut: 0, available: 0, paused: 0, offered: 0, inCall: 0, wrapUp: 0 };
  for (const agent of Object.values(state.agents)) agents[agent.state.state] += 1;
  let waiting = 0;
  let longestSince: number | null = null;
  for (const queue of Object.values(state.queues))
    for (const place of queue.waiting) {
      if (own(state.calls, place.call)?.callback !== null) continue;
      waiting += 1;
      longestSince = Math.min(longestSince ?? place.since, place.since);
    }
  return { waiting, longestSince, agents };
}
