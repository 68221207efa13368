import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import { openTestDoor, type TestDoor } from "./testing/test-door.ts";

const HEAD = "login,name,extension,roles";

describe("people as a file", () => {
  let store: Store;
  let door: TestDoor;
  let admin: string;

  beforeAll(async () => {
    store = await openStore({ dir: null });
    door = await openTestDoor(store);
    admin = await door.cookieOf("admin");
  });
  afterAll(async () => {
    await door.close();
    await store.close();
  });

  async function send(method: string, query: string, file: string | Buffer<ArrayBuffer>, cookie = admin) {
    const { origin } = door.parts;
    const headers = { origin, cookie, "content-type": "text/csv" };
    const response = await fetch(`${origin}/api/v1/people/file?${query}`, { method, headers, body: file });
    return { status: response.status, body: await response.json() };
  }
  const preview = (file: string | Buffer<ArrayBuffer>, query = "") => send("POST", query, file);
  /** Looks, then does it. */
  async function put(file: string | Buffer<ArrayBuffer>, query = "") {
    const { plan } = (await preview(file, query)).body;
    return send("PUT", `${query}&plan=${plan}`, file);
  }
  const people = async () => (await door.caller(admin)("GET", "/api/v1/people")).body;
  const named = async (login: string) => (await people()).find((one: { login: string }) => one.login === login);

  it("is looked at, then done; made passwords are told once and sign in", async () => {
    const before = await people();
    const file = `${HEAD},password\nnew-a,New A,4001,agent,\nnew-b,New B,,supervisor,chosen password\n,Nobody,,,\n`;
    const seen = await preview(file);
    expect(seen.status).toBe(200);
    expect(seen.body).toMatchObject({
      added: 2,
      wrong: 1,
      columns: { login: "login", password: "password", skills: null },
      encoding: "utf-8",
      leaving: [],
    });
    expect(await people()).toEqual(before);
    const done = await put(file);
    expect(done.body).toMatchObject({ added: 2, changed: 0, deactivated: 0, wrong: 1 });
    expect(done.body.rows).toContainEqual({ line: 4, login: "", name: "Nobody", what: "wrong", problem: "noLogin" });
    expect(done.body.passwords).toEqual([{ login: "new-a", name: "New A", password: expect.any(String) }]);
    await door.cookieOf("new-a", "demo", done.body.passwords[0].password);
    await door.cookieOf("new-b", "demo", "chosen password");
    expect(await named("new-a")).toMatchObject({ extension: "4001", roles: ["agent"], active: true });
  });

  it("changes nothing the second time", async () => {
    const file = `${HEAD},password\nnew-a,New A,4001,agent,another password\nnew-b,New B,,supervisor,\n`;
    expect((await preview(file)).body).toMatchObject({ added: 0, changed: 0, unchanged: 2, rows: [] });
    expect((await put(file)).body).toMatchObject({ added: 0, changed: 0, unchanged: 2, passwords: [] });
    // A password in a file is for somebody new; it never replaces one.
    await door.cookieOf("new-b", "demo", "chosen password");
    await expect(door.cookieOf("new-a", "demo", "another password")).rejects.toThrow("wrong_credentials");
  });

  it("does just what was looked at", async () => {
    const file = `${HEAD}\nnew-c,New C,,agent\n`;
    const { plan } = (await preview(file)).body;
    expect((await send("PUT", `plan=${plan}`, `${HEAD}\nnew-c,Other,,agent\n`)).body.error.code).toBe(
      "preview_outdated",
    );
    expect((await send("PUT", `plan=${plan}&missing=deactivate`, file)).body.error.code).toBe("preview_outdated");
    expect((await send("PUT", "", file)).status).toBe(400);
    const body = {
      name: "C",
      login: "New-C",
      password: "a long password",
      roles: ["agent"],
      extension: null,
      locale: null,
    };
    expect((await door.caller(admin)("POST", "/api/v1/people", body)).status).toBe(201);
    expect((await send("PUT", `plan=${plan}`, file)).body.error.code).toBe("preview_outdated");
    expect(await named("new-c")).toBeUndefined();
  });

  it("deactivates the others when asked, ends their sessions, and spares who asks", async () => {
    const chloe = await door.cookieOf("chloe");
    const sam = await door.cookieOf("sam");
    const stay = (await people())
      .map((one: { login: string }) => one.login)
      .filter((login: string) => !["chloe", "admin"].includes(login));
    const wrong = `login,roles\n${stay.join(",\n")},\n,agent\n`;
    expect((await put(wrong, "missing=deactivate")).body.error.code).toBe("rows_wrong");
    // Sam loses a role: fewer rights end sessions too.
    const file = `login,roles\n${stay.map((login: string) => `${login},${login === "sam" ? "agent" : ""}`).join("\n")}\n`;
    const seen = await preview(file, "missing=deactivate");
    expect(seen.body.leaving.map((one: { login: string }) => one.login)).toEqual(["chloe"]);
    expect(seen.body.rows).toMatchObject([{ login: "sam", what: "changed", fields: ["roles"] }]);
    const { body } = await put(file, "missing=deactivate");
    expect(body).toMatchObject({ deactivated: 1, changed: 1 });
    expect(await named("chloe")).toMatchObject({ active: false });
    for (const cookie of [chloe, sam]) expect((await door.caller(cookie)("GET", "/api/v1/session")).status).toBe(401);
    expect((await door.caller(admin)("GET", "/api/v1/session")).status).toBe(200);
    expect((await put("login\nchloe\n")).body).toMatchObject({ changed: 1 });
    expect(await named("chloe")).toMatchObject({ active: true });
  });

  it("is for admins alone, who keep their own rights", async () => {
    for (const login of ["anna", "bram"]) {
      const cookie = await door.cookieOf(login);
      for (const method of ["POST", "PUT"])
        expect((await send(method, "plan=x", `${HEAD}\n`, cookie)).status).toBe(403);
      expect((await door.caller(cookie)("GET", "/api/v1/people/file")).status).toBe(403);
    }
    expect((await preview("login,roles,active\nadmin,agent,\n")).body.rows).toMatchObject([{ problem: "yourself" }]);
    expect((await preview("login,name,roles\nx,X,operator\n")).body.rows).toMatchObject([
      { problem: "roleNotAllowed" },
    ]);
    const operator = await door.cookieOf("operator");
    const refused = await send("POST", "", "login,name,roles\nx,X,admin\n", operator);
    expect(refused.body.rows).toMatchObject([{ problem: "roleNotAllowed" }]);
  });

  it("has people who sign in by the organisation's service alone, and cannot by any password", async () => {
    const { body } = await put(`${HEAD}\nby-service,By Service,,agent\n`, "passwords=none");
    expect(body).toMatchObject({ added: 1, passwords: [] });
    for (const password of [" ", "by-service", "undefined", "null"]) {
      await expect(door.cookieOf("by-service", "demo", password)).rejects.toThrow("wrong_credentials");
    }
  });

  it("reads what spreadsheets write, and gives columns of other names", async () => {
    const text = "Benutzer;Voller Name;Durchwahl\r\nzoe;Zoë Müller;4100\r\n";
    const query = "login=Benutzer&name=Voller+Name&extension=Durchwahl";
    for (const [encoding, file] of [
      ["windows-1252", Buffer.from(text, "latin1")],
      ["utf-16le", Buffer.from(`\uFEFF${text}`, "utf16le")],
      ["utf-8", Buffer.from(`\uFEFF${text}`)],
    ] as const) {
      expect((await preview(file, query)).body).toMatchObject({
        delimiter: ";",
        encoding,
        rows: [{ login: "zoe", name: "Zoë Müller", what: "added" }],
      });
    }
    expect((await preview(text, "login=Nothing")).body.error.code).toBe("column_unknown");
    expect((await preview("")).body.error.code).toBe("file_without_rows");
    expect((await preview(`${HEAD}\n${"x,X,,\n".repeat(5001)}`)).body.error.code).toBe("file_too_many_rows");
  });

  it("takes its own export again and changes nothing", async () => {
    const response = await fetch(`${door.parts.origin}/api/v1/people/file`, { headers: { cookie: admin } });
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const file = Buffer.from(await response.arrayBuffer());
    expect(file.subarray(0, 3).toString("hex")).toBe("efbbbf");
    expect((await preview(file, "missing=deactivate")).body).toMatchObject({ rows: [], leaving: [] });
  });

  it("takes two thousand people, while others sign in", async () => {
    const rows = Array.from({ length: 2000 }, (_, at) => `many-${at},Many ${at},${50_000 + at},agent`);
    const file = `${HEAD}\n${rows.join("\n")}\n`;
    const importing = put(file);
    await door.cookieOf("anna");
    const { body } = await importing;
    expect([body.added, body.passwords.length, body.wrong]).toEqual([2000, 2000, 0]);
    await door.cookieOf("many-1999", "demo", body.passwords[1999].password);
    expect((await preview(file)).body).toMatchObject({ unchanged: 2000, rows: [] });
    const moved = `${HEAD}\n${rows.map((row, at) => row.replace(`,${50_000 + at},`, `,${51_999 - at},`)).join("\n")}\n`;
    expect((await put(moved)).body).toMatchObject({ changed: 2000 });
    expect(await named("many-0")).toMatchObject({ extension: "51999" });
  }, 240_000);
});
