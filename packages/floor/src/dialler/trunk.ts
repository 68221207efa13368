import type { LegCause } from "@belfry/contracts";
import type { Call } from "../call/call.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { own, type Work } from "../work.ts";
import type { CalledContact, Campaign } from "./campaign.ts";

/**
 * Whether calls get through to people at all.
 *
 * ```
 *            strain reaches its end            the hold is over
 *  carrying ───────────────────────▶ holding ───────────────────▶ probing (one call at a time)
 *     ▲                                ▲                             │ │
 *     │                                └──── fails: held longer ─────┘ │
 *     └──────────── somebody's phone was reached, or a restart ────────┘
 * ```
 */
export interface Trunk {
  /** What has failed since a phone was last reached: two for a failure of ours, one for one that may be the number's. */
  strain: number;
  /** Holds since then. */
  holds: number;
  /** Nobody is called before; null: no hold. */
  until: number | null;
  /** How often each contact was given back because calls failed, without an attempt being counted. */
  readonly spared: Record<string, number>;
}

/** As much strain ends in a hold: five failures of ours, or ten wrong numbers, in a row. */
const MOST_STRAIN = 10;
/** With so much strain a wrong number is no more believed to be one. */
const DOUBT = 6;
const FIRST_HOLD = 5_000;
const LONGEST_HOLD = 60_000;
/** A contact who was given back is due again after this, and twice as late each time. */
const FIRST_BACKOFF = 60_000;
/** So often a failure is not the contact's; then it may be their number that the trunk refuses. */
const SPARED = 4;
/** So many contacts are remembered who were given back. */
const REMEMBERED = 1_000;

export function carrying(): Trunk {
  return { strain: 0, holds: 0, until: null, spared: {} };
}

export const isHeld = ({ trunk }: Campaign): boolean => trunk.until !== null;
/** Whether calls get through is not known: one at a time finds out. */
export const isProbing = ({ trunk }: Campaign): boolean => trunk.strain >= MOST_STRAIN;

/** A phone was reached, or an admin started anew. */
export function gotThrough(w: Work, campaign: Campaign): void {
  const { trunk } = campaign;
  if (trunk.until !== null) cancelTimer(w.state.timers, "campaign", campaign.id, "trunk");
  if (trunk.strain >= MOST_STRAIN) w.freshCampaigns.add(campaign.id);
  Object.assign(trunk, { strain: 0, holds: 0, until: null });
}

export function holdOver(w: Work, campaign: Campaign): void {
  campaign.trunk.until = null;
  w.freshCampaigns.add(campaign.id);
}

/** How the contact's leg failed, where that is what ended the call. */
function failureOf(call: Call, { personAt, outcome }: CalledContact): LegCause | null {
  if (call.answeredAt !== null || personAt !== null || outcome === "answeringMachine") return null;
  return call.stage.at === "ended" && call.stage.outcome === "mediaFailed" ? "mediaFailed" : call.lastFailure;
}

/**
 * Learns from a call that is over. When the contact is to be called again without this being an attempt of theirs, it
 * answers when; null: the outcome stands.
 */
export function sparedUntil(w: Work, campaign: Campaign, call: Call, called: CalledContact): number | null {
  const cause = failureOf(call, called);
  const weight = cause === null ? 0 : weightOf(cause);
  const { trunk } = campaign;
  const { id } = called.contact;
  if (weight === 0) {
    delete trunk.spared[id];
    if (cause !== null && cause !== "cancelled") gotThrough(w, campaign);
    return null;
  }
  const doubted = weight > 1 || trunk.strain >= DOUBT;
  strained(w, campaign, weight);
  const before = own(trunk.spared, id) ?? 0;
  if (!doubted || before >= SPARED) {
    delete trunk.spared[id];
    return null;
  }
  trunk.spared[id] = before + 1;
  const [oldest] = Object.keys(trunk.spared);
  if (oldest !== undefined && Object.keys(trunk.spared).length > REMEMBERED) delete trunk.spared[oldest];
  return w.now + FIRST_BACKOFF * 2 ** before;
}

function strained(w: Work, campaign: Campaign, weight: number): void {
  const { trunk } = campaign;
  trunk.strain += weight;
  if (trunk.strain < MOST_STRAIN || trunk.until !== null) return;
  trunk.until = w.now + Math.min(FIRST_HOLD * 2 ** Math.min(trunk.holds, 8), LONGEST_HOLD);
  trunk.holds += 1;
  setTimer(w.state.timers, "campaign", campaign.id, "trunk", trunk.until);
  w.freshCampaigns.add(campaign.id);
}

/** How much a failure says of us and of the trunk: nothing, perhaps, certainly. */
function weightOf(cause: LegCause): 0 | 1 | 2 {
  switch (cause) {
    case "networkFailed":
    case "mediaFailed":
    case "overload":
    case "refused":
    case "deviceFailed":
      return 2;
    case "unreachable":
    case "notFound":
      return 1;
    default:
      return 0;
  }
}
