import type { Clock } from "../core/clock.ts";
import { Runner } from "../core/machine.ts";
import type { Credentials, PhoneOptions } from "../ports.ts";
import type { LinkInput, LinkState } from "../transport/link.ts";
import { STOPPED } from "../transport/link.ts";
import { LiveSocket } from "../transport/live-socket.ts";
import type { RegistrationState } from "./registration.ts";
import { type RegistrationEffect, type RegistrationInput, registration, UNREGISTERED } from "./registration.ts";
import { domainOf, SipAgent, type SipAgentEvents } from "./sip-agent.ts";

export interface LineEvents {
  link(state: LinkState, before: LinkState): void;
  registration(state: RegistrationState, before: RegistrationState): void;
  incoming: SipAgentEvents["incoming"];
  trace(what: string, detail: Readonly<Record<string, string | number>>): void;
}

const FETCH_WITHIN = 10_000;

/** The status that a rejection of `credentials` may carry; null when the server was not reached. */
function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("status" in error)) return null;
  return typeof error.status === "number" ? error.status : null;
}

/** One owner's way to the server: credentials, socket, user agent and registration, from the claim to the loss. */
export class Line {
  readonly #options: Pick<PhoneOptions, "wsUrl" | "credentials" | "tab">;
  readonly #clock: Clock;
  readonly #events: LineEvents;
  readonly #registration: Runner<RegistrationState, RegistrationInput, RegistrationEffect>;
  #credentials: Credentials | null = null;
  #socket: LiveSocket | null = null;
  #agent: SipAgent | null = null;
  #closed = false;

  constructor(options: Pick<PhoneOptions, "wsUrl" | "credentials" | "tab">, clock: Clock, events: LineEvents) {
    this.#options = options;
    this.#clock = clock;
    this.#events = events;
    this.#registration = new Runner<RegistrationState, RegistrationInput, RegistrationEffect>(
      registration,
      UNREGISTERED,
      clock,
      (effect) => this.#perform(effect),
      (state, before) => events.registration(state, before),
    );
  }

  get link(): LinkState {
    return this.#socket?.state ?? STOPPED;
  }

  get registration(): RegistrationState {
    return this.#registration.state;
  }

  start(): void {
    this.#registration.feed({ type: "start" });
  }

  feed(input: LinkInput): void {
    this.#socket?.feed(input);
  }

  /** `silently`: the phone lives on elsewhere, so nothing is sent any more. Idempotent. */
  close(silently: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#registration.feed({ type: "stop" });
    this.#registration.close();
    this.#agent?.close({ silently });
  }

  #perform(effect: RegistrationEffect): void {
    switch (effect.type) {
      case "fetch":
        this.#fetch();
        return;
      case "register":
        if (this.#credentials !== null) this.#agent?.register(this.#credentials);
        return;
      case "linkLost":
        this.#events.trace("register unanswered", {});
        this.#socket?.feed({ type: "lost" });
    }
  }

  #fetch(): void {
    let open = true;
    const once = (then: () => void) => {
      if (!open || this.#closed) return;
      open = false;
      cancel();
      then();
    };
    const fail = (status: number | null) => once(() => this.#registration.feed({ type: "fetchFailed", status }));
    const cancel = this.#clock.after(FETCH_WITHIN, () => fail(null));
    const asked = Promise.resolve().then(() => this.#options.credentials({ tab: this.#options.tab }));
    asked.then(
      (credentials) => once(() => this.#use(credentials)),
      (error) => fail(statusOf(error)),
    );
  }

  #use(credentials: Credentials): void {
    const moved = this.#credentials !== null && this.#credentials.uri !== credentials.uri;
    this.#credentials = credentials;
    if (moved) {
      // The person has another extension now, and a user agent has one address of record for good.
      this.#agent?.close({ silently: true });
      this.#agent = null;
    }
    if (this.#agent === null) this.#open(credentials);
    this.#events.trace("credentials", { expiresAt: credentials.expiresAt });
    this.#registration.feed({ type: "fetched", expiresAt: credentials.expiresAt });
  }

  #open(credentials: Credentials): void {
    const { wsUrl } = this.#options;
    const address = typeof wsUrl === "string" ? () => wsUrl : wsUrl;
    let before = STOPPED;
    const socket = new LiveSocket(address, domainOf(credentials.uri), this.#clock, {
      changed: (state) => {
        const former = before;
        before = state;
        if (state.phase === "open" && former.phase !== "open") this.#registration.feed({ type: "connected" });
        if (state.phase !== "open" && former.phase === "open") this.#registration.feed({ type: "disconnected" });
        this.#events.link(state, former);
      },
      message: (text) => this.#agent?.read(text),
    });
    this.#socket = socket;
    this.#agent = new SipAgent(credentials, socket, {
      accepted: (expires) => this.#registration.feed({ type: "accepted", expires }),
      refused: (status) => this.#registration.feed({ type: "refused", status }),
      incoming: (session, request) => this.#events.incoming(session, request),
    });
    this.#agent.start();
  }
}
