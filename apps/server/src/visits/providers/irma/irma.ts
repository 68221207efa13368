import { timingSafeEqual } from "node:crypto";
import { attributeTag, type IdentityProvider, type IdentityProviderTest } from "@belfry/contracts";
import { z } from "zod";
import type { Ask } from "../outside.ts";
import {
  type FinalStatus,
  type Outcome,
  type Provider,
  ProviderError,
  type ProviderRef,
  type Started,
  type StartRequest,
  type WalletStatus,
} from "../provider.ts";
import { walletPresentation } from "../wallet-presentation.ts";
import { discloseOf, groupsFor, type Mapping } from "./asking.ts";
import type { IrmaAuthentication } from "./authentication.ts";
import { IrmaClient, SessionUnknown } from "./client.ts";
import { type FollowOptions, followSession } from "./follow.ts";
import { readResult } from "./result.ts";

const CONTEXT = "https://irma.app/ld/request/disclosure/v2";
const PAIRING_SINCE = 1.1;

/** What is needed of a session, and no more. It opens the session: it is kept sealed. */
const refSchema = z.object({
  token: z.string(),
  pointer: z.string(),
  authorization: z.string(),
  /** Null: none was demanded. */
  pairingCode: z.string().nullable(),
  groups: z.array(z.object({ tags: z.array(attributeTag), ways: z.array(z.array(z.string())) })),
});

/** A Yivi wallet (formerly IRMA), by the server of whom asks. */
export class Irma implements Provider {
  readonly kind = "irma";
  readonly offers: Provider["offers"];
  readonly #client: IrmaClient;
  readonly #name: string;
  readonly #mapping: Mapping;
  readonly #now: () => number;
  readonly #following: FollowOptions;

  constructor(
    about: Extract<IdentityProvider, { kind: "irma" }>,
    secret: string | null,
    deps: { readonly ask: Ask; readonly now: () => number; readonly following?: FollowOptions },
  ) {
    this.#client = new IrmaClient(deps.ask, about.url, authentication(about, secret));
    this.#name = about.name;
    this.#mapping = about.mapping;
    this.#now = deps.now;
    this.#following = deps.following ?? {};
    this.offers = new Set(attributeTag.options.filter((tag) => about.mapping[tag] !== undefined));
  }

  async start({ ask, returnUrl, pairing, timeout, frontend }: StartRequest): Promise<Started> {
    const groups = groupsFor(ask, this.#mapping);
    if (groups === null)
      throw new ProviderError("unknownAttribute", "the mapping lacks an attribute that is asked for");
    const request = {
      "@context": CONTEXT,
      disclose: discloseOf(groups),
      ...(returnUrl === null ? {} : { clientReturnUrl: returnUrl }),
    };
    const begun = await this.#start({ timeout: Math.floor(timeout / 1000), request });
    const { token, sessionPtr, frontendRequest } = begun;
    let pairingCode: string | null = null;
    if (pairing) {
      try {
        // Before anybody is told of the session, so that no wallet can be quicker.
        if (Number(frontendRequest.maxProtocolVersion) < PAIRING_SINCE)
          throw new ProviderError("otherService", "this IRMA server is too old: it knows no pairing");
        pairingCode = await this.#client.pairByPin(begun);
      } catch (error) {
        await this.#client.remove(token).catch(() => {});
        throw known(error);
      }
    }
    const ref = {
      token,
      pointer: sessionPtr.u,
      authorization: frontendRequest.authorization,
      pairingCode,
      groups: groups.map(({ tags, ways }) => ({ tags: [...tags], ways: ways.map((way) => [...way]) })),
    };
    const presentation = walletPresentation({
      demo: false,
      open: (pointer) => `https://open.yivi.app/-/session#${encodeURIComponent(JSON.stringify(pointer))}`,
      pointer: sessionPtr.u,
      frontend,
    });
    return { kind: "wallet", presentation, ref };
  }

  follow(ref: ProviderRef, onStatus: (status: WalletStatus) => void, signal: AbortSignal): Promise<FinalStatus> {
    return followSession(this.#client, refSchema.parse(ref).token, onStatus, signal, this.#following);
  }

  async pair(ref: ProviderRef, code: string): Promise<"paired" | "wrong"> {
    const { token, pointer, authorization, pairingCode } = refSchema.parse(ref);
    if (pairingCode === null || !same(code, pairingCode)) return "wrong";
    if (await this.#client.completePairing(pointer, authorization)) return "paired";
    // The answer to an earlier question may have been lost on its way.
    const status = await this.#client.status(token, AbortSignal.timeout(5_000)).catch((error: unknown) => {
      throw known(error);
    });
    if (status === "CONNECTED" || status === "DONE") return "paired";
    throw new ProviderError("failing", "the server does not wait for a pairing");
  }

  async fetch(ref: ProviderRef): Promise<Outcome> {
    const { token, groups } = refSchema.parse(ref);
    try {
      const read = readResult(await this.#client.result(token), token, groups);
      if ("refused" in read) return { kind: "failed", why: "notProven", detail: read.refused };
      const verifiedAt = this.#now();
      const attributes = read.told.map(({ tag, name, value }) => ({
        tag,
        value,
        source: this.#name,
        sourceAttribute: name,
        demo: false,
        verifiedAt,
      }));
      return { kind: "proven", attributes };
    } catch (error) {
      if (error instanceof SessionUnknown) return { kind: "failed", why: "timedOut", detail: "the result is gone" };
      const { problem, message } = known(error);
      // Whoever answers something else than an IRMA server has proven nothing.
      const why = problem === "otherService" ? "notProven" : "providerDown";
      return { kind: "failed", why, detail: message };
    }
  }

  async returned(): Promise<Outcome> {
    return { kind: "failed", why: "notProven", detail: "a wallet leads nobody back" };
  }

  async cancel(ref: ProviderRef): Promise<void> {
    await this.#client.remove(refSchema.parse(ref).token).catch(() => {});
  }

  /** Begins a session for all that the mapping names, and ends it. */
  async test(): Promise<IdentityProviderTest> {
    try {
      const groups = groupsFor([...this.offers], this.#mapping) ?? [];
      const begun = await this.#start({ timeout: 60, request: { "@context": CONTEXT, disclose: discloseOf(groups) } });
      try {
        await this.#client.pairByPin(begun);
      } finally {
        await this.#client.remove(begun.token).catch(() => {});
      }
      return { problem: null, detail: "" };
    } catch (error) {
      const { problem, message } = known(error);
      return { problem, detail: message };
    }
  }

  async #start(request: object) {
    try {
      return await this.#client.start(request, this.#now());
    } catch (error) {
      throw known(error);
    }
  }
}

function authentication(
  { authentication: method, requestor }: Extract<IdentityProvider, { kind: "irma" }>,
  secret: string | null,
): IrmaAuthentication {
  switch (method) {
    case "none":
      return { method };
    case "token":
      return { method, token: secret ?? "" };
    case "hmac":
    case "publickey":
      return { method, requestor, secret: secret ?? "" };
  }
}

function known(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  return new ProviderError("failing", error instanceof SessionUnknown ? "the session is gone" : "the server failed");
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
