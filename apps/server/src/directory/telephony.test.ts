import type { OutboundRules, PersonInput, QueueInput } from "@belfry/contracts";
import { premiumPrefix } from "@belfry/floor";
import fc from "fast-check";
import { type CountryCode, isSupportedCountry } from "libphonenumber-js";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { type DirectoryRoom, openDirectory } from "./open-directory.ts";

const options = { encryptionKey: "key", sessions: { idle: 1000, lifetime: 5000 }, now: 1 };
const person = (login: string, extension: string | null, roles: PersonInput["roles"] = ["agent"]): PersonInput => ({
  name: login,
  login,
  password: "a long password",
  roles,
  extension,
  locale: null,
  skills: [],
  active: true,
});
const goodbye = { kind: "announcement", prompt: "goodbye" } as const;
const queue = (name: string, callerId: string | null): QueueInput => ({
  name,
  language: "nl",
  priority: 50,
  ringSeconds: 20,
  wrapUpSeconds: 60,
  codeRequired: false,
  autoAnswer: false,
  maxWaiting: null,
  maxWaitSeconds: null,
  announceEverySeconds: null,
  callbackOffered: false,
  recording: "off",
  recordingAnnounced: false,
  hours: null,
  whenFull: goodbye,
  whenClosed: goodbye,
  whenWaitedTooLong: goodbye,
  skills: [],
  members: [],
  callCodes: [],
  callerId,
});

