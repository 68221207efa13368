import type { CallOutcome, CallView } from "@belfry/contracts";
import { announce } from "../call/announce.ts";
import type { Call, Leg } from "../call/call.ts";
import { play } from "../call/legs.ts";
import { customerLeg, moveCall } from "../call/move.ts";
import { giveUp } from "../dialler/give-up.ts";
import { isUrgent } from "../dialler/milestones.ts";
import type { PromptItem } from "../effects.ts";
import { judgeNumber } from "../outbound/rules.ts";
import type { Destination, QueueSettings } from "../settings.ts";
import { ANNOUNCEMENT_TIMEOUT, CALLBACK_KEPT } from "../state.ts";
import { setTimer, timerAt } from "../timers.ts";
import { note, queueOf, queueSettings, type Work } from "../work.ts";
import { expectedWait } from "./estimate.ts";
import { addWaiting, placeIndex, type QueueState } from "./queue.ts";

/** Where a queue sends a call that it does not take. */
export interface Onward {
  readonly destination: Destination;
  /** The outcome when the destination is a sentence. */
  readonly told: CallOutcome;
}

/**
 * Leads a call into a queue, or where the queue sends it when it is closed, has nobody signed in, or is full. A call
 * that is led on without an answer never comes to the same queue twice, so that overflow cannot run in a circle.
 */
export function enterQueue(w: Work, call: Call, id: string): Onward | null {
  const settings = queueSettings(w, id);
  const queue = queueOf(w, id);
  if (!settings || !queue || call.visited.includes(id)) {
    announce(w, call, "nobody-available", call.answeredAt === null ? "missed" : "answered");
    return null;
  }
  call.visited.push(id);
  call.queue = id;
  const away = turnedAway(queue, settings);
  if (away?.why !== "queueClosed" && !call.countedOffered.includes(id)) {
    call.countedOffered.push(id);
    queue.offered += 1;
  }
  if (away) {
    note(w, call, away.why, { queue: id });
    return { destination: away.destination, told: away.told ?? unservedOutcome(call) };
  }
  call.place ??= { since: w.now, seq: ++w.state.seq };
  call.deadline = settings.maxWait === null ? null : w.now + settings.maxWait;
  note(w, call, "queued", { queue: id, waiting: queue.waiting.length });
  const leg = customerLeg(call);
  if (leg && settings.recordingAnnounced && settings.recording !== "off") {
    inform(w, call, id, leg);
    return null;
  }
  wait(w, call, id, settings);
  if (leg) play(w, call, leg, [{ prompt: "welcome" }, ...callbackOffer(w, call, settings)], "music");
  return null;
}

/** Why a queue takes no call now, and where it leads one instead; null: it takes it. */
export function turnedAway(queue: QueueState, settings: QueueSettings) {
  if (!queue.open) return { why: "queueClosed", destination: settings.whenClosed, told: "closed" } as const;
  if (queue.signedIn === 0)
    return { why: "nobodySignedIn", destination: settings.whenWaitedTooLong, told: null } as const;
  if (settings.maxWaiting !== null && queue.waiting.length >= settings.maxWaiting)
    return { why: "queueFull", destination: settings.whenFull, told: "queueFull" } as const;
  return null;
}

/** That the call may be recorded is heard to its end before anybody is rung. The place in the queue is kept meanwhile. */
function inform(w: Work, call: Call, queue: string, leg: Leg): void {
  const number = play(w, call, leg, [{ prompt: "welcome" }, { prompt: "recorded" }], "end");
  if (!moveCall(w, call, { at: "informing", queue, play: number })) return;
  setTimer(w.state.timers, "call", call.id, "said", w.now + ANNOUNCEMENT_TIMEOUT);
  note(w, call, "announced", { prompt: "recorded" });
}

/** The sentence was heard, or could not be played. */
export function informed(w: Work, call: Call): void {
  if (call.stage.at !== "informing") return;
  call.toldOfRecording = true;
  const { queue } = call.stage;
  const settings = queueSettings(w, queue);
  const leg = customerLeg(call);
  if (!settings || !queueOf(w, queue)) {
    announce(w, call, "nobody-available", unservedOutcome(call));
    return;
  }
  wait(w, call, queue, settings);
  if (leg) play(w, call, leg, callbackOffer(w, call, settings), "music");
}

