import { generateKeyPairSync } from "node:crypto";
import type { AttributeTag, IdentityProvider } from "@belfry/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IrmaServer, type IrmaServerOptions } from "../../../../../../tests/harness/irma/server.ts";
import type { Disclosed, SessionResult } from "../../../../../../tests/harness/irma/session.ts";
import { Wallet } from "../../../../../../tests/harness/irma/wallet.ts";
import { outside } from "../../../wiring/outside.ts";
import type { ProviderRef, StartRequest, WalletStatus } from "../provider.ts";
import { Irma } from "./irma.ts";

const BSN = "irma-demo.gemeente.personalData.bsn";
const NAME = "irma-demo.gemeente.personalData.fullname";
const NOW = Date.now();
const FRONTEND = { url: "https://belfry.example/api/public/v1/wallet/x", authorization: "ours" };

let server: IrmaServer;
beforeEach(() => startWith({}));
afterEach(() => server.close());

async function startWith(options: IrmaServerOptions): Promise<void> {
  await server?.close();
  server = await IrmaServer.start(options);
}

type About = Extract<IdentityProvider, { kind: "irma" }>;

function irma(change: Partial<About> = {}, secret: string | null = null, allowed = ["127.0.0.1/32"]): Irma {
  const about: About = {
    id: "00000000-0000-4000-8000-000000000000",
    kind: "irma",
    name: "Yivi",
    url: server.url,
    authentication: "none",
    requestor: "",
    hasSecret: secret !== null,
    mapping: { bsn: [BSN], fullName: [NAME], email: ["pbdf.pbdf.email.email", "pbdf.sidn-pbdf.email.email"] },
    ...change,
  };
  const following = { every: 5, everyWithEvents: 60_000, downAfter: 100 };
  return new Irma(about, secret, { ask: outside(allowed), now: () => NOW, following });
}

async function begin(
  how: Partial<StartRequest> = {},
  provider = irma(),
): Promise<{ ref: ProviderRef; link: string; qr: string; provider: Irma }> {
  const started = await provider.start({
    ask: ["bsn"],
    asks: "City",
    language: "nl",
    returnUrl: null,
    pairing: false,
    timeout: 600_000,
    frontend: FRONTEND,
    callbackUrl: "https://belfry.example/visit/back",
    ...how,
  });
  if (started.kind !== "wallet") throw new Error("not a wallet");
  return { ref: started.ref, link: started.presentation.link, qr: started.presentation.qr, provider };
}

const follow = (provider: Irma, ref: ProviderRef, seen: WalletStatus[] = []) =>
  provider.follow(ref, (status) => seen.push(status), AbortSignal.timeout(20_000));

describe("a wallet on this device", () => {
  it("tells what was asked, and leads to the telephone with number and code", async () => {
    const { provider, ref, link } = await begin({ returnUrl: "tel:+31201230001,12345678", ask: ["bsn", "fullName"] });
    const seen: WalletStatus[] = [];
    const end = follow(provider, ref, seen);
    const wallet = await Wallet.scan(link);
    expect(wallet.pairingCode).toBeNull();
    expect(await wallet.disclose()).toBe("tel:+31201230001,12345678");
    expect(await end).toBe("done");
    expect(await provider.fetch(ref)).toEqual({
      kind: "proven",
      attributes: [
        { tag: "bsn", value: "999999011", sourceAttribute: BSN },
        { tag: "fullName", value: "Willeke Liselotte de Bruijn", sourceAttribute: NAME },
      ].map((one) => ({ ...one, source: "Yivi", demo: false, verifiedAt: NOW })),
    });
  });

  it("asks for what one card holds in one go, and takes any way that the mapping knows", async () => {
    const { provider, ref, link } = await begin({ ask: ["bsn", "email", "fullName"] });
    expect(server.newest.about.request.disclose).toEqual([
      [
        [
          { type: BSN, notNull: true },
          { type: NAME, notNull: true },
        ],
      ],
      [[{ type: "pbdf.pbdf.email.email", notNull: true }], [{ type: "pbdf.sidn-pbdf.email.email", notNull: true }]],
    ]);
    await (await Wallet.scan(link)).disclose();
    expect(await provider.fetch(ref)).toMatchObject({
      attributes: [
        { tag: "bsn" },
        { tag: "fullName" },
        { tag: "email", sourceAttribute: "pbdf.sidn-pbdf.email.email" },
      ],
    });
  });

  it("says no", async () => {
    const { provider, ref, link } = await begin();
    const end = follow(provider, ref);
    await (await Wallet.scan(link)).refuse();
    expect(await end).toBe("cancelled");
    expect(await provider.fetch(ref)).toMatchObject({ kind: "failed", why: "notProven" });
  });
});

