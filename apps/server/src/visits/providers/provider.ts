import type {
  AttributeTag,
  IdentityProviderTest,
  Locale,
  Presentation,
  ProviderKind,
  ProviderProblem,
  VerifiedAttribute,
} from "@belfry/contracts";

/**
 * Somebody who can vouch for a visitor: a wallet's server, or a service to sign in at. A provider keeps nothing: what it
 * needs of a visit is in `ref`, which whoever holds the visit keeps sealed, and which never goes to a browser.
 *
 * ```
 *  wallet:    start ──▶ follow (… pairing ──▶ pair …) ──▶ "done" ──▶ fetch
 *  redirect:  start ──▶ the visitor is away ──▶ returned
 * ```
 */
export interface Provider {
  readonly kind: ProviderKind;
  /** What this provider can tell; a purpose that asks for more cannot use it. */
  readonly offers: ReadonlySet<AttributeTag>;
  /** Rejects with `ProviderError`. */
  start(request: StartRequest): Promise<Started>;
  /**
   * Tells each change until the end, and resolves with it. Failed questions are asked again. Rejects only with the
   * signal's reason. For a redirect nothing is to be followed: it rejects at once.
   */
  follow(ref: ProviderRef, onStatus: (status: WalletStatus) => void, signal: AbortSignal): Promise<FinalStatus>;
  /** Compares what the visitor read in the wallet. Only after `paired` the wallet goes on. Rejects with `ProviderError`. */
  pair(ref: ProviderRef, code: string): Promise<"paired" | "wrong">;
  /** To be called at once after "done": services keep results for minutes. Tells what was asked at the start and no more. */
  fetch(ref: ProviderRef): Promise<Outcome>;
  /** What the window that came back from a redirect tells; `url` is the whole address that it came back to. */
  returned(ref: ProviderRef, url: URL): Promise<Outcome>;
  /** Ends what is under way at the service. Never rejects. */
  cancel(ref: ProviderRef): Promise<void>;
  /** Asks the service whether it works with what is set. Never rejects. */
  test(): Promise<IdentityProviderTest>;
}

/** Plain JSON. Only the provider that made it looks into it. */
export type ProviderRef = Readonly<Record<string, unknown>>;

export interface StartRequest {
  readonly ask: readonly AttributeTag[];
  /** The name of the organisation that asks. */
  readonly asks: string;
  readonly language: Locale;
  /** Where a wallet on the same device leads after the disclosure (`tel:…`); null for a wallet on another one. */
  readonly returnUrl: string | null;
  /** Demanded for a wallet on another device: the wallet tells nothing before `pair`. */
  readonly pairing: boolean;
  /** How long the visitor has. */
  readonly timeout: number;
  /** Our own address of this visit's wallet front end, absolute and without a slash at its end, and what opens it. */
  readonly frontend: { readonly url: string; readonly authorization: string };
  /** Where a service to sign in at sends the visitor back to. */
  readonly callbackUrl: string;
}

export type Started =
  | { readonly kind: "wallet"; readonly presentation: Presentation & { kind: "wallet" }; readonly ref: ProviderRef }
  /** `url`: of the service. `state` comes back in the callback's query; it names the visit and is a secret until then. */
  | { readonly kind: "redirect"; readonly url: string; readonly state: string; readonly ref: ProviderRef };

/** In the words of wallets: waiting for one, waiting for the pairing code, connected to one. */
export type WalletStatus = "initialized" | "pairing" | "connected";
/** `timeout`: also where the service knows nothing of it any more. `down`: the service did not answer for minutes. */
export type FinalStatus = "done" | "cancelled" | "timeout" | "down";

export type Outcome =
  | { readonly kind: "proven"; readonly attributes: readonly VerifiedAttribute[] }
  /** `detail`: what was wrong, for the log; nothing personal is in it. */
  | {
      readonly kind: "failed";
      readonly why: "cancelled" | "timedOut" | "providerDown" | "notProven";
      readonly detail: string;
    };

/** The service does not work, or not with what is set. The message is for the log and the admin and holds no secret. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly problem: ProviderProblem;

  constructor(problem: ProviderProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
