import type { LegCause } from "@belfry/contracts";
import { contactAnswered, contactMissed, detected } from "../dialler/attempt.ts";
import { codeDigit, codeSentenceOver } from "../identify/identify.ts";
import { isForCode, lateDigit } from "../identify/late-code.ts";
import type { LineInput, Target } from "../inputs.ts";
import { askCallback } from "../queue/callback.ts";
import { informed } from "../queue/wait.ts";
import { cancelTimer } from "../timers.ts";
import { callOf, note, own, refuse, type Work } from "../work.ts";
import { announce } from "./announce.ts";
import { arrive } from "./arrive.ts";
import type { Call, Leg } from "./call.ts";
import { completeTransfer, consultAnswered, consultOver } from "./consult.ts";
import { dialAnswered, dialFailed, dialTargetFailed, dialTargetUp } from "./dial.ts";
import { hangUp, legIsGone, legIsUp, liveLeg } from "./legs.ts";
import { mixed, mixFailed } from "./mix.ts";
import { endCall, freeAgent, moveCall, touchAgents } from "./move.ts";
import { legMuted } from "./mute.ts";
import { answered, join, missed, offerAnswered, offerMissed } from "./offer.ts";
import { isLoss, outcomeOf } from "./outcome.ts";
import { loseAgent, resumeAnswered, resumed, resumeFailed } from "./reconnect.ts";
import { recordingFailed, recordingStarted } from "./record.ts";
import { supervisorLegLost, supervisorUp } from "./supervise.ts";
import { customerGone, swapEnds, takeLead } from "./talk.ts";
import { transfer } from "./transfer.ts";

/** Everything that the line reports. What belongs to no call or leg that is alive is late or doubled: ignored. */
export function lineInput(w: Work, input: LineInput): void {
  if (input.type === "call.arrived") {
    arrive(w, input);
    return;
  }
  const call = callOf(w, input.call);
  if (!call) return;
  switch (input.type) {
    case "call.mediaLost":
      note(w, call, "mediaLost");
      endCall(w, call, "mediaFailed", "mediaFailed");
      return;
    case "call.mixed":
      mixed(w, call, input.mix);
      return;
    case "call.mixFailed":
      mixFailed(w, call, input.mix);
      return;
    case "record.started":
      recordingStarted(w, call);
      return;
    case "record.failed":
      recordingFailed(w, call);
      return;
    case "leg.bridged":
      if (isAwaited(call, input.bridge)) bridged(w, call);
      return;
    case "leg.bridgeFailed":
      if (isAwaited(call, input.bridge)) bridgeFailed(w, call);
      return;
  }
  const leg = own(call.legs, input.leg);
  if (!leg) return;
  switch (input.type) {
    case "leg.ringing":
      if (leg.state !== "calling") return;
      leg.state = "ringing";
      note(w, call, "ringing", { leg: leg.id, party: leg.party });
      touchBy(w, call, leg);
      return;
    case "leg.answered":
      legAnswered(w, call, leg);
      return;
    case "leg.failed":
    case "leg.ended":
      legOver(w, call, leg, input.cause);
      return;
    case "leg.digit":
      digit(w, call, leg, input.digit);
      return;
    case "leg.played":
      if (leg.sound?.play === input.play) played(w, call, leg);
      return;
    case "leg.muted":
      legMuted(w, call, leg, input.muted);
      return;
    case "leg.detected":
      if (call.customer === leg.id) detected(w, call, input.who);
      return;
    case "leg.referred":
      referred(w, call, leg, input.target);
  }
}

/** What becomes of a supervisor's phone is news to that supervisor alone. */
function touchBy(w: Work, call: Call, leg: Leg): void {
  if (call.supervision?.leg === leg.id) w.changedAgents.add(leg.party);
  else touchAgents(w, call);
}

