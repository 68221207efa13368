import type { AttributeTag, IdentityProvider } from "@belfry/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLIENT, startProvider, type TestProvider } from "../../../single-sign-on/testing/provider.ts";
import { outside } from "../../../wiring/outside.ts";
import type { ProviderRef } from "../provider.ts";
import { OidcProvider } from "./oidc.ts";

const CALLBACK = "http://127.0.0.1:1/visit/back";
const NOW = Date.now();
const WILLEKE = { sub: "17", email: "willeke@example.org", email_verified: true, preferred_username: "999999011" };

let service: TestProvider;
beforeEach(async () => {
  service = await startProvider();
  service.knows(CALLBACK);
  service.person = WILLEKE;
});
afterEach(() => service.close());

type About = Extract<IdentityProvider, { kind: "oidc" }>;

function oidc(change: Partial<About> = {}, secret: string | null = CLIENT.clientSecret, allowed = ["127.0.0.1/32"]) {
  const about: About = {
    id: "00000000-0000-4000-8000-000000000000",
    kind: "oidc",
    name: "DigiD",
    issuer: service.issuer,
    clientId: CLIENT.clientId,
    hasSecret: true,
    scope: "openid email profile",
    acrValues: "",
    mapping: { bsn: ["bsn", "preferred_username"], email: ["email"] },
    ...change,
  };
  return new OidcProvider(about, secret, { ask: outside(allowed), now: () => NOW });
}

async function begin(provider: OidcProvider, ask: readonly AttributeTag[] = ["bsn"]) {
  const started = await provider.start({
    ask,
    asks: "City",
    language: "nl",
    returnUrl: null,
    pairing: false,
    timeout: 600_000,
    frontend: { url: "https://belfry.example/wallet/x", authorization: "ours" },
    callbackUrl: CALLBACK,
  });
  if (started.kind !== "redirect") throw new Error("not a redirect");
  return started;
}

/** A browser that goes there, signs in, and stops where it would come back to us. */
async function signInAt(url: string): Promise<URL> {
  const jar = new Map<string, string>();
  let next = new URL(url);
  for (let hops = 0; hops < 10; hops += 1) {
    if (next.href.startsWith(CALLBACK)) return next;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(next, { redirect: "manual", headers: { cookie } });
    for (const one of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
      jar.set(name, value);
    }
    next = new URL(answer.headers.get("location") ?? "", next);
  }
  throw new Error("no end of redirects");
}

async function outcomeOf(provider: OidcProvider, ask?: readonly AttributeTag[]) {
  const { ref, url } = await begin(provider, ask);
  return provider.returned(ref, await signInAt(url));
}

describe("a service to sign in at", () => {
  it("tells what was asked, also by its userinfo", async () => {
    expect(await outcomeOf(oidc(), ["bsn", "email"])).toEqual({
      kind: "proven",
      attributes: [
        { tag: "bsn", value: "999999011", sourceAttribute: "preferred_username" },
        { tag: "email", value: "willeke@example.org", sourceAttribute: "email" },
      ].map((one) => ({ ...one, source: "DigiD", demo: false, verifiedAt: NOW })),
    });
  });

  it("is asked with what protects the answer, and in the visitor's language", async () => {
    const { url, state, ref } = await begin(oidc({ acrValues: "substantial" }));
    const asked = Object.fromEntries(new URL(url).searchParams);
    expect(asked).toMatchObject({ code_challenge_method: "S256", state, ui_locales: "nl", acr_values: "substantial" });
    expect(url).not.toContain(String(ref["pkceCodeVerifier"]));
  });

  it("must be as sure as is demanded", async () => {
    expect(await outcomeOf(oidc({ acrValues: "substantial" }))).toMatchObject({ kind: "failed", why: "notProven" });
    service.person = { ...WILLEKE, acr: "low" };
    expect(await outcomeOf(oidc({ acrValues: "substantial" }))).toMatchObject({ kind: "failed", why: "notProven" });
    service.person = { ...WILLEKE, acr: "substantial" };
    expect(await outcomeOf(oidc({ acrValues: "substantial" }))).toMatchObject({ kind: "proven" });
  });

  it("has proven nothing where an attribute is missing, empty or not tried out", async () => {
    for (const person of [{ email: "" }, { email_verified: false }, { email: undefined }]) {
      service.person = { ...WILLEKE, ...person };
      const outcome = await outcomeOf(oidc(), ["email"]);
      expect(outcome).toMatchObject({ kind: "failed", why: "notProven" });
      expect(JSON.stringify(outcome)).not.toContain("willeke");
    }
  });

  it("is told no by the visitor", async () => {
    service.person = null;
    expect(await outcomeOf(oidc())).toMatchObject({ kind: "failed", why: "cancelled" });
  });

  it("takes no answer twice, and none that is another's", async () => {
    const provider = oidc();
    const { ref, url } = await begin(provider);
    const back = await signInAt(url);
    const other = await begin(provider);
    const swapped: ProviderRef = { ...other.ref, state: ref["state"] };
    expect(await provider.returned(other.ref, back)).toMatchObject({ kind: "failed", why: "notProven" });
    expect(await provider.returned(swapped, back)).toMatchObject({ kind: "failed", why: "notProven" });
    const again = await begin(provider);
    const good = await signInAt(again.url);
    expect(await provider.returned(again.ref, good)).toMatchObject({ kind: "proven" });
    expect(await provider.returned(again.ref, good)).toMatchObject({ kind: "failed", why: "notProven" });
  });

  it("is down", async () => {
    const provider = oidc();
    const { ref, url } = await begin(provider);
    const back = await signInAt(url);
    const { issuer } = service;
    await service.close();
    expect(await provider.returned(ref, back)).toMatchObject({ kind: "failed", why: "providerDown" });
    await expect(begin(oidc({ issuer }))).rejects.toMatchObject({ problem: "notReached" });
    service = await startProvider();
  });
});

describe("the test of an admin", () => {
  it("tells whether the service knows us", async () => {
    expect(await oidc().test()).toEqual({ problem: null, detail: "" });
    expect(await oidc({}, "another secret").test()).toMatchObject({ problem: "wrongKey" });
    expect(await oidc({ clientId: "nobody" }).test()).toMatchObject({ problem: "wrongKey" });
  });

  it("tells what is wrong with the address", async () => {
    expect(await oidc({ issuer: `${service.issuer}/elsewhere` }).test()).toMatchObject({ problem: "otherService" });
    expect(await oidc({ issuer: "http://127.0.0.1:1" }).test()).toMatchObject({ problem: "notReached" });
    expect(await oidc({}, null, []).test()).toMatchObject({ problem: "notAllowed" });
    expect(await oidc({ issuer: "http://belfry-has-no-such-host.invalid" }).test()).toMatchObject({
      problem: "nameNotFound",
    });
  });
});