describe("a wallet on another device", () => {
  it("tells nothing before the code that it shows was typed here", async () => {
    const { provider, ref, qr } = await begin({ pairing: true });
    const seen: WalletStatus[] = [];
    const end = follow(provider, ref, seen);
    const wallet = await Wallet.scan(qr);
    await expect(wallet.disclose({ impatient: true })).rejects.toThrow("PAIRING_REQUIRED");
    const code = wallet.pairingCode ?? "";
    expect(await provider.pair(ref, code === "0000" ? "0001" : "0000")).toBe("wrong");
    expect(await provider.pair(ref, "")).toBe("wrong");
    expect(server.newest.status).toBe("PAIRING");
    expect(await provider.pair(ref, code)).toBe("paired");
    // The answer was lost on its way: the same once more.
    expect(await provider.pair(ref, code)).toBe("paired");
    await wallet.disclose();
    expect(await end).toBe("done");
    expect(seen[0]).toBe("initialized");
    expect(await provider.fetch(ref)).toMatchObject({ kind: "proven" });
  });

  it("has the pairing on before the session is known to anybody, and the page learns nothing of it", async () => {
    const started = await irma().start({
      ask: ["bsn"],
      asks: "City",
      language: "nl",
      returnUrl: null,
      pairing: true,
      timeout: 600_000,
      frontend: FRONTEND,
      callbackUrl: "",
    });
    const { options, frontendAuthorization, token } = server.newest;
    expect(options.pairingMethod).toBe("pin");
    const { ref: _, ...told } = started;
    const text = JSON.stringify(told);
    expect(text).not.toContain(frontendAuthorization);
    expect(text).not.toContain(token);
    expect(text).not.toContain(options.pairingCode);
    expect(started.kind === "wallet" && started.presentation.session.sessionPtr.u).toBe(FRONTEND.url);
  });

  it("does not begin where the server knows no pairing", async () => {
    const plain = server;
    const ask = outside(["127.0.0.1/32"]);
    const old = new Irma({ ...about(plain.url) }, null, {
      now: () => NOW,
      ask: async (url, request) => {
        const response = await ask(url, request);
        const text = (await response.text()).replace('"maxProtocolVersion":"1.1"', '"maxProtocolVersion":"1.0"');
        return new Response(text === "" ? null : text, response);
      },
    });
    await expect(begin({ pairing: true }, old)).rejects.toThrow("too old");
    expect(plain.newest.status).toBe("CANCELLED");
  });
});

