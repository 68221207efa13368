import { agentInput, supervisorInput } from "./agent/commands.ts";
import { lineInput } from "./call/line.ts";
import { settleMixes } from "./call/mix.ts";
import { settleRecordings } from "./call/record.ts";
import { deviceInput } from "./device/input.ts";
import { diallerInput } from "./dialler/input.ts";
import { pace } from "./dialler/pace.ts";
import { callBackKept } from "./dialler/promise.ts";
import type { Effect } from "./effects.ts";
import { applySettings } from "./floor-settings.ts";
import { codeChecked } from "./identify/identify.ts";
import { tellVisits } from "./identify/known.ts";
import { forgetVisit } from "./identify/visit.ts";
import type { AgentInput, DeviceInput, DiallerInput, Input, LineInput, SupervisorInput } from "./inputs.ts";
import { watchStaffing } from "./queue/staffing.ts";
import { match } from "./routing/match.ts";
import type { FloorState } from "./state.ts";
import { nextTimer } from "./timers.ts";
import { ring } from "./wake.ts";
import { type Rejection, startWork, type Work } from "./work.ts";

export interface StepResult {
  readonly effects: readonly Effect[];
  /** When to step again with `wake`, if nothing comes before; null when there is nothing to wait for. */
  readonly wakeAt: number | null;
  /** Why an agent's command was refused; nothing has changed then but by alarms that were due. */
  readonly rejection: Rejection | null;
}

/**
 * One input into the floor. `state` is changed in place. `now` is in epoch milliseconds; alarms that are due go first,
 * and a clock that went back counts as standing still.
 */
export function step(state: FloorState, input: Input, now: number): StepResult {
  state.now = Math.max(state.now, now);
  const w = startWork(state, state.now);
  ring(w);
  const rejection = take(w, input);
  settleMixes(w);
  match(w);
  pace(w);
  settleRecordings(w);
  tellVisits(w);
  for (const queue of w.changedQueues) watchStaffing(w, queue);
  for (const agent of w.changedAgents) w.effects.push({ type: "changed.agent", agent });
  for (const queue of w.changedQueues) w.effects.push({ type: "changed.queue", queue });
  for (const visit of w.changedVisits) w.effects.push({ type: "changed.visit", visit });
  return { effects: w.effects, wakeAt: nextTimer(state.timers), rejection };
}

function take(w: Work, input: Input): Rejection | null {
  if (input.type === "wake") return null;
  if (input.type === "settings.replaced") {
    applySettings(w, input.settings);
    w.effects.push({ type: "changed.settings" });
    return null;
  }
  if (isSupervisorInput(input)) return supervisorInput(w, input);
  if (isAgentInput(input)) return agentInput(w, input);
  if (isDeviceInput(input)) return deviceInput(w, input);
  if (isDiallerInput(input)) diallerInput(w, input);
  else if (input.type === "callBack.kept") callBackKept(w, input);
  else if (input.type === "visit.checked") codeChecked(w, input);
  else if (input.type === "visit.forgotten") forgetVisit(w, input.visit);
  else if (isLineInput(input)) lineInput(w, input);
  return null;
}

function isAgentInput(input: Input): input is AgentInput {
  return input.type.startsWith("agent.");
}

function isSupervisorInput(input: Input): input is SupervisorInput {
  return input.type.startsWith("supervisor.");
}

function isDiallerInput(input: Input): input is DiallerInput {
  return input.type.startsWith("dialler.");
}

function isDeviceInput(input: Input): input is DeviceInput {
  return input.type.startsWith("device.");
}

function isLineInput(input: Input): input is LineInput {
  return "call" in input;
}
