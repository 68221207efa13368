import { announce } from "../call/announce.ts";
import type { Call } from "../call/call.ts";
import { endCall } from "../call/move.ts";
import { visitMoves } from "../identify/known.ts";
import { note, queueSettings, type Work } from "../work.ts";
import { canAskCallback, wait } from "./wait.ts";

/**
 * Key 1 in a queue that offers it: the caller hears the confirmation and leaves; their place is taken over by a call
 * without legs that stands in the queue like any other. When its turn comes an agent is rung for it, and then the number.
 */
export function askCallback(w: Work, call: Call): void {
  const settings = queueSettings(w, call.queue);
  const number = call.caller;
  const queue = call.queue;
  if (call.stage.at !== "waiting" || !settings || !queue || number === null || !canAskCallback(w, call, settings))
    return;
  const id = `${call.id}-callback`;
  if (Object.hasOwn(w.state.calls, id)) return;
  const place = call.place;
  note(w, call, "callbackRequested", { queue, number });
  w.effects.push({ type: "journal.callback", queue, number, at: w.now, due: w.now, call: call.id });
  announce(w, call, "callback-confirmed", "callbackRequested");
  const kept: Call = {
    ...call,
    id,
    direction: "outbound",
    caller: number,
    dialled: number,
    startedAt: w.now,
    stage: { at: "routing" },
    legs: {},
    legCount: 0,
    playCount: 0,
    customer: null,
    bridge: null,
    bridgeCount: 0,
    supervision: null,
    supervisionCount: 0,
    mix: null,
    mixCount: 0,
    place,
    deadline: null,
    visited: [...call.visited],
    callback: number,
    callbackOf: call.id,
    sparedBy: {},
    recording: null,
    recordingChoice: null,
    muted: [],
    digits: "",
    code: null,
    joined: {},
    served: [],
    countedOffered: [...call.countedOffered],
    countedAnswered: [],
  };
  w.state.calls[id] = kept;
  w.effects.push({
    type: "journal.callStarted",
    call: id,
    at: w.now,
    direction: "outbound",
    caller: null,
    dialled: number,
  });
  visitMoves(w, call, kept);
  wait(w, kept, queue, settings);
}

export function callbackExpired(w: Work, call: Call): void {
  if (call.stage.at === "waiting" && call.callback !== null) endCall(w, call, "missed");
}
