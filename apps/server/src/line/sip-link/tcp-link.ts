import { connect, createServer, type Server, type Socket } from "node:net";
import { StreamFramer } from "@belfry/sip";
import type { Logger } from "pino";

export interface TcpLinkOptions {
  /** Where the edge listens for us, and where we listen for it, on 127.0.0.1. */
  readonly linkPort: number;
  readonly switchPort: number;
  readonly log: Logger;
  readonly onMessage: (data: Uint8Array) => void;
  readonly onConnected: () => void;
  readonly onDisconnected: () => void;
}

const FIRST_RETRY = 100;
const LAST_RETRY = 2000;
const CRLF = Buffer.from("\r\n");

/**
 * The bytes between switch and edge. We dial the edge, and everything that we say goes over that connection;
 * the edge dials us as well, for what it has to say.
 *
 * NOTE: answers go over our own connection too, not over the one that their request came by (RFC 3261,
 * 18.2.2). The edge finds its transaction by the branch, and a single path means a single thing that can fail.
 */
export class TcpLink {
  readonly #options: TcpLinkOptions;
  readonly #incoming = new Set<Socket>();
  readonly #server: Server;
  #socket: Socket | null = null;
  #connected = false;
  #retry: NodeJS.Timeout | null = null;
  #wait = FIRST_RETRY;
  #closed = false;

  constructor(options: TcpLinkOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Rejects when the port is taken. */
  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#options.switchPort, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#dial();
  }

  /** False when there is no connection to send it over. */
  send(data: Uint8Array): boolean {
    const socket = this.#socket;
    if (socket === null || !this.#connected) return false;
    // What one turn of the loop has to say leaves in one write: the kernel's part is most of the cost.
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    socket.write(data);
    return true;
  }

  /** Gives up the connection, when the edge no longer answers over it. A new one follows. */
  reset(): void {
    this.#socket?.destroy();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#socket?.end();
    for (const socket of this.#incoming) socket.end();
    const closing = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // What was written last is on its way by now; a peer that does not close in turn is not waited for.
    const impatience = setTimeout(() => {
      this.#socket?.destroy();
      for (const socket of this.#incoming) socket.destroy();
    }, 200);
    await closing;
    clearTimeout(impatience);
    this.#socket?.destroy();
  }

  #dial(): void {
    const socket = connect({ port: this.#options.linkPort, host: "127.0.0.1", noDelay: true, keepAlive: true });
    this.#socket = socket;
    socket.once("connect", () => {
      this.#connected = true;
      this.#wait = FIRST_RETRY;
      this.#options.onConnected();
    });
    this.#read(socket);
    socket.once("close", () => {
      const was = this.#connected;
      this.#connected = false;
      this.#socket = null;
      if (was) this.#options.onDisconnected();
      if (this.#closed) return;
      this.#retry = setTimeout(() => this.#dial(), this.#wait);
      this.#wait = Math.min(LAST_RETRY, this.#wait * 2);
    });
  }

  #accept(socket: Socket): void {
    this.#incoming.add(socket);
    socket.once("close", () => this.#incoming.delete(socket));
    this.#read(socket);
  }

  #read(socket: Socket): void {
    const framer = new StreamFramer();
    socket.on("error", (error) => this.#options.log.debug({ error: error.message }, "link connection failed"));
    socket.on("data", (chunk) => {
      for (const frame of framer.push(chunk)) {
        if (frame.kind === "message") this.#options.onMessage(frame.data);
        else if (frame.kind === "ping") socket.write(CRLF);
        else if (frame.kind === "failure") {
          this.#options.log.warn({ reason: frame.failure.reason }, "the edge sent what is no SIP");
          socket.destroy();
        }
      }
    });
  }
}
