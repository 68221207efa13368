import type { Step, Wake } from "../core/machine.ts";
import { backOff } from "../transport/back-off.ts";

/**
 * One owner among all tabs and machines of an agent. The server decides; other tabs of the same browser are told
 * sooner by a hint. Losing the phone stops SIP at once; nothing but a person's word takes it from somebody else.
 *
 *   unclaimed ──claim──▶ claiming ──ok──▶ owner ──server names another, hint──▶ elsewhere ──claim(takeOver)──▶ claiming
 *                           │ ▲ └──phone_owned_elsewhere──▶ elsewhere
 *                           └─┴── server silent: asked again                  └── free for a while: asked for
 */
export interface OwnershipState {
  readonly phase:
    | { readonly name: "unclaimed" }
    | { readonly name: "claiming"; readonly since: number; readonly takeOver: boolean }
    | { readonly name: "owner"; readonly since: number }
    | { readonly name: "elsewhere"; readonly since: number; readonly owner: string | null }
    | { readonly name: "refused"; readonly since: number; readonly code: string };
  readonly tab: string;
  /** The number of the claim under way; answers to older claims are void. */
  readonly claim: number;
  readonly asking: boolean;
  /** When the claim is asked again; null when it is not. */
  readonly retryAt: number | null;
  readonly failures: number;
}

export type OwnershipInput =
  | { readonly type: "claim"; readonly takeOver: boolean }
  /** Makes sure that this tab still owns the phone; stays owner until the answer says otherwise. */
  | { readonly type: "verify" }
  | { readonly type: "release" }
  | { readonly type: "granted"; readonly claim: number }
  | { readonly type: "denied"; readonly claim: number; readonly code: string }
  /** The server could not be asked. */
  | { readonly type: "unanswered"; readonly claim: number }
  | { readonly type: "server"; readonly owner: string | null }
  | { readonly type: "hint"; readonly owner: string };

export type OwnershipEffect =
  | { readonly type: "ask"; readonly claim: number; readonly takeOver: boolean }
  | { readonly type: "release" }
  | { readonly type: "start" }
  | { readonly type: "stop"; readonly owner: string | null }
  | { readonly type: "hint" };

export const ANSWER_CLAIM_WITHIN = 8_000;
const SETTLING = 2_000;
/** So long a free phone is left to its last owner, whose page may take this long to reconnect; then a waiting tab asks. */
export const LEFT_FREE_FOR = 6_000;
export const OWNED_ELSEWHERE = "phone_owned_elsewhere";

type OwnershipStep = Step<OwnershipState, OwnershipEffect>;

export function unclaimed(tab: string): OwnershipState {
  return { phase: { name: "unclaimed" }, tab, claim: 0, asking: false, retryAt: null, failures: 0 };
}

export function ownership(
  state: OwnershipState,
  input: OwnershipInput | Wake,
  now: number,
  random: number,
): OwnershipStep {
  switch (input.type) {
    case "claim":
      if (state.phase.name === "owner") return settle(state, []);
      if (state.phase.name === "claiming" && state.asking && state.phase.takeOver === input.takeOver)
        return settle(state, []);
      return ask({ ...state, phase: { name: "claiming", since: now, takeOver: input.takeOver } }, input.takeOver, now);
    case "verify":
      return (state.phase.name === "owner" || state.phase.name === "claiming") && !state.asking
        ? ask(state, state.phase.name === "claiming" && state.phase.takeOver, now)
        : settle(state, []);
    case "release":
      return release(state);
    case "granted":
      return input.claim === state.claim && state.asking ? granted(state, now) : settle(state, []);
    case "denied":
      return input.claim === state.claim && state.asking ? denied(state, input.code, now) : settle(state, []);
    case "unanswered":
      return input.claim === state.claim && state.asking ? unanswered(state, now, random) : settle(state, []);
    case "server":
      return server(state, input.owner, now);
    case "hint":
      return input.owner !== state.tab && isHolding(state) ? lose(state, input.owner, now) : settle(state, []);
    case "wake":
      return wake(state, now, random);
  }
}