function legAnswered(w: Work, call: Call, leg: Leg): void {
  if (leg.state === "up" || leg.state === "ending" || leg.state === "incoming") return;
  const { stage } = call;
  legIsUp(w, call, leg);
  touchBy(w, call, leg);
  if (leg.role === "caller") {
    if (stage.at === "connecting" || stage.at === "forwarding") join(w, call);
    return;
  }
  if (call.supervision?.leg === leg.id) supervisorUp(w, call, call.supervision);
  else if (stage.at === "offered" && stage.leg === leg.id) offerAnswered(w, call, stage);
  else if (stage.at === "contacting" && call.customer === leg.id) contactAnswered(w, call);
  else if (stage.at === "forwarding" && stage.leg === leg.id) join(w, call);
  else if (stage.at === "reconnecting" && stage.leg === leg.id) resumeAnswered(w, call, stage);
  else if (stage.at === "dialling" && stage.leg === leg.id) dialAnswered(w, call, stage);
  else if (stage.at === "dialling" && call.customer === leg.id) dialTargetUp(w, call, stage);
  else if (stage.at === "talking" && stage.consult?.leg === leg.id) consultAnswered(w, call, stage, stage.consult);
  else hangUp(w, call, leg, "cancelled");
}

function legOver(w: Work, call: Call, leg: Leg, cause: LegCause): void {
  const wasLive = leg.state !== "ending";
  legIsGone(w, call, leg, cause);
  if (wasLive) legLost(w, call, leg, cause);
}

/** A leg went quiet for too long: the line forgot to answer, or nobody picked up. */
export function legTimeout(w: Work, call: Call, id: string): void {
  const leg = own(call.legs, id);
  if (!leg || leg.state === "up") return;
  if (leg.state === "ending") {
    legIsGone(w, call, leg, "networkFailed");
    return;
  }
  const cause = leg.state === "accepting" ? "networkFailed" : "noAnswer";
  hangUp(w, call, leg, cause);
  legLost(w, call, leg, cause);
}

/** What the loss of a live leg means for the call. */
function legLost(w: Work, call: Call, leg: Leg, cause: LegCause): void {
  const { stage } = call;
  touchBy(w, call, leg);
  if (stage.at === "ended") return;
  if (call.supervision?.leg === leg.id) {
    supervisorLegLost(w, call, call.supervision, cause);
    return;
  }
  if (call.customer === leg.id) {
    if (stage.at === "dialling") dialTargetFailed(w, call, stage, leg, cause);
    else if (stage.at === "contacting") contactMissed(w, call, cause);
    else if (leg.role === "agent" && stage.at === "talking" && !stage.consult && isLoss(cause)) {
      swapEnds(w, call, stage, leg.party);
      loseAgent(w, call, leg.party, cause);
    } else {
      if (leg.role === "agent") freeAgent(w, call, leg.party, cause);
      customerGone(w, call, cause);
    }
    return;
  }
  if (stage.at === "talking" && stage.consult?.leg === leg.id) {
    consultOver(w, call, stage, stage.consult, leg, cause);
    return;
  }
  if (!("leg" in stage) || stage.leg !== leg.id) return;
  switch (stage.at) {
    case "offered":
      offerMissed(w, call, stage, missBy(cause), cause);
      return;
    case "connecting":
      offerMissed(w, call, stage, cause === "normal" ? "declined" : "deviceLost", cause);
      return;
    case "talking":
      if (isLoss(cause)) loseAgent(w, call, stage.agent, cause);
      else if (stage.consult?.phase === "conference") completeTransfer(w, call, stage);
      else endCall(w, call, "answered");
      return;
    case "reconnecting":
      resumeFailed(w, call, stage);
      return;
    case "dialling":
      dialFailed(w, call, stage, cause);
      return;
    case "forwarding":
      note(w, call, "forwardFailed", { number: stage.number, cause });
      if (stage.origin.kind === "direct") announce(w, call, "nobody-available", outcomeOf(cause));
      else missed(w, call, stage.origin, "noAnswer");
      return;
    case "forwarded":
      endCall(w, call, call.answeredAt === null ? "forwarded" : "answered");
  }
}

