import type { LegCause, Locale } from "@belfry/contracts";
import type { Afterwards, LineEffect, PromptItem } from "../effects.ts";
import { isEmergency } from "../outbound/emergency.ts";
import { countOutside, outsideRefusal } from "../outbound/limits.ts";
import { BRIDGE_TIMEOUT, LINE_TIMEOUT } from "../state.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { note, own, queueSettings, type Work } from "../work.ts";
import type { Call, Leg } from "./call.ts";
import { isEar, leaveMix } from "./ears.ts";
import { countParty } from "./parties.ts";

/** Whether `takeLead` would let this agent give orders; the page offers none that would be refused. */
export function mayLead({ stage, customer, legs }: Call, agent: string): boolean {
  if (stage.at !== "talking") return false;
  return stage.agent === agent || (!stage.consult && customer !== null && legs[customer]?.party === agent);
}

/** A leg that is not being hung up. */
export function liveLeg(call: Call, id: string | null): Leg | null {
  const leg = id === null ? undefined : own(call.legs, id);
  return leg && leg.state !== "ending" ? leg : null;
}

export function legOfAgent(call: Call, agent: string): Leg | null {
  for (const leg of Object.values(call.legs))
    if (leg.role === "agent" && leg.party === agent && leg.state !== "ending") return leg;
  return null;
}

export function languageOf(w: Work, call: Call): Locale {
  return queueSettings(w, call.queue)?.language ?? w.state.settings.language;
}

function guard(w: Work, call: Call, leg: Leg, after: number): void {
  setTimer(w.state.timers, "call", call.id, `leg:${leg.id}`, w.now + after);
}

function journalLeg(w: Work, call: Call, leg: Leg, phase: "started" | "answered" | "ended", cause: LegCause | null) {
  const { id, role, party } = leg;
  w.effects.push({ type: "journal.leg", call: call.id, leg: id, at: w.now, role, party, phase, cause });
}

export function addCallerLeg(w: Work, call: Call, id: string, party: string): Leg {
  const leg: Leg = { id, role: "caller", party, state: "incoming", sound: null };
  call.legs[id] = leg;
  countParty(w.state, leg, 1);
  guard(w, call, leg, 2 * LINE_TIMEOUT);
  journalLeg(w, call, leg, "started", null);
  return leg;
}

function addLeg(
  w: Work,
  call: Call,
  role: "agent" | "outside",
  party: string,
  timeout: number,
  name = String(++call.legCount),
): Leg {
  const leg: Leg = { id: `${call.id}.${name}`, role, party, state: "calling", sound: null };
  call.legs[leg.id] = leg;
  countParty(w.state, leg, 1);
  guard(w, call, leg, timeout);
  journalLeg(w, call, leg, "started", null);
  return leg;
}

/** INVITE to an agent's phone. The floor's own timer ends it after `timeout`, whatever the line does. */
export function callAgent(
  w: Work,
  call: Call,
  agent: string,
  why: Extract<LineEffect, { type: "leg.callAgent" }>["why"],
  autoAnswer: boolean,
  timeout: number,
  towards: string | null,
): Leg {
  // The legs of the others are named as if there were no supervisor.
  const name = why === "supervise" ? `s${++call.supervisionCount}` : undefined;
  const leg = addLeg(w, call, "agent", agent, timeout, name);
  const { id, caller } = call;
  w.effects.push({ type: "leg.callAgent", call: id, leg: leg.id, agent, autoAnswer, why, towards, caller, timeout });
  return leg;
}

/**
 * INVITE to an outside number, unless the organisation's rules refuse it: no path goes around them, because nothing
 * else makes such a leg. `agent` is who asked for it, null where an admin's setting leads there. The queue's number is
 * shown, but not to emergency services: they know the trunk's own number, and where it is.
 */
export function callNumber(w: Work, call: Call, agent: string | null, number: string, timeout: number) {
  const refusal = outsideRefusal(w, agent, number, call.id);
  if (refusal) {
    note(w, call, "numberRefused", { number, code: refusal.code });
    return { refusal } as const;
  }
  countOutside(w, agent, number);
  if (call.contact) call.contact.dialled = true;
  const leg = addLeg(w, call, "outside", number, timeout);
  const helpers = isEmergency(w.state.settings.outbound.country, number);
  const callerId = helpers ? null : (queueSettings(w, call.queue)?.callerId ?? null);
  w.effects.push({ type: "leg.callNumber", call: call.id, leg: leg.id, number, callerId, timeout });
  return { leg } as const;
}

export function accept(w: Work, call: Call, leg: Leg): void {
  if (leg.state !== "incoming") return;
  leg.state = "accepting";
  guard(w, call, leg, LINE_TIMEOUT);
  w.effects.push({ type: "leg.accept", call: call.id, leg: leg.id });
}

