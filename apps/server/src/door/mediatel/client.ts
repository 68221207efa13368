import type { ClientToMediatel, MediatelToClient } from "@belfry/contracts";
import type { Socket } from "socket.io";
import { Allowance } from "../socket/allowance.ts";
import type { Seat } from "./seat.ts";
import type { Problem } from "./snapshot.ts";

export type MediatelSocket = Socket<ClientToMediatel, MediatelToClient>;

/** One connection of the protocol. Its messages are handled one after the other. */
export class Client {
  readonly socket: MediatelSocket;
  readonly allowance: Allowance;
  seat: Seat | null = null;
  /** Why the last message was refused. */
  problem: Problem | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(socket: MediatelSocket, now: () => number) {
    this.socket = socket;
    this.allowance = new Allowance(now);
  }

  inTurn(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  /** Whether somebody is still there: the next sign of life comes within a ping, or never. */
  answers(within: number): Promise<boolean> {
    const { conn } = this.socket;
    if (!this.socket.connected) return Promise.resolve(false);
    return new Promise((resolve) => {
      const done = (isThere: boolean) => {
        clearTimeout(timer);
        conn.removeListener("packet", heard);
        conn.removeListener("close", gone);
        resolve(isThere);
      };
      const heard = () => done(true);
      const gone = () => done(false);
      const timer = setTimeout(gone, within);
      conn.on("packet", heard);
      conn.on("close", gone);
    });
  }
}
