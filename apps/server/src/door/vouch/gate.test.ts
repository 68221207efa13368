import { once } from "node:events";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import pino from "pino";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore, type Store } from "../../store/store.ts";
import { openTestDoor, type TestDoor } from "../testing/test-door.ts";

const NEW = "the new secret, of at least 32 characters";
const OLD = "the old secret, of at least 32 characters";
const bytes = (secret: string) => new TextEncoder().encode(secret);
const VOUCH = { secrets: [NEW, OLD], gate: true, issuer: null, audience: null, domain: null };

let store: Store;
let door: TestDoor;
const logged: string[] = [];

beforeAll(async () => {
  store = await openStore({ dir: null });
  const log = pino({ level: "info" }, { write: (line: string) => void logged.push(line) });
  door = await openTestDoor(store, { vouch: VOUCH }, log);
});
afterAll(async () => {
  await door.close();
  await store.close();
});

const seconds = (offset: number) => Math.floor(door.parts.clock.now / 1000) + offset;
const anna = () => ({ username: "anna", userID: "17", exp: seconds(600) });
function token(payload: JWTPayload, { secret = NEW, alg = "HS256", header = {} } = {}): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg, ...header }).sign(bytes(secret));
}
const cookieOf = async (payload: JWTPayload, how?: Parameters<typeof token>[1]) =>
  `VouchCookie=${await token(payload, how)}`;

/** Every kind of path that a browser uses; what is not there yet, and what is nearly a probe's. */
const PATHS: readonly (readonly [name: string, method: string, path: string])[] = [
  ["the page", "GET", "/"],
  ["a page within the desk", "GET", "/somewhere"],
  ["an asset", "GET", "/assets/index-12345678.js"],
  ["the sign-in", "POST", "/api/v1/session"],
  ["REST", "GET", "/api/v1/people"],
  ["the interface's description", "GET", "/api/docs"],
  ["Socket.IO's polling", "GET", "/socket.io/?EIO=4&transport=polling"],
  ["a post by polling", "POST", "/socket.io/?EIO=4&transport=polling&sid=x"],
  ["a path of another room", "GET", "/mediatel/socket.io/?EIO=4&transport=polling"],
  ["nearly a probe's path", "GET", "/health/live/"],
  ["another method at a probe's path", "DELETE", "/health/live"],
  ["a preflight", "OPTIONS", "/api/v1/login-tokens"],
];
const UPGRADES = ["/socket.io/?EIO=4&transport=websocket", "/sip?tab=t1", "/mediatel/socket.io/?EIO=4", "/health/live"];

