import { announce } from "../call/announce.ts";
import type { Call } from "../call/call.ts";
import type { QueueState } from "../queue/queue.ts";
import { wait } from "../queue/wait.ts";
import { isSpared } from "../routing/match.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { agentOf, callOf, note, queueOf, queueSettings, type Work } from "../work.ts";
import { answeredAfter } from "./attempt.ts";
import type { CalledContact } from "./campaign.ts";
import { notePerson, noteServing } from "./measures.ts";
import { campaignOf } from "./ready.ts";
import { campaignOfId, capOf } from "./window.ts";

/** An agent's phone that answers by itself and has not after this is not there. */
export const CONNECT_TIMEOUT = 5_000;

/** A person whom we called and who has no agent yet: they go before all who wait. */
export function isUrgent({ contact, answeredAt }: Call): boolean {
  return contact?.automatic === true && contact.personAt !== null && answeredAt === null;
}

/** A person answered: an agent is wanted at once, and no later than the campaign's patience. */
export function personThere(w: Work, call: Call, contact: CalledContact): void {
  answeredAfter(w, call, contact);
  contact.personAt = w.now;
  note(w, call, "personAnswered");
  call.place = { since: w.now, seq: ++w.state.seq };
  setTimer(w.state.timers, "call", call.id, "patience", w.now + Math.max(contact.patience, 1));
  comeIn(w, call);
}

function comeIn(w: Work, call: Call): void {
  const settings = queueSettings(w, call.queue);
  if (call.queue && settings && queueOf(w, call.queue)) wait(w, call, call.queue, settings);
  else giveUp(w, call);
}

/** The agent who was being connected did not come: the next one, while the patience lasts. */
export function comeAgain(w: Work, call: Call, why: NonNullable<Call["requeued"]>): void {
  call.requeued = why;
  if (w.state.timers.index[`call/${call.id}/patience`] === undefined) giveUp(w, call);
  else comeIn(w, call);
}

/** An agent who is being connected at this moment is waited for: cutting them off would help nobody. */
export function patienceOver(w: Work, call: Call): void {
  if (call.stage.at === "waiting" && isUrgent(call)) giveUp(w, call);
}

/** Nobody is free: the person hears so, and the call counts as abandoned. */
export function giveUp(w: Work, call: Call): void {
  note(w, call, "nobodyInTime");
  announce(w, call, "wrong-moment", "abandoned");
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
    notePerson(campaign.measures, false, capOf(w, contact.campaign));
    if (serves) noteServing(campaign.measures, 1, w.now);
  }
  if (serves) serves.serving = contact.campaign;
  w.freshCampaigns.add(contact.campaign);
}

/** The contact whom an idle agent serves next, before all other calls. Only who takes automatic calls does. */
export function contactFor(w: Work, id: string): Call | null {
  const agent = agentOf(w, id);
  if (!agent?.autoCalls) return null;
  let first: Call | null = null;
  for (const queue of agent.queues)
    for (const each of queueOf(w, queue)?.contacts ?? []) {
      const call = callOf(w, each);
      if (!call || isSpared(call, id, w.now)) continue;
      if (first === null || (call.place?.seq ?? 0) < (first.place?.seq ?? 0)) first = call;
    }
  return first;
}

/**
 * The idle agent for a contact: who promised to call back, else who works for the campaign, else whoever takes
 * automatic calls for the queue; the longest idle first.
 */
export function agentForContact(w: Work, call: Call, queue: QueueState): string | null {
  const { contact } = call;
  let found: string | null = null;
  let allotted = false;
  for (const { agent: id } of queue.idle) {
    const agent = agentOf(w, id);
    if (!agent?.autoCalls || isSpared(call, id, w.now)) continue;
    if (id === contact?.contact.agent) return id;
    if (allotted) continue;
    allotted = campaignOf(w.state, agent) === contact?.campaign;
    if (found === null || allotted) found = id;
  }
  return found;
}
