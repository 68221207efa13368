import { confirmDialog, type Dialog, dialogDraft, dialogFromResponse, refreshTarget } from "../dialog/dialog.ts";
import { formatNameAddr } from "../message/address.ts";
import { headerHas } from "../message/headers.ts";
import type { Header, SipResponse } from "../message/types.ts";
import { formatUri } from "../message/uri.ts";
import { patience } from "../transaction/times.ts";
import type { ClientTransaction, Content, Draft, InviteClient } from "../transaction/types.ts";
import { writeRequest } from "../transaction/write.ts";
import { credentialsOf, learnChallenges } from "./authorize.ts";
import { type Call, newCall, type Outgoing } from "./call.ts";
import { allowedMethods, type Core, routesOf, withDefaults } from "./core.ts";
import { acknowledgeProvisional } from "./reliable.ts";
import { proposeSession, raisedSession, sessionFromResponse } from "./session-timer.ts";
import type { InviteOptions } from "./types.ts";

/** Sends an INVITE outside any dialog (RFC 3261 13.2). */
export function invite(core: Core, options: InviteOptions, now: number): string | null {
  if (core.calls.has(options.call)) return null;
  const localTag = core.options.randomToken();
  const call = newCall(options.call, "caller", localTag, options.credentials);
  const draft: Draft = {
    method: "INVITE",
    uri: formatUri(options.target),
    routes: routesOf(options.headers),
    from: formatNameAddr({ ...options.from, params: { ...options.from.params, tag: localTag } }),
    to: formatNameAddr(options.to),
    callId: `${core.options.randomToken()}@${core.options.host}`,
    sequence: 1,
    headers: withDefaults([...inviteHeaders(core), ...proposeSession(core, call)], options.headers),
    content: options.content,
  };
  call.content = options.content;
  call.outgoing = {
    transaction: "",
    draft,
    provisional: false,
    cancel: null,
    retries: 0,
    seen: [],
    described: false,
    reliable: {},
  };
  core.calls.set(call.id, call);
  sendInvite(core, call, call.outgoing, now);
  return draft.callId;
}

export function inviteHeaders(core: Core): Header[] {
  return [
    { name: "Contact", value: core.contact },
    { name: "Allow", value: allowedMethods },
    { name: "Supported", value: core.options.offerReliable === true ? "100rel, timer" : "timer" },
    { name: "User-Agent", value: core.options.userAgent },
  ];
}

function sendInvite(core: Core, call: Call, outgoing: Outgoing, now: number): void {
  const user = { purpose: "invite", call: call.id, request: "" } as const;
  outgoing.provisional = false;
  outgoing.transaction = core.request(outgoing.draft, core.outbound, user, now).key;
}

/**
 * RFC 3261 9.1. Before a provisional response a CANCEL could overtake its INVITE, so it waits for one. The 2xx that
 * crosses it is met with ACK and BYE.
 */
export function cancelOutgoing(core: Core, call: Call, reason: string | null, now: number): void {
  const { outgoing } = call;
  if (outgoing === null || outgoing.cancel !== null) return;
  outgoing.cancel = { reason, sent: false };
  if (outgoing.provisional) sendCancel(core, call, outgoing, now);
}

function sendCancel(core: Core, call: Call, outgoing: Outgoing, now: number): void {
  const tx = core.transactions.client(outgoing.transaction);
  if (tx?.kind !== "inviteClient" || outgoing.cancel === null || outgoing.cancel.sent) return;
  outgoing.cancel.sent = true;
  const { reason } = outgoing.cancel;
  const headers: Header[] = reason === null ? [] : [{ name: "Reason", value: reason }];
  const draft: Draft = { ...tx.draft, method: "CANCEL", headers, content: null };
  const branch = tx.key.split(" ")[1] ?? "";
  const user = { purpose: "cancel", call: call.id, request: "" } as const;
  core.transactions.start(draft, tx.via, branch, tx.flow, user, now);
  core.setTimer(call, "giveUp", now + patience);
}

/** RFC 3261 9.1: no final response 64*T1 after the CANCEL. */
export function giveUp(core: Core, call: Call, now: number): void {
  const tx = call.outgoing === null ? null : core.transactions.client(call.outgoing.transaction);
  if (tx?.kind === "inviteClient") core.transactions.abandon(tx, now);
  refused(core, call, 487, null);
}

export function inviteFailed(core: Core, tx: ClientTransaction, status: 408 | 503): void {
  const call = core.calls.get(tx.user.call);
  if (call?.outgoing?.transaction === tx.key) refused(core, call, call.outgoing.cancel === null ? status : 487, null);
}

function refused(core: Core, call: Call, status: number, response: SipResponse | null): void {
  core.forget(call);
  core.emit({ type: "refused", call: call.id, status, response });
}

export function inviteResponse(core: Core, tx: InviteClient, response: SipResponse, now: number): void {
  const found = core.calls.get(tx.user.call);
  // A call is found under its key only as long as this very transaction is the one that it waits for.
  const call = found?.outgoing?.transaction === tx.key ? found : null;
  if (response.status < 200) {
    if (call?.outgoing) provisional(core, call, call.outgoing, response, now);
  } else if (response.status < 300) success(core, tx, call, response, now);
  else if (call?.outgoing) failure(core, call, call.outgoing, response, now);
}

const mostForks = 32;

