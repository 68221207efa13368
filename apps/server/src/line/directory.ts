import type { Locale } from "@belfry/contracts";
import type { BoundVisit, Prompt, Target } from "@belfry/floor";

/** A trunk as the edge knows it. */
export interface TrunkAccess {
  readonly id: string;
  /** IP addresses or CIDR blocks. */
  readonly addresses: readonly string[];
  readonly digest: { readonly user: string; readonly password: string } | null;
}

/** Where an organisation's calls to the outside go. */
export interface OutboundTrunk {
  /** As the trunk's owner wrote it; what the provider sees as the domain. */
  readonly host: string;
  /** Where calls are sent: the edge resolves no names. */
  readonly address: string;
  readonly port: number;
  readonly transport: "udp" | "tcp";
  readonly credentials: { readonly user: string; readonly password: string } | null;
  /** The number to show, in E.164; null: none of ours. */
  readonly callerId: string | null;
}

/** What the line must know of the organisations, answered at once from memory. */
export interface LineDirectory {
  /** Every trunk of every organisation. */
  trunks(): readonly TrunkAccess[];
  /** How many organisations have a trunk. */
  organisationsWithTrunks(): number;
  /** Tells of every change to `trunks()`; the result ends the telling. */
  onTrunksChanged(listener: () => void): () => void;
  /**
   * Whose number this is. `dialled` is as the trunk sent it; `trunks` are the ids that the call may have come
   * from (several where organisations share a carrier). Null: no such number there.
   */
  inbound(dialled: string, trunks: readonly string[]): { readonly organisation: string; readonly e164: string } | null;
  /** A caller's number as the trunk sent it, in E.164, or null when it is none. */
  callerNumber(organisation: string, sent: string): string | null;
  /** SIP user (`3001-demo`) to agent. */
  agentOfSipUser(sipUser: string): { readonly organisation: string; readonly agent: string } | null;
  sipUserOfAgent(organisation: string, agent: string): string | null;
  /** What an agent's own phone named in a REFER: an extension or a number. */
  target(organisation: string, dialled: string): Target | null;
  outboundTrunk(organisation: string): OutboundTrunk | null;
  /** The organisation's own recording of a sentence, an absolute path made by `convertRecording`. */
  recording(organisation: string, language: Locale, prompt: Prompt | "music"): string | null;
}

/** Calls from visitors' own pages. A page calls as a user of its own, `visit-…`, which is good for one call. */
export interface PageCallers {
  /** Whose call this would be, and the number that it is for; null: none that may be. */
  caller(user: string): { readonly organisation: string; readonly number: string } | null;
  /** Binds the user's visit to this call. Null: it may not be called any more. */
  begin(user: string, call: string): Promise<BoundVisit | null>;
  /** The user's call is over. */
  over(user: string): void;
  /** Tells of pages that are gone while they call; the result ends the telling. */
  onLeft(listener: (user: string) => void): () => void;
}
