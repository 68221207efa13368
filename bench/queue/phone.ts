import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { API, type PhoneCredentials, SIP_PATH } from "@belfry/contracts";
import { WebSocket } from "ws";
import { cannedAnswer } from "./canned-answer.ts";

/** A registration is asked for this long, and made anew well before its credentials run out. Seconds, milliseconds. */
const EXPIRES = 300;
const REGISTER_AGAIN = 200_000;

export interface PhoneEvents {
  /** An INVITE for this phone has arrived from this caller. */
  invited(caller: string): void;
  /** The switch has acknowledged our answer. */
  connected(caller: string): void;
  /** The switch has said goodbye, after the connection. */
  ended(caller: string): void;
}

/**
 * A browser's phone as the edge sees it: SIP over WebSocket through the server's own gate, with credentials from the
 * server. It answers every INVITE at once. Its messages are templates: what is measured is not how it parses.
 */
export class BenchPhone {
  readonly #origin: string;
  readonly #cookie: string;
  readonly #tab: string;
  readonly #events: PhoneEvents;
  readonly #answer: (offer: string) => string;
  readonly #callId = randomBytes(8).toString("hex");
  readonly #host = `${randomBytes(6).toString("hex")}.invalid`;
  /** Caller by Call-ID. */
  readonly #calls = new Map<string, string>();
  #socket: WebSocket | null = null;
  #user = "";
  #domain = "";
  #sequence = 0;
  #registering: ((response: string) => void) | null = null;
  #again: NodeJS.Timeout | null = null;

  /** `answer` makes the session that it accepts from what is offered. */
  constructor(origin: string, cookie: string, tab: string, events: PhoneEvents, answer = cannedAnswer) {
    this.#origin = origin;
    this.#cookie = cookie;
    this.#tab = tab;
    this.#events = events;
    this.#answer = answer;
  }

  async register(): Promise<void> {
    const credentials = await this.#credentials();
    const [, user = "", domain = ""] = /^sip:([^@]+)@(.+)$/.exec(credentials.uri) ?? [];
    [this.#user, this.#domain] = [user, domain];
    if (this.#socket === null) {
      const url = `${this.#origin.replace(/^http/, "ws")}${SIP_PATH}?tab=${this.#tab}`;
      const socket = new WebSocket(url, "sip", {
        origin: this.#origin,
        headers: { cookie: this.#cookie },
        perMessageDeflate: false,
      });
      socket.on("message", (data) => this.#heard(data.toString()));
      await once(socket, "open");
      this.#socket = socket;
    }
    const challenge = await this.#sendRegister("");
    const response = challenge.startsWith("SIP/2.0 401")
      ? await this.#sendRegister(authorization(challenge, credentials, `sip:${domain}`))
      : challenge;
    if (!response.startsWith("SIP/2.0 200")) throw new Error(`${user} was not registered: ${response.split("\r")[0]}`);
    this.#again = setTimeout(() => {
      // A phone that cannot register any more stops being rung, and the calls that fail say so.
      this.register().catch((error: unknown) => console.error(error));
    }, REGISTER_AGAIN);
  }

  close(): void {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#socket?.close();
  }

  async #credentials(): Promise<PhoneCredentials> {
    const answer = await fetch(`${this.#origin}${API.phoneCredentials}`, {
      method: "POST",
      headers: { origin: this.#origin, cookie: this.#cookie, "content-type": "application/json" },
      body: JSON.stringify({ tab: this.#tab }),
    });
    if (!answer.ok) throw new Error(`no credentials: ${answer.status} ${await answer.text()}`);
    const credentials: PhoneCredentials = JSON.parse(await answer.text());
    return credentials;
  }

  #sendRegister(extra: string): Promise<string> {
    this.#sequence += 1;
    const address = `<sip:${this.#user}@${this.#domain}>`;
    const answered = new Promise<string>((resolve) => {
      this.#registering = resolve;
    });
    this.#socket?.send(
      `REGISTER sip:${this.#domain} SIP/2.0\r\n` +
        `Via: SIP/2.0/WS ${this.#host};branch=z9hG4bK${randomBytes(8).toString("hex")}\r\n` +
        `Max-Forwards: 69\r\nFrom: ${address};tag=${this.#callId}\r\nTo: ${address}\r\n` +
        `Call-ID: ${this.#callId}\r\nCSeq: ${this.#sequence} REGISTER\r\n` +
        `Contact: <sip:${this.#user}@${this.#host};transport=ws>;expires=${EXPIRES}\r\n` +
        `Expires: ${EXPIRES}\r\n${extra}Content-Length: 0\r\n\r\n`,
    );
    return answered;
  }

  #heard(text: string): void {
    if (text.startsWith("INVITE ")) this.#invited(text);
    else if (text.startsWith("ACK ")) this.#tell(text, (caller) => this.#events.connected(caller));
    else if (text.startsWith("BYE ")) {
      this.#respond(text, "200 OK", "", "");
      this.#tell(text, (caller) => this.#events.ended(caller));
      this.#calls.delete(header(text, "Call-ID"));
    } else if (text.startsWith("CANCEL ")) this.#respond(text, "200 OK", "", "");
    else if (text.startsWith("SIP/2.0 ") && /^CSeq: *\d+ +REGISTER/im.test(text)) this.#registering?.(text);
  }

