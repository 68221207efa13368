import type { CallOutcome } from "@belfry/contracts";
import { announce, ringback } from "../call/announce.ts";
import type { Call, Origin } from "../call/call.ts";
import { callNumber } from "../call/legs.ts";
import { customerLeg, endCall, moveCall } from "../call/move.ts";
import { missed, ringDirectly } from "../call/offer.ts";
import { enterQueue } from "../queue/wait.ts";
import type { Destination } from "../settings.ts";
import { NUMBER_RING_TIMEOUT } from "../state.ts";
import { note, type Work } from "../work.ts";

/** Leads a call to a destination. `told` is the outcome when the destination is a sentence. */
export function route(w: Work, call: Call, destination: Destination, told: CallOutcome): void {
  let onward: { destination: Destination; told: CallOutcome } | null = { destination, told };
  while (onward) {
    const { destination: to, told: outcome }: { destination: Destination; told: CallOutcome } = onward;
    onward = null;
    if (to.kind === "queue") onward = enterQueue(w, call, to.queue);
    else if (to.kind === "agent") ringDirectly(w, call, to.agent, { kind: "direct" });
    else if (to.kind === "number") forward(w, call, null, to.number, { kind: "direct" });
    else announce(w, call, to.prompt, outcome);
  }
}

/** Calls an outside number for the customer; no agent takes part any more. `by` is the agent who sent them there. */
export function forward(w: Work, call: Call, by: string | null, number: string, origin: Origin): void {
  if (!customerLeg(call)) {
    endCall(w, call, "abandoned");
    return;
  }
  note(w, call, "forwarding", { number });
  const { leg } = callNumber(w, call, by, number, NUMBER_RING_TIMEOUT);
  if (leg) {
    moveCall(w, call, { at: "forwarding", leg: leg.id, origin, number });
    ringback(w, call);
  } else if (origin.kind === "direct") announce(w, call, "nobody-available", "unreachable");
  else missed(w, call, origin, "noAnswer");
}
