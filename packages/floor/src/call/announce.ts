import type { CallOutcome } from "@belfry/contracts";
import type { Prompt } from "../effects.ts";
import { ANNOUNCEMENT_TIMEOUT } from "../state.ts";
import { setTimer } from "../timers.ts";
import { note, type Work } from "../work.ts";
import type { Call } from "./call.ts";
import { play } from "./legs.ts";
import { customerLeg, endCall, moveCall } from "./move.ts";

/** A sentence, then the end. The outcome is decided now, also when the customer does not hear it out. */
export function announce(w: Work, call: Call, prompt: Prompt, outcome: CallOutcome): void {
  const leg = customerLeg(call);
  if (!leg) {
    endCall(w, call, outcome);
    return;
  }
  note(w, call, "announced", { prompt });
  const number = play(w, call, leg, [{ prompt }], "end");
  if (moveCall(w, call, { at: "announcing", outcome, play: number }))
    setTimer(w.state.timers, "call", call.id, "said", w.now + ANNOUNCEMENT_TIMEOUT);
}

/** A caller who is not answered yet hears the ringing of their own network (180); anyone else hears ours. */
export function ringback(w: Work, call: Call): void {
  const leg = customerLeg(call);
  if (!leg) return;
  if (leg.state === "incoming") w.effects.push({ type: "leg.ring", call: call.id, leg: leg.id });
  else play(w, call, leg, [], "ringback");
}
