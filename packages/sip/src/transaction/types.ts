import type { Header } from "../message/types.ts";
import type { TimerQueue } from "./timer-queue.ts";

/** One path to a peer. `connection` names a TCP connection of the caller's; for UDP it is null. */
export interface Flow {
  readonly transport: "udp" | "tcp";
  readonly host: string;
  readonly port: number;
  readonly connection: string | null;
}

export interface Content {
  readonly contentType: string;
  readonly body: string;
}

/** What a transaction needs of the world. */
export interface Port {
  readonly timers: TimerQueue;
  send(flow: Flow, data: Uint8Array): void;
}

/** A request of ours, but for its Via: enough for its repeat with credentials, its ACK and its CANCEL. */
export interface Draft {
  readonly method: string;
  readonly uri: string;
  /** Route values, topmost first. */
  readonly routes: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly sequence: number;
  readonly headers: readonly Header[];
  readonly content: Content | null;
}

/** What every response to one request begins with, as it goes on the wire. */
export interface ReplyHead {
  /** All Via lines, the topmost with `received` and `rport` filled in. */
  readonly via: string;
  readonly from: string;
  readonly to: string;
  /** The tag that came in To, or null: then responses carry one of ours. */
  readonly toTag: string | null;
  readonly callId: string;
  readonly cseq: string;
  /** The Timestamp line, for a 100 (RFC 3261 8.2.6.1). */
  readonly timestamp: string;
  /** The Record-Route lines, for responses that make a dialog. */
  readonly recordRoute: string;
}

export interface InviteClient {
  readonly kind: "inviteClient";
  readonly key: string;
  state: "calling" | "proceeding" | "completed" | "accepted" | "abandoned";
  readonly flow: Flow;
  readonly via: string;
  /** Without its content once a final response is in. */
  draft: Draft;
  data: Uint8Array | null;
  /** Timer A's next interval. */
  interval: number;
  /** How long a final response may take after a provisional one; null for as long as the dialog layer waits. */
  readonly limit: number | null;
  /** Our ACK to a 300-699. */
  ack: Uint8Array | null;
  /** Our ACKs to 2xx by To tag, for their repeats; the dialog layer puts them here. No flow: the outbound one. */
  readonly acks: Record<string, { flow: Flow | null; readonly data: Uint8Array }>;
  readonly user: ClientUser;
}
export interface OtherClient {
  readonly kind: "otherClient";
  readonly key: string;
  state: "trying" | "proceeding" | "completed";
  readonly flow: Flow;
  draft: Draft;
  data: Uint8Array | null;
  /** Timer E's next interval. */
  interval: number;
  readonly user: ClientUser;
}
export type ClientTransaction = InviteClient | OtherClient;

/** What a client transaction is for. */
export interface ClientUser {
  readonly purpose: "invite" | "reinvite" | "refresh" | "bye" | "cancel" | "prack" | "inside" | "outside";
  /** The call's key, or empty. */
  readonly call: string;
  /** The application's key of the request, or empty. */
  readonly request: string;
  /** How often the request has been repeated with credentials; absent for never. */
  readonly retries?: number;
}

export interface InviteServer {
  readonly kind: "inviteServer";
  readonly key: string;
  state: "proceeding" | "completed" | "confirmed" | "accepted";
  flow: Flow;
  /** Where responses go when the flow is lost (RFC 3261 18.2.2); null when there is nowhere. */
  readonly fallback: Flow | null;
  readonly head: ReplyHead;
  /** Finds merged requests (RFC 3261 8.2.2.2); null for a request inside a dialog. */
  readonly mergeKey: string | null;
  data: Uint8Array | null;
  /** Timer G's next interval. */
  interval: number;
  /** The call's key, or empty. */
  readonly call: string;
}
export interface OtherServer {
  readonly kind: "otherServer";
  readonly key: string;
  state: "trying" | "proceeding" | "completed";
  flow: Flow;
  readonly fallback: Flow | null;
  readonly head: ReplyHead;
  readonly mergeKey: string | null;
  data: Uint8Array | null;
  readonly call: string;
}
export type ServerTransaction = InviteServer | OtherServer;
