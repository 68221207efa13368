import type { LegCause } from "@belfry/contracts";
import { moveAgent, moveDevice } from "../agent/move.ts";
import { CONNECT_TIMEOUT, contactTalks, isUrgent } from "../dialler/milestones.ts";
import { noteAnswer } from "../queue/estimate.ts";
import { requeue, unservedOutcome } from "../queue/wait.ts";
import { DIRECT_RING_TIMEOUT, SPARE_AFTER_DECLINE, SPARE_WHEN_ALONE, SUSPECT_FOR } from "../state.ts";
import { setTimer } from "../timers.ts";
import { agentOf, note, queueOf, queueSettings, type Work } from "../work.ts";
import { announce, ringback } from "./announce.ts";
import type { Call, Origin } from "./call.ts";
import { accept, bridge, callAgent, liveLeg } from "./legs.ts";
import { customerLeg, freeAgent, moveCall } from "./move.ts";
import { callOutside, type Dialling } from "./outside.ts";

type Offered = Extract<Call["stage"], { at: "offered" }>;
type Connecting = Extract<Call["stage"], { at: "connecting" }>;
type Miss = "noAnswer" | "declined" | "deviceLost";

/** Rings an idle agent for the call that is next in their queue. */
export function offer(w: Work, call: Call, agent: string, queue: string): void {
  const settings = queueSettings(w, queue);
  // A person whom we called does not wait for somebody to press a key.
  const urgent = isUrgent(call);
  const timeout = urgent ? CONNECT_TIMEOUT : (settings?.ringTimeout ?? DIRECT_RING_TIMEOUT);
  ring(w, call, agent, timeout, urgent || (settings?.autoAnswer ?? false), "offer", { kind: "queue" });
}

/** Rings an agent for a call that is theirs alone: a number of their own, or a transfer. */
export function ringDirectly(w: Work, call: Call, agent: string, origin: Origin): void {
  if (agentOf(w, agent)?.idle === null || !agentOf(w, agent)) {
    note(w, call, "agentNotAvailable", { agent });
    missed(w, call, origin, "noAnswer");
    return;
  }
  const why = origin.kind === "transfer" ? "transfer" : "offer";
  ring(w, call, agent, DIRECT_RING_TIMEOUT, false, why, origin);
  ringback(w, call);
}

function ring(
  w: Work,
  call: Call,
  agent: string,
  timeout: number,
  autoAnswer: boolean,
  why: "offer" | "transfer",
  origin: Origin,
): void {
  const until = w.now + timeout;
  if (!moveAgent(w, agent, { type: "offer", call: call.id, until })) return;
  if (call.answeredAt === null || origin.kind === "queue") call.waited = w.now - (call.place?.since ?? call.startedAt);
  const leg = callAgent(w, call, agent, why, autoAnswer, timeout, call.customer);
  moveCall(w, call, { at: "offered", agent, leg: leg.id, until, autoAnswer, origin });
  note(w, call, "offered", { agent, queue: origin.kind === "queue" ? call.queue : null });
}

/** The agent's phone answered. */
export function offerAnswered(w: Work, call: Call, stage: Offered): void {
  const { agent, leg, origin } = stage;
  if (!moveAgent(w, agent, { type: "answer" })) return;
  note(w, call, "agentAnswered", { agent });
  if (call.callback !== null && call.customer === null) {
    callBack(w, call, stage, call.callback);
    return;
  }
  moveCall(w, call, { at: "connecting", agent, leg, origin });
  join(w, call);
}

/** The agent is there: now the number that asked for the callback. */
function callBack(w: Work, call: Call, stage: Offered, number: string): void {
  const { agent, leg } = stage;
  serve(w, call, agent);
  const target = { kind: "number", number } as const;
  const next: Dialling = { at: "dialling", agent, leg, step: "target", target, outcome: null };
  moveCall(w, call, next);
  callOutside(w, call, next, number);
}

/** Bridges agent and customer as soon as both legs are up; answers the caller's leg when it still rings. */
export function join(w: Work, call: Call): void {
  if (!("leg" in call.stage)) return;
  const other = liveLeg(call, call.stage.leg);
  const customer = customerLeg(call);
  if (!other || !customer || other.state !== "up") return;
  accept(w, call, customer);
  if (customer.state === "up") bridge(w, call, other, customer);
}

export function serve(w: Work, call: Call, agent: string): void {
  call.joined[agent] ??= w.now;
  if (!call.served.includes(agent)) call.served.push(agent);
  call.agent = agent;
}

/** Agent and customer hear one another for the first time. */
export function answered(w: Work, call: Call, agent: string, leg: string): void {
  if (!moveCall(w, call, { at: "talking", agent, leg, held: false, consult: null })) return;
  serve(w, call, agent);
  if (call.answeredAt === null) contactTalks(w, call, agent);
  call.answeredAt ??= w.now;
  call.visited = [];
  note(w, call, "answered", { agent });
  const queue = queueOf(w, call.queue);
  if (!queue || !call.queue || call.countedAnswered.includes(call.queue)) return;
  call.countedAnswered.push(call.queue);
  if (!call.countedOffered.includes(call.queue)) return;
  queue.answered += 1;
  noteAnswer(queue.answers, w.now);
  w.changedQueues.add(call.queue);
}

/**
 * The agent did not take the call. No answer pauses the agent. A decline does not: whoever says no is there and
 * working; but the same call is not offered to them again for 30 s (5 s when nobody else serves the queue). A lost
 * phone leaves the agent available, and unreachable until the phone is back.
 */
export function offerMissed(w: Work, call: Call, stage: Offered | Connecting, why: Miss, cause: LegCause): void {
  const { agent, origin } = stage;
  note(w, call, why, { agent, cause });
  if (why === "noAnswer") moveAgent(w, agent, { type: "unanswered" });
  if (why === "declined") spare(w, call, agent);
  if (why === "deviceLost") suspect(w, agent);
  freeAgent(w, call, agent, why === "declined" ? "declined" : why === "noAnswer" ? "noAnswer" : "cancelled");
  missed(w, call, origin, why);
}

/** The leg could not be set up although the phone looked well: it counts as not registered for a while. */
export function suspect(w: Work, id: string): void {
  const agent = agentOf(w, id);
  if (!agent) return;
  const until = w.now + SUSPECT_FOR;
  if (moveDevice(w, agent, { type: "suspect", until })) setTimer(w.state.timers, "agent", id, "suspect", until);
}

function spare(w: Work, call: Call, agent: string): void {
  const queue = queueOf(w, call.queue);
  const until = w.now + (queue && queue.signedIn > 1 ? SPARE_AFTER_DECLINE : SPARE_WHEN_ALONE);
  call.sparedBy[agent] = until;
  setTimer(w.state.timers, "call", call.id, `spared:${agent}`, until);
}

/** Back to the queue it came from, or a sentence when there is none. */
export function missed(w: Work, call: Call, origin: Origin, why: Miss): void {
  if (origin.kind === "queue") {
    requeue(w, call, why);
    return;
  }
  if (origin.kind === "transfer") {
    call.queue = origin.queue;
    requeue(w, call, "transferFailed");
    return;
  }
  call.requeued = why;
  announce(w, call, "nobody-available", unservedOutcome(call));
}
