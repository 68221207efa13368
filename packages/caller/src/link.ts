import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createUserAgent, type Flow, type UserAgent, type UserAgentEvent } from "@belfry/sip";

/** A SIP user agent on a UDP socket: the socket, the one timer, and nothing else. */
export class SipLink {
  readonly agent: UserAgent;
  readonly host: string;
  readonly port: number;
  readonly #socket: Socket;
  readonly #onEvent: (event: UserAgentEvent) => void;
  #timer: NodeJS.Timeout | null = null;
  #sending = 0;
  #closed = false;

  private constructor(socket: Socket, server: Flow, onEvent: (event: UserAgentEvent) => void) {
    const { address, port } = socket.address();
    this.host = address;
    this.port = port;
    this.#socket = socket;
    this.#onEvent = onEvent;
    this.agent = createUserAgent({
      host: address,
      port,
      transport: "udp",
      outbound: server,
      userAgent: "Belfry caller",
      randomToken: () => randomBytes(8).toString("hex"),
      maxOpenInvites: 100,
    });
    socket.on("message", (data, from) => {
      const flow: Flow = { transport: "udp", host: from.address, port: from.port, connection: null };
      this.run((now) => this.agent.receive(data, flow, now));
    });
  }

  static async open(
    options: {
      readonly host: string;
      readonly port?: number;
      readonly server: { readonly host: string; readonly port: number };
    },
    onEvent: (event: UserAgentEvent) => void,
  ): Promise<SipLink> {
    const socket = createSocket("udp4");
    socket.bind(options.port ?? 0, options.host);
    await once(socket, "listening");
    return new SipLink(socket, { transport: "udp", ...options.server, connection: null }, onEvent);
  }

  /** Does something with the user agent, then carries out what came of it. */
  run(action: (now: number) => void): void {
    if (this.#closed) return;
    action(Date.now());
    for (let output = this.agent.poll(); output !== null; output = this.agent.poll()) {
      if (output.kind === "send") this.#send(output.data, output.flow);
      else this.#onEvent(output.event);
    }
    this.#arm();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#sending === 0) this.#socket.close();
  }

  /** A socket that is closed at once takes its last datagrams, such as a BYE, with it. */
  #send(data: Uint8Array, flow: Flow): void {
    this.#sending += 1;
    this.#socket.send(data, flow.port, flow.host, () => {
      this.#sending -= 1;
      if (this.#closed && this.#sending === 0) this.#socket.close();
    });
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const wakeAt = this.agent.wakeAt();
    this.#timer =
      wakeAt === null || this.#closed
        ? null
        : setTimeout(() => this.run((now) => this.agent.wake(now)), Math.max(0, wakeAt - Date.now()));
  }
}
