import { generateKeyPairSync, sign } from "node:crypto";
import { YiviClient } from "@privacybydesign/yivi-client";
import { YiviCore, type YiviPluginArgs } from "@privacybydesign/yivi-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../until.ts";
import { IrmaServer, type IrmaServerOptions } from "./server.ts";
import { Wallet } from "./wallet.ts";

const BSN = "irma-demo.gemeente.personalData.bsn";
const REQUEST = { "@context": "https://irma.app/ld/request/disclosure/v2", disclose: [[[BSN]]] };

let server: IrmaServer;
beforeEach(async () => {
  server = await IrmaServer.start();
});
afterEach(() => server.close());

async function startWith(options: IrmaServerOptions): Promise<void> {
  await server.close();
  server = await IrmaServer.start(options);
}

async function begin(body: unknown = { timeout: 600, request: REQUEST }, headers = {}): Promise<Response> {
  return fetch(`${server.url}/session`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function ask(path: string, how: RequestInit = {}): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.url}${path}`, how);
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

/** A page with the wallet's own client, as a list of the states that it was in. */
class Page {
  readonly states: string[] = [];
  readonly core: YiviCore;
  readonly end: Promise<unknown>;
  qr = "";
  #machine: YiviPluginArgs["stateMachine"] | null = null;

  constructor(pairing: boolean) {
    const page = this;
    class Ui {
      constructor({ stateMachine }: YiviPluginArgs) {
        page.#machine = stateMachine;
      }
      stateChange({ newState, payload }: { newState: string; payload?: unknown }): void {
        page.states.push(newState);
        if (typeof payload === "object" && payload !== null && "qr" in payload) page.qr = String(payload.qr);
      }
    }
    this.core = new YiviCore({
      session: {
        url: server.url,
        start: {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ timeout: 600, request: REQUEST }),
        },
      },
      state: {
        serverSentEvents: false,
        polling: { endpoint: "status", interval: 10, startState: "INITIALIZED" },
        pairing: { onlyEnableIf: () => pairing, minCheckingDelay: 1 },
      },
    });
    this.core.use(Ui);
    this.core.use(YiviClient);
    this.end = this.core.start().catch((error: unknown) => error);
  }

  in(state: string): Promise<true> {
    return until(`the page is in ${state}`, () => this.states.at(-1) === state);
  }

  type(enteredPairingCode: string): void {
    void this.#machine?.selectTransition(() => ({ transition: "codeEntered", payload: { enteredPairingCode } }));
  }
}

describe("with the wallet's own client", () => {
  it("discloses on another device", async () => {
    const page = new Page(false);
    await page.in("ShowingQRCode");
    const wallet = await Wallet.scan(page.qr);
    expect(wallet.pairingCode).toBeNull();
    await page.in("ContinueOn2ndDevice");
    await wallet.disclose();
    expect(await page.end).toMatchObject({
      status: "DONE",
      type: "disclosing",
      proofStatus: "VALID",
      disclosed: [[{ id: BSN, rawvalue: "999999011", value: { "": "999999011" }, status: "PRESENT" }]],
    });
  });

  it("pairs, and tells nothing before that", async () => {
    const page = new Page(true);
    await page.in("ShowingQRCode");
    const wallet = await Wallet.scan(page.qr);
    await page.in("EnterPairingCode");
    expect(wallet.pairingCode).toMatch(/^\d{4}$/);
    page.type("none");
    await until(
      "the client has refused it",
      () => page.states.filter((one) => one === "EnterPairingCode").length === 2,
    );
    expect(server.newest.status).toBe("PAIRING");
    page.type(wallet.pairingCode ?? "");
    await wallet.disclose();
    expect(await page.end).toMatchObject({ proofStatus: "VALID" });
  });

  it("is refused by the wallet", async () => {
    const page = new Page(false);
    await page.in("ShowingQRCode");
    await (await Wallet.scan(page.qr)).refuse();
    await page.in("Cancelled");
  });

  it("takes too long", async () => {
    const page = new Page(false);
    await page.in("ShowingQRCode");
    server.advance(600_000);
    await page.in("TimedOut");
  });

  it("is told when the server is gone", async () => {
    const page = new Page(false);
    await page.in("ShowingQRCode");
    await server.goAway();
    await page.in("Error");
    await server.comeBack();
  });
});

describe("what the facts say of sessions", () => {
  it("knows nothing of a session that it does not know, by 400", async () => {
    expect(await ask("/session/abcdefghijklmnopqrst/status")).toMatchObject({
      status: 400,
      body: { status: 400, error: "SESSION_UNKNOWN" },
    });
  });

  it("keeps a result for five minutes", async () => {
    const { token, sessionPtr } = await (await begin()).json();
    await (await Wallet.scan(`#${encodeURIComponent(JSON.stringify(sessionPtr))}`)).disclose();
    server.advance(299_000);
    expect(await ask(`/session/${token}/result`)).toMatchObject({ status: 200, body: { status: "DONE" } });
    server.advance(2_000);
    expect(await ask(`/session/${token}/result`)).toMatchObject({ status: 400, body: { error: "SESSION_UNKNOWN" } });
  });

  it("gives a wallet fifteen minutes more after it has connected", async () => {
    const { token, sessionPtr } = await (await begin()).json();
    server.advance(599_000);
    await Wallet.scan(`#${encodeURIComponent(JSON.stringify(sessionPtr))}`);
    server.advance(899_000);
    expect((await ask(`/session/${token}/status`)).body).toBe("CONNECTED");
    server.advance(2_000);
    expect((await ask(`/session/${token}/status`)).body).toBe("TIMEOUT");
  });

  it("ends a session for its requestor, and serves one wallet only", async () => {
    const { token, sessionPtr } = await (await begin()).json();
    const pointer = `#${encodeURIComponent(JSON.stringify(sessionPtr))}`;
    await Wallet.scan(pointer);
    await expect(Wallet.scan(pointer)).rejects.toThrow("UNEXPECTED_REQUEST");
    expect((await ask(`/session/${token}`, { method: "DELETE" })).status).toBe(200);
    expect((await ask(`/session/${token}/status`)).body).toBe("CANCELLED");
  });

  it("changes the options of a session only before a wallet has come, and for its front end alone", async () => {
    const { sessionPtr, frontendRequest } = await (await begin()).json();
    const options = `${new URL(sessionPtr.u).pathname}/frontend/options`;
    const pin = { method: "POST", body: JSON.stringify({ pairingMethod: "pin" }) };
    const headers = { Authorization: frontendRequest.authorization };
    expect((await ask(options, pin)).status).toBe(403);
    expect((await ask(options, { ...pin, headers })).body).toMatchObject({ pairingMethod: "pin" });
    await Wallet.scan(`#${encodeURIComponent(JSON.stringify(sessionPtr))}`);
    const none = { method: "POST", body: JSON.stringify({ pairingMethod: "none" }), headers };
    expect(await ask(options, none)).toMatchObject({ status: 403, body: { error: "UNEXPECTED_REQUEST" } });
  });

  it("refuses callbacks without a key to sign them, and names that no scheme has", async () => {
    expect((await begin({ callbackUrl: "https://us.example", request: REQUEST })).status).toBe(501);
    const unknown = await begin({ request: { ...REQUEST, disclose: [[["unknown.a.b.c"]]] } });
    expect(await unknown.json()).toMatchObject({ status: 400, error: "INVALID_REQUEST" });
  });

  it("sends events only where it is told to, and only what changes", async () => {
    const { token } = await (await begin()).json();
    expect((await ask(`/session/${token}/statusevents`)).body).toMatchObject({ error: "SSE_DISABLED" });
    await startWith({ sse: true });
    const begun = await (await begin()).json();
    const events = await fetch(`${server.url}/session/${begun.token}/statusevents`);
    await fetch(`${server.url}/session/${begun.token}`, { method: "DELETE" });
    expect(await events.text()).toContain('data: "CANCELLED"\n\n');
  });

  it("lets a wallet of old past the pairing, where it takes them", async () => {
    await startWith({ takesOldWallets: true });
    const { sessionPtr, frontendRequest } = await (await begin()).json();
    const headers = { Authorization: frontendRequest.authorization };
    const pin = { method: "POST", body: JSON.stringify({ pairingMethod: "pin" }), headers };
    await ask(`${new URL(sessionPtr.u).pathname}/frontend/options`, pin);
    await Wallet.scan(`#${encodeURIComponent(JSON.stringify(sessionPtr))}`, "2.7");
    expect(server.newest.status).toBe("CONNECTED");
  });
});