  #invited(request: string): void {
    const caller = decodeURIComponent(/^From:[^\r]*?sips?:([^@>;]+)/im.exec(request)?.[1] ?? "");
    this.#events.invited(caller);
    this.#calls.set(header(request, "Call-ID"), caller);
    const contact = `Contact: <sip:${this.#user}@${this.#host};transport=ws>\r\n`;
    this.#respond(request, "180 Ringing", contact, "");
    this.#respond(request, "200 OK", contact, this.#answer(request.slice(request.indexOf("\r\n\r\n") + 4)));
  }

  #tell(request: string, tell: (caller: string) => void): void {
    const caller = this.#calls.get(header(request, "Call-ID"));
    if (caller !== undefined) tell(caller);
  }

  #respond(request: string, status: string, extra: string, body: string): void {
    const kept: string[] = [];
    for (const line of request.slice(0, request.indexOf("\r\n\r\n")).split("\r\n")) {
      if (/^(Via|Record-Route|From|Call-ID|CSeq):/i.test(line)) kept.push(line);
      else if (/^To:/i.test(line)) kept.push(line.includes(";tag=") ? line : `${line};tag=${this.#callId}`);
    }
    const type = body === "" ? "" : "Content-Type: application/sdp\r\n";
    this.#socket?.send(
      `SIP/2.0 ${status}\r\n${kept.join("\r\n")}\r\n${extra}${type}Content-Length: ${body.length}\r\n\r\n${body}`,
    );
  }
}

function header(text: string, name: string): string {
  return new RegExp(`^${name}: *([^\r]*)`, "im").exec(text)?.[1] ?? "";
}

/** RFC 7616 with MD5 and qop=auth, which is what the edge asks for. */
function authorization(challenge: string, { authorizationUser, password }: PhoneCredentials, uri: string): string {
  const line = header(challenge, "WWW-Authenticate");
  const value = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(line)?.[1] ?? "";
  const [realm, nonce, cnonce, count] = [value("realm"), value("nonce"), randomBytes(8).toString("hex"), "00000001"];
  const secret = md5(`${authorizationUser}:${realm}:${password}`);
  const quality = /qop=/.test(line);
  const between = quality ? `${nonce}:${count}:${cnonce}:auth` : nonce;
  const response = md5(`${secret}:${between}:${md5(`REGISTER:${uri}`)}`);
  const counted = quality ? `, qop=auth, nc=${count}, cnonce="${cnonce}"` : "";
  return (
    `Authorization: Digest username="${authorizationUser}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `response="${response}", algorithm=MD5${counted}\r\n`
  );
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
