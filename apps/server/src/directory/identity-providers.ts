import { randomUUID } from "node:crypto";
import { type IdentityProvider, type IdentityProviderInput, Refusal } from "@belfry/contracts";
import { and, eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import { naming, refuseWhenUsed } from "./checks.ts";
import type { Directory } from "./directory.ts";
import type { OrganisationSnapshot, SealedIdentityProvider } from "./snapshot.ts";
import type { Vault } from "./vault.ts";

/** A provider with its secret in clear: for asking it alone. The same object until somebody changes it. */
export interface OpenIdentityProvider {
  readonly provider: IdentityProvider;
  readonly secret: string | null;
}

/** Who vouches for an organisation's callers. Secrets go in and never come out again. */
export class IdentityProviders {
  readonly #directory: Directory;
  readonly #vault: Vault;
  readonly #demoWallet: boolean;
  /** By the sealed one, which is made anew with every change of the organisation. */
  readonly #open = new WeakMap<SealedIdentityProvider, OpenIdentityProvider>();

  constructor(directory: Directory, vault: Vault, demoWallet: boolean) {
    this.#directory = directory;
    this.#vault = vault;
    this.#demoWallet = demoWallet;
  }

  list(organisation: string): readonly IdentityProvider[] {
    return this.#directory.require(organisation).identityProviders.map(({ provider }) => provider);
  }

  /** Rejects with `demo_wallet_off`, or with `invalid_request` where a secret is missing. */
  create(organisation: string, input: IdentityProviderInput): Promise<IdentityProvider> {
    const id = randomUUID();
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const { provider, ...row } = this.#row(before, id, input, null);
        await tx.insert(schema.identityProviders).values({ organisation, id, ...row });
        return provider;
      }),
    );
  }

  change(organisation: string, id: string, input: IdentityProviderInput): Promise<IdentityProvider> {
    return naming(
      this.#directory.write(organisation, async (tx, before) => {
        const old = before.identityProviders.find((one) => one.provider.id === id);
        if (old === undefined) throw new Refusal("not_found");
        const { provider, ...row } = this.#row(before, id, input, old);
        await tx.update(schema.identityProviders).set(row).where(one(organisation, id));
        return provider;
      }),
    );
  }

  async remove(organisation: string, id: string): Promise<void> {
    await this.#directory.write(organisation, async (tx, before) => {
      refuseWhenUsed(before.purposes.filter(({ providers }) => providers.includes(id)).map(({ name }) => name));
      const gone = await tx
        .delete(schema.identityProviders)
        .where(one(organisation, id))
        .returning({ id: schema.identityProviders.id });
      if (gone.length === 0) throw new Refusal("not_found");
    });
  }

  /** With its secret in clear; null where there is none, or the demonstration wallet is not to be had (any more). */
  open(organisation: string, id: string): OpenIdentityProvider | null {
    const snapshot = this.#directory.snapshot(organisation);
    const sealed = snapshot?.identityProviders.find(({ provider }) => provider.id === id);
    if (snapshot === null || sealed === undefined) return null;
    if (sealed.provider.kind === "demo" && !this.#allowsDemo(snapshot)) return null;
    const known = this.#open.get(sealed);
    if (known !== undefined) return known;
    const secret = sealed.secret === null ? null : this.#vault.open(sealed.secret, place(organisation, id));
    const open = { provider: sealed.provider, secret };
    this.#open.set(sealed, open);
    return open;
  }

  #allowsDemo({ organisation }: OrganisationSnapshot): boolean {
    return this.#demoWallet && organisation.demo;
  }

  #row(before: OrganisationSnapshot, id: string, input: IdentityProviderInput, old: SealedIdentityProvider | null) {
    if (input.kind === "demo" && !this.#allowsDemo(before)) throw new Refusal("demo_wallet_off");
    const secret = this.#secret(before.organisation.id, id, input, old);
    if (needsSecret(input) && secret === null) throw new Refusal("invalid_request", { detail: "secret is missing" });
    const { name, ...rest } = input;
    if ("secret" in rest) delete rest.secret;
    const provider: IdentityProvider = { ...rest, id, name, hasSecret: secret !== null };
    return { name, settings: rest, secret, provider };
  }

  #secret(organisation: string, id: string, input: IdentityProviderInput, old: SealedIdentityProvider | null) {
    if (!takesSecret(input)) return null;
    if (input.secret !== undefined) return this.#vault.seal(input.secret, place(organisation, id));
    // A secret is for one service: another one must not be handed it.
    return old !== null && whatFor(old.provider) === whatFor(input) ? old.secret : null;
  }
}

const one = (organisation: string, id: string) =>
  and(eq(schema.identityProviders.organisation, organisation), eq(schema.identityProviders.id, id));

type About = IdentityProviderInput | IdentityProvider;

function takesSecret(input: About): input is Exclude<About, { kind: "demo" }> {
  return input.kind === "oidc" || (input.kind === "irma" && input.authentication !== "none");
}

/** A client of OpenID Connect may have none (PKCE protects its codes); those who sign and show tokens must. */
function needsSecret(input: IdentityProviderInput): boolean {
  return input.kind === "irma" && input.authentication !== "none";
}

function whatFor(about: About): string {
  if (about.kind === "irma") return `irma ${about.authentication} ${about.url}`;
  return about.kind === "oidc" ? `oidc ${about.issuer}` : "demo";
}

/** Binds the sealed secret to its organisation, provider and use. */
function place(organisation: string, id: string): string {
  return `identity-provider/${organisation}/${id}`;
}
