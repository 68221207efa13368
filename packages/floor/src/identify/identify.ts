import type { CallVerification } from "@belfry/contracts";
import { announce } from "../call/announce.ts";
import type { Call, CodeEntry, Stage } from "../call/call.ts";
import { play } from "../call/legs.ts";
import { customerLeg, moveCall, touchAgents } from "../call/move.ts";
import type { Prompt } from "../effects.ts";
import type { VisitInput } from "../inputs.ts";
import { route } from "../routing/destination.ts";
import { isServed, languageAt } from "../routing/foresee.ts";
import type { NumberSettings } from "../settings.ts";
import { ANNOUNCEMENT_TIMEOUT } from "../state.ts";
import { setTimer } from "../timers.ts";
import { callOf, note, own, type Work } from "../work.ts";
import { CODE_ATTEMPTS, CODE_PAUSE, isComplete, submit } from "./code.ts";
import { lateCodeChecked } from "./late-code.ts";
import { bindVisit, visitTooLate } from "./visit.ts";

/** After the question nothing is typed for so long: there is no code. */
export const CODE_SILENCE = 10_000;
/** So long is an answer waited for. */
export const CODE_CHECK = 5_000;
/** Nobody is asked for longer in all. */
export const IDENTIFY_LIMIT = 180_000;
/** A hash that ends a code may come when the next question has begun. */
const LATE_HASH = 3_000;

type Identifying = Extract<Stage, { at: "identifying" }>;
type Unverified = Extract<CallVerification, { kind: "notVerified" }>["why"];

/** Nobody types a code in vain: only who would come to an agent now is asked for one. */
export function asksForCode(w: Work, number: NumberSettings): boolean {
  return Boolean(number.verification) && isServed(w, number.destination);
}

/** Asks a caller for a code. Their place in the order of arrival is kept meanwhile. */
export function identify(w: Work, call: Call, number: NumberSettings): void {
  if (!number.verification) return;
  call.place = { since: w.now, seq: ++w.state.seq };
  call.code = { length: number.verification.codeLength, attempts: 0, awaited: null, entered: "" };
  note(w, call, "codeAsked");
  turnTo(w, call, "asking", "code-request");
  setTimer(w.state.timers, "call", call.id, "identify", w.now + IDENTIFY_LIMIT);
}

function turnTo(w: Work, call: Call, step: Identifying["step"], prompt: Prompt): void {
  const leg = customerLeg(call);
  if (!moveCall(w, call, { at: "identifying", step, since: w.now }) || !leg) return;
  const destination = numberOf(w, call)?.destination;
  play(w, call, leg, [{ prompt }], "end", destination && languageAt(w, destination));
  wait(w, call, ANNOUNCEMENT_TIMEOUT);
}

function wait(w: Work, call: Call, duration: number): void {
  setTimer(w.state.timers, "call", call.id, "code", w.now + duration);
}

/** One key, which nobody else learns of. What comes while a code is checked belongs to that code still. */
export function codeDigit(w: Work, call: Call, stage: Identifying, key: string): void {
  const { code } = call;
  if (!code || stage.step !== "asking") return;
  if (key === "#" && code.entered === "") {
    const late = code.attempts > 0 && w.now - stage.since < LATE_HASH;
    if (!late) withoutCode(w, call, code);
    return;
  }
  bargeIn(w, call);
  if (isComplete(code, key)) check(w, call, code);
  else wait(w, call, code.entered === "" ? CODE_SILENCE : CODE_PAUSE);
}

/** Whoever types has heard enough. */
function bargeIn(w: Work, call: Call): void {
  const leg = customerLeg(call);
  if (!leg?.sound) return;
  leg.sound = null;
  if (leg.state === "up") w.effects.push({ type: "leg.silence", call: call.id, leg: leg.id });
}

function check(w: Work, call: Call, code: CodeEntry): void {
  moveCall(w, call, { at: "identifying", step: "checking", since: w.now });
  wait(w, call, CODE_CHECK);
  submit(w, call, code);
}

/** The question was heard, or what came of the code. */
export function codeSentenceOver(w: Work, call: Call, stage: Identifying): void {
  if (stage.step === "asking") wait(w, call, CODE_SILENCE);
  if (stage.step === "telling") goOn(w, call);
}

export function codeTimeout(w: Work, call: Call): void {
  const { stage, code } = call;
  if (stage.at !== "identifying" || !code) return;
  if (stage.step === "asking" && code.entered !== "") check(w, call, code);
  else if (stage.step === "asking") withoutCode(w, call, code);
  else if (stage.step === "checking") notVerified(w, call, "notChecked");
  else goOn(w, call);
}

/** It has taken too long in all. */
export function identifyingOver(w: Work, call: Call): void {
  const { stage, code } = call;
  if (stage.at !== "identifying" || !code) return;
  if (stage.step === "asking") unverified(w, call, whyWithout(code));
  if (stage.step === "checking") unverified(w, call, "notChecked");
  code.entered = "";
  goOn(w, call);
}

/** The answer about a code. One that comes late counts all the same. */
export function codeChecked(w: Work, input: Extract<VisitInput, { type: "visit.checked" }>): void {
  const { result } = input;
  const call = callOf(w, input.call);
  if (!call || call.stage.at === "ended") {
    if (result.kind === "verified") visitTooLate(w, input.call, result);
    return;
  }
  const { code, stage, verification } = call;
  const isKnown = verification !== null && verification.kind !== "notVerified";
  if (!code || isKnown || input.attempt > code.attempts) return;
  // That somebody is known counts whenever it is said; all else belongs to the latest attempt.
  if (result.kind !== "verified" && code.awaited !== input.attempt) return;
  code.awaited = null;
  const isVerified = result.kind === "verified" && bindVisit(w, call, result);
  if (isVerified) code.entered = "";
  if (stage.at !== "identifying") lateCodeChecked(w, call, isVerified);
  else if (stage.step === "telling") return;
  else if (isVerified) turnTo(w, call, "telling", "code-thanks");
  else if (stage.step === "asking") return;
  else if (result.kind === "wrong") wrong(w, call, code);
  else notVerified(w, call, result.kind === "refused" ? "tooManyAttempts" : "notChecked");
}

function wrong(w: Work, call: Call, code: CodeEntry): void {
  // The number may be no longer one for verified calls.
  if (code.attempts < CODE_ATTEMPTS && numberOf(w, call)?.verification) turnTo(w, call, "asking", "code-wrong");
  else notVerified(w, call, "wrongCode");
}

function whyWithout(code: CodeEntry): Unverified {
  return code.attempts === 0 ? "noCode" : "wrongCode";
}

/** The caller says, or shows by silence, that there is no code. */
function withoutCode(w: Work, call: Call, code: CodeEntry): void {
  unverified(w, call, whyWithout(code));
  goOn(w, call);
}

function notVerified(w: Work, call: Call, why: Unverified): void {
  unverified(w, call, why);
  turnTo(w, call, "telling", "code-without");
}

function unverified(w: Work, call: Call, why: Unverified): void {
  call.verification = { kind: "notVerified", why };
  note(w, call, "notVerified", { why });
  touchAgents(w, call);
}

/** To where the number leads; what was open when the question was asked may be closed now. */
function goOn(w: Work, call: Call): void {
  const number = numberOf(w, call);
  moveCall(w, call, { at: "routing" });
  if (number) route(w, call, number.destination, "announced");
  else announce(w, call, "nobody-available", "missed");
}

function numberOf(w: Work, call: Call): NumberSettings | undefined {
  return call.dialled === null ? undefined : own(w.state.settings.numbers, call.dialled);
}
