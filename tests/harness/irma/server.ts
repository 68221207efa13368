import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { authenticate, type Requestors } from "./authenticate.ts";
import { type Disclosed, IrmaSession, idOf, type SessionResult, type Status } from "./session.ts";

const ERRORS = {
  UNAUTHORIZED: [403, "You are not authorized to access the session"],
  PAIRING_REQUIRED: [403, "Pairing is required first"],
  UNEXPECTED_REQUEST: [403, "Unexpected request in this state"],
  SESSION_UNKNOWN: [400, "Unknown or expired session"],
  MALFORMED_INPUT: [400, "Input could not be parsed"],
  INVALID_REQUEST: [400, "Invalid HTTP request"],
  PROTOCOL_VERSION: [400, "Protocol version negotiation failed"],
  UNSUPPORTED: [501, "Unsupported by this server"],
  SSE_DISABLED: [500, "Server sent events disabled"],
} as const;
type ErrorName = keyof typeof ERRORS;

interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}
const NO_SUCH_PAGE: Reply = { status: 404, type: "text/plain", body: "404 page not found\n" };

class RemoteError extends Error {
  readonly kind: ErrorName;
  constructor(kind: ErrorName, message = "") {
    super(message);
    this.kind = kind;
  }
}

export interface IrmaServerOptions {
  readonly requestors?: Requestors;
  /** Whether it sends status by server-sent events; real ones do so only when told to. */
  readonly sse?: boolean;
  /** Servers from before 2024 took wallets of old, which know nothing of pairing. */
  readonly takesOldWallets?: boolean;
}

/**
 * A server that speaks the API of IRMA servers as their published source does, for tests: requestors, front ends and
 * wallets, their states, errors and time limits. NOTE: what a wallet sends is no proof but only what it says; the
 * mathematics of it are not what Belfry has to get right. It can be made to lie, to be slow and to be gone.
 */
export class IrmaServer {
  readonly #options: Required<IrmaServerOptions>;
  readonly #sessions: IrmaSession[] = [];
  readonly #held: (() => void)[] = [];
  #server: Server | null = null;
  #port = 0;
  #ahead = 0;
  #isHeld = false;
  #twist: (result: SessionResult) => unknown = (result) => result;
  /** Every request, as `GET /session/…/status`. */
  readonly requests: string[] = [];

  private constructor(options: IrmaServerOptions) {
    this.#options = { requestors: { method: "none" }, sse: false, takesOldWallets: false, ...options };
  }

  static async start(options: IrmaServerOptions = {}): Promise<IrmaServer> {
    const server = new IrmaServer(options);
    await server.comeBack();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The sessions that were started, the newest last. */
  get sessions(): readonly IrmaSession[] {
    return this.#sessions;
  }

  get newest(): IrmaSession {
    const session = this.#sessions.at(-1);
    if (session === undefined) throw new Error("no session was started at the IRMA server");
    return session;
  }

  /** Moves the server's clock. */
  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
    for (const session of this.#sessions) session.at(this.#now());
  }

  /** From now on results are what `twist` makes of them. */
  lie(twist: (result: SessionResult) => unknown): void {
    this.#twist = twist;
  }

  /** Answers nobody any more, until the result is called. */
  hold(): () => void {
    this.#isHeld = true;
    return () => {
      this.#isHeld = false;
      for (const go of this.#held.splice(0)) go();
    };
  }

  /** Refuses connections, until `comeBack`. Sessions are kept, as by a server with a Redis. */
  async goAway(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.closeAllConnections();
    server?.close();
    if (server !== null) await once(server, "close");
  }

  async comeBack(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response));
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    this.#port = address.port;
    this.#server = server;
  }

  close(): Promise<void> {
    return this.goAway();
  }

