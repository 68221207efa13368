import type { AgentView } from "@belfry/contracts";
import type { TFunction } from "i18next";
import type { CallCardView } from "./view/call-card-view.ts";
import type { StateView } from "./view/state-view.ts";

/** What a screen reader's user must be able to follow. */
export interface Picture {
  readonly link: "connecting" | "live" | "lost" | "ended";
  readonly me: AgentView | null;
  readonly state: StateView | null;
  readonly card: CallCardView | null;
  readonly muted: boolean;
  /** The call that was no longer there when the connection came back, in words. */
  readonly endedAway: string | null;
  /** Whom the agent may call next, in words. */
  readonly preview: { readonly contact: string; readonly who: string } | null;
  /** The leg of the last offer that the agent declined in this page. */
  readonly declined: string | null;
}

export interface Announcements {
  readonly polite: readonly string[];
  /** Only an incoming call may interrupt what is being read. */
  readonly assertive: string | null;
}

/** Says what changed between two pictures, in the order in which it matters. */
export function announcementsBetween(before: Picture, after: Picture, t: TFunction): Announcements {
  const polite: string[] = [];
  if (before.link !== after.link) {
    if (after.link === "lost") polite.push(t(before.card === null ? "announce.lostIdle" : "announce.lost"));
    if (before.link === "lost" && after.link === "live") polite.push(t("announce.back"));
  }
  const assertive = incoming(before.card, after.card, t);
  polite.push(...callChanges(before, after, t), ...identityChange(before.card, after.card, t));
  if (before.muted !== after.muted && after.card !== null) {
    polite.push(after.muted ? t("announce.muted") : t("announce.unmuted"));
  }
  polite.push(...stateChanges(before, after, t), ...automaticCalls(before, after, t));
  return { polite, assertive };
}

function automaticCalls(before: Picture, after: Picture, t: TFunction): string[] {
  const said: string[] = [];
  const [was, is] = [before.me?.autoCalls, after.me?.autoCalls];
  if (was !== undefined && is !== undefined && was !== is) {
    said.push(t(is ? "announce.autoCallsOn" : "announce.autoCallsOff"));
  }
  if (after.preview !== null && after.preview.contact !== before.preview?.contact) {
    said.push(t("announce.preview", { contact: after.preview.who }));
  }
  return said;
}

function incoming(before: CallCardView | null, after: CallCardView | null, t: TFunction): string | null {
  if (after?.phase !== "offered" || (before?.id === after.id && before.leg === after.leg)) return null;
  if (!after.inbound && after.autoAnswer) return null;
  if (after.autoAnswer) return t("announce.incomingAuto", { caller: after.who });
  const said =
    after.queue === null
      ? t("announce.incomingDirect", { caller: after.who })
      : t("announce.incoming", { caller: after.who, queue: after.queue });
  return after.via === null ? said : `${after.via}. ${said}`;
}

function callChanges(before: Picture, after: Picture, t: TFunction): string[] {
  const was = before.card;
  const is = after.card;
  const ended = was !== null && (was.id !== is?.id || offeredAnew(was, is)) ? endOf(was, before, after, t) : [];
  if (is === null) return ended;
  if (was === null || was.id !== is.id || ended.length > 0) {
    return is.phase === "connecting" && is.supervising === null
      ? [...ended, t("announce.dialling", { caller: is.who })]
      : ended;
  }
  const said: string[] = [];
  if (was.phase !== is.phase) {
    if (is.phase === "held") said.push(t("announce.held"));
    else if (is.phase === "reconnecting") said.push(t("announce.reconnecting"));
    else if (is.phase === "talking") {
      if (anotherParty(was, is)) said.push(t("announce.party", { caller: is.who }));
      else if (was.phase === "held") said.push(t("announce.retrieved"));
      else if (was.phase === "reconnecting") said.push(t("announce.resumed"));
      else if (is.supervising === null) said.push(t("announce.answered"));
    }
  } else if (is.phase === "talking" && anotherParty(was, is)) {
    said.push(t("announce.party", { caller: is.who }));
  }
  if (is.consult !== null && is.consult.phase !== was.consult?.phase) {
    said.push(t("announce.consult", { name: is.consult.label, phase: t(`consult.${is.consult.phase}`) }));
  }
  if (is.consult === null && was.consult !== null) said.push(t("announce.consultEnded"));
  said.push(...supervisionChanges(was, is, t));
  const recording = recordingChange(was, is, t);
  if (recording !== null) said.push(recording);
  if (is.failure !== null && is.failure !== was.failure) said.push(is.failure);
  return said;
}

