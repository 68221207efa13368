import type { PersonInput, QueueInput } from "@belfry/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { Attempts } from "./attempts.ts";
import { type DirectoryRoom, openDirectory } from "./open-directory.ts";
import { hashPassword, makePassword, passwordFits } from "./passwords.ts";
import { toE164 } from "./phone-numbers.ts";
import { type DemoSignIn, seedDemo, seedOperator } from "./seed-demo.ts";
import { networkOf } from "./sign-in.ts";
import { Turns } from "./turns.ts";
import { createVault } from "./vault.ts";

const options = { encryptionKey: "key", sessions: { idle: 1000, lifetime: 5000 }, now: 1, demoWallet: true };
const goodbye = { kind: "announcement", prompt: "goodbye" } as const;
const queueInput = (name: string): QueueInput => ({
  name,
  language: "nl",
  priority: 50,
  ringSeconds: 20,
  wrapUpSeconds: 60,
  codeRequired: false,
  autoAnswer: false,
  maxWaiting: null,
  maxWaitSeconds: 30,
  announceEverySeconds: null,
  callbackOffered: false,
  recording: "off",
  recordingAnnounced: false,
  hours: null,
  whenFull: goodbye,
  whenClosed: goodbye,
  whenWaitedTooLong: goodbye,
  skills: [{ skill: "French", level: 3 }],
  members: [],
  callCodes: [],
});
const personInput = (login: string, extension: string | null): PersonInput => ({
  name: login,
  login,
  password: "a long password",
  roles: ["agent"],
  extension,
  locale: null,
  skills: [{ skill: "French", level: 5 }],
  active: true,
});

