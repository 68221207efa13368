import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEMO_WALLET_API, PUBLIC_API } from "@belfry/contracts";
import { YiviClient } from "@privacybydesign/yivi-client";
import { YiviCore } from "@privacybydesign/yivi-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { TestBrowser } from "../../harness/browser.ts";
import { IrmaServer } from "../../harness/irma/server.ts";
import type { SessionResult } from "../../harness/irma/session.ts";
import { PERSON, Wallet } from "../../harness/irma/wallet.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { Stack } from "../../harness/stack.ts";
import { until } from "../../harness/until.ts";
import { askForProof, askPublic, SITE, Visitor } from "../../harness/visitor.ts";

const NAME = "irma-demo.gemeente.personalData.fullname";
let stack: Stack;
let irma: IrmaServer;
let admin: PageProgram;

beforeAll(async () => {
  irma = await IrmaServer.start({ takesOldWallets: true });
  stack = await Stack.start();
  admin = await PageProgram.demo(stack, "admin");
  await askForProof(admin, irma, { name: "providers" });
}, 200_000);
afterEach(() => irma.lie((result) => result));
afterAll(async () => {
  const leaks = await stack.leaks([PERSON[NAME] ?? "", ...irma.sessions.map(({ token }) => token)]);
  await stack.stop();
  await irma.close();
  expect(leaks).toEqual([]);
}, 60_000);

const begin = (device: "phone" | "desktop") => Visitor.begin(stack, device, "providers");

describe("a wallet's server that lies", () => {
  const without = ({ disclosed: _, ...result }: SessionResult): unknown => result;
  it.each<[string, (result: SessionResult) => unknown]>([
    ["INVALID", (result) => ({ ...result, proofStatus: "INVALID" })],
    ["EXPIRED", (result) => ({ ...result, proofStatus: "EXPIRED" })],
    ["nothing disclosed", without],
    [
      "other attributes",
      (result) => ({ ...result, disclosed: result.disclosed?.map((con) => con.map((one) => ({ ...one, id: NAME }))) }),
    ],
    [
      "no value",
      (result) => ({
        ...result,
        disclosed: result.disclosed?.map((con) => con.map((one) => ({ ...one, rawvalue: null }))),
      }),
    ],
  ])("has proven nothing by %s", async (_, twist) => {
    const visitor = await begin("phone");
    irma.lie(twist);
    await (await Wallet.scan(visitor.presentation.link)).disclose();
    expect(await visitor.inState("failed")).toEqual({ state: "failed", why: "notProven" });
  });

  it("lets a wallet of old past the pairing, and nobody gets a code for that", async () => {
    const visitor = await begin("desktop");
    await (await Wallet.scan(visitor.presentation.qr, "2.7")).disclose();
    expect(await visitor.inState("failed")).toEqual({ state: "failed", why: "notProven" });
  });
});

describe("a code that is passed on to somebody else", () => {
  it("is worth nothing to whoever began, because the pairing code is in the other's hands", async () => {
    const thief = await begin("desktop");
    const { session, qr } = thief.presentation;
    // The victim scans what they were sent, and is asked for a code to be typed into the page, which is not theirs.
    const victim = await Wallet.scan(qr);
    await thief.inState("pairing");
    const atOurs = (method: string, path: string) =>
      fetch(`${session.sessionPtr.u}${path}`, {
        method,
        headers: { origin: SITE, authorization: session.frontendRequest.authorization },
        ...(method === "POST" ? { body: "{}" } : {}),
      });
    expect((await atOurs("POST", "/frontend/pairingcompleted")).status).toBeGreaterThanOrEqual(400);
    const options = await (await atOurs("POST", "/frontend/options")).text();
    expect(options).not.toContain(victim.pairingCode);
    // Nor does the server of the wallet take the authorization of our front end.
    const { u } = JSON.parse(decodeURIComponent(new URL(qr).hash.slice(1)));
    for (const path of ["options", "pairingcompleted", "status"]) {
      const headers = { authorization: session.frontendRequest.authorization };
      const answer = await fetch(`${u}/frontend/${path}`, { method: path === "status" ? "GET" : "POST", headers });
      expect(answer.status).toBe(403);
    }
    const wrong = victim.pairingCode === "0000" ? "0001" : "0000";
    let last = 0;
    for (let tries = 0; tries < 5; tries += 1)
      last = (await thief.ask("POST", PUBLIC_API.visitPairing, { code: wrong })).status;
    expect(last).not.toBe(200);
    expect(await thief.inState("failed")).toEqual({ state: "failed", why: "notPaired" });
    await expect(victim.disclose({ impatient: true })).rejects.toThrow();
  });
});

