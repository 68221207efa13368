import { dialogFromRequest } from "../dialog/dialog.ts";
import { headerHas, headerValue } from "../message/headers.ts";
import type { Header, SipRequest } from "../message/types.ts";
import { patience, T1 } from "../transaction/times.ts";
import type { Content, Flow } from "../transaction/types.ts";
import { type Call, type Incoming, newCall } from "./call.ts";
import { allowedMethods, type Core, withDefaults } from "./core.ts";
import { sendProvisional } from "./reliable.ts";
import { agreeSession, learnMinimum, requestedSession } from "./session-timer.ts";

/** A new call (RFC 3261 13.3). */
export function incomingInvite(core: Core, request: SipRequest, flow: Flow, now: number): void {
  const id = core.options.randomToken();
  const call = newCall(id, "callee", core.options.randomToken(), null);
  const { key } = core.transactions.accept(request, flow, id, now);
  call.dialog = dialogFromRequest(request, call.localTag, flow);
  call.peerUpdates = headerHas(request, "Allow", "UPDATE");
  call.incoming = {
    transaction: key,
    sequence: request.cseq.sequence,
    reliable: headerHas(request, "Require", "100rel"),
    status: 0,
    described: false,
    rseq: 0,
    pending: null,
    waiting: [],
    held: null,
    session: requestedSession(request),
  };
  learnMinimum(call, call.incoming.session.minimumSeconds);
  core.calls.set(id, call);
  core.addDialog(call, call.dialog);
  const expires = /^\s*(\d{1,9})/.exec(headerValue(request, "Expires") ?? "");
  if (expires !== null) core.setTimer(call, "expires", now + 1000 * Number(expires[1]));
  core.transactions.respond(key, trying, now);
  core.emit({ type: "invite", call: id, request });
}

export const trying = { status: 100, reason: null, toTag: null, makesDialog: false, headers: [], content: null };

/** A proxy forgets a call that says nothing for three minutes: the response goes again every minute (13.3.1.1). */
const provisionalInterval = 60_000;

export function ring(core: Core, call: Call, status: number, content: Content | null, now: number): void {
  const { incoming } = call;
  if (incoming === null || incoming.held !== null || status <= 100 || status > 199) return;
  if (content !== null) call.content = content;
  incoming.status = status;
  sendProvisional(core, call, incoming, status, content, now);
  core.setTimer(call, "provisional", now + provisionalInterval);
}

export function repeatRing(core: Core, call: Call, now: number): void {
  const { incoming } = call;
  if (incoming === null) return;
  if (!incoming.reliable || incoming.pending === null) {
    sendProvisional(core, call, incoming, incoming.status, null, now);
  }
  core.setTimer(call, "provisional", now + provisionalInterval);
}

export function accept(core: Core, call: Call, content: Content, headers: readonly Header[], now: number): void {
  const { incoming } = call;
  if (incoming === null) return;
  const owed = incoming.pending?.describes === true || incoming.waiting.some((one) => one.content !== null);
  if (owed) {
    incoming.held ??= { content, headers };
    return;
  }
  leaveEarly(core, call);
  const ours = [...agreeSession(core, call, incoming.session, now), ...dialogHeaders(core)];
  call.phase = "accepted";
  call.content = content;
  if (call.dialog !== null) call.dialog.state = "confirmed";
  sendSuccess(core, call, incoming.transaction, incoming.sequence, withDefaults(ours, headers), content, true, now);
}

export function dialogHeaders(core: Core): Header[] {
  return [
    { name: "Contact", value: core.contact },
    { name: "Allow", value: allowedMethods },
    { name: "Supported", value: "100rel, timer" },
    { name: "User-Agent", value: core.options.userAgent },
  ];
}

/** A 2xx to an INVITE, repeated until its ACK comes, also over TCP: a proxy may go on over UDP (13.3.1.4). */
export function sendSuccess(
  core: Core,
  call: Call,
  transaction: string,
  sequence: number,
  headers: readonly Header[],
  content: Content | null,
  first: boolean,
  now: number,
): void {
  const reply = { status: 200, reason: null, toTag: call.localTag, makesDialog: true, headers, content };
  const data = core.transactions.respond(transaction, reply, now);
  if (data === null) return;
  call.unacked.push({ sequence, transaction, data, interval: T1, until: now + patience, first });
  core.setTimer(call, `ack ${sequence}`, now + T1);
}

/** 300-699 to the INVITE; the call is over. */
export function refuse(
  core: Core,
  call: Call,
  status: number,
  reason: string | null,
  headers: readonly Header[],
  now: number,
): void {
  const { incoming } = call;
  if (incoming === null) return;
  leaveEarly(core, call);
  const final = status < 300 || status > 699 ? 500 : status;
  const own = withDefaults([], headers);
  const reply = { status: final, reason, toTag: call.localTag, makesDialog: false, headers: own, content: null };
  core.transactions.respond(incoming.transaction, reply, now);
  core.forget(call);
}

/** The caller's CANCEL or BYE, or its Expires: 487 to the INVITE (9.2, 13.3.1, 15.1.2). */
export function cancelled(core: Core, call: Call, request: SipRequest | null, now: number): void {
  refuse(core, call, 487, null, [], now);
  core.emit({ type: "cancelled", call: call.id, request });
}

function leaveEarly(core: Core, call: Call): void {
  call.incoming = null;
  for (const name of ["provisional", "expires", "reliable"]) core.clearTimer(call, name);
}

/** A PRACK may let a held 2xx go. */
export function releaseHeld(core: Core, call: Call, incoming: Incoming, now: number): void {
  const { held } = incoming;
  if (held === null) return;
  incoming.held = null;
  accept(core, call, held.content, held.headers, now);
}
