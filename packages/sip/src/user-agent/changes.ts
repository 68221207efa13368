import { type Dialog, dialogFromDraft, refreshTarget } from "../dialog/dialog.ts";
import { headerHas, headerValue } from "../message/headers.ts";
import type { Header, SipRequest, SipResponse } from "../message/types.ts";
import type { ClientTransaction, Content, Flow, InviteClient } from "../transaction/types.ts";
import type { Reply } from "../transaction/write.ts";
import { learnChallenges } from "./authorize.ts";
import type { Call, WantedOffer } from "./call.ts";
import { type Core, withDefaults } from "./core.ts";
import { endedByPeer, hangUp } from "./ending.ts";
import { dialogHeaders, sendSuccess, trying } from "./incoming.ts";
import { inviteHeaders, sendAck } from "./outgoing.ts";
import {
  agreeSession,
  learnMinimum,
  proposeSession,
  raisedSession,
  requestedSession,
  retryRefresh,
  sessionFromResponse,
  tooSmall,
} from "./session-timer.ts";

/*
 * Changes of a session: re-INVITE (RFC 3261 14) and UPDATE (RFC 3311), one at a time.
 *
 *            reinvite()                                  re-INVITE comes
 *                |                                             |
 *    [wanted] -- way free --> [ours] -- 2xx, ACK --> [free]    +-- ours runs ------> 491
 *        ^                      |                              +-- theirs runs ----> 500, Retry-After
 *        +-- random wait -- 491 +-- other --> [free]           +-- way free --> [theirs] -- respond() --> [free]
 */

export function wantOffer(core: Core, call: Call, offer: WantedOffer, now: number): void {
  call.changes.wanted.push(offer);
  nextOffer(core, call, now);
}

/** Sends the next re-INVITE of ours when no INVITE and no other offer is under way. */
export function nextOffer(core: Core, call: Call, now: number): void {
  const { changes, dialog } = call;
  forgetUnanswered(core, call);
  const busy = changes.ours ?? changes.theirs ?? changes.theirUpdate ?? changes.ourUpdate;
  if (call.phase !== "confirmed" || dialog === null || busy !== null || changes.glare) return;
  // Their change is not complete without its ACK, which may hold the answer.
  if (call.unacked.length > 0 || call.owedAck !== null) return;
  const offer = changes.wanted.shift();
  if (offer === undefined) return;
  const headers = [...inviteHeaders(core), ...proposeSession(core, call)];
  sendOffer(core, call, offer, headers, 0, now);
}

/** An UPDATE that the application has let pass until its client gave up stands in nobody's way. */
function forgetUnanswered(core: Core, { changes }: Call): void {
  if (changes.theirUpdate !== null && core.transactions.server(changes.theirUpdate.transaction) === null) {
    changes.theirUpdate = null;
  }
}

function sendOffer(
  core: Core,
  call: Call,
  offer: WantedOffer,
  headers: readonly Header[],
  retries: number,
  now: number,
): void {
  if (call.dialog === null) return;
  const { request, content, glares } = offer;
  const user = { purpose: "reinvite", call: call.id, request: request ?? "" } as const;
  const { key } = core.inside(call.dialog, "INVITE", headers, content, user, now);
  call.changes.ours = { request, content, glares, transaction: key, retries };
}

export function offerResponse(core: Core, tx: InviteClient, response: SipResponse, now: number): void {
  const { status } = response;
  if (status < 200) return;
  const call = core.calls.get(tx.user.call);
  if (status < 300) {
    const sent = tx.acks[response.to.params["tag"] ?? ""];
    if (sent !== undefined) {
      core.send(sent.flow ?? core.outbound, sent.data);
      return;
    }
    // The call may have ended in between: the ACK is owed all the same.
    const dialog = call?.dialog ?? dialogFromDraft(tx.draft, response);
    refreshTarget(dialog, response);
    sendAck(core, tx, dialog, null);
    if (tx.state === "abandoned") return;
  }
  const ours = call?.changes.ours;
  if (call === undefined || ours?.transaction !== tx.key || call.phase !== "confirmed") {
    report(core, tx, status, response);
    return;
  }
  call.changes.ours = null;
  if (status < 300) {
    call.content = ours.content;
    sessionFromResponse(core, call, response, now);
    report(core, tx, status, response);
  } else if (status === 491 && ours.glares < mostGlares) {
    glare(core, call, ours, now);
    return;
  } else {
    const headers = repeatedHeaders(core, call, tx, response, ours.retries);
    if (headers !== null) {
      sendOffer(core, call, ours, headers, ours.retries + 1, now);
      return;
    }
    report(core, tx, status, response);
    if (ours.request === null) retryRefresh(core, call, now);
    if (status === 481 || status === 408) {
      lost(core, call, status, now);
      return;
    }
  }
  nextOffer(core, call, now);
}

/** Headers for the same request again: with credentials, or with a longer session; null where it makes no sense. */
export function repeatedHeaders(
  core: Core,
  call: Call,
  tx: ClientTransaction,
  response: SipResponse,
  retries: number,
): readonly Header[] | null {
  const { status } = response;
  if (status === 401 || status === 407) {
    return learnChallenges(call, tx.draft, response, retries) ? tx.draft.headers : null;
  }
  return status === 422 ? raisedSession(core, call, tx.draft.headers, response, retries) : null;
}

/** Two user agents that wait at random do not meet so often; one that says nothing but 491 is taken at its word. */
const mostGlares = 8;

