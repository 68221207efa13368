import type { Header, NameAddr, SipRequest, SipResponse, Uri } from "../message/types.ts";
import type { Content, Flow } from "../transaction/types.ts";

export type { Content, Flow } from "../transaction/types.ts";

export interface UserAgentOptions {
  /** What Via and Contact say of us; an IPv6 address in brackets. Responses to another Via are dropped. */
  readonly host: string;
  readonly port: number;
  readonly transport: "udp" | "tcp";
  /** Where requests without a route of their own go (the edge proxy). */
  readonly outbound: Flow;
  readonly userAgent: string;
  /** At least 64 bits of fresh randomness as hex; branches, tags and Call-IDs are made of it. */
  readonly randomToken: () => string;
  /** New INVITEs beyond this many open server transactions get 503 with Retry-After. */
  readonly maxOpenInvites: number;
  /** Whether our INVITEs offer 100rel. A reliable response gets its PRACK in any case. Default: false. */
  readonly offerReliable?: boolean;
  /** RFC 4028. Default: 1800 s, and no less than 90 s. */
  readonly sessionTimer?: { readonly expiresSeconds: number; readonly minimumSeconds: number };
}

/** What leaves: bytes to a flow, or an event. Taken one at a time with `poll()`. */
export type Output =
  | { readonly kind: "send"; readonly flow: Flow; readonly data: Uint8Array }
  | { readonly kind: "event"; readonly event: UserAgentEvent };

/**
 * `call` is the key of an INVITE usage from its INVITE to its end: the caller of `invite` chose it, or the
 * user agent made it (from a random token) for one that came in. `request` is the key of a request that waits for `respond`.
 */
export type UserAgentEvent =
  /** A new call. 100 has been sent. Answer with `ring`, `accept` or `reject`. */
  | { readonly type: "invite"; readonly call: string; readonly request: SipRequest }
  /** The caller gave up before the answer; 487 has been sent. */
  | { readonly type: "cancelled"; readonly call: string; readonly request: SipRequest | null }
  /** The ACK to our 2xx is in; `body` holds a late answer, if any. After a re-INVITE only when it holds one. */
  | { readonly type: "acknowledged"; readonly call: string; readonly body: string }
  /** 101-199 to our INVITE. Once per early dialog and status. */
  | { readonly type: "progress"; readonly call: string; readonly response: SipResponse }
  /** 2xx to our INVITE; the ACK has been sent, unless it waits for `acknowledge`. A later fork's 2xx is acknowledged and ended without an event. */
  | { readonly type: "answered"; readonly call: string; readonly response: SipResponse }
  /**
   * Our INVITE came to nothing: a final response, or null for a time-out (408), a lost connection (503), or a
   * `cancel` that was obeyed (487, also when a 2xx crossed it).
   */
  | { readonly type: "refused"; readonly call: string; readonly status: number; readonly response: SipResponse | null }
  /** The peer changes the session (an UPDATE without a body is answered before): answer with `respond` (200 with SDP, or 488). Glare and overlaps are handled before. */
  | {
      readonly type: "reinvite" | "update";
      readonly call: string;
      readonly request: string;
      readonly message: SipRequest;
    }
  | {
      readonly type: "info" | "refer" | "notify" | "message";
      readonly call: string;
      readonly request: string;
      readonly message: SipRequest;
    }
  /** A PRACK that carries a session description; 200 has been sent. */
  | { readonly type: "prack"; readonly call: string; readonly message: SipRequest }
  /** The call is over: BYE from the peer (answered), our own, no ACK, a session timer, or a transport failure. */
  | {
      readonly type: "ended";
      readonly call: string;
      readonly by: "remote" | "local" | "noAck" | "sessionTimer" | "failure";
      readonly reason: string | null;
    }
  /** The final response to a request of ours inside or outside a dialog; status 408 and null for none. */
  | {
      readonly type: "response";
      readonly request: string;
      readonly status: number;
      readonly response: SipResponse | null;
    }
  /** A request outside any dialog that is not an INVITE (OPTIONS is answered by the user agent itself). */
  | { readonly type: "request"; readonly request: string; readonly message: SipRequest };

export interface InviteOptions {
  readonly call: string;
  readonly target: Uri;
  readonly from: NameAddr;
  readonly to: NameAddr;
  readonly headers: readonly Header[];
  readonly content: Content | null;
  /** For a 401 or 407, here and in the call that comes of it. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

/**
 * The user agent, sans-IO. Every method takes `now` (epoch milliseconds) and leaves its results to `poll()`.
 * Call `wake(now)` at `wakeAt()`. A method on a call that is already over does nothing: races are normal. A request
 * of the application's always gets its one `response` event, 481 when there is no call to send it in.
 */
export interface UserAgent {
  /** One whole message (a datagram, or what the stream framer cut out). */
  receive(data: Uint8Array, from: Flow, now: number): void;
  /** A connection is gone: transactions on it fail (RFC 3261 17, 18.4). */
  flowFailed(flow: Flow, now: number): void;
  /** A new connection to the edge proxy: new requests go over it, also those of calls whose flow is lost. */
  setOutbound(flow: Flow): void;
  wake(now: number): void;
  wakeAt(): number | null;
  poll(): Output | null;

  /** The Call-ID that the INVITE goes out with, by which others on the way know the call; null when the key is taken. */
  invite(options: InviteOptions, now: number): string | null;
  /** CANCEL, in all of its races; ACK and BYE when the 2xx was faster. */
  cancel(call: string, reason: string | null, now: number): void;
  /** Our answer to the offer in the 2xx of an INVITE without content: it goes in the ACK, which waits for it. */
  acknowledge(call: string, content: Content, now: number): void;
  /** 101-199. Reliably (RFC 3262) when the caller required it. */
  ring(call: string, status: number, content: Content | null, now: number): void;
  accept(call: string, content: Content, headers: readonly Header[], now: number): void;
  reject(call: string, status: number, reason: string | null, headers: readonly Header[], now: number): void;
  bye(call: string, reason: string | null, now: number): void;
  /** Waits its turn behind other changes, and tries again after a 491. `request` names its `response` event. */
  reinvite(call: string, request: string, content: Content, now: number): void;
  /** INFO, UPDATE, REFER, NOTIFY, MESSAGE inside the call's dialog. */
  send(
    call: string,
    request: string,
    method: string,
    headers: readonly Header[],
    content: Content | null,
    now: number,
  ): void;
  /** A request outside any dialog. */
  sendOutside(
    request: string,
    method: string,
    target: Uri,
    from: NameAddr,
    headers: readonly Header[],
    content: Content | null,
    now: number,
  ): void;
  respond(
    request: string,
    status: number,
    reason: string | null,
    headers: readonly Header[],
    content: Content | null,
    now: number,
  ): void;

  /** Every transaction and dialog as JSON-safe data; `restoreUserAgent` goes on from it in another process. */
  save(): unknown;
}
