import { randomUUID } from "node:crypto";
import { type ContactInput, contactInput, Refusal } from "@belfry/contracts";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDirectory } from "../directory/open-directory.ts";
import { campaigns as campaignTable, contactAttempts, contacts, stagedFiles } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { forgetContacts } from "./retention.ts";
import { inOrderOfIndex } from "./take.ts";
import { openGround } from "./testing/campaign-ground.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const contact = (number: string, more: Partial<ContactInput> = {}) => ({ ...contactInput.parse({ number }), ...more });
async function* file(text: string, size = 1000): AsyncGenerator<Uint8Array> {
  const octets = Buffer.from(text);
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

describe.each(testDatabases)("campaigns on $name", (database) => {
  let store: Store;
  let ground: Awaited<ReturnType<typeof openGround>>;
  let campaign: string;

  beforeAll(async () => {
    store = await database.open();
    ground = await openGround(store);
  });
  afterAll(async () => {
    await ground.dialling.close();
    await store.close();
    await database.close();
  });
  beforeEach(async () => {
    campaign = (await ground.newCampaign({ cardLink: "https://crm.example/card?id={id}&who={name}" })).id;
  });

  const want = async (count: number, of = campaign) => {
    ground.dialling.perform(ground.organisation, [{ type: "dialler.wanted", campaign: of, count }]);
    return (await ground.given(of)) ?? { contacts: [], nextDue: null };
  };
  const add = (...inputs: ContactInput[]) =>
    ground.contacts.add(ground.organisation, campaign, inputs, ground.clock.now);
  const rows = async (filter: object = {}) =>
    (await ground.contacts.list(ground.organisation, campaign, { limit: 200, ...filter })).items;
  const attempted = (id: string, more: object) => ({
    type: "dialler.attempted" as const,
    ...{ campaign, contact: id, call: `${id}-1`, at: ground.clock.now, outcome: "noAnswer" as const },
    ...{ agent: null, retryAt: null, agentForRetry: null },
    ...more,
  });

  it("takes contacts with numbers as people write them, each once, and says what is wrong with the others", async () => {
    const done = await add(
      contact("020 555 0001", { name: "Jan & Co", reference: "7/8" }),
      contact("+31 20 555 0002", { timeZone: "europe/LISBON", cardLink: "https://other.example/2" }),
      contact("0205550001"),
      contact("hello"),
      contact(""),
      contact("0205550003", { timeZone: "+05:30" }),
      contact("0205550004", { cardLink: "javascript:alert(1)" }),
    );
    expect(done).toEqual({
      added: 2,
      refused: [
        { index: 2, problem: "twiceHere" },
        { index: 3, problem: "invalidNumber" },
        { index: 4, problem: "noNumber" },
        { index: 5, problem: "unknownTimeZone" },
        { index: 6, problem: "badCardLink" },
      ],
    });
    expect((await add(contact("+31205550002"))).refused).toEqual([{ index: 0, problem: "knownAlready" }]);
    expect(await rows()).toMatchObject([
      { number: "+31205550001", cardLink: "https://crm.example/card?id=7%2F8&who=Jan%20%26%20Co", state: "due" },
      { number: "+31205550002", cardLink: "https://other.example/2", timeZone: "Europe/Lisbon" },
    ]);
    const nowhere = ground.contacts.add(ground.organisation, randomUUID(), [contact("0205550009")], 1);
    await expect(nowhere).rejects.toMatchObject({ code: "not_found" });
  });

  it("gives the dialler what is due, the longest due first and then in the order of coming, each contact once", async () => {
    const { now } = ground.clock;
    await add(
      contact("0205551001", { notBefore: now - 5 }),
      contact("0205551002", { notBefore: now - 9 }),
      contact("0205551003", { notBefore: now - 5 }),
      contact("0205551004", { notBefore: now + 5000 }),
    );
    const first = await want(2);
    expect(first.contacts.map(({ number }) => number)).toEqual(["+31205551002", "+31205551001"]);
    expect(first.contacts[0]).toMatchObject({
      attempts: {},
      agent: null,
      cardLink: expect.stringContaining("https://crm"),
    });
    expect((await want(5)).contacts.map(({ number }) => number)).toEqual(["+31205551003"]);
    expect(await want(5)).toMatchObject({ contacts: [], nextDue: now + 5000 });
    expect(await want(5, randomUUID())).toMatchObject({ contacts: [], nextDue: null });
  });

  it("remembers outcomes, calls again when told, and tells the floor when", async () => {
    await add(contact("0205552001"), contact("0205552002"));
    const [a, b] = (await want(2)).contacts;
    const { now } = ground.clock;
    ground.dialling.perform(ground.organisation, [
      attempted(a?.id ?? "", { outcome: "busy", retryAt: now + MINUTE, agentForRetry: null }),
      attempted(b?.id ?? "", { outcome: "answered", agent: randomUUID() }),
    ]);
    expect(await ground.given(campaign)).toMatchObject({ contacts: [], nextDue: now + MINUTE });
    expect(await rows({ state: "finished" })).toMatchObject([
      { id: b?.id, outcome: "answered", attempts: 1, dueAt: null },
    ]);
    expect(await rows({ outcome: "busy" })).toMatchObject([{ id: a?.id, state: "due", dueAt: now + MINUTE }]);
    expect(await ground.progress.of(ground.organisation, campaign)).toEqual({
      ...{ due: 1, taken: 0, finished: 1 },
      outcomes: { answered: 1 },
    });
    ground.clock.now += MINUTE;
    expect((await want(5)).contacts).toMatchObject([{ id: a?.id, attempts: { busy: 1 } }]);
    // The one who talked wants to be called again, by the same agent.
    const agent = randomUUID();
    const callBack = { type: "dialler.callBack" as const, campaign, contact: b?.id ?? "", at: ground.clock.now, agent };
    ground.dialling.perform(ground.organisation, [callBack]);
    expect((await want(5)).contacts).toMatchObject([{ id: b?.id, agent, attempts: { answered: 1 } }]);
    ground.dialling.perform(ground.organisation, [
      { type: "dialler.returned", campaign, contacts: [a?.id ?? "", b?.id ?? ""], dueAt: null },
    ]);
    expect((await want(5)).contacts).toHaveLength(2);
  });

  it("gives whom the floor put off at once when hours or rules have changed, and nobody else sooner", async () => {
    const { organisation, dialling, clock } = ground;
    const later = clock.now + 60 * MINUTE;
    await add(contact("0205557001"), contact("0205557002"), contact("0205557003", { notBefore: later }));
    const [a, b] = (await want(2)).contacts.map(({ id }) => id);
    const back = { type: "dialler.returned" as const, campaign, dueAt: later };
    dialling.perform(organisation, [
      { ...back, contacts: [a ?? ""], putOff: true },
      { ...back, contacts: [b ?? ""] },
    ]);
    expect((await want(3)).contacts).toEqual([]);
    dialling.perform(organisation, [{ type: "dialler.renewed", campaign }]);
    expect((await want(3)).contacts.map(({ id }) => id)).toEqual([a]);
  });

  it("tells the floor once what the latest calls came to, before it is given anybody", async () => {
    const { organisation, told } = ground;
    await add(contact("0205558001"), contact("0205558002"), contact("0205558003"), contact("0205558004"));
    const [a, b, c] = (await want(3)).contacts.map(({ id }) => id);
    for (const [id, outcome] of [
      [a, "answered"],
      [b, "abandoned"],
      [c, "busy"],
    ] as const)
      ground.dialling.perform(organisation, [attempted(id ?? "", { outcome })]);
    await ground.dialling.settled();
    const next = ground.open().dialling;
    const before = told.length;
    for (const count of [1, 1]) next.perform(organisation, [{ type: "dialler.wanted", campaign, count }]);
    await next.settled();
    const inputs = told.slice(before).map(({ input }) => input);
    expect(inputs.filter(({ type }) => type === "dialler.measured")).toEqual([
      { type: "dialler.measured", campaign, persons: 2, abandoned: 1 },
    ]);
    expect(inputs[0]?.type).toBe("dialler.measured");
  });

  it("gives contacts of a killed server again, at once only those whose number did not ring", async () => {
    await ground.open().recover();
    const { organisation } = ground;
    const numbers = ["0205553001", "0205553002", "0205553003", "0205553004"];
    await add(...numbers.map((number) => contact(number)));
    const before = (await want(9)).contacts;
    const [untouched, rang, spoke, alone] = before;
    expect((await want(9)).contacts).toHaveLength(0);
    const { now } = ground.clock;
    const agent = randomUUID();
    const told = (one = untouched, more: object[] = []) => {
      const call = one?.call ?? "";
      const about = { direction: "outbound" as const, caller: null, dialled: one?.number ?? "" };
      const leg = { type: "journal.leg" as const, call, at: now, party: one?.number ?? "", cause: null };
      ground.history.record(organisation, [
        { type: "journal.callStarted", call, at: now, ...about },
        ...more.map((change) => ({
          ...leg,
          leg: `${call}.1`,
          role: "outside" as const,
          phase: "started" as const,
          ...change,
        })),
      ]);
    };
    told(rang, [{}]);
    told(spoke, [
      {},
      { phase: "answered" },
      { leg: "a", role: "agent", party: agent },
      { leg: "a", role: "agent", party: agent, phase: "answered" },
    ]);
    told(alone, [{}, { phase: "answered" }, { leg: "b", role: "agent", party: agent }]);
    await ground.history.settled();
    ground.clock.now += MINUTE;
    expect(await ground.open().recover()).toEqual({ untouched: 1, cutOff: 3 });
    const [again, ...others] = (await want(9)).contacts;
    expect([again?.id, again?.attempts, others]).toEqual([untouched?.id, {}, []]);
    // No call has the name of another one, so that history, recordings and what others keep of it never mix.
    expect(again?.call).not.toBe(untouched?.call);
    const state = async (number = "") => (await rows({ number }))[0];
    expect(await state(rang?.number)).toMatchObject({ outcome: "unreachable", dueAt: now + 31 * MINUTE, attempts: 1 });
    expect(await state(spoke?.number)).toMatchObject({ outcome: "answered", state: "finished" });
    expect(await state(alone?.number)).toMatchObject({ outcome: "abandoned", dueAt: now + 61 * MINUTE });
    const kept = await store.inOrganisation(organisation, (tx) =>
      tx
        .select()
        .from(contactAttempts)
        .where(eq(contactAttempts.contact, spoke?.id ?? "")),
    );
    expect(kept).toMatchObject([{ call: spoke?.call, outcome: "answered", agent }]);
  });

  it("keeps a call back that is promised while the dialler has the contact until that attempt is over", async () => {
    await add(contact("0205553101"), contact("0205553102"), contact("0205553103"), contact("0205553104"));
    const taken = (await want(4)).contacts.map(({ id }) => id);
    const [missed = "", late = "", talked = "", back = ""] = taken;
    const agent = randomUUID();
    const { now } = ground.clock;
    const promise = (id: string, at: number) => ({
      type: "dialler.callBack" as const,
      campaign,
      contact: id,
      at,
      agent,
    });
    ground.dialling.perform(ground.organisation, [
      ...[missed, back].map((id) => promise(id, now + 9 * MINUTE)),
      ...[late, talked].map((id) => promise(id, now + MINUTE)),
    ]);
    ground.clock.now += 2 * MINUTE;
    expect((await want(4)).contacts).toEqual([]);
    const retryAt = now + 60 * MINUTE;
    ground.dialling.perform(ground.organisation, [
      attempted(missed, {}),
      attempted(late, { retryAt }),
      attempted(talked, { outcome: "answered" }),
      { type: "dialler.returned", campaign, contacts: [back], dueAt: null },
    ]);
    await ground.dialling.settled();
    const found = await rows();
    const state = (id: string) => found.find((one) => one.id === id);
    expect(state(missed)).toMatchObject({ state: "due", dueAt: now + 9 * MINUTE, agent });
    expect(state(late)).toMatchObject({ state: "due", dueAt: retryAt, agent });
    expect(state(talked)).toMatchObject({ state: "finished", outcome: "answered" });
    expect(state(back)).toMatchObject({ state: "due", dueAt: now + 9 * MINUTE, agent });
  });

  it("never gives a number of the do-not-call list, and withdraws it at once from every campaign", async () => {
    await add(contact("0205554001"), contact("0205554002"), contact("0205554003"));
    const [taken] = (await want(1)).contacts;
    const { added, withdrawn, refused } = await ground.doNotCall.add(
      ground.organisation,
      ["020 555 4001", "020 555 4002", "nobody"],
      "asked by letter",
      ground.clock.now,
    );
    expect({ added, withdrawn, refused }).toEqual({
      ...{ added: 2, withdrawn: 2 },
      refused: [{ index: 2, problem: "invalidNumber" }],
    });
    const told = ground.told.findLast(({ input }) => input.type === "dialler.withdrawn")?.input;
    expect(told?.type === "dialler.withdrawn" && told.contacts.includes(taken?.id ?? "")).toBe(true);
    expect((await want(9)).contacts.map(({ number }) => number)).toEqual(["+31205554003"]);
    // Its call rang already when the list was changed: the attempt is kept, and there is no other one.
    ground.dialling.perform(ground.organisation, [attempted(taken?.id ?? "", { retryAt: ground.clock.now })]);
    ground.dialling.perform(ground.organisation, [
      { type: "dialler.callBack", campaign, contact: taken?.id ?? "", at: ground.clock.now, agent: randomUUID() },
    ]);
    await ground.dialling.settled();
    expect(await rows({ number: "0205554001" })).toMatchObject([{ state: "finished", attempts: 1 }]);
    expect((await want(9)).contacts).toEqual([]);
    expect(await rows({ number: "0205554001" })).toMatchObject([
      { state: "finished", outcome: "notAllowed", attempts: 1 },
    ]);
    expect((await add(contact("0205554002"))).refused).toEqual([{ index: 0, problem: "doNotCall" }]);
    const { items, next } = await ground.doNotCall.list(ground.organisation, { limit: 1, number: "0205554001" });
    expect([items, next]).toEqual([
      [{ number: "+31205554001", reason: "asked by letter", addedAt: ground.clock.now }],
      null,
    ]);
    const other = await ground.newCampaign();
    await ground.doNotCall.remove(ground.organisation, "+31205554002");
    const again = await ground.contacts.add(ground.organisation, other.id, [contact("0205554002")], ground.clock.now);
    expect(again.added).toBe(1);
    await expect(ground.doNotCall.remove(ground.organisation, "+31205554002")).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("takes of a do-not-call file the column of numbers, and none by chance", async () => {
    const { organisation, doNotCall, clock } = ground;
    const send = (text: string, column?: string) =>
      doNotCall.upload(organisation, file(text), { reason: "", column }, clock.now);
    const customers = "Klant;Toestel\n0205554601;020 555 4602\n";
    await expect(send(customers)).rejects.toMatchObject({
      code: "column_unclear",
      params: { columns: "Klant, Toestel" },
    });
    await expect(send(customers, "Telefoon")).rejects.toMatchObject({ code: "column_unknown" });
    expect(await send(customers, "Toestel")).toEqual({ added: 1, withdrawn: 0, refused: [] });
    const { items } = await doNotCall.list(organisation, { limit: 1, number: "0205554601" });
    expect(items).toEqual([]);
    expect(await send("0205554602\n0205554603\n")).toMatchObject({ added: 1 });
    expect(await send("naam,telefoon\nJan,0205554604\n")).toMatchObject({ added: 1, refused: [] });
  });

  it("looks at the do-not-call list once more when it gives a contact", async () => {
    await add(contact("0205554501"));
    // As when number and contact came in the same moment.
    await store.inOrganisation(ground.organisation, (tx) =>
      tx.execute(sql`insert into do_not_call values (${ground.organisation}, '+31205554501', '', 1)`),
    );
    expect((await want(1)).contacts).toEqual([]);
    expect(await rows()).toMatchObject([{ state: "finished", outcome: "notAllowed" }]);
  });

  it("previews a file without writing, adds its good rows, and adds nothing when it comes again", async () => {
    await add(contact("0205555001"));
    const text = [
      "\uFEFFNaam;Telefoonnummer;Klantnummer;Extra",
      '"de Vries; ""Jan""";020 555 5000;K-1;x',
      "Bram;0205555001;K-2",
      "",
      '"on two\nlines";0205555002;K-3;',
      "Chloé;12;K-4;",
      "Chloé;0205555000;K-5;",
      "Nobody;;;",
    ].join("\r\n");
    const uploads = ground.uploads;
    const preview = await uploads.preview(ground.organisation, campaign, file(text, 7), {});
    expect(preview).toMatchObject({
      headings: ["Naam", "Telefoonnummer", "Klantnummer", "Extra"],
      delimiter: ";",
      columns: { number: "Telefoonnummer", name: "Naam", reference: "Klantnummer", timeZone: null, cardLink: null },
      ...{ rows: 6, good: 2, bad: 4 },
      problems: [
        { line: 3, problem: "knownAlready", number: "0205555001" },
        { line: 7, problem: "invalidNumber", number: "12" },
        { line: 8, problem: "twiceHere", number: "0205555000" },
        { line: 9, problem: "noNumber", number: "" },
      ],
    });
    expect(preview.first[0]).toEqual({ line: 2, cells: ['de Vries; "Jan"', "020 555 5000", "K-1", "x"] });
    expect(await rows()).toHaveLength(1);
    const upload = randomUUID();
    for (const _ of [1, 2]) {
      const done = await uploads.import(ground.organisation, campaign, upload, file(text), {}, ground.clock.now);
      expect(done).toMatchObject({ rows: 6, added: 2, bad: 4 });
    }
    expect(await rows()).toMatchObject([
      { number: "+31205555001" },
      { number: "+31205555000", name: 'de Vries; "Jan"', reference: "K-1" },
      { number: "+31205555002", name: "on two lines" },
    ]);
    const excel = await uploads.preview(ground.organisation, campaign, file("sep=;\r\nphone;name\r\nx;A, B\r\n"), {});
    expect(excel).toMatchObject({ delimiter: ";", columns: { name: "name" }, problems: [{ line: 3, number: "x" }] });
    const asked = await uploads.preview(ground.organisation, campaign, file(text), { number: "Klantnummer", name: "" });
    expect(asked).toMatchObject({ columns: { number: "Klantnummer", name: null }, good: 0 });
    const refused = (of: AsyncIterable<Uint8Array>, columns = {}) =>
      uploads.preview(ground.organisation, campaign, of, columns).catch((error: unknown) => error);
    expect(await refused(file(text), { number: "Phone" })).toMatchObject({ code: "column_unknown" });
    expect(await refused(file("number\n"))).toMatchObject({ code: "file_without_rows" });
    expect(await refused(file(""))).toMatchObject({ code: "file_without_rows" });
    for (const [before, count, line] of [
      ["number\n", 20_000, "2"],
      ["number\n1\n\n", 20_000, "4"],
      ["sep=,\nnumber\n1\n2\n", 50, "5"],
    ] as const) {
      const endless = file(`${before}"${"2\n".repeat(count)}`);
      expect(await refused(endless)).toMatchObject({ code: "file_quotes", params: { line } });
    }
    const latin = (async function* () {
      yield Buffer.from("number;name\n1;Chlo\xe9\n", "latin1");
    })();
    expect(await refused(latin)).toMatchObject({ code: "file_not_text" });
  });

  it("takes a file that cannot be read to its end not at all, of contacts and of do-not-call numbers", async () => {
    const { organisation, uploads, doNotCall, clock } = ground;
    const rowsOf = (count: number, more = "") =>
      `number\n${Array.from({ length: count }, (_, index) => `+31${200_000_000 + index}\n`).join("")}${more}`;
    const latin = async function* () {
      yield Buffer.from(rowsOf(1200));
      yield Buffer.from("020\xe9\n", "latin1");
    };
    const broken = async function* () {
      yield Buffer.from(rowsOf(1200));
      throw new Error("connection lost");
    };
    const quotes = () => file(rowsOf(1200, `"${"2\n".repeat(20_000)}`));
    for (const bad of [latin, broken, quotes]) {
      await expect(uploads.import(organisation, campaign, randomUUID(), bad(), {}, clock.now)).rejects.toThrow();
      await expect(doNotCall.upload(organisation, bad(), { reason: "" }, clock.now)).rejects.toThrow();
    }
    expect(await rows()).toEqual([]);
    expect((await doNotCall.list(organisation, { limit: 1, number: "+31200000000" })).items).toEqual([]);
    expect(await store.asOperator((tx) => tx.$count(stagedFiles))).toBe(0);
  });

  it("uses after a restart what was read of a file to its end, and forgets what was not", async () => {
    const { organisation, uploads, doNotCall, clock } = ground;
    const text = `number\n${Array.from({ length: 1200 }, (_, index) => `+31${210_000_000 + index}\n`).join("")}`;
    // The database does not answer any more after so many times.
    const dying = (times: number): Store => ({
      ...store,
      inOrganisation: (of, work) =>
        times-- > 0 ? store.inOrganisation(of, work) : Promise.reject(new Error("killed")),
    });
    const upload = randomUUID();
    const through = async <T>(of: Store, work: (room: ReturnType<typeof ground.open>) => Promise<T>) => {
      const room = ground.open(of);
      return work(room).finally(() => room.dialling.close());
    };
    const send = (of: Store) =>
      through(of, (room) => room.uploads.import(organisation, campaign, upload, file(text), {}, clock.now));
    const count = async () =>
      store.inOrganisation(organisation, (tx) => tx.$count(contacts, eq(contacts.campaign, campaign)));
    await expect(send(dying(3))).rejects.toThrow("killed");
    await ground.open().finishFiles();
    expect(await count()).toBe(0);
    await expect(send(dying(8))).rejects.toThrow("killed");
    expect(await count()).toBe(500);
    await ground.open().finishFiles();
    expect(await count()).toBe(1200);
    expect(await send(store)).toMatchObject({ rows: 1200, added: 1200, bad: 0 });
    expect(await count()).toBe(1200);
    const list = through(dying(7), (room) =>
      room.doNotCall.upload(organisation, file(text), { reason: "" }, clock.now),
    );
    await expect(list).rejects.toThrow("killed");
    await ground.open().finishFiles();
    expect(await doNotCall.upload(organisation, file(text), { reason: "" }, clock.now)).toMatchObject({
      added: 0,
      refused: [],
    });
    expect(await store.asOperator((tx) => tx.$count(stagedFiles))).toBe(0);
    expect(await uploads.preview(organisation, campaign, file(text), {})).toMatchObject({ bad: 1200 });
    await Promise.all(["+31210000000", "+31210000001"].map((number) => doNotCall.remove(organisation, number)));
  }, 60_000);

  it("takes a hundred thousand rows while the process does other things, and no more", async () => {
    const row = (index: number) => `+3168${String(index).padStart(7, "0")},Person ${index}\n`;
    const text = `number,name\n${Array.from({ length: 100_000 }, (_, index) => row(index)).join("")}`;
    let breaths = 0;
    const breathing = setInterval(() => {
      breaths += 1;
    }, 1);
    const { good, bad } = await ground.uploads.preview(ground.organisation, campaign, file(text, 65_536), {});
    clearInterval(breathing);
    expect([good, bad]).toEqual([100_000, 0]);
    expect(breaths).toBeGreaterThan(50);
    const more = ground.uploads.preview(ground.organisation, campaign, file(text + row(100_000)), {});
    await expect(more).rejects.toMatchObject({ code: "file_too_many_rows" });
  }, 120_000);

  it("finds what is due and what is listed by an index, however many contacts there are", async () => {
    const { organisation } = ground;
    await store.inOrganisation(organisation, (tx) =>
      tx.execute(sql`
        insert into contact (organisation_id, id, campaign_id, number, due_at, changed_at, state, outcome)
        select ${organisation}::uuid, gen_random_uuid(), ${campaign}::uuid, '+3199' || n, n, 1,
          case when n % 3 = 0 then 'due' else 'finished' end, case when n % 3 = 0 then null else 'busy' end
        from generate_series(1, 20000) n`),
    );
    const plan = async (query: string) => {
      const found = await store.inOrganisation(organisation, async (tx) => {
        await inOrderOfIndex(tx);
        return tx.execute<{ "QUERY PLAN": string }>(sql.raw(`explain ${query}`));
      });
      return found.rows.map((one) => one["QUERY PLAN"]).join("\n");
    };
    const mine = `organisation_id = '${organisation}' and campaign_id = '${campaign}'`;
    const due = await plan(
      `select id from contact where ${mine} and state = 'due' and due_at <= 5 order by due_at, position limit 10`,
    );
    expect(due).toContain("contact_due");
    expect(due).not.toContain("Seq Scan");
    expect(await plan(`select * from contact where ${mine} order by position limit 50`)).not.toContain("Seq Scan");
    expect((await want(3)).contacts.map(({ number }) => number)).toEqual(["+31993", "+31996", "+31999"]);
    // In pieces, so that nobody waits for all of them.
    await ground.directory.campaigns.remove(organisation, campaign);
    expect(await store.inOrganisation(organisation, (tx) => tx.$count(contacts, eq(contacts.campaign, campaign)))).toBe(
      0,
    );
  }, 60_000);

  it("counts a large campaign less often than a small one", async () => {
    const { organisation, progress, clock } = ground;
    const { id: small } = await ground.newCampaign();
    const fill = (of: string, from: number, to: number) =>
      store.inOrganisation(organisation, (tx) =>
        tx.execute(sql`
          insert into contact (organisation_id, id, campaign_id, number, due_at, changed_at)
          select ${organisation}::uuid, gen_random_uuid(), ${of}::uuid, '+3198' || n, n, 1
          from generate_series(${from}::int, ${to}::int) n`),
      );
    const due = async () => [
      (await progress.of(organisation, small)).due,
      (await progress.of(organisation, campaign)).due,
    ];
    await fill(small, 1, 1);
    await fill(campaign, 1, 50_001);
    expect(await due()).toEqual([1, 50_001]);
    await fill(small, 2, 2);
    await fill(campaign, 60_000, 60_000);
    clock.now += 1_999;
    expect(await due()).toEqual([1, 50_001]);
    clock.now += 1;
    expect(await due()).toEqual([2, 50_001]);
    clock.now += 2_000;
    expect(await due()).toEqual([2, 50_002]);
  }, 60_000);

  it("removes a campaign with all its contacts or, when somebody starts it meanwhile, none of them", async () => {
    await add(contact("0205558001"), contact("0205558002"));
    const { campaigns } = ground.directory;
    const [removed, started] = await Promise.allSettled([
      campaigns.remove(ground.organisation, campaign),
      campaigns.run(ground.organisation, campaign, true),
    ]);
    const left = await store.inOrganisation(ground.organisation, (tx) =>
      tx.$count(contacts, eq(contacts.campaign, campaign)),
    );
    const refusal = (one: PromiseSettledResult<unknown>) =>
      one.status === "rejected" && one.reason instanceof Refusal ? one.reason.code : null;
    expect([
      { removed: null, started: "not_found", left: 0 },
      { removed: "campaign_running", started: null, left: 2 },
    ]).toContainEqual({ removed: refusal(removed), started: refusal(started), left });
  });

  it("shows nothing of a campaign whose removal has begun, and ends the removal after a restart", async () => {
    const { id, name } = await ground.newCampaign();
    await ground.contacts.add(ground.organisation, id, [contact("0205558101")], ground.clock.now);
    const dying: Store = {
      ...store,
      inOrganisation: (organisation, work) =>
        store.inOrganisation(organisation, async (tx) => {
          const done = await work(tx);
          const [row] = await tx
            .select({ queue: campaignTable.queue })
            .from(campaignTable)
            .where(eq(campaignTable.id, id));
          // The last thing that this process does is to decide.
          if (row?.queue === null && decided) throw new Error("killed");
          decided = row?.queue === null;
          return done;
        }),
    };
    let decided = false;
    const open = (through: Store) =>
      openDirectory(through, { encryptionKey: "key", sessions: { idle: 1, lifetime: 1 }, now: 1 });
    await expect((await open(dying)).campaigns.remove(ground.organisation, id)).rejects.toThrow("killed");
    const next = await open(store);
    expect(next.campaigns.list(ground.organisation).map((one) => one.id)).not.toContain(id);
    expect(next.directory.floorSettings(ground.organisation)?.campaigns).not.toHaveProperty(id);
    await expect(next.campaigns.run(ground.organisation, id, true)).rejects.toMatchObject({ code: "not_found" });
    expect(await next.campaigns.finishRemovals()).toBe(1);
    expect(await next.campaigns.finishRemovals()).toBe(0);
    const left = (table: typeof contacts | typeof campaignTable) =>
      store.inOrganisation(ground.organisation, (tx) =>
        tx.$count(table, eq("campaign" in table ? table.campaign : table.id, id)),
      );
    expect([await left(contacts), await left(campaignTable)]).toEqual([0, 0]);
    // The name is free at once.
    await ground.directory.directory.reload(ground.organisation);
    expect((await ground.newCampaign({ name })).name).toBe(name);
  });

  it("forgets finished contacts and attempts with the calls, and neither those to come nor the do-not-call list", async () => {
    await add(contact("0205556001"), contact("0205556002"));
    const [a, b] = (await want(2)).contacts;
    ground.dialling.perform(ground.organisation, [
      attempted(a?.id ?? "", { outcome: "invalidNumber" }),
      attempted(b?.id ?? "", { retryAt: ground.clock.now + 200 * DAY }),
    ]);
    await ground.doNotCall.add(ground.organisation, ["0205556009"], "", ground.clock.now);
    await ground.dialling.settled();
    await forgetContacts(store, ground.organisation, 90, ground.clock.now + 89 * DAY);
    expect(await rows()).toHaveLength(2);
    await forgetContacts(store, ground.organisation, 90, ground.clock.now + 91 * DAY);
    expect(await rows()).toMatchObject([{ id: b?.id, state: "due" }]);
    const left = await store.inOrganisation(ground.organisation, (tx) =>
      tx.$count(contactAttempts, and(eq(contactAttempts.organisation, ground.organisation))),
    );
    expect(left).toBe(0);
    const { items } = await ground.doNotCall.list(ground.organisation, { limit: 9, number: "0205556009" });
    expect(items).toHaveLength(1);
  });

  it("answers one question of a campaign only once, however often it was repeated in an outage", async () => {
    await add(...["0205557101", "0205557102", "0205557103", "0205557104"].map((number) => contact(number)));
    await ground.dialling.settled();
    const asked: (() => void)[] = [];
    let down = true;
    const flaky: Store = {
      ...store,
      inOrganisation: (organisation, work) => {
        asked.shift()?.();
        return down ? Promise.reject(new Error("no connection")) : store.inOrganisation(organisation, work);
      },
    };
    const tried = () => new Promise<void>((resolve) => asked.push(resolve));
    const { dialling } = ground.open(flaky);
    const ask = (count: number) => dialling.perform(ground.organisation, [{ type: "dialler.wanted", campaign, count }]);
    const answers = () =>
      ground.told.filter(({ input }) => input.type === "dialler.contacts" && input.campaign === campaign);
    const before = answers().length;
    const first = tried();
    ask(1);
    await first;
    ask(1);
    ask(2);
    await tried();
    down = false;
    const answering = tried();
    await answering;
    // While the answer is on its way.
    ask(1);
    await dialling.settled();
    expect(
      answers()
        .slice(before)
        .map(({ input }) => input.type === "dialler.contacts" && input.contacts.length),
    ).toEqual([2]);
    expect(dialling.waiting).toBe(0);
  });

  it("keeps what the database does not take, tries again, and loses nothing", async () => {
    await add(contact("0205557001"));
    const [one] = (await want(1)).contacts;
    let down = 2;
    const flaky: Store = {
      ...store,
      inOrganisation: (organisation, work) =>
        down-- > 0 ? Promise.reject(new Error("no connection")) : store.inOrganisation(organisation, work),
    };
    ground.log.length = 0;
    const { dialling } = ground.open(flaky);
    dialling.perform(ground.organisation, [attempted(one?.id ?? "", { outcome: "busy" })]);
    await dialling.settled();
    expect(await rows()).toMatchObject([{ state: "finished", outcome: "busy" }]);
    expect(ground.log.filter(({ text }) => text.includes("trying again"))).toHaveLength(2);
    expect(JSON.stringify(ground.log)).not.toContain("5557001");
  });
});