describe.each(testDatabases)("the directory on $name", (database) => {
  let store: Store;
  let room: DirectoryRoom;
  let demo: string;
  let signIns: readonly DemoSignIn[];

  beforeAll(async () => {
    store = await database.open();
    room = await openDirectory(store, options);
    await seedOperator(room, 1);
    signIns = await seedDemo(room, 1, { wallet: true });
    demo = room.directory.organisationBySlug("demo")?.organisation.id ?? "";
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  it("seeds the demo once, with sign-ins that work", async () => {
    expect(signIns.map((one) => one.login)).toEqual(["anna", "bram", "chloe", "sam", "admin"]);
    expect(await seedDemo(room, 1)).toEqual([]);
    expect(await seedOperator(room, 1)).toBeNull();
    for (const { organisation, login, password } of signIns) {
      await room.signIn.signIn({ organisation, login, password }, { address: "a", userAgent: "u" }, 1);
    }
  });

  it("seeds a purpose for callers who prove who they are, at a number of its own", () => {
    const found = room.directory.publicPurpose("demo", "permits", null);
    expect(found?.number.number).toBe("+31201230003");
    const numbers = room.directory.floorSettings(demo)?.numbers;
    expect(numbers?.["+31201230003"]?.verification).toEqual({ codeLength: 8 });
    expect(numbers?.["+31201230001"]?.verification).toBeNull();
    // No other website may show it before an admin says so.
    expect(room.directory.publicPurpose("demo", "permits", "https://www.city.example")).toBeNull();
  });

  it("lets a whole office sign in from one address, and stops an address that guesses", async () => {
    const other = await openDirectory(store, options);
    const from = { address: "198.51.100.7", userAgent: "u" };
    for (const { organisation, login, password } of Array.from({ length: 70 }, () => signIns[0] ?? signIns[1]).filter(
      (one) => one !== undefined,
    )) {
      await other.signIn.signIn({ organisation, login, password }, from, 1);
    }
    const guess = (login: string, address: string) =>
      other.signIn.signIn({ organisation: "demo", login, password: "guess" }, { ...from, address }, 1);
    const codes: string[] = [];
    for (let index = 0; index < 62; index++) {
      codes.push(await guess(`guess${index}`, from.address).then(String, (error: { code: string }) => error.code));
    }
    expect(codes.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => "wrong_credentials"));
    expect(codes.slice(60)).toEqual(["too_many_attempts", "too_many_attempts"]);
    await expect(guess("guess", "198.51.100.8")).rejects.toMatchObject({ code: "wrong_credentials" });
  });

  it("lets nobody elsewhere keep a person out who has signed in from where they are, also after a restart", async () => {
    const anna = signIns.find(({ login }) => login === "anna");
    if (anna === undefined) throw new Error("There is no Anna.");
    const at = 10_000_000;
    const enter = (where: typeof room, address: string, password: string, now: number) =>
      where.signIn
        .signIn({ organisation: "demo", login: "Anna", password }, { address, userAgent: "u" }, now)
        .then(() => "in")
        .catch((error: { code: string }) => error.code);
    const attack = async (where: typeof room, now: number) => {
      const codes = [];
      // Each from a network of its own; of the last one all addresses are one.
      for (let index = 0; index < 20; index++) codes.push(await enter(where, `2001:db8:${index}::1`, "guess", now));
      expect(new Set(codes)).toEqual(new Set(["wrong_credentials"]));
      expect(await enter(where, "2001:db8:99::1", "guess", now)).toBe("too_many_attempts");
    };
    const before = await openDirectory(store, { ...options, now: at });
    expect(await enter(before, "192.0.2.1", anna.password, at)).toBe("in");
    await attack(before, at + 1);
    expect(await enter(before, "192.0.2.1", "mistyped", at + 2)).toBe("wrong_credentials");
    expect(await enter(before, "192.0.2.1", anna.password, at + 3)).toBe("in");
    // From a place that is new to us it takes a minute at most.
    expect(await enter(before, "192.0.2.77", anna.password, at + 4)).toBe("too_many_attempts");
    expect(await enter(before, "192.0.2.77", anna.password, at + 60_001)).toBe("in");

    const after = await openDirectory(store, { ...options, now: at });
    await attack(after, at + 5);
    expect(await enter(after, "192.0.2.1", anna.password, at + 6)).toBe("in");
  });

  it("keeps fifty sessions of a person, those used last", async () => {
    const { person, organisation } = (
      await room.sessions.start(
        { organisation: demo, person: room.people.list(demo)[0]?.id ?? "", userAgent: "u", address: "192.0.2.9" },
        1,
      )
    ).session;
    const about = { organisation, person, userAgent: "u", address: "192.0.2.9" };
    const started = [];
    for (let index = 0; index < 52; index++) started.push(await room.sessions.start(about, 100 + index));
    const kept = room.sessions.ofPerson(organisation, person).map(({ id }) => id);
    expect(kept).toHaveLength(50);
    expect(kept).not.toContain(started[0]?.session.id);
    expect(kept).toContain(started[51]?.session.id);
    await room.sessions.endOfPerson(organisation, person);
  });

  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["2001:0DB8:0:0:ffff::1", "2001:db8:0:0"],
    ["2001:db8:0:1::", "2001:db8:0:1"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
  ])("takes %s for a part of %s", (address, network) => expect(networkOf(address)).toBe(network));

  it("gives the floor all it needs of an organisation, and the same after a restart", async () => {
    const settings = room.directory.floorSettings(demo);
    expect(
      Object.values(settings?.agents ?? {})
        .map((agent) => agent.extension)
        .sort(),
    ).toEqual(["3001", "3002", "3003", "3010"]);
    const permits = Object.entries(settings?.queues ?? {}).find(([, queue]) => queue.name === "Permits");
    expect(permits?.[1]).toMatchObject({
      ringTimeout: 20_000,
      wrapUpTimeout: 60_000,
      announceEvery: 60_000,
      maxWait: 1_800_000,
    });
    expect(permits?.[1].members).toHaveLength(4);
    expect(settings?.numbers["+31201230001"]).toEqual({
      destination: { kind: "queue", queue: permits?.[0] },
      verification: null,
    });
    expect(
      Object.values(settings?.pauses ?? {})
        .map((pause) => pause.name)
        .sort(),
    ).toEqual(["Lunch", "Meeting", "Technical break"]);
    const again = await openDirectory(store, options);
    expect(again.directory.floorSettings(demo)).toEqual(settings);
    expect(again.directory.trunks()).toEqual(room.directory.trunks());
  });

  it("finds whose a number, a SIP user and a trunk are", () => {
    const { directory } = room;
    expect(directory.organisationOfNumber("+31201230001")).toBe(demo);
    expect(directory.organisationOfNumber("+31201230009")).toBeNull();
    const anna = room.people.list(demo).find((person) => person.login === "anna");
    expect(directory.agentOfSipUser("3001-demo")).toEqual({ organisation: demo, agent: anna?.id });
    expect(directory.sipUserOfAgent(demo, anna?.id ?? "")).toBe("3001-demo");
    expect(directory.agentOfSipUser("3001-operator")).toBeNull();
    expect(directory.trunks()).toMatchObject([{ organisation: demo, name: "Demo caller", addresses: ["127.0.0.1"] }]);
    expect(directory.outboundTrunk(demo)).toBeNull();
  });

  it("tells of every change, with the snapshot already new, and of nothing that failed", async () => {
    const heard: number[] = [];
    const end = room.directory.onChanged((id) => heard.push(room.directory.require(id).pauses.length));
    const { id } = await room.pauses.create(demo, { name: "Walk" });
    await expect(room.pauses.create(demo, { name: "walk" })).rejects.toMatchObject({ code: "conflict" });
    await room.pauses.remove(demo, id);
    end();
    await room.pauses.remove(demo, (await room.pauses.create(demo, { name: "Walk" })).id);
    expect(heard).toEqual([4, 3]);
  });

  it("keeps concurrent writes in order: the last snapshot holds them all", async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        room.callCodes.create(demo, { name: `Code ${index}`, noteRequired: false, callBack: false }),
      ),
    );
    expect(room.callCodes.list(demo).length).toBe(24);
    await Promise.all(made.map((code) => room.callCodes.remove(demo, code.id)));
    expect(room.callCodes.list(demo).length).toBe(4);
  });

  it("keeps a person that a number or a queue sends calls to, and lets members go with the person", async () => {
    const eve = await room.people.create(demo, personInput("eve", "3100"));
    const queue = await room.queues.create(demo, {
      ...queueInput("Direct"),
      members: [eve.id],
      whenClosed: { kind: "agent", person: eve.id },
    });
    expect(room.directory.floorSettings(demo)?.queues[queue.id]).toMatchObject({
      members: [eve.id],
      whenClosed: { kind: "agent", agent: eve.id },
      maxWait: 30_000,
      skills: { French: 3 },
    });
    await expect(room.people.remove(demo, eve.id)).rejects.toMatchObject({
      code: "in_use",
      params: { detail: "Direct" },
    });
    const { password: _, ...unchanged } = personInput("eve", null);
    await expect(room.people.change(demo, eve.id, unchanged)).rejects.toMatchObject({ code: "in_use" });
    await room.queues.change(demo, queue.id, { ...queueInput("Direct"), members: [eve.id] });
    await room.people.change(demo, eve.id, { ...unchanged, extension: "3100", active: false });
    expect(room.directory.floorSettings(demo)?.queues[queue.id]?.members).toEqual([]);
    expect(room.directory.agentOfSipUser("3100-demo")).toBeNull();
    await room.people.remove(demo, eve.id);
    expect(room.queues.list(demo).find((one) => one.id === queue.id)?.members).toEqual([]);
    await room.queues.remove(demo, queue.id);
  });

  it("remembers sessions over a restart, and forgets those that ended or ran out", async () => {
    const anna = room.people.list(demo).find((person) => person.login === "anna");
    const about = { organisation: demo, person: anna?.id ?? "", userAgent: "u", address: "a" };
    const [kept, ended, old] = [
      await room.sessions.start(about, 5000),
      await room.sessions.start(about, 5000),
      await room.sessions.start(about, 3000),
    ];
    const heard: string[] = [];
    const stop = room.sessions.onEnded((session) => heard.push(session.id));
    await room.sessions.end(ended.session);
    stop();
    expect(heard).toEqual([ended.session.id]);
    const again = await openDirectory(store, { ...options, now: 5500 });
    expect(again.sessions.find(kept.token, 5500)?.id).toBe(kept.session.id);
    expect(again.sessions.find(ended.token, 5500)).toBeNull();
    expect(again.sessions.find(old.token, 5500)).toBeNull();
    expect(again.sessions.find("guess", 5500)).toBeNull();
    const stored = await store.asOperator((tx) => tx.execute("select * from session"));
    expect(JSON.stringify(stored.rows)).not.toContain(kept.token);
  });
});