/** That it is known who calls is said with the ring, and whenever it comes or goes. */
function identityChange(was: CallCardView | null, is: CallCardView | null, t: TFunction): string[] {
  const before = was?.id === is?.id ? was?.verification?.kind : undefined;
  const now = is?.verification?.kind;
  if (now === before) return [];
  if (now === "verified") return [t(is?.verification?.demo ? "identity.demo" : "identity.announced")];
  return now === "forgotten" && before === "verified" ? [t("identity.announcedForgotten")] : [];
}

/** To the agent: who came, what changed, who left. To the supervisor: who hears them now. */
function supervisionChanges(was: CallCardView, is: CallCardView, t: TFunction): string[] {
  const said: string[] = [];
  if (is.supervisor !== null && is.supervisor.text !== was.supervisor?.text) said.push(is.supervisor.text);
  if (is.supervisor === null && was.supervisor !== null)
    said.push(t("supervise.by.left", { name: was.supervisor.name }));
  const [before, now] = [was.supervising, is.supervising];
  const joined = was.phase !== "talking" && is.phase === "talking";
  if (now !== null && (joined || now.mode !== before?.mode)) said.push(now.text);
  return said;
}

/** That it goes on is told after a hold too; that it stands still during one goes without saying. */
function recordingChange(was: CallCardView, is: CallCardView, t: TFunction): string | null {
  const [before, now] = [was.recording?.state, is.recording?.state];
  if (before === now) return null;
  if (now === "failed") return t("announce.recordingFailed");
  if (now === "paused") return t("announce.recordingPaused");
  return now === "on" ? t("announce.recordingOn") : null;
}

/** A call that rang out or was declined can ring again at once, for the same agent, on a new leg. */
function offeredAnew(was: CallCardView, is: CallCardView): boolean {
  return was.phase === "offered" && is.phase === "offered" && was.leg !== is.leg;
}

/** Why a call is gone from the page. Of an offer only what this page knows is said: a call stops ringing for many reasons. */
function endOf(was: CallCardView, before: Picture, after: Picture, t: TFunction): string[] {
  if (before.link === "lost" && after.endedAway !== null) return [after.endedAway];
  // Wrap-up tells of the end itself, together with what there is to do.
  if (was.phase !== "offered") return after.state?.tone === "wrapUp" ? [] : [t("announce.ended")];
  if (was.leg !== null && was.leg === after.declined) return [t("announce.declined")];
  const state = after.me?.state;
  const missed = state?.state === "paused" && (state.reason.kind === "noAnswer" || state.reason.kind === "forced");
  return [t(missed ? "announce.missed" : "announce.offerGone")];
}

/** The colleague who asked for advice has handed the caller over, or somebody else is on the line by a transfer. */
function anotherParty(was: CallCardView, is: CallCardView): boolean {
  if (was.phase === "offered") return false;
  // An agent who was asked for advice has answered already when the caller is being joined.
  const joinedLater = was.phase === "connecting" && was.answeredAt !== null && is.inbound;
  return joinedLater || (was.via !== null && is.via === null) || was.rawNumber !== is.rawNumber;
}

function stateChanges(before: Picture, after: Picture, t: TFunction): string[] {
  const was = before.me?.state.state;
  const is = after.me?.state.state;
  if (after.state === null || was === undefined || is === undefined) return [];
  if (is === "wrapUp" && was !== "wrapUp") {
    const codes = after.me?.wrapUp?.codes.length ?? 0;
    return [t("announce.ended"), t(codes === 0 ? "announce.wrapUp" : "announce.wrapUpCode")];
  }
  if (is !== was && (is === "available" || is === "paused" || is === "signedOut")) {
    return [t("announce.state", { state: after.state.label })];
  }
  if (after.state.pending !== null && after.state.pending !== before.state?.pending) {
    return [t("announce.pending", { state: after.state.pending })];
  }
  return [];
}
