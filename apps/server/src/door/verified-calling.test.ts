import { type ButtonCode, buttonCode, type Purpose, verifiedCallingSettings } from "@belfry/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { type Caller, openTestDoor, type TestDoor } from "./testing/test-door.ts";

const PATH = "/call-button/1.2.3-abc/belfry-call.js";

describe.each(testDatabases)("purposes and the settings of verified calling on $name", (database) => {
  let store: Store;
  let door: TestDoor;
  let admin: Caller;
  let number: string;
  let provider: string;

  beforeAll(async () => {
    store = await database.open();
    const current = { version: "1.2.3-abc", path: PATH, integrity: "sha384-abc+/=" };
    door = await openTestDoor(store, { publicOrigin: "https://belfry.example" }, undefined, [], { current });
    admin = await door.as("admin");
    number = (await admin("GET", "/api/v1/numbers")).body[0].id;
    const yivi = {
      kind: "irma",
      name: "Yivi",
      url: "https://irma.example.org",
      authentication: "none",
      mapping: { fullName: ["pbdf.gemeente.personalData.fullname"], bsn: ["pbdf.gemeente.personalData.bsn"] },
    };
    provider = (await admin("POST", "/api/v1/identity-providers", yivi)).body.id;
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
  });

  const input = (name: string, more: object = {}) => ({
    name,
    title: { en: "Call about your permit" },
    explanation: {},
    languages: ["en", "nl"],
    number,
    attributes: [{ tag: "fullName" }, { tag: "bsn", shown: false }],
    providers: [provider],
    ...more,
  });
  const add = async (name: string, more: object = {}) => {
    const answer = await admin("POST", "/api/v1/purposes", input(name, more));
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ name })]);
    return answer.body as Purpose;
  };
  const own = async () => (await admin("GET", "/api/v1/session")).body.organisation.id as string;

  it("are kept with all that was set, and found by name at once", async () => {
    const made = await add("permits", {
      links: [{ label: "Case", template: "https://case.example/{bsn}?n={fullName}" }],
    });
    expect(made).toMatchObject({
      attributes: [
        { tag: "fullName", shown: true },
        { tag: "bsn", shown: false },
      ],
      active: true,
      hours: null,
    });
    const changed = await admin("PUT", `/api/v1/purposes/${made.id}`, { ...input("parking"), callFromPage: false });
    expect(changed.body).toMatchObject({ id: made.id, name: "parking", callFromPage: false, links: [] });
    expect((await admin("GET", "/api/v1/purposes")).body).toContainEqual(changed.body);
    const { directory } = door.parts.room;
    expect(directory.publicPurpose("demo", "permits", null)).toBeNull();
    expect(directory.publicPurpose("demo", "parking", null)?.purpose).toEqual(changed.body);
    expect((await admin("DELETE", `/api/v1/purposes/${made.id}`)).status).toBe(204);
    expect(directory.publicPurpose("demo", "parking", null)).toBeNull();
  });

  it("are refused with the reason", async () => {
    const { id } = await add("twice");
    const always = { timeZone: "Europe/Amsterdam", weekly: [], holidays: [] };
    const link = (template: string) => ({ links: [{ label: "Case", template }] });
    const stranger = "00000000-0000-4000-8000-000000000000";
    const attempts: [object, string, RegExp][] = [
      [input("twice"), "conflict", /name of the purpose/],
      [input("Permits"), "invalid_request", /./],
      [input("a", { number: stranger }), "unknown_reference", /number/],
      [input("a", { providers: [stranger] }), "unknown_reference", /identity provider/],
      [input("a", { providers: [] }), "invalid_request", /./],
      [input("a", { attributes: [{ tag: "city" }] }), "invalid_request", /Yivi is not set up to tell city/],
      [input("a", { title: { en: " " } }), "invalid_request", /title is missing/],
      [input("a", { attributes: [{ tag: "bsn" }, { tag: "bsn", shown: false }] }), "invalid_request", /bsn.*twice/],
      [input("a", { attributes: [{ tag: "shoeSize" }] }), "invalid_request", /./],
      [input("a", link("https://case.example/{email}")), "invalid_request", /\{email\} is not asked/],
      [input("a", link("https://{bsn}.example/")), "invalid_request", /./],
      [input("a", link("javascript:alert(1)//{bsn}")), "invalid_request", /./],
      [input("a", { hours: { ...always, timeZone: "Mars/Olympus" } }), "invalid_request", /time zone/],
      [input("a", { hours: { ...always, weekly: [{ day: 1, from: 600, to: 600 }] } }), "invalid_request", /end before/],
    ];
    for (const [body, code, words] of attempts) {
      const answer = await admin("POST", "/api/v1/purposes", body);
      expect(answer.body.error?.code).toBe(code);
      expect(JSON.stringify(answer.body)).toMatch(words);
    }
    expect((await admin("GET", "/api/v1/purposes")).body.map((one: Purpose) => one.name)).toEqual(["twice"]);
    await admin("DELETE", `/api/v1/purposes/${id}`);
  });

  it("keep their number and their provider, and say who pays", async () => {
    const { id } = await add("kept");
    const used = await admin("DELETE", `/api/v1/numbers/${number}`);
    expect([used.status, used.body.error.code]).toEqual([409, "in_use"]);
    expect(used.body.error.params.detail).toContain("kept");
    const proven = await admin("DELETE", `/api/v1/identity-providers/${provider}`);
    expect([proven.status, proven.body.error.code, proven.body.error.params.detail]).toEqual([409, "in_use", "kept"]);
    const { id: _, ...about } = (await admin("GET", "/api/v1/numbers")).body.find((one: Purpose) => one.id === number);
    expect(about.payer).toBe("caller");
    const changed = await admin("PUT", `/api/v1/numbers/${number}`, { ...about, payer: "organisation" });
    expect(changed.body.payer).toBe("organisation");
    expect((await admin("PUT", `/api/v1/numbers/${number}`, { ...about, payer: "nobody" })).status).toBe(400);
    await admin("PUT", `/api/v1/numbers/${number}`, about);
    await admin("DELETE", `/api/v1/purposes/${id}`);
  });

  it("have callers of their number asked for a code as long as was set, while one is active", async () => {
    const verification = async () =>
      Object.values(door.parts.room.directory.floorSettings(await own())?.numbers ?? {}).map((one) => one.verification);
    expect(await verification()).toEqual([null, null]);
    const { id, ...about } = await add("asked");
    expect(await verification()).toEqual([{ codeLength: 8 }, null]);
    const { body } = await admin("GET", "/api/v1/verified-calling");
    await admin("PUT", "/api/v1/verified-calling", { ...body, codeLength: 6 });
    expect(await verification()).toEqual([{ codeLength: 6 }, null]);
    await admin("PUT", `/api/v1/purposes/${id}`, { ...about, active: false });
    expect(await verification()).toEqual([null, null]);
    await admin("DELETE", `/api/v1/purposes/${id}`);
  });

  it("are shown to websites that are allowed, and are nowhere for all others alike", async () => {
    const { id, ...about } = await add("shown");
    const settings = (await admin("GET", "/api/v1/verified-calling")).body;
    const origins = ["https://www.city.example", "https://www.city.example:443", "http://localhost:8080"];
    const put = await admin("PUT", "/api/v1/verified-calling", { ...settings, origins });
    expect(put.body.origins).toEqual(["https://www.city.example", "http://localhost:8080"]);
    const { directory } = door.parts.room;
    const found = (organisation: string, name: string, origin: string | null) =>
      directory.publicPurpose(organisation, name, origin)?.purpose.id ?? null;
    expect(found("demo", "shown", "https://www.city.example")).toBe(id);
    expect(found("demo", "shown", null)).toBe(id);
    const strangers = [
      "https://city.example",
      "http://www.city.example",
      "https://www.city.example:8443",
      "https://www.city.example.evil.example",
      "null",
      "",
    ];
    for (const origin of strangers) expect([origin, found("demo", "shown", origin)]).toEqual([origin, null]);
    expect(found("other", "shown", "https://www.city.example")).toBeNull();
    expect(found("demo", "shown/", null)).toBeNull();
    await admin("PUT", `/api/v1/purposes/${id}`, { ...about, active: false });
    expect(found("demo", "shown", "https://www.city.example")).toBeNull();
    await admin("DELETE", `/api/v1/purposes/${id}`);
  });

  it("take settings that make sense alone", async () => {
    const settings = verifiedCallingSettings.parse((await admin("GET", "/api/v1/verified-calling")).body);
    const wrong = [
      ...["https://city.example/path", "city.example", "https://*.city.example", "https://City.example", "null"].map(
        (origin) => ({ origins: [origin] }),
      ),
      { forgetAfterMinutes: 61 },
      { forgetAfterMinutes: 0 },
      { codeLength: 4 },
      { forgetCallers: "some" },
    ];
    for (const one of wrong) {
      const { status } = await admin("PUT", "/api/v1/verified-calling", { ...settings, ...one });
      expect([one, status]).toEqual([one, 400]);
    }
    expect((await admin("GET", "/api/v1/verified-calling")).body).toEqual(settings);
  });

  it("come with what a website pastes, in its language", async () => {
    const { id } = await add("pasted");
    const code = async (query: string) =>
      buttonCode.parse((await admin("GET", `/api/v1/purposes/${id}/button${query}`)).body) satisfies ButtonCode;
    const english = await code("");
    expect(english.html).toBe(
      [
        `<script type="module" crossorigin="anonymous" src="https://belfry.example${PATH}" integrity="sha384-abc+/="></script>`,
        '<belfry-call organisation="demo" purpose="pasted" language="en">',
        '  <p>Call <a href="tel:+31201230001">020 123 0001</a> (at your usual call rate)</p>',
        "</belfry-call>",
      ].join("\n"),
    );
    expect(english.script).toEqual({ url: `https://belfry.example${PATH}`, integrity: "sha384-abc+/=" });
    expect(english.policy.find(({ directive }) => directive === "connect-src")?.sources).toEqual([
      "https://belfry.example",
      "wss://belfry.example",
    ]);
    const texts = ["en", "nl", "fr", "uk"].map(async (language) => (await code(`?language=${language}`)).html);
    expect(new Set(await Promise.all(texts)).size).toBe(4);
    expect((await admin("GET", `/api/v1/purposes/${id}/button?language=de`)).status).toBe(400);
    await admin("DELETE", `/api/v1/purposes/${id}`);
    expect((await admin("GET", `/api/v1/purposes/${id}/button`)).status).toBe(404);
  });
});
