import { formatNameAddr, parseNameAddrs, splitList } from "../message/address.ts";
import type { Header, SipMessage, SipRequest, SipResponse } from "../message/types.ts";
import { formatUri } from "../message/uri.ts";
import type { Content, Draft, Flow } from "../transaction/types.ts";

/*
 * A dialog (RFC 3261 12), with what goes on the wire kept as text.
 *
 *    101-199 with a To tag          2xx
 *   ----------------------> [early] ----> [confirmed] ---- BYE ----> end
 *                              |
 *                              +-- 300-699, or another fork's 2xx --> end
 */
export interface Dialog {
  state: "early" | "confirmed";
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** From and To of our requests, with their tags. */
  readonly local: string;
  readonly remote: string;
  /** The route set, next hop first. */
  routes: readonly string[];
  /** Where our requests end. */
  target: string;
  localSequence: number;
  /** Null until the peer has sent a request. */
  remoteSequence: number | null;
  /** Where requests go; null for the outbound flow of the moment. */
  flow: Flow | null;
}

export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId} ${localTag} ${remoteTag}`;
}

export function keyOf(dialog: Dialog): string {
  return dialogKey(dialog.callId, dialog.localTag, dialog.remoteTag);
}

/** RFC 3261 12.1.1. `localTag` is what our responses put into To. */
export function dialogFromRequest(request: SipRequest, localTag: string, flow: Flow): Dialog {
  return {
    state: "early",
    callId: request.callId,
    localTag,
    remoteTag: request.from.params["tag"] ?? "",
    local: formatNameAddr({ ...request.to, params: { ...request.to.params, tag: localTag } }),
    remote: formatNameAddr(request.from),
    routes: recordRoutes(request),
    target: contactOf(request) ?? formatUri(request.from.uri),
    // RFC 3261 12.1.1 leaves it empty; any first number below 2^31 will do.
    localSequence: 0,
    remoteSequence: request.cseq.sequence,
    flow,
  };
}

/** RFC 3261 12.1.2. `localTag` is the one of our From. */
export function dialogFromResponse(draft: Draft, localTag: string, response: SipResponse): Dialog {
  return {
    state: response.status < 200 ? "early" : "confirmed",
    callId: draft.callId,
    localTag,
    remoteTag: response.to.params["tag"] ?? "",
    local: draft.from,
    remote: formatNameAddr(response.to),
    routes: recordRoutes(response).reverse(),
    target: contactOf(response) ?? draft.uri,
    localSequence: draft.sequence,
    remoteSequence: null,
    flow: null,
  };
}

/** As much as an ACK needs of a dialog that is forgotten: what the INVITE inside it went with. */
export function dialogFromDraft(draft: Draft, response: SipResponse): Dialog {
  const remoteTag = response.to.params["tag"] ?? "";
  const { callId, from: local, to: remote, routes, uri: target, sequence } = draft;
  const localTag = response.from.params["tag"] ?? "";
  const rest = { localSequence: sequence, remoteSequence: null, flow: null };
  return { state: "confirmed", callId, localTag, remoteTag, local, remote, routes, target, ...rest };
}

/** The 2xx decides the route set of a dialog that was early (RFC 3261 13.2.2.4). */
export function confirmDialog(dialog: Dialog, response: SipResponse): void {
  dialog.state = "confirmed";
  dialog.routes = recordRoutes(response).reverse();
  refreshTarget(dialog, response);
}

/** RFC 3261 12.2: Contact of a re-INVITE or UPDATE, or of its 2xx. */
export function refreshTarget(dialog: Dialog, message: SipMessage): void {
  dialog.target = contactOf(message) ?? dialog.target;
}

/** A request inside the dialog (RFC 3261 12.2.1.1), through loose or strict routers. */
export function dialogDraft(
  dialog: Dialog,
  method: string,
  sequence: number,
  headers: readonly Header[],
  content: Content | null,
): Draft {
  const first = dialog.routes[0];
  let uri = dialog.target;
  let routes = dialog.routes;
  if (first !== undefined && !isLoose(first)) {
    uri = strictUri(first);
    routes = [...routes.slice(1), `<${dialog.target}>`];
  }
  const { local, remote, callId } = dialog;
  return { method, uri, routes, from: local, to: remote, callId, sequence, headers, content };
}

function contactOf(message: SipMessage): string | null {
  for (const { name, value } of message.headers) {
    if (name !== "Contact" || value === "*") continue;
    const uri = parseNameAddrs(value)?.[0]?.uri;
    return uri === undefined ? null : formatUri(uri);
  }
  return null;
}

function recordRoutes(message: SipMessage): string[] {
  const routes: string[] = [];
  for (const { name, value } of message.headers) if (name === "Record-Route") routes.push(...splitList(value));
  return routes;
}

function isLoose(route: string): boolean {
  const uri = parseNameAddrs(route)?.[0]?.uri;
  return uri !== undefined && uri.scheme !== "other" && uri.params["lr"] !== undefined;
}

/** What may not stand in a Request-URI (the `method` parameter, headers) is left out (RFC 3261 12.2.1.1). */
function strictUri(route: string): string {
  const uri = parseNameAddrs(route)?.[0]?.uri;
  if (uri === undefined || uri.scheme === "other" || uri.scheme === "tel")
    return uri === undefined ? route : formatUri(uri);
  const params = { ...uri.params };
  delete params["method"];
  return formatUri({ ...uri, params, headers: null });
}
