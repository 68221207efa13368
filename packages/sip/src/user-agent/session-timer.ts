import type { Dialog } from "../dialog/dialog.ts";
import { headerHas, headerValue } from "../message/headers.ts";
import type { Header, SipRequest, SipResponse } from "../message/types.ts";
import type { Call, RequestedSession } from "./call.ts";
import type { Core } from "./core.ts";

/*
 * Session timers (RFC 4028). Who refreshes does so at half of the interval; both hang up when the session runs out:
 *
 *    2xx with Session-Expires --> [running] -- refresh at 1/2 (ours), or seen (theirs) --> [running]
 *                                     |
 *                                     +-- min(32 s, 1/3) before the end: BYE
 */

const standard = { expiresSeconds: 1800, minimumSeconds: 90 };
/** No session may be agreed for less, whoever asks (RFC 4028 4). */
const shortestSeconds = 90;

function settings(core: Core): { readonly expiresSeconds: number; readonly minimumSeconds: number } {
  return core.options.sessionTimer ?? standard;
}

/**
 * The headers of a request that offers a session timer; for a session that runs, the roles stay as they are.
 * Min-SE is the largest that the call has met, and the interval no shorter (RFC 4028 7.4).
 */
export function proposeSession(core: Core, call: Call): Header[] {
  const { session } = call;
  const least = leastSeconds(core, call);
  const expires = Math.max(session?.expiresSeconds ?? settings(core).expiresSeconds, least);
  const role = session === null ? "" : `;refresher=${session.weRefresh ? "uac" : "uas"}`;
  return [
    { name: "Session-Expires", value: `${expires}${role}` },
    { name: "Min-SE", value: String(least) },
  ];
}

function leastSeconds(core: Core, call: Call): number {
  return Math.max(settings(core).minimumSeconds, call.minimumSeconds);
}

/** Takes in the Min-SE of a 422 or of the peer's INVITE or UPDATE. */
export function learnMinimum(call: Call, minimumSeconds: number | null): void {
  call.minimumSeconds = Math.max(call.minimumSeconds, minimumSeconds ?? 0);
}

/** A peer that asks for ever more is not followed for ever. */
const mostRaises = 4;

/** After a 422: the same headers with the interval that the peer asks for (RFC 4028 7.3); null when it asks none. */
export function raisedSession(
  core: Core,
  call: Call,
  headers: readonly Header[],
  response: SipResponse,
  retries: number,
): Header[] | null {
  const asked = seconds(headerValue(response, "Min-SE"));
  if (asked === null || retries >= mostRaises) return null;
  learnMinimum(call, asked);
  const least = leastSeconds(core, call);
  return headers.map(({ name, value }) => {
    if (name === "Min-SE") return { name, value: String(least) };
    if (name !== "Session-Expires" || (seconds(value) ?? 0) >= least) return { name, value };
    return { name, value: value.replace(/\d+/, String(least)) };
  });
}

export function requestedSession(request: SipRequest): RequestedSession {
  const value = headerValue(request, "Session-Expires");
  return {
    expiresSeconds: seconds(value),
    minimumSeconds: seconds(headerValue(request, "Min-SE")),
    refresher: refresher(value),
    supported: headerHas(request, "Supported", "timer") || headerHas(request, "Require", "timer"),
  };
}

/** Null, or the Min-SE that a 422 has to name. A caller without session timers cannot be told (RFC 4028 9). */
export function tooSmall(core: Core, asked: RequestedSession): number | null {
  const { minimumSeconds } = settings(core);
  return asked.supported && asked.expiresSeconds !== null && asked.expiresSeconds < minimumSeconds
    ? minimumSeconds
    : null;
}

/** The headers of our 2xx, and the session that it begins or goes on with (RFC 4028 9, table 2). */
export function agreeSession(core: Core, call: Call, asked: RequestedSession, now: number): Header[] {
  const expires = agreedSeconds(core, asked);
  if (expires === null) {
    endSession(core, call, now);
    return [];
  }
  const role = asked.supported ? (asked.refresher ?? "uac") : "uas";
  startSession(core, call, expires, role === "uas", now);
  const headers = [{ name: "Session-Expires", value: `${expires};refresher=${role}` }];
  return role === "uac" ? [{ name: "Require", value: "timer" }, ...headers] : headers;
}

/**
 * An interval that was asked for is not raised, and none goes below 90 s or the Min-SE that came along. Null when no
 * interval is left, or when nobody asks for one: then the 2xx agrees no session timer.
 */
function agreedSeconds(core: Core, asked: RequestedSession): number | null {
  const least = Math.max(shortestSeconds, asked.minimumSeconds ?? 0);
  if (asked.expiresSeconds !== null) return asked.expiresSeconds < least ? null : asked.expiresSeconds;
  return asked.supported ? Math.max(settings(core).expiresSeconds, least) : null;
}

/** What a 2xx to our INVITE or UPDATE says of the session (RFC 4028 7.2). */
export function sessionFromResponse(core: Core, call: Call, response: SipResponse, now: number): void {
  const value = headerValue(response, "Session-Expires");
  const expires = seconds(value);
  if (expires === null || expires === 0) endSession(core, call, now);
  else startSession(core, call, expires, refresher(value) !== "uas", now);
}

function startSession(core: Core, call: Call, expiresSeconds: number, weRefresh: boolean, now: number): void {
  call.session = { expiresSeconds, weRefresh };
  const interval = expiresSeconds * 1000;
  core.setTimer(call, "session", now + interval - Math.min(32_000, interval / 3));
  if (weRefresh) core.setTimer(call, "refresh", now + interval / 2);
  else core.clearTimer(call, "refresh");
}

/**
 * The peer keeps no session timer. It is asked for a sign of life all the same: one that vanished without a BYE would
 * leave a call that never ends.
 */
function endSession(core: Core, call: Call, now: number): void {
  call.session = null;
  core.clearTimer(call, "session");
  askAgain(core, call, now);
}

function askAgain(core: Core, call: Call, now: number): void {
  core.setTimer(call, "refresh", now + settings(core).expiresSeconds * 500);
}

/** A refresh that failed for now is tried again before the session runs out. */
export function retryRefresh(core: Core, call: Call, now: number): void {
  if (call.session === null) askAgain(core, call, now);
  else if (call.session.weRefresh) core.setTimer(call, "refresh", now + (call.session.expiresSeconds * 1000) / 10);
}

/** Refreshes by UPDATE without a body where the peer takes it; false where it has to be a re-INVITE. */
export function refreshByUpdate(core: Core, call: Call, dialog: Dialog, now: number): boolean {
  if (!call.peerUpdates) return false;
  const headers = [
    { name: "Contact", value: core.contact },
    { name: "Supported", value: "timer" },
    ...proposeSession(core, call),
  ];
  core.inside(dialog, "UPDATE", headers, null, { purpose: "refresh", call: call.id, request: "" }, now);
  return true;
}

function seconds(value: string | null): number | null {
  const match = value === null ? null : /^\s*(\d{1,9})/.exec(value);
  return match === null ? null : Number(match[1]);
}

function refresher(value: string | null): "uac" | "uas" | null {
  const role = value === null ? null : /;\s*refresher\s*=\s*(uac|uas)/i.exec(value)?.[1]?.toLowerCase();
  return role === "uac" || role === "uas" ? role : null;
}
