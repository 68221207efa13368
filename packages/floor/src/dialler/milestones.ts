import type { Call } from "../call/call.ts";
import { cancelTimer } from "../timers.ts";
import { agentOf, type Work } from "../work.ts";
import type { CalledContact } from "./campaign.ts";
import { notePerson, noteServing, noteTry } from "./measures.ts";
import { outcomeOfLeg } from "./retry.ts";
import { gotThrough, sparedUntil } from "./trunk.ts";
import { attempted, campaignOfId, capOf, giveBack } from "./window.ts";

/** An agent's phone that answers by itself and has not after this is not there. */
export const CONNECT_TIMEOUT = 5_000;

/** A person whom we called and who has no agent yet: they go before all who wait. */
export function isUrgent({ contact, answeredAt }: Call): boolean {
  return contact?.automatic === true && contact.personAt !== null && answeredAt === null;
}

/** A person answered: for the pace of what follows. */
export function answeredAfter(w: Work, call: Call, { campaign: id }: CalledContact): void {
  const campaign = campaignOfId(w, id);
  if (!campaign) return;
  delete campaign.dialling[call.id];
  noteTry(campaign.measures, true, w.now - call.startedAt);
  w.freshCampaigns.add(id);
}

/** Agent and contact hear one another. */
export function contactTalks(w: Work, call: Call, agent: string): void {
  const { contact } = call;
  if (!contact) return;
  cancelTimer(w.state.timers, "call", call.id, "patience");
  contact.personAt ??= w.now;
  const campaign = campaignOfId(w, contact.campaign);
  const serves = agentOf(w, agent);
  if (campaign) {
    gotThrough(w, campaign);
    // Whom an agent called has one: they say nothing of how many find none.
    if (contact.automatic) notePerson(campaign.measures, false, capOf(w, contact.campaign));
    if (serves) noteServing(campaign.measures, 1, w.now);
  }
  if (serves) serves.serving = contact.campaign;
  w.freshCampaigns.add(contact.campaign);
}

/** A call for a contact is over, whatever came of it: the attempt is told with its one outcome. */
export function contactOver(w: Work, call: Call): void {
  const { contact: called } = call;
  if (!called) return;
  for (const name of ["patience", "detect"]) cancelTimer(w.state.timers, "call", call.id, name);
  const { campaign: id, contact, automatic, dialled, personAt } = called;
  const campaign = campaignOfId(w, id);
  if (campaign) {
    delete campaign.dialling[call.id];
    w.freshCampaigns.add(id);
  }
  if (!dialled) {
    giveBack(w, id, [contact]);
    return;
  }
  const again = campaign ? sparedUntil(w, campaign, call, called) : null;
  if (again !== null) {
    giveBack(w, id, [contact], again);
    return;
  }
  if (automatic && personAt === null && campaign) noteTry(campaign.measures, false, w.now - call.startedAt);
  const missed = call.lastFailure === null ? "noAnswer" : outcomeOfLeg(call.lastFailure);
  const silent = automatic ? "unreachable" : missed;
  const unmet = called.outcome ?? (personAt === null ? silent : "abandoned");
  const outcome = call.answeredAt === null ? unmet : "answered";
  if (outcome === "abandoned" && campaign) notePerson(campaign.measures, true, capOf(w, id));
  attempted(w, id, contact, outcome, { call: call.id, agent: outcome === "answered" ? call.agent : null });
}
