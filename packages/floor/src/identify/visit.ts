import { moveAgent } from "../agent/move.ts";
import type { Call } from "../call/call.ts";
import { touchAgents } from "../call/move.ts";
import type { BoundVisit } from "../inputs.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { note, type Work } from "../work.ts";
import { show, type VisitCallView } from "./known.ts";

/** A call from the visitor's own page. */
export function bringVisit(w: Work, call: Call, bound: BoundVisit): void {
  if (bindVisit(w, call, bound)) return;
  call.verification = { kind: "notVerified", why: "notChecked" };
  note(w, call, "notVerified", { why: "notChecked" });
}

/** False: the visit belongs to another call, or its time is over. */
export function bindVisit(w: Work, call: Call, { visit, until, demo }: BoundVisit): boolean {
  if (!keepVisit(w, call.id, { visit, until })) return false;
  call.verification = { kind: "verified", visit, until, demo };
  note(w, call, "verified", demo ? { demo } : {});
  if (!demo) w.effects.push({ type: "journal.verified", call: call.id, at: w.now });
  w.changedCalls.add(call.id);
  touchAgents(w, call);
  return true;
}

/** The call for which a visit was to be is over: its page is told so. */
export function visitTooLate(w: Work, call: string, bound: BoundVisit): void {
  if (keepVisit(w, call, bound)) show(w, bound.visit, { call, phase: "ended", place: null, since: w.now });
}

function keepVisit(w: Work, call: string, { visit, until }: Omit<BoundVisit, "demo">): boolean {
  const { visits, timers } = w.state;
  if (until <= w.now || Object.hasOwn(visits, visit)) return false;
  const view: VisitCallView = { call, phase: "calling", place: null, since: w.now };
  visits[visit] = { until, view };
  setTimer(timers, "visit", visit, "until", until);
  w.changedVisits.add(visit);
  return true;
}

/** Nothing is left of it from now on, whoever has the call; the call goes on. */
export function forgetVisit(w: Work, visit: string): void {
  const { state } = w;
  if (!Object.hasOwn(state.visits, visit)) return;
  delete state.visits[visit];
  delete state.visitsInLine[visit];
  cancelTimer(state.timers, "visit", visit, "until");
  for (const call of Object.values(state.calls)) {
    if (call.verification?.kind !== "verified" || call.verification.visit !== visit) continue;
    call.verification = { kind: "forgotten", demo: call.verification.demo };
    note(w, call, "forgotten");
    touchAgents(w, call);
  }
  for (const agent of Object.values(state.agents))
    if (agent.state.state === "wrapUp" && agent.state.visit?.visit === visit)
      moveAgent(w, agent.id, { type: "forget" });
}