  #now(): number {
    return Date.now() + this.#ahead;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    this.requests.push(`${request.method} ${path}`);
    // Whoever asks after we were gone must not find a connection of before.
    response.setHeader("connection", "close");
    let body = "";
    for await (const part of request) body += String(part);
    if (this.#isHeld) await new Promise<void>((go) => this.#held.push(go));
    try {
      const reply = this.#answer(request, response, path, body);
      if (reply === null) return;
      response.writeHead(reply.status, reply.type === undefined ? {} : { "content-type": reply.type }).end(reply.body);
    } catch (error) {
      const { kind, message } =
        error instanceof RemoteError ? error : { kind: "MALFORMED_INPUT" as const, message: String(error) };
      const [status, description] = ERRORS[kind];
      const reply = json({ status, error: kind, description, message }, status);
      response.writeHead(status, { "content-type": String(reply.type) }).end(reply.body);
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse, path: string, body: string): Reply | null {
    const [, first, second = "", third = "", ...rest] = path.split("/");
    const route = `${request.method} ${rest.length > 0 ? rest.join("/") : ""}`;
    if (path === "/health") return { status: 200, type: "text/plain", body: "OK" };
    if (first === "session" && second === "") return this.#create(request, body);
    if (first === "session") return this.#asRequestor(`${request.method} ${third}`, second, request, response);
    if (first !== "irma" || second !== "session") return NO_SUCH_PAGE;
    const session = this.#find((one) => one.clientToken === third);
    const { host } = session.about.request;
    if (host !== undefined && host !== request.headers.host) throw new RemoteError("UNAUTHORIZED", "Host mismatch");
    if (rest[0] === "frontend") return this.#asFrontend(route, session, request, response, body);
    return this.#asWallet(route, session, request, body);
  }

  #create(request: IncomingMessage, body: string): Reply {
    if (request.method !== "POST") return { status: 405 };
    const who = authenticate(this.#options.requestors, request.headers, body, this.#now());
    if ("error" in who) throw new RemoteError(who.error, who.message);
    const { callbackUrl, request: asked } = who.request;
    if (callbackUrl !== undefined)
      throw new RemoteError("UNSUPPORTED", "callbackUrl provided but no JWT private key is installed");
    for (const id of asked.disclose.flat(2).map(idOf))
      if (!/^[\w-]+\.[\w-]+\.[\w-]+(\.[\w-]+)?$/.test(id) || id.startsWith("unknown."))
        throw new RemoteError("INVALID_REQUEST", `Unknown identifiers: ${id}`);
    const session = new IrmaSession(who.request, this.#now());
    this.#sessions.push(session);
    const host = asked.host ?? `127.0.0.1:${this.#port}`;
    return json({
      sessionPtr: { u: `http://${host}/irma/session/${session.clientToken}`, irmaqr: "disclosing" },
      token: session.token,
      frontendRequest: {
        authorization: session.frontendAuthorization,
        minProtocolVersion: "1.0",
        maxProtocolVersion: "1.1",
      },
    });
  }

  #asRequestor(route: string, token: string, request: IncomingMessage, response: ServerResponse): Reply | null {
    const session = this.#find((one) => one.token === token);
    switch (route) {
      case "GET status":
        return json(session.status);
      case "GET statusevents":
        return this.#events(session, request, response, (status) => status);
      case "GET result":
        return json(this.#twist({ token, status: session.status, ...session.result }));
      case "DELETE ":
        if (!session.finished) session.become("CANCELLED", this.#now());
        return { status: 200 };
      default:
        return NO_SUCH_PAGE;
    }
  }

  #asFrontend(
    route: string,
    session: IrmaSession,
    request: IncomingMessage,
    response: ServerResponse,
    body: string,
  ): Reply | null {
    if (request.headers.authorization !== session.frontendAuthorization) throw new RemoteError("UNAUTHORIZED");
    switch (route) {
      case "GET frontend/status":
        return json({ status: session.status });
      case "GET frontend/statusevents":
        return this.#events(session, request, response, (status) => ({ status }));
      case "POST frontend/options": {
        const options = session.pairBy(JSON.parse(body).pairingMethod ?? "");
        if (options === null)
          throw new RemoteError(
            "UNEXPECTED_REQUEST",
            "Frontend options can only be updated when session is in initialized state",
          );
        return json({ "@context": "https://irma.app/ld/options/v1", ...options });
      }
      case "POST frontend/pairingcompleted":
        if (session.status !== "PAIRING") throw new RemoteError("UNEXPECTED_REQUEST", "Pairing was not enabled");
        session.become("CONNECTED", this.#now());
        return { status: 204 };
      default:
        return NO_SUCH_PAGE;
    }
  }

  #asWallet(route: string, session: IrmaSession, { headers }: IncomingMessage, body: string): Reply {
    const now = this.#now();
    switch (route) {
      case "GET status":
        return json(session.status);
      case "DELETE ":
        if (!session.finished) session.become("CANCELLED", now);
        return { status: 200 };
      case "GET ": {
        if (session.status !== "INITIALIZED") throw new RemoteError("UNEXPECTED_REQUEST", "Session already started");
        const highest = JSON.parse(String(headers["x-irma-maxprotocolversion"]));
        const isOld = highest !== "2.8";
        if (isOld && !this.#options.takesOldWallets) {
          session.become("CANCELLED", now);
          throw new RemoteError("PROTOCOL_VERSION");
        }
        session.clientAuthorization = headers.authorization ?? "";
        const { options, about } = session;
        const pairs = options.pairingMethod === "pin" && !isOld;
        session.become(pairs ? "PAIRING" : "CONNECTED", now);
        if (isOld) return json({ ...about.request, protocolVersion: highest });
        return json({
          "@context": "https://irma.app/ld/request/client/v1",
          protocolVersion: "2.8",
          options: { "@context": "https://irma.app/ld/options/v1", ...options },
          ...(pairs ? {} : { request: about.request }),
        });
      }
      case "GET request":
        this.#requirePaired(session, headers.authorization);
        return json(session.about.request);
      case "POST proofs": {
        this.#requirePaired(session, headers.authorization);
        const said: { disclosed: Disclosed[][]; proofStatus: string } = JSON.parse(body);
        session.result = { type: "disclosing", proofStatus: said.proofStatus, disclosed: said.disclosed };
        session.become("DONE", now);
        return json({
          sessionType: "disclosing",
          protocolVersion: "2.8",
          proofStatus: said.proofStatus,
        });
      }
      default:
        return NO_SUCH_PAGE;
    }
  }

  #requirePaired(session: IrmaSession, authorization = ""): void {
    if (session.status === "PAIRING") throw new RemoteError("PAIRING_REQUIRED");
    if (session.status !== "CONNECTED")
      throw new RemoteError("UNEXPECTED_REQUEST", "Session not yet started or already finished");
    if (authorization !== session.clientAuthorization) throw new RemoteError("UNAUTHORIZED");
  }

  #events(
    session: IrmaSession,
    request: IncomingMessage,
    response: ServerResponse,
    shown: (status: Status) => unknown,
  ): null {
    if (!this.#options.sse) throw new RemoteError("SSE_DISABLED");
    if (session.finished)
      throw new RemoteError("UNEXPECTED_REQUEST", "Can't subscribe to server sent events of finished session");
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    response.flushHeaders();
    // Only what changes from now on is told; the present status is not.
    const end = session.onStatus((status) => {
      response.write(`data: ${JSON.stringify(shown(status))}\n\n`);
      if (session.finished) response.end();
    });
    const open = setTimeout(() => response.write("event: open\ndata: \n\n"), 200);
    request.once("close", () => {
      clearTimeout(open);
      end();
    });
    return null;
  }

  #find(isIt: (session: IrmaSession) => boolean): IrmaSession {
    const session = this.#sessions.find(isIt);
    if (session === undefined || !session.at(this.#now())) throw new RemoteError("SESSION_UNKNOWN");
    return session;
  }
}

function json(body: unknown, status = 200): Reply {
  return { status, type: "application/json; charset=UTF-8", body: JSON.stringify(body) };
}
