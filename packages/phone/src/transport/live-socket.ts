import type { Clock } from "../core/clock.ts";
import { Runner } from "../core/machine.ts";
import { type LinkEffect, type LinkInput, type LinkState, link, STOPPED } from "./link.ts";
import { isAnswerTo, optionsRequest } from "./probe.ts";

export interface LiveSocketEvents {
  changed(state: LinkState): void;
  /** Every SIP message that comes in, after the user agent has read it. */
  message(text: string): void;
}

/**
 * The WebSocket that carries SIP (RFC 7118), in the shape that JsSIP asks of a socket. JsSIP's own recovery is never
 * used: it is told that the link is down, and that it is up, and nothing else.
 */
export class LiveSocket {
  via_transport: string;
  readonly url: string;
  readonly sip_uri: string;
  // JsSIP's Transport puts its own callbacks here.
  onconnect: () => void = () => {};
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => {};
  ondata: <T>(data: T) => void = () => {};

  readonly #address: () => string;
  readonly #domain: string;
  readonly #events: LiveSocketEvents;
  readonly #runner: Runner<LinkState, LinkInput, LinkEffect>;
  #socket: WebSocket | null = null;
  #asked = "";
  #sealed = false;

  constructor(address: () => string, domain: string, clock: Clock, events: LiveSocketEvents) {
    this.#address = address;
    this.#domain = domain;
    this.#events = events;
    this.url = address();
    this.via_transport = this.url.startsWith("wss:") ? "WSS" : "WS";
    this.sip_uri = `sip:${new URL(this.url).host};transport=ws`;
    this.#runner = new Runner(
      link,
      STOPPED,
      clock,
      (effect) => this.#perform(effect),
      (state, before) => this.#changed(state, before),
    );
  }

  get state(): LinkState {
    return this.#runner.state;
  }

  feed(input: LinkInput): void {
    this.#runner.feed(input);
  }

  /** From here on nothing leaves this machine: whoever took the phone over is not disturbed by a BYE of ours. */
  seal(): void {
    this.#sealed = true;
  }

  connect(): void {
    this.#runner.feed({ type: "open" });
  }

  disconnect(): void {
    this.#runner.feed({ type: "close" });
    this.#runner.close();
  }

  isConnected(): boolean {
    return this.#runner.state.phase === "open";
  }

  isConnecting(): boolean {
    return this.#runner.state.phase === "connecting";
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (this.#sealed || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(typeof message === "string" ? message : String(message));
    return true;
  }

  #perform(effect: LinkEffect): void {
    switch (effect.type) {
      case "connect":
        this.#open();
        return;
      case "drop":
        this.#drop();
        return;
      case "ask": {
        const question = optionsRequest(this.#domain);
        this.#asked = question.callId;
        this.send(question.text);
      }
    }
  }

  #changed(state: LinkState, before: LinkState): void {
    // JsSIP learns of a link that came up before the others, who want to use it, and of its loss after them.
    if (state.phase === "open" && before.phase !== "open") this.onconnect();
    this.#events.changed(state);
    if (before.phase === "open" && state.phase !== "open") this.ondisconnect(true);
  }

  #open(): void {
    this.#drop();
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#address(), "sip");
    } catch {
      // A malformed address or a CSP refusal: the same as a link that does not come up.
      this.#runner.feed({ type: "closed" });
      return;
    }
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (this.#socket === socket) this.#runner.feed({ type: "opened" });
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#runner.feed({ type: "closed" });
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (this.#socket === socket) this.#receive(event.data);
    };
    this.#socket = socket;
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #receive(data: unknown): void {
    const text = data instanceof ArrayBuffer ? new TextDecoder().decode(data) : data;
    if (typeof text !== "string") return;
    const answer = this.#asked !== "" && isAnswerTo(text, this.#asked);
    this.#runner.feed({ type: "heard", answer });
    if (answer) return;
    this.ondata(text);
    this.#events.message(text);
  }
}