function isHolding(state: OwnershipState): boolean {
  return state.phase.name === "owner" || (state.phase.name === "claiming" && !state.phase.takeOver);
}

function ask(state: OwnershipState, takeOver: boolean, now: number): OwnershipStep {
  const claim = state.claim + 1;
  const next = { ...state, claim, asking: true, retryAt: now + ANSWER_CLAIM_WITHIN };
  return settle(next, [{ type: "ask", claim, takeOver }]);
}

function granted(state: OwnershipState, now: number): OwnershipStep {
  const next = { ...state, asking: false, retryAt: null, failures: 0 };
  if (state.phase.name === "owner") return settle(next, []);
  return settle({ ...next, phase: { name: "owner", since: now } }, [{ type: "hint" }, { type: "start" }]);
}

function denied(state: OwnershipState, code: string, now: number): OwnershipStep {
  if (code === OWNED_ELSEWHERE) return lose(state, null, now);
  const next = quiet(state);
  return settle({ ...next, phase: { name: "refused", since: now, code } }, stopIfOwner(state, null));
}

function unanswered(state: OwnershipState, now: number, random: number): OwnershipStep {
  // An owner stays owner while the server is silent: the call goes on, and nobody else was given the phone.
  const failures = state.failures + 1;
  return settle({ ...state, asking: false, failures, retryAt: now + backOff(failures + 1, random) }, []);
}

function server(state: OwnershipState, owner: string | null, now: number): OwnershipStep {
  if (owner === state.tab) return settle(state, []);
  switch (state.phase.name) {
    case "owner":
      // A server that began anew has forgotten its owners: the phone is asked for again, and kept meanwhile.
      // What arrives right after the grant may have been said before it: then the server is asked, not believed.
      if (owner === null || now - state.phase.since < SETTLING)
        return state.asking ? settle(state, []) : ask(state, false, now);
      return lose(state, owner, now);
    case "elsewhere":
      // A refused claim does not tell whose the phone is: null is then unknown, and only the server's null is free.
      if (owner === state.phase.owner && (owner !== null || state.retryAt !== null)) return settle(state, []);
      // Whoever owned it goes first: a server that began anew has forgotten its owners, and they ask again at once.
      return settle(
        { ...state, phase: { ...state.phase, owner }, retryAt: owner === null ? now + LEFT_FREE_FOR : null },
        [],
      );
    default:
      return settle(state, []);
  }
}

function lose(state: OwnershipState, owner: string | null, now: number): OwnershipStep {
  return settle({ ...quiet(state), phase: { name: "elsewhere", since: now, owner } }, stopIfOwner(state, owner));
}

function release(state: OwnershipState): OwnershipStep {
  if (state.phase.name === "unclaimed") return settle(state, []);
  const effects: OwnershipEffect[] = [...stopIfOwner(state, null)];
  if (state.phase.name === "owner" || state.phase.name === "claiming") effects.push({ type: "release" });
  return settle({ ...quiet(state), phase: { name: "unclaimed" } }, effects);
}

function stopIfOwner(state: OwnershipState, owner: string | null): readonly OwnershipEffect[] {
  return state.phase.name === "owner" ? [{ type: "stop", owner }] : [];
}

/** Nothing is asked any more, and an answer that still comes is void. */
function quiet(state: OwnershipState): OwnershipState {
  return { ...state, claim: state.claim + 1, asking: false, retryAt: null, failures: 0 };
}

function wake(state: OwnershipState, now: number, random: number): OwnershipStep {
  if (state.retryAt === null || now < state.retryAt) return settle(state, []);
  if (state.asking) return unanswered(state, now, random);
  return ask(state, state.phase.name === "claiming" && state.phase.takeOver, now);
}

function settle(state: OwnershipState, effects: readonly OwnershipEffect[]): OwnershipStep {
  return { state, effects, wakeAt: state.retryAt };
}
