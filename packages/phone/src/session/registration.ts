import type { Step, Wake } from "../core/machine.ts";
import { backOff } from "../transport/back-off.ts";
import type { RegistrationFailure } from "../view.ts";
import { refreshAfter, renewAt } from "./credential-schedule.ts";

/**
 * The registration of one owner. There is one fetch and one REGISTER under way at most, and "registered" is only ever
 * said of the connection that is open now.
 *
 *   none ──start──▶ (fetch) ──connected──▶ registering ──200──▶ registered ──refresh/renew──▶ registered
 *                                              │ refused, no answer        │ disconnected, ran out
 *                                              ▼                           ▼
 *                                           failed ──retry──▶ …        registering as soon as connected
 */
export interface RegistrationState {
  readonly wanted: boolean;
  readonly connected: boolean;
  readonly credentials: { readonly fetchedAt: number; readonly renewAt: number } | null;
  readonly fetching: boolean;
  /** The REGISTER under way must be answered by then; null when there is none. */
  readonly answerBy: number | null;
  readonly failures: number;
  readonly phase: RegistrationPhase;
}

export type RegistrationPhase =
  | { readonly name: "none" }
  | { readonly name: "registering"; readonly since: number }
  | {
      readonly name: "registered";
      readonly since: number;
      readonly confirmedAt: number;
      readonly refreshAt: number;
      readonly until: number;
    }
  | {
      readonly name: "failed";
      readonly since: number;
      readonly reason: RegistrationFailure;
      readonly status: number | null;
      readonly retryAt: number;
    };

export type RegistrationInput =
  | { readonly type: "start" }
  | { readonly type: "stop" }
  | { readonly type: "connected" }
  | { readonly type: "disconnected" }
  | { readonly type: "fetched"; readonly expiresAt: number }
  | { readonly type: "fetchFailed"; readonly status: number | null }
  | { readonly type: "accepted"; readonly expires: number }
  | { readonly type: "refused"; readonly status: number | null };

export type RegistrationEffect =
  | { readonly type: "fetch" }
  | { readonly type: "register" }
  /** A REGISTER was not answered: whatever the socket says, nobody is there. */
  | { readonly type: "linkLost" };

export const ANSWER_REGISTER_WITHIN = 5_000;
/** Credentials this young that are refused are not worth fetching again at once. */
const FRESH = 5_000;

export const UNREGISTERED: RegistrationState = {
  wanted: false,
  connected: false,
  credentials: null,
  fetching: false,
  answerBy: null,
  failures: 0,
  phase: { name: "none" },
};

type RegistrationStep = Step<RegistrationState, RegistrationEffect>;

export function registration(
  state: RegistrationState,
  input: RegistrationInput | Wake,
  now: number,
  random: number,
): RegistrationStep {
  switch (input.type) {
    case "start":
      return advance(
        state.wanted ? state : { ...state, wanted: true, phase: { name: "registering", since: now } },
        now,
      );
    case "stop":
      return settle({ ...UNREGISTERED, connected: state.connected }, []);
    case "connected":
      // Whatever was under way on the former connection is void.
      return advance({ ...begin(state, now), connected: true, answerBy: null }, now);
    case "disconnected":
      return settle({ ...begin(state, now), connected: false, answerBy: null }, []);
    case "fetched":
      if (!state.wanted || !state.fetching) return settle(state, []);
      return advance(
        { ...state, fetching: false, credentials: { fetchedAt: now, renewAt: renewAt(now, input.expiresAt) } },
        now,
        true,
      );
    case "fetchFailed":
      return fetchFailed(state, input.status, now, random);
    case "accepted":
      return accepted(state, input.expires, now);
    case "refused":
      return refused(state, input.status, now, random);
    case "wake":
      return wake(state, now, random);
  }
}

/** Leaves "registered" and "failed" behind, because they belonged to another connection or another moment. */
function begin(state: RegistrationState, now: number): RegistrationState {
  if (!state.wanted || state.phase.name === "registering") return state;
  return { ...state, phase: { name: "registering", since: now } };
}

