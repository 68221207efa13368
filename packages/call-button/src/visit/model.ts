import type { PurposeOffer, VisitFailure, VisitStarted, VisitView } from "@belfry/contracts";
import { Refused } from "../public-door.ts";
import type { CallState } from "../types.ts";
import type { WalletPhase } from "./wallet.ts";

export type Provider = PurposeOffer["providers"][number];

export interface Choice {
  readonly provider: Provider;
  readonly device: "phone" | "desktop";
}

/** Why there is no call: the visit's own reasons, and those of the way to the server. */
export type Failure = VisitFailure | "unreachable" | "tooMany" | "gone";

/**
 * ```
 *  offered ──▶ beginning ──▶ following ──▶ (its end)
 *     ▲            └────▶ failed ◀─┘
 *     └────────────────────┘ again
 * ```
 */
export type Model =
  | { readonly step: "offered" }
  | { readonly step: "beginning"; readonly choice: Choice }
  | { readonly step: "following"; readonly choice: Choice; readonly visit: FollowedVisit }
  | { readonly step: "failed"; readonly why: Failure };

export interface FollowedVisit {
  readonly started: VisitStarted;
  readonly view: VisitView;
  readonly wallet: WalletPhase;
  /** A call came in, and nobody has taken it so far. */
  readonly unanswered: boolean;
}

export type ScreenName =
  | "offer"
  | "busy"
  | "scan"
  | "goOn"
  | "pair"
  | "open"
  | "signIn"
  | "call"
  | "phoneDials"
  | "otherWindow"
  | "calling"
  | "waiting"
  | "connected"
  | "ended"
  | "unanswered"
  | "forgotten"
  | "failed";

export function screenOf(model: Model): ScreenName {
  if (model.step === "offered") return "offer";
  if (model.step === "beginning") return "busy";
  if (model.step === "failed") return "failed";
  const { visit, choice } = model;
  const { view, started, wallet } = visit;
  switch (view.state) {
    case "disclosing":
      if (started.presentation.kind === "redirect") return "signIn";
      if (wallet === "goOn") return "goOn";
      if (choice.device === "phone") return "open";
      return wallet === "pair" ? "pair" : "scan";
    case "pairing":
      return wallet === "goOn" ? "goOn" : "pair";
    case "disclosed":
      if (view.call !== null) return "call";
      return started.presentation.kind === "redirect" ? "otherWindow" : "phoneDials";
    case "ended":
      return visit.unanswered ? "unanswered" : "ended";
    default:
      return view.state;
  }
}

/** What is followed, with what was just learned of it. */
export function learned(
  visit: FollowedVisit,
  news: { readonly view?: VisitView; readonly wallet?: WalletPhase },
): FollowedVisit {
  const state = news.view?.state;
  const unanswered = state === "calling" || state === "waiting" || (visit.unanswered && state !== "connected");
  return { ...visit, ...news, unanswered };
}

export function stateOf(model: Model): CallState {
  if (model.step === "offered") return "offered";
  if (model.step === "beginning") return "disclosing";
  return model.step === "failed" ? "failed" : model.visit.view.state;
}

/** Whether something goes on that the visitor will want to see again. */
export function isUnderWay(model: Model): boolean {
  if (model.step === "beginning") return true;
  return model.step === "following" && model.visit.view.state !== "forgotten" && model.visit.view.state !== "failed";
}

/** Whether nothing is lost when it is given up: nobody was called, and nothing was told. */
export function canBeGivenUp(model: Model): boolean {
  return model.step === "following" && /^(disclosing|pairing)$/.test(model.visit.view.state);
}

/** `1234567` as people read it: in groups of two, or of three where that comes out even. */
export function groups(code: string): readonly string[] {
  const size = code.length % 2 === 0 || code.length % 3 !== 0 ? 2 : 3;
  return code.match(new RegExp(`.{1,${size}}`, "g")) ?? [];
}

/** Why the server could not be asked, or said no. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Refused)) return "unreachable";
  if (error.status === 429) return "tooMany";
  if (error.status === 502 || error.status === 503) return "providerDown";
  return "gone";
}
