import { EventEmitter, on } from "node:events";
import type { UserAgentEvent } from "@belfry/sip";
import { RATE, type Source, shareAt } from "./audio/tone.ts";
import type { SipLink } from "./link.ts";
import { Ear, RtpStream } from "./rtp.ts";
import { type Codec, type Direction, describe, readRemote } from "./sdp.ts";

type CallEvent = Extract<UserAgentEvent, { readonly call: string }>;

/** How a call ended: `status` is the final response of a call that never came up. */
export interface CallEnd {
  readonly by: "remote" | "local" | "refused" | "cancelled" | "failure";
  readonly status: number | null;
}

/** A window of 200 ms with at least 60 % of its power at the frequency counts as hearing it. */
const WINDOW = RATE / 5;
const SHARE = 0.6;

/** One call of an endpoint. */
export class EndpointCall {
  readonly id: string;
  readonly ear = new Ear();
  /** Resolves when the call is up; rejects when it ends before. */
  readonly answered: Promise<void>;
  readonly ended: Promise<CallEnd>;
  readonly #link: SipLink;
  readonly #rtp: RtpStream;
  readonly #codecs: readonly Codec[];
  readonly #events = new EventEmitter<{ heard: []; progress: [number]; reinvite: [Direction] }>();
  readonly #up = Promise.withResolvers<void>();
  readonly #over = Promise.withResolvers<CallEnd>();
  #codec: Codec | null = null;
  #version = 1;
  #requests = 0;
  #state: "calling" | "offered" | "accepted" | "up" | "over" = "calling";

  private constructor(id: string, link: SipLink, codecs: readonly Codec[], rtp: RtpStream) {
    this.id = id;
    this.#link = link;
    this.#codecs = codecs;
    this.#rtp = rtp;
    this.answered = this.#up.promise;
    this.ended = this.#over.promise;
    // A call that fails is told through `ended` as well: nobody has to listen to both.
    this.answered.catch(() => {});
  }

  static async open(id: string, link: SipLink, codecs: readonly Codec[]): Promise<EndpointCall> {
    const ssrc = Number.parseInt(id.slice(0, 7), 16) || 1;
    const rtp = await RtpStream.open(link.host, ssrc, (samples) => {
      call.ear.hear(samples);
      call.#events.emit("heard");
    });
    const call = new EndpointCall(id, link, codecs, rtp);
    return call;
  }

  /** What is spoken, by the peer's description; null before there is one. */
  get codec(): Codec | null {
    return this.#codec;
  }

  get packetsReceived(): number {
    return this.#rtp.received;
  }

  /** What this endpoint says from now on. */
  say(source: Source): void {
    this.#rtp.source = source;
  }

  sendDigits(digits: string): void {
    this.#rtp.sendDigits(digits);
  }

  /** DTMF by SIP INFO (application/dtmf-relay), as some trunks send it. */
  sendInfoDigit(digit: string): void {
    const content = { contentType: "application/dtmf-relay", body: `Signal=${digit}\r\nDuration=160\r\n` };
    this.#link.run((now) => this.#link.agent.send(this.id, this.#requestKey(), "INFO", [], content, now));
  }

  ring(): void {
    this.#link.run((now) => this.#link.agent.ring(this.id, 180, null, now));
  }