describe.each(testDatabases)("extensions and outgoing calls on $name", (database) => {
  let store: Store;
  let room: DirectoryRoom;
  let org: string;
  let count = 0;

  beforeAll(async () => {
    store = await database.open();
    room = await openDirectory(store, options);
  });
  afterAll(() => store.close());

  /** Each test has an organisation of its own, so that one test's people are not another's. */
  beforeEach(async () => {
    count += 1;
    const admin = { name: "Ada", login: "ada", password: "a long password" };
    const about = { slug: `org-${count}`, name: "Org", country: "NL", language: "nl", timeZone: "Europe/Amsterdam" };
    org = (await room.organisations.create({ ...about, language: "nl", admin }, { now: 1 })).id;
  });
  const add = (first: string, last: string) => room.extensions.add(org, { first, last });
  const listed = () =>
    room.extensions
      .list(org)
      .map(({ extension, inPool, owner, guest }) => [extension, inPool, owner?.name ?? null, guest?.name ?? null]);

  it("adds a range once, says what was there, and survives being read again", async () => {
    expect(await add("0098", "0102")).toEqual({ added: 5, present: 0 });
    expect(await add("0100", "0104")).toEqual({ added: 2, present: 3 });
    expect(await add("0098", "0104")).toEqual({ added: 0, present: 7 });
    expect((await openDirectory(store, options)).extensions.list(org).map(({ extension }) => extension)).toEqual([
      "0098",
      "0099",
      "0100",
      "0101",
      "0102",
      "0103",
      "0104",
    ]);
    for (let block = 1; block < 5; block += 1) await add(`${block}000`, `${block}999`);
    await expect(add("5000", "5999")).rejects.toMatchObject({ code: "too_many_items" });
  });

  it("gives a new agent the lowest free one, and refuses what is another's or not there in words", async () => {
    const before = await room.people.create(org, person("early", "77"));
    expect((await room.people.create(org, person("nobody", null))).extension).toBeNull();
    await add("3000", "3002");
    await room.people.create(org, person("bea", "3001"));
    expect((await room.people.create(org, person("cas", null))).extension).toBe("3000");
    expect((await room.people.create(org, person("dot", null, ["admin"]))).extension).toBeNull();
    await expect(room.people.create(org, person("eva", "3001"))).rejects.toMatchObject({ code: "extension_taken" });
    await expect(room.people.create(org, person("eva", "3003"))).rejects.toMatchObject({ code: "extension_unknown" });
    // Who had one before there was a pool keeps it.
    const { id, ...kept } = before;
    expect(await room.people.change(org, id, { ...kept, name: "later" })).toMatchObject({ extension: "77" });
    expect((await room.people.create(org, person("eva", null))).extension).toBe("3002");
    await expect(room.people.create(org, person("fred", null))).rejects.toMatchObject({ code: "no_free_extension" });
    expect(listed()).toEqual([
      ["77", false, "later", null],
      ["3000", true, "cas", null],
      ["3001", true, "bea", null],
      ["3002", true, "eva", null],
    ]);
    await expect(room.extensions.remove(org, { first: "3000", last: "3002" })).rejects.toMatchObject({
      code: "in_use",
    });
  });

  it("lets an agent sit at a free extension, whose number is theirs until they leave", async () => {
    const anna = await room.people.create(org, person("anna", "3000"));
    const bram = await room.people.create(org, person("bram", "3001"));
    await expect(room.seats.sitAt(org, anna.id, "3005")).rejects.toMatchObject({ code: "extension_unknown" });
    await add("3000", "3009");
    const moved: string[] = [];
    const end = room.seats.onMoved((_, who) => void moved.push(who));
    await room.seats.sitAt(org, anna.id, "3005");
    expect(room.directory.sipUserOfAgent(org, anna.id)).toBe(`3005-org-${count}`);
    expect(room.directory.agentOfSipUser(`3000-org-${count}`)).toBeNull();
    expect(room.directory.target(org, "3005")).toEqual({ kind: "agent", agent: anna.id });
    expect(room.directory.floorSettings(org)?.agents[anna.id]?.extension).toBe("3005");
    expect(room.people.list(org).find(({ id }) => id === anna.id)?.extension).toBe("3000");
    expect(listed()[5]).toEqual(["3005", true, null, "anna"]);
    for (const taken of ["3005", "3000"]) {
      await expect(room.seats.sitAt(org, bram.id, taken)).rejects.toMatchObject({
        code: "extension_taken",
        params: { extension: taken },
      });
    }
    await expect(room.people.create(org, person("cas", "3005"))).rejects.toMatchObject({ code: "extension_taken" });
    expect((await room.people.create(org, person("dot", null))).extension).toBe("3002");
    await expect(room.extensions.remove(org, { first: "3005", last: "3005" })).rejects.toMatchObject({
      code: "in_use",
    });
    await room.seats.sitAt(org, anna.id, "3000");
    await room.seats.leave(org, anna.id);
    expect(room.directory.sipUserOfAgent(org, anna.id)).toBe(`3000-org-${count}`);
    expect(moved).toEqual([anna.id, anna.id]);
    end();
    expect(await room.extensions.remove(org, { first: "3003", last: "3009" })).toEqual({ removed: 7 });
  });

  it("gives a seat back with the last session of who sits there", async () => {
    await add("3000", "3001");
    const anna = await room.people.create(org, person("anna", "3000"));
    const about = { organisation: org, person: anna.id, userAgent: "", address: "" };
    const [first, second] = [await room.sessions.start(about, 1), await room.sessions.start(about, 2)];
    await room.seats.sitAt(org, anna.id, "3001");
    await room.sessions.end(first.session);
    expect(room.directory.sipUserOfAgent(org, anna.id)).toBe(`3001-org-${count}`);
    await room.sessions.end(second.session);
    expect(room.directory.sipUserOfAgent(org, anna.id)).toBe(`3000-org-${count}`);
  });

  it("makes an agent of somebody without an own extension while they sit at one", async () => {
    const guest = await room.people.create(org, person("guest", null, ["agent"]));
    const boss = await room.people.create(org, person("boss", null, ["supervisor"]));
    await add("3000", "3000");
    expect(room.directory.floorSettings(org)?.agents[guest.id]).toBeUndefined();
    await expect(room.seats.sitAt(org, boss.id, "3000")).rejects.toMatchObject({ code: "not_an_agent" });
    await room.seats.sitAt(org, guest.id, "3000");
    expect(room.directory.floorSettings(org)?.agents[guest.id]?.extension).toBe("3000");
  });

  it("begins with calls inside the country, and keeps what an admin sets", async () => {
    const first = room.outbound.rules(org);
    expect(first).toMatchObject({ rules: [{ prefix: "+31", allow: true }], othersAllowed: false, agentPerHour: 60 });
    const says = (number: string, rules?: OutboundRules) => {
      const { because, code, ...rest } = room.outbound.check(org, { number, ...(rules ? { rules } : {}) });
      return [rest.number, because, code];
    };
    expect(says("020 123 45 67")).toEqual(["+31201234567", "rule", null]);
    expect(says("0900 1234567")).toEqual(["+319001234567", "premium", "premium_not_allowed"]);
    expect(says("+44 20 7946 0000")).toEqual(["+442079460000", "others", "number_not_allowed"]);
    expect(says("1-1-2")).toEqual(["112", "emergency", "emergency_not_allowed"]);
    expect(() => says("hello")).toThrow();
    const next = { ...first, rules: [], othersAllowed: true, emergencyAddress: "Dam 1, Amsterdam" };
    expect(says("112", next)).toEqual(["112", "emergency", null]);
    await room.outbound.change(org, next);
    expect(says("112")).toEqual(["112", "emergency", null]);
    expect((await openDirectory(store, options)).outbound.rules(org)).toEqual(next);
    expect(room.organisations.own(org)).not.toHaveProperty("outbound");
    const rule = { prefix: "+31", allow: true };
    await expect(room.outbound.change(org, { ...next, rules: [rule, rule] })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  it("dials for help before a colleague who has the same extension", async () => {
    await room.people.create(org, person("help", "112"));
    expect(room.directory.target(org, "112")).toEqual({ kind: "number", number: "112" });
    expect(room.directory.target(org, "113")).toBeNull();
  });

  it("lets a queue show a number of the organisation, which then stays", async () => {
    await expect(room.queues.create(org, queue("Sales", "+31201230009"))).rejects.toMatchObject({
      code: "unknown_reference",
    });
    const number = `+31205551${100 + count}`;
    const { id } = await room.numbers.create(org, { number, label: "", destination: goodbye, payer: null });
    const sales = await room.queues.create(org, queue("Sales", number));
    expect(room.directory.floorSettings(org)?.queues[sales.id]?.callerId).toBe(number);
    await expect(room.numbers.remove(org, id)).rejects.toMatchObject({ code: "in_use", params: { detail: "Sales" } });
    await room.queues.change(org, sales.id, queue("Sales", null));
    await room.numbers.remove(org, id);
  });
});

describe("the premium-rate ranges", () => {
  const countries = "AT BE BG CH CZ DE DK ES FR GB HU IT LU NL NO PL PT RO SE SI SK UA"
    .split(" ")
    .filter((country): country is CountryCode => isSupportedCountry(country));

  it("hold every number that the numbering plans call premium, and none that is somebody's telephone", () => {
    const national = fc.stringMatching(/^[0-9]{8,10}$/);
    let premium = 0;
    fc.assert(
      fc.property(fc.constantFrom(...countries), national, (country, digits) => {
        const parsed = parsePhoneNumberFromString(digits, { defaultCountry: country });
        if (!parsed?.isValid()) return;
        const type = parsed.getType();
        if (type === "PREMIUM_RATE") premium += 1;
        if (type === "PREMIUM_RATE") expect(premiumPrefix(parsed.number), parsed.number).not.toBeNull();
        if (type === "MOBILE" || type === "FIXED_LINE") expect(premiumPrefix(parsed.number), parsed.number).toBeNull();
      }),
      { numRuns: 20_000 },
    );
    expect(premium).toBeGreaterThan(20);
  });
});
