import { parseMessage } from "../../message/parse.ts";
import { decodeText } from "../../message/text.ts";
import type { SipMessage } from "../../message/types.ts";
import type { Flow, Output, UserAgent, UserAgentEvent, UserAgentOptions } from "../types.ts";
import { createUserAgent, restoreUserAgent } from "../user-agent.ts";
import { Random } from "./random.ts";

export interface NetworkOptions {
  readonly transport: "udp" | "tcp";
  readonly seed?: number;
  /** One way, in milliseconds. */
  readonly latency?: number;
  /** More latency at random, so that packets overtake one another (UDP only). */
  readonly jitter?: number;
  readonly loss?: number;
  readonly duplication?: number;
  /** Every agent is written down as JSON and restored before every single thing that happens to it. */
  readonly restoreAlways?: boolean;
  readonly agents?: Partial<UserAgentOptions>;
}

export interface Packet {
  readonly from: string;
  readonly to: string;
  readonly message: SipMessage;
  readonly data: Uint8Array;
  readonly at: number;
  readonly flow: Flow;
}

interface InFlight extends Packet {
  readonly arrives: number;
  readonly order: number;
}

/** User agents and a network between them, with time that moves only when it is told to. */
export class Network {
  now = 1_000_000;
  /** Everything that was sent, whether it arrived or not. */
  readonly sent: Packet[] = [];
  readonly events: { readonly agent: string; readonly event: UserAgentEvent }[] = [];
  /** Decides of each packet; false loses it. */
  filter: (packet: Packet) => boolean = () => true;
  /** What the application of an agent does about an event. */
  readonly reactions = new Map<string, (event: UserAgentEvent, agent: UserAgent) => void>();
  readonly #options: NetworkOptions;
  readonly #random: Random;
  readonly #agents = new Map<string, UserAgent>();
  readonly #agentOptions = new Map<string, UserAgentOptions>();
  #inFlight: InFlight[] = [];
  #order = 0;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#random = new Random(options.seed ?? 1);
  }

  /** `name` is its host as well. */
  add(name: string, peer: string, options: Partial<UserAgentOptions> = {}): void {
    const tokens = new Random(this.#random.below(2 ** 32));
    const whole: UserAgentOptions = {
      host: name,
      port: 5060,
      transport: this.#options.transport,
      outbound: this.flow(name, peer),
      userAgent: "test",
      randomToken: () => tokens.token(),
      maxOpenInvites: 1000,
      ...this.#options.agents,
      ...options,
    };
    this.#agentOptions.set(name, whole);
    this.#agents.set(name, createUserAgent(whole));
  }

  /** As `at` sees it: the path to `peer`. */
  flow(at: string, peer: string): Flow {
    const { transport } = this.#options;
    const connection = transport === "tcp" ? [at, peer].sort().join("-") : null;
    return { transport, host: peer, port: 5060, connection };
  }

  agent(name: string): UserAgent {
    const agent = this.#agents.get(name);
    if (agent === undefined) throw new Error(`There is no agent ${name}`);
    if (this.#options.restoreAlways !== true) return agent;
    const options = this.#agentOptions.get(name);
    if (options === undefined) return agent;
    const restored = restoreUserAgent(options, JSON.parse(JSON.stringify(agent.save())), this.now);
    this.#agents.set(name, restored);
    return restored;
  }

  /** `agent` is the one of this name; a restored copy begins with this flow too. */
  setOutbound(name: string, agent: UserAgent, outbound: Flow): void {
    const options = this.#agentOptions.get(name);
    if (options !== undefined) this.#agentOptions.set(name, { ...options, outbound });
    agent.setOutbound(outbound);
  }

  /** What the application does to an agent; its results are sent on their way. */
  act(name: string, action: (agent: UserAgent, now: number) => void): void {
    action(this.agent(name), this.now);
    this.#drain(name);
  }

  /** Moves on to the next thing that happens, at most to `until`. False when there is nothing before it. */
  step(until: number): boolean {
    const packet = this.#nextPacket();
    let wakes: string | null = null;
    let at = packet?.arrives ?? Number.POSITIVE_INFINITY;
    for (const [name, agent] of this.#agents) {
      const wakeAt = agent.wakeAt();
      if (wakeAt !== null && wakeAt < at) {
        at = wakeAt;
        wakes = name;
      }
    }
    if (at > until) {
      this.now = until;
      return false;
    }
    this.now = Math.max(this.now, at);
    if (wakes !== null) this.act(wakes, (agent) => agent.wake(this.now));
    else if (packet !== null) this.#deliver(packet);
    return true;
  }

  /** Lets `duration` milliseconds pass. */
  run(duration: number): void {
    const until = this.now + duration;
    while (this.step(until));
  }

  inject(to: string, from: string, text: string): void {
    const data = new Uint8Array([...text].map((character) => character.charCodeAt(0)));
    this.act(to, (agent) => agent.receive(data, this.flow(to, from), this.now));
  }

  of(name: string): readonly UserAgentEvent[] {
    return this.events.filter(({ agent }) => agent === name).map(({ event }) => event);
  }

  types(name: string): readonly string[] {
    return this.of(name).map(({ type }) => type);
  }

  /** `alice INVITE`, `bob 200 INVITE` … in the order of sending. */
  get trace(): readonly string[] {
    return this.sent.map(({ from, message }) => `${from} ${labelOf(message)}`);
  }

  times(line: string): readonly number[] {
    return this.sent.filter(({ from, message }) => `${from} ${labelOf(message)}` === line).map(({ at }) => at);
  }

  #nextPacket(): InFlight | null {
    let next: InFlight | null = null;
    for (const packet of this.#inFlight) {
      if (
        next === null ||
        packet.arrives < next.arrives ||
        (packet.arrives === next.arrives && packet.order < next.order)
      ) {
        next = packet;
      }
    }
    return next;
  }

  #deliver(packet: InFlight): void {
    this.#inFlight = this.#inFlight.filter((one) => one !== packet);
    if (!this.#agents.has(packet.to)) return;
    this.act(packet.to, (agent) => agent.receive(packet.data, this.flow(packet.to, packet.from), this.now));
  }

  #drain(name: string): void {
    for (;;) {
      const agent = this.agent(name);
      const output: Output | null = agent.poll();
      if (output === null) return;
      if (output.kind === "send") this.#carry(name, output.flow, output.data);
      else {
        this.events.push({ agent: name, event: output.event });
        this.reactions.get(name)?.(output.event, this.agent(name));
      }
    }
  }

  #carry(from: string, flow: Flow, data: Uint8Array): void {
    const message = parseMessage(data);
    // The answer to what could not be read repeats of it what there was, and may be as bad.
    if (message.kind === "failure" && /^SIP\/2.0 (400|505) /.test(decodeText(data))) return;
    if (message.kind === "failure")
      throw new Error(`${from} sent what is no message: ${message.reason}\n${decodeText(data)}`);
    const { latency = 5, jitter = 0, loss = 0, duplication = 0, transport } = this.#options;
    const packet = { from, to: flow.host, message, data, at: this.now, flow };
    this.sent.push(packet);
    const copies = transport === "udp" && this.#random.next() < duplication ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      const lost = transport === "udp" && this.#random.next() < loss;
      const extra = transport === "udp" ? this.#random.next() * jitter : 0;
      if (lost || !this.filter(packet)) continue;
      this.#inFlight.push({ ...packet, arrives: this.now + latency + extra, order: this.#order++ });
    }
  }
}

export function labelOf(message: SipMessage): string {
  return message.kind === "request" ? message.method : `${message.status} ${message.cseq.method}`;
}
