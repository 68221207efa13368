import { randomBytes } from "node:crypto";
import { type NameAddr, parseUri, type SipRequest, type Uri, type UserAgentEvent } from "@belfry/sip";
import { EndpointCall } from "./call.ts";
import { SipLink } from "./link.ts";
import type { Codec } from "./sdp.ts";

export interface EndpointOptions {
  /** The address of this machine to speak from. */
  readonly host: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** The SIP proxy that calls go to, over UDP. */
  readonly server: { readonly host: string; readonly port: number };
  /** In order of preference; PCMA before PCMU by default. */
  readonly codecs?: readonly Codec[];
  /** Called for every call that comes in; without it they get 486. */
  readonly onCall?: (call: EndpointCall, request: SipRequest) => void;
}

export interface CallOptions {
  /** The number or SIP user to show as the caller. */
  readonly from: string;
  readonly fromDomain?: string;
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** A plain telephone: SIP over UDP, RTP, and beside G.711 digits by RFC 4733. Makes and takes any number of calls. */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #calls = new Map<string, EndpointCall>();
  readonly #link: SipLink;

  private constructor(options: EndpointOptions, link: SipLink) {
    this.#options = options;
    this.#link = link;
  }

  static async open(options: EndpointOptions): Promise<Endpoint> {
    // The link reports only after something was sent or received, when the endpoint is there.
    const link = await SipLink.open(options, (event) => endpoint.#handle(event));
    const endpoint = new Endpoint(options, link);
    return endpoint;
  }

  get port(): number {
    return this.#link.port;
  }

  /** Starts a call to `user` at the server; what becomes of it is told by the call. */
  async call(user: string, options: CallOptions): Promise<EndpointCall> {
    const { host, port } = this.#options.server;
    const target = sipUri(`sip:${user}@${host}:${port}`);
    const from = sipUri(`sip:${options.from}@${options.fromDomain ?? this.#link.host}`);
    const call = await EndpointCall.open(randomBytes(8).toString("hex"), this.#link, this.#codecs);
    this.#keep(call);
    const address = (uri: Uri): NameAddr => ({ display: null, uri, params: {} });
    this.#link.run((now) =>
      this.#link.agent.invite(
        {
          call: call.id,
          target,
          from: address(from),
          to: address(target),
          headers: [],
          content: { contentType: "application/sdp", body: call.offer() },
          credentials: options.credentials ?? null,
        },
        now,
      ),
    );
    return call;
  }

  /** Hangs up what is up. Nobody waits for the answers: what is lost on the way is lost. */
  close(): void {
    for (const call of this.#calls.values()) call.hangUp();
    for (const call of this.#calls.values()) call.closeMedia();
    this.#link.close();
  }

  get #codecs(): readonly Codec[] {
    return this.#options.codecs ?? ["PCMA", "PCMU"];
  }

  #keep(call: EndpointCall): void {
    this.#calls.set(call.id, call);
    void call.ended.then(() => this.#calls.delete(call.id));
  }

  #handle(event: UserAgentEvent): void {
    if (event.type === "invite") {
      void this.#incoming(event.call, event.request);
    } else if (event.type === "request") {
      this.#link.run((now) => this.#link.agent.respond(event.request, 405, null, [], null, now));
    } else if ("call" in event) {
      this.#calls.get(event.call)?.handle(event);
    }
  }

  async #incoming(id: string, request: SipRequest): Promise<void> {
    const { onCall } = this.#options;
    if (onCall === undefined) {
      this.#link.run((now) => this.#link.agent.reject(id, 486, null, [], now));
      return;
    }
    const call = await EndpointCall.open(id, this.#link, this.#codecs);
    this.#keep(call);
    call.offered(new TextDecoder().decode(request.body));
    onCall(call, request);
  }
}

function sipUri(text: string): Uri {
  const uri = parseUri(text);
  if (uri === null) throw new TypeError(`not a SIP address: ${text}`);
  return uri;
}
