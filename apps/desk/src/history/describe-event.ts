import { type CallEvent, legCause, supervisionMode } from "@belfry/contracts";
import type { TFunction } from "i18next";

export interface EventWords {
  readonly text: string;
  /** Something went wrong here. */
  readonly bad: boolean;
}

/** How the details of an event are written for a person. */
export interface EventNames {
  person(id: string): string;
  queue(id: string): string;
  number(number: string): string;
}

const KNOWN = [
  "arrived",
  "queued",
  "queueClosed",
  "queueFull",
  "waitedTooLong",
  "nobodySignedIn",
  "requeued",
  "offered",
  "ringing",
  "agentAnswered",
  "answered",
  "agentNotAvailable",
  "noAnswer",
  "declined",
  "deviceLost",
  "targetAnswered",
  "targetFailed",
  "agentLegFailed",
  "transferred",
  "transferFailed",
  "mediaLost",
  "serverLost",
  "forwarding",
  "forwarded",
  "forwardFailed",
  "numberRefused",
  "bridgeFailed",
  "digit",
  "referRefused",
  "consultStarted",
  "consultAnswered",
  "consultEnded",
  "swapped",
  "conferenceStarted",
  "conferenceFailed",
  "supervisionAsked",
  "supervisionStarted",
  "supervisionChanged",
  "supervisionEnded",
  "supervisionFailed",
  "mixFailed",
  "announced",
  "agentLost",
  "resumed",
  "agentNotBack",
  "held",
  "retrieved",
  "muted",
  "unmuted",
  "customerLeft",
  "hungUp",
  "callbackRequested",
  "codeAsked",
  "verified",
  "notVerified",
  "forgotten",
  "contactDialled",
  "personAnswered",
  "machineAnswered",
  "nobodyInTime",
  "callBackDue",
  "recordingStarted",
  "recordingPaused",
  "recordingResumed",
  "recordingEnded",
  "recordingFailed",
  "impossible",
] as const;

const BAD = /Failed|Lost|Closed|Full|TooLong|nobody|NotAvailable|NotBack|Refused|noAnswer|declined|requeued|impossible/;
const UNKNOWN = ["noCode", "wrongCode", "tooManyAttempts", "notChecked"] as const;
const WHY = ["noAnswer", "declined", "deviceLost", "transferFailed"] as const;

/** One event as a sentence; an event that this page does not know yet is shown as its own plain words. */
export function describeEvent(event: CallEvent, t: TFunction, names: EventNames): EventWords {
  const detail: Record<string, string> = {};
  // Empty: a number that is forgotten.
  for (const [name, value] of Object.entries(event.detail))
    if (value !== "")
      detail[name] = name === "cause" && value === event.what ? "" : valueWords(name, String(value ?? ""), t, names);
  const known = KNOWN.find((one) => one === event.what);
  const bad = BAD.test(event.what);
  if (known === undefined) {
    const values = Object.values(detail).filter((value) => value !== "");
    return { text: [plainWords(event.what), ...values].join(" · "), bad };
  }
  const empty = {
    agent: "–",
    queue: "–",
    target: "–",
    number: "–",
    party: "–",
    dialled: "–",
    prompt: "",
    digit: "",
    supervisor: "–",
    mode: "",
    campaign: "–",
  };
  const said = otherWords(known, event) ?? known;
  return { text: t(`events.${said}`, { ...empty, cause: "", why: "", waiting: "", ...detail }).trim(), bad };
}

/** What happened in a way of its own. */
function otherWords(known: (typeof KNOWN)[number], { detail }: CallEvent) {
  if (known === "arrived" && detail["fromPage"] === true) return "arrivedFromPage";
  return known === "verified" && detail["demo"] === true ? "demonstrated" : null;
}

function valueWords(name: string, value: string, t: TFunction, names: EventNames): string {
  if (name === "agent") return names.person(value);
  if (name === "queue") return names.queue(value);
  if (name === "cause") {
    const cause = legCause.safeParse(value);
    // That a call ended normally explains nothing.
    return cause.success && cause.data !== "normal" ? t(`cause.${cause.data}`) : "";
  }
  if (name === "mode") {
    const mode = supervisionMode.safeParse(value);
    return mode.success ? t(`supervise.${mode.data}`) : value;
  }
  if (name === "told") return t(value === "true" ? "events.told" : "events.notTold");
  if (name === "why") {
    const why = WHY.find((one) => one === value);
    if (why !== undefined) return t(`requeued.${why}`);
    const unknown = UNKNOWN.find((one) => one === value);
    return unknown === undefined ? value : t(`identity.notVerified.${unknown}`);
  }
  if (/^\+\d{6,}$/.test(value)) return names.number(value);
  return names.person(value);
}

/** `some.newThing` → "Some new thing". */
function plainWords(what: string): string {
  const words = what
    .replaceAll(/[._-]/g, " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
