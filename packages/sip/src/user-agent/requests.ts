import { dialogKey } from "../dialog/dialog.ts";
import { headerItems, headerValue } from "../message/headers.ts";
import type { Header, SipRequest } from "../message/types.ts";
import { serverKey } from "../transaction/keys.ts";
import { patience } from "../transaction/times.ts";
import type { Flow } from "../transaction/types.ts";
import type { Call } from "./call.ts";
import { incomingOffer, nextOffer, plain } from "./changes.ts";
import { allowedMethods, type Core, supportedExtensions } from "./core.ts";
import { endedByPeer, sendBye } from "./ending.ts";
import { cancelled, dialogHeaders, incomingInvite, releaseHeld } from "./incoming.ts";
import { sendNext, takePrack } from "./reliable.ts";
import { requestedSession, tooSmall } from "./session-timer.ts";

const known = new Set(allowedMethods.split(", "));
/** Methods that we recognise and do not take: 405. What we have never heard of gets 501 (RFC 3261 21.5.2). */
const refusedMethods = new Set(["REGISTER", "SUBSCRIBE", "PUBLISH"]);
/** These mean nothing without a dialog. */
const insideOnly = new Set(["BYE", "UPDATE", "PRACK", "INFO"]);

export function receiveRequest(core: Core, request: SipRequest, flow: Flow, now: number): void {
  if (core.transactions.absorb(request, now)) return;
  if (request.method === "ACK") {
    receiveAck(core, request, now);
    return;
  }
  if (request.method === "CANCEL") {
    receiveCancel(core, request, flow, now);
    return;
  }

  const tagged = request.to.params["tag"] !== undefined;
  const { openInvites } = core.transactions;
  if (request.method === "INVITE" && !tagged && openInvites >= core.options.maxOpenInvites) {
    refuse(core, request, flow, 503, [{ name: "Retry-After", value: "5" }]);
    return;
  }
  const refusal = inspect(core, request, tagged);
  if (refusal !== null) {
    answer(core, request, flow, refusal.status, refusal.headers, now);
    return;
  }
  const call = tagged ? findCall(core, request) : null;
  if (call !== null) {
    receiveInside(core, call, request, flow, now);
    return;
  }
  if (tagged || insideOnly.has(request.method)) {
    answer(core, request, flow, 481, [], now);
    return;
  }
  if (request.method === "INVITE") {
    const minimum = tooSmall(core, requestedSession(request));
    if (minimum === null) {
      incomingInvite(core, request, flow, now);
      return;
    }
    answer(core, request, flow, 422, [{ name: "Min-SE", value: String(minimum) }], now);
    return;
  }
  if (request.method === "OPTIONS") {
    answer(core, request, flow, 200, capabilities(core), now);
    return;
  }
  const { key } = core.transactions.accept(request, flow, "", now);
  core.emit({ type: "request", request: key, message: request });
}

/** What RFC 3261 8.2 looks at before anything is done. */
function inspect(
  core: Core,
  request: SipRequest,
  tagged: boolean,
): { readonly status: number; readonly headers: readonly Header[] } | null {
  const { method } = request;
  if (!known.has(method)) {
    const status = refusedMethods.has(method) ? 405 : 501;
    return { status, headers: [{ name: "Allow", value: allowedMethods }] };
  }
  if (request.uri.scheme === "other") return { status: 416, headers: [] };
  if (!tagged && core.transactions.isMerged(request)) return { status: 482, headers: [] };
  // Without a Contact there is nowhere to send our requests of the dialog to (RFC 3261 8.1.1.8, 12.1.1).
  if (!tagged && method === "INVITE" && headerValue(request, "Contact") === null) return { status: 400, headers: [] };
  const unknown = headerItems(request, "Require").filter((tag) => !supportedExtensions.includes(tag.toLowerCase()));
  if (unknown.length > 0) return { status: 420, headers: [{ name: "Unsupported", value: unknown.join(", ") }] };
  return inspectContent(request) ?? (takesSdp(request) ? null : { status: 406, headers: [] });
}

function inspectContent(request: SipRequest) {
  const encoding = headerValue(request, "Content-Encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") {
    return { status: 415, headers: [{ name: "Accept-Encoding", value: "identity" }] };
  }
  if (request.body.length === 0 || (request.method !== "INVITE" && request.method !== "UPDATE")) return null;
  const type = (headerValue(request, "Content-Type") ?? "").split(";")[0]?.trim().toLowerCase();
  return type === "application/sdp" ? null : { status: 415, headers: [{ name: "Accept", value: "application/sdp" }] };
}

/** An INVITE is answered with SDP: whoever says that it takes something else only cannot be answered (RFC 3261 21.4.7). */
function takesSdp(request: SipRequest): boolean {
  const accepted = headerItems(request, "Accept").map((range) => range.split(";")[0]?.trim().toLowerCase());
  if (request.method !== "INVITE" || headerValue(request, "Accept") === null) return true;
  return accepted.some((range) => range === "application/sdp" || range === "application/*" || range === "*/*");
}

function capabilities(core: Core): Header[] {
  return [...dialogHeaders(core), { name: "Accept", value: "application/sdp" }];
}

/** An answer that the user agent gives by itself, in a transaction of its own. */
function answer(
  core: Core,
  request: SipRequest,
  flow: Flow,
  status: number,
  headers: readonly Header[],
  now: number,
): void {
  // A merged request or one without a dialog is told apart from a new one by its transaction alone.
  const { key } = core.transactions.accept(request, flow, "", now);
  core.transactions.respond(key, { ...plain(status, headers), toTag: core.options.randomToken() }, now);
}

