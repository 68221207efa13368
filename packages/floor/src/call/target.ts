import type { Target } from "../inputs.ts";
import { outsideRefusal } from "../outbound/limits.ts";
import { agentOf, own, queueOf, type Rejection, refuse, type Work } from "../work.ts";

/** E.164, or the digits of an emergency number, which has no country code. */
const NUMBER = /^\+?[0-9]{2,20}$/;

/** Why a call cannot be sent there by this agent, or null. */
export function checkTarget(w: Work, agent: string, target: Target): Rejection | null {
  switch (target.kind) {
    case "agent": {
      const other = own(w.state.settings.agents, target.agent);
      if (!other || target.agent === agent) return refuse("unknown_target");
      const idle = agentOf(w, target.agent)?.idle ?? null;
      return idle === null ? refuse("target_not_available", { name: other.name }) : null;
    }
    case "queue":
      return own(w.state.settings.queues, target.queue) ? null : refuse("unknown_target");
    case "number":
      if (!NUMBER.test(target.number)) return refuse("invalid_number", { number: target.number });
      return outsideRefusal(w, agent, target.number, null);
  }
}

export function labelOf(w: Work, target: Target): string {
  switch (target.kind) {
    case "agent":
      return own(w.state.settings.agents, target.agent)?.name ?? target.agent;
    case "queue":
      return own(w.state.settings.queues, target.queue)?.name ?? target.queue;
    case "number":
      return target.number;
  }
}

/** A queue is consulted in the person of its longest idle agent: a consultation does not wait in line. */
export function consultTarget(w: Work, agent: string, target: Target): Target | Rejection {
  if (target.kind !== "queue") return checkTarget(w, agent, target) ?? target;
  const missing = checkTarget(w, agent, target);
  if (missing) return missing;
  const free = queueOf(w, target.queue)?.idle.find((each) => each.agent !== agent);
  return free ? { kind: "agent", agent: free.agent } : refuse("target_not_available", { name: labelOf(w, target) });
}
