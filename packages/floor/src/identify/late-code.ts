import type { Call } from "../call/call.ts";
import { play } from "../call/legs.ts";
import { customerLeg } from "../call/move.ts";
import { askCallback } from "../queue/callback.ts";
import { canAskCallback } from "../queue/wait.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { queueSettings, type Work } from "../work.ts";
import { CODE_ATTEMPTS, CODE_PAUSE, isComplete, submit } from "./code.ts";

/** A code may begin with 1, which asks for a call back where nothing follows it for so long. */
const ONE_ALONE = 3_000;

/**
 * Whether a key that a caller presses before anybody has answered is a matter of their code: whoever was asked for one
 * and found it only in the queue may type it there. Such keys are in no journal and no view.
 */
export function isForCode({ code, verification, answeredAt }: Call): boolean {
  return code !== null && verification?.kind === "notVerified" && answeredAt === null;
}

export function lateDigit(w: Work, call: Call, key: string): void {
  const { code, stage, verification } = call;
  if (!code || stage.at === "ended") return;
  const refused = verification?.kind === "notVerified" && verification.why === "tooManyAttempts";
  if (refused || code.attempts >= CODE_ATTEMPTS) {
    if (key === "1" && stage.at === "waiting") askCallback(w, call);
    return;
  }
  if (key === "#" && code.entered.length < 2) lateCodePause(w, call);
  else if (isComplete(code, key)) {
    cancelTimer(w.state.timers, "call", call.id, "lateCode");
    submit(w, call, code);
  } else setTimer(w.state.timers, "call", call.id, "lateCode", w.now + pauseAfter(w, call, code.entered));
}

function pauseAfter(w: Work, call: Call, entered: string): number {
  const settings = queueSettings(w, call.queue);
  const asks = entered === "1" && call.stage.at === "waiting" && settings && canAskCallback(w, call, settings);
  return asks ? ONE_ALONE : CODE_PAUSE;
}

/** Nothing follows: a single 1 in a queue asks for a call back where it is offered, anything else was no code. */
export function lateCodePause(w: Work, call: Call): void {
  const { code, stage } = call;
  if (!code) return;
  const one = code.entered === "1";
  code.entered = "";
  cancelTimer(w.state.timers, "call", call.id, "lateCode");
  if (one && stage.at === "waiting") askCallback(w, call);
}

/** Said to whoever still waits; an agent who is rung sees it. */
export function lateCodeChecked(w: Work, call: Call, isVerified: boolean): void {
  const leg = customerLeg(call);
  if (call.stage.at !== "waiting" || !leg) return;
  play(w, call, leg, [{ prompt: isVerified ? "code-thanks" : "code-without" }], "music");
}
