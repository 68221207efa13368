import type { CallView } from "@belfry/contracts";
import type { Agent, AgentMachine } from "../agent/agent.ts";
import type { CallBackInput } from "../inputs.ts";
import { judgeNumber } from "../outbound/rules.ts";
import type { CallCodeSettings } from "../settings.ts";
import { setTimer } from "../timers.ts";
import { callOf, type Rejection, refuse, type Work } from "../work.ts";
import type { CallBack } from "./campaign.ts";
import { dueAgain } from "./window.ts";

type WrapUp = Extract<AgentMachine, { state: "wrapUp" }>;

/** Why this code cannot be set with this instant, or null: a code that asks for a call back needs one, others take none. */
export function callBackRefusal(
  w: Work,
  state: WrapUp,
  code: CallCodeSettings | null,
  at: number | null,
): Rejection | null {
  if (!code?.callBack) return at === null ? null : refuse("no_call_back");
  if (at === null || at <= w.now) return refuse("call_back_time_required");
  if (state.card.contact) return null;
  const number = numberOf(state.card);
  // Nobody is promised a call that the rules for outside numbers would not let through.
  return number === null ? refuse("no_call_back") : judgeNumber(w.state.settings.outbound, number).refusal;
}

/** The outside number at the other end. */
function numberOf({ direction, caller, dialled }: CallView): string | null {
  if (direction === "internal") return null;
  return direction === "inbound" ? caller.number : dialled;
}

/** The wrap-up is over: what was promised is taken down. A contact goes back to its campaign, anybody else is kept here. */
export function promise(w: Work, agent: Agent, { callBackAt: at, call, queue, card }: WrapUp): void {
  if (at === null) return;
  if (card.contact) {
    const { campaign, id } = card.contact;
    w.effects.push({ type: "dialler.callBack", campaign, contact: id, at, agent: agent.id });
    dueAgain(w, campaign, at);
    return;
  }
  const number = numberOf(card);
  if (number === null) return;
  w.effects.push({ type: "journal.callback", queue, number, at: w.now, due: at, call });
  keep(w, call, { queue, number, at, call: `${call}-again` });
}

/** One that was promised before this floor began. */
export function callBackKept(w: Work, { of, ...kept }: CallBackInput): void {
  if (!Object.hasOwn(w.state.callBacks, of) && !callOf(w, kept.call)) keep(w, of, kept);
}

function keep(w: Work, of: string, { queue, number, at, call }: CallBack): void {
  w.state.callBacks[of] = { queue, number, at, call };
  setTimer(w.state.timers, "callBack", of, "due", Math.max(at, w.now + 1));
}
