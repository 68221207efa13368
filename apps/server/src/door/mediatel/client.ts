import type { ClientToMediatel, MediatelData, MediatelToClient } from "@belfry/contracts";
import type { Socket } from "socket.io";
import { Allowance } from "../socket/allowance.ts";
import type { Seat } from "./seat.ts";
import type { Problem } from "./snapshot.ts";

export type MediatelSocket = Socket<ClientToMediatel, MediatelToClient>;

/** One connection of the protocol. Its messages are handled one after the other. */
export class Client {
  readonly socket: MediatelSocket;
  readonly address: string;
  readonly allowance: Allowance;
  /** When it heard that it sends too much; `Infinity` while it is about to. */
  toldAt: number | null = null;
  seat: Seat | null = null;
  /** Why the last message was refused. */
  problem: Problem | null = null;
  #work: Promise<void> = Promise.resolve();
  /** The last that it was told. */
  #told = "";
  #stranger: NodeJS.Timeout | null = null;

  constructor(socket: MediatelSocket, address: string, now: () => number) {
    this.socket = socket;
    this.address = address;
    this.allowance = new Allowance(now);
  }

  inTurn(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  /** Whether it was told something else before this; what of an agent the protocol does not show changes nothing. */
  isNew(data: MediatelData): boolean {
    const before = this.#told;
    this.#told = JSON.stringify({ ...data, serverTime: 0 });
    return this.#told !== before;
  }

  /** Whether nobody has signed in here yet. */
  get isStranger(): boolean {
    return this.#stranger !== null;
  }

  /**
   * Closes the connection when nobody signs in within this time; a sign-in that is under way is waited for. It is the
   * transport that closes, so that Socket.IO in the page of somebody who is still typing connects anew by itself.
   */
  expectSignIn(within: number): void {
    this.#stranger = setTimeout(() => {
      this.inTurn(async () => {
        if (this.seat === null) this.socket.conn.close();
      });
    }, within);
  }

  /** Somebody has signed in, or the connection is gone. */
  expectNoMore(): void {
    if (this.#stranger !== null) clearTimeout(this.#stranger);
    this.#stranger = null;
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
