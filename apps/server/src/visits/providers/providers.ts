import type { IdentityProvider, IdentityProviderTest } from "@belfry/contracts";
import { Demo } from "./demo/demo.ts";
import type { DemoWallet } from "./demo/wallet.ts";
import { Irma } from "./irma/irma.ts";
import { OidcProvider } from "./oidc/oidc.ts";
import type { Ask } from "./outside.ts";
import type { Provider } from "./provider.ts";

/** A provider as it is set, with its secret in clear; the same object until somebody changes the organisation. */
export interface ProviderSettings {
  readonly provider: IdentityProvider;
  readonly secret: string | null;
}

export interface ProvidersDeps {
  /** Null: there is none (any more), or it is not to be had here. */
  readonly settings: (organisation: string, id: string) => ProviderSettings | null;
  readonly ask: Ask;
  /** Null: this Belfry is not for demonstrations. */
  readonly demoWallet: DemoWallet | null;
  readonly now: () => number;
}

/** The providers of organisations, ready to be asked. */
export class Providers {
  readonly #deps: ProvidersDeps;
  readonly #made = new WeakMap<ProviderSettings, Provider>();

  constructor(deps: ProvidersDeps) {
    this.#deps = deps;
  }

  /** Null: there is none (any more), or it is not to be had here. */
  open(organisation: string, id: string): { readonly name: string; readonly provider: Provider } | null {
    const settings = this.#deps.settings(organisation, id);
    if (settings === null) return null;
    const { name } = settings.provider;
    const known = this.#made.get(settings);
    if (known !== undefined) return { name, provider: known };
    const provider = this.#make(settings);
    if (provider === null) return null;
    this.#made.set(settings, provider);
    return { name, provider };
  }

  /** Asks the service whether it works with what is set; null where there is no such provider. */
  async test(organisation: string, id: string): Promise<IdentityProviderTest | null> {
    return (await this.open(organisation, id)?.provider.test()) ?? null;
  }

  #make({ provider, secret }: ProviderSettings): Provider | null {
    switch (provider.kind) {
      case "irma":
        return new Irma(provider, secret, this.#deps);
      case "oidc":
        return new OidcProvider(provider, secret, this.#deps);
      case "demo":
        return this.#deps.demoWallet === null ? null : new Demo(provider.name, this.#deps.demoWallet, this.#deps.now);
    }
  }
}