export function wait(w: Work, call: Call, id: string, settings: QueueSettings): void {
  const queue = queueOf(w, id);
  if (!queue || !call.place || !moveCall(w, call, { at: "waiting" })) return;
  const urgent = isUrgent(call);
  if (urgent) queue.contacts.push(call.id);
  else addWaiting(queue, { call: call.id, ...call.place });
  w.changedQueues.add(id);
  w.freshQueues.add(id);
  if (urgent) return;
  const { timers } = w.state;
  if (call.callback !== null) setTimer(timers, "call", call.id, "expiry", call.startedAt + CALLBACK_KEPT);
  else {
    if (call.deadline !== null) setTimer(timers, "call", call.id, "maxWait", Math.max(call.deadline, w.now + 1));
    if (settings.announceEvery !== null)
      setTimer(timers, "call", call.id, "announce", w.now + Math.max(settings.announceEvery, 1_000));
  }
}

/** The call goes back to its own place in its queue, which is the head among those who came later. */
export function requeue(w: Work, call: Call, why: NonNullable<CallView["requeued"]>): void {
  const id = call.queue;
  const settings = queueSettings(w, id);
  call.requeued = why;
  if (isUrgent(call)) {
    // A person whom we called comes to the next agent, while the patience lasts.
    if (id && settings && timerAt(w.state.timers, "call", call.id, "patience") !== null) wait(w, call, id, settings);
    else giveUp(w, call);
    return;
  }
  if (!id || !settings || !queueOf(w, id)) {
    announce(w, call, "nobody-available", unservedOutcome(call));
    return;
  }
  call.place ??= { since: w.now, seq: ++w.state.seq };
  // Whoever was cut off after an answer begins a new wait, at the head; the time-out of the old one is long past.
  if (call.answeredAt !== null) call.deadline = settings.maxWait === null ? null : w.now + settings.maxWait;
  note(w, call, "requeued", { queue: id, why });
  wait(w, call, id, settings);
  const leg = customerLeg(call);
  if (leg && leg.sound?.then !== "music") play(w, call, leg, [], "music");
}

/** What a call ends as when nobody took it after it came back. */
export function unservedOutcome(call: Call): CallOutcome {
  switch (call.requeued) {
    case "declined":
      return "rejected";
    case "deviceLost":
      return "deviceFailed";
    case "transferFailed":
      return call.answeredAt === null ? "missed" : "answered";
    case "noAnswer":
    case null:
      return "missed";
  }
}

export function waitedTooLong(w: Work, call: Call): Onward | null {
  const settings = queueSettings(w, call.queue);
  if (call.stage.at !== "waiting" || !settings) return null;
  note(w, call, "waitedTooLong", { queue: call.queue });
  moveCall(w, call, { at: "routing" });
  return { destination: settings.whenWaitedTooLong, told: unservedOutcome(call) };
}

/** The queue has nobody signed in who could come, and has not had for a while: the call is led where a long wait leads. */
export function waitedForNobody(w: Work, call: Call): Onward | null {
  const settings = queueSettings(w, call.queue);
  if (call.stage.at !== "waiting" || !settings) return null;
  note(w, call, "nobodySignedIn", { queue: call.queue });
  moveCall(w, call, { at: "routing" });
  return { destination: settings.whenWaitedTooLong, told: unservedOutcome(call) };
}

/** The announcement at the interval: the position, the expected wait where one is known, and the callback offer. */
export function announcePosition(w: Work, call: Call): void {
  const settings = queueSettings(w, call.queue);
  const queue = queueOf(w, call.queue);
  const leg = customerLeg(call);
  if (call.stage.at !== "waiting" || !settings || !queue || !call.place || !leg) return;
  const position = placeIndex(queue, call.place.since, call.place.seq) + 1;
  const items: PromptItem[] = [{ prompt: "position", number: position }];
  const expected = expectedWait(queue.answers, position, w.now);
  if (expected !== null) items.push({ prompt: "wait-minutes", number: Math.max(1, Math.ceil(expected / 60_000)) });
  items.push(...callbackOffer(w, call, settings));
  play(w, call, leg, items, "music");
  if (settings.announceEvery !== null)
    setTimer(w.state.timers, "call", call.id, "announce", w.now + Math.max(settings.announceEvery, 1_000));
}

function callbackOffer(w: Work, call: Call, settings: QueueSettings): PromptItem[] {
  return canAskCallback(w, call, settings) ? [{ prompt: "callback-offer" }] : [];
}

/** Nobody is promised a call that the rules for outside numbers would not let through. */
export function canAskCallback(w: Work, call: Call, settings: QueueSettings): boolean {
  if (!settings.callbackOffered || call.caller === null || call.direction !== "inbound") return false;
  return judgeNumber(w.state.settings.outbound, call.caller).refusal === null;
}