describe("telephone numbers", () => {
  it.each([
    ["020 123 0001", "NL", "+31201230001"],
    ["(020) 123-0001", "NL", "+31201230001"],
    ["+31 20 123 0001", "BE", "+31201230001"],
    ["0031 20 123 0001", "BE", "+31201230001"],
    ["02 555 12 12", "BE", "+3225551212"],
    ["06 12 34 56 78", "FR", "+33612345678"],
  ])("%s in %s is %s", (text, country, e164) => {
    expect(toE164(text, country)).toBe(e164);
  });

  it.each(["", "1", "hello", "0800-FLOWERS", "+", "+999999999999999999", "020 123 0001 ext. 5", "sip:a@b"])(
    "%s is none",
    (text) => {
      expect(toE164(text, "NL")).toBeNull();
    },
  );

  it("never throws, and a number that came out goes in again unchanged", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ()-]{0,20}$/)), (text) => {
        const number = toE164(text, "NL");
        if (number !== null) expect(toE164(number, "FR")).toBe(number);
      }),
    );
  });
});

describe("secrets at rest", () => {
  it("open with the same key in the same place only", () => {
    const vault = createVault("key one");
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), (secret, place, at) => {
        const sealed = vault.seal(secret, place);
        expect(vault.open(sealed, place)).toBe(secret);
        expect(() => vault.open(sealed, `${place}x`)).toThrow();
        expect(() => createVault("key two").open(sealed, place)).toThrow();
        const bytes = Buffer.from(sealed.slice(3), "base64url");
        const index = at % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
        expect(() => vault.open(`v1.${bytes.toString("base64url")}`, place)).toThrow();
      }),
    );
  });

  it("are sealed differently each time", () => {
    const vault = createVault("key");
    expect(vault.seal("a", "p")).not.toBe(vault.seal("a", "p"));
  });
});

