import type { Agent } from "../agent/agent.ts";
import type { FloorState } from "../state.ts";
import { own } from "../work.ts";
import type { Campaign } from "./campaign.ts";

/**
 * The campaign that an agent works for: the first that is live, by the priority of their queues and the order of the
 * settings. One at a time, so that nobody is counted on twice.
 */
export function campaignOf(state: FloorState, { autoCalls, queues }: Agent): string | null {
  if (!autoCalls) return null;
  for (const queue of queues)
    for (const id of own(state.queues, queue)?.campaigns ?? []) if (own(state.campaigns, id)?.live) return id;
  return null;
}

/** Agents who work for a campaign: on the phone, in wrap-up, or ready. Who is paused does not. */
export function workingFor(state: FloorState, campaign: Campaign): number {
  let found = 0;
  const queue = own(state.settings.campaigns, campaign.id)?.queue ?? "";
  for (const member of new Set(own(state.settings.queues, queue)?.members)) {
    const agent = own(state.agents, member);
    if (!agent || !isWorking(agent)) continue;
    if (campaignOf(state, agent) === campaign.id) found += 1;
  }
  return found;
}

function isWorking({ state }: Agent): boolean {
  return state.state !== "signedOut" && state.state !== "paused";
}
