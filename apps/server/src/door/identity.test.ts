import { randomUUID } from "node:crypto";
import { API, checkReceipts, type Purpose, type VerifiedAttribute } from "@belfry/contracts";
import type { Input } from "@belfry/floor";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visits } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { sha256 } from "../visits/forgetting/testing/stopping.ts";
import { type Answer, type Caller, openTestDoor, type TestDoor } from "./testing/test-door.ts";

const MINUTE = 60_000;
const PERMITS = "+31201230001";
const NAME = "Zwanehilde de Ongeziene";
const BSN = "999990019";

describe.each(testDatabases)("what is known of a caller, on $name", (database) => {
  let store: Store;
  let door: TestDoor;
  let demo: string;
  let purpose: Purpose;
  let people: Readonly<Record<"anna" | "bram" | "sam", string>>;
  let as: Readonly<Record<"anna" | "bram" | "sam" | "admin" | "stranger", Caller>>;
  const logged: string[] = [];

  beforeAll(async () => {
    store = await database.open();
    const log = pino({ level: "trace" }, { write: (line: string) => logged.push(line) });
    door = await openTestDoor(store, {}, log);
    const { organisations, directory } = door.parts.room;
    demo = organisations.list().find(({ slug }) => slug === "demo")?.id ?? "";
    const idOf = (wanted: string) => directory.snapshot(demo)?.people.find(({ login }) => login === wanted)?.id ?? "";
    people = { anna: idOf("anna"), bram: idOf("bram"), sam: idOf("sam") };
    const about = { country: "NL", language: "nl" as const, timeZone: "Europe/Amsterdam" };
    const admin = { name: "Stranger", login: "stranger", password: "a long password" };
    await organisations.create({ slug: "other", name: "Other", ...about, admin }, { now: door.parts.clock.now });
    as = {
      anna: await door.as("anna"),
      bram: await door.as("bram"),
      sam: await door.as("sam"),
      admin: await door.as("admin"),
      stranger: door.caller(await door.cookieOf("stranger", "other", "a long password")),
    };
    const number = (await as.admin("GET", API.numbers)).body.find(
      (one: { number: string }) => one.number === PERMITS,
    ).id;
    const provider = await door.parts.room.identityProviders.create(demo, {
      kind: "irma",
      name: "Yivi",
      url: "https://irma.example.org",
      authentication: "none",
      requestor: "",
      mapping: { fullName: ["a.b.c.name"], bsn: ["a.b.c.bsn"], companyNumber: ["a.b.d.number"] },
    });
    const made = await as.admin("POST", API.purposes, {
      name: "move",
      title: { en: "Moving house", nl: "Verhuizen" },
      explanation: {},
      languages: ["en", "nl"],
      number,
      attributes: [{ tag: "fullName" }, { tag: "bsn", shown: false }, { tag: "companyNumber" }],
      providers: [provider.id],
      links: [
        { label: "Case", template: "https://cases.example.org/persons/{bsn}?name={fullName}" },
        { label: "Company", template: "https://cases.example.org/companies/{companyNumber}" },
      ],
    });
    expect(made.status).toBe(201);
    purpose = made.body;
    for (const agent of [people.anna, people.bram, people.sam]) await ready(agent);
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
    expect(logged.length).toBeGreaterThan(5);
    for (const planted of [NAME, BSN, encodeURIComponent(NAME)])
      expect(logged.filter((line) => line.includes(planted))).toEqual([]);
  });

  const put = (input: Input) => door.parts.floor.submit(demo, input);
  async function ready(agent: string): Promise<void> {
    await put({ type: "agent.signIn", agent });
    await put({ type: "device.claimed", agent, tab: agent, takeOver: true });
    await put({ type: "device.registered", agent });
    await alive(agent);
  }
  const alive = (agent: string) =>
    put({ type: "device.heard", agent, tab: agent, microphone: "granted", audioUnlocked: true });
  const attribute = (tag: VerifiedAttribute["tag"], value: string): VerifiedAttribute => ({
    tag,
    value,
    source: "Municipality",
    sourceAttribute: `pbdf.gemeente.${tag}`,
    demo: false,
    verifiedAt: door.parts.clock.now,
  });

  /** Somebody who has disclosed who they are; an hour is left. */
  async function disclosed(): Promise<{ visit: string; until: number }> {
    const { now } = door.parts.clock;
    const [visit, until] = [randomUUID(), now + 60 * MINUTE];
    await store.inOrganisation(demo, (tx) =>
      tx.insert(visits).values({
        organisation: demo,
        id: visit,
        purpose: purpose.id,
        provider: randomUUID(),
        number: PERMITS,
        language: "nl",
        device: "phone",
        way: "wallet",
        tokenHash: randomUUID(),
        codeLength: 8,
        stage: { at: "disclosed", since: now, until, demo: false },
        begunAt: now,
        changedAt: now,
      }),
    );
    const known = [attribute("fullName", NAME), attribute("bsn", BSN)];
    await door.parts.attributes.keep(demo, visit, known, { learnedAt: now, until });
    return { visit, until };
  }

  /** A call of that visit, which rings at Anna. */
  async function ringing(bound: { visit: string; until: number }): Promise<string> {
    const call = randomUUID();
    for (const agent of [people.bram, people.sam]) await put({ type: "agent.pause", agent, pause: await lunch() });
    // Whose page is silent for an hour is signed out.
    await ready(people.anna);
    await put({ type: "agent.available", agent: people.anna });
    const leg = `${call}-in`;
    const numbers = { caller: "+31612345678", callerName: null, dialled: PERMITS };
    await put({ type: "call.arrived", call, leg, ...numbers, visit: { ...bound, demo: false } });
    await put({ type: "leg.answered", call, leg });
    expect(door.parts.floor.agentView(demo, people.anna)?.call?.id).toBe(call);
    return call;
  }
  const lunch = async () => (await as.admin("GET", API.pauses)).body[0].id;
  async function talking(bound: { visit: string; until: number }): Promise<string> {
    const call = await ringing(bound);
    await put({ type: "leg.answered", call, leg: `${call}.1` });
    await put({ type: "leg.bridged", call, bridge: 1, a: `${call}-in`, b: `${call}.1` });
    expect(door.parts.floor.agentView(demo, people.anna)?.call?.phase).toBe("talking");
    return call;
  }
  async function hangUp(call: string): Promise<void> {
    for (const leg of ["-in", ".1", ".2", ".s1"])
      await put({ type: "leg.ended", call, leg: call + leg, cause: "normal" });
    await put({ type: "agent.finishWrapUp", agent: people.anna });
  }
  const identity = (call: string) => `${API.calls}/${call}/identity`;
  const codeOf = ({ status, body }: Answer) => [status, body.error?.code];

  it("is shown to the agent whose call it is: what the purpose shows, links filled in, and who looked is written down", async () => {
    const bound = await disclosed();
    const call = await ringing(bound);
    const answer = await as.anna("GET", identity(call));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.body).toEqual({
      purpose: "Moving house",
      until: bound.until,
      attributes: [attribute("fullName", NAME)],
      links: [{ label: "Case", url: `https://cases.example.org/persons/${BSN}?name=${encodeURIComponent(NAME)}` }],
    });
    await as.anna("GET", identity(call));
    const at = door.parts.clock.now;
    const readings = await as.admin("GET", `${identity(call)}/readings`);
    expect(readings.body).toEqual([{ person: people.anna, name: "Anna de Vries", at, lastAt: at }]);
    expect(JSON.stringify(readings.body)).not.toContain(NAME);
    await hangUp(call);
  });

  it("is shown to nobody else, before, during or after the call", async () => {
    const bound = await disclosed();
    const others = [as.bram, as.sam, as.admin, as.stranger];
    expect(codeOf(await as.anna("GET", identity(bound.visit)))).toEqual([404, "not_found"]);
    const call = await talking(bound);
    for (const caller of others) expect(codeOf(await caller("GET", identity(call)))).toEqual([404, "not_found"]);
    expect((await door.caller(null)("GET", identity(call))).status).toBe(401);
    const { key } = (await as.admin("POST", API.apiKeys, { name: "CRM", scope: "loginTokens" })).body;
    const byKey = await door.caller(null)("GET", identity(call), undefined, { authorization: `Bearer ${key}` });
    expect(byKey.status).toBe(401);
    expect(codeOf(await as.anna("GET", identity(randomUUID())))).toEqual([404, "not_found"]);
    // A supervisor who listens, and a colleague who is asked for advice.
    await put({ type: "supervisor.join", supervisor: people.sam, agent: people.anna, mode: "listen" });
    await put({ type: "leg.answered", call, leg: `${call}.s1` });
    expect(door.parts.floor.agentView(demo, people.sam)?.call?.supervising?.mode).toBe("listen");
    expect(codeOf(await as.sam("GET", identity(call)))).toEqual([404, "not_found"]);
    await alive(people.bram);
    await put({ type: "agent.available", agent: people.bram });
    await put({ type: "agent.consult", agent: people.anna, target: { kind: "agent", agent: people.bram } });
    await put({ type: "leg.answered", call, leg: `${call}.2` });
    expect(door.parts.floor.agentView(demo, people.bram)?.call?.id).toBe(call);
    expect(codeOf(await as.bram("GET", identity(call)))).toEqual([404, "not_found"]);
    expect((await as.anna("GET", identity(call))).status).toBe(200);
    await hangUp(call);
    expect(codeOf(await as.anna("GET", identity(call)))).toEqual([404, "not_found"]);
    const readings = await as.admin("GET", `${identity(call)}/readings`);
    expect(readings.body.map(({ name }: { name: string }) => name)).toEqual(["Anna de Vries"]);
  });

  it("is gone from the very second that its hour is over, in a call that goes on", async () => {
    const bound = await disclosed();
    door.parts.clock.now = bound.until - 1;
    const call = await talking(bound);
    expect((await as.anna("GET", identity(call))).status).toBe(200);
    door.parts.clock.now = bound.until;
    expect(codeOf(await as.anna("GET", identity(call)))).toEqual([410, "identity_forgotten"]);
    expect(await door.parts.attributes.sweep()).toBeGreaterThan(0);
    await put({ type: "visit.forgotten", visit: bound.visit });
    expect(codeOf(await as.anna("GET", identity(call)))).toEqual([410, "identity_forgotten"]);
    expect(codeOf(await as.bram("GET", identity(call)))).toEqual([404, "not_found"]);
    expect(door.parts.floor.agentView(demo, people.anna)?.call).toMatchObject({
      phase: "talking",
      verification: { kind: "forgotten", demo: false },
    });
    await hangUp(call);
  });

  it("cannot be had for a call that comes when its time is over", async () => {
    const bound = await disclosed();
    door.parts.clock.now = bound.until;
    const call = await ringing(bound);
    expect(codeOf(await as.anna("GET", identity(call)))).toEqual([404, "not_found"]);
    await hangUp(call);
  });

  it("leaves receipts, for the organisation's admin alone, which are checked without this server", async () => {
    for (const caller of [as.anna, as.sam])
      for (const path of ["", "/file"])
        expect(codeOf(await caller("GET", API.erasureReceipts + path))).toEqual([403, "forbidden"]);
    const page = (await as.admin("GET", `${API.erasureReceipts}?limit=1`)).body;
    expect(page.items).toHaveLength(1);
    const file = await as.admin("GET", `${API.erasureReceipts}/file`);
    expect(file.headers.get("content-type")).toContain("application/x-ndjson");
    expect(file.headers.get("content-disposition")).toContain("erasure-receipts-demo.jsonl");
    const check = checkReceipts(file.body, sha256, page.head.hash);
    expect(check).toMatchObject({ whole: true, count: page.head.number, head: page.head.hash });
    expect(page.head.number).toBeGreaterThan(0);
    expect(file.body).not.toContain(NAME);
    expect((await as.stranger("GET", `${API.erasureReceipts}/file`)).body).toBe("");
    expect((await as.stranger("GET", API.erasureReceipts)).body).toEqual({ items: [], next: null, head: null });
    expect((await as.admin("GET", `${API.erasureReceipts}?cursor=x`)).status).toBe(400);
  });
});
