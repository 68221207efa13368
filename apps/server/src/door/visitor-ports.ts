import type {
  CallIdentity,
  ErasureReceiptPage,
  IdentityReading,
  Locale,
  PurposeOffer,
  VerifiedCallingSettings,
  VisitRequest,
  VisitStarted,
  VisitView,
} from "@belfry/contracts";

/** What the door needs for verified calls; see `ports.ts`. */

/** What holds for all purposes of an organisation. */
export interface VerifiedCalling {
  settings(organisation: string): VerifiedCallingSettings;
  change(organisation: string, settings: VerifiedCallingSettings): Promise<VerifiedCallingSettings>;
}

/** Visits, as the browsers of visitors have them. Whatever has a token rejects with `visit_over`, alike for what never was. */
export interface Visits {
  /** Rejects with `not_found`, alike for whatever is not there or not for this website; `origin` null: a page of ours. */
  offer(organisation: string, purpose: string, origin: string | null, language: Locale): PurposeOffer;
  /** Rejects with `not_found`, `purpose_closed`, `provider_failed`, `too_many_visits`. */
  begin(request: VisitRequest, origin: string | null, subscriber: string): Promise<VisitStarted>;
  /** The websites of the organisation that a token names; none for what is no token. */
  originsOf(token: string): readonly string[];
  view(token: string): Promise<VisitView>;
  onChanged(token: string, listener: () => void): Promise<{ readonly visit: string; readonly end: () => void }>;
  /** Rejects with `pairing_wrong`, `not_in_this_state`, `provider_failed`. */
  pair(token: string, code: string): Promise<VisitView>;
  giveUp(token: string): Promise<void>;
  /** Null: there is no such session. */
  frontend(id: string, authorization: string, method: string, path: string): Promise<WalletAnswer | null>;
  /** Null: there is no such visit, or it went already. */
  go(opening: string): Promise<{ readonly url: string; readonly browser: string } | null>;
  /** Null: this browser did not go, or nothing was proven. `url` as it was asked for, without our origin. */
  returned(browser: string, url: string): Promise<{ readonly token: string } | null>;
}

/** What is said to a wallet's client. */
export type WalletAnswer =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown }
  | { readonly kind: "nothing"; readonly status: number }
  | { readonly kind: "events"; readonly events: (signal: AbortSignal) => AsyncIterable<string> };

/** Phones that visitors' pages are lent, each for one call of one visit. */
export interface PageCalls {
  /** For the page that holds this token of a visit. Rejects with `visit_over`, `visit_not_proven`, `too_many_visits`. */
  lend(token: string): Promise<{
    readonly user: string;
    readonly pass: string;
    readonly number: string;
    readonly until: number;
  }>;
  /** Opens the way to the edge, once. */
  open(pass: string): { readonly organisation: string; readonly user: string } | null;
  /** The way is closed. */
  left(user: string): void;
  /** Tells whose way is to be closed. */
  onTakenBack(listener: (user: string) => void): () => void;
}

/** What is known of callers. Who may know of which visit the floor says. */
export interface Identities {
  /** Null: it is forgotten. */
  read(
    organisation: string,
    of: { readonly call: string; readonly visit: string },
    reader: { readonly id: string; readonly name: string; readonly language: Locale },
  ): Promise<CallIdentity | null>;
  /** Who was shown it, the latest first. */
  readings(organisation: string, call: string): Promise<readonly IdentityReading[]>;
}

/** Proofs that something was forgotten. */
export interface Receipts {
  page(
    organisation: string,
    query: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<ErasureReceiptPage>;
  /** All of them, the oldest first, as lines of JSON. */
  file(organisation: string): AsyncIterable<string>;
}

/** The button for other websites. */
export interface CallButtonFiles {
  /** One folder for each release. */
  readonly folder: string;
  /** What is pasted into pages now: `path` below our origin; null when it was not built. */
  readonly current: { readonly version: string; readonly path: string; readonly integrity: string } | null;
}
