import { NUMBER_HOUR } from "../state.ts";
import { own, type Rejection, refuse, type Work } from "../work.ts";
import { isEmergency } from "./emergency.ts";
import { judgeNumber } from "./rules.ts";

/** Outside calls that were made, for the limits. Emergency calls are in none of these figures. */
export interface OutboundCounts {
  /** Of the organisation, since midnight in its time zone. */
  today: number;
  readonly agents: Record<string, AgentCounts>;
}

interface AgentCounts {
  today: number;
  /** The hour that began with the agent's first call in it. */
  hourSince: number;
  inHour: number;
}

/**
 * Whether an outside number may be called now, by the organisation's rules and limits; `agent` is who asked for it,
 * null where an admin's setting sends a caller there. `call` does not count against itself.
 */
export function outsideRefusal(w: Work, agent: string | null, number: string, call: string | null): Rejection | null {
  const { outbound } = w.state.settings;
  const { refusal } = judgeNumber(outbound, number);
  if (refusal || isEmergency(outbound.country, number)) return refusal;
  return outsideLimit(w, agent, call);
}

/** Whether one more outside call may be made now, whomever it is to. */
export function outsideLimit(w: Work, agent: string | null, call: string | null): Rejection | null {
  const { outbound } = w.state.settings;
  const counts = agent === null ? undefined : own(w.state.outbound.agents, agent);
  const { agentPerHour, agentPerDay, organisationPerDay, organisationAtOnce } = outbound;
  if (counts && agentPerDay !== null && counts.today >= agentPerDay)
    return refuse("agent_calls_per_day", { limit: String(agentPerDay) });
  const left = counts ? counts.hourSince + NUMBER_HOUR - w.now : 0;
  if (counts && agentPerHour !== null && left > 0 && counts.inHour >= agentPerHour)
    return refuse("agent_calls_per_hour", { limit: String(agentPerHour), minutes: String(Math.ceil(left / 60_000)) });
  if (organisationPerDay !== null && w.state.outbound.today >= organisationPerDay)
    return refuse("organisation_calls_per_day", { limit: String(organisationPerDay) });
  if (organisationAtOnce !== null && outsideCalls(w, call) >= organisationAtOnce)
    return refuse("organisation_calls_at_once", { limit: String(organisationAtOnce) });
  return null;
}

/** Outside legs there are, and agents whose own phone is being called so that one comes next. */
function outsideCalls(w: Work, except: string | null): number {
  const { country } = w.state.settings.outbound;
  const counts = (number: string) => !isEmergency(country, number);
  let found = 0;
  for (const { id, stage, legs } of Object.values(w.state.calls)) {
    for (const leg of Object.values(legs))
      if (leg.role === "outside" && leg.state !== "ending" && counts(leg.party)) found += 1;
    if (id === except || stage.at !== "dialling" || stage.step !== "agent") continue;
    if (stage.target.kind === "number" && counts(stage.target.number)) found += 1;
  }
  return found;
}

/** An outside call is being made. */
export function countOutside(w: Work, agent: string | null, number: string): void {
  const { outbound, settings } = w.state;
  if (isEmergency(settings.outbound.country, number)) return;
  outbound.today += 1;
  if (agent === null) return;
  const counts = own(outbound.agents, agent) ?? { today: 0, hourSince: w.now, inHour: 0 };
  if (w.now >= counts.hourSince + NUMBER_HOUR) Object.assign(counts, { hourSince: w.now, inHour: 0 });
  counts.today += 1;
  counts.inHour += 1;
  outbound.agents[agent] = counts;
}

/** Midnight: the day's figures begin again; an hour that has begun goes on. */
export function newDay(w: Work): void {
  const { outbound } = w.state;
  outbound.today = 0;
  for (const [agent, counts] of Object.entries(outbound.agents)) {
    if (w.now >= counts.hourSince + NUMBER_HOUR) delete outbound.agents[agent];
    else counts.today = 0;
  }
}
