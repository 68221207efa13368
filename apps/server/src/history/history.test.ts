import { randomUUID } from "node:crypto";
import type { CallQuery } from "@belfry/contracts";
import type { JournalEffect } from "@belfry/floor";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as schema from "../store/schema.ts";
import { openStore, type Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { closeOpenCalls } from "./close-open.ts";
import type { Names } from "./fold.ts";
import { History } from "./history.ts";
import { giveUpOldCallbacks, openCallbacks } from "./open-callbacks.ts";
import { forget } from "./retention.ts";

const DAY = 24 * 3600_000;
const quiet = { warn() {}, error() {} };
const anna = randomUUID();
const queue = randomUUID();
const code = randomUUID();
const names: Names = {
  queue: (_, id) => (id === queue ? "Permits" : null),
  person: (_, id) => (id === anna ? { name: "Anna", extension: "3001" } : null),
  callCode: (_, id) => (id === code ? "Answered" : null),
};
const query = (more: Partial<CallQuery & { person: string | null }> = {}) => ({
  limit: 50,
  scope: "all" as const,
  person: null,
  ...more,
});

async function makeOrganisation(store: Store): Promise<string> {
  const id = randomUUID();
  await store.asOperator((tx) =>
    tx.insert(schema.organisations).values({
      id,
      slug: `o${id}`,
      name: "O",
      country: "NL",
      language: "nl",
      timeZone: "Europe/Amsterdam",
      createdAt: 1,
    }),
  );
  return id;
}

/** All that the floor says of one answered call with wrap-up. */
function answeredCall(call: string, at: number): JournalEffect[] {
  return [
    { type: "journal.callStarted", call, at, direction: "inbound", caller: "+31612345678", dialled: "+31201230001" },
    {
      type: "journal.leg",
      call,
      leg: `${call}.1`,
      at,
      role: "caller",
      party: "+31612345678",
      phase: "started",
      cause: null,
    },
    {
      type: "journal.leg",
      call,
      leg: `${call}.1`,
      at: at + 10,
      role: "caller",
      party: "+31612345678",
      phase: "answered",
      cause: null,
    },
    { type: "journal.event", call, at: at + 20, what: "queued", detail: { queue, position: 1 } },
    {
      type: "journal.leg",
      call,
      leg: `${call}.2`,
      at: at + 30,
      role: "agent",
      party: anna,
      phase: "started",
      cause: null,
    },
    {
      type: "journal.leg",
      call,
      leg: `${call}.2`,
      at: at + 900,
      role: "agent",
      party: anna,
      phase: "answered",
      cause: null,
    },
    { type: "journal.agentState", agent: anna, at: at + 900, state: "inCall", reason: null },
    { type: "journal.event", call, at: at + 901, what: "bridged", detail: {} },
    {
      type: "journal.leg",
      call,
      leg: `${call}.1`,
      at: at + 5000,
      role: "caller",
      party: "+31612345678",
      phase: "ended",
      cause: "normal",
    },
    {
      type: "journal.leg",
      call,
      leg: `${call}.2`,
      at: at + 5001,
      role: "agent",
      party: anna,
      phase: "ended",
      cause: "normal",
    },
    {
      type: "journal.callEnded",
      call,
      at: at + 5001,
      direction: "inbound",
      outcome: "answered",
      queue,
      agent: anna,
      answeredAt: at + 900,
      waited: 900,
      talked: 4101,
    },
    { type: "journal.callCode", call, at: at + 9000, agent: anna, code, note: "Wants a permit" },
  ];
}

describe.each(testDatabases)("history on $name", (database) => {
  let store: Store;
  let organisation: string;

  beforeAll(async () => {
    store = await database.open();
    organisation = await makeOrganisation(store);
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  it.each([
    ["in one batch", false],
    ["in batches of their own", true],
  ])("keeps what one agent said of a call when another speaks of a part of it, %s", async (_, apart) => {
    const history = new History(store, names, quiet);
    const call = randomUUID();
    const said = { type: "journal.callCode", call, agent: anna } as const;
    for (const entries of [
      answeredCall(call, 1000),
      [{ ...said, at: 20_000, note: "Called back" }],
      [{ ...said, at: 21_000, code: null }],
      [{ ...said, at: 22_000, code }],
    ]) {
      history.record(organisation, entries);
      if (apart) await history.settled();
    }
    await history.close();
    expect(await history.detail(organisation, call, null)).toMatchObject({ callCode: "Answered", note: "Called back" });
  });

  it("tells a whole call, however its entries fell into batches", async () => {
    const detail = {
      direction: "inbound",
      caller: "+31612345678",
      dialled: "+31201230001",
      queue,
      queueName: "Permits",
      agent: anna,
      agentName: "Anna",
      startedAt: 1000,
      answeredAt: 1900,
      endedAt: 6001,
      waited: 900,
      talked: 4101,
      outcome: "answered",
      callCode: "Answered",
      note: "Wants a permit",
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 12 }), { maxLength: 6 }), async (cuts) => {
        const history = new History(store, names, quiet);
        const call = randomUUID();
        let rest = answeredCall(call, 1000);
        for (const cut of cuts) {
          history.record(organisation, rest.slice(0, cut));
          rest = rest.slice(cut);
          await history.settled();
        }
        history.record(organisation, rest);
        await history.close();
        const found = await history.detail(organisation, call, null);
        expect(found).toMatchObject({ id: call, trace: call, ...detail });
        expect(found?.legs).toEqual([
          {
            leg: `${call}.1`,
            role: "caller",
            party: "+31612345678",
            person: null,
            startedAt: 1000,
            answeredAt: 1010,
            endedAt: 6000,
            cause: "normal",
          },
          {
            leg: `${call}.2`,
            role: "agent",
            party: "Anna 3001",
            person: anna,
            startedAt: 1030,
            answeredAt: 1900,
            endedAt: 6001,
            cause: "normal",
          },
        ]);
        expect(found?.events.map((event) => event.what)).toEqual(["queued", "bridged"]);
        expect(found?.events[0]?.detail).toEqual({ queue, position: 1 });
      }),
      { numRuns: 12 },
    );
  });

  it.each([4, 1])("lists a call that still runs with its queue, the first %i entries written together", async (cut) => {
    const history = new History(store, names, quiet);
    const call = randomUUID();
    const begun = answeredCall(call, 1000).slice(0, 4);
    history.record(organisation, begun.slice(0, cut));
    await history.settled();
    history.record(organisation, begun.slice(cut));
    await history.close();
    expect(await history.detail(organisation, call, null)).toMatchObject({
      queue,
      queueName: "Permits",
      endedAt: null,
      waited: null,
      talked: null,
    });
    const { items } = await history.list(organisation, query({ queue }));
    expect(items.map(({ id }) => id)).toContain(call);
  });

  it("keeps what the phones measured, and of a long call no moment that was bad", async () => {
    const history = new History(store, names, quiet);
    const call = randomUUID();
    history.record(organisation, answeredCall(call, 1000));
    const measured = (mos: number | null) => ({
      call,
      mos,
      rttMs: 40,
      jitterMs: 3,
      lossPercent: 0,
      packetsSent: 1,
      packetsReceived: 1,
      codec: "opus",
    });
    for (let second = 0; second < 1000; second++)
      history.recordQuality(organisation, anna, measured(second === 777 ? 1.8 : 4.3), 2000 + second * 1000);
    await history.close();
    const quality = (await history.detail(organisation, call, null))?.quality ?? [];
    expect(quality.length).toBeLessThanOrEqual(120);
    expect(quality[0]).toEqual({ at: 2000, person: anna, mos: 4.3, lossPercent: 0, jitterMs: 3, rttMs: 40 });
    expect(quality.filter(({ mos }) => mos === 1.8).map(({ at }) => at)).toEqual([779_000]);
    expect(quality.map(({ at }) => at)).toEqual(quality.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it("pages through calls, the newest first, none twice and none left out", async () => {
    const own = await makeOrganisation(store);
    const history = new History(store, names, quiet);
    // Several calls share an instant: the page must not end in the middle of them for good.
    const calls = Array.from({ length: 25 }, (_, index) => ({
      id: `c${String(index).padStart(2, "0")}`,
      at: 1000 + Math.floor(index / 7),
    }));
    for (const { id, at } of calls) history.record(own, answeredCall(id, at));
    await history.settled();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await history.list(own, query({ limit: 4, ...(cursor === undefined ? {} : { cursor }) }));
      seen.push(...page.items.map((call) => call.id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([...calls].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map((call) => call.id));
    await expect(history.list(own, query({ cursor: "nonsense" }))).rejects.toMatchObject({ code: "invalid_request" });
    await history.close();
  });

  it("filters, and shows an agent only calls that they had a part in", async () => {
    const own = await makeOrganisation(store);
    const bram = randomUUID();
    const history = new History(store, names, quiet);
    history.record(own, answeredCall("a", 1000));
    history.record(own, [
      { type: "journal.callStarted", call: "b", at: 2000, direction: "inbound", caller: null, dialled: null },
      {
        type: "journal.leg",
        call: "b",
        leg: "b.2",
        at: 2000,
        role: "agent",
        party: bram,
        phase: "started",
        cause: null,
      },
      {
        type: "journal.callEnded",
        call: "b",
        at: 3000,
        direction: "inbound",
        outcome: "abandoned",
        queue,
        agent: null,
        answeredAt: null,
        waited: 1000,
        talked: 0,
      },
    ]);
    await history.settled();
    const ids = async (more: Parameters<typeof query>[0]) =>
      (await history.list(own, query(more))).items.map((call) => call.id);
    expect(await ids({})).toEqual(["b", "a"]);
    expect(await ids({ person: anna })).toEqual(["a"]);
    expect(await ids({ person: bram })).toEqual(["b"]);
    expect(await ids({ outcome: "abandoned" })).toEqual(["b"]);
    expect(await ids({ from: 1500 })).toEqual(["b"]);
    expect(await ids({ to: 1500 })).toEqual(["a"]);
    expect(await ids({ agent: anna, queue })).toEqual(["a"]);
    expect(await ids({ number: "+31612345678" })).toEqual(["a"]);
    expect(await ids({ number: "+31201230001" })).toEqual(["a"]);
    expect(await ids({ number: "+31612345678", person: bram })).toEqual([]);
    expect(await ids({ number: "+31" })).toEqual([]);
    expect(await ids({ scope: "contact", number: "+31612345678" })).toEqual(["a"]);
    expect(await ids({ scope: "contact", number: "+31201230001" })).toEqual([]);
    expect(await history.detail(own, "a", bram)).toBeNull();
    expect(await history.detail(own, "b", bram)).toMatchObject({ outcome: "abandoned" });
    await history.close();
  });

  it("leaves a supervisor out of what an agent sees, but where the agent was told", async () => {
    const [organisation, call, sofie] = [await makeOrganisation(store), randomUUID(), randomUUID()];
    const who = { supervisor: sofie, agent: anna, leg: `${call}.9` };
    const event = (what: string, detail: Record<string, string | boolean>): JournalEffect => ({
      type: "journal.event",
      call,
      at: 5,
      what,
      detail,
    });
    const leg = (phase: "started" | "answered" | "ended"): JournalEffect => ({
      type: "journal.leg",
      call,
      leg: who.leg,
      at: 5,
      role: "agent",
      party: sofie,
      phase,
      cause: phase === "ended" ? "normal" : null,
    });
    const [first, ...rest] = answeredCall(call, 1);
    if (!first) throw new Error("There is no call.");
    const history = new History(store, names, quiet);
    history.record(organisation, [
      first,
      leg("started"),
      event("supervisionAsked", { ...who, mode: "listen", told: false }),
      event("ringing", { leg: who.leg, party: sofie }),
      leg("answered"),
      event("supervisionStarted", { ...who, mode: "listen", told: false }),
      event("supervisionChanged", { ...who, mode: "whisper", told: true }),
      event("supervisionEnded", { ...who, mode: "listen", told: false }),
      leg("ended"),
      ...rest,
    ]);
    await history.close();
    const seen = async (person: string | null) => {
      const found = await history.detail(organisation, call, person);
      const events = found?.events.filter(({ what }) => what.startsWith("supervision") || what === "ringing") ?? [];
      return [events.map(({ what }) => what).join(" "), found?.legs.some((one) => one.leg === who.leg)];
    };
    const all = "supervisionAsked ringing supervisionStarted supervisionChanged supervisionEnded";
    expect(await seen(null)).toEqual([all, true]);
    expect(await seen(sofie)).toEqual([all, true]);
    expect(await seen(anna)).toEqual(["supervisionChanged", false]);
  });

  it("really deletes what is too old, with legs, events, states, samples and callbacks", async () => {
    const own = await makeOrganisation(store);
    const history = new History(store, names, quiet);
    const now = 200 * DAY;
    history.record(own, [...answeredCall("old", now - 91 * DAY), ...answeredCall("new", now - 89 * DAY)]);
    for (const at of [now - 91 * DAY, now - 89 * DAY]) {
      history.recordQuality(
        own,
        anna,
        {
          call: "x",
          rttMs: 20,
          jitterMs: 2,
          lossPercent: 0,
          mos: 4.3,
          packetsSent: 1,
          packetsReceived: 1,
          codec: "opus",
        },
        at,
      );
      history.record(own, [{ type: "journal.callback", queue, number: "+31612345678", at, due: at, call: "x" }]);
    }
    await history.close();
    expect(await forget(store, own, 90, now)).toBe(1);
    const counts = await store.inOrganisation(own, async (tx) => {
      const tables = [
        schema.calls,
        schema.callLegs,
        schema.callEvents,
        schema.callQualities,
        schema.agentStates,
        schema.callbacks,
      ];
      const found: number[] = [];
      for (const table of tables) found.push(await tx.$count(table));
      return found;
    });
    expect(counts).toEqual([1, 2, 2, 1, 1, 1]);
  });

  it("keeps whom to call back until that is done, however long before it was promised", async () => {
    const own = await makeOrganisation(store);
    const other = await makeOrganisation(store);
    const history = new History(store, names, quiet);
    const now = 200 * DAY;
    const promised = (call: string, due: number) =>
      ({ type: "journal.callback", queue, number: "+31612345678", at: now - 100 * DAY, due, call }) as const;
    history.record(own, [promised("tomorrow", now + DAY), promised("missed", now - 2 * DAY), promised("now", now)]);
    history.record(own, [promised("done", now + DAY), { type: "journal.callbackOver", call: "done", at: now }]);
    await history.close();
    const open = (organisation: string) => openCallbacks(store, organisation, now);
    const kept = { queue, number: "+31612345678" };
    const expected = [
      { ...kept, of: "now", at: now },
      { ...kept, of: "tomorrow", at: now + DAY },
    ];
    expect(await open(own)).toEqual(expected);
    expect(await open(other)).toEqual([]);
    await forget(store, own, 90, now);
    expect(await open(own)).toEqual(expected);
    // Whose time was over for too long is not called any more, and everybody can see that.
    expect([await giveUpOldCallbacks(store, own, now), await giveUpOldCallbacks(store, own, now)]).toEqual([1, 0]);
    const listed = await store.inOrganisation(own, (tx) => tx.select().from(schema.calls));
    expect(listed).toMatchObject([
      { direction: "outbound", dialled: "+31612345678", queue, outcome: "missed", endedAt: now },
    ]);
    const [event] = await store.inOrganisation(own, (tx) => tx.select().from(schema.callEvents));
    expect(event).toMatchObject({ call: listed[0]?.id, what: "callBackDue", at: now - 2 * DAY });
    expect(await open(own)).toEqual(expected);
    await forget(store, own, 90, now + 92 * DAY);
    expect(await openCallbacks(store, own, now)).toEqual([]);
  });

  it("closes what a killed server left open, says why, and leaves all else as it was", async () => {
    const own = await makeOrganisation(store);
    const history = new History(store, names, quiet);
    history.record(own, answeredCall("done", 1000));
    history.record(own, answeredCall("talking", 2000).slice(0, 8));
    history.record(own, answeredCall("waiting", 3000).slice(0, 4));
    await history.settled();
    expect(await closeOpenCalls(store)).toBeGreaterThanOrEqual(2);
    const talking = await history.detail(own, "talking", anna);
    expect(talking).toMatchObject({
      outcome: "networkFailed",
      answeredAt: 2900,
      endedAt: 2901,
      waited: 900,
      talked: 1,
    });
    expect(talking).toMatchObject({ agent: anna });
    expect(talking?.legs.map(({ endedAt, cause }) => [endedAt, cause])).toEqual([
      [2901, "networkFailed"],
      [2901, "networkFailed"],
    ]);
    expect(talking?.events.at(-1)).toEqual({ at: 2901, what: "serverLost", detail: {} });
    expect(await history.detail(own, "waiting", null)).toMatchObject({
      outcome: "networkFailed",
      answeredAt: null,
      endedAt: 3020,
      waited: 20,
      talked: 0,
    });
    expect(await history.detail(own, "done", null)).toMatchObject({ outcome: "answered", endedAt: 6001 });
    expect(await closeOpenCalls(store)).toBe(0);
    await history.close();
  });

  it("loses nothing else over an entry that the database refuses", async () => {
    const own = await makeOrganisation(store);
    const refusals: object[] = [];
    const history = new History(store, names, { warn() {}, error: (about) => refusals.push(about) });
    history.record(own, [
      { type: "journal.event", call: "good", at: 1, what: "zero", detail: { text: "\u0000" } },
      ...answeredCall("good", 1000),
      { type: "journal.event", call: "good", at: 2, what: "zero", detail: { text: "a\u0000b" } },
    ]);
    await history.close();
    expect(await history.detail(own, "good", null)).toMatchObject({ outcome: "answered" });
    expect(history.refused).toBe(2);
    expect(refusals).toHaveLength(2);
  });
});

describe("history while the database does not answer", () => {
  it("keeps everything in order and writes it when the database is back", async () => {
    const store = await openStore({ dir: null });
    try {
      const organisation = await makeOrganisation(store);
      let down = 2;
      const failing: Store = {
        ...store,
        inOrganisation: (id, work) =>
          down-- > 0 ? Promise.reject(new Error("connection lost")) : store.inOrganisation(id, work),
      };
      const history = new History(failing, names, quiet);
      history.record(organisation, answeredCall("a", 1000).slice(0, 3));
      history.record(organisation, answeredCall("a", 1000).slice(3));
      expect(history.waiting).toBe(12);
      await history.settled();
      expect(history.waiting).toBe(0);
      expect(await history.detail(organisation, "a", null)).toMatchObject({
        outcome: "answered",
        note: "Wants a permit",
      });
      await history.close();
    } finally {
      await store.close();
    }
  });

  it("keeps no more than there is room for, says so once, and is whole again afterwards", async () => {
    const store = await openStore({ dir: null });
    try {
      const organisation = await makeOrganisation(store);
      const back = Promise.withResolvers<void>();
      const failing: Store = {
        ...store,
        inOrganisation: (id, work) => back.promise.then(() => store.inOrganisation(id, work)),
      };
      const said: object[] = [];
      const log = { warn() {}, error: (about: object) => said.push(about) };
      const history = new History(failing, names, log, 30);
      for (const id of ["a", "b", "c", "d"]) history.record(organisation, answeredCall(id, 1000));
      expect(history.waiting).toBe(24);
      expect(history.lost).toBe(24);
      expect(said).toEqual([{ waiting: 24 }]);
      back.resolve();
      await history.settled();
      history.record(organisation, answeredCall("e", 1000));
      await history.settled();
      expect(said.slice(1)).toEqual([{ lost: 24 }]);
      const page = await history.list(organisation, { scope: "all", person: null, limit: 50 });
      expect(page.items.map(({ id }) => id).sort()).toEqual(["a", "b", "e"]);
      await history.close();
    } finally {
      await store.close();
    }
  });
});
