import type { IdentityProviders as KeptProviders, OpenIdentityProvider } from "../directory/identity-providers.ts";
import type { IdentityProviders } from "../visits/ports.ts";
import { Irma } from "../visits/providers/irma/irma.ts";
import type { Ask } from "../visits/providers/outside.ts";
import type { Provider } from "../visits/providers/provider.ts";

/** Organisations' providers as they are set, made when they are asked for the first time. */
export function openProviders(kept: Pick<KeptProviders, "open">, ask: Ask): IdentityProviders {
  const made = new WeakMap<OpenIdentityProvider, Provider>();
  return {
    open(organisation, id) {
      const open = kept.open(organisation, id);
      if (open === null) return null;
      const provider = made.get(open) ?? make(open, ask);
      if (provider === null) return null;
      made.set(open, provider);
      return { name: open.provider.name, provider };
    },
  };
}

function make({ provider, secret }: OpenIdentityProvider, ask: Ask): Provider | null {
  switch (provider.kind) {
    case "irma":
      return new Irma(provider, secret, { ask, now: Date.now });
    default:
      return null;
  }
}
