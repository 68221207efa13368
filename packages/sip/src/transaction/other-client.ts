import { patience, T2, T4 } from "./times.ts";
import type { OtherClient, Port } from "./types.ts";

/*
 * Non-INVITE client transaction: RFC 3261 17.1.2.
 *
 *        request sent
 *             |   E: send again, twice as late, at most every T2 (unreliable)
 *         [trying] ----------------- F: time-out, or the flow is lost --> end
 *     1xx |      | 200-699                      ^
 *         v      |                              |
 *   [proceeding] + ------------- F -------------+
 *         |  E: every T2
 *         | 200-699
 *         v
 *    [completed] -- K --> end
 */

export function startOtherClient(port: Port, tx: OtherClient, now: number): void {
  if (tx.data !== null) port.send(tx.flow, tx.data);
  if (tx.flow.transport === "udp") port.timers.set(tx.key, "E", now + tx.interval);
  port.timers.set(tx.key, "F", now + patience);
}

export function otherClientResponse(
  port: Port,
  tx: OtherClient,
  status: number,
  now: number,
): { readonly deliver: boolean; readonly ended: boolean } {
  if (tx.state === "completed") return { deliver: false, ended: false };
  if (status < 200) {
    tx.state = "proceeding";
    return { deliver: true, ended: false };
  }
  tx.state = "completed";
  tx.data = null;
  port.timers.clear(tx.key, "E");
  port.timers.clear(tx.key, "F");
  const reliable = tx.flow.transport === "tcp";
  if (!reliable) port.timers.set(tx.key, "K", now + T4);
  return { deliver: true, ended: reliable };
}

export function otherClientTimer(port: Port, tx: OtherClient, timer: string, now: number): "timeout" | "ended" | null {
  if (timer === "F") return "timeout";
  if (timer === "K") return "ended";
  if (tx.data === null) return null;
  port.send(tx.flow, tx.data);
  tx.interval = tx.state === "proceeding" ? T2 : Math.min(2 * tx.interval, T2);
  port.timers.set(tx.key, "E", now + tx.interval);
  return null;
}
