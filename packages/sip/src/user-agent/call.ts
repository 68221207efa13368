import type { Dialog } from "../dialog/dialog.ts";
import type { Header } from "../message/types.ts";
import type { Content, Draft } from "../transaction/types.ts";
import type { MetChallenge } from "./authorize.ts";

/*
 * A call is one INVITE usage.
 *
 *   caller:  INVITE --> [early] -- 2xx, ACK --> [confirmed] -- BYE sent --> [leaving] -- answered --> end
 *                          |                         |
 *                          | 300-699, time-out       | BYE came, session timer, 481
 *                          v                         v
 *                         end                       end
 *
 *   callee:  INVITE --> [early] -- 2xx --> [accepted] -- ACK --> [confirmed] ...
 *                          |                   |
 *                          | 300-699, CANCEL   | hung up: BYE waits for the ACK, or for 64*T1 without one
 *                          v                   v
 *                         end               [leaving]
 */
export interface Call {
  readonly id: string;
  readonly role: "caller" | "callee";
  phase: "early" | "accepted" | "confirmed" | "leaving";
  readonly localTag: string;
  /** A caller's early dialogs, one for each fork. */
  early: Dialog[];
  /** A callee's from the beginning, a caller's from the 2xx. */
  dialog: Dialog | null;
  /** While a caller is early. */
  outgoing: Outgoing | null;
  /** While a callee is early. */
  incoming: Incoming | null;
  /** Our 2xx to INVITEs that wait for their ACK. */
  unacked: Unacked[];
  /** The INVITE whose 2xx brought the offer: its ACK waits for our answer (RFC 3261 13.2.2.4). */
  owedAck: string | null;
  /** We hung up before the ACK came (RFC 3261 15). `reason` goes into Reason. */
  byeAfterAck: { readonly reason: string | null } | null;
  /** How many BYEs were lost with their connection, and the Reason of ours. */
  lostByes: number;
  byeReason: string | null;
  readonly changes: Changes;
  session: SessionTimer | null;
  /** The largest Min-SE that the peers have asked for, or 0 (RFC 4028 7.4). */
  minimumSeconds: number;
  /** From Allow: a session can be refreshed by UPDATE. */
  peerUpdates: boolean;
  /** Our session description as it stands, for a refresh that changes nothing. */
  content: Content | null;
  readonly credentials: Credentials | null;
  challenges: readonly MetChallenge[];
}

interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface Outgoing {
  /** The key of the transaction that runs. */
  transaction: string;
  draft: Draft;
  provisional: boolean;
  cancel: { readonly reason: string | null; sent: boolean } | null;
  /** How often a 401, 407 or 422 has been answered. */
  retries: number;
  /** `<To tag> <status>` of every progress event. */
  readonly seen: string[];
  /** A reliable response brought a session description: the offer is answered. */
  described: boolean;
  /** The last RSeq of each early dialog by its tag (RFC 3262 4). */
  readonly reliable: Record<string, number>;
}

export interface Incoming {
  /** The key of the server transaction. */
  readonly transaction: string;
  readonly sequence: number;
  /** The caller required 100rel. */
  readonly reliable: boolean;
  /** A session description went out in a reliable response and was acknowledged: the offer is answered. */
  described: boolean;
  /** The last 101-199 that was asked for, or 0. */
  status: number;
  /** The last RSeq that we sent. */
  rseq: number;
  pending: PendingProvisional | null;
  readonly waiting: { readonly status: number; readonly content: Content | null }[];
  /** A 2xx that has to wait for the PRACK of a session description (RFC 3262 3). */
  held: { readonly content: Content; readonly headers: readonly Header[] } | null;
  /** Session-Expires as asked; what the 2xx will say. */
  readonly session: RequestedSession;
}

interface PendingProvisional {
  readonly rseq: number;
  readonly data: Uint8Array;
  readonly describes: boolean;
  interval: number;
  readonly until: number;
}

/** What an INVITE or UPDATE asks of the session timer (RFC 4028). */
export interface RequestedSession {
  /** Null where the request has no Session-Expires. */
  readonly expiresSeconds: number | null;
  readonly minimumSeconds: number | null;
  readonly refresher: "uac" | "uas" | null;
  readonly supported: boolean;
}

interface SessionTimer {
  readonly expiresSeconds: number;
  readonly weRefresh: boolean;
}

interface Unacked {
  readonly sequence: number;
  readonly transaction: string;
  readonly data: Uint8Array;
  interval: number;
  readonly until: number;
  /** The 2xx to the INVITE that began the call. */
  readonly first: boolean;
}

export interface WantedOffer {
  /** The application's key, or null for a refresh of our own. */
  readonly request: string | null;
  readonly content: Content;
  /** How often it met a 491. */
  readonly glares: number;
}

/** Session changes under way, of which only one may be at a time (RFC 3261 14, RFC 3311 5). */
export interface Changes {
  /** Our re-INVITE that runs, and its transaction. */
  ours: (WantedOffer & { transaction: string; retries: number }) | null;
  /** Ours that wait until the way is free. */
  readonly wanted: WantedOffer[];
  /** The first of them met a 491 and waits for the "glare" timer. */
  glare: boolean;
  /** Server transactions of the peer's re-INVITE and UPDATE that wait for an answer. */
  theirs: { readonly transaction: string; readonly session: RequestedSession; readonly sequence: number } | null;
  theirUpdate: { readonly transaction: string; readonly session: RequestedSession; readonly offer: boolean } | null;
  /** Our UPDATE that carries an offer: the transaction. */
  ourUpdate: string | null;
}

export function newCall(id: string, role: Call["role"], localTag: string, credentials: Credentials | null): Call {
  return {
    id,
    role,
    phase: "early",
    localTag,
    early: [],
    dialog: null,
    outgoing: null,
    incoming: null,
    unacked: [],
    owedAck: null,
    byeAfterAck: null,
    lostByes: 0,
    byeReason: null,
    changes: { ours: null, wanted: [], glare: false, theirs: null, theirUpdate: null, ourUpdate: null },
    session: null,
    minimumSeconds: 0,
    peerUpdates: false,
    content: null,
    credentials,
    challenges: [],
  };
}
