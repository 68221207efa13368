import {
  type Acknowledgement,
  type AgentCommand,
  API,
  type CallQuality,
  type DeviceReport,
  errorBody,
  me,
  type PageToServer,
  type ServerToPage,
  SOCKET_PATH,
} from "@belfry/contracts";
import { io, type Socket } from "socket.io-client";
import { ApiError, type Failure, get } from "../api/client.ts";
import { DeskStore } from "./desk-store.ts";

const ANSWER_WITHIN = 8_000;
const AGAIN_AFTER = 5_000;

/** The page's one connection to the server, with the store that it feeds. */
export class DeskConnection {
  readonly store: DeskStore;
  readonly #socket: Socket<ServerToPage, PageToServer>;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const socket: Socket<ServerToPage, PageToServer> = io({
      path: SOCKET_PATH,
      autoConnect: false,
      // A page that comes back after a cut finds its call sooner than the default's growing pauses would let it.
      reconnectionDelay: 250,
      reconnectionDelayMax: 3000,
      transports: ["websocket", "polling"],
    });
    this.#socket = socket;
    this.store = new DeskStore(
      { command: (command) => this.#command(command), resync: () => socket.emit("resync") },
      Date.now,
    );
    socket.on("connect", () => this.store.connected());
    socket.on("disconnect", (reason) => {
      this.store.lost();
      // A server that closes the connection in order expects the page to come again; Socket.IO does not do so itself.
      if (reason === "io server disconnect" && this.store.getState().link !== "ended") socket.connect();
    });
    socket.on("snapshot", (message) => this.store.receiveSnapshot(message));
    socket.on("change", (message) => this.store.receiveChange(message));
    socket.on("sessionEnded", ({ code }) => this.store.ended(code));
    socket.on("connect_error", (error) => void this.#refused(error));
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

  async #refused(error: Error & { readonly data?: unknown }): Promise<void> {
    const told = refusalIn(error) ?? (await refusalByGate());
    if (this.#socket.connected) return;
    this.store.lost(told);
    if (error.message === "not_signed_in" || error.message === "session_ended") this.store.ended(error.message);
    // Socket.IO tries again after a cut, but not when the server refused: what stood in the way may go.
    else if (!this.#socket.active) this.#retry = setTimeout(() => this.#socket.connect(), AGAIN_AFTER);
  }

  #command(command: AgentCommand): Promise<Acknowledgement> {
    // A command that waited for a reconnection would act on a call that is no longer the one the agent saw.
    if (!this.#socket.connected) return Promise.reject(new Error("not connected"));
    return this.#socket.timeout(ANSWER_WITHIN).emitWithAck("command", command);
  }
}

/** A gate in front refuses a connection before anybody can say why: an ordinary request is told. Else null. */
async function refusalByGate(): Promise<Failure | null> {
  try {
    await get(API.session, me);
    return null;
  } catch (error) {
    return error instanceof ApiError && error.status === 403 ? error.failure : null;
  }
}

const refusal = errorBody.shape.error.pick({ code: true, params: true });

/** The server's own words for refusing a connection; null when the connection failed for another reason. */
export function refusalIn(error: Error & { readonly data?: unknown }): Failure | null {
  const { success, data } = refusal.safeParse(error.data);
  return success ? { ...data, fields: [] } : null;
}