describe("a server that lies", () => {
  const first = (result: SessionResult): Disclosed => {
    const one = result.disclosed?.[0]?.[0];
    if (one === undefined) throw new Error("nothing was disclosed");
    return one;
  };
  it.each<[string, (result: SessionResult) => unknown]>([
    ...["INVALID", "INVALID_TIMESTAMP", "UNMATCHED_REQUEST", "MISSING_ATTRIBUTES", "EXPIRED", "valid", ""].map(
      (proofStatus): [string, (result: SessionResult) => unknown] => [
        `a proof that is “${proofStatus}”`,
        (result) => ({ ...result, proofStatus }),
      ],
    ),
    ["no word on the proof", ({ proofStatus: _, ...result }) => result],
    ["another attribute", (result) => ({ ...result, disclosed: [[{ ...first(result), id: NAME }]] })],
    ["one attribute more", (result) => ({ ...result, disclosed: [[first(result), { ...first(result), id: NAME }]] })],
    ["the same attribute twice", (result) => ({ ...result, disclosed: [[first(result), first(result)]] })],
    ["another card more", (result) => ({ ...result, disclosed: [[first(result)], [first(result)]] })],
    ["nothing", (result) => ({ ...result, disclosed: [[]] })],
    ["nothing at all", ({ disclosed: _, ...result }) => result],
    ["no value", (result) => ({ ...result, disclosed: [[{ ...first(result), rawvalue: null }]] })],
    ["an empty value", (result) => ({ ...result, disclosed: [[{ ...first(result), rawvalue: " " }]] })],
    ["an endless value", (result) => ({ ...result, disclosed: [[{ ...first(result), rawvalue: "9".repeat(3000) }]] })],
    [
      "an attribute that is not there",
      (result) => ({ ...result, disclosed: [[{ ...first(result), status: "EXTRA" }]] }),
    ],
    ["a session that is not done", (result) => ({ ...result, status: "CONNECTED" })],
    ["a session that was cancelled", (result) => ({ ...result, status: "CANCELLED" })],
    ["a session to sign", (result) => ({ ...result, type: "signing" })],
    ["another session", (result) => ({ ...result, token: "another" })],
    ["a page", () => "<html>"],
    ["nothing that was asked for", () => ({})],
    ["a flood", () => "x".repeat(300_000)],
  ])("has proven nothing by %s", async (_, twist) => {
    const { provider, ref, link } = await begin();
    await (await Wallet.scan(link)).disclose();
    server.lie(twist);
    const outcome = await provider.fetch(ref);
    expect(outcome).toMatchObject({ kind: "failed", why: "notProven" });
    expect(JSON.stringify(outcome)).not.toContain("999999011");
    server.lie((result) => result);
    expect(await provider.fetch(ref)).toMatchObject({ kind: "proven" });
  });

  it("mixes no two cards, whose attributes were asked for as one", async () => {
    const { provider, ref, link } = await begin({ ask: ["bsn", "fullName"] });
    await (await Wallet.scan(link)).disclose();
    server.lie((result) => ({ ...result, disclosed: result.disclosed?.[0]?.map((one) => [one]) }));
    expect(await provider.fetch(ref)).toMatchObject({ kind: "failed", why: "notProven" });
  });
});

describe("a server in trouble", () => {
  it("is asked again, and nothing is lost", async () => {
    const { provider, ref, link } = await begin();
    const seen: WalletStatus[] = [];
    const end = provider.follow(ref, (status) => seen.push(status), AbortSignal.timeout(20_000));
    await server.goAway();
    await server.comeBack();
    await (await Wallet.scan(link)).disclose();
    expect(await end).toBe("done");
    expect(await provider.fetch(ref)).toMatchObject({ kind: "proven" });
  });

  it("is down when it does not answer for long", async () => {
    const { provider, ref } = await begin();
    await server.goAway();
    expect(await follow(provider, ref)).toBe("down");
    expect(await provider.fetch(ref)).toMatchObject({ kind: "failed", why: "providerDown" });
    await expect(begin()).rejects.toMatchObject({ problem: "notReached" });
    await provider.cancel(ref);
  });

  it("has forgotten a session, which is the end of it", async () => {
    const { provider, ref } = await begin();
    server.advance(600_000 + 5 * 60_000 + 1);
    expect(await follow(provider, ref)).toBe("timeout");
  });

  it("keeps a result for five minutes", async () => {
    const { provider, ref, link } = await begin();
    await (await Wallet.scan(link)).disclose();
    server.advance(5 * 60_000 + 1);
    expect(await provider.fetch(ref)).toMatchObject({ kind: "failed", why: "timedOut" });
  });

  it("is left alone when the visit ends", async () => {
    const { provider, ref } = await begin();
    const visit = new AbortController();
    const end = provider.follow(ref, () => visit.abort(new Error("enough")), visit.signal);
    await expect(end).rejects.toThrow("enough");
    await provider.cancel(ref);
    expect(server.newest.status).toBe("CANCELLED");
  });

  it("is asked seldom where it tells of changes by itself", async () => {
    await startWith({ sse: true });
    const { provider, ref, link } = await begin();
    const end = provider.follow(ref, () => {}, AbortSignal.timeout(20_000));
    const wallet = await Wallet.scan(link);
    await wallet.disclose();
    expect(await end).toBe("done");
  });

  it("is asked no more often for a flood of events", async () => {
    const { ref } = await begin();
    const flood = new AbortController();
    let asked = 0;
    const provider = new Irma(about(server.url), null, {
      now: () => NOW,
      following: { every: 50, everyWithEvents: 60_000 },
      ask: async (url, request) => {
        if (url.pathname.endsWith("/status")) asked += 1;
        if (!url.pathname.endsWith("/statusevents")) return outside(["127.0.0.1/32"])(url, request);
        const events = new ReadableStream({
          async pull(controller) {
            await new Promise(setImmediate);
            if (flood.signal.aborted) controller.close();
            else controller.enqueue(new TextEncoder().encode("data: 1\n\n"));
          },
        });
        return new Response(events, { headers: { "content-type": "text/event-stream" } });
      },
    });
    const began = performance.now();
    const end = provider.follow(ref, () => {}, AbortSignal.timeout(20_000));
    await expect.poll(() => asked).toBeGreaterThanOrEqual(4);
    const [questions, passed] = [asked, performance.now() - began];
    // Timers may be a little early, by their whole milliseconds.
    expect(questions).toBeLessThanOrEqual(1 + passed / 48);
    server.newest.become("CANCELLED", NOW);
    flood.abort();
    expect(await end).toBe("cancelled");
  });
});

