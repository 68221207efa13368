import {
  type Acknowledgement,
  type AgentCommand,
  type CallQuality,
  type DeviceReport,
  type ErrorCode,
  errorBody,
  type PageToServer,
  type ServerToPage,
  type Snapshot,
  SOCKET_PATH,
} from "@belfry/contracts";
import { io, type Socket } from "socket.io-client";
import type { ChangeMessage } from "./picture.ts";

const ANSWER_WITHIN = 8_000;
const AGAIN_AFTER = 5_000;

export interface SnapshotMessage {
  readonly seq: number;
  /** The server's clock. */
  readonly now: number;
  readonly value: Snapshot;
}

/** A refusal in the server's own words; `params` fill the sentence of the code. */
export interface Refused {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string>>;
}

export interface LinkEvents {
  /** A snapshot follows. */
  connected(): void;
  /** Tried again until it comes back. `refused`: why the server took no connection; null when it was not reached. */
  lost(refused: Refused | null): void;
  /** For good: somebody has to sign in again. */
  ended(code: ErrorCode): void;
  snapshot(message: SnapshotMessage): void;
  change(message: ChangeMessage): void;
}

export interface LinkOptions {
  /** The server's origin; absent in a page of that origin. */
  readonly address?: string | undefined;
  /** The session's cookie, where no browser keeps it. */
  readonly cookie?: string | undefined;
}

/** The one connection of a page or a program to the server. */
export class ServerLink {
  readonly #socket: Socket<ServerToPage, PageToServer>;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(events: LinkEvents, { address, cookie }: LinkOptions = {}) {
    const options = {
      path: SOCKET_PATH,
      autoConnect: false,
      // A page that comes back after a cut finds its call sooner than the default's growing pauses would let it.
      reconnectionDelay: 250,
      reconnectionDelayMax: 3000,
      transports: ["websocket", "polling"],
      // A browser brings both by itself, and lets nobody else do so.
      ...(cookie === undefined ? {} : { extraHeaders: { cookie, origin: address ?? "" } }),
    };
    const socket: Socket<ServerToPage, PageToServer> = address === undefined ? io(options) : io(address, options);
    this.#socket = socket;
    const over = (code: ErrorCode) => {
      this.#isOver = true;
      events.ended(code);
    };
    socket.on("connect", () => events.connected());
    socket.on("disconnect", (reason) => {
      events.lost(null);
      // A server that closes the connection in order expects the page to come again; Socket.IO does not do so itself.
      if (reason === "io server disconnect" && !this.#isOver) socket.connect();
    });
    socket.on("snapshot", (message) => events.snapshot(message));
    socket.on("change", (message) => events.change(message));
    socket.on("sessionEnded", ({ code }) => over(code));
    socket.on("connect_error", (error) => {
      events.lost(refusalIn(error));
      if (error.message === "not_signed_in" || error.message === "session_ended") over(error.message);
      // Socket.IO tries again after a cut, but not when the server refused: what stood in the way may go.
      else if (!socket.active) this.#retry = setTimeout(() => socket.connect(), AGAIN_AFTER);
    });
  }

  open(): void {
    this.#socket.connect();
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#socket.disconnect();
  }

  onConnected(listener: () => void): () => void {
    this.#socket.on("connect", listener);
    return () => this.#socket.off("connect", listener);
  }

  /** Rejects when it cannot be sent now, or no answer comes in time. */
  command(command: AgentCommand): Promise<Acknowledgement> {
    // A command that waited for a reconnection would act on a call that is no longer the one the agent saw.
    if (!this.#socket.connected) return Promise.reject(new Error("not connected"));
    return this.#socket.timeout(ANSWER_WITHIN).emitWithAck("command", command);
  }

  /** Asks for the whole picture anew. */
  resync(): void {
    this.#socket.emit("resync");
  }

  async claimPhone(claim: { readonly tab: string; readonly takeOver: boolean }): Promise<Acknowledgement> {
    return this.#socket.timeout(ANSWER_WITHIN).emitWithAck("claimPhone", claim);
  }

  releasePhone(claim: { readonly tab: string }): void {
    this.#socket.emit("releasePhone", claim);
  }

  /** Reports are of the moment: one that cannot be sent now is not worth sending later. */
  report(report: DeviceReport): void {
    this.#socket.volatile.emit("device", report);
  }

  quality(sample: CallQuality): void {
    this.#socket.volatile.emit("quality", sample);
  }
}

const refusal = errorBody.shape.error.pick({ code: true, params: true });

/** The server's own words for refusing a connection; null when the connection failed for another reason. */
export function refusalIn(error: Error & { readonly data?: unknown }): Refused | null {
  const { success, data } = refusal.safeParse(error.data);
  return success ? data : null;
}