function provisional(core: Core, call: Call, outgoing: Outgoing, response: SipResponse, now: number): void {
  outgoing.provisional = true;
  if (outgoing.cancel !== null) sendCancel(core, call, outgoing, now);
  const { status } = response;
  if (status === 100) return;
  const tag = response.to.params["tag"] ?? null;
  if (tag !== null) {
    // No honest proxy forks one call so often; a peer that invents tags should not fill our memory.
    if (call.early.length >= mostForks && !call.early.some((one) => one.remoteTag === tag)) return;
    const dialog = earlyDialog(core, call, outgoing, tag, response);
    if (headerHas(response, "Require", "100rel")) {
      if (!acknowledgeProvisional(core, call, outgoing, dialog, response, now)) return;
    }
  }
  if (outgoing.cancel !== null) return;
  const seen = `${tag ?? ""} ${status}`;
  if (outgoing.seen.includes(seen) || outgoing.seen.length > 8 * mostForks) return;
  outgoing.seen.push(seen);
  core.emit({ type: "progress", call: call.id, response });
}

function earlyDialog(core: Core, call: Call, outgoing: Outgoing, tag: string, response: SipResponse): Dialog {
  const known = call.early.find((dialog) => dialog.remoteTag === tag);
  if (known !== undefined) {
    refreshTarget(known, response);
    return known;
  }
  const dialog = dialogFromResponse(outgoing.draft, call.localTag, response);
  call.early.push(dialog);
  core.addDialog(call, dialog);
  return dialog;
}

/** RFC 3261 13.2.2.4. The first 2xx is the call; every other is acknowledged and ended. */
function success(core: Core, tx: InviteClient, call: Call | null, response: SipResponse, now: number): void {
  const tag = response.to.params["tag"] ?? "";
  const sent = tx.acks[tag];
  if (sent !== undefined) {
    core.send(sent.flow ?? core.outbound, sent.data);
    return;
  }
  // The ACK of an INVITE without an offer waits for the application's answer; so do the repeats of its 2xx.
  const owed = core.calls.get(tx.user.call);
  if (owed?.owedAck === tx.key && owed.dialog?.remoteTag === tag) return;
  const localTag = response.from.params["tag"] ?? "";
  const known = call?.early.find((one) => one.remoteTag === tag);
  const dialog = known ?? dialogFromResponse(tx.draft, localTag, response);
  confirmDialog(dialog, response);
  const unwanted = call === null || call.outgoing === null || call.outgoing.cancel !== null;
  const waits = !unwanted && call.content === null && response.body.length > 0;
  if (!waits) sendAck(core, tx, dialog, null);
  if (unwanted) {
    core.inside(dialog, "BYE", [], null, { purpose: "bye", call: "", request: "" }, now);
    if (call !== null) refused(core, call, 487, null);
    return;
  }
  for (const other of call.early) if (other !== dialog) core.dropDialog(other);
  call.early = [];
  call.outgoing = null;
  call.dialog = dialog;
  call.phase = "confirmed";
  call.owedAck = waits ? tx.key : null;
  core.addDialog(call, dialog);
  call.peerUpdates = headerHas(response, "Allow", "UPDATE");
  sessionFromResponse(core, call, response, now);
  core.emit({ type: "answered", call: call.id, response });
}

/** The ACK to a 2xx is a request of the dialog, of a branch of its own; it is kept for the 2xx's repeats. */
export function sendAck(core: Core, tx: InviteClient, dialog: Dialog, content: Content | null): void {
  const flow = core.flowOf(dialog);
  const draft = dialogDraft(dialog, "ACK", tx.draft.sequence, credentialsOf(tx.draft), content);
  const data = writeRequest(draft, core.via(flow, core.newBranch()));
  tx.acks[dialog.remoteTag] = { flow: dialog.flow, data };
  core.send(flow, data);
}

/** Sends the ACK that waits; without an answer when the call is hung up instead. */
export function sendOwedAck(core: Core, call: Call, content: Content | null): void {
  const tx = call.owedAck === null ? null : core.transactions.client(call.owedAck);
  call.owedAck = null;
  if (tx?.kind === "inviteClient" && call.dialog !== null) sendAck(core, tx, call.dialog, content);
}

function failure(core: Core, call: Call, outgoing: Outgoing, response: SipResponse, now: number): void {
  const again = outgoing.cancel === null ? repeatedDraft(core, call, outgoing, response) : null;
  if (again === null) {
    refused(core, call, outgoing.cancel === null ? response.status : 487, response);
    return;
  }
  for (const dialog of call.early) core.dropDialog(dialog);
  call.early = [];
  outgoing.retries++;
  outgoing.draft = again;
  sendInvite(core, call, outgoing, now);
}

/** The same INVITE with credentials (401, 407) or a longer session (422), as a new transaction; null for neither. */
function repeatedDraft(core: Core, call: Call, outgoing: Outgoing, response: SipResponse): Draft | null {
  const { draft } = outgoing;
  const sequence = draft.sequence + 1;
  if (response.status === 401 || response.status === 407) {
    if (!learnChallenges(call, draft, response, outgoing.retries)) return null;
    return { ...draft, sequence, headers: core.authorize(call, draft) };
  }
  if (response.status !== 422) return null;
  const headers = raisedSession(core, call, draft.headers, response, outgoing.retries);
  // A nonce counts every request: the credentials of the refused one would be a replay (RFC 7616 3.4).
  return headers === null ? null : { ...draft, sequence, headers: core.authorize(call, { ...draft, headers }) };
}
