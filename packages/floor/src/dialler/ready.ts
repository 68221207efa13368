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

/** The agents of a campaign: all who work for it (on the phone, in wrap-up, or ready; who is paused does not), and those of them who are busy with its contacts. */
export function staffOf(state: FloorState, campaign: Campaign): { working: number; serving: number } {
  const staff = { working: 0, serving: 0 };
  for (const member of campaign.team) {
    const agent = own(state.agents, member);
    if (!agent || !isWorking(agent) || campaignOf(state, agent) !== campaign.id) continue;
    staff.working += 1;
    if (agent.serving === campaign.id && !isLeaving(agent)) staff.serving += 1;
  }
  return staff;
}

function isWorking({ state }: Agent): boolean {
  return state.state !== "signedOut" && state.state !== "paused";
}

/** What they have chosen for after the call leads away from work. */
function isLeaving({ state }: Agent): boolean {
  return "pending" in state && state.pending !== null && state.pending.to !== "available";
}