/** RFC 3261 14.1: who made the Call-ID waits 2.1-4 s, the other 0-2 s, both in steps of 10 ms. */
function glare(core: Core, call: Call, offer: WantedOffer, now: number): void {
  const { request, content, glares } = offer;
  call.changes.wanted.unshift({ request, content, glares: glares + 1 });
  call.changes.glare = true;
  const steps = call.role === "caller" ? 210 + Math.floor(core.random() * 191) : Math.floor(core.random() * 201);
  core.setTimer(call, "glare", now + 10 * steps);
}

export function glareOver(core: Core, call: Call, now: number): void {
  call.changes.glare = false;
  nextOffer(core, call, now);
}

export function offerFailed(core: Core, tx: ClientTransaction, status: 408 | 503, now: number): void {
  const call = core.calls.get(tx.user.call);
  const ours = call?.changes.ours;
  report(core, tx, status, null);
  if (call === undefined || ours?.transaction !== tx.key || call.phase !== "confirmed") return;
  call.changes.ours = null;
  if (status === 408) {
    lost(core, call, status, now);
    return;
  }
  if (ours.request === null) retryRefresh(core, call, now);
  nextOffer(core, call, now);
}

/** RFC 3261 12.2.1.2: 481, 408 and silence end the dialog; the peer that is only slow is told so by a BYE. */
export function lost(core: Core, call: Call, status: number, now: number): void {
  // Before the 2xx it is the INVITE's own outcome that counts.
  if (call.phase === "early") return;
  if (status === 481) endedByPeer(core, call, "failure", null, now);
  else hangUp(core, call, "failure", null, now);
}

function report(core: Core, tx: ClientTransaction, status: number, response: SipResponse | null): void {
  const { request } = tx.user;
  if (request !== "") core.emit({ type: "response", request, status, response });
}

/** A re-INVITE or UPDATE of the peer. */
export function incomingOffer(
  core: Core,
  call: Call,
  dialog: Dialog,
  request: SipRequest,
  flow: Flow,
  now: number,
): void {
  const { changes } = call;
  forgetUnanswered(core, call);
  const isInvite = request.method === "INVITE";
  const offer = isInvite || request.body.length > 0;
  const { key } = core.transactions.accept(request, flow, call.id, now);
  const answer = (status: number, headers: readonly Header[]) =>
    core.transactions.respond(key, plain(status, headers), now);

  if (call.phase === "leaving") return void answer(481, []);
  if (call.phase === "early" && (isInvite || (offer && !isDescribed(call)))) {
    // The offer of the INVITE itself is not answered yet (RFC 3261 14.2, RFC 3311 5.2).
    answer(call.role === "caller" ? 491 : 500, laterHeader(core));
    return;
  }
  const session = requestedSession(request);
  learnMinimum(call, session.minimumSeconds);
  const minimum = tooSmall(core, session);
  if (minimum !== null) return void answer(422, [{ name: "Min-SE", value: String(minimum) }]);
  if (changes.theirs !== null || (offer && changes.theirUpdate !== null)) return void answer(500, laterHeader(core));
  if (offer && (changes.ours !== null || changes.ourUpdate !== null)) return void answer(491, []);

  refreshTarget(dialog, request);
  if (headerValue(request, "Allow") !== null) call.peerUpdates = headerHas(request, "Allow", "UPDATE");
  if (isInvite) {
    changes.theirs = { transaction: key, session, sequence: request.cseq.sequence };
    core.transactions.respond(key, trying, now);
    core.emit({ type: "reinvite", call: call.id, request: key, message: request });
  } else if (!offer) {
    // A refresh of the session or of the target alone: there is nothing to decide.
    const timer = call.phase === "early" ? [] : agreeSession(core, call, session, now);
    answer(200, [...timer, ...dialogHeaders(core)]);
  } else {
    changes.theirUpdate = { transaction: key, session, offer };
    core.emit({ type: "update", call: call.id, request: key, message: request });
  }
}

function isDescribed(call: Call): boolean {
  return call.outgoing?.described === true || call.incoming?.described === true;
}

function laterHeader(core: Core): Header[] {
  return [{ name: "Retry-After", value: String(Math.floor(core.random() * 11)) }];
}

export function plain(status: number, headers: readonly Header[]): Reply {
  return { status, reason: null, toTag: null, makesDialog: false, headers, content: null };
}

/** The application's answer to the peer's re-INVITE or UPDATE; false when `request` is neither. */
export function answerOffer(
  core: Core,
  call: Call,
  request: string,
  status: number,
  reason: string | null,
  headers: readonly Header[],
  content: Content | null,
  now: number,
): boolean {
  const { changes } = call;
  const success = status >= 200 && status < 300;
  if (changes.theirs?.transaction === request) {
    const { session, sequence } = changes.theirs;
    if (success) {
      changes.theirs = null;
      if (content !== null) call.content = content;
      const all = withDefaults([...agreeSession(core, call, session, now), ...dialogHeaders(core)], headers);
      sendSuccess(core, call, request, sequence, all, content, false, now);
    } else {
      core.transactions.respond(request, { ...plain(status, headers), reason, content }, now);
      if (status >= 300) changes.theirs = null;
    }
  } else if (changes.theirUpdate?.transaction === request) {
    const { session } = changes.theirUpdate;
    const ours =
      success && call.phase !== "early" ? [...agreeSession(core, call, session, now), ...dialogHeaders(core)] : [];
    if (success && content !== null) call.content = content;
    const reply = { ...plain(status, withDefaults(ours, headers)), reason, content };
    core.transactions.respond(request, reply, now);
    if (status >= 200) changes.theirUpdate = null;
  } else return false;
  nextOffer(core, call, now);
  return true;
}
