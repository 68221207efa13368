import type { AgentView, CallView, ColleagueView, Me, QueueView, Snapshot, SupervisionView } from "@belfry/contracts";
import type { PhoneState } from "@belfry/phone";
import type { TFunction } from "i18next";
import { formatNumber } from "../i18n/format.ts";
import type { DeskState } from "./desk-store.ts";
import { type CallCardView, type ContactView, callCardView, contactView } from "./view/call-card-view.ts";
import { type HealthView, healthView } from "./view/phone-health.ts";
import { type QualityWords, qualityWords } from "./view/quality-view.ts";
import { type StateView, stateView } from "./view/state-view.ts";

export interface WrapUpCode {
  readonly id: string;
  readonly name: string;
  readonly noteRequired: boolean;
  readonly callBack: boolean;
}

export interface WrapUpView {
  readonly call: string;
  readonly codes: readonly WrapUpCode[];
  readonly codeRequired: boolean;
  readonly code: string | null;
  readonly note: string;
  readonly callBackAt: number | null;
  readonly since: number;
  readonly until: number | null;
}

/** Somebody whom the agent may call next. */
export interface PreviewCardView {
  readonly contact: ContactView;
  readonly who: string;
  /** Null when `who` says it already. */
  readonly number: string | null;
  readonly until: number;
}

export interface ColleagueCard {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly state: StateView;
  /** Why no call can reach them, in words; null when one can. */
  readonly problem: string | null;
  readonly reachable: boolean;
  /** It is known who calls them, or they play it; on supervisors' pages alone. */
  readonly caller: NonNullable<ColleagueView["caller"]> | null;
}

/** All that the pages show, in words and ready to draw. */
export interface DeskViewModel {
  readonly link: DeskState["link"];
  readonly refused: DeskState["refused"];
  readonly person: Me;
  readonly country: string;
  readonly clockOffset: number;
  readonly me: AgentView | null;
  readonly state: StateView | null;
  readonly phone: PhoneState | null;
  readonly health: HealthView | null;
  readonly quality: QualityWords;
  /** The call that rings or is up; in wrap-up null, although the server still names it. */
  readonly card: CallCardView | null;
  /** The call of the wrap-up, for the caller column. */
  readonly lastCard: CallCardView | null;
  /** This page has the phone, so that it can answer, mute and send digits. */
  readonly phoneHere: boolean;
  /** The phone rings or is answering in this page. */
  readonly answering: boolean;
  readonly muted: boolean;
  readonly wrapUp: WrapUpView | null;
  readonly preview: PreviewCardView | null;
  /** Whether automatic calls are on; null where there are none. */
  readonly autoCalls: boolean | null;
  readonly queues: readonly QueueView[];
  readonly colleagues: readonly ColleagueCard[];
  readonly pauses: Snapshot["pauses"];
  /** Who takes part in whose calls; of supervisors' pages alone. */
  readonly supervisions: readonly SupervisionView[];
  /** Why no call can reach this agent although available; null when one can. */
  readonly unreachable: string | null;
  /** A call that ended while the page was cut off; history may know more. */
  readonly endedAway: { readonly call: string; readonly text: string } | null;
  readonly declined: DeskState["declined"];
  readonly failures: DeskState["failures"];
  readonly busy: DeskState["busy"];
}

export function deskViewModel(desk: DeskState, phone: PhoneState | null, person: Me, t: TFunction): DeskViewModel {
  const snapshot = desk.snapshot;
  const me = snapshot?.me ?? null;
  const pauses = snapshot?.pauses ?? [];
  const queues = snapshot?.queues ?? [];
  const country = person.organisation.country;
  const call = callHere(me?.call ?? null, phone);
  const card = call === null || snapshot === null ? null : callCardView(call, snapshot, country, t);
  const inWrapUp = me?.state.state === "wrapUp";
  return {
    link: desk.link,
    refused: desk.refused,
    person,
    country,
    clockOffset: desk.clockOffset,
    me,
    state: me === null ? null : stateView(me.state, call, pauses, t),
    phone,
    health: phone === null ? null : healthView(phone, desk.link === "live" && card !== null && !inWrapUp, t),
    quality: qualityWords(phone?.quality ?? null, t),
    card: inWrapUp ? null : card,
    lastCard: card,
    phoneHere: phone?.ownership.phase === "owner",
    answering: phone?.call?.phase === "answering",
    muted: isMuted(me, phone),
    wrapUp: wrapUpView(me, snapshot),
    preview: me?.preview ? previewView(me.preview, country) : null,
    autoCalls: me === null || snapshot?.automaticCalls !== true || me.state.state === "signedOut" ? null : me.autoCalls,
    queues,
    colleagues: (snapshot?.colleagues ?? [])
      .filter((one) => one.id !== me?.agent)
      .map((one) => colleagueCard(one, pauses, t)),
    pauses,
    supervisions: snapshot?.supervisions ?? [],
    unreachable:
      me !== null && me.state.state === "available" && me.device.problem !== null
        ? t(`problem.${me.device.problem}`)
        : null,
    endedAway: endedAwayView(desk, country, t),
    declined: desk.declined,
    failures: desk.failures,
    busy: desk.busy,
  };
}

/** By this page or by the switch, which a CRM may have asked for it: for the agent it is one thing. */
export function isMuted(me: AgentView | null, phone: PhoneState | null): boolean {
  return phone?.microphone.muted === true || (me?.state.state === "inCall" && me.call?.muted === true);
}

function endedAwayView({ endedAway, snapshot }: DeskState, country: string, t: TFunction): DeskViewModel["endedAway"] {
  if (endedAway === null || snapshot === null) return null;
  const { who } = callCardView(endedAway, snapshot, country, t);
  return { call: endedAway.id, text: t("idle.endedAway", { caller: who }) };
}

/**
 * After a reload the server still calls it a conversation, while this page has neither its sound nor a phone to ring:
 * for the agent that is a call that is coming back.
 */
function callHere(call: CallView | null, phone: PhoneState | null): CallView | null {
  if (call === null || phone === null || (call.phase !== "talking" && call.phase !== "held")) return call;
  const coming =
    phone.call === null && phone.ownership.phase !== "elsewhere" && phone.registration.phase !== "registered";
  return coming ? { ...call, phase: "reconnecting" } : call;
}

function colleagueCard(one: ColleagueView, pauses: Snapshot["pauses"], t: TFunction): ColleagueCard {
  return {
    id: one.id,
    name: one.name,
    extension: one.extension,
    state: stateView(one.state, null, pauses, t),
    problem: one.state.state === "signedOut" || one.problem === null ? null : t(`problem.${one.problem}`),
    reachable: one.state.state === "available" && one.problem === null,
    caller: one.caller ?? null,
  };
}

function previewView(preview: NonNullable<AgentView["preview"]>, country: string): PreviewCardView {
  const { contact, campaignName, until } = preview;
  const number = formatNumber(contact.number, country);
  return {
    contact: contactView(contact, campaignName),
    who: contact.name ?? number,
    number: contact.name === null ? null : number,
    until,
  };
}

function wrapUpView(me: AgentView | null, snapshot: Snapshot | null): WrapUpView | null {
  if (me?.state.state !== "wrapUp" || me.wrapUp === null || snapshot === null) return null;
  const { wrapUp, state } = me;
  return {
    call: wrapUp.call,
    codes: snapshot.callCodes.filter((code) => wrapUp.codes.includes(code.id)),
    codeRequired: wrapUp.codeRequired,
    code: wrapUp.code,
    note: wrapUp.note,
    callBackAt: wrapUp.callBackAt ?? null,
    since: state.since,
    until: state.until,
  };
}
