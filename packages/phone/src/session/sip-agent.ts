import { UA } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession.js";
import type { IncomingRequest } from "jssip/lib/SIPMessage.js";
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from "jssip/lib/UA.js";
import type { Credentials } from "../ports.ts";
import type { LiveSocket } from "../transport/live-socket.ts";
import { readResponse } from "../transport/probe.ts";

export interface SipAgentEvents {
  /** A REGISTER was answered with 200 just now; `expires` in milliseconds. */
  accepted(expires: number): void;
  /** A REGISTER failed for good; `status` is null when no answer came. */
  refused(status: number | null): void;
  incoming(session: RTCSession, request: IncomingRequest): void;
}

/** Seconds. Short, so that a registration that nobody renews is soon forgotten; the server may grant less. */
const REGISTER_EXPIRES = 90;
/** Seconds. How long a call rings is the server's business. */
const NO_ANSWER_TIMEOUT = 600;
/** Seconds. JsSIP's own recovery must never act: the live socket reconnects. */
const NEVER = 2_000_000;

function userOf(uri: string): string {
  return /^sips?:([^@;]+)@/.exec(uri)?.[1] ?? "";
}

export function domainOf(uri: string): string {
  return /@([^;?>]+)/.exec(uri)?.[1] ?? uri;
}

/** The JsSIP user agent: it answers dialogs and signs requests; when to connect and to register is decided elsewhere. */
export class SipAgent {
  readonly #ua: UA;
  readonly #socket: LiveSocket;
  readonly #events: SipAgentEvents;

  constructor(credentials: Credentials, socket: LiveSocket, events: SipAgentEvents) {
    this.#socket = socket;
    this.#events = events;
    const host = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
    this.#ua = new UA({
      sockets: socket,
      uri: credentials.uri,
      // The edge finds a browser again by the user of its contact, after any change of connection: it must be the
      // user of the address of record, where JsSIP would make one up.
      contact_uri: `sip:${userOf(credentials.uri)}@${host}.invalid;transport=ws`,
      authorization_user: credentials.authorizationUser,
      password: credentials.password,
      register: false,
      register_expires: REGISTER_EXPIRES,
      session_timers: false,
      no_answer_timeout: NO_ANSWER_TIMEOUT,
      connection_recovery_min_interval: NEVER,
      connection_recovery_max_interval: NEVER,
    });
    this.#ua.on("registrationFailed", ({ response }) => events.refused(response?.status_code ?? null));
    // A listener here keeps JsSIP from renewing by a schedule of its own.
    this.#ua.on("registrationExpiring", () => {});
    this.#ua.on("newRTCSession", (event: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => {
      // The server rings this phone, never the other way round: `request` of an outgoing call has another shape.
      if ("parseHeader" in event.request) events.incoming(event.session, event.request);
    });
  }

  start(): void {
    this.#ua.start();
  }

  /** Sends one REGISTER, with these credentials from now on. */
  register(credentials: Credentials): void {
    this.#ua.set("authorization_user", credentials.authorizationUser);
    this.#ua.set("password", credentials.password);
    this.#ua.register();
  }

  /** To be told of every message that comes in: JsSIP itself tells of the first answered REGISTER only. */
  read(text: string): void {
    const response = readResponse(text);
    if (response === null || response.method !== "REGISTER") return;
    if (response.status >= 200 && response.status < 300) {
      this.#events.accepted(response.expires ?? REGISTER_EXPIRES * 1000);
    }
  }

  /**
   * `silently`: nothing is sent, because the phone lives on elsewhere and a BYE or an un-REGISTER of ours would hurt it.
   * Otherwise calls are ended and the registration is removed first.
   */
  close({ silently }: { readonly silently: boolean }): void {
    if (silently) this.#socket.seal();
    this.#ua.stop();
    if (silently) this.#socket.disconnect();
  }
}
