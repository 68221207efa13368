import type { Header } from "../message/types.ts";
import type { Call } from "./call.ts";
import type { Core } from "./core.ts";
import { sendOwedAck } from "./outgoing.ts";

type EndedBy = "remote" | "local" | "noAck" | "sessionTimer" | "failure";

/** Ends an answered call from our side: BYE now, or when the ACK is in (RFC 3261 15). */
export function hangUp(core: Core, call: Call, by: EndedBy, reason: string | null, now: number): void {
  if (call.phase !== "accepted" && call.phase !== "confirmed") return;
  const waits = call.phase === "accepted" && by === "local";
  leave(core, call, now);
  if (waits) call.byeAfterAck = { reason };
  else sendBye(core, call, reason, now);
  core.emit({ type: "ended", call: call.id, by, reason });
}

/** The peer ended it, or does not know it any more: nothing is owed. */
export function endedByPeer(core: Core, call: Call, by: EndedBy, reason: string | null, now: number): void {
  const silent = call.phase === "leaving";
  leave(core, call, now);
  // A BYE of ours that runs keeps the call until it is answered.
  if (!silent || call.byeAfterAck !== null) core.forget(call);
  if (!silent) core.emit({ type: "ended", call: call.id, by, reason });
}

/** Requests that wait for an answer get 487 (RFC 3261 15.1.2); whatever of ours waits comes to nothing. */
function leave(core: Core, call: Call, now: number): void {
  call.phase = "leaving";
  const { changes } = call;
  for (const pending of [changes.theirs, changes.theirUpdate]) {
    if (pending === null) continue;
    const reply = { status: 487, reason: null, toTag: null, makesDialog: false, headers: [], content: null };
    core.transactions.respond(pending.transaction, reply, now);
  }
  changes.theirs = null;
  changes.theirUpdate = null;
  for (const { request } of changes.wanted.splice(0)) {
    if (request !== null) core.emit({ type: "response", request, status: 487, response: null });
  }
  for (const name of ["glare", "refresh", "session"]) core.clearTimer(call, name);
}

export function sendBye(core: Core, call: Call, reason: string | null, now: number): void {
  call.byeAfterAck = null;
  const { dialog } = call;
  if (dialog === null) {
    core.forget(call);
    return;
  }
  sendOwedAck(core, call, null);
  call.byeReason = reason;
  for (const { sequence } of call.unacked) core.clearTimer(call, `ack ${sequence}`);
  call.unacked = [];
  const headers: Header[] = reason === null ? [] : [{ name: "Reason", value: reason }];
  core.inside(dialog, "BYE", headers, null, { purpose: "bye", call: call.id, request: "" }, now);
}
