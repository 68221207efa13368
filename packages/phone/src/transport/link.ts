import type { Step, Wake } from "../core/machine.ts";
import { backOff } from "./back-off.ts";

/**
 * The life of the one WebSocket. `OPEN` is no proof of life: a link that has heard nothing for a while asks, and one
 * that gets no answer is dead, whatever the browser says.
 *
 *   stopped ──open──▶ connecting ──opened──▶ open ──silence──▶ open(asking) ──no answer──▶ waiting
 *                        ▲   └────closed/too slow────▶ waiting            └──closed──▶ waiting
 *                        └──────────retry, online, prod──────────┘
 */
export type LinkState =
  | { readonly phase: "stopped" }
  | { readonly phase: "connecting"; readonly since: number; readonly attempt: number }
  | {
      readonly phase: "open";
      readonly since: number;
      readonly heardAt: number;
      readonly asked: { readonly at: number; readonly until: number } | null;
      readonly rttMs: number | null;
    }
  | {
      readonly phase: "waiting";
      readonly since: number;
      readonly attempt: number;
      readonly retryAt: number;
      readonly offline: boolean;
    };

export type LinkInput =
  | { readonly type: "open" }
  | { readonly type: "close" }
  | { readonly type: "opened" }
  | { readonly type: "closed" }
  /** The user agent found that nobody answers on this link. */
  | { readonly type: "lost" }
  | { readonly type: "heard"; readonly answer: boolean }
  /** Something happened that may have cut the link (page shown, network changed, a SIP request unanswered). */
  | { readonly type: "prod" }
  | { readonly type: "online" }
  | { readonly type: "offline" };

export type LinkEffect = { readonly type: "connect" } | { readonly type: "drop" } | { readonly type: "ask" };

/** A proxy may need some seconds for the TLS and upgrade handshakes. */
export const CONNECT_WITHIN = 8_000;
export const ASK_AFTER_SILENCE = 10_000;
export const ANSWER_WITHIN = 4_000;
/** After a prod the link is under suspicion, and a person is waiting. */
export const ANSWER_PROD_WITHIN = 2_000;
/** The machine's word that it is offline is not always true: it is doubted every so often. */
export const RETRY_OFFLINE = 15_000;
/** A timer that fires this late was held back by sleep: an answer may be lying in the queue unread. */
const OVERSLEPT = 1_500;
const STALE_CONNECT = 1_500;

type LinkStep = Step<LinkState, LinkEffect>;

export const STOPPED: LinkState = { phase: "stopped" };

export function link(state: LinkState, input: LinkInput | Wake, now: number, random: number): LinkStep {
  switch (input.type) {
    case "open":
      return state.phase === "stopped" ? connect(now, 1, []) : stay(state);
    case "close":
      return state.phase === "stopped" ? stay(state) : { state: STOPPED, effects: [{ type: "drop" }], wakeAt: null };
    case "opened":
      return state.phase === "connecting"
        ? stay({ phase: "open", since: now, heardAt: now, asked: null, rttMs: null })
        : stay(state);
    case "closed":
      return state.phase === "connecting" || state.phase === "open" ? wait(state, now, random, []) : stay(state);
    case "lost":
      return state.phase === "open" ? wait(state, now, random, [{ type: "drop" }]) : stay(state);
    case "heard":
      return heard(state, input.answer, now);
    case "prod":
      return prod(state, now);
    case "online":
      // A connect that began while there was no network may hang for long; a fresh one does not.
      return state.phase === "connecting" && now - state.since > STALE_CONNECT
        ? connect(now, state.attempt, [{ type: "drop" }])
        : prod(state, now);
    case "offline":
      if (state.phase === "open") return prod(state, now);
      return state.phase === "waiting"
        ? stay({ ...state, offline: true, retryAt: Math.max(state.retryAt, now + RETRY_OFFLINE) })
        : stay(state);
    case "wake":
      return wake(state, now, random);
  }
}

function heard(state: LinkState, answer: boolean, now: number): LinkStep {
  if (state.phase !== "open") return stay(state);
  const rttMs = answer && state.asked !== null ? now - state.asked.at : state.rttMs;
  return stay({ ...state, heardAt: now, asked: null, rttMs });
}

function prod(state: LinkState, now: number): LinkStep {
  if (state.phase === "waiting") return connect(now, state.attempt + 1, []);
  if (state.phase !== "open") return stay(state);
  const until = now + ANSWER_PROD_WITHIN;
  if (state.asked !== null && state.asked.until <= until) return stay(state);
  return ask(state, now, until);
}

function wake(state: LinkState, now: number, random: number): LinkStep {
  const due = wakeAt(state);
  if (due === null || now < due) return stay(state);
  switch (state.phase) {
    case "stopped":
      return stay(state);
    case "waiting":
      return connect(now, state.attempt + 1, []);
    case "connecting":
      return wait(state, now, random, [{ type: "drop" }]);
    case "open":
      if (state.asked === null) return ask(state, now, now + ANSWER_WITHIN);
      if (now - due > OVERSLEPT) return ask(state, now, now + ANSWER_PROD_WITHIN);
      return wait(state, now, random, [{ type: "drop" }]);
  }
}

function ask(state: LinkState & { phase: "open" }, now: number, until: number): LinkStep {
  const next: LinkState = { ...state, asked: { at: now, until } };
  return { state: next, effects: [{ type: "ask" }], wakeAt: until };
}

function connect(now: number, attempt: number, before: readonly LinkEffect[]): LinkStep {
  const state: LinkState = { phase: "connecting", since: now, attempt };
  return { state, effects: [...before, { type: "connect" }], wakeAt: wakeAt(state) };
}

function wait(
  state: LinkState & { phase: "connecting" | "open" },
  now: number,
  random: number,
  effects: readonly LinkEffect[],
): LinkStep {
  const attempt = state.phase === "connecting" ? state.attempt : 0;
  const next: LinkState = {
    phase: "waiting",
    since: now,
    attempt,
    retryAt: now + backOff(attempt, random),
    offline: false,
  };
  return { state: next, effects, wakeAt: next.retryAt };
}

function stay(state: LinkState): LinkStep {
  return { state, effects: [], wakeAt: wakeAt(state) };
}

function wakeAt(state: LinkState): number | null {
  switch (state.phase) {
    case "stopped":
      return null;
    case "connecting":
      return state.since + CONNECT_WITHIN;
    case "open":
      return state.asked === null ? state.heardAt + ASK_AFTER_SILENCE : state.asked.until;
    case "waiting":
      return state.retryAt;
  }
}