async function status(method: string, path: string, cookie: string | null): Promise<number> {
  const answer = await fetch(door.parts.origin + path, {
    method,
    headers: { origin: door.parts.origin, ...(cookie === null ? {} : { cookie }) },
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** The status that an upgrade is answered with; 101 is closed at once. */
async function upgrade(path: string, cookie: string | null): Promise<number> {
  const { origin } = door.parts;
  const asked = request(origin + path, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      origin,
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      "sec-websocket-version": "13",
      "sec-websocket-protocol": "sip",
      ...(cookie === null ? {} : { cookie }),
    },
  });
  asked.end();
  const code = await Promise.race([
    once(asked, "response").then(([response]) => {
      response.resume();
      return response.statusCode;
    }),
    once(asked, "upgrade").then(([, socket]) => {
      socket.destroy();
      return 101;
    }),
  ]);
  return code;
}

const FORGED: readonly (readonly [name: string, cookie: () => Promise<string | null>])[] = [
  ["no cookie", async () => null],
  ["an empty cookie", async () => "VouchCookie="],
  ["no token at all", async () => "VouchCookie=anna"],
  ["another name", async () => `vouchcookie=${await token(anna())}`],
  ["a wrong secret", () => cookieOf(anna(), { secret: "a secret that nobody knows, but is long" })],
  [
    "a changed payload",
    async () => {
      const [head, , signature] = (await token(anna())).split(".");
      const payload = Buffer.from(JSON.stringify({ ...anna(), username: "admin" })).toString("base64url");
      return `VouchCookie=${head}.${payload}.${signature}`;
    },
  ],
  ["alg none", async () => `VouchCookie=${new UnsecuredJWT(anna()).encode()}`],
  ["HS512", () => cookieOf(anna(), { alg: "HS512", secret: NEW.repeat(2) })],
  ["HS512 with our secret", () => cookieOf(anna(), { alg: "HS512" })],
  ["a compressed token", async () => `VouchCookie=${gzipSync(await token(anna())).toString("base64url")}`],
  ["a token that says it is compressed", () => cookieOf(anna(), { header: { zip: "DEF" } })],
  [
    "a split cookie",
    async () => {
      const whole = await token(anna());
      const part = Math.ceil(whole.length / 2);
      return `VouchCookie_1of2=${whole.slice(0, part)}; VouchCookie_2of2=${whole.slice(part)}`;
    },
  ],
  ["two cookies that differ", async () => `${await cookieOf(anna())}; ${await cookieOf({ ...anna(), userID: "18" })}`],
  ["an expired token", () => cookieOf({ ...anna(), exp: seconds(-6) })],
  ["a token without an end", () => cookieOf({ username: "anna", userID: "17" })],
  ["an end that is no number", async () => `VouchCookie=${await signedByHand({ ...anna(), exp: "2100-01-01" })}`],
  ["a token of later", () => cookieOf({ ...anna(), nbf: seconds(60) })],
  ["no user name", () => cookieOf({ userID: "17", exp: seconds(600) })],
  ["an empty user name", () => cookieOf({ ...anna(), username: " " })],
  ["no user id", () => cookieOf({ username: "anna", exp: seconds(600) })],
  ["an empty user id", () => cookieOf({ ...anna(), userID: "" })],
  ["a user name that is none", () => cookieOf({ ...anna(), username: ["anna"] })],
];

async function signedByHand(payload: object): Promise<string> {
  const { createHmac } = await import("node:crypto");
  const text = [{ alg: "HS256" }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return [...text, createHmac("sha256", NEW).update(text.join(".")).digest("base64url")].join(".");
}

describe("the VouchCookie gate", () => {
  it.each(FORGED)("answers 403 on every path for %s", async (_, make) => {
    const cookie = await make();
    for (const [name, method, path] of PATHS) expect([name, await status(method, path, cookie)]).toEqual([name, 403]);
    for (const path of UPGRADES) expect([path, await upgrade(path, cookie)]).toEqual([path, 403]);
  });

  it.each([
    ["a valid cookie", () => cookieOf(anna())],
    ["the secret of before", () => cookieOf(anna(), { secret: OLD })],
    ["a clock that is some seconds ahead", () => cookieOf({ ...anna(), exp: seconds(-4) })],
    ["an id that is a number", () => cookieOf({ ...anna(), userID: 17 })],
    [
      "the same cookie twice",
      async () =>
        Array(2)
          .fill(await cookieOf(anna()))
          .join("; "),
    ],
    ["a valid cookie beside parts of another", async () => `VouchCookie_1of2=x; ${await cookieOf(anna())}`],
  ])("lets through on every path with %s", async (_, make) => {
    const cookie = await make();
    const answers: number[] = [];
    for (const [, method, path] of PATHS) answers.push(await status(method, path, cookie));
    // 503: the pages are not built in this test; 400: the sign-in has no body, and no such poll is known.
    expect(answers).toEqual([503, 503, 404, 400, 401, 200, 200, 400, 200, 404, 404, 404]);
    expect(await Promise.all(UPGRADES.map((path) => upgrade(path, cookie)))).toEqual([101, 401, 400, 404]);
  });

  it("lets a visitor's phone come with a pass alone, and whatever is only nearly one not at all", async () => {
    const pass = "x".repeat(43);
    // 410: there is no such pass.
    expect(await upgrade(`/sip?visit=${pass}`, null)).toBe(410);
    for (const path of [`/sip?visit=${pass}x`, `/sip?tab=t&visit=${pass}`, `/sip/?visit=${pass}`, "/sip?visit="])
      expect([path, await upgrade(path, null)]).toEqual([path, 403]);
  });

  it("lets probes, meters and programs with a key come without a cookie", async () => {
    expect(await status("GET", "/health/live", null)).toBe(200);
    expect(await status("HEAD", "/health/ready?verbose", null)).toBe(200);
    expect(await status("GET", "/metrics", null)).toBe(200);
    const answer = await door.caller(null)("POST", "/api/v1/login-tokens", { login: "anna" });
    expect([answer.status, answer.body.error.code]).toEqual([401, "wrong_key"]);
  });

  it("lets visitors of other websites come to their paths without a cookie, and to nothing near them", async () => {
    expect(await status("GET", "/api/public/v1/purposes/demo/nothing", null)).toBe(404);
    expect(await status("DELETE", "/api/public/v1/visits/current", null)).toBe(410);
    expect(await status("GET", "/visit/return?code=x", null)).not.toBe(403);
    expect(await status("GET", "/api/public/v1", null)).toBe(403);
    expect(await status("PUT", "/api/public/v1/visits", null)).toBe(403);
    expect(await status("GET", "/visit", null)).toBe(403);
  });

  it("says why: JSON to programs, and a page in the reader's language to people", async () => {
    const get = async (path: string, headers: Record<string, string>) => {
      const answer = await fetch(door.parts.origin + path, { headers });
      return {
        type: answer.headers.get("content-type"),
        cache: answer.headers.get("cache-control"),
        text: await answer.text(),
      };
    };
    const json = await get("/api/v1/session", { accept: "text/html" });
    expect(json.type).toBe("application/json; charset=utf-8");
    expect(JSON.parse(json.text).error.code).toBe("vouch_required");
    const page = (language: string) => get("/", { accept: "text/html,*/*", "accept-language": language });
    const dutch = await page("de, nl-BE;q=0.9, en;q=0.8");
    expect([dutch.type, dutch.cache]).toEqual(["text/html; charset=utf-8", "no-store"]);
    expect(dutch.text).toContain('<html lang="nl">');
    expect((await page("uk")).text).toContain('<html lang="uk">');
    expect((await page("fr-CH")).text).toContain("Connectez-vous");
    expect((await page("ja")).text).toContain('<html lang="en">');
  });

  it("takes a session only together with its own person's cookie, and lets the browser forget it", async () => {
    const vouched = await cookieOf(anna());
    const signIn = (login: string) =>
      door.caller(vouched)("POST", "/api/v1/session", { organisation: "demo", login, password: door.password(login) });
    const mine = await signIn("anna");
    expect(mine.status).toBe(200);
    const session = (mine.headers.get("set-cookie") ?? "").split(";")[0];
    expect(await status("GET", "/api/v1/session", `${vouched}; ${session}`)).toBe(200);

    const bram = await cookieOf({ ...anna(), username: "BRAM", userID: "18" });
    const others = await door.caller(`${bram}; ${session}`)("GET", "/api/v1/session");
    expect([others.status, others.body.error.code]).toEqual([403, "vouch_other_person"]);
    expect(others.headers.get("set-cookie")).toMatch(/^belfry_session=; Max-Age=0; Path=\//);
    for (const [, method, path] of PATHS) expect(await status(method, path, `${bram}; ${session}`)).toBe(403);
    for (const path of UPGRADES) expect(await upgrade(path, `${bram}; ${session}`)).toBe(403);
    expect(await status("GET", "/api/v1/session", `${vouched}; ${session}`)).toBe(200);

    const elsewhere = await cookieOf({ ...anna(), organisation: "operator" });
    expect(await status("GET", "/api/v1/session", `${elsewhere}; ${session}`)).toBe(403);
    expect((await signIn("bram")).body.error.code).toBe("vouch_other_person");
  });

  it("gives no seat of a CRM, and lets no pass in, but those of the cookie's own person", async () => {
    const snapshot = door.parts.room.directory.snapshot(
      door.parts.room.organisations.list().find(({ slug }) => slug === "demo")?.id ?? "",
    );
    const bram = snapshot?.people.find(({ login }) => login === "bram");
    if (snapshot === null || bram === undefined) throw new Error("There is no bram.");
    const sessions = () => door.parts.room.sessions.ofPerson(snapshot.organisation.id, bram.id);
    const others = { cookie: await cookieOf(anna()) };
    const own = { cookie: await cookieOf({ ...anna(), username: "bram", userID: "18" }) };
    async function signInFromCrm(extraHeaders: { cookie: string }) {
      const path = "/mediatel/socket.io";
      const crm = io(door.parts.origin, { path, transports: ["websocket"], multiplex: false, extraHeaders });
      onTestFinished(() => void crm.disconnect());
      // biome-ignore lint/suspicious/noExplicitAny: what a client of the protocol gets is read as such a client reads it.
      const next = () => new Promise<any>((resolve) => crm.once("data", resolve));
      await next();
      crm.emit("data", { type: "login", user: "bram@demo", password: door.password("bram"), extension: "" });
      return next();
    }
    const refused = await signInFromCrm(others);
    expect([refused.state, refused.error?.code]).toEqual(["STATE_LOGOUT", "vouch_other_person"]);
    expect(sessions()).toEqual([]);
    expect(door.parts.floor.agentView(snapshot.organisation.id, bram.id)?.state.state).toBe("signedOut");

    const { sip } = await signInFromCrm(own);
    const { pathname, search } = new URL(sip.server);
    expect(await upgrade(pathname + search, others.cookie)).toBe(403);
    // Nothing listens where the edge would be.
    expect(await upgrade(pathname + search, own.cookie)).toBe(503);
  });

  it("moves nobody's seat for a sign-in that it refuses", async () => {
    const { room } = door.parts;
    const organisation = room.organisations.list().find(({ slug }) => slug === "demo")?.id ?? "";
    await room.extensions.add(organisation, { first: "3700", last: "3709" });
    const chloe = room.directory.snapshot(organisation)?.people.find(({ login }) => login === "chloe");
    const moved: string[] = [];
    onTestFinished(room.seats.onMoved((_, person) => void moved.push(person)));
    const signIn = { organisation: "demo", login: "chloe", password: door.password("chloe"), extension: "3700" };
    const refused = await door.caller(await cookieOf(anna()))("POST", "/api/v1/session", signIn);
    expect([refused.status, refused.body.error.code]).toEqual([403, "vouch_other_person"]);
    expect(moved).toEqual([]);
    expect(room.directory.seats(organisation).size).toBe(0);
    const own = await cookieOf({ ...anna(), username: "chloe", userID: "19" });
    expect((await door.caller(own)("POST", "/api/v1/session", signIn)).body.extension).toBe("3700");
    expect(moved).toEqual([chloe?.id]);
  });

  it("leaves a login token that it refuses for its own person", async () => {
    const { room, clock } = door.parts;
    const organisation = room.organisations.list().find(({ slug }) => slug === "demo")?.id ?? "";
    const { token } = room.loginTokens.make(organisation, "key", { login: "bram" }, clock.now);
    const exchange = async (cookie: string) =>
      (await door.caller(cookie)("POST", "/api/v1/session/token", { token })).status;
    expect(await exchange(await cookieOf(anna()))).toBe(403);
    const own = await cookieOf({ ...anna(), username: "bram", userID: "18" });
    expect([await exchange(own), await exchange(own)]).toEqual([200, 401]);
  });

  it("tells each reason once a minute, and no secret or cookie", async () => {
    const text = logged.join("");
    const forged = await cookieOf(anna());
    expect(text).toContain('"reason":"signed with no secret of ours"');
    expect(text).toContain('"reason":"ERR_JWT_EXPIRED"');
    expect(text.match(/"reason":"no cookie"/g)).toHaveLength(1);
    for (const secret of [NEW, OLD, forged.split(".")[1] ?? "", "anna"]) expect(text).not.toContain(secret);
  });
});

describe("the VouchCookie gate with issuer and audience", () => {
  it("asks for both", async () => {
    const { settings } = door.parts.deps;
    const strict = { ...settings, vouch: { ...VOUCH, issuer: "crm", audience: "belfry" } };
    door.parts = { ...door.parts, deps: { ...door.parts.deps, settings: strict } };
    await door.reopen();
    const get = async (claims: JWTPayload) => status("GET", "/api/docs", await cookieOf({ ...anna(), ...claims }));
    expect(await get({ iss: "crm", aud: ["finance", "belfry"] })).toBe(200);
    expect(await get({ iss: "crm" })).toBe(403);
    expect(await get({ iss: "other", aud: "belfry" })).toBe(403);
    expect(await get({ iss: "crm", aud: "belfry.example" })).toBe(403);
  });
});

describe("a sign-in that gives the cookie", () => {
  it("gives one for the parent domain that the gate takes, and takes it back", async () => {
    const { settings } = door.parts.deps;
    const giving = { ...settings, vouch: { ...VOUCH, gate: false, domain: "example.org" } };
    door.parts = { ...door.parts, deps: { ...door.parts.deps, settings: giving } };
    await door.reopen();
    const signedIn = await door.caller(null)("POST", "/api/v1/session", {
      organisation: "demo",
      login: "anna",
      password: door.password("anna"),
    });
    const [session = "", given = ""] = signedIn.headers.getSetCookie();
    expect(given).toMatch(
      /^VouchCookie=[\w.-]+; Max-Age=86400; Domain=example.org; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const out = await door.caller(session.split(";")[0] ?? "")("DELETE", "/api/v1/session");
    expect(out.headers.getSetCookie().join()).toMatch(/VouchCookie=; .*Domain=example.org/);

    door.parts = { ...door.parts, deps: { ...door.parts.deps, settings: { ...settings, vouch: VOUCH } } };
    await door.reopen();
    expect(await status("GET", "/api/docs", given.split(";")[0] ?? "")).toBe(200);
  });
});
