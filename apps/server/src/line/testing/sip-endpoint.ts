import { createHash, createHmac, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import {
  createUserAgent,
  type Flow,
  type Header,
  headerValue,
  type NameAddr,
  parseUri,
  type SipResponse,
  StreamFramer,
  type UserAgent,
  type UserAgentEvent,
} from "@belfry/sip";
import { KEYS } from "./daemons.ts";

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The ephemeral credentials of a browser's phone. `validity` in seconds from now. */
export function ephemeral(sipUser: string, validity = 600, secret = KEYS.sipSecret): Credentials {
  const user = `${Math.floor(Date.now() / 1000) + validity}:${sipUser}`;
  return { user, password: createHmac("sha1", secret).update(user).digest("base64") };
}

/** A SIP endpoint around our user agent, over UDP or WebSocket: events are waited for one by one. */
export class SipEndpoint {
  readonly #agent: UserAgent;
  readonly #flow: Flow;
  readonly #write: (data: Uint8Array) => void;
  readonly #shut: () => void;
  readonly #events: UserAgentEvent[] = [];
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  /** Everything that came in, as text. */
  readonly received: string[] = [];
  /** Its own port, for others to call; 0 where it has none. */
  readonly port: number;

  private constructor(agent: UserAgent, flow: Flow, write: (data: Uint8Array) => void, shut: () => void, port = 0) {
    this.port = port;
    this.#agent = agent;
    this.#flow = flow;
    this.#write = write;
    this.#shut = shut;
  }

  static async udp(edgePort: number): Promise<SipEndpoint> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    socket.on("error", () => {});
    const flow: Flow = { transport: "udp", host: "127.0.0.1", port: edgePort, connection: null };
    const agent = userAgent("127.0.0.1", socket.address().port, flow);
    const send = (data: Uint8Array) => socket.send(data, edgePort, "127.0.0.1");
    const endpoint = new SipEndpoint(agent, flow, send, () => socket.close(), socket.address().port);
    socket.on("message", (data) => endpoint.#receive(data));
    return endpoint;
  }

  static async tcp(port: number): Promise<SipEndpoint> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.on("error", () => {});
    const flow: Flow = { transport: "tcp", host: "127.0.0.1", port, connection: "tcp" };
    const agent = userAgent("127.0.0.1", 9, flow);
    const endpoint = new SipEndpoint(
      agent,
      flow,
      (data) => socket.write(data),
      () => socket.destroy(),
    );
    const framer = new StreamFramer();
    socket.on("data", (chunk) => {
      for (const frame of framer.push(chunk)) if (frame.kind === "message") endpoint.#receive(frame.data);
    });
    return endpoint;
  }

  /** Rejects when the upgrade is refused. */
  static async webSocket(port: number, headers: Readonly<Record<string, string>>): Promise<SipEndpoint> {
    const socket = openWebSocket(port, headers);
    socket.binaryType = "arraybuffer";
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () => reject(new Error("the upgrade was refused")));
    });
    const flow: Flow = { transport: "tcp", host: "127.0.0.1", port, connection: "ws" };
    const agent = userAgent("browser.invalid", 5060, flow);
    const endpoint = new SipEndpoint(
      agent,
      flow,
      (data) => socket.send(Buffer.from(data).toString("utf8")),
      () => socket.close(),
    );
    socket.addEventListener("message", ({ data }) => {
      endpoint.#receive(typeof data === "string" ? Buffer.from(data) : new Uint8Array(data));
    });
    socket.addEventListener("close", () => {
      endpoint.#notify();
    });
    return endpoint;
  }

  act(work: (agent: UserAgent, now: number) => void): void {
    work(this.#agent, Date.now());
    this.#pump();
  }

  /** Takes the first event of this type, waiting for it. */
  async take<T extends UserAgentEvent["type"]>(type: T, within = 8000): Promise<Extract<UserAgentEvent, { type: T }>> {
    const found = await this.until(() => this.#events.find((event) => event.type === type), type, within);
    this.#events.splice(this.#events.indexOf(found), 1);
    // The type was compared above; the compiler cannot see that through `find`.
    if (!isType(found, type)) throw new Error("unreachable");
    return found;
  }

  async until<T>(probe: () => T | undefined | false, what: string, within = 8000): Promise<T> {
    const deadline = Date.now() + within;
    for (;;) {
      const found = probe();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > deadline)
        throw new Error(`never came: ${what}; had ${this.#events.map(({ type }) => type).join()}`);
      await new Promise<void>((resolve) => {
        const limit = setTimeout(resolve, Math.max(1, deadline - Date.now() + 1));
        this.#waiting.push(() => {
          clearTimeout(limit);
          resolve();
        });
      });
    }
  }

  /** The events that nobody has taken yet. */
  has(type: UserAgentEvent["type"]): boolean {
    return this.#events.some((event) => event.type === type);
  }

  invite(
    target: string,
    sdp: string,
    options: { from?: string; headers?: readonly Header[]; credentials?: Credentials } = {},
  ): string {
    const call = randomBytes(6).toString("hex");
    const uri = uriOf(target);
    this.act((agent, now) =>
      agent.invite(
        {
          call,
          target: uri,
          from: addressOf(options.from ?? "sip:+31612345678@caller.example"),
          to: { display: null, uri, params: {} },
          headers: options.headers ?? [],
          content: sdp === "" ? null : { contentType: "application/sdp", body: sdp },
          credentials: options.credentials ?? null,
        },
        now,
      ),
    );
    return call;
  }

  /** A request outside any dialog; the final status. */
  async request(
    method: string,
    target: string,
    from: string,
    to: string,
    headers: readonly Header[],
  ): Promise<SipResponse | null> {
    const id = randomBytes(6).toString("hex");
    this.act((agent, now) =>
      agent.sendOutside(
        id,
        method,
        uriOf(target),
        addressOf(from),
        [...headers, { name: "To", value: `<${to}>` }],
        null,
        now,
      ),
    );
    const event = await this.until(
      () => this.#events.find((one) => one.type === "response" && one.request === id),
      `a response to ${method}`,
    );
    this.#events.splice(this.#events.indexOf(event), 1);
    return event.type === "response" ? event.response : null;
  }

  /** The final status of a REGISTER, the challenge answered. */
  async register(sipUser: string, credentials: Credentials, expires = 60): Promise<number> {
    const target = "sip:belfry.invalid";
    const address = `sip:${sipUser}@belfry.invalid`;
    const headers = [
      { name: "Contact", value: `<sip:${sipUser}@browser.invalid;transport=ws>` },
      { name: "Expires", value: String(expires) },
    ];
    const first = await this.request("REGISTER", target, address, address, headers);
    if (first?.status !== 401) return first?.status ?? 0;
    const challenge = headerValue(first, "WWW-Authenticate") ?? "";
    const second = await this.request("REGISTER", target, address, address, [
      ...headers,
      { name: "Authorization", value: digest("REGISTER", target, challenge, credentials) },
    ]);
    return second?.status ?? 0;
  }

  /** Writes this as it is, from nobody's user agent. */
  write(lines: readonly string[]): void {
    this.#write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#shut();
  }

  #receive(data: Uint8Array): void {
    this.received.push(Buffer.from(data).toString("utf8"));
    this.#agent.receive(data, this.#flow, Date.now());
    this.#pump();
  }

  #pump(): void {
    for (let output = this.#agent.poll(); output !== null; output = this.#agent.poll()) {
      if (output.kind === "event") this.#events.push(output.event);
      else if (!this.#closed) this.#write(output.data);
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    const at = this.#agent.wakeAt();
    this.#timer =
      at === null || this.#closed ? null : setTimeout(() => this.act((agent, now) => agent.wake(now)), at - Date.now());
    this.#notify();
  }

  #notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}

function userAgent(host: string, port: number, outbound: Flow): UserAgent {
  return createUserAgent({
    host,
    port,
    transport: outbound.transport,
    outbound,
    userAgent: "endpoint",
    randomToken: () => randomBytes(12).toString("hex"),
    maxOpenInvites: 100,
  });
}

/** Node's WebSocket takes headers for the upgrade, which the standard (and so the type) does not know. */
function openWebSocket(port: number, headers: Readonly<Record<string, string>>): WebSocket {
  return Reflect.construct(WebSocket, [`ws://127.0.0.1:${port}/`, { protocols: ["sip"], headers }]);
}

function isType<T extends UserAgentEvent["type"]>(
  event: UserAgentEvent,
  type: T,
): event is Extract<UserAgentEvent, { type: T }> {
  return event.type === type;
}

function uriOf(text: string) {
  const uri = parseUri(text);
  if (uri === null) throw new Error(`no URI: ${text}`);
  return uri;
}

function addressOf(text: string): NameAddr {
  return { display: null, uri: uriOf(text), params: {} };
}

/** The answer to a challenge, as a header's value. */
export function digest(method: string, uri: string, challenge: string, { user, password }: Credentials): string {
  const part = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1] ?? "";
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const realm = part("realm");
  const nonce = part("nonce");
  const cnonce = randomBytes(8).toString("hex");
  const proof = md5(
    [md5(`${user}:${realm}:${password}`), nonce, "00000001", cnonce, "auth", md5(`${method}:${uri}`)].join(":"),
  );
  return `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${proof}", algorithm=MD5, qop=auth, nc=00000001, cnonce="${cnonce}"`;
}