export function legIsUp(w: Work, call: Call, leg: Leg): void {
  leg.state = "up";
  cancelTimer(w.state.timers, "call", call.id, `leg:${leg.id}`);
  journalLeg(w, call, leg, "answered", null);
  if (leg.sound) emitPlay(w, call, leg);
}

/** What a leg hears from now on; a caller's leg is answered for it when it was not yet. Answers the play's number. */
export function play(
  w: Work,
  call: Call,
  leg: Leg,
  items: readonly PromptItem[],
  then: Afterwards,
  language = languageOf(w, call),
): number {
  call.playCount += 1;
  leg.sound = { play: call.playCount, items, then, language };
  accept(w, call, leg);
  if (leg.state === "up") emitPlay(w, call, leg);
  return call.playCount;
}

function emitPlay(w: Work, call: Call, leg: Leg): void {
  if (isEar(call, leg.id)) park(w, call, leg.id);
  if (leg.sound) w.effects.push({ type: "leg.play", call: call.id, leg: leg.id, ...leg.sound });
}

/** Joins two legs that are up. Nothing is certain before `leg.bridged`. */
export function bridge(w: Work, call: Call, a: Leg, b: Leg): void {
  unbridge(w, call);
  w.changedCalls.add(call.id);
  a.sound = null;
  b.sound = null;
  makeBridge(w, call, a.id, b.id, false);
}

/** The two who hear one another in a mix go on without it. */
export function bridgeAgain(w: Work, call: Call): void {
  const { bridge: pair } = call;
  if (pair?.mixed) makeBridge(w, call, pair.a, pair.b, pair.up);
}

function makeBridge(w: Work, call: Call, a: string, b: string, again: boolean): void {
  leaveMix(w, call, a);
  leaveMix(w, call, b);
  call.bridgeCount += 1;
  call.bridge = { number: call.bridgeCount, a, b, up: false, mixed: false, again };
  setTimer(w.state.timers, "call", call.id, "bridge", w.now + BRIDGE_TIMEOUT);
  w.effects.push({ type: "leg.bridge", call: call.id, bridge: call.bridgeCount, a, b });
}

export function park(w: Work, call: Call, leg: string): void {
  leaveMix(w, call, leg);
  w.effects.push({ type: "leg.park", call: call.id, leg });
}

/** Takes both legs out of their bridge. */
export function unbridge(w: Work, call: Call): void {
  if (!call.bridge) return;
  const { a, b } = call.bridge;
  forgetBridge(w, call);
  for (const leg of [a, b]) if (liveLeg(call, leg)?.state === "up") park(w, call, leg);
}

/** Leaves it to what follows in this step to take the two out of it. */
export function forgetBridge(w: Work, call: Call): void {
  call.bridge = null;
  w.changedCalls.add(call.id);
  cancelTimer(w.state.timers, "call", call.id, "bridge");
}

export function hangUp(w: Work, call: Call, leg: Leg, cause: LegCause): void {
  if (leg.state === "ending") return;
  journalLeg(w, call, leg, "ended", cause);
  const unanswered = leg.state === "incoming";
  leg.state = "ending";
  if (call.bridge && (call.bridge.a === leg.id || call.bridge.b === leg.id)) unbridge(w, call);
  leaveMix(w, call, leg.id);
  if (unanswered) {
    w.effects.push({ type: "leg.reject", call: call.id, leg: leg.id, status: 480, reason: "Temporarily Unavailable" });
    removeLeg(w, call, leg);
    return;
  }
  leg.sound = null;
  guard(w, call, leg, LINE_TIMEOUT);
  w.effects.push({ type: "leg.hangUp", call: call.id, leg: leg.id, cause });
}

/** The line says, or a guard decides, that the leg is no more. */
export function legIsGone(w: Work, call: Call, leg: Leg, cause: LegCause): void {
  if (leg.state !== "ending") journalLeg(w, call, leg, "ended", cause);
  leg.state = "ending";
  if (call.bridge && (call.bridge.a === leg.id || call.bridge.b === leg.id)) unbridge(w, call);
  leaveMix(w, call, leg.id);
  removeLeg(w, call, leg);
}

function removeLeg(w: Work, call: Call, leg: Leg): void {
  delete call.legs[leg.id];
  countParty(w.state, leg, -1);
  cancelTimer(w.state.timers, "call", call.id, `leg:${leg.id}`);
  releaseIfOver(w, call);
}

/** An ended call whose last leg is gone leaves the floor. */
export function releaseIfOver(w: Work, call: Call): void {
  if (call.stage.at !== "ended" || Object.keys(call.legs).length > 0) return;
  if (!own(w.state.calls, call.id)) return;
  delete w.state.calls[call.id];
  w.effects.push({ type: "call.release", call: call.id });
}
