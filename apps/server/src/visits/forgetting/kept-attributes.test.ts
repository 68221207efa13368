import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkReceipts, type VerifiedAttribute } from "@belfry/contracts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { organisations, visitAttributes } from "../../store/schema.ts";
import { openStore, type Store } from "../../store/store.ts";
import { testDatabases } from "../../store/testing/databases.ts";
import type { Alongside } from "./attributes.ts";
import { type Disk, realDisk } from "./disk.ts";
import { KeptAttributes } from "./kept-attributes.ts";
import { VisitKeys } from "./keys.ts";
import { Receipts } from "./receipts.ts";
import { Stopped, Stopping, sha256 } from "./testing/stopping.ts";

const MINUTE = 60_000;
const START = 1_790_000_000_000;
const SECRET = "Zwanehilde-de-Ongeziene";

describe.each(testDatabases)("what visitors disclosed, on $name", (database) => {
  let store: Store;
  let folder: string;
  let now = START;
  let elapsed = 0;
  let [organisation, other] = ["", ""];
  const world = { now: () => now, elapsed: () => elapsed };

  beforeAll(async () => {
    store = await database.open();
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });
  beforeEach(async () => {
    now = START;
    elapsed = 0;
    folder = await mkdtemp(join(tmpdir(), "belfry-keys-"));
    [organisation, other] = [randomUUID(), randomUUID()];
    await store.asOperator((tx) =>
      tx.insert(organisations).values(
        [organisation, other].map((id) => ({
          id,
          slug: id.slice(0, 30),
          name: "x",
          country: "NL",
          language: "nl" as const,
          timeZone: "Europe/Amsterdam",
          createdAt: 1,
        })),
      ),
    );
    return () => rm(folder, { recursive: true, force: true });
  });

  const pass = (milliseconds: number) => {
    now += milliseconds;
    elapsed += milliseconds;
  };
  const open = async (alongside: Alongside = async () => null, at = store, disk?: Disk) =>
    new KeptAttributes({ store: at, keys: await VisitKeys.open(join(folder, "keys"), disk), ...world, alongside });
  const known = (value = SECRET): VerifiedAttribute[] => [
    {
      tag: "fullName",
      value,
      source: "Municipality",
      sourceAttribute: "pbdf.gemeente.personalData.fullname",
      demo: false,
      verifiedAt: START,
    },
  ];
  const times = (minutes = 60) => ({ learnedAt: START, until: START + minutes * MINUTE });
  const keyFiles = async () => (await readdir(join(folder, "keys"))).filter((name) => name.endsWith(".key"));
  const rows = () => store.inOrganisation(organisation, (tx) => tx.select().from(visitAttributes));
  const receipts = async (of = organisation) => {
    let file = "";
    for await (const part of new Receipts(store).file(of)) file += part;
    return file;
  };
  const count = async () => {
    const check = await checked();
    if (!check.whole) throw new Error(`the chain is broken: ${check.flaw.kind}`);
    return check.count;
  };
  const checked = async (of = organisation) => checkReceipts(await receipts(of), sha256);

  it("reads until the last millisecond of the hour, and from the very next one on no more, whoever has swept or not", async () => {
    const attributes = await open();
    const visit = randomUUID();
    await attributes.keep(organisation, visit, known(), times());
    pass(60 * MINUTE - 1);
    expect(await attributes.read(organisation, visit)).toEqual({ attributes: known(), ...times() });
    pass(1);
    expect(await attributes.read(organisation, visit)).toBeNull();
    // Nothing was erased yet; a second later nothing is left but the proof.
    expect(await rows()).toHaveLength(1);
    pass(1_000);
    expect(await attributes.sweep()).toBe(1);
    expect([await rows(), await keyFiles()]).toEqual([[], []]);
    const [receipt] = (await new Receipts(store).page(organisation, { limit: 10 })).items;
    expect(receipt).toMatchObject({
      number: 1,
      kinds: [{ kind: "attributes", tags: ["fullName"] }],
      learnedAt: START,
      dueAt: START + 60 * MINUTE,
      erasedAt: now,
      why: "time",
    });
    expect(await attributes.sweep()).toBe(0);
  });

  it("is forgotten sooner where the organisation says so, and never later than after an hour, whatever it says", async () => {
    const attributes = await open();
    const [soon, late] = [randomUUID(), randomUUID()];
    await attributes.keep(organisation, soon, known(), times(5));
    await attributes.keep(organisation, late, known(), times(600));
    pass(5 * MINUTE);
    expect(await attributes.read(organisation, soon)).toBeNull();
    expect(await attributes.read(organisation, late)).not.toBeNull();
    pass(55 * MINUTE);
    expect(await attributes.read(organisation, late)).toBeNull();
    const longer = store.asOperator((tx) => tx.execute(sql`update visit_attributes set forget_at = forget_at + 1`));
    await expect(longer).rejects.toThrow();
  });

  it("cannot be made to last longer by setting the clock back", async () => {
    const attributes = await open();
    const visit = randomUUID();
    await attributes.keep(organisation, visit, known(), times());
    now -= 120 * MINUTE;
    pass(60 * MINUTE);
    expect(await attributes.read(organisation, visit)).toBeNull();
    expect(await attributes.sweep()).toBe(1);
  });

  it("is erased at the start where the clock was set back while no server ran", async () => {
    const before = await open();
    const visits = [randomUUID(), randomUUID()];
    for (const visit of visits) await before.keep(organisation, visit, known(), times());
    now -= 10 * 60 * MINUTE;
    elapsed = 0;
    const after = await open();
    expect(await after.recover()).toBeGreaterThanOrEqual(2);
    for (const visit of visits) expect(await after.read(organisation, visit)).toBeNull();
    expect(await keyFiles()).toEqual([]);
    const { items } = await new Receipts(store).page(organisation, { limit: 10 });
    expect(items.map(({ why }) => why)).toEqual(["clockSetBack", "clockSetBack"]);
  });

  it("destroys every key that is due, also where one of them cannot be written over", async () => {
    let stuck = "";
    const disk: Disk = {
      ...realDisk,
      overwrite: (path, octets) =>
        stuck !== "" && path.includes(stuck) ? Promise.reject(new Error("EIO")) : realDisk.overwrite(path, octets),
    };
    const attributes = await open(undefined, store, disk);
    const [first, second] = [randomUUID(), randomUUID()];
    for (const visit of [first, second]) await attributes.keep(organisation, visit, known(), times());
    stuck = first;
    pass(60 * MINUTE);
    await expect(attributes.sweep()).rejects.toThrow("not erased");
    expect((await keyFiles()).filter((name) => name.includes(second))).toEqual([]);
    expect(await attributes.read(organisation, first)).toBeNull();
    stuck = "";
    expect(await attributes.sweep()).toBe(1);
    expect(await keyFiles()).toEqual([]);
  });

  it("opens neither in another organisation nor with another time, nor under another visit's key", async () => {
    const attributes = await open();
    const [one, two] = [randomUUID(), randomUUID()];
    await attributes.keep(organisation, one, known(), times());
    await attributes.keep(organisation, two, known("somebody else"), times());
    expect(await attributes.read(other, one)).toBeNull();
    const set = (change: ReturnType<typeof sql>) => store.asOperator((tx) => tx.execute(change));
    await set(sql`update visit_attributes set forget_at = forget_at - 1 where visit_id = ${one}`);
    expect(await attributes.read(organisation, one)).toBeNull();
    await set(sql`update visit_attributes set forget_at = forget_at + 1 where visit_id = ${one}`);
    expect(await attributes.read(organisation, one)).not.toBeNull();
    await set(sql`update visit_attributes set sealed = (select sealed from visit_attributes where visit_id = ${two})
      where visit_id = ${one}`);
    expect(await attributes.read(organisation, one)).toBeNull();
  });

  it("is kept once, and survives that somebody tries again", async () => {
    const attributes = await open();
    const visit = randomUUID();
    await attributes.keep(organisation, visit, known(), times());
    await expect(attributes.keep(organisation, visit, known("other"), times())).rejects.toThrow();
    expect((await attributes.read(organisation, visit))?.attributes).toEqual(known());
  });

  it("erases at once when the visitor asks, with what is kept of the visit elsewhere, and tells of it", async () => {
    const [visit, without] = [randomUUID(), randomUUID()];
    const attributes = await open(async (_tx, _organisation, which) => ({
      kinds: which === visit ? [{ kind: "code" }, { kind: "providerReference" }] : [{ kind: "providerReference" }],
      learnedAt: START,
      until: START + 10 * MINUTE,
    }));
    const told: string[] = [];
    attributes.onForgotten((_, which, receipt) => told.push(`${which} ${receipt}`));
    await attributes.keep(organisation, visit, known(), times());
    const [first, again] = await Promise.all([
      attributes.forget(organisation, visit, "asked"),
      attributes.forget(organisation, without, "unfinished"),
    ]);
    expect(told.sort()).toEqual([`${visit} ${first}`, `${without} ${again}`].sort());
    const { items } = await new Receipts(store).page(organisation, { limit: 10 });
    expect(items.find(({ id }) => id === first)).toMatchObject({
      why: "asked",
      dueAt: START + 60 * MINUTE,
      kinds: [{ kind: "attributes" }, { kind: "code" }, { kind: "providerReference" }],
    });
    expect(items.find(({ id }) => id === again)).toMatchObject({ why: "unfinished", dueAt: START + 10 * MINUTE });
  });

  it("has nothing to do, and no receipt, for a visit of which nothing was kept", async () => {
    const attributes = await open();
    expect(await attributes.forget(organisation, randomUUID(), "asked")).toBeNull();
    expect(await checked()).toMatchObject({ whole: true, count: 0 });
  });

  it("chains the receipts of each organisation by itself, however many are erased at once", async () => {
    const attributes = await open();
    const visits = Array.from({ length: 12 }, () => randomUUID());
    for (const visit of visits) {
      await attributes.keep(organisation, visit, known(), times());
      await attributes.keep(other, visit, known(), times());
    }
    await Promise.all(
      visits.flatMap((visit) => [organisation, other].map((of) => attributes.forget(of, visit, "asked"))),
    );
    expect(await checked()).toMatchObject({ whole: true, count: 12 });
    expect(await checked(other)).toMatchObject({ whole: true, count: 12 });
    const page = await new Receipts(store).page(organisation, { limit: 5 });
    expect(page.items.map(({ number }) => number)).toEqual([12, 11, 10, 9, 8]);
    expect(page.head).toEqual({ number: 12, hash: page.items[0]?.hash });
    const rest = await new Receipts(store).page(organisation, { limit: 50, cursor: page.next ?? "" });
    expect(rest.items.map(({ number }) => number)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(rest.next).toBeNull();
    expect(await receipts()).not.toContain(SECRET);
    const forged = store.inOrganisation(organisation, (tx) =>
      tx.execute(sql`update erasure_receipt set why = 'asked'`),
    );
    await expect(forged).rejects.toThrow();
  });

  it("destroys keys in time also while the database does not answer, and writes the receipts when it does again", async () => {
    let away = false;
    const real = store;
    const shaky: Store = {
      ...real,
      asOperator: (work) => (away ? Promise.reject(new Error("away")) : real.asOperator(work)),
      inOrganisation: (id, work) => (away ? Promise.reject(new Error("away")) : real.inOrganisation(id, work)),
    };
    const before = await open(undefined, shaky);
    const [old, fresh] = [randomUUID(), randomUUID()];
    await before.keep(organisation, old, known(), times());
    const after = await open(undefined, shaky);
    await after.recover();
    await after.keep(organisation, fresh, known(), times());
    away = true;
    pass(60 * MINUTE);
    await expect(after.sweep()).rejects.toThrow("away");
    expect(await keyFiles()).toEqual([]);
    away = false;
    expect(await after.sweep()).toBe(2);
    const { items } = await new Receipts(store).page(organisation, { limit: 10 });
    expect(items.map(({ why }) => why)).toEqual(["time", "time"]);
  });

  it("destroys the keys of an organisation that is removed, at once or at the next start, and leaves others' alone", async () => {
    const attributes = await open();
    const [theirs, others] = [randomUUID(), randomUUID()];
    await attributes.keep(organisation, theirs, known(), times());
    await attributes.keep(other, others, known(), times());
    const remove = (id: string) => store.asOperator((tx) => tx.execute(sql`delete from organisation where id = ${id}`));
    await remove(organisation);
    await attributes.removeAllOf(organisation);
    expect(await keyFiles()).toEqual([`${other}_${others}.key`]);
    expect(await attributes.read(other, others)).not.toBeNull();
    await remove(other);
    await (await open()).recover();
    expect(await keyFiles()).toEqual([]);
  });

  it("finds at the start what became due while no server ran, and rows whose keys a restored backup lacks", async () => {
    const before = await open();
    const [due, lost, alive] = [randomUUID(), randomUUID(), randomUUID()];
    await before.keep(organisation, due, known(), times(5));
    await before.keep(organisation, lost, known(), times());
    await before.keep(organisation, alive, known(), times());
    await rm(join(folder, "keys", `${organisation}_${lost}.key`));
    pass(30 * MINUTE);
    const after = await open();
    expect(await after.recover()).toBe(2);
    expect(await after.read(organisation, alive)).not.toBeNull();
    expect(await keyFiles()).toEqual([`${organisation}_${alive}.key`]);
    const { items } = await new Receipts(store).page(organisation, { limit: 10 });
    expect(items.map(({ why }) => why)).toEqual(["keyLost", "time"]);
  });

  it("leaves nothing readable and loses no receipt, wherever a crash comes", async () => {
    const alongside: Alongside = async () => ({ kinds: [{ kind: "code" }], learnedAt: START, until: START + MINUTE });
    const places: string[] = [];
    for (let at = 1; ; at++) {
      now = START;
      const stopping = new Stopping(at);
      const visit = randomUUID();
      const life = async () => {
        const process = await open(alongside, stopping.store(store), stopping.disk);
        await process.keep(organisation, visit, known(), times());
        await process.forget(organisation, visit, "asked");
      };
      const before = await count();
      await life().catch((error: unknown) => {
        if (!(error instanceof Stopped)) throw error;
      });
      const wasKept = (await rows()).length + (await count()) - before;
      pass(1);
      const after = await open(alongside);
      await after.recover();
      if ((await after.read(organisation, visit)) !== null) {
        // The erasing had not begun: nothing is lost, and its time comes as ever.
        expect(await keyFiles(), stopping.where).toHaveLength(1);
        pass(60 * MINUTE);
        expect(await after.read(organisation, visit), stopping.where).toBeNull();
        expect(await after.sweep(), stopping.where).toBe(1);
      }
      expect([await keyFiles(), await rows()], stopping.where).toEqual([[], []]);
      expect((await count()) - before, stopping.where).toBe(wasKept);
      if (!stopping.stopped) break;
      places.push(stopping.where);
    }
    // From the folder of the keys to the receipt.
    expect(places.length).toBeGreaterThan(18);
    expect(new Set(places).size).toBe(11);
  });
});

it("nothing that was disclosed is ever in any file, and after the erasing no key either", async () => {
  const folder = await mkdtemp(join(tmpdir(), "belfry-data-"));
  try {
    const store = await openStore({ dir: join(folder, "db") });
    const id = randomUUID();
    const about = { name: "x", country: "NL", language: "nl" as const, timeZone: "Europe/Amsterdam", createdAt: 1 };
    await store.asOperator((tx) => tx.insert(organisations).values({ id, slug: "x", ...about }));
    const keys = await VisitKeys.open(join(folder, "visit-keys"));
    const clock = { now: () => START, elapsed: () => 0 };
    const attributes = new KeptAttributes({ store, keys, ...clock, alongside: async () => null });
    const visit = randomUUID();
    const about2 = { source: "s", sourceAttribute: "a", demo: false, verifiedAt: START };
    await attributes.keep(id, visit, [{ tag: "fullName", value: SECRET, ...about2 }], {
      learnedAt: START,
      until: START + MINUTE,
    });
    const key = await keys.read(id, visit);
    if (key === null) throw new Error("there is a key");
    const inFiles = async (octets: Buffer) => {
      const found: string[] = [];
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && (await readFile(join(entry.parentPath, entry.name))).includes(octets))
          found.push(entry.name);
      }
      return found;
    };
    // That it finds what is there: the name of the kind is in the database's files.
    expect(await inFiles(Buffer.from("fullName"))).not.toEqual([]);
    expect(await inFiles(Buffer.from(SECRET))).toEqual([]);
    expect(await inFiles(key)).toEqual([`${id}_${visit}.key`]);
    await attributes.forget(id, visit, "asked");
    expect(await inFiles(key)).toEqual([]);
    await store.close();
    expect(await inFiles(Buffer.from(SECRET))).toEqual([]);
    expect(await inFiles(key)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("makes keys for its own eyes only, in a folder that backups leave out, and refuses names that lead elsewhere", async () => {
  const folder = await mkdtemp(join(tmpdir(), "belfry-keys-"));
  try {
    const path = join(folder, "keys");
    const keys = await VisitKeys.open(path);
    const [organisation, visit] = [randomUUID(), randomUUID()];
    await keys.create(organisation, visit);
    await writeFile(join(path, "notes.txt"), "of the operator");
    await mkdir(join(path, "more"));
    expect(await keys.list()).toEqual([{ organisation, visit }]);
    expect((await readdir(path)).sort()).toContain("CACHEDIR.TAG");
    await expect(keys.create(organisation, "../../etc/passwd")).rejects.toThrow("not the id of a visit");
    await VisitKeys.open(path);
    await keys.destroy(organisation, visit);
    await keys.destroy(organisation, visit);
    expect(await keys.list()).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
