import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { type Caller, openTestDoor, type TestDoor } from "./testing/test-door.ts";

const PASSWORD = "quite a password";
const person = (login: string, roles: readonly string[], active = true) => ({
  ...{ name: `Person ${login}`, login, password: PASSWORD, roles, extension: null, locale: null, active },
});

describe.each(testDatabases)("signing in by a program on $name", (database) => {
  let store: Store;
  let door: TestDoor;
  let admin: Caller;
  let key: { id: string; key: string };
  const logged: string[] = [];

  beforeAll(async () => {
    store = await database.open();
    const log = pino({ level: "info" }, { write: (line: string) => void logged.push(line) });
    door = await openTestDoor(store, {}, log);
    admin = await door.as("admin");
    key = await make(admin, "CRM");
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
  });

  async function make(by: Caller, name: string): Promise<{ id: string; key: string }> {
    const made = await by("POST", "/api/v1/api-keys", { name, scopes: ["sign-in-people"] });
    expect(made.status).toBe(201);
    return made.body;
  }
  /** As a back end asks: no cookie, and an origin that is nobody's. */
  const ask = (whom: object, shown: string = key.key) =>
    door.caller(null)("POST", "/api/v1/login-tokens", whom, { origin: "null", authorization: `Bearer ${shown}` });
  const exchange = (token: string, cookie: string | null = null) =>
    door.caller(cookie)("POST", "/api/v1/session/token", { token });
  const codeOf = (answer: { status: number; body: { error: { code: string } } }) => [
    answer.status,
    answer.body.error.code,
  ];

  it("signs an agent in by user name and by id, with an ordinary session", async () => {
    const made = await ask({ login: "ANNA" });
    expect(made.status).toBe(201);
    expect(made.body.expiresAt - door.parts.clock.now).toBe(60_000);
    const entered = await exchange(made.body.token);
    expect([entered.status, entered.body.login, entered.body.extension]).toEqual([200, "anna", "3001"]);
    const anna = door.caller((entered.headers.get("set-cookie") ?? "").split(";")[0] ?? "");
    expect((await anna("GET", "/api/v1/session")).body.login).toBe("anna");
    const { organisation, person: id } = entered.body;
    await door.parts.floor.submit(organisation.id, { type: "device.claimed", agent: id, tab: "t", takeOver: false });
    expect((await anna("POST", "/api/v1/phone/credentials", { tab: "t" })).body.uri).toBe(
      "sip:3001-demo@belfry.invalid",
    );
    const byId = await exchange((await ask({ userID: id })).body.token);
    expect(byId.body.login).toBe("anna");
  });

  it("takes a token once, and not after a minute", async () => {
    const { token } = (await ask({ login: "anna" })).body;
    const both = await Promise.all([exchange(token), exchange(token)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(codeOf(await exchange(token))).toEqual([401, "login_token_used"]);
    const late = (await ask({ login: "anna" })).body.token;
    door.parts.clock.now += 60_000;
    expect(codeOf(await exchange(late))).toEqual([401, "login_token_used"]);
    const intime = (await ask({ login: "anna" })).body.token;
    door.parts.clock.now += 59_999;
    expect((await exchange(intime)).status).toBe(200);
    expect(codeOf(await exchange("made up"))).toEqual([401, "login_token_used"]);
  });

  it("refuses who is not active, and whoever is more than agent or supervisor", async () => {
    const add = async (...about: Parameters<typeof person>) =>
      (await admin("POST", "/api/v1/people", person(...about))).body;
    await add("gone", ["agent"], false);
    await add("both", ["agent", "admin"]);
    const leaves = await add("leaves", ["agent"]);
    for (const login of ["gone", "both", "admin"]) {
      expect([login, ...codeOf(await ask({ login }))]).toEqual([login, 403, "not_by_token"]);
    }
    expect((await ask({ login: "sam" })).status).toBe(201);
    const { token } = (await ask({ login: "leaves" })).body;
    const { password: _, ...rest } = person("leaves", ["agent"], false);
    expect((await admin("PUT", `/api/v1/people/${leaves.id}`, rest)).status).toBe(200);
    expect(codeOf(await exchange(token))).toEqual([403, "not_by_token"]);
  });

  it("knows nobody of another organisation, by name or by id", async () => {
    const operator = await door.as("operator");
    const names = { slug: "haven", name: "Haven", country: "NL", language: "nl", timeZone: "Europe/Amsterdam" };
    await operator("POST", "/api/v1/organisations", {
      ...names,
      admin: { name: "Hugo", login: "hugo", password: PASSWORD },
    });
    const hugo = door.caller(await door.cookieOf("hugo", "haven", PASSWORD));
    const theirs = await make(hugo, "CRM");
    const rosa = (await hugo("POST", "/api/v1/people", person("rosa", ["agent"]))).body;
    expect((await ask({ login: "rosa" }, theirs.key)).status).toBe(201);
    const unknown = await ask({ login: "nobody" });
    expect(codeOf(unknown)).toEqual([404, "not_found"]);
    expect((await ask({ login: "rosa" })).body).toEqual(unknown.body);
    expect((await ask({ userID: rosa.id })).body).toEqual(unknown.body);
    expect((await ask({ login: "anna" }, theirs.key)).body).toEqual(unknown.body);
    expect((await hugo("GET", "/api/v1/api-keys")).body).toHaveLength(1);
    expect((await hugo("DELETE", `/api/v1/api-keys/${key.id}`)).status).toBe(404);
    expect((await ask({ login: "anna" })).status).toBe(201);
  });

  it("tells the key once, keeps its hash alone, and tells when it was used", async () => {
    expect(key.key).toMatch(/^belfry_key_[\w-]{43}$/);
    const { body } = await admin("GET", "/api/v1/api-keys");
    expect(body).toEqual([
      {
        id: key.id,
        name: "CRM",
        scopes: ["sign-in-people"],
        createdAt: expect.any(Number),
        lastUsedAt: expect.any(Number),
      },
    ]);
    const rows = await store.asOperator((tx) => tx.execute("select * from api_key"));
    expect(JSON.stringify(rows.rows)).toContain(key.id);
    expect(JSON.stringify(rows.rows)).not.toContain(key.key.slice(-20));
    expect(codeOf(await admin("POST", "/api/v1/api-keys", { name: "crm", scopes: ["sign-in-people"] }))).toEqual([
      409,
      "conflict",
    ]);
    expect((await admin("POST", "/api/v1/api-keys", { name: "x", scopes: ["everything"] })).status).toBe(400);
  });

  it("works after a restart, and not once it is revoked: tokens on their way end too", async () => {
    const spare = await make(admin, "Spare");
    const { token } = (await ask({ login: "anna" }, spare.key)).body;
    const { openDirectory } = await import("../directory/open-directory.ts");
    const options = { encryptionKey: "k".repeat(40), sessions: { idle: 1, lifetime: 1 }, now: 0 };
    expect((await openDirectory(store, options)).apiKeys.find(spare.key, 0)?.key.id).toBe(spare.id);
    expect((await admin("DELETE", `/api/v1/api-keys/${spare.id}`)).status).toBe(204);
    expect(codeOf(await ask({ login: "anna" }, spare.key))).toEqual([401, "wrong_key"]);
    expect(codeOf(await exchange(token))).toEqual([401, "login_token_used"]);
    expect((await openDirectory(store, options)).apiKeys.find(spare.key, 0)).toBeNull();
  });

  it.each([
    ["no key", {}],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["a made-up key", { authorization: "Bearer belfry_key_made-up" }],
    ["a key in the wrong place", { "x-api-key": "key" }],
  ])("refuses a program with %s, even with an admin's cookie", async (_, headers) => {
    const cookie = await door.cookieOf("admin");
    expect(codeOf(await door.caller(cookie)("POST", "/api/v1/login-tokens", { login: "anna" }, headers))).toEqual([
      401,
      "wrong_key",
    ]);
  });

  it("opens nothing else with the key, and takes a token from our own pages alone", async () => {
    const shown = { authorization: `Bearer ${key.key}` };
    expect((await door.caller(null)("GET", "/api/v1/people", undefined, shown)).status).toBe(401);
    const { token } = (await ask({ login: "anna" })).body;
    const foreign = await door.caller(null)(
      "POST",
      "/api/v1/session/token",
      { token },
      { origin: "https://crm.example" },
    );
    expect(codeOf(foreign)).toEqual([403, "foreign_origin"]);
    expect((await exchange(token)).status).toBe(200);
  });

  it("ends the session that somebody else had in this browser, and leaves the same person's", async () => {
    const bram = await door.cookieOf("bram");
    const anna = await door.cookieOf("anna");
    await exchange((await ask({ login: "anna" })).body.token, anna);
    expect((await door.caller(anna)("GET", "/api/v1/session")).status).toBe(200);
    await exchange((await ask({ login: "anna" })).body.token, bram);
    expect((await door.caller(bram)("GET", "/api/v1/session")).body.error.code).toBe("session_ended");
  });

  it("bounds what one key may ask for, and leaves other keys alone", async () => {
    const busy = await make(admin, "Busy");
    const codes: number[] = [];
    for (let count = 0; count < 121; count++) codes.push((await ask({ login: "nobody" }, busy.key)).status);
    expect([codes.at(119), codes.at(120)]).toEqual([404, 429]);
    expect((await ask({ login: "anna" })).status).toBe(201);
    door.parts.clock.now += 60_000;
    expect((await ask({ login: "anna" }, busy.key)).status).toBe(201);
  });

  it("logs ids alone", () => {
    const text = logged.join("");
    for (const line of ["An API key was made", "An API key was revoked", "A program got a login token", key.id]) {
      expect(text).toContain(line);
    }
    for (const secret of [key.key.slice(12), "anna", "Anna", '"token"']) expect(text).not.toContain(secret);
  });
});
