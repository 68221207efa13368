import {
  type AgentView,
  type CallView,
  ERRORS,
  type ErrorCode,
  errorText,
  type LegCause,
  type MediatelData,
  type PhoneCredentials,
} from "@belfry/contracts";
import { numericIds } from "./numeric-ids.ts";
import { availableCommands, mediatelState, mediatelStatus } from "./state.ts";

/** What an organisation has, as far as the protocol shows it. */
export interface Lists {
  readonly timeZone: string;
  readonly queues: readonly { readonly id: string; readonly name: string; readonly members: readonly string[] }[];
  readonly pauses: readonly { readonly id: string; readonly name: string }[];
  readonly callCodes: readonly {
    readonly id: string;
    readonly name: string;
    readonly noteRequired: boolean;
    readonly callBack: boolean;
  }[];
}
export const NO_LISTS: Lists = { timeZone: "UTC", queues: [], pauses: [], callCodes: [] };

export interface Problem {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string>>;
  /** Whether a login was refused, or something else. */
  readonly at: "login" | "call";
}

export interface Situation {
  /** Null: nobody is signed in on this connection. */
  readonly view: AgentView | null;
  readonly login: string;
  readonly lists: Lists;
  readonly problem: Problem | null;
  readonly sip: (PhoneCredentials & { readonly server: string; readonly realm: string }) | null;
  readonly now: number;
}

const EMPTY = "-1";
const NO_TIME = "1999-01-01 01:01:01";
/** Of the protocol itself. */
const NO_ANSWER_FROM_AGENT = { id: "-223", text: "No answer from agent" };

/** Causes as the negative status that SIP has for them. */
const CAUSES = {
  normal: null,
  cancelled: null,
  busy: { id: "-486", text: "The number is busy." },
  declined: { id: "-603", text: "The call was declined." },
  noAnswer: { id: "-480", text: "Nobody answered." },
  notFound: { id: "-404", text: "There is no such number." },
  refused: { id: "-403", text: "The call was refused." },
  unreachable: { id: "-503", text: "The number cannot be reached." },
  deviceFailed: { id: "-503", text: "A phone failed." },
  networkFailed: { id: "-503", text: "The network failed." },
  mediaFailed: { id: "-503", text: "The sound failed." },
  overload: { id: "-503", text: "All lines are busy." },
} as const satisfies Record<LegCause, { id: string; text: string } | null>;

/** Everything that a client of the protocol shows, from what our own pages show. */
export function mediatelSnapshot({ view, login, lists, problem, sip, now }: Situation): MediatelData {
  const state = mediatelState(view);
  const isIn = state !== "STATE_LOGOUT";
  const commands = availableCommands(view);
  const codes = isIn ? callCodes(view, lists) : [];
  const refused = (at: Problem["at"]) =>
    problem?.at === at ? { id: ERRORS[problem.code].status, text: errorText(problem.code, problem.params) } : null;
  const loginError = refused("login");
  return {
    state,
    status: mediatelStatus(state),
    agentId: isIn && view !== null ? String(numericIds([view.agent]).get(view.agent)) : EMPTY,
    agentName: isIn ? login : "",
    agentExt: isIn ? (view?.extension ?? "") : "",
    availableCommand: commands,
    avaliableCommand: commands,
    availableCallCodes: codes,
    awaliableCallCodes: codes,
    isAvailable: true,
    isAvaliable: true,
    pauseList: isIn ? numbered(lists.pauses).map(({ number, name }) => [number, name]) : [],
    ...pauseFields(view, lists),
    queues: isIn ? outboundQueues(view, lists).map(({ name }) => name) : [],
    ...callFields(isIn ? (view?.call ?? null) : null, lists),
    ...callError(view, refused("call")),
    loginErrorID: String(loginError?.id ?? 0),
    loginErrorText: loginError?.text ?? "",
    predictiveStatus: view?.autoCalls === true ? "1" : "0",
    crmConnectTarget: (isIn ? (view?.call ? view.call.contact : view?.preview?.contact)?.cardLink : null) ?? "",
    time: isIn ? (view?.state.since ?? null) : null,
    serverTime: now,
    error: problem && { code: problem.code, text: errorText(problem.code, problem.params) },
    phoneProblem: isIn ? (view?.device.problem ?? null) : null,
    preview: isIn ? previewOf(view) : null,
    sip: sip && {
      server: sip.server,
      uri: sip.uri,
      // The edge finds a browser again by the user of its contact, where JsSIP would make one up.
      contactUri: sip.uri.replace(/@.*/, "@crm.invalid;transport=ws"),
      realm: sip.realm,
      authorizationUser: sip.authorizationUser,
      password: sip.password,
      expiresAt: sip.expiresAt,
    },
  };
}

