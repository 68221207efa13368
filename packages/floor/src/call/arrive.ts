import { asksForCode, identify } from "../identify/identify.ts";
import { bringVisit } from "../identify/visit.ts";
import type { LineInput } from "../inputs.ts";
import { route } from "../routing/destination.ts";
import { callOf, note, own, type Work } from "../work.ts";
import type { Call } from "./call.ts";
import { addCallerLeg } from "./legs.ts";

export function newCall(
  w: Work,
  id: string,
  direction: Call["direction"],
  caller: string | null,
  callerName: string | null,
  dialled: string | null,
): Call {
  const call: Call = {
    id,
    direction,
    caller,
    callerName,
    dialled,
    fromPage: false,
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
    queue: null,
    place: null,
    deadline: null,
    visited: [],
    callback: null,
    callbackOf: null,
    contact: null,
    sparedBy: {},
    recording: null,
    recordingChoice: null,
    toldOfRecording: false,
    muted: [],
    customerLeft: false,
    digits: "",
    verification: null,
    code: null,
    requeued: null,
    lastFailure: null,
    answeredAt: null,
    waited: 0,
    talked: 0,
    talkingSince: null,
    joined: {},
    served: [],
    agent: null,
    countedOffered: [],
    countedAnswered: [],
  };
  w.state.calls[id] = call;
  w.effects.push({ type: "journal.callStarted", call: id, at: w.now, direction, caller, dialled });
  return call;
}

/** A caller's INVITE. A number that is not ours is refused with 404 and becomes no call. */
export function arrive(w: Work, input: Extract<LineInput, { type: "call.arrived" }>): void {
  if (callOf(w, input.call)) return;
  const number = own(w.state.settings.numbers, input.dialled);
  if (!number) {
    w.effects.push({ type: "leg.reject", call: input.call, leg: input.leg, status: 404, reason: "Not Found" });
    return;
  }
  const call = newCall(w, input.call, "inbound", input.caller, input.callerName, input.dialled);
  call.fromPage = Boolean(input.visit);
  call.customer = addCallerLeg(w, call, input.leg, input.caller ?? "").id;
  note(w, call, "arrived", {
    ...{ dialled: input.dialled, destination: number.destination.kind },
    ...(call.fromPage ? { fromPage: true } : {}),
  });
  if (input.visit) bringVisit(w, call, input.visit);
  else if (asksForCode(w, number)) {
    identify(w, call, number);
    return;
  }
  route(w, call, number.destination, "announced");
}
