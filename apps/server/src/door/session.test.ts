import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { openTestDoor, type TestDoor } from "./testing/test-door.ts";

describe.each(testDatabases)("signing in on $name", (database) => {
  let store: Store;
  let door: TestDoor;

  beforeAll(async () => {
    store = await database.open();
    door = await openTestDoor(store);
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
  });

  it("signs in, tells who I am, and signs out", async () => {
    const answer = await door.caller(null)("POST", "/api/v1/session", {
      organisation: "demo",
      login: "Anna",
      password: door.password("anna"),
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ login: "anna", extension: "3001", organisation: { slug: "demo", demo: true } });
    const set = answer.headers.get("set-cookie") ?? "";
    expect(set).toMatch(/^belfry_session=[\w-]{43}; /);
    expect(set).toContain("HttpOnly");
    expect(set).toContain("SameSite=Lax");
    const anna = door.caller(set.split(";")[0] ?? "");
    expect((await anna("GET", "/api/v1/session")).body).toMatchObject({ login: "anna" });
    expect((await anna("DELETE", "/api/v1/session")).status).toBe(204);
    expect((await anna("GET", "/api/v1/session")).body).toMatchObject({ error: { code: "session_ended" } });
  });

  it.each([
    ["a wrong password", { organisation: "demo", login: "bram", password: "wrong" }],
    ["an unknown login", { organisation: "demo", login: "nobody", password: "wrong" }],
    ["an unknown organisation", { organisation: "nowhere", login: "anna", password: "wrong" }],
    ["a login of another organisation", { organisation: "operator", login: "anna", password: "wrong" }],
  ])("says the same for %s", async (_, body) => {
    const answer = await door.caller(null)("POST", "/api/v1/session", body);
    expect([answer.status, answer.body.error.code]).toEqual([401, "wrong_credentials"]);
  });

  it("lists my sessions and ends one at once", async () => {
    const first = await door.as("chloe");
    const second = await door.as("chloe");
    const list = (await first("GET", "/api/v1/sessions")).body;
    expect(list).toHaveLength(2);
    const other = list.find((one: { current: boolean }) => !one.current);
    expect((await first("DELETE", `/api/v1/sessions/${other.id}`)).status).toBe(204);
    expect((await second("GET", "/api/v1/session")).status).toBe(401);
    const anna = await door.as("anna");
    const mine = list.find((one: { current: boolean }) => one.current);
    expect((await anna("DELETE", `/api/v1/sessions/${mine.id}`)).status).toBe(404);
  });

  it("changes my password, asks for the present one, and ends my other sessions", async () => {
    const bram = await door.as("bram");
    const other = await door.as("bram");
    const sam = await door.as("sam");
    const current = door.password("bram");
    const next = "a longer secret";
    const put = (body: object) => bram("PUT", "/api/v1/password", body);
    const signIn = async (password: string) =>
      (await door.caller(null)("POST", "/api/v1/session", { organisation: "demo", login: "bram", password })).status;
    expect((await put({ current: "wrong", next })).body.error.code).toBe("wrong_credentials");
    expect((await put({ current, next: "short" })).body.error.code).toBe("invalid_request");
    expect((await door.caller(null)("PUT", "/api/v1/password", { current, next })).status).toBe(401);
    expect(await signIn(next)).toBe(401);
    expect((await other("GET", "/api/v1/session")).status).toBe(200);
    expect((await put({ current, next })).status).toBe(204);
    expect([await signIn(current), await signIn(next)]).toEqual([401, 200]);
    expect((await other("GET", "/api/v1/session")).body.error.code).toBe("session_ended");
    expect((await bram("GET", "/api/v1/session")).status).toBe(200);
    expect((await sam("GET", "/api/v1/session")).status).toBe(200);
  });

  it("counts wrong guesses of the present password with those at sign-in", async () => {
    const chloe = await door.as("chloe");
    const guess = () => chloe("PUT", "/api/v1/password", { current: "wrong", next: "a longer secret" });
    const codes: string[] = [];
    for (let attempt = 0; attempt < 9; attempt++) codes.push((await guess()).body.error.code);
    expect(codes.slice(0, 8)).toEqual(Array(8).fill("wrong_credentials"));
    expect(codes.at(-1)).toBe("too_many_attempts");
    const signIn = { organisation: "demo", login: "chloe", password: door.password("chloe") };
    expect((await door.caller(null)("POST", "/api/v1/session", signIn)).status).toBe(429);
  });

  it("signs in at a wished extension, and gives no session and no cookie where that is refused", async () => {
    const { room } = door.parts;
    const { organisation } = (await (await door.as("anna"))("GET", "/api/v1/session")).body;
    await room.extensions.add(organisation.id, { first: "3700", last: "3709" });
    const signIn = (login: string, extension: string) =>
      door.caller(null)("POST", "/api/v1/session", {
        organisation: "demo",
        login,
        password: door.password(login),
        extension,
      });
    const seated = await signIn("anna", "3700");
    expect([seated.status, seated.body.extension]).toEqual([200, "3700"]);
    const admin = room.directory.snapshot(organisation.id)?.people.find(({ login }) => login === "admin");
    const refused = await signIn("admin", "3701");
    expect([refused.status, refused.body.error.code]).toEqual([409, "not_an_agent"]);
    expect(refused.headers.getSetCookie().join()).toMatch(/^belfry_session=; /);
    expect(room.sessions.ofPerson(organisation.id, admin?.id ?? "")).toEqual([]);
    await room.seats.leave(organisation.id, seated.body.person);
  });

  it("gives SIP credentials only to the window that owns the phone", async () => {
    const anna = await door.as("anna");
    const ask = (tab: string) => anna("POST", "/api/v1/phone/credentials", { tab });
    expect((await ask("t1")).body).toMatchObject({ error: { code: "phone_not_owned" } });
    const { organisation, person } = (await anna("GET", "/api/v1/session")).body;
    door.parts.floor.submit(organisation.id, { type: "device.claimed", agent: person, tab: "t1", takeOver: false });
    const given = (await ask("t1")).body;
    expect(given.uri).toBe("sip:3001-demo@belfry.invalid");
    expect(given.authorizationUser).toBe(`${given.expiresAt / 1000}:3001-demo`);
    expect(given.expiresAt - door.parts.clock.now).toBe(300_000);
    expect((await ask("t2")).body).toMatchObject({ error: { code: "phone_owned_elsewhere" } });
    const admin = await door.as("admin");
    expect((await admin("POST", "/api/v1/phone/credentials", { tab: "t1" })).body.error.code).toBe("not_an_agent");
  });
});
