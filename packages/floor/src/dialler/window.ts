import type { ContactOutcome } from "@belfry/contracts";
import { isInCall } from "../call/parties.ts";
import { isEmergency } from "../outbound/emergency.ts";
import { judgeNumber } from "../outbound/rules.ts";
import type { CampaignSettings } from "../settings.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { own, type Work } from "../work.ts";
import { LATER, mayCall, nextOpening } from "./calling-hours.ts";
import type { CalledContact, Campaign, Supply } from "./campaign.ts";
import type { Contact } from "./contact.ts";
import { retryAt } from "./retry.ts";

/** A question that was not answered is asked again. */
export const ANSWER_TIMEOUT = 30_000;
/** Who has nothing to give is not asked again at once. */
const LEAST_REST = 1_000;
/** After so many who may not be called now a campaign rests, for others to have their turn. */
const MOST_PUT_OFF = 500;
const REST = 60_000;
/** Who is on the telephone with us already, for another campaign or of their own accord, is called after this. */
const IN_CALL = 10 * 60_000;

export function campaignOfId(w: Work, id: string): Campaign | undefined {
  return own(w.state.campaigns, id);
}

export function campaignSettings(w: Pick<Work, "state">, id: string): CampaignSettings | undefined {
  return own(w.state.settings.campaigns, id);
}

/** How long the contact of a call may ring; null: they may not be called, by now. */
export function ringTimeFor(w: Work, { campaign, contact }: CalledContact): number | null {
  const settings = campaignSettings(w, campaign);
  const may = settings?.running && mayCall(settings, contact, w.now) && !isInCall(w.state, contact.number);
  return may ? settings.ringTimeout : null;
}

/** The greatest share of people who answer and get no agent. */
export function capOf(w: Work, id: string): number {
  return campaignSettings(w, id)?.abandonCap ?? 0;
}

function setSupply(w: Work, campaign: Campaign, supply: Supply): void {
  const { timers } = w.state;
  if (campaign.supply.state === "asked") cancelTimer(timers, "campaign", campaign.id, "asked");
  if (campaign.supply.state === "dry") cancelTimer(timers, "campaign", campaign.id, "due");
  campaign.supply = supply;
  w.freshCampaigns.add(campaign.id);
  if (supply.state === "asked") setTimer(timers, "campaign", campaign.id, "asked", w.now + ANSWER_TIMEOUT);
  if (supply.state === "dry" && supply.until !== null)
    setTimer(timers, "campaign", campaign.id, "due", Math.max(supply.until, w.now + 1));
}

/**
 * Asks for as many contacts as could be called at once, unless that has been asked or there are none. For more, when the
 * latest could not be called, so that those who can are soon found; and not at all for a while when there were many.
 */
export function askFor(w: Work, campaign: Campaign, count: number): void {
  if (count <= 0 || campaign.supply.state !== "unasked") return;
  if (campaign.putOff >= MOST_PUT_OFF) Object.assign(campaign, { putOff: 0, rest: w.now + REST });
  if (w.now < campaign.rest) {
    setSupply(w, campaign, { state: "dry", until: campaign.rest });
    return;
  }
  setSupply(w, campaign, { state: "asked" });
  const most = Math.max(count, Math.min(2 * campaign.putOff, MOST_PUT_OFF));
  w.effects.push({ type: "dialler.wanted", campaign: campaign.id, count: most });
}

/** Contacts may be had again. */
export function askAgain(w: Work, campaign: Campaign): void {
  if (campaign.supply.state !== "unasked") setSupply(w, campaign, { state: "unasked" });
}

/** A contact of a campaign that had none left is due at `at`. */
export function dueAgain(w: Work, id: string, at: number): void {
  const campaign = campaignOfId(w, id);
  if (campaign?.supply.state !== "dry") return;
  const until = Math.max(at, w.now + LEAST_REST);
  if (campaign.supply.until === null || until < campaign.supply.until) setSupply(w, campaign, { state: "dry", until });
}

