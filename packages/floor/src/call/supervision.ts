import type { LegCause, SupervisionMode } from "@belfry/contracts";
import type { FloorState } from "../state.ts";
import { note, own, type Work } from "../work.ts";
import type { Call, Supervision } from "./call.ts";

export function maySupervise({ settings }: Pick<FloorState, "settings">, agent: string): boolean {
  return own(settings.agents, agent)?.supervises === true;
}

/** Whether agents are told of a supervisor who takes part so. */
export function isTold({ settings }: Pick<FloorState, "settings">, mode: SupervisionMode): boolean {
  return settings.supervisionTold === "always" || (settings.supervisionTold === "whenHeard" && mode !== "listen");
}

/** Whether the agents in the call are told of this one now. */
export function isShown(state: Pick<FloorState, "settings">, { since, mode }: Supervision): boolean {
  return since !== null && isTold(state, mode);
}

/** A supervisor whose phone never answered was in nobody's call. */
export function endOf({ since }: Supervision): "supervisionEnded" | "supervisionFailed" {
  return since === null ? "supervisionFailed" : "supervisionEnded";
}

/** Every beginning, change and end is in the call's timeline, also where the agent is not told, and on the live page. */
export function noteSupervision(
  w: Work,
  call: Call,
  what: string,
  supervision: Supervision,
  cause: LegCause | null = null,
): void {
  const { supervisor, agent, leg, mode } = supervision;
  const told = isShown(w.state, supervision);
  w.effects.push({ type: "changed.supervision", agent });
  note(w, call, what, { supervisor, agent, mode, leg, told, ...(cause === null ? {} : { cause }) });
}