/** Does the next thing that is missing. `fresh`: the credentials have just come, so a registration that holds is renewed. */
function advance(state: RegistrationState, now: number, fresh = false): RegistrationStep {
  if (!state.wanted) return settle(state, []);
  if (state.credentials === null || now >= state.credentials.renewAt) {
    if (state.fetching) return settle(state, []);
    return settle({ ...state, fetching: true }, [{ type: "fetch" }]);
  }
  if (!state.connected || state.answerBy !== null) return settle(state, []);
  const due = state.phase.name !== "registered" || fresh || now >= state.phase.refreshAt;
  if (!due) return settle(state, []);
  const phase: RegistrationPhase = state.phase.name === "failed" ? { name: "registering", since: now } : state.phase;
  return settle({ ...state, phase, answerBy: now + ANSWER_REGISTER_WITHIN }, [{ type: "register" }]);
}

function accepted(state: RegistrationState, expires: number, now: number): RegistrationStep {
  if (!state.wanted || !state.connected || state.answerBy === null) return settle(state, []);
  const since = state.phase.name === "registered" ? state.phase.since : now;
  const phase: RegistrationPhase = {
    name: "registered",
    since,
    confirmedAt: now,
    refreshAt: now + refreshAfter(expires),
    until: now + expires,
  };
  return settle({ ...state, phase, answerBy: null, failures: 0 }, []);
}

function refused(state: RegistrationState, status: number | null, now: number, random: number): RegistrationStep {
  if (!state.wanted || state.answerBy === null) return settle(state, []);
  const rejected = status === 401 || status === 403 || status === 407;
  const stale = state.credentials !== null && now - state.credentials.fetchedAt > FRESH;
  const next = { ...state, answerBy: null, credentials: rejected ? null : state.credentials };
  // Old credentials may have run out by the server's clock, or the server's secret has changed: fresh ones are tried
  // once, without a word to the person.
  if (rejected && stale) return advance({ ...next, phase: { name: "registering", since: now } }, now);
  const reason = rejected ? "refused" : status === null ? "noAnswer" : "serverError";
  return fail(next, reason, status, now, random);
}

function fetchFailed(state: RegistrationState, status: number | null, now: number, random: number): RegistrationStep {
  if (!state.wanted || !state.fetching) return settle(state, []);
  const next = { ...state, fetching: false };
  // A registration that still holds is not given up because its renewal failed: it is tried again in time.
  if (state.phase.name === "registered" && state.credentials !== null) {
    const renewal = now + backOff(state.failures + 3, random);
    return settle(
      { ...next, failures: state.failures + 1, credentials: { ...state.credentials, renewAt: renewal } },
      [],
    );
  }
  const reason = status === 401 || status === 403 ? "refused" : "credentialsUnavailable";
  return fail(next, reason, status, now, random);
}

function fail(
  state: RegistrationState,
  reason: RegistrationFailure,
  status: number | null,
  now: number,
  random: number,
): RegistrationStep {
  const failures = state.failures + 1;
  const retryAt = now + backOff(failures + 1, random);
  return settle({ ...state, failures, phase: { name: "failed", since: now, reason, status, retryAt } }, []);
}

function wake(state: RegistrationState, now: number, random: number): RegistrationStep {
  if (!state.wanted) return settle(state, []);
  if (state.answerBy !== null && now >= state.answerBy) {
    const lost = fail({ ...state, answerBy: null }, "noAnswer", null, now, random);
    return { ...lost, effects: [{ type: "linkLost" }] };
  }
  const { phase } = state;
  if (phase.name === "registered" && now >= phase.until) return advance(begin(state, now), now);
  if (phase.name === "failed" && now < phase.retryAt) return settle(state, []);
  return advance(state, now);
}

function settle(state: RegistrationState, effects: readonly RegistrationEffect[]): RegistrationStep {
  return { state, effects, wakeAt: wakeAt(state) };
}

function wakeAt(state: RegistrationState): number | null {
  if (!state.wanted) return null;
  const times: number[] = [];
  if (state.answerBy !== null) times.push(state.answerBy);
  else if (state.phase.name === "failed") times.push(state.phase.retryAt);
  else if (state.phase.name === "registered") {
    times.push(state.phase.until);
    // While fresh credentials are being fetched, their arrival refreshes the registration.
    if (!state.fetching) times.push(state.phase.refreshAt, state.credentials?.renewAt ?? state.phase.until);
  }
  return times.length === 0 ? null : Math.min(...times);
}
