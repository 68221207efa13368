import type { CallVerification } from "@belfry/contracts";
import { announce } from "../call/announce.ts";
import type { Call, Leg, Stage } from "../call/call.ts";
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
import { bindVisit, visitTooLate } from "./visit.ts";

/** After the question nothing is typed for so long: there is no code. */
export const CODE_SILENCE = 10_000;
/** After a digit nothing follows for so long: that was the code. */
export const CODE_PAUSE = 8_000;
/** So long is an answer waited for. */
export const CODE_CHECK = 5_000;
export const CODE_ATTEMPTS = 3;
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
  const leg = customerLeg(call);
  if (!leg || !number.verification) return;
  call.place = { since: w.now, seq: ++w.state.seq };
  note(w, call, "codeAsked");
  setTimer(w.state.timers, "call", call.id, "identify", w.now + IDENTIFY_LIMIT);
  ask(w, call, leg, "code-request", 1, number.verification.codeLength);
}

function ask(w: Work, call: Call, leg: Leg, prompt: Prompt, attempt: number, length: number): void {
  const asked = { at: "identifying", step: "asking", attempt, since: w.now, length, entered: "" } as const;
  if (!moveCall(w, call, asked)) return;
  say(w, call, leg, prompt);
}

function say(w: Work, call: Call, leg: Leg, prompt: Prompt): void {
  const destination = numberOf(w, call)?.destination;
  play(w, call, leg, [{ prompt }], "end", destination && languageAt(w, destination));
  wait(w, call, ANNOUNCEMENT_TIMEOUT);
}

function wait(w: Work, call: Call, duration: number): void {
  setTimer(w.state.timers, "call", call.id, "code", w.now + duration);
}

/** One key, which nobody else learns of. What comes while a code is checked belongs to that code still. */
export function codeDigit(w: Work, call: Call, stage: Identifying, key: string): void {
  if (stage.step !== "asking") return;
  if (key === "#" && stage.entered === "") {
    const late = stage.attempt > 1 && w.now - stage.since < LATE_HASH;
    if (!late) withoutCode(w, call, stage);
    return;
  }
  bargeIn(w, call);
  const entered = key === "*" ? "" : key === "#" ? stage.entered : stage.entered + key;
  moveCall(w, call, { ...stage, entered });
  if (key === "#" || entered.length >= stage.length) submit(w, call, stage, entered);
  else wait(w, call, entered === "" ? CODE_SILENCE : CODE_PAUSE);
}

/** Whoever types has heard enough. */
function bargeIn(w: Work, call: Call): void {
  const leg = customerLeg(call);
  if (!leg?.sound) return;
  leg.sound = null;
  if (leg.state === "up") w.effects.push({ type: "leg.silence", call: call.id, leg: leg.id });
}

function submit(w: Work, call: Call, stage: Identifying, code: string): void {
  const { attempt } = stage;
  if (!moveCall(w, call, { ...stage, step: "checking", entered: "" })) return;
  call.codeAwaited = attempt;
  wait(w, call, CODE_CHECK);
  const { id, dialled, caller } = call;
  w.effects.push({ type: "visit.codeEntered", call: id, dialled: dialled ?? "", caller, code, attempt });
}

/** The question was heard, or what came of the code. */
export function codeSentenceOver(w: Work, call: Call, stage: Identifying): void {
  if (stage.step === "asking") wait(w, call, CODE_SILENCE);
  if (stage.step === "telling") goOn(w, call);
}

export function codeTimeout(w: Work, call: Call): void {
  const { stage } = call;
  if (stage.at !== "identifying") return;
  if (stage.step === "asking" && stage.entered !== "") submit(w, call, stage, stage.entered);
  else if (stage.step === "asking") withoutCode(w, call, stage);
  else if (stage.step === "checking") notVerified(w, call, "notChecked");
  else goOn(w, call);
}

/** It has taken too long in all. */
export function identifyingOver(w: Work, call: Call): void {
  const { stage } = call;
  if (stage.at !== "identifying") return;
  if (stage.step === "asking") unverified(w, call, whyWithout(stage));
  if (stage.step === "checking") unverified(w, call, "notChecked");
  goOn(w, call);
}

/** The answer about a code. A late one counts still, unless there is a later attempt. */
export function codeChecked(w: Work, input: Extract<VisitInput, { type: "visit.checked" }>): void {
  const { result } = input;
  const call = callOf(w, input.call);
  if (!call || call.stage.at === "ended") {
    if (result.kind === "verified") visitTooLate(w, input.call, result);
    return;
  }
  if (call.codeAwaited !== input.attempt) return;
  call.codeAwaited = null;
  const { stage } = call;
  const awaited = stage.at === "identifying" && stage.step === "checking";
  if (result.kind === "verified" && bindVisit(w, call, result)) {
    if (awaited) tell(w, call, stage, "code-thanks");
  } else if (result.kind === "wrong" && awaited) wrong(w, call, stage);
  else if (awaited) notVerified(w, call, result.kind === "refused" ? "tooManyAttempts" : "notChecked");
}

function wrong(w: Work, call: Call, stage: Identifying): void {
  const leg = customerLeg(call);
  const length = numberOf(w, call)?.verification?.codeLength;
  if (!leg || length === undefined || stage.attempt >= CODE_ATTEMPTS) notVerified(w, call, "wrongCode");
  else ask(w, call, leg, "code-wrong", stage.attempt + 1, length);
}

function whyWithout(stage: Identifying): Unverified {
  return stage.attempt === 1 ? "noCode" : "wrongCode";
}

/** The caller says, or shows by silence, that there is no code. */
function withoutCode(w: Work, call: Call, stage: Identifying): void {
  unverified(w, call, whyWithout(stage));
  goOn(w, call);
}

function notVerified(w: Work, call: Call, why: Unverified): void {
  unverified(w, call, why);
  if (call.stage.at === "identifying") tell(w, call, call.stage, "code-without");
}

function unverified(w: Work, call: Call, why: Unverified): void {
  call.verification = { kind: "notVerified", why };
  note(w, call, "notVerified", { why });
  touchAgents(w, call);
}

function tell(w: Work, call: Call, stage: Identifying, prompt: Prompt): void {
  const leg = customerLeg(call);
  if (moveCall(w, call, { ...stage, step: "telling", entered: "" }) && leg) say(w, call, leg, prompt);
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
