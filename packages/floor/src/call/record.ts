import { callOf, note, queueSettings, type Rejection, refuse, type Work } from "../work.ts";
import type { Call, Recording } from "./call.ts";

/**
 * What is recorded of a call follows from where it stands, and is settled once at the end of every step: what agent and
 * customer say to one another, and nothing of what either says while they cannot hear each other (on hold, in a
 * consultation, while an agent's phone is lost).
 */
export function settleRecordings(w: Work): void {
  for (const id of w.changedCalls) {
    const call = callOf(w, id);
    if (call) settle(w, call);
  }
}

function settle(w: Work, call: Call): void {
  const wanted = wantedEars(w, call);
  const { recording } = call;
  if (recording === null) {
    if (wanted === null) return;
    call.recording = { state: "starting", hears: wanted };
    w.effects.push({ type: "record.start", call: call.id, queue: call.queue, ...wanted });
    return;
  }
  if (recording.state === "failed" || isSame(recording.hears, wanted)) return;
  recording.hears = wanted;
  if (wanted === null) w.effects.push({ type: "record.pause", call: call.id });
  else w.effects.push({ type: "record.resume", call: call.id, ...wanted });
}

/**
 * The two whose words are to be written now; null: nobody's. A colleague, or whoever was only asked for advice, is no
 * customer: nobody told them.
 */
export function wantedEars(w: Pick<Work, "state">, call: Call): Recording["hears"] {
  const { stage, bridge, customer } = call;
  if (stage.at !== "talking" || stage.held || customer === null || !(bridge?.up || bridge?.again)) return null;
  if (!mayBeRecorded(w, call)) return null;
  const joined = (bridge.a === stage.leg && bridge.b === customer) || (bridge.b === stage.leg && bridge.a === customer);
  return joined && isWished(w, call, stage.agent) ? { agent: stage.leg, customer } : null;
}

/**
 * Whether anything of the call may be recorded, now or later: by its queue, with its own customer, who has been told
 * where callers are told. Whoever was there before recording was switched on has not been.
 */
export function mayBeRecorded({ state }: Pick<Work, "state">, call: Call): boolean {
  const queue = call.queue === null ? undefined : state.settings.queues[call.queue];
  if (queue === undefined || queue.recording === "off" || call.customerLeft) return false;
  if (call.customer !== null && call.legs[call.customer]?.role === "agent") return false;
  return !queue.recordingAnnounced || call.direction !== "inbound" || call.toldOfRecording;
}

/** By the queue's setting, or what the agent who has the call chose: a pause is over when another takes the call. */
function isWished({ state }: Pick<Work, "state">, call: Call, agent: string): boolean {
  const mode = call.queue === null ? undefined : state.settings.queues[call.queue]?.recording;
  return call.recordingChoice?.agent === agent ? call.recordingChoice.on : mode === "on";
}

/** Two agents in a call may change ends: they stay on the channels where they are. */
export function isSame(one: Recording["hears"], other: Recording["hears"]): boolean {
  if (one === null || other === null) return one === other;
  return (
    (one.agent === other.agent && one.customer === other.customer) ||
    (one.agent === other.customer && one.customer === other.agent)
  );
}

export function chooseRecording(w: Work, call: Call, agent: string, on: boolean): Rejection | null {
  const mode = queueSettings(w, call.queue)?.recording ?? "off";
  if (!mayBeRecorded(w, call) || call.recording?.state === "failed") return refuse("not_recorded");
  const before = call.recordingChoice?.agent === agent ? call.recordingChoice.on : mode === "on";
  if (before === on) return null;
  call.recordingChoice = { agent, on };
  w.changedCalls.add(call.id);
  w.changedAgents.add(agent);
  // Its beginning is told when it has begun.
  if (call.recording !== null || !on) note(w, call, on ? "recordingResumed" : "recordingPaused", { agent });
  return null;
}

export function recordingStarted(w: Work, call: Call): void {
  if (call.recording?.state !== "starting") return;
  call.recording.state = "running";
  note(w, call, "recordingStarted");
  touch(w, call);
}

/** The call goes on without. */
export function recordingFailed(w: Work, call: Call): void {
  if (call.recording === null || call.recording.state === "failed") return;
  call.recording = { state: "failed", hears: null };
  note(w, call, "recordingFailed");
  touch(w, call);
}

/** The recording ends with the call. */
export function stopRecording(w: Work, call: Call): void {
  if (call.recording === null || call.recording.state === "failed") return;
  if (call.recording.state === "running") note(w, call, "recordingEnded");
  call.recording = null;
  w.effects.push({ type: "record.stop", call: call.id });
}

function touch(w: Work, call: Call): void {
  if ("agent" in call.stage) w.changedAgents.add(call.stage.agent);
}
