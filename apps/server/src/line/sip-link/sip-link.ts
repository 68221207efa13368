import { randomBytes } from "node:crypto";
import {
  createUserAgent,
  type Flow,
  type NameAddr,
  type SipUri,
  type UserAgent,
  type UserAgentEvent,
} from "@belfry/sip";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import { TcpLink } from "./tcp-link.ts";

/** The SIP domain of browsers, and the realm of every credential. */
export const DOMAIN = "belfry.invalid";

export interface SipLinkOptions {
  readonly linkPort: number;
  readonly switchPort: number;
  /** Proves us to the edge. */
  readonly switchKey: string;
  /** INVITEs without a final answer, of all organisations; beyond that 503. The line shares them out before. */
  readonly mostInvites: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onEvent: (event: UserAgentEvent) => void;
  /** The edge has taken our key. */
  readonly onUp: () => void;
  readonly onDown: () => void;
}

const PROBE_EVERY = 5000;
const PROBE_LIMIT = 3000;

/**
 * The user agent, given bytes and time: it lives on one TCP link to the edge. The link is up only once the
 * edge has answered our key, and goes down when the edge stops answering probes.
 */
export class SipLink {
  readonly #options: SipLinkOptions;
  readonly #tcp: TcpLink;
  readonly #agent: UserAgent;
  readonly #flow: Flow;
  #up = false;
  #pumping = false;
  #wake: { at: number; cancel: () => void } | null = null;
  #probe: { name: string; cancel: () => void } | null = null;
  #probes = 0;
  #closed = false;

  constructor(options: SipLinkOptions) {
    this.#options = options;
    const { linkPort, switchPort, mostInvites, log } = options;
    this.#flow = { transport: "tcp", host: "127.0.0.1", port: linkPort, connection: "edge" };
    this.#agent = createUserAgent({
      host: "127.0.0.1",
      port: switchPort,
      transport: "tcp",
      outbound: this.#flow,
      userAgent: "Belfry",
      randomToken: tokens(),
      maxOpenInvites: mostInvites,
    });
    this.#tcp = new TcpLink({
      linkPort,
      switchPort,
      log,
      onMessage: (data) => this.#act((agent, now) => agent.receive(data, this.#flow, now)),
      onConnected: () => this.#sendProbe(true),
      onDisconnected: () => this.#disconnected(),
    });
  }

  open(): Promise<void> {
    return this.#tcp.open();
  }

  get up(): boolean {
    return this.#up;
  }

  /** Everything that is asked of the user agent goes through here, so that its output leaves at once. */
  act(work: (agent: UserAgent, now: number) => void): void {
    if (!this.#closed) this.#act(work);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#probe?.cancel();
    this.#wake?.cancel();
    await this.#tcp.close();
  }

  #act(work: (agent: UserAgent, now: number) => void): void {
    work(this.#agent, this.#options.clock.now());
    this.#pump();
  }

  #pump(): void {
    // An event's listener may act in turn: the loop that runs already takes what comes of it.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      for (let output = this.#agent.poll(); output !== null; output = this.#agent.poll()) {
        if (output.kind === "event") this.#event(output.event);
        else if (!this.#tcp.send(output.data)) this.#agent.flowFailed(output.flow, this.#options.clock.now());
      }
    } finally {
      this.#pumping = false;
    }
    this.#schedule();
  }

  #schedule(): void {
    const at = this.#agent.wakeAt();
    if (at === (this.#wake?.at ?? null)) return;
    this.#wake?.cancel();
    this.#wake = null;
    if (at === null || this.#closed) return;
    const cancel = this.#options.clock.at(at, () => {
      this.#wake = null;
      this.#act((agent, now) => agent.wake(now));
    });
    this.#wake = { at, cancel };
  }

  #event(event: UserAgentEvent): void {
    if (event.type === "response" && event.request.startsWith("probe-")) {
      if (event.request === this.#probe?.name) this.#probed(event.status);
      return;
    }
    // What one call cannot bear must not end all the others with the process.
    try {
      this.#options.onEvent(event);
    } catch (err) {
      this.#options.log.error({ err, event: event.type }, "a SIP event could not be dealt with");
    }
  }

  #sendProbe(hello: boolean): void {
    this.#probes += 1;
    const name = `probe-${this.#probes}`;
    const edge: SipUri = {
      scheme: "sip",
      user: "edge",
      password: null,
      host: DOMAIN,
      port: null,
      params: {},
      headers: null,
    };
    const us: NameAddr = { display: null, uri: { ...edge, user: "switch" }, params: {} };
    const headers = [{ name: "X-Belfry-Key", value: this.#options.switchKey }];
    if (hello) headers.push({ name: "X-Belfry-Hello", value: "1" });
    this.#after(PROBE_LIMIT, name, () => {
      this.#options.log.warn("the edge does not answer");
      this.#tcp.reset();
    });
    this.#act((agent, now) => agent.sendOutside(name, "OPTIONS", edge, us, headers, null, now));
  }

  #probed(status: number): void {
    if (status !== 200) {
      this.#options.log.error({ status }, "the edge refuses our key");
      this.#after(PROBE_EVERY, "", () => this.#tcp.reset());
      return;
    }
    this.#after(PROBE_EVERY, "", () => this.#sendProbe(false));
    if (this.#up) return;
    this.#up = true;
    this.#options.log.info("link to the edge is up");
    this.#options.onUp();
  }

  #after(duration: number, name: string, callback: () => void): void {
    this.#probe?.cancel();
    this.#probe = { name, cancel: this.#options.clock.at(this.#options.clock.now() + duration, callback) };
  }

  #disconnected(): void {
    this.#probe?.cancel();
    this.#probe = null;
    this.#act((agent, now) => agent.flowFailed(this.#flow, now));
    if (!this.#up) return;
    this.#up = false;
    this.#options.log.warn("link to the edge is down");
    this.#options.onDown();
  }
}

/** 96 random bits at a time, drawn from the system in larger lots: a call takes a dozen of them. */
function tokens(): () => string {
  const size = 12;
  let lot = "";
  return () => {
    if (lot === "") lot = randomBytes(size * 128).toString("hex");
    const token = lot.slice(0, size * 2);
    lot = lot.slice(size * 2);
    return token;
  };
}
