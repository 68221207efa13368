import { randomUUID } from "node:crypto";
import type { ErasureReceipt } from "@belfry/contracts";
import type { JournalEffect } from "@belfry/floor";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { type CallersRule, forgetCallers } from "./forget-callers.ts";
import { History } from "./history.ts";

const MINUTE = 60_000;
const START = 1_790_000_000_000;
const CALLER = "+31687654321";
const COLLEAGUE = "+31611112222";
const query = { limit: 50, scope: "all" as const, person: null };

describe.each(testDatabases)("callers who are forgotten, on $name", (database) => {
  let store: Store;
  let history: History;
  let organisation: string;
  let now = START;
  let rule: CallersRule = { whose: "none", after: 60 * MINUTE };
  const receipts: Pick<ErasureReceipt, "kinds" | "learnedAt" | "dueAt" | "erasedAt" | "why">[] = [];

  beforeAll(async () => {
    store = await database.open();
    const names = { queue: () => "Permits", person: () => ({ name: "Anna", extension: "3001" }), callCode: () => null };
    const quiet = { warn() {}, error() {} };
    history = new History(store, names, quiet, undefined, { rule: () => rule, now: () => now });
  });
  afterAll(async () => {
    await history.close();
    await store.close();
    await database.close();
  });
  beforeEach(async () => {
    now = START;
    receipts.length = 0;
    organisation = randomUUID();
    const about = { name: "O", country: "NL", language: "nl" as const, timeZone: "Europe/Amsterdam", createdAt: 1 };
    await store.asOperator((tx) =>
      tx.insert(schema.organisations).values({ id: organisation, slug: `o${organisation}`, ...about }),
    );
  });

  async function record(...effects: readonly JournalEffect[]): Promise<void> {
    history.record(organisation, effects);
    await history.settled();
  }
  const leg = (call: string, name: string, role: "caller" | "outside" | "agent", party: string) =>
    ({ type: "journal.leg", call, leg: name, at: START, role, party, phase: "started", cause: null }) as const;
  /** A call that began at the start; it is forwarded to a colleague outside, and asks to be called back. */
  async function called(verified: boolean): Promise<string> {
    const call = randomUUID();
    await record(
      { type: "journal.callStarted", call, at: START, direction: "inbound", caller: CALLER, dialled: "+31201230001" },
      leg(call, `${call}-in`, "caller", CALLER),
      leg(call, `${call}.1`, "outside", COLLEAGUE),
      { type: "journal.event", call, at: START, what: "callbackRequested", detail: { queue: "q", number: CALLER } },
      ...(verified ? [{ type: "journal.verified", call, at: START } as const] : []),
    );
    return call;
  }
  const ended = (call: string, at: number): JournalEffect => ({
    type: "journal.callEnded",
    call,
    at,
    direction: "inbound",
    outcome: "answered",
    queue: null,
    agent: null,
    answeredAt: START,
    waited: 0,
    talked: 1,
  });
  const found = async () => (await history.list(organisation, { ...query, number: CALLER })).items.map(({ id }) => id);
  const shown = async (call: string) => JSON.stringify(await history.detail(organisation, call, null));
  const sweep = () =>
    forgetCallers(store, organisation, rule, now, async (_tx, _organisation, about) => {
      receipts.push(about);
      return "receipt";
    });
  /** All of the organisation's rows, as the database has them. */
  const stored = () =>
    store.inOrganisation(organisation, async (tx) =>
      JSON.stringify([
        await tx.select().from(schema.calls),
        await tx.select().from(schema.callLegs),
        await tx.select().from(schema.callEvents),
        await tx.select().from(schema.callbacks),
      ]),
    );

  it("says of a call whether it was verified", async () => {
    const [one, two] = [await called(true), await called(false)];
    const { items } = await history.list(organisation, query);
    expect(new Map(items.map(({ id, verified }) => [id, verified]))).toEqual(
      new Map([
        [one, true],
        [two, false],
      ]),
    );
    expect(await history.detail(organisation, one, null)).toMatchObject({ verified: true, callerForgotten: false });
  });

  it("knows which calls came from the website, of one organisation", async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    for (const call of [one, two])
      await record(
        { type: "journal.callStarted", call, at: START, direction: "inbound", caller: null, dialled: "+31201230001" },
        {
          ...{ type: "journal.event", call, at: START, what: "arrived" },
          detail: { dialled: "+31201230001", ...(call === one && { fromPage: true }) },
        },
      );
    expect(await history.detail(organisation, one, null)).toMatchObject({ fromPage: true });
    expect(await history.detail(organisation, two, null)).toMatchObject({ fromPage: false });
    const { items } = await history.list(organisation, query);
    expect(items.find(({ id }) => id === one)?.fromPage).toBe(true);
    expect(items.filter(({ fromPage }) => fromPage)).toHaveLength(1);
  });

  it("keeps what an organisation wants to keep", async () => {
    rule = { whose: "none", after: MINUTE };
    const call = await called(true);
    now = START + 24 * 60 * MINUTE;
    expect(await sweep()).toBe(0);
    expect(await found()).toEqual([call]);
  });

  it.each(["verified", "all"] as const)(
    "refuses the numbers of %s from the very second on, and erases them",
    async (whose) => {
      rule = { whose, after: 60 * MINUTE };
      const [verified, other] = [await called(true), await called(false)];
      await record(ended(verified, START + MINUTE), ended(other, START + MINUTE));
      now = START + 60 * MINUTE - 1;
      expect((await found()).sort()).toEqual([verified, other].sort());
      expect(await sweep()).toBe(0);
      now += 1;
      // Nothing is erased yet, and nobody is told any more.
      expect(await found()).toEqual(whose === "all" ? [] : [other]);
      const detail = await history.detail(organisation, verified, null);
      expect(detail).toMatchObject({ caller: null, dialled: "+31201230001", callerForgotten: true });
      expect(detail?.legs.map(({ party }) => party)).toEqual(["", COLLEAGUE]);
      expect(detail?.events[0]?.detail).toEqual({ queue: "q", number: "" });
      expect(JSON.stringify((await history.list(organisation, query)).items).includes(CALLER)).toBe(whose !== "all");
      expect(await stored()).toContain(CALLER);
      expect(await sweep()).toBe(whose === "all" ? 2 : 1);
      expect((await stored()).includes(CALLER)).toBe(whose !== "all");
      expect(await stored()).toContain(COLLEAGUE);
      expect(receipts).toEqual([
        {
          kinds: [{ kind: "callerNumber", count: whose === "all" ? 2 : 1 }],
          learnedAt: START,
          dueAt: START + 60 * MINUTE,
          erasedAt: now,
          why: "time",
        },
      ]);
      expect(await sweep()).toBe(0);
      // What is erased stays so when the organisation changes its mind.
      rule = { whose: "none", after: 60 * MINUTE };
      expect(await shown(verified)).not.toContain(CALLER);
    },
  );

  it("erases in a call that goes on, and once more what it has added when it is over", async () => {
    rule = { whose: "all", after: 5 * MINUTE };
    const call = await called(false);
    now = START + 5 * MINUTE;
    expect(await sweep()).toBe(1);
    await record({ ...leg(call, `${call}.2`, "caller", CALLER), at: now }, ended(call, now + MINUTE));
    expect(await stored()).toContain(CALLER);
    expect(await shown(call)).not.toContain(CALLER);
    now += 2 * MINUTE;
    expect(await sweep()).toBe(1);
    expect(await stored()).not.toContain(CALLER);
    expect(await sweep()).toBe(0);
    expect(receipts).toHaveLength(1);
  });

  it("forgets a call back as the call in which it was asked, but keeps the number of who is still to be called", async () => {
    rule = { whose: "verified", after: 60 * MINUTE };
    const call = await called(true);
    const back = `${call}-callback`;
    const at = START + 30 * MINUTE;
    await record(
      ended(call, START + MINUTE),
      { type: "journal.callback", queue: randomUUID(), number: CALLER, at: START, due: START, call },
      { type: "journal.callStarted", call: back, at, direction: "outbound", caller: null, dialled: CALLER },
      leg(back, `${back}.1`, "outside", CALLER),
    );
    now = START + 60 * MINUTE;
    expect(await shown(back)).not.toContain(CALLER);
    expect(await sweep()).toBe(2);
    const open = () => store.inOrganisation(organisation, (tx) => tx.select().from(schema.callbacks));
    expect((await open()).map(({ number }) => number)).toEqual([CALLER]);
    await record({ type: "journal.callbackOver", call, at: now });
    await sweep();
    expect(await stored()).not.toContain(CALLER);
  });
});
