import type {
  InboundNumber,
  Locale,
  Organisation,
  ProviderKind,
  Purpose,
  PurposeOffer,
  VerifiedCallingSettings,
} from "@belfry/contracts";
import type { Provider } from "./providers/provider.ts";

/** What this room needs of others; `main.ts` hands it in. */

export interface PublicPurpose {
  readonly organisation: Organisation;
  readonly purpose: Purpose;
  readonly number: InboundNumber;
  readonly settings: VerifiedCallingSettings;
}

export interface VisitsDirectory {
  /** Null alike for whatever is not there, or not for this website; `origin` null: a page of our own. */
  publicPurpose(slug: string, purpose: string, origin: string | null): PublicPurpose | null;
  offer(
    purpose: PublicPurpose,
    providers: readonly { readonly id: string; readonly kind: ProviderKind; readonly name: string }[],
    language: Locale,
    now: number,
  ): PurposeOffer;
  snapshot(organisation: string): {
    readonly organisation: Organisation;
    readonly purposes: readonly Purpose[];
    readonly numbers: readonly InboundNumber[];
    readonly verifiedCalling: VerifiedCallingSettings;
  } | null;
  /** As people in the organisation's country write the number. */
  national(number: string, country: string): string;
}

export interface IdentityProviders {
  /** Null: there is none (any more), or it is not usable. */
  open(organisation: string, id: string): { readonly name: string; readonly provider: Provider } | null;
}

/** What the floor knows of the call of a visit. */
export interface VisitCall {
  readonly call: string;
  readonly phase: "calling" | "waiting" | "connected" | "ended";
  /** 1: next. */
  readonly place: number | null;
  readonly since: number;
}

export interface VisitFloor {
  visitCall(organisation: string, visit: string): VisitCall | null;
  /** Nobody shall see any more that this visit's caller was verified. */
  forgotten(organisation: string, visit: string): void;
  checked(organisation: string, call: string, attempt: number, result: CheckResult): void;
}

export type CheckResult =
  | { readonly kind: "verified"; readonly visit: string; readonly until: number; readonly demo: boolean }
  | { readonly kind: "wrong" }
  | { readonly kind: "refused" };

export interface Vault {
  seal(secret: string, place: string): string;
  open(sealed: string, place: string): string;
}

export interface VisitsLog {
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

/** Counted for whoever watches; without anything personal. */
export interface VisitsWatch {
  begun(): void;
  /** A visit came to its end: `disclosed`, or why not. */
  settled(how: string): void;
  checked(result: CheckResult["kind"]): void;
}
