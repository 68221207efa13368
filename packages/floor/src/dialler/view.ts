import type { CallContact, CampaignView, PreviewView } from "@belfry/contracts";
import type { Agent } from "../agent/agent.ts";
import type { Call } from "../call/call.ts";
import { isOpen } from "../hours/hours.ts";
import type { CampaignSettings } from "../settings.ts";
import type { FloorState } from "../state.ts";
import { own } from "../work.ts";
import type { Campaign } from "./campaign.ts";
import { latest, meanHandling } from "./measures.ts";
import { staffOf } from "./ready.ts";
import { isProbing } from "./trunk.ts";
import { refusedBy } from "./window.ts";

/** Null: no such campaign. */
export function campaignView(state: FloorState, id: string, now: number): CampaignView | null {
  const campaign = own(state.campaigns, id);
  const settings = own(state.settings.campaigns, id);
  if (!campaign || !settings) return null;
  const calls = Object.values(state.calls).filter((call) => call.contact?.campaign === id);
  const rings = (call: Call) => call.customer !== null && call.legs[call.customer]?.state === "ringing";
  const { persons, abandoned } = latest(campaign.measures);
  const { today } = campaign.measures;
  const agentsWorking = staffOf(state, campaign).working;
  const handling = meanHandling(campaign.measures, now);
  const dialling = calls.filter(({ stage }) => stage.at === "contacting" || stage.at === "dialling");
  return {
    id,
    dialling: dialling.length,
    ringing: dialling.filter(rings).length,
    waiting: calls.filter(({ contact, answeredAt, stage }) => {
      return contact?.personAt != null && answeredAt === null && stage.at !== "announcing" && stage.at !== "ended";
    }).length,
    talking: calls.filter(({ stage }) => stage.at === "talking").length,
    agentsReady: campaign.ready,
    agentsWorking,
    answeredByPerson: persons,
    abandoned,
    today: { answeredByPerson: today.persons, abandoned: today.abandoned },
    abandonShare: persons === 0 ? null : abandoned / persons,
    pace: campaign.pace,
    handling: handling === null ? null : Math.round(handling),
    refusedByRules: refusedBy(campaign, now),
    blockedBy: blockedBy(campaign, settings, agentsWorking, now),
  };
}

function blockedBy(
  campaign: Campaign,
  settings: CampaignSettings,
  working: number,
  now: number,
): CampaignView["blockedBy"] {
  if (!settings.running) return "stopped";
  if (isProbing(campaign) && (campaign.live || Object.keys(campaign.trunk.spared).length > 0)) return "trunk";
  if (campaign.live) {
    if (campaign.limited) return "limits";
    return working === 0 ? "noAgents" : null;
  }
  if (!isOpen(settings.hours, now)) return "outsideHours";
  return refusedBy(campaign, now) > 0 ? "rules" : "noContacts";
}

/** The contact in an agent's page before the call. */
export function previewView(state: FloorState, { preview }: Agent): PreviewView | null {
  if (!preview) return null;
  const { campaign, since, until } = preview;
  const { id, number, name, cardLink } = preview.contact;
  const campaignName = own(state.settings.campaigns, campaign)?.name ?? "";
  return { campaign, campaignName, contact: { id, number, name, cardLink }, since, until };
}

/** The contact on the card of a call. */
export function contactOf({ contact }: Call): CallContact | null {
  if (!contact) return null;
  const { id, name, cardLink } = contact.contact;
  return { id, name, cardLink, campaign: contact.campaign, campaignName: contact.campaignName };
}
