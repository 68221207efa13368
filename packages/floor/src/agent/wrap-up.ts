import { callBackRefusal } from "../dialler/promise.ts";
import { own, queueSettings, type Rejection, refuse, type Work } from "../work.ts";
import type { Agent } from "./agent.ts";
import { moveAgent } from "./move.ts";

/**
 * What an agent says of a call in their wrap-up goes to the call's history. A call that was transferred has several
 * wrap-ups: whoever says nothing takes nothing back that a colleague has said.
 */
export function setCallCode(
  w: Work,
  agent: Agent,
  code: string | null,
  text: string,
  callBackAt: number | null,
): Rejection | null {
  const { state } = agent;
  if (state.state !== "wrapUp") return refuse("not_in_this_state");
  const known = code === null ? undefined : own(w.state.settings.callCodes, code);
  if (code !== null) {
    if (!known || !queueSettings(w, state.queue)?.callCodes.includes(code)) return refuse("unknown_call_code");
    if (known.noteRequired && text.trim() === "") return refuse("note_required");
  }
  const unkept = callBackRefusal(w, state, known ?? null, callBackAt);
  if (unkept) return unkept;
  if (code === state.code && text === state.note && callBackAt === state.callBackAt) return null;
  moveAgent(w, agent.id, { type: "code", code, note: text, callBackAt });
  const said = { ...(code === state.code ? {} : { code }), ...(text === state.note ? {} : { note: text }) };
  if (Object.keys(said).length === 0) return null;
  w.effects.push({ type: "journal.callCode", call: state.call, at: w.now, agent: agent.id, ...said });
  return null;
}

/** Once more the queue's wrap-up time, as often as the agent asks. */
export function extendWrapUp(w: Work, agent: Agent): Rejection | null {
  const { state } = agent;
  if (state.state !== "wrapUp") return refuse("not_in_this_state");
  moveAgent(w, agent.id, { type: "extend", by: queueSettings(w, state.queue)?.wrapUpTimeout ?? 0 });
  return null;
}

export function finishWrapUp(w: Work, agent: Agent): Rejection | null {
  const { state } = agent;
  if (state.state !== "wrapUp") return refuse("not_in_this_state");
  if (state.code === null && queueSettings(w, state.queue)?.codeRequired) return refuse("call_code_required");
  moveAgent(w, agent.id, { type: "finish" });
  return null;
}

/**
 * Wrap-up ends at its time also without a required code: nobody may be stuck in it, and a code that was guessed to
 * get out would be worse than none.
 */
export function wrapUpOver(w: Work, agent: Agent): void {
  const { state } = agent;
  if (state.state !== "wrapUp") return;
  moveAgent(w, agent.id, { type: "finish" });
}