  accept(): void {
    const content = { contentType: "application/sdp", body: this.#describe("sendrecv") };
    this.#state = "accepted";
    this.#link.run((now) => this.#link.agent.accept(this.id, content, [], now));
  }

  reject(status: number): void {
    this.#link.run((now) => this.#link.agent.reject(this.id, status, null, [], now));
    this.#finish({ by: "local", status });
  }

  /** BYE, CANCEL or 480, as the state of the call asks. */
  hangUp(): void {
    this.#link.run((now) => {
      if (this.#state === "calling") this.#link.agent.cancel(this.id, null, now);
      else if (this.#state === "offered") this.#link.agent.reject(this.id, 480, null, [], now);
      else if (this.#state !== "over") this.#link.agent.bye(this.id, null, now);
    });
    if (this.#state !== "calling") this.#finish({ by: "local", status: null });
  }

  /** A re-INVITE with another direction: `sendonly` puts the peer on hold, as desk phones do. */
  renegotiate(direction: Direction): void {
    const content = { contentType: "application/sdp", body: this.#describe(direction) };
    this.#link.run((now) => this.#link.agent.reinvite(this.id, this.#requestKey(), content, now));
  }

  /** A blind transfer asked of the peer. */
  refer(to: string): void {
    const headers = [{ name: "Refer-To", value: `<${to}>` }];
    this.#link.run((now) => this.#link.agent.send(this.id, this.#requestKey(), "REFER", headers, null, now));
  }

  /** Resolves when the last 200 ms were mostly this tone; rejects when the call ends or the signal aborts first. */
  async hears(hertz: number, signal: AbortSignal): Promise<void> {
    await this.hearsWhat((window) => shareAt(window, hertz) >= SHARE, `never heard ${hertz} Hz`, signal);
  }

  /** Resolves when the last 200 ms were like this; `otherwise` is for the message of the failure. */
  async hearsWhat(matches: (window: Int16Array) => boolean, otherwise: string, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    void this.ended.then((end) => over.abort(new Error(`the call ended (${end.by}) and ${otherwise}`)));
    const fromHere = this.ear.total;
    try {
      for await (const _ of on(this.#events, "heard", { signal: AbortSignal.any([signal, over.signal]) })) {
        if (this.ear.total - fromHere >= WINDOW && matches(this.ear.last(WINDOW))) return;
      }
    } catch (cause) {
      throw new Error(otherwise, { cause });
    }
  }

  /** The offer of an outgoing call. */
  offer(): string {
    return this.#describe("sendrecv");
  }

  /** The peer's offer of an incoming call. */
  offered(sdp: string): void {
    this.#state = "offered";
    this.#remote(sdp);
  }

  handle(event: CallEvent): void {
    switch (event.type) {
      case "answered":
        this.#remote(text(event.response.body));
        this.#comeUp();
        break;
      case "acknowledged":
        if (event.body !== "") this.#remote(event.body);
        this.#comeUp();
        break;
      case "progress":
        this.#events.emit("progress", event.response.status);
        break;
      case "refused":
        this.#finish({ by: "refused", status: event.status });
        break;
      case "cancelled":
        this.#finish({ by: "cancelled", status: null });
        break;
      case "ended":
        this.#finish({ by: event.by === "remote" || event.by === "local" ? event.by : "failure", status: null });
        break;
      case "reinvite":
      case "update":
        this.#renegotiated(event.request, text(event.message.body));
        break;
      case "info":
      case "refer":
      case "notify":
      case "message":
        this.#link.run((now) => this.#link.agent.respond(event.request, 200, null, [], null, now));
    }
  }

  closeMedia(): void {
    this.#finish({ by: "local", status: null });
  }

  #renegotiated(request: string, sdp: string): void {
    if (sdp !== "") this.#remote(sdp);
    const content = { contentType: "application/sdp", body: this.#describe("sendrecv") };
    this.#link.run((now) => this.#link.agent.respond(request, 200, null, [], content, now));
  }

  #comeUp(): void {
    if (this.#state === "over") return;
    this.#state = "up";
    this.#up.resolve();
  }

  #finish(end: CallEnd): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#rtp.close();
    this.#up.reject(new Error(`the call was not answered: ${end.by}${end.status === null ? "" : ` ${end.status}`}`));
    this.#over.resolve(end);
  }

  #remote(sdp: string): void {
    const remote = readRemote(sdp, this.#codecs);
    if (remote === null) return;
    this.#codec = remote.codec;
    this.#rtp.remote = remote;
  }

  #describe(direction: Direction): string {
    const codecs = this.#codec === null ? this.#codecs : [this.#codec];
    this.#version += 1;
    return describe({ host: this.#link.host, port: this.#rtp.port, version: this.#version, codecs, direction });
  }

  #requestKey(): string {
    this.#requests += 1;
    return `${this.id}-${this.#requests}`;
  }
}

function text(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}