describe("who asks", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const base64 = Buffer.from("a key of thirty-two bytes, or so").toString("base64");

  it.each([
    ["token", "secret-token", "secret-token", "another-token"],
    ["hmac", base64, base64, Buffer.from("another key, as long as the other").toString("base64")],
    [
      "publickey",
      publicKey,
      privateKey,
      generateKeyPairSync("rsa", { modulusLength: 2048 })
        .privateKey.export({ type: "pkcs8", format: "pem" })
        .toString(),
    ],
  ] as const)("is known by %s", async (method, key, secret, wrong) => {
    await startWith({ requestors: { method, name: "belfry", key } });
    const change = { authentication: method, requestor: "belfry" };
    const { provider, ref, link } = await begin({}, irma(change, secret));
    await (await Wallet.scan(link)).disclose();
    expect(await provider.fetch(ref)).toMatchObject({ kind: "proven" });
    expect(await irma(change, secret).test()).toEqual({ problem: null, detail: "" });
    const refused = await irma(change, wrong).test();
    expect(refused.problem).toBe("wrongKey");
    expect(JSON.stringify(refused)).not.toContain(wrong);
  });
});

function about(url: string): About {
  return {
    id: "00000000-0000-4000-8000-000000000000",
    kind: "irma",
    name: "Yivi",
    url,
    authentication: "none",
    requestor: "",
    hasSecret: false,
    mapping: { bsn: [BSN] } satisfies Partial<Record<AttributeTag, string[]>>,
  };
}

describe("the test of an admin", () => {
  it("leaves no session behind", async () => {
    expect(await irma().test()).toEqual({ problem: null, detail: "" });
    expect(server.newest.status).toBe("CANCELLED");
  });

  it("tells what is wrong with the address", async () => {
    expect(await irma({ url: "http://belfry-has-no-such-host.invalid" }).test()).toMatchObject({
      problem: "nameNotFound",
    });
    expect(await irma({ url: "http://127.0.0.1:1" }).test()).toMatchObject({ problem: "notReached" });
    expect(await irma({ url: server.url.replace("http:", "https:") }).test()).toMatchObject({ problem: "tls" });
    expect(await irma({ url: `${server.url}/elsewhere` }).test()).toMatchObject({ problem: "otherService" });
    expect(await irma({}, null, []).test()).toMatchObject({ problem: "notAllowed" });
    expect(await irma({ url: "http://169.254.169.254/latest" }, null, []).test()).toMatchObject({
      problem: "notAllowed",
    });
    expect(await irma({ url: server.url.replace("127.0.0.1", "localhost") }, null, []).test()).toMatchObject({
      problem: "notAllowed",
    });
  });

  it("tells what is wrong with the mapping", async () => {
    expect(await irma({ mapping: { bsn: ["unknown.a.b.c"] } }).test()).toMatchObject({
      problem: "unknownAttribute",
      detail: expect.stringContaining("unknown.a.b.c"),
    });
  });
});