function missBy(cause: LegCause): "noAnswer" | "declined" | "deviceLost" {
  if (cause === "noAnswer") return "noAnswer";
  return cause === "declined" || cause === "busy" ? "declined" : "deviceLost";
}

/** The line owes an answer about the bridge with this number; of an earlier one it means nothing any more. */
function isAwaited({ bridge }: Call, number: number): boolean {
  return bridge?.number === number && !bridge.up && !bridge.mixed;
}

function bridged(w: Work, call: Call): void {
  if (!call.bridge) return;
  const { again } = call.bridge;
  call.bridge = { ...call.bridge, up: true, again: false };
  w.changedCalls.add(call.id);
  const { stage } = call;
  cancelTimer(w.state.timers, "call", call.id, "bridge");
  if (!again) touchAgents(w, call);
  if (stage.at === "connecting") answered(w, call, stage.agent, stage.leg);
  else if (stage.at === "dialling") answered(w, call, stage.agent, stage.leg);
  else if (stage.at === "reconnecting") resumed(w, call, stage);
  else if (stage.at === "forwarding") {
    moveCall(w, call, { at: "forwarded", leg: stage.leg });
    note(w, call, "forwarded", { number: stage.number });
  }
}

/** Also when the line never said whether the bridge is up. */
export function bridgeFailed(w: Work, call: Call): void {
  const { stage, bridge } = call;
  if (!bridge) return;
  note(w, call, "bridgeFailed", { a: bridge.a, b: bridge.b });
  const partner = stage.at === "talking" && stage.consult?.phase === "target" ? liveLeg(call, stage.consult.leg) : null;
  if (stage.at === "talking" && stage.consult && partner) {
    hangUp(w, call, partner, "mediaFailed");
    consultOver(w, call, stage, stage.consult, partner, "mediaFailed");
    return;
  }
  endCall(w, call, "mediaFailed", "mediaFailed");
}

const DIGITS_KEPT = 64;

function digit(w: Work, call: Call, leg: Leg, key: string): void {
  if (call.customer !== leg.id) return;
  if (call.stage.at === "identifying") {
    codeDigit(w, call, call.stage, key);
    return;
  }
  if (isForCode(call)) {
    lateDigit(w, call, key);
    return;
  }
  // Whoever was asked for a code may still type it, and a code is in no journal.
  if (call.code === null) note(w, call, "digit", { digit: key });
  if (call.stage.at === "waiting" && key === "1") {
    askCallback(w, call);
    return;
  }
  if (call.digits.length >= DIGITS_KEPT) return;
  call.digits += key;
  touchAgents(w, call);
}

function played(w: Work, call: Call, leg: Leg): void {
  const { stage } = call;
  if (stage.at === "informing" && call.customer === leg.id) informed(w, call);
  if (stage.at === "identifying" && call.customer === leg.id) codeSentenceOver(w, call, stage);
  if (stage.at === "announcing" && call.customer === leg.id) endCall(w, call, stage.outcome);
  if (stage.at === "dialling" && stage.step === "telling" && stage.leg === leg.id) sentenceOver(w, call);
}

/** The last sentence was heard, or could not be played. */
export function sentenceOver(w: Work, call: Call): void {
  const { stage } = call;
  if (stage.at === "informing") informed(w, call);
  if (stage.at === "announcing") endCall(w, call, stage.outcome);
  if (stage.at === "dialling" && stage.outcome !== null) endCall(w, call, stage.outcome);
}

/** A desk phone's REFER is a blind transfer; what it may not do is noted and the call goes on. */
function referred(w: Work, call: Call, leg: Leg, target: Target): void {
  // A supervisor gives no orders, and leaves no trace; whoever is gone has none to give.
  if (leg.state === "ending" || call.supervision?.leg === leg.id) return;
  const lead = leg.role === "agent" ? takeLead(w, call, leg.party) : null;
  const refused = lead ? transfer(w, call, lead, target) : refuse("not_in_this_state");
  if (refused) note(w, call, "referRefused", { code: refused.code });
}