/** Under overload nothing is remembered: the tag is made of the request, so that its repeat gets the same (8.2.7). */
function refuse(core: Core, request: SipRequest, flow: Flow, status: number, headers: readonly Header[]): void {
  const toTag = `o${hash(serverKey(request)).toString(16)}`;
  core.transactions.respondStateless(request, flow, { ...plain(status, headers), toTag });
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

function findCall(core: Core, request: SipRequest): Call | null {
  const key = dialogKey(request.callId, request.to.params["tag"] ?? "", request.from.params["tag"] ?? "");
  const id = core.dialogs.get(key);
  return id === undefined ? null : (core.calls.get(id) ?? null);
}

function receiveInside(core: Core, call: Call, request: SipRequest, flow: Flow, now: number): void {
  const remoteTag = request.from.params["tag"] ?? "";
  const dialog = call.dialog ?? call.early.find((one) => one.remoteTag === remoteTag);
  if (dialog === undefined) {
    answer(core, request, flow, 481, [], now);
    return;
  }
  const { sequence } = request.cseq;
  // RFC 3261 12.2.2: a request that was overtaken.
  if (dialog.remoteSequence !== null && sequence <= dialog.remoteSequence) {
    answer(core, request, flow, 500, [], now);
    return;
  }
  dialog.remoteSequence = sequence;
  // The peer is where it was heard last: behind a NAT that has changed its mind, or on a new connection.
  if (dialog.flow !== null) dialog.flow = flow;
  if (request.method === "INVITE" || request.method === "UPDATE") {
    incomingOffer(core, call, dialog, request, flow, now);
    return;
  }
  const { key } = core.transactions.accept(request, flow, call.id, now);
  const respond = (status: number, headers: readonly Header[]) =>
    core.transactions.respond(key, plain(status, headers), now);
  switch (request.method) {
    case "BYE":
      respond(200, []);
      receiveBye(core, call, request, now);
      return;
    case "PRACK": {
      const { incoming } = call;
      if (incoming === null) return void respond(call.role === "callee" ? 200 : 481, []);
      if (!takePrack(core, call, request)) return void respond(481, []);
      respond(200, []);
      if (request.body.length > 0) core.emit({ type: "prack", call: call.id, message: request });
      sendNext(core, call, incoming, now);
      releaseHeld(core, call, incoming, now);
      return;
    }
    case "OPTIONS":
      return void respond(200, capabilities(core));
    case "INFO":
    case "REFER":
    case "NOTIFY":
    case "MESSAGE": {
      if (call.phase === "leaving") return void respond(481, []);
      const type = eventTypes[request.method];
      core.emit({ type, call: call.id, request: key, message: request });
      return;
    }
    default:
      respond(501, []);
  }
}

const eventTypes = { INFO: "info", REFER: "refer", NOTIFY: "notify", MESSAGE: "message" } as const;

function receiveBye(core: Core, call: Call, request: SipRequest, now: number): void {
  const reason = headerValue(request, "Reason");
  if (call.phase !== "early") {
    endedByPeer(core, call, "remote", reason, now);
    return;
  }
  if (call.role === "callee") {
    cancelled(core, call, request, now);
    return;
  }
  // The peer's 2xx was overtaken by its BYE: when it comes, the call is over at once.
  if (call.outgoing === null) return;
  call.outgoing.cancel ??= { reason: null, sent: true };
  core.setTimer(call, "giveUp", now + patience);
}

/** The ACK to a 2xx of ours; one that fits nothing is dropped (RFC 3261 13.3.1.4, 17.2.1). */
function receiveAck(core: Core, request: SipRequest, now: number): void {
  const call = findCall(core, request);
  const at = call?.unacked.findIndex(({ sequence }) => sequence === request.cseq.sequence) ?? -1;
  const unacked = call?.unacked[at];
  if (call === null || unacked === undefined) return;
  call.unacked.splice(at, 1);
  core.clearTimer(call, `ack ${unacked.sequence}`);
  if (call.byeAfterAck !== null) {
    sendBye(core, call, call.byeAfterAck.reason, now);
    return;
  }
  if (call.phase === "leaving") return;
  if (unacked.first) call.phase = "confirmed";
  if (unacked.first || request.body.length > 0) {
    core.emit({ type: "acknowledged", call: call.id, body: core.text(request.body) });
  }
  nextOffer(core, call, now);
}

/** RFC 3261 9.2. A CANCEL has its own transaction, and an effect only before the final response. */
function receiveCancel(core: Core, request: SipRequest, flow: Flow, now: number): void {
  const invite = core.transactions.inviteServer(serverKey(request, "INVITE"));
  if (invite === null) {
    answer(core, request, flow, 481, [], now);
    return;
  }
  const call = core.calls.get(invite.call);
  const { key } = core.transactions.accept(request, flow, invite.call, now);
  const toTag = call?.localTag ?? core.options.randomToken();
  core.transactions.respond(key, { ...plain(200, []), toTag }, now);
  if (call === undefined || invite.state !== "proceeding") return;
  if (call.incoming?.transaction === invite.key) {
    cancelled(core, call, request, now);
    return;
  }
  if (call.changes.theirs?.transaction !== invite.key) return;
  call.changes.theirs = null;
  core.transactions.respond(invite.key, plain(487, []), now);
  nextOffer(core, call, now);
}
