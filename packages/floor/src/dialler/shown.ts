import type { Agent } from "../agent/agent.ts";
import { cancelTimer } from "../timers.ts";
import { queueOf, type Work } from "../work.ts";
import { giveBack } from "./window.ts";

export function touchCampaigns(w: Work, agent: Agent): void {
  for (const queue of agent.queues)
    for (const campaign of queueOf(w, queue)?.campaigns ?? []) w.freshCampaigns.add(campaign);
}

/** The contact that was shown is not called by this agent now. */
export function dropPreview(w: Work, agent: Agent, dueAt: number | null = null): void {
  const shown = takePreview(w, agent);
  if (shown) giveBack(w, shown.campaign, [shown.contact], dueAt);
}

/** The contact leaves the agent's page. */
export function takePreview(w: Work, agent: Agent): Agent["preview"] {
  const shown = agent.preview;
  if (!shown) return null;
  agent.preview = null;
  cancelTimer(w.state.timers, "agent", agent.id, "preview");
  w.changedAgents.add(agent.id);
  w.freshCampaigns.add(shown.campaign);
  touchCampaigns(w, agent);
  return shown;
}
