import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { type Caller, openTestDoor, type TestDoor } from "./testing/test-door.ts";

const goodbye = { kind: "announcement", prompt: "goodbye" };
const queueBody = (name: string) => ({
  name,
  language: "nl",
  whenFull: goodbye,
  whenClosed: goodbye,
  whenWaitedTooLong: goodbye,
});
const personBody = (login: string, extension: string | null, roles = ["agent"]) => ({
  name: `Person ${login}`,
  login,
  password: "a long password",
  roles,
  extension,
  locale: null,
});
const LISTS = ["people", "queues", "numbers", "pauses", "call-codes", "trunks"] as const;

/** Two organisations, each with one of everything; every request of one is about what is the other's. */
describe.each(testDatabases)("two organisations on $name", (database) => {
  let store: Store;
  let door: TestDoor;
  let demo: Caller;
  let other: Caller;
  let otherId: string;
  const demoIds: Record<string, string> = {};

  beforeAll(async () => {
    store = await database.open();
    door = await openTestDoor(store);
    const operator = await door.as("operator");
    const made = await operator("POST", "/api/v1/organisations", {
      slug: "other-city",
      name: "Other City",
      country: "be",
      language: "fr",
      timeZone: "Europe/Brussels",
      admin: { name: "Otto", login: "admin", password: "quite a password" },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ country: "BE", retentionDays: 90 });
    otherId = made.body.id;
    other = door.caller(await door.cookieOf("admin", "other-city", "quite a password"));
    demo = await door.as("admin");
    for (const list of LISTS) demoIds[list] = (await demo("GET", `/api/v1/${list}`)).body[0].id;
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
  });

  it("start with nothing of each other", async () => {
    for (const list of LISTS) {
      const { body } = await other("GET", `/api/v1/${list}`);
      expect([list, body.length]).toEqual([list, list === "people" ? 1 : 0]);
    }
    expect((await other("GET", "/api/v1/organisation")).body).toMatchObject({ slug: "other-city" });
  });

  it("change and remove nothing of each other", async () => {
    const bodies = {
      people: personBody("stolen", null),
      queues: queueBody("Stolen"),
      numbers: { number: "+3225550001", destination: goodbye },
      pauses: { name: "Stolen" },
      "call-codes": { name: "Stolen" },
      trunks: { name: "Stolen" },
    };
    const before = await Promise.all(LISTS.map(async (list) => (await demo("GET", `/api/v1/${list}`)).body));
    for (const list of LISTS) {
      for (const id of [demoIds[list], randomUUID()]) {
        const changed = await other("PUT", `/api/v1/${list}/${id}`, bodies[list]);
        expect([list, changed.status, changed.body.error?.code]).toEqual([list, 404, "not_found"]);
        const removed = await other("DELETE", `/api/v1/${list}/${id}`);
        expect([list, removed.status, removed.body.error?.code]).toEqual([list, 404, "not_found"]);
      }
    }
    const after = await Promise.all(LISTS.map(async (list) => (await demo("GET", `/api/v1/${list}`)).body));
    expect(after).toEqual(before);
  });

  it("refer to nothing of each other", async () => {
    const attempts = [
      other("POST", "/api/v1/queues", { ...queueBody("A"), members: [demoIds["people"]] }),
      other("POST", "/api/v1/queues", { ...queueBody("B"), callCodes: [demoIds["call-codes"]] }),
      other("POST", "/api/v1/queues", { ...queueBody("C"), whenFull: { kind: "queue", queue: demoIds["queues"] } }),
      other("POST", "/api/v1/numbers", {
        number: "+3225550002",
        destination: { kind: "queue", queue: demoIds["queues"] },
      }),
      other("POST", "/api/v1/numbers", {
        number: "+3225550003",
        destination: { kind: "agent", person: demoIds["people"] },
      }),
      // A number that is the other's is none to show.
      other("POST", "/api/v1/queues", { ...queueBody("D"), callerId: "+31201230001" }),
    ];
    for (const attempt of attempts) {
      const { status, body } = await attempt;
      expect([status, body.error.code]).toEqual([400, "unknown_reference"]);
    }
  });

  it("cannot take the same number, and are not told whose it is", async () => {
    const { status, body } = await other("POST", "/api/v1/numbers", {
      number: "+31 20 123 0001",
      destination: goodbye,
    });
    expect([status, body.error.code]).toEqual([409, "conflict"]);
    expect(JSON.stringify(body).toLowerCase()).not.toContain("demo");
  });

  it("have a pool of extensions and rules for outgoing calls each", async () => {
    const range = { first: "3001", last: "3002" };
    expect((await other("POST", "/api/v1/extensions", range)).body).toEqual({ added: 2, present: 0 });
    expect((await other("GET", "/api/v1/extensions")).body).toMatchObject([{ owner: null }, { owner: null }]);
    expect((await demo("GET", "/api/v1/extensions")).body).not.toContainEqual(
      expect.objectContaining({ inPool: true }),
    );
    const rules = (await other("GET", "/api/v1/outbound-rules")).body;
    expect(rules.rules).toEqual([{ prefix: "+32", allow: true }]);
    await other("PUT", "/api/v1/outbound-rules", { ...rules, othersAllowed: true });
    expect((await demo("GET", "/api/v1/outbound-rules")).body.othersAllowed).toBe(false);
    expect((await other("DELETE", "/api/v1/extensions?first=3001&last=3002")).body).toEqual({ removed: 2 });
  });

  it("may use the same names, logins and extensions", async () => {
    expect((await other("POST", "/api/v1/people", personBody("anna", "3001"))).status).toBe(201);
    expect((await other("POST", "/api/v1/pauses", { name: "Lunch" })).status).toBe(201);
    const { directory } = door.parts.room;
    const [ours, theirs] = [directory.agentOfSipUser("3001-demo"), directory.agentOfSipUser("3001-other-city")];
    expect(theirs?.organisation).toBe(otherId);
    expect(ours?.organisation).not.toBe(otherId);
  });

  it("see no calls of each other", async () => {
    const organisation = (await demo("GET", "/api/v1/session")).body.organisation.id;
    const at = door.parts.clock.now;
    door.parts.history.record(organisation, [
      { type: "journal.callStarted", call: "apart-1", at, direction: "inbound", caller: null, dialled: null },
    ]);
    await door.parts.history.settled();
    expect((await demo("GET", "/api/v1/calls/apart-1")).status).toBe(200);
    expect((await other("GET", "/api/v1/calls/apart-1")).status).toBe(404);
    expect((await other("GET", "/api/v1/calls?scope=all")).body).toEqual({ items: [], next: null });
  });

  it("show an agent all contacts of their own organisation with a number, and none of another's", async () => {
    const organisation = (await demo("GET", "/api/v1/session")).body.organisation.id;
    const at = door.parts.clock.now;
    const caller = "+31612349999";
    const call = (id: string) => ({ type: "journal.callStarted" as const, call: id, at, caller, dialled: null });
    door.parts.history.record(organisation, [{ ...call("contact-1"), direction: "inbound" }]);
    door.parts.history.record(otherId, [{ ...call("contact-2"), direction: "inbound" }]);
    await door.parts.history.settled();
    const anna = await door.as("anna");
    const ids = async (question: string) => {
      const { status, body } = await anna("GET", `/api/v1/calls?${question}`);
      return status === 200 ? body.items.map(({ id }: { id: string }) => id) : status;
    };
    expect(await ids(`scope=contact&number=${encodeURIComponent(caller)}`)).toEqual(["contact-1"]);
    expect(await ids(`scope=mine&number=${encodeURIComponent(caller)}`)).toEqual([]);
    expect(await ids("scope=contact&number=%2B31699999999")).toEqual([]);
    expect(await ids("scope=contact")).toBe(400);
    expect(await ids("scope=all")).toBe(403);
  });

  it("are made and removed by the operator alone", async () => {
    for (const caller of [demo, other, await door.as("sam"), await door.as("anna")]) {
      expect((await caller("GET", "/api/v1/organisations")).status).toBe(403);
      expect((await caller("DELETE", `/api/v1/organisations/${otherId}`)).status).toBe(403);
    }
    const operator = await door.as("operator");
    const slugs = (await operator("GET", "/api/v1/organisations")).body.map((one: { slug: string }) => one.slug);
    expect(slugs).toEqual(["demo", "operator", "other-city"]);
    expect((await demo("POST", "/api/v1/people", personBody("boss", null, ["operator"]))).status).toBe(403);
    // An administrator of the operator's own organisation could make themselves operator.
    expect((await operator("POST", "/api/v1/people", personBody("boss", null, ["admin"]))).status).toBe(403);
    expect((await operator("POST", "/api/v1/people", personBody("boss", null, ["operator"]))).status).toBe(201);
  });

  it("are made in one step with languages, numbers, payers and a queue that is open, or not at all", async () => {
    const operator = await door.as("operator");
    const input = {
      slug: "one-step",
      name: "One Step",
      country: "NL",
      language: "nl",
      otherLanguages: ["uk", "nl", "uk"],
      timeZone: "Europe/Amsterdam",
      admin: { name: "One", login: "one" },
      numbers: [
        { number: "0800 555 0101", payer: "organisation" },
        { number: "010 555 0101", label: "Desk", payer: "caller" },
      ],
    };
    const taken = { ...input, numbers: [...input.numbers, { number: "020-1230001", payer: "caller" }] };
    const refused = await operator("POST", "/api/v1/organisations", taken);
    expect([refused.status, refused.body.error.code]).toEqual([409, "conflict"]);
    expect(refused.body.error.params).toEqual({ detail: "the number 020-1230001" });
    expect(JSON.stringify(refused.body).toLowerCase()).not.toMatch(/demo|permits/);
    const twice = { ...input, numbers: [...input.numbers, { number: "+31105550101", payer: "caller" }] };
    expect((await operator("POST", "/api/v1/organisations", twice)).status).toBe(409);
    const noNumber = { ...input, numbers: [...input.numbers, { number: "0800 FLOWERS", payer: "organisation" }] };
    expect((await operator("POST", "/api/v1/organisations", noNumber)).body.error.code).toBe("invalid_number");
    const noPayer = { ...input, numbers: [{ number: "010 555 0109" }] };
    expect((await operator("POST", "/api/v1/organisations", noPayer)).status).toBe(400);
    // Nothing of the four was kept: all of it may still be had.
    expect(door.parts.room.directory.organisationOfNumber("+318005550101")).toBeNull();

    const { status, body } = await operator("POST", "/api/v1/organisations", input);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      slug: "one-step",
      otherLanguages: ["uk"],
      numbers: [
        { number: "+31105550101", label: "Desk", payer: "caller" },
        { number: "+318005550101", label: "", payer: "organisation" },
      ],
      next: ["trunk", "agents", "members", "purpose", "websites"],
    });
    expect(body.password).toMatch(/^[a-z2-9-]{17}$/);
    const one = door.caller(await door.cookieOf("one", "one-step", body.password));
    const [queue, ...more] = (await one("GET", "/api/v1/queues")).body;
    expect([queue.name, queue.language, queue.hours, queue.members, more]).toEqual(["Algemeen", "nl", null, [], []]);
    const numbers = (await one("GET", "/api/v1/numbers")).body;
    for (const { destination } of numbers) expect(destination).toEqual({ kind: "queue", queue: queue.id });
    expect(door.parts.room.directory.organisationOfNumber("+318005550101")).toBe(body.id);
    const own = (await one("GET", "/api/v1/organisation")).body;
    const changed = await one("PUT", "/api/v1/organisation", { ...own, otherLanguages: ["fr"] });
    expect(changed.body).toMatchObject({ otherLanguages: ["fr"] });
    const shown = await operator("GET", `/api/v1/organisations/${body.id}`);
    expect(shown.body).not.toHaveProperty("password");
  });

  it("end for everybody in it when it is removed, with all its data", async () => {
    const operator = await door.as("operator");
    const made = await operator("POST", "/api/v1/organisations", {
      slug: "short-lived",
      name: "Short",
      country: "NL",
      language: "nl",
      timeZone: "Europe/Amsterdam",
      admin: { name: "S", login: "s", password: "quite a password" },
    });
    const admin = door.caller(await door.cookieOf("s", "short-lived", "quite a password"));
    expect((await admin("POST", "/api/v1/numbers", { number: "020 123 9999", destination: goodbye })).status).toBe(201);
    expect((await operator("DELETE", `/api/v1/organisations/${made.body.id}`)).status).toBe(204);
    expect((await admin("GET", "/api/v1/session")).status).toBe(401);
    expect(door.parts.room.directory.organisationOfNumber("+31201239999")).toBeNull();
    const left = await store.asOperator((tx) => tx.execute("select from inbound_number where number = '+31201239999'"));
    expect(left.rows).toHaveLength(0);
  });
});
