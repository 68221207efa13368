import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { extname, join } from "node:path";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { digestFits, readSip, reply, type SipText, token, writeSip } from "./sip-text.ts";

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
/** What a careful host allows: nothing inline, workers from the same origin only. */
const POLICY =
  "default-src 'self'; script-src 'self'; worker-src 'self'; connect-src 'self' ws:; media-src 'self' blob:";
export const DOMAIN = "belfry.invalid";

export interface Account {
  readonly user: string;
  authorizationUser: string;
  password: string;
}

/** The server side of one test: serves the page, registers over WebSocket with digest, and rings. */
export class Edge {
  readonly account: Account = { user: "3001-demo", authorizationUser: "auth-1", password: "secret-1" };
  readonly received: SipText[] = [];
  readonly tabs: string[] = [];
  /** Answers nothing at all while true: the socket looks open, and nobody is there. */
  deaf = false;
  /** Refuses the upgrade to WebSocket while true. */
  closed = false;
  expires = 60;
  /** When set, SIP goes to a real edge, with these headers added, as the server's own upgrade proxy does it. */
  upstream: { readonly port: number; readonly headers: string } | null = null;
  readonly #files: string;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "sip" });
  readonly #open = new Set<WebSocket>();
  readonly #waiting = new Set<() => void>();
  #registered: { readonly socket: WebSocket; readonly contact: string } | null = null;

