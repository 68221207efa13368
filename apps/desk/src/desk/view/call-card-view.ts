import type { CallVerification, CallView, Snapshot, SupervisionMode } from "@belfry/contracts";
import type { TFunction } from "i18next";
import { formatNumber } from "../../i18n/format.ts";

/** One call as the phone column, the strip on other pages and the announcements say it. */
export interface CallCardView {
  readonly id: string;
  readonly leg: string | null;
  readonly phase: CallView["phase"];
  readonly title: string;
  /** The other side: the name when there is one, else the number. */
  readonly who: string;
  /** The number in the format of this country; null when `who` says it already or it is withheld. */
  readonly number: string | null;
  readonly rawNumber: string | null;
  /** What stands where no number is: that it is withheld, or that there is none. */
  readonly withoutNumber: string;
  readonly queue: string | null;
  readonly dialled: string | null;
  readonly waited: number;
  readonly digits: string;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly autoAnswer: boolean;
  readonly requeued: string | null;
  readonly failure: string | null;
  readonly consult: CallView["consult"];
  readonly inbound: boolean;
  /** Which colleague sends the call or asks about it, in words. */
  readonly via: string | null;
  /** False for one who was asked for advice: hold and transfer belong to the colleague. */
  readonly steers: boolean;
  /** Null where nothing is recorded. */
  readonly recording: RecordingView | null;
  /** Who takes part as a supervisor, where the agent is told. */
  readonly supervisor: { readonly name: string; readonly mode: SupervisionMode; readonly text: string } | null;
  /** This person takes part in the call of an agent as a supervisor. */
  readonly supervising: SupervisingView | null;
  /** Whether it is known who calls; null: nobody was asked. */
  readonly verification: VerificationView | null;
  /** For whom a campaign made the call; null for all other calls. */
  readonly contact: ContactView | null;
}

export interface VerificationView {
  readonly kind: CallVerification["kind"];
  readonly label: string;
  /** When it is forgotten; null where nothing is known. */
  readonly until: number | null;
  /** A demonstration: nothing is verified. */
  readonly demo: boolean;
}

export interface SupervisingView {
  readonly agent: string;
  readonly name: string;
  readonly mode: SupervisionMode;
  /** Who hears the supervisor, in a sentence. */
  readonly text: string;
}

export interface ContactView {
  readonly id: string;
  readonly campaign: string;
  /** The card to show beside the call; null when there is none. */
  readonly link: string | null;
}

export interface RecordingView {
  readonly state: NonNullable<CallView["recording"]>;
  readonly label: string;
  /** What the button does now, and its words; null: there is nothing to do. */
  readonly turn: { readonly to: "on" | "paused"; readonly label: string } | null;
}

export function callCardView(
  call: CallView,
  { me, queues, colleagues }: Snapshot,
  country: string,
  t: TFunction,
): CallCardView {
  const other = otherSide(call, me?.extension ?? null, colleagues);
  const number = other.number === null ? null : formatNumber(other.number, country);
  const name = call.contact?.name ?? other.name;
  return {
    id: call.id,
    leg: call.leg,
    phase: call.phase,
    title: title(call, t),
    who: name ?? number ?? withoutNumber(call, t),
    withoutNumber: withoutNumber(call, t),
    number: name === null ? null : number,
    rawNumber: other.number,
    queue: queues.find((one) => one.id === call.queue)?.name ?? null,
    dialled: call.dialled === null ? null : formatNumber(call.dialled, country),
    waited: call.waited,
    digits: call.digits,
    startedAt: call.startedAt,
    answeredAt: call.answeredAt,
    autoAnswer: call.autoAnswer,
    requeued: call.requeued === null ? null : t(`requeued.${call.requeued}`),
    failure: call.lastFailure === null ? null : t(`cause.${call.lastFailure}`),
    consult: call.consult,
    inbound: call.direction === "inbound",
    via: call.via ? t(`call.via.${call.via.kind}`, { name: call.via.name }) : null,
    steers: call.steers,
    recording: call.recording ? recordingView(call.recording, t) : null,
    supervisor: call.supervisor
      ? { ...call.supervisor, text: t(`supervise.by.${call.supervisor.mode}`, { name: call.supervisor.name }) }
      : null,
    supervising: call.supervising
      ? { ...call.supervising, text: t(`supervise.heard.${call.supervising.mode}`, { name: call.supervising.name }) }
      : null,
    verification: call.verification ? verificationView(call.verification, t) : null,
    contact: call.contact ? contactView(call.contact, call.contact.campaignName) : null,
  };
}

function withoutNumber({ fromPage }: CallView, t: TFunction): string {
  return t(fromPage === true ? "common.fromWebsite" : "common.unknownNumber");
}

function verificationView(known: CallVerification, t: TFunction): VerificationView {
  const { kind } = known;
  if (kind === "notVerified") return { kind, label: t(`identity.notVerified.${known.why}`), until: null, demo: false };
  const { demo } = known;
  if (kind === "forgotten") return { kind, label: t("identity.forgotten"), until: null, demo };
  return { kind, label: t(demo ? "identity.demo" : "identity.verified"), until: known.until, demo };
}

/** A link that is no page's address is none: it could run as a script here. */
export function contactView(contact: { readonly id: string; readonly cardLink: string | null }, campaign: string) {
  const link = contact.cardLink !== null && /^https?:\/\//i.test(contact.cardLink) ? contact.cardLink : null;
  return { id: contact.id, campaign, link };
}

function recordingView(state: RecordingView["state"], t: TFunction): RecordingView {
  const label = t(`recording.${state}`);
  if (state === "failed") return { state, label, turn: null };
  if (state === "on" || state === "waiting")
    return { state, label, turn: { to: "paused", label: t("recording.pause") } };
  return { state, label, turn: { to: "on", label: t(state === "ready" ? "recording.start" : "recording.resume") } };
}

/** In a call that the agent made, the caller is the agent: the other side is who was dialled. */
function otherSide(call: CallView, extension: string | null, colleagues: Snapshot["colleagues"]): CallView["caller"] {
  if (call.direction === "inbound" || extension === null || call.caller.number !== extension) return call.caller;
  const colleague = colleagues.find((one) => one.extension === call.dialled);
  return { number: call.dialled, name: colleague?.name ?? null };
}

function title(call: CallView, t: TFunction): string {
  if (call.direction === "outbound") return t("call.outgoing");
  if (call.direction === "internal") return t("call.internal");
  return t("call.incoming");
}
