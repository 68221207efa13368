import type { Target } from "../inputs.ts";
import { forward, route } from "../routing/destination.ts";
import { note, type Rejection, refuse, type Work } from "../work.ts";
import type { Call } from "./call.ts";
import { unbridge } from "./legs.ts";
import { freeAgent, moveCall } from "./move.ts";
import { ringDirectly } from "./offer.ts";
import type { Talking } from "./talk.ts";
import { checkTarget, labelOf } from "./target.ts";

/**
 * Blind transfer: the agent is free at once. A target that does not answer sends the customer to the head of the queue
 * the call came from. A transfer to a queue begins a new wait there, behind those who already wait.
 */
export function transfer(w: Work, call: Call, stage: Talking, target: Target): Rejection | null {
  if (stage.consult) return refuse("consult_running");
  const problem = checkTarget(w, stage.agent, target);
  if (problem) return problem;
  const origin = { kind: "transfer", queue: call.queue } as const;
  note(w, call, "transferred", { agent: stage.agent, target: labelOf(w, target), attended: false });
  unbridge(w, call);
  freeAgent(w, call, stage.agent);
  call.requeued = null;
  call.lastFailure = null;
  if (target.kind === "agent") ringDirectly(w, call, target.agent, origin);
  else if (target.kind === "number") forward(w, call, stage.agent, target.number, origin);
  else {
    call.place = null;
    call.visited = [];
    moveCall(w, call, { at: "routing" });
    route(w, call, { kind: "queue", queue: target.queue }, "answered");
  }
  return null;
}
