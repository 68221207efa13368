import { randomUUID } from "node:crypto";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { type Caller, openTestDoor, type TestDoor } from "./testing/test-door.ts";

const FOREIGN = { slug: "other-city", name: "Other city", country: "NL", language: "nl", timeZone: "Europe/Amsterdam" };

describe.each(testDatabases)("campaigns at the door on $name", (database) => {
  let store: Store;
  let door: TestDoor;
  let admin: Caller;
  let queue: string;
  let campaign: string;
  let key: string;
  const logged: string[] = [];

  beforeAll(async () => {
    store = await database.open();
    const log = pino({ level: "info" }, { write: (line: string) => void logged.push(line) });
    door = await openTestDoor(store, {}, log);
    admin = await door.as("admin");
    queue = (await admin("GET", "/api/v1/queues")).body[0].id;
    campaign = (await admin("POST", "/api/v1/campaigns", { name: "Renewals", queue })).body.id;
    const made = await admin("POST", "/api/v1/api-keys", { name: "CRM", scopes: ["manage-contacts"] });
    key = made.body.key;
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
  });

  /** As a back end asks: no cookie, and an origin that is nobody's. */
  const program: Caller = (method, path, body, headers = {}) =>
    door.caller(null)(method, path, body, { origin: "null", authorization: `Bearer ${key}`, ...headers });
  const codeOf = (answer: { status: number; body: { error: { code: string } } }) => answer.body.error.code;
  const upload = async (path: string, method: string, csv: string) => {
    const answer = await fetch(door.parts.origin + path, {
      method,
      body: csv,
      headers: { "content-type": "text/csv", authorization: `Bearer ${key}` },
    });
    return { status: answer.status, body: await answer.json() };
  };

  it("keeps a campaign with what is usual, and refuses what cannot be", async () => {
    const made = await admin("POST", "/api/v1/campaigns", { name: "Surveys", queue, mode: "predictive" });
    expect([made.status, made.body]).toMatchObject([
      201,
      { running: false, abandonCapPercent: 3, patienceSeconds: 2, hours: null, cardLink: null, mostAttempts: 5 },
    ]);
    expect(codeOf(await admin("POST", "/api/v1/campaigns", { name: "surveys", queue }))).toBe("conflict");
    expect(codeOf(await admin("POST", "/api/v1/campaigns", { name: "x", queue: randomUUID() }))).toBe(
      "unknown_reference",
    );
    for (const wrong of [
      { cardLink: "javascript:alert(1)" },
      { cardLink: "https://{name}.evil/" },
      { cardLink: "https:/\\{id}@crm.example/" },
      { abandonCapPercent: 90 },
      { mode: "loud" },
    ]) {
      expect(codeOf(await admin("POST", "/api/v1/campaigns", { name: "x", queue, ...wrong }))).toBe("invalid_request");
    }
    const { id, running: _, ...about } = made.body;
    const changed = await admin("PUT", `/api/v1/campaigns/${id}`, { ...about, name: "Survey" });
    expect(changed.body).toMatchObject({ name: "Survey", mode: "predictive" });
    const inUse = await admin("DELETE", `/api/v1/queues/${queue}`);
    expect([codeOf(inUse), inUse.body.error.params.detail]).toEqual(["in_use", expect.stringContaining("Survey")]);
    expect((await admin("DELETE", `/api/v1/campaigns/${id}`)).status).toBe(204);
    expect(codeOf(await admin("DELETE", `/api/v1/campaigns/${id}`))).toBe("not_found");
  });

  it("lets a supervisor start, watch and stop it, and nothing else", async () => {
    const sam = await door.as("sam");
    const run = (running: boolean) => sam("POST", `/api/v1/campaigns/${campaign}/running`, { running });
    expect((await run(true)).body).toMatchObject({ name: "Renewals", running: true });
    expect(
      door.parts.room.directory.floorSettings((await sam("GET", "/api/v1/session")).body.organisation.id),
    ).toMatchObject({
      campaigns: {
        [campaign]: { running: true, abandonCap: 0.03, patience: 2000, retries: { busy: { after: 900_000 } } },
      },
    });
    expect(codeOf(await admin("DELETE", `/api/v1/campaigns/${campaign}`))).toBe("campaign_running");
    const progress = await sam("GET", `/api/v1/campaigns/${campaign}/progress`);
    expect(progress.body).toMatchObject({ due: 0, taken: 0, finished: 0, outcomes: {}, live: { id: campaign } });
    expect((await run(false)).body.running).toBe(false);
    expect((await sam("GET", "/api/v1/campaigns")).body).toMatchObject([{ id: campaign, running: false }]);
    expect(codeOf(await sam("GET", `/api/v1/campaigns/${randomUUID()}/progress`))).toBe("not_found");
  });

  it("lets an organisation's own program add, see and remove contacts, with its key alone", async () => {
    const path = `/api/v1/campaigns/${campaign}/contacts`;
    const contacts = [{ number: "020 555 0101", name: "Jan", reference: "17" }, { number: "x" }];
    const added = await program("POST", path, { contacts });
    expect([added.status, added.body]).toEqual([200, { added: 1, refused: [{ index: 1, problem: "invalidNumber" }] }]);
    const [only] = (await program("GET", `${path}?state=due`)).body.items;
    expect(only).toMatchObject({ number: "+31205550101", reference: "17", state: "due", attempts: 0 });
    expect((await program("GET", "/api/v1/campaigns")).body).toMatchObject([{ id: campaign }]);
    expect((await program("DELETE", `${path}/${only.id}`)).status).toBe(204);
    expect((await program("GET", path)).body).toEqual({ items: [], next: null });
    // The key opens nothing else, and no other key and no cookie without an origin opens this.
    expect(codeOf(await program("POST", `/api/v1/campaigns/${campaign}/running`, { running: true }))).toBe(
      "foreign_origin",
    );
    expect(codeOf(await program("GET", `/api/v1/campaigns/${campaign}/progress`))).toBe("not_signed_in");
    expect(codeOf(await program("POST", path, { contacts }, { authorization: "Bearer nonsense" }))).toBe("wrong_key");
    const other = await admin("POST", "/api/v1/api-keys", { name: "Sign-in", scopes: ["sign-in-people"] });
    const wrong = { authorization: `Bearer ${other.body.key}` };
    expect(codeOf(await program("POST", path, { contacts }, wrong))).toBe("forbidden");
    const cookie = await door.cookieOf("admin");
    expect(codeOf(await door.caller(cookie)("POST", path, { contacts }, { origin: "https://evil.example" }))).toBe(
      "foreign_origin",
    );
    // Whoever shows a key is that key, whatever cookie comes with it.
    const both = await door.caller(cookie)("POST", path, { contacts }, { authorization: "Bearer nonsense" });
    expect(codeOf(both)).toBe("wrong_key");
    expect(logged.join("")).not.toContain("5550101");
  });

  it("takes contacts and the do-not-call list as CSV files", async () => {
    const path = `/api/v1/campaigns/${campaign}/uploads`;
    const csv = "phone,name\n0205550201,Ann\n0205550202,Bob\nnone,Cy\n";
    expect((await upload(path, "POST", csv)).body).toMatchObject({ rows: 3, good: 2, columns: { number: "phone" } });
    expect(codeOf(await upload(`${path}?number=tel`, "POST", csv))).toBe("column_unknown");
    expect(codeOf(await upload(path, "POST", `phone\n${"1".repeat(21 * 1024 * 1024)}`))).toMatch(
      /file_quotes|payload_too_large/,
    );
    const blocked = await upload("/api/v1/do-not-call?reason=list", "PUT", "0205550202\n0205550299\nx\n");
    expect(blocked.body).toEqual({ added: 2, withdrawn: 0, refused: [{ index: 3, problem: "invalidNumber" }] });
    const done = await upload(`${path}/${randomUUID()}`, "PUT", csv);
    expect(done.body).toMatchObject({ added: 1, bad: 2, problems: [{ line: 3, problem: "doNotCall" }, { line: 4 }] });
    expect((await program("GET", "/api/v1/do-not-call?limit=1")).body).toMatchObject({
      items: [{ number: "+31205550202", reason: "list" }],
      next: "+31205550202",
    });
    expect((await program("DELETE", `/api/v1/do-not-call/${encodeURIComponent("+31205550202")}`)).status).toBe(204);
    const noFile = await program("POST", path, { contacts: [] });
    expect(codeOf(noFile)).toBe("invalid_request");
  });

  it("shows another organisation neither campaign nor contacts", async () => {
    const operator = await door.as("operator");
    const password = "a password of the other";
    await operator("POST", "/api/v1/organisations", { ...FOREIGN, admin: { name: "B", login: "boss", password } });
    const boss = door.caller(await door.cookieOf("boss", "other-city", password));
    expect((await boss("GET", "/api/v1/campaigns")).body).toEqual([]);
    const contacts = [{ number: "0205550301" }];
    for (const [method, path, body] of [
      ["GET", "contacts"],
      ["GET", "progress"],
      ["POST", "contacts", { contacts }],
      ["POST", "running", { running: true }],
    ] as const) {
      expect(codeOf(await boss(method, `/api/v1/campaigns/${campaign}/${path}`, body))).toBe("not_found");
    }
    expect((await boss("GET", "/api/v1/do-not-call")).body.items).toEqual([]);
  });
});
