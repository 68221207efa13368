import { createHash, randomBytes } from "node:crypto";
import { Refusal } from "@belfry/contracts";
import * as client from "openid-client";

/** How long somebody may take at the service: a password, a second factor, a look for the telephone. */
const PATIENCE = 10 * 60_000;
/**
 * Sign-ins of one organisation that are under way at once. Anybody may begin one without being known, so an older one
 * makes room for the next: the oldest of the address that has begun the most. Whoever begins many pushes out their
 * own, keeps nobody out, and touches no other organisation.
 */
const MOST_UNDER_WAY = 500;
/** What a service tells of itself (its metadata) is asked for again after this time. */
const METADATA_LASTS = 10 * 60_000;
const ANSWER_WITHIN_SECONDS = 10;

export interface Service {
  readonly organisation: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface UnderWay {
  readonly service: Service;
  readonly redirectUri: string;
  readonly address: string;
  readonly browser: string;
  readonly state: string;
  readonly nonce: string;
  readonly pkceCodeVerifier: string;
  readonly until: number;
}

interface Log {
  warn(about: object, words: string): void;
}

/**
 * OpenID Connect by code flow with PKCE. What must come back (state, nonce, verifier) stays here, serves once, and is
 * bound to the browser that began: nobody is led into the session of somebody else by a link.
 */
export class Oidc {
  readonly #log: Log;
  readonly #current: (organisation: string) => Service | null;
  /** By organisation and state's hash; the oldest first. */
  readonly #underWay = new Map<string, Map<string, UnderWay>>();
  readonly #metadata = new Map<string, { service: Service; configuration: client.Configuration; until: number }>();

  /** `current` gives an organisation's service as it is now: the same object until somebody changes it. */
  constructor(log: Log, current: (organisation: string) => Service | null) {
    this.#log = log;
    this.#current = current;
  }

  /**
   * Where the browser goes, which asks from `address`; `browser` is for a cookie of its own. Rejects with
   * `sign_in_service_failed`.
   */
  async begin(
    service: Service,
    redirectUri: string,
    address: string,
    now: number,
  ): Promise<{ url: string; browser: string }> {
    const configuration = await this.#configuration(service, now);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [state, nonce, browser] = [client.randomState(), client.randomNonce(), randomBytes(32).toString("base64url")];
    const about = { service, redirectUri, address, state, nonce, pkceCodeVerifier, until: now + PATIENCE };
    this.#keep(hash(state), { ...about, browser: hash(browser) }, now);
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: "openid profile email",
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    return { url: url.href, browser };
  }

  /**
   * What the service says of whoever came back with `query`. Rejects with `sign_in_not_confirmed` or
   * `sign_in_service_failed`.
   */
  async finish(
    query: string,
    browser: string,
    now: number,
  ): Promise<{ organisation: string; claims: Readonly<Record<string, unknown>> }> {
    const key = hash(new URLSearchParams(query).get("state") ?? "");
    const found = this.#take(key);
    if (found === null || found.until <= now || found.browser !== hash(browser)) {
      throw new Refusal("sign_in_not_confirmed");
    }
    this.#requireCurrent(found.service);
    const { service, redirectUri, state, nonce, pkceCodeVerifier } = found;
    const configuration = await this.#configuration(service, now);
    try {
      const tokens = await client.authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), {
        pkceCodeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Refusal("sign_in_not_confirmed");
      const more =
        configuration.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      // It may have changed while it was asked.
      this.#requireCurrent(service);
      return { organisation: service.organisation, claims: { ...more, ...claims } };
    } catch (error) {
      throw this.#told(service, error);
    }
  }

  #keep(key: string, begun: UnderWay, now: number): void {
    const { organisation } = begun.service;
    const ours = this.#underWay.get(organisation) ?? new Map<string, UnderWay>();
    for (const [old, { until }] of ours) if (until <= now) ours.delete(old);
    if (ours.size >= MOST_UNDER_WAY) ours.delete(oldestOfBusiest(ours));
    this.#underWay.set(organisation, ours.set(key, begun));
  }

  #take(key: string): UnderWay | null {
    for (const ours of this.#underWay.values()) {
      const found = ours.get(key);
      if (ours.delete(key)) return found ?? null;
    }
    return null;
  }

  /** What a service says counts as long as the organisation has that service, set in that way. */
  #requireCurrent(service: Service): void {
    if (this.#current(service.organisation) !== service) throw new Refusal("sign_in_not_confirmed");
  }

  async #configuration(service: Service, now: number): Promise<client.Configuration> {
    const known = this.#metadata.get(service.organisation);
    if (known !== undefined && known.service === service && known.until > now) return known.configuration;
    const { issuer, clientId, clientSecret, organisation } = service;
    const isOpen = issuer.startsWith("http:");
    try {
      const configuration = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: ANSWER_WITHIN_SECONDS,
        execute: [client.enableNonRepudiationChecks, ...(isOpen ? [client.allowInsecureRequests] : [])],
      });
      this.#metadata.set(organisation, { service, configuration, until: now + METADATA_LASTS });
      return configuration;
    } catch (err) {
      this.#log.warn({ organisation, err }, "A sign-in service does not tell about itself");
      throw new Refusal("sign_in_service_failed");
    }
  }

  /** A person who changed their mind is no trouble of the service's. */
  #told({ organisation }: Service, err: unknown): Refusal {
    if (err instanceof Refusal) return err;
    if (err instanceof client.AuthorizationResponseError && err.error === "access_denied") {
      return new Refusal("sign_in_not_confirmed");
    }
    this.#log.warn({ organisation, err }, "A sign-in service did not confirm a person");
    // Without an answer, or with one that blames itself: trying again later may help.
    const isDown =
      (err instanceof TypeError && err.message === "fetch failed") ||
      (err instanceof Error && err.name === "TimeoutError") ||
      (err instanceof client.ResponseBodyError && err.status >= 500);
    return new Refusal(isDown ? "sign_in_service_failed" : "sign_in_not_confirmed");
  }
}

/** The key of the oldest sign-in of the address that has the most. */
function oldestOfBusiest(ours: ReadonlyMap<string, UnderWay>): string {
  const oldest = new Map<string, { key: string; count: number }>();
  for (const [key, { address }] of ours) {
    const known = oldest.get(address);
    if (known === undefined) oldest.set(address, { key, count: 1 });
    else known.count += 1;
  }
  let busiest = { key: "", count: 0 };
  for (const one of oldest.values()) if (one.count > busiest.count) busiest = one;
  return busiest.key;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