/** The answer to a question, or contacts that came by themselves. Who is held already is not taken twice. */
export function takeContacts(w: Work, id: string, contacts: readonly Contact[], nextDue: number | null): void {
  const campaign = campaignOfId(w, id);
  if (!campaign || !campaignSettings(w, id)?.running) {
    giveBack(w, id, contacts);
    return;
  }
  for (const contact of contacts) {
    if (Object.hasOwn(campaign.held, contact.id)) continue;
    campaign.held[contact.id] = true;
    campaign.window.push(contact);
  }
  if (contacts.length === 0 && nextDue !== null && nextDue <= w.now) {
    // Not an answer: word that some are due. Whoever has been asked already answers too.
    if (campaign.supply.state === "dry") askAgain(w, campaign);
    return;
  }
  if (nextDue === null) setSupply(w, campaign, { state: "dry", until: null });
  else if (nextDue <= w.now) setSupply(w, campaign, { state: "unasked" });
  else setSupply(w, campaign, { state: "dry", until: nextDue });
}

/** Contacts that are not called after all: due again at `dueAt`, null: at once. */
export function giveBack(
  w: Work,
  id: string,
  contacts: readonly Contact[],
  dueAt: number | null = null,
  putOff = false,
): void {
  if (contacts.length === 0) return;
  const held = campaignOfId(w, id)?.held;
  for (const contact of contacts) if (held) delete held[contact.id];
  w.effects.push({ type: "dialler.returned", campaign: id, contacts: contacts.map((each) => each.id), dueAt, putOff });
  dueAgain(w, id, dueAt ?? w.now);
}

export function emptyWindow(w: Work, campaign: Campaign): void {
  giveBack(w, campaign.id, campaign.window.splice(0));
}

/** An attempt is over. */
export function attempted(
  w: Work,
  id: string,
  contact: Contact,
  outcome: ContactOutcome,
  { call, agent }: { readonly call: string | null; readonly agent: string | null },
): void {
  const campaign = campaignOfId(w, id);
  if (campaign) delete campaign.held[contact.id];
  const again = retryAt(campaignSettings(w, id), contact, outcome, w.now);
  const agentForRetry = outcome === "answered" ? null : contact.agent;
  const what = { campaign: id, contact: contact.id, call, at: w.now, outcome, agent, retryAt: again, agentForRetry };
  w.effects.push({ type: "dialler.attempted", ...what });
  if (again !== null) dueAgain(w, id, again);
}

/**
 * The next contact who may be called now. Who may not at this hour goes back until the hours begin, so that the others
 * go on, and so does a number that the organisation's rules refuse, until they change; an emergency number is done with.
 */
export function nextContact(w: Work, campaign: Campaign, settings: CampaignSettings): Contact | null {
  for (let contact = campaign.window.shift(); contact; contact = campaign.window.shift()) {
    const { outbound } = w.state.settings;
    if (isEmergency(outbound.country, contact.number))
      attempted(w, campaign.id, contact, "notAllowed", { call: null, agent: null });
    else if (judgeNumber(outbound, contact.number).refusal !== null) {
      campaign.refused = { count: refusedBy(campaign, w.now) + 1, since: sinceOf(campaign, w.now) };
      putOff(w, campaign, contact, w.now + LATER);
    } else if (isInCall(w.state, contact.number)) giveBack(w, campaign.id, [contact], w.now + IN_CALL);
    else if (mayCall(settings, contact, w.now)) {
      campaign.putOff = 0;
      return contact;
    } else putOff(w, campaign, contact, nextOpening(settings, contact, w.now) ?? w.now + LATER);
  }
  return null;
}

function putOff(w: Work, campaign: Campaign, contact: Contact, until: number): void {
  campaign.putOff += 1;
  giveBack(w, campaign.id, [contact], until, true);
}

const sinceOf = ({ refused }: Campaign, now: number) => (now - refused.since < LATER ? refused.since : now);

/** How many the rules refuse, as far as they came by; each comes by once in the time. */
export function refusedBy({ refused }: Campaign, now: number): number {
  return now - refused.since < LATER ? refused.count : 0;
}

/** Contacts who were put off may be called again, by new hours or rules. */
export function renew(w: Work, campaign: Campaign): void {
  Object.assign(campaign, { putOff: 0, rest: 0, refused: { count: 0, since: w.now } });
  w.effects.push({ type: "dialler.renewed", campaign: campaign.id });
}
