import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDoor, type TestDoor } from "./door/testing/test-door.ts";
import { createLog } from "./log.ts";
import { QueryError } from "./store/errors.ts";
import { openStore, type Store } from "./store/store.ts";

function capture(level = "debug") {
  const lines: string[] = [];
  return { lines, log: createLog(level, { write: (text: string) => void lines.push(text) }) };
}

describe("the log", () => {
  it("takes off what is marked, and keeps the rest", () => {
    const { lines, log } = capture();
    log.info({ call: "c1", caller: "+31612345678", leg: { id: "l1", number: "0612345678", password: "hunter2" } }, "x");
    log.child({ login: "anna" }).warn({ user: "3001-demo" }, "y");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { call: "c1", leg: { id: "l1" }, msg: "x" },
      { msg: "y" },
    ]);
    expect(lines.join("")).not.toMatch(/61234|hunter2|anna|3001/);
  });

  it("tells of an error what helps, and nothing that hangs on it", () => {
    const { lines, log } = capture();
    const cause = Object.assign(new Error("duplicate key"), { code: "23505", detail: "Key (login)=(anna) exists." });
    log.error({ err: new Error("it failed", { cause }) }, "x");
    log.error({ err: new QueryError("23505", "person_login", "insert into person values ($1)") }, "y");
    log.error({ err: { password: "hunter2" } }, "z");
    expect(lines.map((line) => JSON.parse(line).err)).toMatchObject([
      { message: "it failed", cause: { message: "duplicate key", code: "23505" } },
      { type: "QueryError", constraint: "person_login", statement: "insert into person values ($1)" },
      { type: "object" },
    ]);
    expect(lines.join("")).not.toMatch(/anna|hunter2/);
  });
});

describe("what the server logs of its people", () => {
  let store: Store;
  let door: TestDoor;
  const { lines, log } = capture();
  beforeAll(async () => {
    store = await openStore({ dir: null });
    door = await openTestDoor(store, {}, log);
  });
  afterAll(async () => {
    await door.close();
    await store.close();
  });

  it("is ids, whatever they do, also when the database refuses it", async () => {
    const password = door.password("admin");
    const cookie = await door.cookieOf("admin");
    const admin = door.caller(cookie);
    await door.caller(null)("POST", "/api/v1/session", { organisation: "demo", login: "anna", password: "guess-work" });
    const agent = await door.as("anna");
    await agent("POST", "/api/v1/phone/credentials", { tab: "tab-of-anna" });
    const change = { current: door.password("anna"), next: "quite-another-one" };
    expect((await agent("PUT", "/api/v1/password", change)).status).toBe(204);
    const person = { login: "petra", name: "Petra Person", password: "petras-password", roles: ["agent"] };
    const about = { extension: "3555", locale: null };
    expect((await admin("POST", "/api/v1/people", { ...person, ...about })).status).toBe(201);
    expect((await admin("POST", "/api/v1/people", { ...person, ...about })).status).toBe(409);
    const outbound = { host: "203.0.113.9", user: "trunk-user", password: "outbound-secret", callerId: "+31207654321" };
    const trunk = { name: "Carrier", addresses: [], digest: { user: "digest-user" }, outbound };
    const { secret } = (await admin("POST", "/api/v1/trunks", trunk)).body;
    expect(secret).toMatch(/^.{20,}$/);
    const destination = { kind: "number", number: "+31687654321" };
    await admin("POST", "/api/v1/numbers", { number: "+31207654322", label: "Petra’s line", destination });
    await admin("GET", "/api/v1/calls?scope=all&number=%2B31612340000");
    // What the directory keeps in memory and the database does not: a mistake of ours, with a person's data at hand.
    const broken = store.asOperator;
    Object.assign(store, {
      asOperator: () => Promise.reject(Object.assign(new Error("no"), { detail: "(Otto Other)" })),
    });
    const other = { slug: "other", name: "Other", country: "NL", language: "nl", timeZone: "Europe/Amsterdam" };
    const operator = await door.as("operator");
    const refused = await operator("POST", "/api/v1/organisations", {
      ...other,
      admin: { name: "Otto Other", login: "otto", password: "ottos-password" },
    });
    Object.assign(store, { asOperator: broken });
    expect(refused.status).toBe(500);

    const log = lines.join("");
    expect(log).toContain("Somebody signed in");
    expect(log).toContain("A request failed");
    const secrets = [password, "guess-work", "quite-another-one", "petras-password", "ottos-password", secret];
    const people = ["Petra", "petra", "anna", "Otto", "otto", "tab-of-anna", "digest-user", "trunk-user"];
    const numbers = ["outbound-secret", "31207654321", "31207654322", "31687654321", "31612340000"];
    for (const word of [...secrets, ...people, ...numbers, cookie.split("=")[1]]) expect(log).not.toContain(word);
  });
});
