import { patience, T2, T4 } from "./times.ts";
import type { InviteServer, Port } from "./types.ts";

/*
 * INVITE server transaction: RFC 3261 17.2.1 with the Accepted state of RFC 6026.
 *
 *            INVITE
 *               |
 *               v        (INVITE again: last provisional response again)
 *         [proceeding]
 *      2xx |        | 300-699
 *          v        v        (G, or INVITE again: response again)
 *   [accepted]  [completed] -- H: no ACK --> end
 *          |        | ACK
 *          L        v
 *          |   [confirmed] -- I --> end
 *          v
 *         end
 *
 * A 2xx is repeated by the dialog layer, which alone knows its ACK.
 */

export function inviteServerRepeat(port: Port, tx: InviteServer): void {
  if ((tx.state === "proceeding" || tx.state === "completed") && tx.data !== null) port.send(tx.flow, tx.data);
}

/** Returns false when a final response has been sent before. */
export function inviteServerRespond(
  port: Port,
  tx: InviteServer,
  status: number,
  data: Uint8Array,
  now: number,
): boolean {
  if (tx.state !== "proceeding") return false;
  port.send(tx.flow, data);
  if (status < 200) {
    tx.data = data;
    return true;
  }
  if (status < 300) {
    tx.state = "accepted";
    tx.data = null;
    port.timers.set(tx.key, "L", now + patience);
    return true;
  }
  tx.state = "completed";
  tx.data = data;
  if (tx.flow.transport === "udp") port.timers.set(tx.key, "G", now + tx.interval);
  port.timers.set(tx.key, "H", now + patience);
  return true;
}

/** An ACK that belongs to this transaction. Returns whether it is for the dialog layer, and whether all is over. */
export function inviteServerAck(
  port: Port,
  tx: InviteServer,
  now: number,
): { readonly deliver: boolean; readonly ended: boolean } {
  if (tx.state === "accepted") return { deliver: true, ended: false };
  if (tx.state !== "completed") return { deliver: false, ended: false };
  tx.state = "confirmed";
  tx.data = null;
  port.timers.clear(tx.key, "G");
  port.timers.clear(tx.key, "H");
  const reliable = tx.flow.transport === "tcp";
  if (!reliable) port.timers.set(tx.key, "I", now + T4);
  return { deliver: false, ended: reliable };
}

export function inviteServerTimer(port: Port, tx: InviteServer, timer: string, now: number): "ended" | null {
  if (timer !== "G") return "ended";
  if (tx.data === null) return null;
  port.send(tx.flow, tx.data);
  tx.interval = Math.min(2 * tx.interval, T2);
  port.timers.set(tx.key, "G", now + tx.interval);
  return null;
}
