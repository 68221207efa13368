import type { Dialog } from "../dialog/dialog.ts";
import { refreshTarget } from "../dialog/dialog.ts";
import type { Header, SipResponse } from "../message/types.ts";
import type { ClientTransaction, ClientUser, Content } from "../transaction/types.ts";
import type { Call } from "./call.ts";
import { lost, nextOffer, repeatedHeaders, wantOffer } from "./changes.ts";
import { allowedMethods, type Core, withDefaults } from "./core.ts";
import { refreshByUpdate, retryRefresh, sessionFromResponse } from "./session-timer.ts";

/** A request of the application's inside a call. */
export function sendInside(
  core: Core,
  call: Call,
  request: string,
  method: string,
  headers: readonly Header[],
  content: Content | null,
  now: number,
): void {
  const dialog = call.dialog ?? call.early.at(-1) ?? null;
  if (dialog === null || call.phase === "leaving") {
    core.emit({ type: "response", request, status: 481, response: null });
    return;
  }
  const ours = [
    { name: "Contact", value: core.contact },
    { name: "Allow", value: allowedMethods },
    { name: "Supported", value: "timer" },
    { name: "User-Agent", value: core.options.userAgent },
  ];
  const user = { purpose: "inside", call: call.id, request } as const;
  const { key } = core.inside(dialog, method, withDefaults(ours, headers), content, user, now);
  if (method === "UPDATE" && content !== null) call.changes.ourUpdate = key;
}

/** PRACK, BYE, refreshes and what the application sent: everything inside a dialog but INVITE and CANCEL. */
export function insideResponse(core: Core, tx: ClientTransaction, response: SipResponse, now: number): void {
  const { status } = response;
  if (status < 200) return;
  const call = core.calls.get(tx.user.call);
  const dialog = call?.dialog ?? null;
  if (call !== undefined && dialog !== null && (status === 401 || status === 407 || status === 422)) {
    if (repeat(core, call, dialog, tx, response, now)) return;
  }
  settled(core, tx, status, response);
  if (call === undefined || call.phase === "leaving") return;
  if (tx.draft.method === "UPDATE" && status < 300 && dialog !== null) {
    refreshTarget(dialog, response);
    if (call.phase === "confirmed") sessionFromResponse(core, call, response, now);
    if (tx.user.purpose === "inside" && tx.draft.content !== null) call.content = tx.draft.content;
  }
  if (tx.user.purpose === "refresh" && status >= 300) refreshRefused(core, call, status, now);
  else if (status === 481 && endsCall(tx)) lost(core, call, status, now);
  nextOffer(core, call, now);
}

function repeat(
  core: Core,
  call: Call,
  dialog: Dialog,
  tx: ClientTransaction,
  response: SipResponse,
  now: number,
): boolean {
  const { retries = 0 } = tx.user;
  const headers = repeatedHeaders(core, call, tx, response, retries);
  if (headers === null) return false;
  const user: ClientUser = { ...tx.user, retries: retries + 1 };
  const { key } = core.inside(dialog, tx.draft.method, headers, tx.draft.content, user, now);
  if (call.changes.ourUpdate === tx.key) call.changes.ourUpdate = key;
  return true;
}

export function insideFailed(core: Core, tx: ClientTransaction, status: 408 | 503, now: number): void {
  const call = core.calls.get(tx.user.call);
  if (tx.user.purpose === "bye" && status === 503 && call !== undefined && call.lostByes < mostLostByes) {
    // The connection is gone, not the peer: the BYE goes again over the next one.
    core.setTimer(call, "bye", now + 1_000 * 2 ** call.lostByes++);
    return;
  }
  settled(core, tx, status, null);
  if (call === undefined || call.phase === "leaving") return;
  if (status === 408 && tx.draft.method === "UPDATE") {
    lost(core, call, status, now);
    return;
  }
  if (tx.user.purpose === "refresh") retryRefresh(core, call, now);
  nextOffer(core, call, now);
}

const mostLostByes = 4;

/** What has to be done whatever the outcome. */
function settled(core: Core, tx: ClientTransaction, status: number, response: SipResponse | null): void {
  const { purpose, request } = tx.user;
  const call = core.calls.get(tx.user.call);
  if (call?.changes.ourUpdate === tx.key) call.changes.ourUpdate = null;
  if (purpose === "inside" || purpose === "outside") core.emit({ type: "response", request, status, response });
  if (purpose === "bye" && call?.phase === "leaving") core.forget(call);
}

/**
 * NOTE: RFC 3261 12.2.1.2 lets every 481 end the dialog. A NOTIFY of a subscription that is over gets one while the
 * call goes on (RFC 5057 5.1), and a PRACK that came too late as well.
 */
function endsCall(tx: ClientTransaction): boolean {
  return tx.draft.method !== "NOTIFY" && tx.user.purpose !== "prack";
}

/** The "refresh" timer of a session that is ours to refresh. */
export function refresh(core: Core, call: Call, now: number): void {
  const { dialog, content } = call;
  if (call.phase !== "confirmed" || dialog === null) {
    if (call.phase === "accepted") retryRefresh(core, call, now);
    return;
  }
  if (refreshByUpdate(core, call, dialog, now)) return;
  if (content !== null) wantOffer(core, call, { request: null, content, glares: 0 }, now);
}

function refreshRefused(core: Core, call: Call, status: number, now: number): void {
  if (status === 481 || status === 408) {
    lost(core, call, status, now);
    return;
  }
  if (status === 405 || status === 501) {
    call.peerUpdates = false;
    refresh(core, call, now);
  } else retryRefresh(core, call, now);
}
