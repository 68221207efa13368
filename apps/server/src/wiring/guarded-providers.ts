import { isIP } from "node:net";
import { type IdentityProviderInput, Refusal } from "@belfry/contracts";
import type { DoorDeps } from "../door/ports.ts";
import { secretMistake } from "../visits/providers/irma/authentication.ts";
import type { Providers } from "../visits/providers/providers.ts";
import { addressesAllowed, within } from "./addresses.ts";

type Kept = Omit<DoorDeps["identityProviders"], "test">;

/**
 * The identity providers as the door sees them: one at an internal address, or with a secret that is no key, is refused
 * with words. Names are checked when they are asked, by what they lead to then.
 */
export function guardedProviders(kept: Kept, providers: Providers, allowed: readonly string[]) {
  const allows = addressesAllowed(allowed);
  const isInternal = within(allowed);
  const check = (input: IdentityProviderInput) => {
    if (input.kind === "demo") return;
    const url = new URL(input.kind === "irma" ? input.url : input.issuer);
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const isPlain = url.protocol === "http:";
    const isRefused = isIP(host) !== 0 && (!allows(host) || (isPlain && !isInternal(host)));
    if (isRefused || (isPlain && allowed.length === 0)) throw new Refusal("identity_target_refused", { host });
    if (url.username !== "" || url.search !== "" || url.hash !== "")
      throw new Refusal("invalid_request", { detail: "the address holds more than a host and a path" });
    if (input.kind !== "irma" || input.secret === undefined) return;
    const mistake = secretMistake(input.authentication, input.secret);
    if (mistake !== null) throw new Refusal("invalid_request", { detail: mistake });
  };
  return {
    list: (organisation: string) => kept.list(organisation),
    async create(organisation: string, input: IdentityProviderInput) {
      check(input);
      return kept.create(organisation, input);
    },
    async change(organisation: string, id: string, input: IdentityProviderInput) {
      check(input);
      return kept.change(organisation, id, input);
    },
    remove: (organisation: string, id: string) => kept.remove(organisation, id),
    test: (organisation: string, id: string) => providers.test(organisation, id),
  } satisfies DoorDeps["identityProviders"];
}
