import { type Device, isAlive } from "../device/device.ts";
import { cancelTimer, setTimer, timerAt } from "../timers.ts";
import type { Work } from "../work.ts";
import type { Agent } from "./agent.ts";

/**
 * How long an agent may be without any page before they count as gone home without signing out, and callers stop
 * waiting for them. A pause may be a meeting with the lid of the laptop closed.
 */
export const ABSENCE = { available: 15 * 60_000, paused: 4 * 3_600_000 } as const;

/** When an agent who is free to take calls, or paused, has been away for too long; null while they are there. */
export function absentAt({ state, device }: Agent, now: number, heartbeatLimit: number): number | null {
  if (state.state !== "available" && state.state !== "paused") return null;
  const since = awaySince(device, now, heartbeatLimit);
  return since === null ? null : Math.max(since, state.since) + ABSENCE[state.state];
}

/** Keeps the alarm of an agent whose page is gone. */
export function watchAbsence(w: Work, agent: Agent): void {
  const { timers, settings } = w.state;
  const at = absentAt(agent, w.now, settings.heartbeatLimit);
  if (at === null) cancelTimer(timers, "agent", agent.id, "absent");
  else if (timerAt(timers, "agent", agent.id, "absent") !== at) setTimer(timers, "agent", agent.id, "absent", at);
}

function awaySince(device: Device, now: number, heartbeatLimit: number): number | null {
  if (device.state === "unowned") return device.since;
  return isAlive(device, now, heartbeatLimit) ? null : device.report.heardAt;
}
