import type { Call } from "../call/call.ts";
import { offer } from "../call/offer.ts";
import type { Place } from "../queue/queue.ts";
import { agentOf, callOf, queueOf, queueSettings, type Work } from "../work.ts";
import { agentForContact, contactFor } from "./contacts.ts";
import { isSpared } from "./spared.ts";

/**
 * Gives waiting calls to idle agents, at the end of a step.
 *
 * People whom a campaign called and who answered go before all who wait, in the order of their answers: it was we who
 * called, and they wait for two seconds and not for minutes. Only agents who take automatic calls serve them.
 *
 * The rule: among an agent's queues the one of highest priority is served first; among queues of equal priority, and
 * inside a queue, the call that arrived first. Among agents, every member with each required skill at its level or
 * above is equal, and the one who has been idle longest is rung. A higher level than asked gives no precedence: it
 * would let the best work without rest while others idle.
 */
export function match(w: Work): void {
  while (w.freshAgents.size > 0 || w.freshQueues.size > 0) {
    for (const id of w.freshQueues) {
      w.freshQueues.delete(id);
      matchQueue(w, id);
    }
    for (const id of w.freshAgents) {
      w.freshAgents.delete(id);
      matchAgent(w, id);
    }
  }
}

function matchAgent(w: Work, id: string): boolean {
  const agent = agentOf(w, id);
  if (!agent || agent.idle === null) return false;
  const call = contactFor(w, id) ?? nextCall(w, id, agent.queues);
  if (!call?.queue) return false;
  offer(w, call, id, call.queue);
  return true;
}

function matchQueue(w: Work, id: string): void {
  const queue = queueOf(w, id);
  for (const contact of [...(queue?.contacts ?? [])]) {
    const call = callOf(w, contact);
    const agent = queue && call ? agentForContact(w, call, queue) : null;
    if (call && agent !== null) offer(w, call, agent, id);
  }
  let found = true;
  while (found && queue && queue.waiting.length > 0) {
    found = false;
    for (const idle of queue.idle) {
      found = matchAgent(w, idle.agent);
      if (found) break;
    }
  }
}

/** The call that an agent of these queues (highest priority first) serves next. */
function nextCall(w: Work, agent: string, queues: readonly string[]): Call | null {
  let best: { place: Place; call: Call; priority: number } | null = null;
  for (const id of queues) {
    const priority = queueSettings(w, id)?.priority ?? 0;
    if (best && priority < best.priority) break;
    const found = firstFor(w, id, agent);
    if (!found) continue;
    if (!best || isBefore(found.place, best.place)) best = { ...found, priority };
  }
  return best?.call ?? null;
}

function firstFor(w: Work, id: string, agent: string): { place: Place; call: Call } | null {
  for (const place of queueOf(w, id)?.waiting ?? []) {
    const call = callOf(w, place.call);
    if (call && !isSpared(call, agent, w.now)) return { place, call };
  }
  return null;
}

function isBefore(a: Place, b: Place): boolean {
  return a.since < b.since || (a.since === b.since && a.seq < b.seq);
}
