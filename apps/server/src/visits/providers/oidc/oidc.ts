import { attributeTag, type IdentityProvider, type IdentityProviderTest } from "@belfry/contracts";
import * as client from "openid-client";
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
} from "../provider.ts";
import { readClaims } from "./claims.ts";
import { problemOf } from "./problems.ts";

const ANSWER_WITHIN_SECONDS = 10;
/** What a service tells of itself (its metadata) is asked for again after this time. */
const METADATA_LASTS = 10 * 60_000;

/** What must come back, and what was asked. It serves once and is kept sealed. */
const refSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  pkceCodeVerifier: z.string(),
  callbackUrl: z.string(),
  ask: z.array(attributeTag),
});

/**
 * A service to sign in at, by OpenID Connect: a broker of DigiD, eHerkenning or FranceConnect, or whatever else speaks
 * it. Code flow with PKCE, state and nonce; the signature of what the service says is checked.
 */
export class OidcProvider implements Provider {
  readonly kind = "oidc";
  readonly offers: Provider["offers"];
  readonly #about: Extract<IdentityProvider, { kind: "oidc" }>;
  readonly #secret: string | null;
  readonly #ask: Ask;
  readonly #now: () => number;
  #metadata: { readonly configuration: client.Configuration; readonly until: number } | null = null;

  constructor(
    about: Extract<IdentityProvider, { kind: "oidc" }>,
    secret: string | null,
    deps: { readonly ask: Ask; readonly now: () => number },
  ) {
    this.#about = about;
    this.#secret = secret;
    this.#ask = deps.ask;
    this.#now = deps.now;
    this.offers = new Set(attributeTag.options.filter((tag) => about.mapping[tag] !== undefined));
  }

  async start({ ask, language, callbackUrl }: StartRequest): Promise<Started> {
    if (!ask.every((tag) => this.offers.has(tag)))
      throw new ProviderError("unknownAttribute", "the mapping lacks an attribute that is asked for");
    const { acrValues, scope } = this.#about;
    const configuration = await this.#configuration();
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: callbackUrl,
      scope: scope.split(/\s+/).includes("openid") ? scope : `openid ${scope}`.trim(),
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state,
      nonce,
      ui_locales: language,
      // Another visitor of the same browser must not be taken for this one.
      prompt: "login",
      ...(acrValues === "" ? {} : { acr_values: acrValues }),
    });
    const ref = { state, nonce, pkceCodeVerifier, callbackUrl, ask: [...ask] };
    return { kind: "redirect", url: url.href, state, ref };
  }

  async returned(ref: ProviderRef, url: URL): Promise<Outcome> {
    const { state, nonce, pkceCodeVerifier, callbackUrl, ask } = refSchema.parse(ref);
    const back = new URL(callbackUrl);
    back.search = url.search;
    try {
      const configuration = await this.#configuration();
      const tokens = await client.authorizationCodeGrant(configuration, back, {
        pkceCodeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) return notProven("the service gave no ID token");
      const demanded = this.#about.acrValues.split(/\s+/).filter((word) => word !== "");
      if (demanded.length > 0 && !demanded.includes(String(claims["acr"])))
        return notProven("the level of assurance is not the one that is demanded");
      const asked = { ask, mapping: this.#about.mapping, source: this.#about.name, verifiedAt: this.#now() };
      const read = readClaims(claims, asked);
      if ("attributes" in read) return { kind: "proven", attributes: read.attributes };
      if (configuration.serverMetadata().userinfo_endpoint === undefined) return notProven(read.refused);
      const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      const all = readClaims({ ...more, ...claims }, asked);
      return "attributes" in all ? { kind: "proven", attributes: all.attributes } : notProven(all.refused);
    } catch (error) {
      if (error instanceof client.AuthorizationResponseError && error.error === "access_denied")
        return { kind: "failed", why: "cancelled", detail: "the visitor did not sign in" };
      const { problem, message } = problemOf(error, this.#host);
      const isDown = ["notReached", "noAnswerInTime", "nameNotFound", "failing", "tls", "notAllowed"].includes(problem);
      return { kind: "failed", why: isDown ? "providerDown" : "notProven", detail: message };
    }
  }

  /** Nothing is to be followed while the visitor is away. */
  follow(): Promise<FinalStatus> {
    return Promise.reject(new Error("a redirect is not followed"));
  }

  async pair(): Promise<"wrong"> {
    return "wrong";
  }

  async fetch(): Promise<Outcome> {
    return notProven("nothing is known before the visitor comes back");
  }

  async cancel(): Promise<void> {}

  /** Reads what the service tells of itself, and shows it a code that it never gave, to see whether it knows us. */
  async test(): Promise<IdentityProviderTest> {
    try {
      const configuration = await this.#configuration(true);
      await client.genericGrantRequest(configuration, "authorization_code", {
        code: "belfry-asks-whether-it-is-known",
        redirect_uri: "https://belfry.invalid/",
        code_verifier: client.randomPKCECodeVerifier(),
      });
      return { problem: "otherService", detail: "the service took a code that it never gave" };
    } catch (error) {
      // It knows us, and not the code.
      if (error instanceof client.ResponseBodyError && /^invalid_(grant|request)$/.test(error.error))
        return { problem: null, detail: "" };
      const { problem, message } = problemOf(error, this.#host);
      return { problem, detail: message };
    }
  }

  get #host(): string {
    return new URL(this.#about.issuer).host;
  }

  async #configuration(anew = false): Promise<client.Configuration> {
    if (!anew && this.#metadata !== null && this.#metadata.until > this.#now()) return this.#metadata.configuration;
    const { issuer, clientId } = this.#about;
    const isPlain = issuer.startsWith("http:");
    try {
      const configuration = await client.discovery(new URL(issuer), clientId, undefined, known(this.#secret), {
        timeout: ANSWER_WITHIN_SECONDS,
        execute: [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])],
        [client.customFetch]: (url, { method, headers, body, signal }) =>
          this.#ask(new URL(url), {
            method,
            headers,
            ...(body === undefined || body === null ? {} : { body: String(body) }),
            signal: signal ?? AbortSignal.timeout(ANSWER_WITHIN_SECONDS * 1000),
          }),
      });
      this.#metadata = { configuration, until: this.#now() + METADATA_LASTS };
      return configuration;
    } catch (error) {
      throw problemOf(error, this.#host);
    }
  }
}

/** Shows the secret in the way that the service takes; a client without one is known by its codes alone. */
function known(secret: string | null): client.ClientAuth {
  if (secret === null) return client.None();
  const [post, basic] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)];
  return (server, ...rest) => {
    const takes = server.token_endpoint_auth_methods_supported;
    // Without a word on it a service takes the header (OpenID Connect Discovery 1.0, section 3).
    const how = takes?.includes("client_secret_post") === true ? post : basic;
    how(server, ...rest);
  };
}

function notProven(detail: string): Outcome {
  return { kind: "failed", why: "notProven", detail };
}