describe("a wallet's server in trouble", () => {
  it("that is gone for a moment costs nobody their visit", async () => {
    const visitor = await begin("phone");
    await irma.goAway();
    await irma.comeBack();
    await (await Wallet.scan(visitor.presentation.link)).disclose();
    expect(await visitor.inState("disclosed")).toMatchObject({ call: null });
  });

  it("that is slow keeps nobody else waiting", async () => {
    const visitor = await begin("phone");
    const wallet = await Wallet.scan(visitor.presentation.link);
    await wallet.disclose();
    const release = irma.hold();
    expect((await fetch(`${stack.origin}/health/ready`)).status).toBe(200);
    expect(["disclosing", "disclosed"]).toContain((await visitor.view()).state);
    release();
    await visitor.inState("disclosed");
  });

  it("that is down is told as such: to visitors, who may call, and to the admin, by the test", async () => {
    const body = { organisation: "demo", purpose: "providers", language: "en", device: "phone" };
    const all: { id: string; kind: string }[] = Object(await admin.ask("GET", "/api/v1/identity-providers")).value;
    const provider = all.find(({ kind }) => kind === "irma");
    if (provider === undefined) throw new Error("the wallets' server is no provider");
    const test = () => admin.ask("POST", `/api/v1/identity-providers/${provider.id}/test`, {});
    expect((await test()).value).toEqual({ problem: null, detail: "" });
    await irma.goAway();
    const answer = await askPublic(stack, "POST", PUBLIC_API.visits, { body });
    expect(answer).toMatchObject({ status: 503, body: { error: { code: "provider_failed" } } });
    expect((await test()).value).toMatchObject({ problem: "notReached" });
    await irma.comeBack();
  });
});

describe("the wallet's own client on the page", () => {
  it("follows the visit at our server, and is left in the dark about pairing", async () => {
    const visitor = await begin("desktop");
    const states: string[] = [];
    // A browser says by itself which website its page is of.
    const plain = globalThis.fetch;
    const asSite: typeof fetch = (url, how) => plain(url, { ...how, headers: { ...how?.headers, origin: SITE } });
    vi.stubGlobal("fetch", asSite);
    const core = new YiviCore({
      session: { start: false, mapping: { ...mappingOf(visitor) }, result: false },
      state: { serverSentEvents: false, polling: { endpoint: "status", interval: 50, startState: "INITIALIZED" } },
    });
    let completed = () => {};
    core.use(
      class {
        constructor({ stateMachine }: { stateMachine: { selectTransition: (choose: () => object) => unknown } }) {
          completed = () => {
            stateMachine.selectTransition(() => ({ transition: "codeEntered", payload: {} }));
          };
        }
        stateChange({ newState }: { newState: string }): void {
          states.push(newState);
        }
      } as Parameters<typeof core.use>[0],
    );
    core.use(YiviClient);
    const end = core.start();
    await until("the page shows a code", () => states.includes("ShowingQRCode"));
    const wallet = await Wallet.scan(visitor.presentation.qr);
    await until("the page asks for the code", () => states.includes("EnterPairingCode"));
    expect((await visitor.ask("POST", PUBLIC_API.visitPairing, { code: wallet.pairingCode })).status).toBe(200);
    completed();
    await wallet.disclose();
    await end;
    vi.unstubAllGlobals();
    expect(states.at(-1)).toBe("Success");
    expect((await visitor.inState("disclosed")).call?.code).toMatch(/^\d{8}$/);
  });
});

describe("the demonstration wallet", () => {
  it("is a page that says what it is, and tells what is chosen in it, marked as not verified", async () => {
    await askForProof(admin, { url: "" }, { name: "demonstration" }, { kind: "demo", name: "Try it" });
    const visitor = await Visitor.begin(stack, "desktop", "demonstration");
    expect(visitor.presentation.demo).toBe(true);
    const browser = await TestBrowser.open(440);
    try {
      const page = await (await browser.context({ width: 320, height: 640 })).newPage();
      await page.goto(visitor.presentation.link);
      await page.getByText("Demonstration – nothing here is verified").waitFor();
      const code = (await page.locator(".code").textContent()) ?? "";
      expect((await visitor.ask("POST", PUBLIC_API.visitPairing, { code })).status).toBe(200);
      await page.getByRole("button", { name: "Willeke de Bruijn" }).waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Your details have been sent" }).waitFor();
      await page.getByText("Demonstration – nothing here is verified").waitFor();
    } finally {
      await browser.close();
    }
    expect((await visitor.inState("disclosed")).call?.code).toMatch(/^\d{8}$/);
  });

  it("leads to the telephone on the same device", async () => {
    const visitor = await Visitor.begin(stack, "phone", "demonstration");
    const id = new URL(visitor.presentation.link).hash.slice(1);
    const at = `${stack.origin}${DEMO_WALLET_API}/${id}`;
    await fetch(at);
    const answer = await fetch(at, {
      method: "POST",
      headers: { "content-type": "application/json", origin: stack.origin },
      body: JSON.stringify({ say: "yes", person: "karim" }),
    });
    expect(await answer.json()).toMatchObject({ state: "done", returnUrl: expect.stringMatching(/^tel:\+\d+,\d{8}$/) });
    expect(await visitor.inState("disclosed")).toMatchObject({ call: null });
  });

  it("keeps a Belfry with a setting of production from starting", () => {
    const launcher = fileURLToPath(new URL("../../../apps/launcher/src/main.ts", import.meta.url));
    const started = spawnSync(process.execPath, [launcher, "--no-install"], {
      env: {
        ...process.env,
        BELFRY_DATA_DIR: join(tmpdir(), "belfry-never-started"),
        BELFRY_PUBLIC_URL: "https://phone.example.org",
        BELFRY_DEMO: "on",
        BELFRY_DEMO_WALLET: "on",
      },
      encoding: "utf8",
      timeout: 30_000,
    });
    expect(started.status).not.toBe(0);
    expect(started.stdout + started.stderr).toContain("BELFRY_DEMO_WALLET is “on” although BELFRY_PUBLIC_URL is set");
  });
});

function mappingOf({ presentation: { session } }: Visitor) {
  return { sessionPtr: () => session.sessionPtr, frontendRequest: () => session.frontendRequest };
}
