import { callView } from "../view/call-view.ts";
import { note, type Rejection, refuse, type Work } from "../work.ts";
import type { Call, Leg } from "./call.ts";
import { legOfAgent } from "./legs.ts";

/**
 * Silences an agent's microphone towards the call, or opens it again. It stays so for this agent in this call: through
 * hold, swaps and the loss of their phone. What pages show follows when the line has done it, so that nobody believes
 * to be muted who is heard.
 */
export function mute(w: Work, call: Call, agent: string, muted: boolean): Rejection | null {
  const { phase } = callView(w.state, call, agent);
  if (phase !== "talking" && phase !== "held") return refuse("not_in_this_state");
  return askLine(w, call, agent, muted) ? null : refuse("not_in_this_state");
}

/** A phone that comes back is silenced before anybody can hear it. */
export function muteAgain(w: Work, call: Call, agent: string): void {
  if (call.muted.includes(agent)) askLine(w, call, agent, true);
}

function askLine(w: Work, call: Call, agent: string, muted: boolean): boolean {
  const leg = legOfAgent(call, agent);
  if (leg?.state !== "up") return false;
  w.effects.push({ type: "leg.mute", call: call.id, leg: leg.id, muted });
  return true;
}

/** What the line says of a leg's microphone. */
export function legMuted(w: Work, call: Call, leg: Leg, muted: boolean): void {
  if (leg.role !== "agent" || leg.state !== "up" || call.muted.includes(leg.party) === muted) return;
  call.muted = muted ? [...call.muted, leg.party] : call.muted.filter((agent) => agent !== leg.party);
  // The timeline would tell the agent of a supervisor who whispers.
  if (call.supervision?.leg !== leg.id) note(w, call, muted ? "muted" : "unmuted", { agent: leg.party });
  w.changedAgents.add(leg.party);
}
