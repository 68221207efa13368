import { randomUUID } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { API } from "@belfry/contracts";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Library } from "../recording/library.ts";
import { closeUnfinished, countUnknown, forgetRecordings } from "../recording/retention.ts";
import { sealChunk } from "../recording/seal.ts";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { type Caller, openTestDoor, RECORDING_SECRET, type TestDoor } from "./testing/test-door.ts";

const DAY = 24 * 3_600_000;
const SOUND = Buffer.from("0123456789".repeat(100));

describe.each(testDatabases)("recordings on $name", (database) => {
  let store: Store;
  let door: TestDoor;
  let library: Library;
  let demo: string;
  let other: string;
  let anna: string;
  let bram: string;
  let as: Readonly<Record<"anna" | "bram" | "supervisor" | "admin" | "stranger", Caller>>;

  beforeAll(async () => {
    store = await database.open();
    door = await openTestDoor(store, {}, pino({ level: "silent" }));
    library = new Library(store, join(door.parts.folder, "calls"), RECORDING_SECRET);
    const { organisations, directory } = door.parts.room;
    const found = organisations.list().find(({ slug }) => slug === "demo");
    if (found === undefined) throw new Error("no demo");
    demo = found.id;
    const idOf = (wanted: string) => directory.snapshot(demo)?.people.find(({ login }) => login === wanted)?.id ?? "";
    [anna, bram] = [idOf("anna"), idOf("bram")];
    const made = await organisations.create(
      {
        slug: "other",
        name: "Other",
        country: "NL",
        language: "nl",
        timeZone: "Europe/Amsterdam",
        admin: { name: "Stranger", login: "stranger", password: "a long password" },
      },
      { now: door.parts.clock.now },
    );
    other = made.id;
    as = {
      anna: await door.as("anna"),
      bram: await door.as("bram"),
      supervisor: await door.as("sam"),
      admin: await door.as("admin"),
      stranger: door.caller(await door.cookieOf("stranger", "other", "a long password")),
    };
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
  });

  /** A recorded call in which Anna served the caller, and asked Bram for advice. */
  async function recorded({ at = door.parts.clock.now, ended = true } = {}): Promise<string> {
    const call = randomUUID();
    const { key, head, path } = await library.add(demo, call, randomUUID(), null, at);
    await mkdir(dirname(path), { recursive: true });
    const chunks = [SOUND.subarray(0, 400), SOUND.subarray(400)].map((part, number) => sealChunk(key, number, part));
    await writeFile(path, Buffer.concat([head, ...chunks]));
    if (ended) await library.end(demo, call, { duration: 1000, octets: SOUND.length }, at + 1000);
    const leg = { call, leg: `${call}.1`, role: "agent", party: anna, cause: null } as const;
    const asked = { ...leg, leg: `${call}.2`, party: bram };
    door.parts.history.record(demo, [
      { type: "journal.callStarted", call, at, direction: "inbound", caller: null, dialled: null },
      { type: "journal.leg", at, phase: "started", ...leg },
      { type: "journal.leg", at: at + 1, phase: "answered", ...leg },
      { type: "journal.event", call, at: at + 1, what: "answered", detail: { agent: anna } },
      { type: "journal.leg", at: at + 2, phase: "started", ...asked },
      { type: "journal.leg", at: at + 3, phase: "answered", ...asked },
      { type: "journal.event", call, at: at + 3, what: "consultAnswered", detail: { target: "Bram" } },
    ]);
    await door.parts.history.settled();
    return call;
  }
  const audio = (call: string) => `${API.recordings}/${call}/audio`;
  const link = (call: string) => `/records/mediatel-record?calltraceID=${call}`;
  const files = () => readdir(join(library.folder, demo)).catch(() => []);

  it("are given to supervisors, admins and the agent of the call, by both addresses", async () => {
    const call = await recorded();
    for (const caller of [as.anna, as.supervisor, as.admin])
      for (const path of [audio(call), link(call)]) {
        const answer = await caller("GET", path);
        expect([answer.status, answer.headers.get("content-type"), answer.body]).toEqual([
          200,
          "audio/ogg; codecs=opus",
          SOUND.toString(),
        ]);
      }
    const about = await as.anna("GET", `${API.recordings}/${call}`);
    expect(about.body).toMatchObject({ call, duration: 1000 });
    const saved = await as.anna("GET", `${link(call)}&download=1`);
    expect(saved.headers.get("content-disposition")).toBe(`attachment; filename="${call}.ogg"`);
    expect(saved.headers.get("cache-control")).toContain("no-store");
  });

  it("do not exist for anybody else: an agent who was asked for advice, another organisation; and need a sign-in", async () => {
    const call = await recorded();
    for (const caller of [as.bram, as.stranger])
      for (const path of [audio(call), link(call), `${API.recordings}/${call}`]) {
        const answer = await caller("GET", path);
        expect([answer.status, answer.body.error.code]).toEqual([404, "not_found"]);
      }
    for (const path of [audio(call), link(call)]) expect((await door.caller(null)("GET", path)).status).toBe(401);
    expect(await library.listenings(demo, call)).toEqual([]);
    expect((await as.admin("GET", link(randomUUID()))).status).toBe(404);
    for (const query of ["", "?calltraceID=%00"])
      expect((await as.admin("GET", `/records/mediatel-record${query}`)).status).toBe(400);
  });

  it("are given from anywhere within", async () => {
    const call = await recorded();
    const part = await as.admin("GET", audio(call), undefined, { range: "bytes=395-404" });
    expect([part.status, part.headers.get("content-range"), part.body]).toEqual([
      206,
      "bytes 395-404/1000",
      "5678901234",
    ]);
    const beyond = await as.admin("GET", audio(call), undefined, { range: "bytes=1000-" });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */1000"]);
  });

  it("tell an admin who listened, once for all requests of a player, and what was downloaded", async () => {
    const call = await recorded();
    await as.anna("GET", audio(call));
    await as.anna("GET", audio(call), undefined, { range: "bytes=5-" });
    await as.supervisor("GET", `${audio(call)}?download=1`);
    const log = await as.admin("GET", `${API.recordings}/${call}/listenings`);
    expect(log.body).toHaveLength(2);
    expect(log.body).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ person: anna, name: "Anna de Vries", download: false }),
        expect.objectContaining({ download: true }),
      ]),
    );
    expect((await as.supervisor("GET", `${API.recordings}/${call}/listenings`)).status).toBe(403);
    expect((await as.stranger("GET", `${API.recordings}/${call}/listenings`)).body).toEqual([]);
    door.parts.clock.now += 3_600_000;
    await as.anna("GET", audio(call));
    expect(await library.listenings(demo, call)).toHaveLength(3);
  });

  it("that were cut short or changed are refused in words", async () => {
    const call = await recorded();
    await library.end(demo, call, { duration: 1000, octets: SOUND.length + 1 }, door.parts.clock.now);
    const answer = await as.admin("GET", audio(call));
    expect([answer.status, answer.body.error.code]).toEqual([500, "recording_damaged"]);
  });

  it("that a crash left open are settled at the next start, and can be heard", async () => {
    const call = await recorded({ ended: false });
    expect(await closeUnfinished(library)).toBe(1);
    expect(await closeUnfinished(library)).toBe(0);
    expect((await library.find(demo, call))?.endedAt).not.toBeNull();
    expect((await as.admin("GET", audio(call))).body).toBe(SOUND.toString());
  });

  it("are deleted when their days are over, with their files; also by a process that knows of nothing yet", async () => {
    const { now } = door.parts.clock;
    const kept = { id: demo, recordingDays: 30, retentionDays: 90 };
    const [old, young] = [await recorded({ at: now - 31 * DAY }), await recorded({ at: now - 29 * DAY })];
    await as.admin("GET", audio(old));
    const before = (await files()).length;
    const another = new Library(store, library.folder, RECORDING_SECRET);
    expect(await forgetRecordings(another, [kept, { ...kept, id: other }], now)).toBe(1);
    expect(await library.find(demo, old)).toBeNull();
    expect(await library.find(demo, young)).not.toBeNull();
    expect(await files()).toHaveLength(before - 1);
    expect((await as.admin("GET", audio(old))).status).toBe(404);
    // Who listened is still known.
    expect(await library.listenings(demo, old)).toHaveLength(1);
    // No recording outlives the history of its call.
    await forgetRecordings(another, [{ ...kept, retentionDays: 20 }], now);
    expect(await library.find(demo, young)).toBeNull();
  });

  it("that this database does not know are counted and left alone; those of a removed organisation go", async () => {
    const call = await recorded();
    const gone = randomUUID();
    await writeFile(join(library.folder, demo, `${randomUUID()}.sealed`), "of another database");
    await mkdir(join(library.folder, gone));
    await writeFile(join(library.folder, gone, `${randomUUID()}.sealed`), "of another database");
    const known = { id: demo, recordingDays: 30, retentionDays: 90 };
    expect(await countUnknown(library, [known])).toBe(2);
    const before = await files();
    // As after a start with an empty database: nobody is known at all.
    expect(await forgetRecordings(library, [], door.parts.clock.now)).toBe(0);
    expect(await files()).toEqual(before);
    expect((await as.admin("GET", audio(call))).status).toBe(200);
    await library.removeAllOf(gone);
    expect(await countUnknown(library, [known])).toBe(1);
  });
});
