import type { ProviderKind, VisitFailure } from "@belfry/contracts";

/** How often a pairing code may be typed. */
export const PAIRING_TRIES = 3;

/**
 * ```
 *               ┌──▶ pairing ──┐ paired
 *               │     │  ▲     ▼
 *  (begun) ──▶ disclosing ──▶ disclosed ──▶ called ──▶ ended
 *                 │   │            │           │         │
 *                 ▼   ▼            ▼           ▼         ▼
 *               failed            forgotten ◀──┴─────────┘     at `until`, or when the visitor asks
 * ```
 * `until`: before the disclosure, when it is too late for it; after it, when everything is forgotten.
 */
export type Stage =
  /** `paired`: both screens are in the same hands; null: that is not asked. */
  | { readonly at: "disclosing"; readonly until: number; readonly paired: boolean | null }
  | { readonly at: "pairing"; readonly until: number; readonly triesLeft: number }
  /** The code is alive, in this stage alone. */
  | { readonly at: "disclosed"; readonly since: number; readonly until: number; readonly demo: boolean }
  | { readonly at: "called"; readonly until: number; readonly call: string }
  | { readonly at: "ended"; readonly until: number }
  /** `receipt`: null when nothing had been kept. */
  | { readonly at: "forgotten"; readonly receipt: string | null }
  | { readonly at: "failed"; readonly why: VisitFailure };

export type VisitEvent =
  /** The wallet shows its pairing code. */
  | { readonly type: "pairingAsked" }
  /** A pairing code was typed, and is compared next. */
  | { readonly type: "pairingTried" }
  | { readonly type: "pairingDone" }
  | { readonly type: "pairingWrong" }
  /** It could not be compared: the try is given back. */
  | { readonly type: "pairingUntold" }
  /** The provider has told what was asked, and it is kept; `until` is when it is to be forgotten. `demo`: it only plays. */
  | { readonly type: "proven"; readonly now: number; readonly until: number; readonly demo: boolean }
  | { readonly type: "failed"; readonly why: VisitFailure }
  /** Its code came in a call, or its own page calls. */
  | { readonly type: "callBegan"; readonly call: string; readonly now: number }
  | { readonly type: "callEnded"; readonly call: string }
  | { readonly type: "forgotten"; readonly receipt: string | null };

export type Rejected =
  /** Not possible in this stage. */
  | "notNow"
  /** Its time is over. */
  | "tooLate"
  /** It is in a call, or was: a code serves once. */
  | "usedAlready"
  | "noTriesLeft";

export type Advanced = { readonly stage: Stage } | { readonly rejected: Rejected };

export type Device = "phone" | "desktop";
export type Way = "wallet" | "redirect";

/** A wallet on another device must be paired: else somebody might hold the code to another one's wallet. */
export function begin(device: Device, way: Way, until: number): Stage {
  return { at: "disclosing", until, paired: way === "wallet" && device === "desktop" ? false : null };
}

/** Services to sign in at open in this very browser; wallets are on this device or on another. */
export const wayOf = (kind: ProviderKind): Way => (kind === "oidc" ? "redirect" : "wallet");

export function advance(stage: Stage, event: VisitEvent): Advanced {
  switch (event.type) {
    case "pairingAsked":
      if (stage.at !== "disclosing" || stage.paired !== false) return { rejected: "notNow" };
      return { stage: { at: "pairing", until: stage.until, triesLeft: PAIRING_TRIES } };
    case "pairingTried":
      if (stage.at !== "pairing") return { rejected: "notNow" };
      // The try is taken before the answer is known, so that many at once are no more than as many.
      if (stage.triesLeft === 0) return { rejected: "noTriesLeft" };
      return { stage: { ...stage, triesLeft: stage.triesLeft - 1 } };
    case "pairingDone":
      if (stage.at !== "pairing") return { rejected: "notNow" };
      return { stage: { at: "disclosing", until: stage.until, paired: true } };
    case "pairingWrong":
      if (stage.at !== "pairing") return { rejected: "notNow" };
      return { stage: stage.triesLeft > 0 ? stage : { at: "failed", why: "notPaired" } };
    case "pairingUntold":
      if (stage.at !== "pairing" || stage.triesLeft >= PAIRING_TRIES) return { rejected: "notNow" };
      return { stage: { ...stage, triesLeft: stage.triesLeft + 1 } };
    case "proven":
      // Whoever disclosed without having paired is somebody else, or the wallet's server did not do as it was told.
      if (stage.at === "pairing") return { stage: { at: "failed", why: "notProven" } };
      if (stage.at !== "disclosing") return { rejected: "notNow" };
      if (stage.paired === false) return { stage: { at: "failed", why: "notProven" } };
      return { stage: { at: "disclosed", since: event.now, until: event.until, demo: event.demo } };
    case "failed":
      if (!isUnfinished(stage)) return { rejected: "notNow" };
      return { stage: { at: "failed", why: event.why } };
    case "callBegan":
      if (stage.at === "called" || stage.at === "ended") return { rejected: "usedAlready" };
      if (stage.at !== "disclosed") return { rejected: "notNow" };
      if (event.now >= stage.until) return { rejected: "tooLate" };
      return { stage: { at: "called", until: stage.until, call: event.call } };
    case "callEnded":
      if (stage.at !== "called" || stage.call !== event.call) return { rejected: "notNow" };
      return { stage: { at: "ended", until: stage.until } };
    case "forgotten":
      // The number of the receipt may come later.
      if (stage.at === "failed" || (stage.at === "forgotten" && stage.receipt !== null)) return { rejected: "notNow" };
      return { stage: { at: "forgotten", receipt: event.receipt } };
  }
}

/** The provider's session runs. */
export function isUnfinished(stage: Stage): stage is Stage & { at: "disclosing" | "pairing" } {
  return stage.at === "disclosing" || stage.at === "pairing";
}

/** A code that is alive, or may come alive. */
export function keepsCode(stage: Stage): boolean {
  return isUnfinished(stage) || stage.at === "disclosed";
}

/**
 * Who may have number and code: whoever is proven to be the one who disclosed. `window` came back from a service to sign
 * in at. A wallet on this device has got the code itself, and nobody else gets it.
 */
export function isProven(visit: { readonly device: Device; readonly way: Way }, holder: "page" | "window"): boolean {
  return visit.way === "redirect" ? holder === "window" : visit.device === "desktop";
}
