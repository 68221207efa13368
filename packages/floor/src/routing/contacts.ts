import type { Call } from "../call/call.ts";
import { campaignOf } from "../dialler/ready.ts";
import type { QueueState } from "../queue/queue.ts";
import { agentOf, callOf, queueOf, type Work } from "../work.ts";
import { isSpared } from "./spared.ts";

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
