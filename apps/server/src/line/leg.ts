import type { LegCause } from "@belfry/contracts";
import type { SipRequest, UserAgent } from "@belfry/sip";
import { reasonOfCause, statusOfCause } from "./causes.ts";
import type { DigitFilter } from "./digits/digits.ts";
import { withoutAddresses } from "./media/sdp.ts";
import type { LegKind } from "./media/towards.ts";
import type { Player } from "./player.ts";

/**
 * ```
 * incoming:  ringing ──accept──▶ answering ──200──▶ accepted ──ACK──▶ up ──▶ over
 * outgoing:  preparing ──INVITE──▶ calling ──2xx──▶ connecting ──media──▶ up ──▶ over
 * ```
 * From every state a leg may go to `over`, once, with one outcome.
 */
export type LegPhase = "ringing" | "answering" | "accepted" | "preparing" | "calling" | "connecting" | "up" | "over";

export interface LineLeg {
  readonly id: string;
  /** The key of the user agent for its INVITE usage. */
  readonly sip: string;
  readonly role: "caller" | "agent" | "outside";
  readonly kind: LegKind;
  readonly digits: DigitFilter;
  readonly player: Player;
  phase: LegPhase;
  rang: boolean;
  /** The caller's offer, until it is answered; empty when the INVITE held none. */
  offer: string;
  cancelTimeout: (() => void) | null;
}

/** What this endpoint may be believed of where it is: a visitor's page nothing, as anybody may have one. */
export function believed({ role, kind }: Pick<LineLeg, "role" | "kind">, sdp: string): string {
  return role === "caller" && kind === "browser" && sdp !== "" ? withoutAddresses(sdp) : sdp;
}

/** Strangers choose the Call-ID of their calls; the start of an absurd one is enough to find it by. */
const CALL_ID_SHOWN = 128;

/** A call's Call-ID as the log tells it, once per leg: by it our log is joined with the edge's and the carrier's. */
export function loggedCallId({ callId }: Pick<SipRequest, "callId">): string {
  return callId.slice(0, CALL_ID_SHOWN);
}

/** A final response, CANCEL or BYE, as the leg's state asks. */
export function endUsage(agent: UserAgent, { phase, sip }: LineLeg, cause: LegCause, now: number): void {
  switch (phase) {
    case "ringing":
    case "answering":
      agent.reject(sip, statusOfCause(cause), null, [], now);
      return;
    case "calling":
      agent.cancel(sip, reasonOfCause(cause), now);
      return;
    case "accepted":
    case "connecting":
    case "up":
      agent.bye(sip, reasonOfCause(cause), now);
      return;
    case "preparing":
    case "over":
  }
}