describe("passwords", () => {
  it("are kept as argon2id and checked", async () => {
    const stored = await hashPassword("correct horse");
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordFits(stored, "correct horse")).toBe(true);
    expect(await passwordFits(stored, "correct horse ")).toBe(false);
    expect(await passwordFits(null, "correct horse")).toBe(false);
  });

  it("made here can be read aloud and are never the same", () => {
    const made = Array.from({ length: 50 }, makePassword);
    for (const password of made)
      expect(password).toMatch(/^[a-hjkmnp-z2-9]{4}-([a-hjkmnp-z2-9]{3}-){2}[a-hjkmnp-z2-9]{4}$/);
    expect(new Set(made).size).toBe(50);
  });
});

describe("turns", () => {
  it("let some run, the others wait in order behind what is urgent, and the rest go", async () => {
    const turns = new Turns(2, 3);
    const running: (() => void)[] = [];
    const started: number[] = [];
    const take = (index: number, urgent = false) =>
      turns.take(() => {
        started.push(index);
        return new Promise<number>((resolve) => running.push(() => resolve(index)));
      }, urgent);
    const [zero, one, two, three, four] = [0, 1, 2, 3, 4].map((index) => take(index));
    await expect(take(5)).rejects.toMatchObject({ code: "too_many_requests" });
    const six = take(6, true);
    expect(started).toEqual([0, 1]);
    for (const [index, work] of [zero, one, six, two, three, four].entries()) {
      running[index]?.();
      await work;
      // The one that waited longest begins once the place is handed over.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(started).toEqual([0, 1, 6, 2, 3, 4]);
    await expect(turns.take(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await turns.take(async () => "free again")).toBe("free again");
  });
});

describe("attempts", () => {
  it("are allowed up to the number, and again when the oldest leaves the window", () => {
    const attempts = new Attempts(3, 1000);
    for (const at of [0, 100, 200]) {
      expect(attempts.wait("a", at)).toBe(0);
      attempts.note("a", at);
    }
    expect(attempts.wait("a", 300)).toBe(700);
    expect(attempts.wait("b", 300)).toBe(0);
    expect(attempts.wait("a", 1000)).toBe(0);
    attempts.note("a", 1000);
    expect(attempts.wait("a", 1001)).toBe(99);
    attempts.forgive("a");
    expect(attempts.wait("a", 1001)).toBe(0);
  });
});
