import { outsideLimit } from "../outbound/limits.ts";
import type { CampaignSettings } from "../settings.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { agentOf, own, queueOf, type Work } from "../work.ts";
import { dialContact } from "./attempt.ts";
import type { Campaign } from "./campaign.ts";
import { LEAST_AGENTS, roomFor } from "./overdial.ts";
import { showPreview } from "./preview.ts";
import { campaignOf, staffOf } from "./ready.ts";
import { isHeld, isProbing } from "./trunk.ts";
import { askFor, campaignOfId, campaignSettings, emptyWindow, nextContact } from "./window.ts";

/** Calls that ring grow less likely to be answered, so that there may be room for another. */
const LOOK_AGAIN = 1_000;
/** How soon a campaign looks again that too many outside calls hold up; the limit of the day waits for midnight. */
const LIMIT_RETRY = 5_000;

/**
 * Dials for every campaign that something has changed for, at the end of a step: after the calls that wait have got
 * their agents, so that nobody is counted on who has just been given a caller.
 */
export function pace(w: Work): void {
  for (const id of w.changedQueues)
    for (const campaign of own(w.state.queues, id)?.campaigns ?? []) w.freshCampaigns.add(campaign);
  while (w.freshCampaigns.size > 0) {
    for (const id of w.freshCampaigns) refreshLive(w, id);
    const fresh = [...w.freshCampaigns];
    w.freshCampaigns.clear();
    for (const id of fresh) countReady(w, id);
    for (const id of fresh) paceOne(w, id);
    for (const id of fresh) refreshLive(w, id);
  }
}

/** Agents go over to another campaign when theirs has nobody left to call, so that all have to look anew. */
function refreshLive(w: Work, id: string): void {
  const campaign = campaignOfId(w, id);
  if (!campaign) return;
  const { supply, window } = campaign;
  const live = campaignSettings(w, id)?.running === true && (supply.state !== "dry" || window.length > 0);
  if (live === campaign.live) return;
  campaign.live = live;
  for (const other of Object.keys(w.state.campaigns)) w.freshCampaigns.add(other);
}

function readyAgents(w: Work, campaign: Campaign): string[] {
  const queue = queueOf(w, campaignSettings(w, campaign.id)?.queue ?? null);
  const found: string[] = [];
  for (const { agent: id } of queue?.idle ?? []) {
    const agent = agentOf(w, id);
    if (agent?.autoCalls && agent.preview === null && campaignOf(w.state, agent) === campaign.id) found.push(id);
  }
  return found;
}

function countReady(w: Work, id: string): void {
  const campaign = campaignOfId(w, id);
  if (campaign) campaign.ready = readyAgents(w, campaign).length;
}

function paceOne(w: Work, id: string): void {
  const campaign = campaignOfId(w, id);
  const settings = campaignSettings(w, id);
  if (!campaign || !settings || !campaign.live) {
    cancelTimer(w.state.timers, "campaign", id, "pace");
    return;
  }
  campaign.limited = isLimited(w, campaign);
  if (campaign.limited) return;
  if (isHeld(campaign)) return;
  if (settings.mode === "preview") show(w, campaign, settings);
  else dialAll(w, campaign, settings);
  // Nobody is left who could call them.
  if (campaign.window.length > 0 && staffOf(w.state, campaign).working === 0) emptyWindow(w, campaign);
}

/** Each agent who is ready is shown a contact; who promised to call somebody back gets them. */
function show(w: Work, campaign: Campaign, settings: CampaignSettings): void {
  const agents = readyAgents(w, campaign);
  while (agents.length > 0) {
    const contact = nextContact(w, campaign, settings);
    if (!contact) break;
    const at = Math.max(agents.indexOf(contact.agent ?? ""), 0);
    const [id] = agents.splice(at, 1);
    const agent = id === undefined ? undefined : agentOf(w, id);
    if (agent) showPreview(w, campaign, agent, contact);
  }
  campaign.ready = agents.length;
  askFor(w, campaign, agents.length);
}

function dialAll(w: Work, campaign: Campaign, settings: CampaignSettings): void {
  const { room, pace: times } = roomNow(w, campaign, settings);
  campaign.pace = times;
  const isUnderWay = Object.keys(campaign.dialling).length > 0;
  let left = isProbing(campaign) ? Math.min(room, isUnderWay ? 0 : 1) : room;
  while (left > 0) {
    const contact = nextContact(w, campaign, settings);
    if (!contact) break;
    dialContact(w, campaign, settings, contact);
    left -= 1;
    campaign.limited = left > 0 && isLimited(w, campaign);
    if (campaign.limited) return;
  }
  askFor(w, campaign, left);
}

/** The organisation's own limits hold up all its campaigns; nobody's contact is spent on finding that out. */
function isLimited(w: Work, campaign: Campaign): boolean {
  const limit = outsideLimit(w, null, null);
  if (limit === null) return false;
  emptyWindow(w, campaign);
  if (limit.code === "organisation_calls_at_once")
    setTimer(w.state.timers, "campaign", campaign.id, "pace", w.now + LIMIT_RETRY);
  return true;
}

/** How many may be dialled now, and the calls that makes for each agent. */
function roomNow(w: Work, campaign: Campaign, settings: CampaignSettings): { room: number; pace: number } {
  const under = Object.keys(campaign.dialling).length;
  const free = Math.max(campaign.ready - owed(w, campaign), 0);
  const room = Math.max(free - under, 0);
  if (settings.mode !== "predictive") return { room, pace: 1 };
  const staff = { ready: free, ...staffOf(w.state, campaign) };
  if (staff.working < LEAST_AGENTS) return { room, pace: 1 };
  const more = Math.max(room, roomFor(campaign, staff, settings.abandonCap, settings.patience, w.now));
  if (under + more > 0) setTimer(w.state.timers, "campaign", campaign.id, "pace", w.now + LOOK_AGAIN);
  return { room: more, pace: Math.max(1, (under + more) / Math.max(free, 1)) };
}

/** Agents whom people need who wait already, or who may answer other campaigns that have more calls than agents. */
function owed(w: Work, campaign: Campaign): number {
  const queue = queueOf(w, campaignSettings(w, campaign.id)?.queue ?? null);
  let owing = queue?.contacts.length ?? 0;
  for (const id of campaign.rivals) {
    const other = campaignOfId(w, id);
    if (other) owing += Math.max(Object.keys(other.dialling).length - other.ready, 0);
  }
  return owing;
}
