import { type IdentityProviderInput, identityProviderInput } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { Providers } from "../visits/providers/providers.ts";
import { guardedProviders } from "./guarded-providers.ts";

const about = (url: string, change: object = {}) =>
  identityProviderInput.parse({
    kind: "irma",
    name: "Yivi",
    url,
    authentication: "none",
    mapping: { bsn: ["a.b.c.d"] },
    ...change,
  });

/** The code of the refusal, or "kept". */
async function tried(input: IdentityProviderInput, allowed: readonly string[] = []): Promise<string> {
  const providers = new Providers({
    settings: () => null,
    ask: (url, how) => fetch(url, how),
    demoWallet: null,
    now: Date.now,
  });
  const kept = {
    list: () => [],
    create: () => Promise.reject(Object.assign(new Error(), { code: "kept" })),
    change: () => Promise.reject(Object.assign(new Error(), { code: "kept" })),
    remove: async () => {},
  };
  const guarded = guardedProviders(kept, providers, allowed);
  const codes = await Promise.all(
    [guarded.create("org", input), guarded.change("org", "id", input)].map((one) =>
      one.then(
        () => "made",
        (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
      ),
    ),
  );
  expect(codes[0]).toBe(codes[1]);
  return codes[0] ?? "";
}

describe("an identity provider", () => {
  it.each([
    "https://127.0.0.1:8088",
    "https://10.0.0.7",
    "https://169.254.169.254/latest",
    "https://[::1]/",
    "https://[::ffff:10.0.0.7]/",
    "http://203.0.113.7",
    "http://irma.example.org",
  ])("may not be at %s", async (url) => {
    expect(await tried(about(url))).toBe("identity_target_refused");
  });

  it("may be where the operator says, and anywhere in public by https", async () => {
    expect(await tried(about("https://irma.example.org"))).toBe("kept");
    expect(await tried(about("https://198.51.100.7"))).toBe("kept");
    expect(await tried(about("http://10.0.0.7:8088"), ["10.0.0.0/8"])).toBe("kept");
    expect(await tried(about("http://198.51.100.7"), ["10.0.0.0/8"])).toBe("identity_target_refused");
  });

  it("has no password in its address, and a key that is one", async () => {
    expect(await tried(about("https://user:pw@irma.example.org"))).toBe("invalid_request");
    const key = (authentication: string, secret: string) =>
      tried(about("https://a.example", { authentication, secret }));
    expect(await key("hmac", "not base64!")).toBe("invalid_request");
    expect(await key("hmac", "c2hvcnQ=")).toBe("invalid_request");
    expect(await key("hmac", Buffer.alloc(32, 7).toString("base64"))).toBe("kept");
    expect(await key("publickey", "-----BEGIN NOTHING-----")).toBe("invalid_request");
    expect(await key("token", "two words")).toBe("invalid_request");
    expect(await key("token", "one-word")).toBe("kept");
  });
});
