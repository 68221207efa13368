import type { Dialog } from "../dialog/dialog.ts";
import { headerValue } from "../message/headers.ts";
import type { SipRequest, SipResponse } from "../message/types.ts";
import { patience, T1 } from "../transaction/times.ts";
import type { Content } from "../transaction/types.ts";
import type { Call, Incoming, Outgoing } from "./call.ts";
import { allowedMethods, type Core } from "./core.ts";

/*
 * Reliable provisional responses (RFC 3262), one at a time:
 *
 *    ring --> [pending] -- PRACK --> the next one that waits, or a 2xx that was held
 *                 |
 *                 +-- again at T1, 2*T1, 4*T1 ...; 64*T1 without PRACK: the INVITE is refused with 504
 */

/** Sends a 101-199, reliably when the caller required it. */
export function sendProvisional(
  core: Core,
  call: Call,
  incoming: Incoming,
  status: number,
  content: Content | null,
  now: number,
): void {
  if (!incoming.reliable) {
    core.transactions.respond(incoming.transaction, provisional(core, call, status, content, []), now);
    return;
  }
  incoming.waiting.push({ status, content });
  sendNext(core, call, incoming, now);
}

function provisional(
  core: Core,
  call: Call,
  status: number,
  content: Content | null,
  extra: readonly { readonly name: string; readonly value: string }[],
) {
  const headers = [{ name: "Contact", value: core.contact }, { name: "Allow", value: allowedMethods }, ...extra];
  return { status, reason: null, toTag: call.localTag, makesDialog: true, headers, content };
}

export function sendNext(core: Core, call: Call, incoming: Incoming, now: number): void {
  if (incoming.pending !== null) return;
  const next = incoming.waiting.shift();
  if (next === undefined) return;
  incoming.rseq++;
  const reply = provisional(core, call, next.status, next.content, [
    { name: "Require", value: "100rel" },
    { name: "RSeq", value: String(incoming.rseq) },
  ]);
  const data = core.transactions.respond(incoming.transaction, reply, now);
  if (data === null) return;
  const describes = next.content !== null;
  incoming.pending = { rseq: incoming.rseq, data, describes, interval: T1, until: now + patience };
  core.setTimer(call, "reliable", now + T1);
}

/** The "reliable" timer: again, or false when the caller has had its 64*T1. */
export function repeatProvisional(core: Core, call: Call, incoming: Incoming, now: number): boolean {
  const { pending } = incoming;
  const tx = core.transactions.server(incoming.transaction);
  if (pending === null || tx === null) return true;
  if (now >= pending.until) return false;
  core.send(tx.flow, pending.data);
  pending.interval *= 2;
  core.setTimer(call, "reliable", Math.min(now + pending.interval, pending.until));
  return true;
}

/** Whether a PRACK is for the response that waits for it. */
export function takePrack(core: Core, call: Call, request: SipRequest): boolean {
  const { incoming } = call;
  const rack = /^(\d+)\s+(\d+)\s+(\S+)$/.exec(headerValue(request, "RAck") ?? "");
  if (incoming?.pending == null || rack === null) return false;
  const fits =
    Number(rack[1]) === incoming.pending.rseq && Number(rack[2]) === incoming.sequence && rack[3] === "INVITE";
  if (!fits) return false;
  incoming.described ||= incoming.pending.describes;
  incoming.pending = null;
  core.clearTimer(call, "reliable");
  return true;
}

/** As a caller: the PRACK for a reliable response; false when it is a repeat or came out of order (RFC 3262 4). */
export function acknowledgeProvisional(
  core: Core,
  call: Call,
  outgoing: Outgoing,
  dialog: Dialog,
  response: SipResponse,
  now: number,
): boolean {
  const text = headerValue(response, "RSeq")?.trim() ?? "";
  const rseq = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  const last = outgoing.reliable[dialog.remoteTag];
  // RFC 3262 7.1: from 1 to 2^32-1.
  if (rseq === 0 || rseq >= 2 ** 32 || (last !== undefined && rseq !== last + 1)) return false;
  outgoing.reliable[dialog.remoteTag] = rseq;
  outgoing.described ||= response.body.length > 0;
  const rack = { name: "RAck", value: `${rseq} ${outgoing.draft.sequence} INVITE` };
  core.inside(dialog, "PRACK", [rack], null, { purpose: "prack", call: call.id, request: "" }, now);
  return true;
}
