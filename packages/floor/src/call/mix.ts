import type { MixEar } from "../effects.ts";
import { BRIDGE_TIMEOUT } from "../state.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { agentOf, callOf, note, type Work } from "../work.ts";
import type { Call, Supervision } from "./call.ts";
import { conferenceFailed } from "./consult.ts";
import { forgetMix, isSameMix, setMix } from "./ears.ts";
import { bridgeAgain, legOfAgent, liveLeg } from "./legs.ts";
import { touchAgents } from "./move.ts";
import { endSupervision } from "./supervise.ts";
import { maySupervise } from "./supervision.ts";

/**
 * Who is to hear whom follows from where a call stands, and is settled once at the end of every step. Two who talk are
 * always bridged first; what others say is laid over that bridge as a mix, and taken away again without them.
 */
export function settleMixes(w: Work): void {
  for (const id of w.changedCalls) {
    const call = callOf(w, id);
    if (call && call.stage.at !== "ended" && isConcerned(call)) settle(w, call);
  }
}

/** All other calls, nearly all there are, cost nothing. */
function isConcerned(call: Call): boolean {
  return call.supervision !== null || call.mix !== null || call.bridge?.mixed === true;
}

function settle(w: Work, call: Call): void {
  if (call.supervision && !mayGoOn(w, call, call.supervision)) endSupervision(w, call, "normal");
  let wanted = wantedMix(call);
  if (call.bridge?.mixed && !wanted.some(({ leg }) => leg === call.bridge?.a)) {
    bridgeAgain(w, call);
    wanted = wantedMix(call);
  }
  if (wanted.length === 0) {
    endMix(w, call);
    return;
  }
  const { bridge } = call;
  if (bridge && wanted.some(({ leg }) => leg === bridge.a)) call.bridge = { ...bridge, mixed: true };
  if (!isSameMix(call.mix?.ears ?? [], wanted)) mix(w, call, wanted);
}

/** The agent's part in the call is not over, and the supervisor is still one. */
function mayGoOn(w: Work, call: Call, { supervisor, agent }: Supervision): boolean {
  const watched = agentOf(w, agent)?.state;
  return watched?.state === "inCall" && watched.call === call.id && maySupervise(w.state, supervisor);
}

/**
 * Who hears whom other than by a bridge:
 * - the supervisor hears the agent and whomever the agent hears, and nobody else: nobody who is on hold;
 * - the agent hears a supervisor who whispers; all who talk with the agent hear one who barges in;
 * - in a conference customer, agent and partner hear one another.
 * Whoever hears music or a sentence is left to it.
 */
export function wantedMix(call: Call): readonly MixEar[] {
  const { supervision, bridge, stage } = call;
  const third = stage.at === "talking" && stage.consult?.phase === "conference" ? stage.consult.leg : null;
  const talkers = bridge === null ? [] : third === null ? [bridge.a, bridge.b] : [bridge.a, bridge.b, third];
  const listener = supervision && liveLeg(call, supervision.leg)?.state === "up" ? supervision : null;
  const watched = listener && legOfAgent(call, listener.agent);
  const heard = bridge !== null && (bridge.up || bridge.again || bridge.mixed);
  const circle = watched?.state !== "up" ? [] : heard && talkers.includes(watched.id) ? talkers : [watched.id];
  const isHeardBy = (leg: string) =>
    listener !== null && (listener.mode === "bargeIn" || (listener.mode === "whisper" && leg === watched?.id));
  // Two who are to be bridged are bridged first; who hears a sound is left to it.
  const ready = watched !== null && talkers.includes(watched.id) ? bridge?.up === true : watched?.sound === null;
  const ears = third !== null ? talkers : ready && circle.some(isHeardBy) ? circle : [];
  const others = third === null ? circle : talkers;
  const mixed = ears.map((leg) => {
    const hears = others.filter((other) => other !== leg);
    return { leg, hears: listener && isHeardBy(leg) && circle.includes(leg) ? [...hears, listener.leg] : hears };
  });
  return listener ? [{ leg: listener.leg, hears: circle }, ...mixed] : mixed;
}

function mix(w: Work, call: Call, ears: readonly MixEar[]): void {
  call.mixCount += 1;
  setMix(w, call, { number: call.mixCount, ears, up: false });
  setTimer(w.state.timers, "call", call.id, "mix", w.now + BRIDGE_TIMEOUT);
  w.effects.push({ type: "call.mix", call: call.id, mix: call.mixCount, ears });
}

function endMix(w: Work, call: Call): void {
  if (call.mix === null) return;
  forgetMix(w, call);
  call.mixCount += 1;
  w.effects.push({ type: "call.mix", call: call.id, mix: call.mixCount, ears: [] });
}

export function mixed(w: Work, call: Call, number: number): void {
  if (call.mix?.number !== number || call.mix.up) return;
  call.mix = { ...call.mix, up: true };
  cancelTimer(w.state.timers, "call", call.id, "mix");
  w.changedCalls.add(call.id);
  if (!call.bridge?.mixed || call.bridge.up) return;
  call.bridge = { ...call.bridge, up: true };
  touchAgents(w, call);
}

/** Also when it breaks off later, or the line never said. Whoever talked goes on talking; the supervisor leaves. */
export function mixFailed(w: Work, call: Call, number: number): void {
  if (call.mix?.number !== number) return;
  note(w, call, "mixFailed");
  endMix(w, call);
  endSupervision(w, call, "mediaFailed");
  conferenceFailed(w, call);
  bridgeAgain(w, call);
  w.changedCalls.add(call.id);
}
