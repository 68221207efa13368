import { attributeTag, DEMO_WALLET_PAGE, type IdentityProviderTest } from "@belfry/contracts";
import { z } from "zod";
import type { FinalStatus, Outcome, Provider, ProviderRef, Started, StartRequest, WalletStatus } from "../provider.ts";
import { walletPresentation } from "../wallet-presentation.ts";
import type { DemoWallet } from "./wallet.ts";

const refSchema = z.object({ session: z.string() });
/** Sessions run out without anybody looking; so they are looked at. */
const LOOK_EVERY = 5_000;

/** The demonstration wallet as a provider: all that it tells is marked as not verified. */
export class Demo implements Provider {
  readonly kind = "demo";
  readonly offers: Provider["offers"] = new Set(attributeTag.options);
  readonly #wallet: DemoWallet;
  readonly #name: string;
  readonly #now: () => number;

  constructor(name: string, wallet: DemoWallet, now: () => number) {
    this.#name = name;
    this.#wallet = wallet;
    this.#now = now;
  }

  async start({ ask, asks, language, returnUrl, pairing, timeout, frontend }: StartRequest): Promise<Started> {
    const { origin } = new URL(frontend.url);
    const about = { asks, ask, language, returnUrl, pairing, timeout };
    const { id } = this.#wallet.start(about);
    const page = `${origin}${DEMO_WALLET_PAGE}#${id}`;
    const presentation = walletPresentation({ demo: true, open: () => page, pointer: page, frontend });
    return { kind: "wallet", presentation, ref: { session: id } };
  }

  async follow(ref: ProviderRef, onStatus: (status: WalletStatus) => void, signal: AbortSignal): Promise<FinalStatus> {
    const { session } = refSchema.parse(ref);
    let told: WalletStatus | null = null;
    for (;;) {
      signal.throwIfAborted();
      const status = this.#wallet.status(session);
      if (status !== "initialized" && status !== "pairing" && status !== "connected") return status;
      if (status !== told) onStatus(status);
      told = status;
      await this.#changed(session, status, signal);
    }
  }

  async pair(ref: ProviderRef, code: string): Promise<"paired" | "wrong"> {
    return this.#wallet.pair(refSchema.parse(ref).session, code);
  }

  async fetch(ref: ProviderRef): Promise<Outcome> {
    const told = this.#wallet.told(refSchema.parse(ref).session);
    if (told === null)
      return { kind: "failed", why: "notProven", detail: "nobody was chosen in the demonstration wallet" };
    const verifiedAt = this.#now();
    const attributes = told.map(({ tag, value }) => ({
      ...{ tag, value, source: this.#name, sourceAttribute: tag, demo: true, verifiedAt },
    }));
    return { kind: "proven", attributes };
  }

  async returned(): Promise<Outcome> {
    return { kind: "failed", why: "notProven", detail: "a wallet leads nobody back" };
  }

  async cancel(ref: ProviderRef): Promise<void> {
    this.#wallet.cancel(refSchema.parse(ref).session);
  }

  async test(): Promise<IdentityProviderTest> {
    return { problem: null, detail: "" };
  }

  async #changed(session: string, known: WalletStatus, signal: AbortSignal): Promise<void> {
    let end = () => {};
    await new Promise<void>((resolve) => {
      const stop = this.#wallet.onStatus(session, resolve);
      const timer = setTimeout(resolve, LOOK_EVERY);
      signal.addEventListener("abort", () => resolve(), { once: true });
      end = () => {
        stop();
        clearTimeout(timer);
      };
      if (this.#wallet.status(session) !== known) resolve();
    });
    end();
  }
}
