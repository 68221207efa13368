import { createHmac } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { API, loginToken, newApiKey } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays } from "../../harness/hearing.ts";
import { Scene } from "../../harness/scene.ts";
import { patience } from "../../harness/until.ts";

const SECRET = "what-the-CRM-and-Belfry-know-and-nobody-else";
const scene = Scene.open({ BELFRY_VOUCH_SECRETS: `another-secret-that-comes-into-use-later-on,${SECRET}` });

/** The cookie as the CRM writes it at its own sign-in, by the RFC alone. */
function vouchFor(username: string): string {
  const claims = { username, userID: `crm-${username}`, exp: Math.floor(Date.now() / 1000) + 600 };
  const text = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${createHmac("sha256", SECRET).update(text).digest("base64url")}`;
}

/** An admin makes the key at the interface, as the desk does. */
async function makeKey(name: string): Promise<string> {
  const { origin } = scene.stack;
  const vouched = `VouchCookie=${vouchFor("admin")}`;
  const post = (path: string, cookie: string, body: unknown) =>
    fetch(origin + path, {
      method: "POST",
      headers: { origin, cookie, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const password = (await scene.stack.signIns()).get("admin");
  const signedIn = await post(API.session, vouched, { organisation: "demo", login: "admin", password });
  const session = (signedIn.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  const made = await post(API.apiKeys, `${vouched}; ${session}`, { name, scopes: ["sign-in-people"] });
  return newApiKey.parse(await made.json()).key;
}

/** The CRM's back end: no browser, no cookie. */
async function tokenFor(key: string, login: string): Promise<string> {
  const answer = await fetch(scene.stack.origin + API.loginTokens, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ login }),
  });
  expect(answer.status).toBe(201);
  return loginToken.parse(await answer.json()).token;
}

/** The status that a WebSocket without a cookie is answered with. */
async function upgradeAnswer(url: string): Promise<number | undefined> {
  const headers = { connection: "Upgrade", upgrade: "websocket", origin: new URL(url).origin };
  const key = { "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-version": "13" };
  const asked = request(url, { headers: { ...headers, ...key } });
  asked.end();
  const [answer]: IncomingMessage[] = await once(asked, "response", { signal: patience() });
  answer?.resume();
  return answer?.statusCode;
}

async function vouched(desk: DeskPage, login: string): Promise<void> {
  const cookie = { name: "VouchCookie", value: vouchFor(login), url: scene.stack.origin, httpOnly: true };
  await desk.context.addCookies([cookie]);
}

describe("signed in once, in the CRM", () => {
  it("an agent's browser is let in, signed in and has its phone, and takes a call", async () => {
    const token = await tokenFor(await makeKey("CRM"), "anna");
    const anna = await scene.desk("anna");
    await vouched(anna, "anna");
    const asked: string[] = [];
    anna.page.on("request", (request) => asked.push(`${request.url()} ${request.headers()["referer"] ?? ""}`));
    await anna.page.goto(`${scene.stack.origin}/#token=${token}`);
    await anna.becomeAvailable();
    expect(anna.page.url()).not.toContain(token);
    expect(asked.filter((line) => line.replace(/#.*? /, " ").includes(token))).toEqual([]);
    const call = await scene.call();
    await anna.answer();
    await heardBothWays(call, anna);
    await anna.button("Hang up").click();
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    expect(await scene.stack.leaks([token, vouchFor("anna").split(".")[2] ?? "", SECRET])).toEqual([]);

    // A cookie that is gone cuts nothing; the next connection says what is missing.
    await anna.context.clearCookies({ name: "VouchCookie" });
    await anna.inState("Available");
    await scene.stack.kill("server");
    await anna.shows("Sign in on your company's website first");
    await scene.stack.ready();
    await vouched(anna, "anna");
    await anna.inState(/Available|Signed out/);

    const again = await scene.desk("bram");
    await vouched(again, "anna");
    await again.page.goto(`${scene.stack.origin}/#token=${token}`);
    await again.shows("This sign-in has been used already");
  });

  it("nobody else gets further than a page that says so, in their language", async () => {
    const bram = await scene.desk("bram");
    const [answer] = await Promise.all([
      bram.page.waitForResponse(`${scene.stack.origin}/`),
      bram.page.goto(scene.stack.origin),
    ]);
    expect(answer.status()).toBe(403);
    await bram.shows("Sign in on your company’s website first");
    const { origin } = scene.stack;
    const polling = await fetch(`${origin}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    expect(polling.status).toBe(403);
    for (const path of ["/sip?tab=t", "/socket.io/?EIO=4&transport=websocket"]) {
      expect([path, await upgradeAnswer(origin + path)]).toEqual([path, 403]);
    }
  });
});