function previewOf(view: AgentView | null): MediatelData["preview"] {
  if (!view?.preview) return null;
  const { contact, until } = view.preview;
  return { number: contact.number, name: contact.name ?? "", until };
}

/** The queues in whose name this agent calls: their own, and all of them for who is in none. */
export function outboundQueues(view: AgentView | null, { queues }: Lists): Lists["queues"] {
  const own = queues.filter(({ members }) => view !== null && members.includes(view.agent));
  return own.length > 0 ? own : queues;
}

function numbered(list: readonly { readonly id: string; readonly name: string }[]) {
  const numbers = numericIds(list.map(({ id }) => id));
  return list.map(({ id, name }) => ({ id, name, number: String(numbers.get(id)) }));
}

/** Those that may be set now, in wrap-up; before it all of the organisation's, for a client that shows them early. */
function callCodes(view: AgentView | null, { callCodes: all }: Lists): MediatelData["availableCallCodes"] {
  const flags = new Map(all.map((code) => [code.id, actionFlag(code)]));
  return numbered(all)
    .filter(({ id }) => view === null || view.wrapUp === null || view.wrapUp.codes.includes(id))
    .map(({ id, number, name }) => ({ ID: number, Name: name, ActionFlag: flags.get(id) ?? "0" }));
}

/** What else has to be told with the code: 1 a note, 2 when to call back, 3 both. */
function actionFlag({ noteRequired, callBack }: Lists["callCodes"][number]): string {
  return String((noteRequired ? 1 : 0) + (callBack ? 2 : 0));
}

type PauseFields = Pick<MediatelData, "pauseId" | "pauseName" | "pauseAcknowledge">;

function pauseFields(view: AgentView | null, { pauses }: Lists): PauseFields {
  const named = (id: string | null, pauseAcknowledge: string): PauseFields => {
    const found = numbered(pauses).find((pause) => pause.id === id);
    return { pauseId: found?.number ?? EMPTY, pauseName: found?.name ?? "", pauseAcknowledge };
  };
  const state = view?.state;
  if (state?.state === "paused") {
    const { reason } = state;
    if ("pause" in reason && reason.pause !== null) return named(reason.pause, "0");
    return { pauseId: EMPTY, pauseName: "Force Pause", pauseAcknowledge: "0" };
  }
  // A pause that was chosen during a call begins after it.
  if ((state?.state === "inCall" || state?.state === "wrapUp") && state.pending?.to === "paused")
    return named(state.pending.pause, "1");
  return { pauseId: "0", pauseName: "", pauseAcknowledge: "0" };
}

function callFields(call: CallView | null, { queues, timeZone }: Lists) {
  if (call === null)
    return {
      queueId: EMPTY,
      queueName: "",
      ani: "",
      dnis: "",
      callTraceID: EMPTY,
      callType: EMPTY,
      callStartTime: NO_TIME,
      callWaitDuration: "0",
    };
  const queue = numbered(queues).find(({ id }) => id === call.queue);
  const dialled = call.dialled ?? "";
  const isInbound = call.direction === "inbound";
  return {
    queueId: queue?.number ?? EMPTY,
    queueName: queue?.name ?? "",
    ani: (isInbound ? call.caller.number : dialled) ?? "",
    dnis: isInbound ? dialled : "",
    callTraceID: call.id,
    callType: { inbound: "1", internal: "2", outbound: "3" }[call.direction],
    callStartTime: localTime(call.startedAt, timeZone),
    callWaitDuration: String(Math.round(call.waited / 1000)),
  };
}

function callError(view: AgentView | null, refused: { id: number; text: string } | null) {
  const is = (id: string, text: string) => ({ callErrorID: id, callErrorText: text });
  if (refused !== null) return is(String(-refused.id), refused.text);
  if (view?.state.state === "paused" && view.state.reason.kind === "forced")
    return is(NO_ANSWER_FROM_AGENT.id, NO_ANSWER_FROM_AGENT.text);
  const cause = view?.call?.lastFailure ?? null;
  const failed = cause === null ? null : CAUSES[cause];
  return failed === null ? is(EMPTY, "") : is(failed.id, failed.text);
}

/** In the organisation's own time. Swedes write it just so. */
function localTime(instant: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(instant);
}
