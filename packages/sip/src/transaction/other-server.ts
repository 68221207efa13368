import { patience } from "./times.ts";
import type { OtherServer, Port } from "./types.ts";

/*
 * Non-INVITE server transaction: RFC 3261 17.2.2.
 *
 *      request
 *         |
 *         v
 *     [trying] -- 1xx --> [proceeding]      (request again: last response again)
 *         | 200-699            | 200-699
 *         v                    v
 *        [completed] <---------+
 *         |
 *         J --> end
 *
 * NOTE: a request that nobody answers is forgotten after 64*T1, when its client has given up (RFC 4320: a 408 would
 * only come too late).
 */

export function startOtherServer(port: Port, tx: OtherServer, now: number): void {
  port.timers.set(tx.key, "J", now + patience);
}

export function otherServerRepeat(port: Port, tx: OtherServer): void {
  if (tx.data !== null) port.send(tx.flow, tx.data);
}

/** Returns whether the response was sent, and whether all is over. */
export function otherServerRespond(
  port: Port,
  tx: OtherServer,
  status: number,
  data: Uint8Array,
  now: number,
): { readonly sent: boolean; readonly ended: boolean } {
  if (tx.state === "completed") return { sent: false, ended: false };
  port.send(tx.flow, data);
  tx.data = data;
  if (status < 200) {
    tx.state = "proceeding";
    return { sent: true, ended: false };
  }
  tx.state = "completed";
  const reliable = tx.flow.transport === "tcp";
  if (reliable) port.timers.clear(tx.key, "J");
  else port.timers.set(tx.key, "J", now + patience);
  return { sent: true, ended: reliable };
}
