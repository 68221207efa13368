import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { organisations } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { KeptAttributes } from "./forgetting/kept-attributes.ts";
import { VisitKeys } from "./forgetting/keys.ts";
import { alongside, openVisits, type VisitsRoom } from "./open-visits.ts";
import type { CheckResult, PublicPurpose } from "./ports.ts";
import { HandProvider, HandProviders } from "./testing/hand-provider.ts";
import { MOST_OF_ORGANISATION } from "./visits.ts";

const NUMBER = "+31201230001";
const HOUR = 3_600_000;
const [city, village] = [randomUUID(), randomUUID()];
const ids = { provider: randomUUID(), purpose: randomUUID() };
const about: PublicPurpose = {
  organisation: {
    ...{ id: city, slug: "city", name: "City", country: "NL", language: "nl", otherLanguages: [] },
    ...{ timeZone: "Europe/Amsterdam", retentionDays: 90, recordingDays: 30, supervisionTold: "always" },
  },
  purpose: {
    ...{ id: ids.purpose, name: "permits", title: { en: "Permits" }, explanation: {}, languages: ["en"] },
    ...{ number: randomUUID(), attributes: [{ tag: "fullName", shown: true }], providers: [ids.provider] },
    ...{ hours: null, links: [], callFromPage: true, active: true },
  },
  number: { id: randomUUID(), number: NUMBER, label: "", destination: { kind: "queue", queue: "q" }, payer: null },
  settings: { origins: [], codeLength: 8, forgetAfterMinutes: 60, forgetCallers: "none" },
};

