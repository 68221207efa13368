import type { Call } from "../call/call.ts";
import type { BoundVisit } from "../inputs.ts";
import { placeIndex } from "../queue/queue.ts";
import type { FloorState } from "../state.ts";
import { callOf, own, queueOf, type Work } from "../work.ts";

/** What the page of a visitor shows of their call. */
export interface VisitCallView {
  readonly call: string;
  readonly phase: "calling" | "waiting" | "connected" | "ended";
  /** In the queue, 1: next; null when not in line. */
  readonly place: number | null;
  /** Since when it is in this phase. */
  readonly since: number;
}

/** Kept from the moment a visit belongs to a call until it is forgotten, also when the call is over by then. */
export interface VisitOfCall {
  readonly until: number;
  /** As it was told last. */
  readonly view: VisitCallView;
}

/** Null: the visit belongs to no call, or is forgotten. */
export function visitCallView(state: FloorState, visit: string): VisitCallView | null {
  return own(state.visits, visit)?.view ?? null;
}

/**
 * The visit that this agent may know: that of the caller whose call is theirs, from the ring on to the end of wrap-up.
 * Nobody who is asked for advice, or takes part as a supervisor, has one.
 */
export function visitOfAgent(
  state: FloorState,
  agent: string,
  now: number,
): ({ readonly call: string } & BoundVisit) | null {
  const held = own(state.agents, agent)?.state;
  if (!held || !("call" in held)) return null;
  const call = own(state.calls, held.call);
  const bound = held.state === "wrapUp" ? held.visit : call ? visitFor(call, agent) : null;
  return bound && bound.until > now ? { call: held.call, ...bound } : null;
}

/** The call is this agent's: they are rung for it, or have it. */
export function isAssigned({ stage }: Call, agent: string): boolean {
  return "agent" in stage && stage.agent === agent;
}

export function visitFor(call: Call, agent: string): BoundVisit | null {
  const { verification } = call;
  if (verification?.kind !== "verified" || !isAssigned(call, agent)) return null;
  const { visit, until, demo } = verification;
  return { visit, until, demo };
}

/** The caller has hung up and is called back: who it is stays known, for no longer than before. */
export function visitMoves(w: Work, from: Call, to: Call): void {
  const { verification } = from;
  if (verification?.kind !== "verified") return;
  const known = own(w.state.visits, verification.visit);
  Object.assign(from, { verification: null, code: null });
  if (!verification.demo) w.effects.push({ type: "journal.verified", call: to.id, at: w.now });
  if (known) w.state.visits[verification.visit] = { ...known, view: { ...known.view, call: to.id } };
}

/** At the end of a step: the pages of visitors whose call moved, or whose place in a queue did. */
export function tellVisits(w: Work): void {
  for (const id of w.changedCalls) tellVisit(w, callOf(w, id));
  if (w.changedQueues.size === 0) return;
  for (const visit of Object.keys(w.state.visitsInLine)) {
    const call = own(w.state.visits, visit)?.view.call;
    if (call !== undefined) tellVisit(w, callOf(w, call));
  }
}

/** A call ends and may be gone at the end of the step. */
export function visitOver(w: Work, call: Call): void {
  tellVisit(w, call);
}

function tellVisit(w: Work, call: Call | undefined): void {
  if (call?.verification?.kind !== "verified") return;
  const { visit } = call.verification;
  const known = own(w.state.visits, visit)?.view;
  if (known?.call !== call.id) return;
  const phase = phaseOf(call);
  const place = placeOf(w, call);
  if (phase !== known.phase || place !== known.place)
    show(w, visit, { call: call.id, phase, place, since: phase === known.phase ? known.since : w.now });
}

/** What the page of this visit shows from now on. */
export function show(w: Work, visit: string, view: VisitCallView): void {
  const known = own(w.state.visits, visit);
  if (!known) return;
  w.state.visits[visit] = { ...known, view };
  if (view.place !== null) w.state.visitsInLine[visit] = true;
  else delete w.state.visitsInLine[visit];
  w.changedVisits.add(visit);
}

function phaseOf({ stage, answeredAt, customerLeft }: Call): VisitCallView["phase"] {
  if (stage.at === "ended" || customerLeft) return "ended";
  switch (stage.at) {
    case "routing":
    case "identifying":
      return "calling";
    case "talking":
    case "forwarded":
    case "reconnecting":
      return "connected";
    case "announcing":
      return answeredAt === null ? "calling" : "waiting";
    default:
      return "waiting";
  }
}

function placeOf(w: Work, { stage, queue: id, place }: Call): number | null {
  const queue = queueOf(w, id);
  return stage.at === "waiting" && queue && place ? placeIndex(queue, place.since, place.seq) + 1 : null;
}
