import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import {
  type Acknowledgement,
  type AgentCommand,
  API,
  type Me,
  me,
  type PageToServer,
  phoneCredentials,
  type ServerToPage,
  SIP_PATH,
  type SignInRequest,
  SOCKET_PATH,
} from "@belfry/contracts";
import { io, type Socket } from "socket.io-client";
import { digest, headers, readAnswer, type SipAnswer, type SipAsk, sipText } from "./sip-text.ts";
import type { Stack } from "./stack.ts";
import { patience, until } from "./until.ts";

/** A program that does by hand what the desk's page does, and what the page would never do. */
export class PageProgram {
  readonly origin: string;
  readonly cookie: string;
  readonly me: Me;

  private constructor(origin: string, cookie: string, who: Me) {
    this.origin = origin;
    this.cookie = cookie;
    this.me = who;
  }

  static async signIn({ origin }: Pick<Stack, "origin">, signIn: SignInRequest): Promise<PageProgram> {
    const answer = await post(origin, API.session, signIn);
    if (!answer.ok) throw new Error(`${signIn.login} could not sign in: ${await answer.text()}`);
    const cookie = (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
    return new PageProgram(origin, cookie, me.parse(await answer.json()));
  }

  /** With a password that the platform made for its demo. */
  static async demo(stack: Stack, login: string, organisation = "demo"): Promise<PageProgram> {
    const password = (await stack.signIns()).get(login) ?? "";
    return PageProgram.signIn(stack, { organisation, login, password });
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly value: unknown }> {
    const answer = await fetch(this.origin + path, {
      method,
      headers: { origin: this.origin, cookie: this.cookie, ...(body === undefined ? {} : JSON_BODY) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, value: answer.status === 204 ? null : await answer.json() };
  }

  /** The page's live connection. Everything that it ever carries is kept as text in `heard`. */
  async socket(): Promise<PageSocket> {
    const socket: Socket<ServerToPage, PageToServer> = io(this.origin, {
      path: SOCKET_PATH,
      transports: ["websocket"],
      extraHeaders: { cookie: this.cookie, origin: this.origin },
      reconnection: false,
      forceNew: true,
    });
    const heard: string[] = [];
    socket.onAny((...message) => heard.push(JSON.stringify(message)));
    await new Promise<void>((resolve, reject) => {
      socket.once("snapshot", () => resolve());
      socket.once("connect_error", reject);
    });
    return {
      heard,
      claim: (tab, takeOver = false) => socket.timeout(5_000).emitWithAck("claimPhone", { tab, takeOver }),
      command: (command) => socket.timeout(5_000).emitWithAck("command", command),
      alive: (tab) => void socket.emit("device", { tab, microphone: "granted", audioUnlocked: true }),
      close: () => socket.disconnect(),
    };
  }

  async credentials(tab: string): Promise<{ user: string; password: string }> {
    const { value } = await this.ask("POST", API.phoneCredentials, { tab });
    const { authorizationUser, password } = phoneCredentials.parse(value);
    return { user: authorizationUser, password };
  }

  /** SIP over WebSocket for a tab that owns the phone. */
  async phone(tab: string): Promise<ProgramPhone> {
    const url = `${this.origin.replace(/^http/, "ws")}${SIP_PATH}?tab=${tab}`;
    const init = { protocols: ["sip"], headers: { cookie: this.cookie, origin: this.origin } };
    const socket: WebSocket = Reflect.construct(WebSocket, [url, init]);
    await once(socket, "open", { signal: patience() });
    return new ProgramPhone(socket);
  }
}

export interface PageSocket {
  readonly heard: readonly string[];
  claim(tab: string, takeOver?: boolean): Promise<Acknowledgement>;
  command(command: AgentCommand): Promise<Acknowledgement>;
  /** One report that the tab is there, with a microphone and a loudspeaker. */
  alive(tab: string): void;
  close(): void;
}

/** One WebSocket on which anything can be said. */
class ProgramPhone {
  readonly #socket: WebSocket;
  /** Final answers that nobody has taken yet: several may come in one turn of the loop. */
  readonly #answers: SipAnswer[] = [];
  #sequence = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
      const answer = readAnswer(typeof data === "string" ? data : new TextDecoder().decode(data));
      if (answer !== null && answer.status >= 200) this.#answers.push(answer);
    });
  }

  /** The final answer; a challenge is answered with the credentials, when there are any. */
  async ask(ask: SipAsk, credentials: { user: string; password: string } | null): Promise<SipAnswer> {
    const first = await this.#once(ask);
    const [challenge] = headers(first.text, "(?:WWW|Proxy)-Authenticate");
    if (credentials === null || challenge === undefined) return first;
    const proof = `${first.status === 407 ? "Proxy-" : ""}Authorization: ${digest(challenge, ask, credentials)}`;
    return this.#once({ ...ask, headers: [...(ask.headers ?? []), proof] });
  }

  close(): void {
    this.#socket.close();
  }

  async #once(ask: SipAsk): Promise<SipAnswer> {
    this.#sequence += 1;
    this.#socket.send(sipText(ask, "WS program.invalid", this.#sequence));
    return until("a final answer by SIP", () => this.#answers.shift() ?? null);
  }
}

const JSON_BODY = { "content-type": "application/json" };

export function post(origin: string, path: string, body: unknown): Promise<Response> {
  return fetch(origin + path, { method: "POST", headers: { origin, ...JSON_BODY }, body: JSON.stringify(body) });
}

/** Asks for a WebSocket for SIP with exactly these headers; the status of the answer, 101 when it was given. */
export async function knock(origin: string, tab: string, own: Readonly<Record<string, string>>): Promise<number> {
  const asked = request(`${origin}${SIP_PATH}?tab=${tab}`, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      "sec-websocket-protocol": "sip",
      ...own,
    },
  });
  asked.end();
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on("response", resolve);
    asked.on("upgrade", resolve);
    asked.on("error", reject);
  });
  answer.socket.destroy();
  return answer.statusCode ?? 0;
}
