import type { Agent } from "../agent/agent.ts";
import { dial } from "../call/dial.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { callOf, note, type Rejection, refuse, type Work } from "../work.ts";
import { mayCall, nextChange, nextOpening } from "./calling-hours.ts";
import { type Campaign, called } from "./campaign.ts";
import type { Contact } from "./contact.ts";
import { dropPreview, takePreview, touchCampaigns } from "./shown.ts";
import { attempted, campaignSettings } from "./window.ts";

/** Whoever leaves a contact alone for so long has left the desk. */
export const PREVIEW_TIMEOUT = 120_000;

/** The switch. Calls that run go on; a contact that was shown goes back. */
export function switchAutoCalls(w: Work, agent: Agent, on: boolean): void {
  if (agent.autoCalls === on) return;
  agent.autoCalls = on;
  w.changedAgents.add(agent.id);
  if (!on) dropPreview(w, agent);
  // Somebody who was called may wait for just this.
  if (agent.idle !== null) w.freshAgents.add(agent.id);
  touchCampaigns(w, agent);
}

/** Shows the agent whom to call next. They stay free for other calls, which take the contact away again. */
export function showPreview(w: Work, campaign: Campaign, agent: Agent, contact: Contact): void {
  agent.preview = { campaign: campaign.id, contact, since: w.now, until: w.now + PREVIEW_TIMEOUT };
  w.changedAgents.add(agent.id);
  watch(w, agent);
}

function watch(w: Work, agent: Agent): void {
  const { preview } = agent;
  const settings = preview && campaignSettings(w, preview.campaign);
  if (!preview || !settings) return;
  const at = Math.min(preview.until, nextChange(settings, preview.contact, w.now));
  setTimer(w.state.timers, "agent", agent.id, "preview", at);
}

/** The time for the contact is over, or their hours may be. */
export function previewOver(w: Work, agent: Agent): void {
  const { preview } = agent;
  const settings = preview && campaignSettings(w, preview.campaign);
  if (!preview || !settings) return;
  if (preview.until <= w.now) switchAutoCalls(w, agent, false);
  else if (mayCall(settings, preview.contact, w.now)) watch(w, agent);
  else dropPreview(w, agent, nextOpening(settings, preview.contact, w.now));
}

/** Calls the contact as the agent would dial: their own phone first, by every rule and limit of outside calls. */
export function callContact(w: Work, agent: Agent, callId: string, whom: string): Rejection | null {
  const shown = agent.preview;
  const settings = shown && campaignSettings(w, shown.campaign);
  if (!shown || !settings) return refuse("no_contact");
  if (shown.contact.id !== whom) return refuse("another_contact");
  const { contact, campaign } = shown;
  if (!mayCall(settings, contact, w.now)) return refuse("outside_calling_hours");
  agent.preview = null;
  const refused = dial(w, agent.id, callId, { kind: "number", number: contact.number }, settings.queue);
  const call = callOf(w, callId);
  if (refused || !call) {
    agent.preview = shown;
    return refused ?? refuse("not_in_this_state");
  }
  cancelTimer(w.state.timers, "agent", agent.id, "preview");
  call.contact = called(campaign, settings, contact, false);
  note(w, call, "contactDialled", { campaign: settings.name, number: contact.number });
  return null;
}

/** `whom`: a second press must not pass by somebody whom nobody has seen. */
export function skipContact(w: Work, agent: Agent, whom: string): Rejection | null {
  if (agent.preview && agent.preview.contact.id !== whom) return refuse("another_contact");
  const shown = takePreview(w, agent);
  if (!shown) return refuse("no_contact");
  attempted(w, shown.campaign, shown.contact, "skipped", { call: null, agent: agent.id });
  return null;
}