describe.each(testDatabases)("a room of visits that is killed at any step, on $name", (database) => {
  let store: Store;
  let folder: string;
  let wallet: HandProvider;
  let room: VisitsRoom;
  let attributes: KeptAttributes;
  const clock = { now: 1_790_000_000_000 };
  const now = () => clock.now;
  const told: CheckResult[] = [];
  const providers = new HandProviders();

  beforeAll(async () => {
    store = await database.open();
    await store.asOperator((tx) =>
      tx.insert(organisations).values(
        [city, village].map((id) => ({
          ...{ id, slug: id, name: "City", country: "NL", language: "nl" as const, timeZone: "Europe/Amsterdam" },
          createdAt: 0,
        })),
      ),
    );
    folder = await mkdtemp(join(tmpdir(), "belfry-visits-"));
  });
  beforeEach(async () => {
    wallet = new HandProvider();
    providers.add(ids.provider, wallet);
    await start();
  });
  afterEach(async () => {
    await room.close();
    told.splice(0);
  });
  afterAll(async () => {
    await store.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    const log = pino({ level: "silent" });
    attributes = new KeptAttributes({
      ...{ store, now, keys: await VisitKeys.open(folder), alongside: alongside(now) },
      elapsed: () => performance.now(),
    });
    await attributes.recover();
    room = openVisits({
      ...{ store, attributes, providers, now, log, encryptionKey: "a key for tests", origin: "http://belfry.test" },
      directory: {
        publicPurpose: (slug, purpose) => {
          const organisation = { ...about.organisation, id: slug === "city" ? city : village };
          return purpose === "permits" ? { ...about, organisation } : null;
        },
        snapshot: (id) =>
          id !== city && id !== village
            ? null
            : {
                ...{ organisation: about.organisation, purposes: [about.purpose], numbers: [about.number] },
                verifiedCalling: about.settings,
              },
        national: (number) => number,
        offer: () => {
          throw new Error("nobody asks");
        },
      },
      floor: { visitCall: () => null, forgotten: () => {}, checked: (_, __, ___, result) => told.push(result) },
      vault: { seal: (secret) => secret, open: (sealed) => sealed },
      watch: { begun: () => {}, settled: () => {}, checked: () => {} },
    });
    await room.recover();
  }
  /** The process is gone; what it had not written is lost. */
  async function killed(meanwhile: () => void | Promise<void> = () => {}): Promise<void> {
    await room.close();
    await meanwhile();
    await start();
  }
  const begin = async (device: "phone" | "desktop" = "phone") => {
    const request = { organisation: "city", purpose: "permits", language: "en" as const, provider: null, device };
    const { token } = await room.visits.begin(request, null, "192.0.2.1");
    return { token, code: /,(\d+)$/.exec(wallet.latest.request.returnUrl ?? "")?.[1] ?? "" };
  };
  const state = async (token: string) => (await room.visits.view(token)).state;
  const inState = (token: string, wanted: string) => expect.poll(() => state(token)).toBe(wanted);
  const type = (code: string, call: string = randomUUID()) => {
    room.checking.perform(city, { call, dialled: NUMBER, caller: null, code, attempt: 1 });
  };
  const results = (count: number) => expect.poll(() => told.length).toBe(count);

  it("goes on with the disclosure, whether the wallet waited for it or not", async () => {
    const { token, code } = await begin();
    await killed();
    wallet.move("connected");
    expect(await state(token)).toBe("disclosing");
    await killed(() => wallet.move("done"));
    await inState(token, "disclosed");
    type(code);
    await results(1);
    expect(told[0]?.kind).toBe("verified");
  });

  it("asks nobody twice for what was kept already", async () => {
    const { token } = await begin();
    await killed(async () => {
      const [key] = await store
        .asOperator((tx) => tx.execute<{ id: string }>(`select id from visit where state = 'disclosing'`))
        .then(({ rows }) => rows);
      const times = { learnedAt: now(), until: now() + HOUR };
      await attributes.keep(city, key?.id ?? "", [], times);
      wallet.move("done");
    });
    await inState(token, "disclosed");
    expect(wallet.fetched).toBe(0);
  });

  it("keeps a visit paired, and one that is to be paired", async () => {
    const { token } = await begin("desktop");
    wallet.move("pairing");
    await inState(token, "pairing");
    await killed();
    expect(await state(token)).toBe("pairing");
    expect((await room.visits.pair(token, "4711")).state).toBe("disclosing");
    await killed(() => wallet.move("done"));
    await inState(token, "disclosed");
    const before = await room.visits.view(token);
    await killed();
    // The very same code: it is made of the token, and was written nowhere.
    expect(await room.visits.view(token)).toEqual(before);
  });

  it("ends a visit whose call died with the process; its code is dead", async () => {
    const { token, code } = await begin();
    wallet.move("done");
    await inState(token, "disclosed");
    type(code);
    await results(1);
    await killed();
    expect(await state(token)).toBe("ended");
    type(code);
    await results(2);
    expect(told[1]?.kind).toBe("wrong");
  });

  it("erases what ran out while nobody looked", async () => {
    const late = await begin();
    const known = await begin();
    wallet.move("done");
    await inState(known.token, "disclosed");
    await killed(() => {
      clock.now += HOUR;
    });
    expect(await room.visits.view(late.token)).toEqual({ state: "failed", why: "timedOut" });
    expect(await room.visits.view(known.token)).toMatchObject({ state: "forgotten" });
    type(known.code);
    await results(1);
    expect(told[0]?.kind).toBe("wrong");
  });

  it("binds a code to one call, when it comes in two at once", async () => {
    const { token, code } = await begin();
    wallet.move("done");
    await inState(token, "disclosed");
    for (let n = 0; n < 5; n += 1) type(code);
    await results(5);
    expect(told.map(({ kind }) => kind).sort()).toEqual(["verified", "wrong", "wrong", "wrong", "wrong"]);
  });

  it("ends with its call, and no other", async () => {
    const { token, code } = await begin();
    wallet.move("done");
    await inState(token, "disclosed");
    const call = randomUUID();
    type(code, call);
    await results(1);
    room.callEnded(city, randomUUID());
    room.callEnded(city, call);
    await inState(token, "ended");
  });

  it("binds nobody whom the floor has given up", async () => {
    const { token, code } = await begin();
    wallet.move("done");
    await inState(token, "disclosed");
    type(code);
    // The database takes its time.
    clock.now += 5_000;
    await results(1);
    expect(told[0]?.kind).toBe("wrong");
    expect(await state(token)).toBe("disclosed");
  });

  it("times out every visit that is late, also beside one that cannot be unsealed", async () => {
    const broken = await begin();
    await store.asOperator((tx) =>
      tx.execute(`update visit set reference = 'not sealed by us' where state = 'disclosing'`),
    );
    const whole = await begin();
    clock.now += 600_000;
    await room.sweep();
    for (const { token } of [broken, whole])
      expect(await room.visits.view(token)).toEqual({ state: "failed", why: "timedOut" });
  });

  it("lets a flood of visits at one organisation neither grow nor keep others out", async () => {
    const request = { purpose: "permits", language: "en" as const, provider: null, device: "phone" as const };
    const start = (organisation: string, from: number) =>
      room.visits.begin({ ...request, organisation }, null, `192.0.2.${from}`);
    let begun = 0;
    for (let n = 0; n < MOST_OF_ORGANISATION + 10; n += 1)
      await start("city", n).then(
        () => {
          begun += 1;
        },
        (error: unknown) => expect(error).toMatchObject({ code: "too_many_visits" }),
      );
    expect(begun).toBe(MOST_OF_ORGANISATION);
    const sessions = wallet.sessions.length;
    await expect(start("city", 999)).rejects.toMatchObject({ code: "too_many_visits" });
    expect(wallet.sessions.length).toBe(sessions);
    await start("village", 1);
    // Each has its time, and then there is room again.
    clock.now += 600_000;
    await room.sweep();
    await start("city", 1);
    expect(room.visits.following.count()).toBe(1);
  });
});
