import type { FloorSettings } from "../settings.ts";
import { cancelTimer } from "../timers.ts";
import { own, type Work } from "../work.ts";
import { type Campaign, emptyCampaign } from "./campaign.ts";
import { callOff } from "./give-up.ts";
import { dropPreview } from "./shown.ts";
import { gotThrough } from "./trunk.ts";
import { askAgain, emptyWindow, renew } from "./window.ts";

/**
 * Makes campaigns agree with new settings at once: contacts of one that is stopped or gone go back, calls that run go
 * on, and every other one looks anew at whom it may call.
 */
export function applyCampaigns(w: Work, settings: FloorSettings, before: FloorSettings): void {
  const { state } = w;
  callOff(w, ({ campaign }) => !own(settings.campaigns, campaign)?.running);
  for (const campaign of Object.values(state.campaigns)) {
    if (own(settings.campaigns, campaign.id)?.running) continue;
    emptyWindow(w, campaign);
    gotThrough(w, campaign);
  }
  for (const agent of Object.values(state.agents))
    if (agent.preview && !mayStay(settings, agent)) dropPreview(w, agent);
  for (const id of Object.keys(state.campaigns)) {
    if (Object.hasOwn(settings.campaigns, id)) continue;
    for (const name of ["asked", "due", "pace", "trunk"]) cancelTimer(state.timers, "campaign", id, name);
    delete state.campaigns[id];
    w.freshCampaigns.delete(id);
  }
  for (const queue of Object.values(state.queues)) queue.campaigns = [];
  for (const [id, { queue, running, hours }] of Object.entries(settings.campaigns)) {
    const campaign = state.campaigns[id] ?? adopt(w, emptyCampaign(id));
    state.campaigns[id] = campaign;
    const calls = own(state.queues, queue);
    if (running && calls) calls.campaigns = [...calls.campaigns, id];
    campaign.team = teamOf(settings, id);
    campaign.rivals = rivals(settings, id, campaign.team);
    if (isOther(before.outbound, settings.outbound) || isOther(before.campaigns[id]?.hours, hours)) renew(w, campaign);
    // A question that is not answered yet still will be, and brings nothing to a campaign that is stopped.
    if (!running || campaign.supply.state === "dry") askAgain(w, campaign);
    w.freshCampaigns.add(id);
  }
}

const isOther = (before: unknown, now: unknown) => JSON.stringify(before) !== JSON.stringify(now);

/** One that was taken away and comes back still has its calls. */
function adopt(w: Work, campaign: Campaign): Campaign {
  for (const { id, stage, contact, startedAt } of Object.values(w.state.calls)) {
    if (contact?.campaign !== campaign.id || stage.at === "ended") continue;
    campaign.held[contact.contact.id] = true;
    if (stage.at === "contacting") campaign.dialling[id] = startedAt;
  }
  campaign.measures.since = w.now;
  for (const { serving } of Object.values(w.state.agents)) if (serving === campaign.id) campaign.measures.serving += 1;
  return campaign;
}

function mayStay(
  settings: FloorSettings,
  { preview, queues }: { preview: { campaign: string } | null; queues: readonly string[] },
) {
  const campaign = own(settings.campaigns, preview?.campaign ?? "");
  return campaign?.running && campaign.mode === "preview" && queues.includes(campaign.queue);
}

function teamOf(settings: FloorSettings, id: string): string[] {
  const queue = own(settings.campaigns, id)?.queue ?? "";
  return [...new Set(own(settings.queues, queue)?.members)];
}

/** The other campaigns that have agents in common with this one. */
function rivals(settings: FloorSettings, id: string, team: readonly string[]): string[] {
  const mine = new Set(team);
  return Object.keys(settings.campaigns).filter(
    (other) => other !== id && teamOf(settings, other).some((each) => mine.has(each)),
  );
}
