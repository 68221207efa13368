import type { CallOutcome } from "@belfry/contracts";
import { ringTimeFor } from "../dialler/window.ts";
import type { Prompt } from "../effects.ts";
import { ANNOUNCEMENT_TIMEOUT, NUMBER_RING_TIMEOUT } from "../state.ts";
import { setTimer } from "../timers.ts";
import type { Work } from "../work.ts";
import type { Call, Stage } from "./call.ts";
import { callNumber, liveLeg, play } from "./legs.ts";
import { moveCall } from "./move.ts";

export type Dialling = Extract<Stage, { at: "dialling" }>;

/** The agent is there: now the outside number. What was allowed when they asked may not be any more. */
export function callOutside(w: Work, call: Call, stage: Dialling, number: string): void {
  const rings = call.contact ? ringTimeFor(w, call.contact) : NUMBER_RING_TIMEOUT;
  const { leg } = rings === null ? { leg: undefined } : callNumber(w, call, stage.agent, number, rings);
  if (leg) call.customer = leg.id;
  else tellDialler(w, call, stage, "target-not-allowed", "unreachable");
}

/** The agent hears in words why the target was not reached. */
export function tellDialler(w: Work, call: Call, stage: Dialling, prompt: Prompt, outcome: CallOutcome): void {
  const leg = liveLeg(call, stage.leg);
  moveCall(w, call, { ...stage, step: "telling", outcome });
  if (leg) play(w, call, leg, [{ prompt }], "end");
  setTimer(w.state.timers, "call", call.id, "said", w.now + ANNOUNCEMENT_TIMEOUT);
}