describe("who may start sessions", () => {
  const jwt = (alg: string, claims: object, made: (text: string) => Buffer) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg, typ: "JWT" })}.${part(claims)}`;
    return `${text}.${made(text).toString("base64url")}`;
  };

  it("is known by a token, without the word Bearer", async () => {
    await startWith({ requestors: { method: "token", name: "belfry", key: "secret-token" } });
    expect((await begin()).status).toBe(400);
    expect((await begin(undefined, { authorization: "Bearer secret-token" })).status).toBe(403);
    expect((await begin(undefined, { authorization: "secret-token" })).status).toBe(200);
  });

  it("is known by a key pair, for five minutes", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = publicKey.export({ type: "spki", format: "pem" }).toString();
    await startWith({ requestors: { method: "publickey", name: "belfry", key } });
    const claims = { iss: "belfry", sub: "verification_request", sprequest: { request: REQUEST } };
    const iat = Math.floor(Date.now() / 1000);
    const send = (about: object) =>
      begin(
        jwt("RS256", about, (text) => sign("RSA-SHA256", Buffer.from(text), privateKey)),
        { "content-type": "text/plain" },
      );
    expect((await send({ ...claims, iat })).status).toBe(200);
    expect((await send({ ...claims, iat: iat - 400 })).status).toBe(403);
    expect((await send({ ...claims, iat, iss: "somebody else" })).status).toBe(400);
  });
});
