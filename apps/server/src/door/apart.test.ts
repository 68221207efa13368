import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDirectory } from "../directory/open-directory.ts";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { attempts, type Ids, lastAlike, ofUuid } from "./testing/foreign-ids.ts";
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
const purposeBody = {
  name: "stolen",
  title: { en: "Stolen" },
  explanation: {},
  languages: ["en"],
  attributes: [{ tag: "fullName" }],
  providers: [randomUUID()],
};
const yivi = (name: string) => ({
  kind: "irma",
  name,
  url: "https://irma.example.org",
  authentication: "none",
  mapping: { fullName: ["pbdf.gemeente.personalData.fullname"] },
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

  /** One of everything that has an id, of the demo's; and of the other's where something stands below it. */
  async function knownIds(): Promise<Ids> {
    const made = async (caller: Caller, path: string, body: unknown) => {
      const answer = await caller("POST", `/api/v1/${path}`, body);
      expect([path, answer.body, [200, 201].includes(answer.status)]).toEqual([path, answer.body, true]);
      return answer.body;
    };
    const campaignOf = async (caller: Caller) => {
      const queue = await made(caller, "queues", queueBody(`Queue of a campaign ${randomUUID()}`));
      const { id } = await made(caller, "campaigns", { name: "Renewals", queue: queue.id });
      await made(caller, `campaigns/${id}/contacts`, { contacts: [{ number: "+31205550101" }] });
      const [contact] = (await caller("GET", `/api/v1/campaigns/${id}/contacts`)).body.items;
      return { id: String(id), contact: String(contact.id) };
    };
    const [theirs, ours] = [await campaignOf(demo), await campaignOf(other)];
    const key = await made(demo, "api-keys", { name: "CRM", scopes: ["sign-in-people"] });
    await made(demo, "do-not-call", { numbers: ["+31205550111"] });
    const session = (await demo("GET", "/api/v1/sessions")).body[0].id;
    const organisation = (await demo("GET", "/api/v1/session")).body.organisation.id;
    const at = door.parts.clock.now;
    for (const [whose, call] of [
      [organisation, "every-route-1"],
      [otherId, "every-route-2"],
    ] as const) {
      door.parts.history.record(whose, [
        { type: "journal.callStarted", call, at, direction: "inbound", caller: null, dialled: null },
      ]);
    }
    await door.parts.history.settled();
    const calls = { foreign: "every-route-1", own: "every-route-2", nobodys: "every-route-3" };
    const [number] = (await demo("GET", "/api/v1/numbers")).body;
    const vouches = await made(demo, "identity-providers", yivi("Yivi"));
    const purpose = await made(demo, "purposes", {
      ...purposeBody,
      name: "general",
      number: number.id,
      providers: [vouches.id],
    });
    return {
      ...Object.fromEntries(LISTS.map((list) => [list, ofUuid(demoIds[list] ?? "")])),
      campaigns: ofUuid(theirs.id, ours.id),
      contacts: ofUuid(theirs.contact),
      uploads: ofUuid(randomUUID()),
      "api-keys": ofUuid(key.id),
      "do-not-call": { foreign: "+31205550111", nobodys: "+31205550112" },
      sessions: ofUuid(session),
      organisations: ofUuid(organisation),
      agents: ofUuid(demoIds["people"] ?? ""),
      calls,
      recordings: calls,
      purposes: ofUuid(purpose.id),
      "identity-providers": ofUuid(vouches.id),
    };
  }

  /** Bodies that are right in themselves, so that nothing but the id can be the matter. */
  const BODIES: Readonly<Record<string, unknown>> = {
    "PUT /api/v1/people/{id}": personBody("stolen", null),
    "PUT /api/v1/queues/{id}": queueBody("Stolen"),
    "PUT /api/v1/numbers/{id}": { number: "+3225550001", destination: goodbye },
    "PUT /api/v1/pauses/{id}": { name: "Stolen" },
    "PUT /api/v1/call-codes/{id}": { name: "Stolen" },
    "PUT /api/v1/trunks/{id}": { name: "Stolen" },
    "PUT /api/v1/identity-providers/{id}": yivi("Stolen"),
    "POST /api/v1/agents/{id}/state": { to: "available" },
    "POST /api/v1/campaigns/{id}/running": { running: true },
    "POST /api/v1/campaigns/{id}/contacts": { contacts: [{ number: "+31205550102" }] },
    "POST /api/v1/campaigns/{id}/uploads": "number\nnone\n",
    "PUT /api/v1/campaigns/{id}/uploads/{upload}": "number\nnone\n",
  };

  it("answer every request about what is the other's as if it did not exist, as fast, and change nothing", async () => {
    const ids = await knownIds();
    const { body: documented } = await demo("GET", "/api/v1/openapi.json");
    const all = attempts(documented, ids);
    expect(all.length).toBeGreaterThan(35);
    const organisation = (await demo("GET", "/api/v1/session")).body.organisation.id;
    const state = async () => JSON.stringify(door.parts.room.directory.snapshot(organisation));
    const before = await state();
    const ask = (path: string, { name, method }: { name: string; method: string }) => {
      const queue = { ...queueBody("Stolen"), queue: randomUUID() };
      const campaign = { name: "Stolen", queue: ids["queues"]?.nobodys };
      const purpose = { ...purposeBody, number: randomUUID() };
      const body =
        BODIES[name] ??
        (method !== "PUT"
          ? undefined
          : name.includes("campaigns")
            ? campaign
            : name.includes("purposes")
              ? purpose
              : queue);
      if (typeof body !== "string") return other(method, path, body);
      return other(method, path, Buffer.from(body), { "content-type": "text/csv" });
    };
    for (const attempt of all) {
      const [theirs, nobodys] = [await ask(attempt.foreign, attempt), await ask(attempt.unknown, attempt)];
      const told = ({ status, body }: typeof theirs) => [attempt.name, attempt.foreign, status, body];
      expect(told(theirs)).toEqual(told(nobodys));
      const nothing =
        JSON.stringify(nobodys.body) === "[]" || attempt.name.startsWith("PUT /api/v1/campaigns/{id}/uploads");
      const may = nothing ? [200, 404] : [403, 404];
      expect([attempt.name, nobodys.body, may.includes(nobodys.status)]).toEqual([attempt.name, nobodys.body, true]);
    }
    expect(await state()).toBe(before);

    const asked = all.filter(({ method }) => method === "GET" || method === "DELETE");
    const round = (which: "foreign" | "unknown") => async () => {
      for (const attempt of asked) await ask(attempt[which], attempt);
    };
    const { alike, taken } = await lastAlike(
      { foreign: round("foreign"), unknown: round("unknown") },
      { rounds: 5, bound: 1.7 },
    );
    expect([taken, alike]).toEqual([taken, true]);
  });

  it("tell a website no more of an organisation that has not allowed it than of one that does not exist", async () => {
    const { body: documented } = await demo("GET", "/api/v1/openapi.json");
    const named = Object.keys(documented.paths).filter((path) => path.startsWith("/api/public/") && path.includes("{"));
    // What is opened by something else is opened by a secret of 256 bits alone.
    expect(named).toEqual(["/api/public/v1/purposes/{organisation}/{purpose}"]);
    const settings = { ...(await demo("GET", "/api/v1/verified-calling")).body, origins: ["https://www.demo.example"] };
    expect((await demo("PUT", "/api/v1/verified-calling", settings)).status).toBe(200);
    const ask = async (organisation: string, purpose: string, origin = "https://elsewhere.example") => {
      const path = `/api/public/v1/purposes/${organisation}/${purpose}`;
      return door.caller(null)("GET", path, undefined, { origin });
    };
    expect((await ask("demo", "general", "https://www.demo.example")).status).toBe(200);
    const asked = {
      notAllowed: () => ask("demo", "general"),
      noPurpose: () => ask("demo", "nothing"),
      noPurposeAllowed: () => ask("demo", "nothing", "https://www.demo.example"),
      otherOrganisation: () => ask("other-city", "general", "https://www.demo.example"),
      noOrganisation: () => ask("nowhere", "general", "https://www.demo.example"),
    };
    const told = new Set<string>();
    for (const question of Object.values(asked)) {
      const { status, body, headers } = await question();
      told.add(
        JSON.stringify([status, body, [...headers.keys()].filter((name) => !name.startsWith("x-ratelimit")).sort()]),
      );
    }
    expect([...told].map((one) => JSON.parse(one)[0])).toEqual([404]);
    const { alike, taken } = await lastAlike(asked, { rounds: 10, bound: 1.7, tries: 9 });
    expect([taken, alike]).toEqual([taken, true]);
  });

  it("are shown no row of each other by any table, when a query forgets to ask whose it is", async () => {
    const tables = await store.asOperator(async (tx) => {
      const found = await tx.execute<{ name: string }>(
        "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'organisation_id'",
      );
      return found.rows.map(({ name }) => name);
    });
    expect(tables.length).toBeGreaterThan(20);
    const organisation = (await demo("GET", "/api/v1/session")).body.organisation.id;
    const owners = async (whose: string, table: string) => {
      const { rows } = await store.inOrganisation(whose, (tx) =>
        tx.execute<{ owner: string }>(`select distinct organisation_id as owner from "${table}"`),
      );
      return rows.map(({ owner }) => owner);
    };
    let full = 0;
    for (const table of tables) {
      const [theirs, ours] = [await owners(organisation, table), await owners(otherId, table)];
      expect([table, theirs.filter((owner) => owner !== organisation)]).toEqual([table, []]);
      expect([table, ours.filter((owner) => owner !== otherId)]).toEqual([table, []]);
      if (theirs.length > 0 && ours.length > 0) full += 1;
    }
    // Both had something in many of them: what was not shown was there.
    expect(full).toBeGreaterThan(6);
  });

  it("tell nobody at the sign-in whether there is such an organisation, such a person, or only another password", async () => {
    const { signIn } = door.parts.room;
    const wrong: Readonly<Record<string, readonly [organisation: string, login: string]>> = {
      noOrganisation: ["nowhere", "anna"],
      noPerson: ["demo", "nobody"],
      noPersonElsewhere: ["other-city", "nobody"],
      wrongPassword: ["demo", "anna"],
      wrongMadePassword: ["made-city", "made"],
    };
    const operator = await door.as("operator");
    const made = await operator("POST", "/api/v1/organisations", {
      slug: "made-city",
      name: "Made City",
      country: "NL",
      language: "nl",
      timeZone: "Europe/Amsterdam",
      admin: { name: "Ada", login: "ada" },
    });
    const ada = door.caller(await door.cookieOf("ada", "made-city", made.body.password));
    const file = Buffer.from("login,name\nmade,Made\n");
    const csv = { "content-type": "text/csv" };
    const { plan } = (await ada("POST", "/api/v1/people/file", file, csv)).body;
    expect((await ada("PUT", `/api/v1/people/file?plan=${plan}`, file, csv)).body.added).toBe(1);

    const bodies = new Set<string>();
    for (const [organisation, login] of Object.values(wrong)) {
      const answer = await door.caller(null)("POST", "/api/v1/session", { organisation, login, password: "a guess" });
      bodies.add(JSON.stringify([answer.status, answer.body, [...answer.headers.keys()].sort()]));
    }
    expect([...bodies]).toHaveLength(1);

    // Each time from elsewhere, for guesses are counted.
    const guess = (organisation: string, login: string) => (round: number) => {
      const from = { address: `198.51.${Math.floor(round / 250)}.${round % 250}`, userAgent: "" };
      const now = door.parts.clock.now + round * 3_600_000;
      const refused = signIn.signIn({ organisation, login, password: "a guess" }, from, now).catch((e: unknown) => e);
      return refused.then((error) => expect(error).toMatchObject({ code: "wrong_credentials" }));
    };
    const things = Object.fromEntries(Object.entries(wrong).map(([name, [slug, login]]) => [name, guess(slug, login)]));
    const { alike, taken } = await lastAlike(things, { rounds: 9, bound: 1.7 });
    expect([taken, alike]).toEqual([taken, true]);
    expect((await operator("DELETE", `/api/v1/organisations/${made.body.id}`)).status).toBe(204);
  });

  it("have the database asked as often at the sign-in, whether there is such an organisation or not", async () => {
    let asked = 0;
    const counting = {
      ...store,
      inOrganisation: <T>(organisation: string, work: Parameters<typeof store.inOrganisation<T>>[1]) => {
        asked += 1;
        return store.inOrganisation(organisation, work);
      },
    };
    const room = await openDirectory(counting, {
      encryptionKey: "a key for tests that is long enough to be one",
      sessions: { idle: 1, lifetime: 1 },
      now: door.parts.clock.now,
    });
    const times: number[] = [];
    for (const organisation of ["demo", "other-city", "nowhere"]) {
      asked = 0;
      const request = { organisation, login: "nobody", password: "a guess" };
      await room.signIn.signIn(request, { address: organisation, userAgent: "" }, 1).catch(() => {});
      times.push(asked);
    }
    expect(times).toEqual([1, 1, 1]);
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
