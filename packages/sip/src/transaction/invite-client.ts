import { patience, timerD } from "./times.ts";
import type { InviteClient, Port } from "./types.ts";

/*
 * INVITE client transaction: RFC 3261 17.1.1 with the Accepted state of RFC 6026.
 *
 *              INVITE sent
 *                   |   A: send again, twice as late (unreliable)
 *               [calling] ---------- B: time-out, or the flow is lost ----+
 *       1xx |   2xx |   | 300-699                                         v
 *           v       |   |                                            [abandoned]
 *    [proceeding] --+   +-- ACK --> [completed] -- D --> end              |
 *           |   2xx |   | 300-699       ^                                M --> end
 *           +-------+---+---------------+ (again: ACK)
 *                   v
 *               [accepted]  (each 2xx goes to the dialog layer)
 *                   |
 *                   M --> end
 *
 * In [proceeding] B runs on for an INVITE inside a dialog alone, which nobody cancels.
 *
 * NOTE: [abandoned] is ours: it outlives the time-out so that a 2xx that comes later is still met with ACK and BYE.
 */

export function startInviteClient(port: Port, tx: InviteClient, now: number): void {
  if (tx.data !== null) port.send(tx.flow, tx.data);
  if (tx.flow.transport === "udp") port.timers.set(tx.key, "A", now + tx.interval);
  port.timers.set(tx.key, "B", now + patience);
}

/** `ack` writes the ACK to a 300-699. Returns whether the response is for the dialog layer, and whether all is over. */
export function inviteClientResponse(
  port: Port,
  tx: InviteClient,
  status: number,
  ack: () => Uint8Array,
  now: number,
): { readonly deliver: boolean; readonly ended: boolean } {
  switch (tx.state) {
    case "calling":
    case "proceeding": {
      stopSending(port, tx);
      if (status < 200) {
        tx.state = "proceeding";
        if (tx.limit !== null) port.timers.set(tx.key, "B", now + tx.limit);
        return { deliver: true, ended: false };
      }
      if (status < 300) {
        accepted(port, tx, "accepted", now);
        return { deliver: true, ended: false };
      }
      tx.state = "completed";
      tx.ack = ack();
      forgetContent(tx);
      port.send(tx.flow, tx.ack);
      const reliable = tx.flow.transport === "tcp";
      if (!reliable) port.timers.set(tx.key, "D", now + timerD);
      return { deliver: true, ended: reliable };
    }
    case "completed":
      if (status >= 300 && tx.ack !== null) port.send(tx.flow, tx.ack);
      return { deliver: false, ended: false };
    case "accepted":
      return { deliver: status >= 200 && status < 300, ended: false };
    case "abandoned":
      if (status < 200) return { deliver: false, ended: false };
      if (status < 300) return { deliver: true, ended: false };
      port.send(tx.flow, ack());
      return { deliver: false, ended: false };
  }
}

export function inviteClientTimer(
  port: Port,
  tx: InviteClient,
  timer: string,
  now: number,
): "timeout" | "ended" | null {
  switch (timer) {
    case "A":
      if (tx.state !== "calling" || tx.data === null) return null;
      port.send(tx.flow, tx.data);
      tx.interval *= 2;
      port.timers.set(tx.key, "A", now + tx.interval);
      return null;
    case "B":
      abandonInviteClient(port, tx, now);
      return "timeout";
    default:
      return "ended";
  }
}

/** The dialog layer waits no longer, or the flow is lost; a 2xx that still comes is delivered. */
export function abandonInviteClient(port: Port, tx: InviteClient, now: number): void {
  stopSending(port, tx);
  accepted(port, tx, "abandoned", now);
}

function accepted(port: Port, tx: InviteClient, state: "accepted" | "abandoned", now: number): void {
  tx.state = state;
  forgetContent(tx);
  port.timers.set(tx.key, "M", now + patience);
}

function stopSending(port: Port, tx: InviteClient): void {
  port.timers.clear(tx.key, "A");
  port.timers.clear(tx.key, "B");
}

/** The transaction lives on for half a minute: what it no longer needs should not. */
function forgetContent(tx: InviteClient): void {
  tx.data = null;
  tx.draft = { ...tx.draft, content: null };
}