  constructor(files: string) {
    this.#files = files;
    this.#http = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://edge").pathname;
      readFile(join(this.#files, path)).then(
        (data) => {
          response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream");
          response.setHeader("content-security-policy", POLICY);
          response.end(data);
        },
        () => response.writeHead(404).end(),
      );
    });
    this.#http.on("upgrade", (request, socket, head) => {
      if (this.closed) {
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        return;
      }
      if (this.upstream !== null) {
        pipe(request, socket, this.upstream);
        return;
      }
      this.tabs.push(new URL(request.url ?? "/", "http://edge").searchParams.get("tab") ?? "");
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#accept(opened));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#http.listen(0, "127.0.0.1", done));
    const { port } = this.#http.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((done) => this.#http.close(done));
  }

  get contact(): string | null {
    return this.#registered?.contact ?? null;
  }

  get connections(): number {
    return this.#open.size;
  }

  /** Ends every connection, as a network that goes away does. */
  cut(): void {
    for (const socket of this.#open) socket.terminate();
  }

  /** Resolves with the first received message, past or future, that fits. */
  async message(fits: (message: SipText) => boolean, from = 0): Promise<SipText> {
    for (;;) {
      const found = this.received.slice(from).find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((done) => this.#waiting.add(done));
    }
  }

  registers(): readonly SipText[] {
    return this.received.filter(({ method }) => method === "REGISTER");
  }

  send(text: string): void {
    if (this.#registered === null) throw new Error("Nobody is registered.");
    this.#registered.socket.send(text);
  }

  ring(options: RingOptions): Dialog {
    if (this.#registered === null) throw new Error("Nobody is registered.");
    const dialog = new Dialog(this, this.#registered.contact, options);
    dialog.invite();
    return dialog;
  }

  #accept(socket: WebSocket): void {
    this.#open.add(socket);
    socket.on("close", () => {
      this.#open.delete(socket);
      if (this.#registered?.socket === socket) this.#registered = null;
      this.#wakeAll();
    });
    socket.on("message", (data) => {
      const message = readSip(String(data));
      this.received.push(message);
      if (!this.deaf) this.#serve(socket, message);
      this.#wakeAll();
    });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #serve(socket: WebSocket, message: SipText): void {
    if (message.method === "OPTIONS") socket.send(reply(message, "200 OK"));
    if (message.method === "BYE" || message.method === "INFO") socket.send(reply(message, "200 OK"));
    if (message.method !== "REGISTER") return;
    const { authorizationUser, password } = this.account;
    if (message.header("authorization") === "") {
      const challenge = `Digest realm="${DOMAIN}", nonce="${token()}", qop="auth", algorithm=MD5`;
      socket.send(reply(message, "401 Unauthorized", [["WWW-Authenticate", challenge]]));
      return;
    }
    if (!digestFits(message, authorizationUser, password)) {
      socket.send(reply(message, "403 Forbidden"));
      return;
    }
    const contact = /<([^>]+)>/.exec(message.header("contact"))?.[1] ?? "";
    const gone = /expires=0\b/.test(message.header("contact"));
    this.#registered = gone ? null : { socket, contact };
    const bound = gone ? [] : ([["Contact", `<${contact}>;expires=${this.expires}`]] as const);
    socket.send(reply(message, "200 OK", bound));
  }
}

function pipe(request: IncomingMessage, socket: Duplex, { port, headers }: { port: number; headers: string }): void {
  const server = connect(port, "127.0.0.1");
  const lines = ["GET /sip HTTP/1.1", `Host: 127.0.0.1:${port}`, "Connection: Upgrade", "Upgrade: websocket"];
  for (const name of ["sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol", "origin"])
    lines.push(`${name}: ${request.headers[name]}`);
  server.write(`${lines.join("\r\n")}\r\n${headers}\r\n`);
  server.pipe(socket).pipe(server);
  server.on("error", () => socket.destroy());
  socket.on("error", () => server.destroy());
}

export interface RingOptions {
  readonly sdp: string;
  readonly leg: string;
  readonly call: string;
  readonly why: string;
}

/** The switch's end of one call: it rings, and answers the phone's re-INVITEs through `answerOffer`. */
export class Dialog {
  readonly callId = token();
  readonly #edge: Edge;
  readonly #contact: string;
  readonly #options: RingOptions;
  readonly #from = `<sip:+31612345678@${DOMAIN}>;tag=switch`;
  readonly #via = `SIP/2.0/WSS edge.invalid;branch=z9hG4bK${token()}`;
  #cseq = 1;

  constructor(edge: Edge, contact: string, options: RingOptions) {
    this.#edge = edge;
    this.#contact = contact;
    this.#options = options;
  }

  invite(): void {
    const { leg, call, why, sdp } = this.#options;
    this.#edge.send(
      writeSip(
        `INVITE ${this.#contact} SIP/2.0`,
        [
          ["Via", this.#via],
          ["Max-Forwards", "69"],
          ["From", `"Jan" ${this.#from}`],
          ["To", `<sip:${this.#edge.account.user}@${DOMAIN}>`],
          ["Call-ID", this.callId],
          ["CSeq", "1 INVITE"],
          ["Contact", "<sip:switch@127.0.0.1>"],
          ["X-Belfry-Leg", leg],
          ["X-Belfry-Call", call],
          ["X-Belfry-Why", why],
          ["Content-Type", "application/sdp"],
        ],
        sdp,
      ),
    );
  }

  /** Resolves with the final answer of the phone. */
  final(): Promise<SipText> {
    return this.#edge.message((m) => (m.status ?? 0) >= 200 && this.#mine(m) && m.header("cseq") === "1 INVITE");
  }

  ringing(): Promise<SipText> {
    return this.#edge.message((m) => m.status === 180 && this.#mine(m));
  }

  request(method: string, from = 0): Promise<SipText> {
    return this.#edge.message((m) => m.method === method && this.#mine(m), from);
  }

  ack(final: SipText): void {
    this.#inDialog("ACK", final.header("to"), 1);
  }

  cancel(reason: string | null = null): void {
    this.#edge.send(
      writeSip(`CANCEL ${this.#contact} SIP/2.0`, [
        ["Via", this.#via],
        ["Max-Forwards", "69"],
        ["From", `"Jan" ${this.#from}`],
        ["To", `<sip:${this.#edge.account.user}@${DOMAIN}>`],
        ["Call-ID", this.callId],
        ["CSeq", "1 CANCEL"],
        ...(reason === null ? [] : ([["Reason", reason]] as const)),
      ]),
    );
  }

  bye(final: SipText): void {
    this.#cseq += 1;
    this.#inDialog("BYE", final.header("to"), this.#cseq);
  }

  answer(request: SipText, status: string, sdp = ""): void {
    const extra = [
      ["Contact", "<sip:switch@127.0.0.1>"],
      ["Content-Type", "application/sdp"],
    ] as const;
    this.#edge.send(reply(request, status, sdp === "" ? [] : extra, sdp));
  }

  #inDialog(method: string, to: string, cseq: number): void {
    this.#edge.send(
      writeSip(`${method} ${this.#contact} SIP/2.0`, [
        ["Via", `SIP/2.0/WSS edge.invalid;branch=z9hG4bK${token()}`],
        ["Max-Forwards", "69"],
        ["From", this.#from],
        ["To", to],
        ["Call-ID", this.callId],
        ["CSeq", `${cseq} ${method}`],
      ]),
    );
  }

  #mine(message: SipText): boolean {
    return message.header("call-id") === this.callId;
  }
}
