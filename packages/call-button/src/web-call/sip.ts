import { capGathering, keepThroughTrouble } from "@belfry/phone";
import { UA, WebSocketInterface } from "jssip";
import type { EndEvent, RTCSession } from "jssip/lib/RTCSession.js";

type VisitPhone = Awaited<ReturnType<import("./port.ts").WebCallOptions["phone"]>>;

export interface SipEvents {
  ringing(): void;
  connection(connection: RTCPeerConnection): void;
  answered(): void;
  /** The call is over, or never came up. */
  over(remotely: boolean): void;
  /** The way to the server could not be opened, or is shut. */
  shut(): void;
}

/** Seconds. JsSIP shall not connect anew: the pass opened once. */
const NEVER = 2_000_000;
/** Seconds. How long a call rings is the server's business. */
const NO_ANSWER_TIMEOUT = 3600;

const userOf = (uri: string) => /^sips?:([^@;]+)@/.exec(uri)?.[1] ?? "";

/** One call over one WebSocket, without a registration. */
export class SipCall {
  readonly #ua: UA;
  #session: RTCSession | null = null;

  constructor(phone: VisitPhone, microphone: MediaStream, events: SipEvents) {
    const host = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
    this.#ua = new UA({
      sockets: new WebSocketInterface(phone.url),
      uri: phone.uri,
      contact_uri: `sip:${userOf(phone.uri)}@${host}.invalid;transport=ws`,
      authorization_user: phone.authorizationUser,
      password: phone.password,
      register: false,
      session_timers: false,
      no_answer_timeout: NO_ANSWER_TIMEOUT,
      connection_recovery_min_interval: NEVER,
      connection_recovery_max_interval: NEVER,
    });
    this.#ua.on("disconnected", () => events.shut());
    this.#ua.on("connected", () => {
      if (this.#session === null) this.#session = this.#call(phone.target, microphone, events);
    });
    this.#ua.start();
  }

  get session(): RTCSession | null {
    return this.#session;
  }

  /** Says goodbye, if there is anybody to say it to, and closes the way to the server once that is answered. */
  close(): void {
    if (this.#session !== null && !this.#session.isEnded()) this.#session.terminate();
    this.#ua.stop();
  }

  #call(target: string, microphone: MediaStream, events: SipEvents): RTCSession {
    const over = ({ originator }: EndEvent) => events.over(String(originator) === "remote");
    return this.#ua.call(target, {
      mediaStream: microphone,
      mediaConstraints: { audio: true, video: false },
      // The other end has a public address: no stranger's STUN server is asked.
      pcConfig: { iceServers: [] },
      eventHandlers: {
        peerconnection: ({ peerconnection }: { readonly peerconnection: RTCPeerConnection }) => {
          capGathering(peerconnection);
          events.connection(peerconnection);
        },
        sending: () => {
          if (this.#session !== null) keepThroughTrouble(this.#session);
        },
        progress: () => events.ringing(),
        confirmed: () => events.answered(),
        failed: over,
        ended: over,
      },
    });
  }
}
