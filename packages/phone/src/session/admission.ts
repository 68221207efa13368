import type { AnnouncedCall } from "../ports.ts";
import type { LegWhy } from "../view.ts";

export interface Invite {
  readonly leg: string;
  readonly call: string | null;
  readonly why: LegWhy;
}

/**
 * What becomes of an INVITE:
 * - `ring`: a person decides
 * - `answer`: the server announced this very leg as one to answer without a person
 * - `replace`: the same, while another call is up: that one falls silent, this one is answered, then that one ends
 * - `wait`: there is a call already, and the announcement may still be on its way
 */
export type Admission = "ring" | "answer" | "replace" | "wait";

const WHYS: readonly LegWhy[] = ["offer", "resume", "transfer", "consult", "dial", "supervise"];

/** Reads the INVITE's own headers. A leg without a name of the server's goes by its Call-ID. */
export function readInvite(header: (name: string) => string | undefined): Invite {
  const why = header("X-Belfry-Why");
  return {
    leg: header("X-Belfry-Leg") ?? header("Call-ID") ?? "",
    call: header("X-Belfry-Call") ?? null,
    why: WHYS.find((known) => known === why) ?? "unknown",
  };
}

/** Whether the server said, over its own channel, that this leg is to be answered without a person. */
export function answersItself(invite: Invite, announced: AnnouncedCall | null): boolean {
  return announced !== null && announced.leg === invite.leg && announced.autoAnswer;
}

export function admit(
  invite: Invite,
  current: { readonly phase: string } | null,
  announced: AnnouncedCall | null,
): Admission {
  const alone = answersItself(invite, announced);
  if (current === null) return alone ? "answer" : "ring";
  return alone ? "replace" : "wait";
}

const TALKING: readonly AnnouncedCall["phase"][] = ["talking", "held"];

/** Whether the agent, in mid-talk on one leg, hears somebody else now, or the same ones by another way. */
export function changesParty(before: AnnouncedCall | null, after: AnnouncedCall | null): boolean {
  if (before === null || after === null || before.leg !== after.leg) return false;
  if (!TALKING.includes(before.phase) || !TALKING.includes(after.phase)) return false;
  if ((before.mixed ?? false) !== (after.mixed ?? false)) return true;
  return before.phase !== after.phase || before.consult?.phase !== after.consult?.phase;
}
