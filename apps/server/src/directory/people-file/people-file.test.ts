import type { Person, PersonColumns } from "@belfry/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findColumn, type Places } from "../../csv/columns.ts";
import { openRows } from "../../csv/read-rows.ts";
import { firstRules } from "../first-rules.ts";
import type { OrganisationSnapshot } from "../snapshot.ts";
import { planPeople } from "./plan.ts";
import { type FileRow, readRow } from "./read-row.ts";
import { readSkills, writeSkills } from "./skills.ts";
import { HEADINGS } from "./words.ts";
import { writePeople } from "./write-file.ts";

const person = (login: string, change: Partial<Person> = {}): Person => ({
  id: `id-${login}`,
  name: `Person ${login}`,
  login,
  roles: ["agent"],
  extension: null,
  locale: null,
  skills: [],
  active: true,
  ...change,
});
const ADMIN = person("admin", { roles: ["admin"] });

function snapshot(people: readonly Person[], extensions: readonly string[] = []): OrganisationSnapshot {
  return {
    version: 1,
    organisation: {
      id: "org",
      slug: "city",
      name: "City",
      country: "NL",
      language: "nl",
      otherLanguages: [],
      timeZone: "Europe/Amsterdam",
      retentionDays: 90,
      recordingDays: 30,
      supervisionTold: "always",
      demo: false,
    },
    people,
    queues: [],
    numbers: [],
    pauses: [],
    callCodes: [],
    campaigns: [],
    trunks: [],
    identityProviders: [],
    purposes: [],
    verifiedCalling: { origins: [], codeLength: 8, forgetAfterMinutes: 60, forgetCallers: "none" },
    extensions,
    outbound: firstRules("NL"),
  };
}

async function rowsOf(text: string): Promise<FileRow[]> {
  const once = (async function* () {
    yield text;
  })();
  const { rows } = await openRows(once);
  const headings = (await rows.next()).value?.cells ?? [];
  const place = (field: keyof PersonColumns) => findColumn(headings, undefined, HEADINGS[field]);
  const places: Places<keyof PersonColumns> = {
    login: place("login"),
    name: place("name"),
    extension: place("extension"),
    roles: place("roles"),
    skills: place("skills"),
    locale: place("locale"),
    active: place("active"),
    password: place("password"),
  };
  const found: FileRow[] = [];
  for await (const row of rows) found.push(readRow(row, places));
  return found;
}

async function plan(
  text: string,
  people: readonly Person[] = [ADMIN],
  options: { pool?: string[]; seats?: [string, string][]; missing?: "keep" | "deactivate" } = {},
) {
  const where = { before: snapshot(people, options.pool), seats: new Map(options.seats), asker: ADMIN.id };
  return planPeople(await rowsOf(text), where, options.missing ?? "keep");
}

const problems = async (text: string, people?: readonly Person[], options = {}) =>
  (await plan(text, people, options)).rows.flatMap((row) =>
    row.what === "wrong" ? [`${row.line} ${row.problem}`] : [],
  );

describe("a file of people", () => {
  it("adds with roles, skills and language in whatever of our languages they are named", async () => {
    const { added, wrong } = await plan(
      [
        "Gebruikersnaam;Naam;Toestelnummer;Rollen;Vaardigheden;Taal;Wachtwoord",
        "anna;Anna de Vries;3001;medewerker, supervisor;Frans:8; Vergunningen;Nederlands;",
        'bram;"Jansen; Bram";;;"Frans:8; Vergunningen";uk;a long password',
      ].join("\r\n"),
    );
    // An unquoted semicolon is the next cell: the first row's skills end there, and its language is none.
    expect(wrong).toBe(1);
    expect(added.map((one) => [one.person, one.row.password])).toEqual([
      [
        {
          login: "bram",
          name: "Jansen; Bram",
          extension: null,
          roles: ["agent"],
          skills: [
            { skill: "Frans", level: 8 },
            { skill: "Vergunningen", level: 5 },
          ],
          locale: "uk",
          active: true,
        },
        "a long password",
      ],
    ]);
  });

  it("changes what a cell says and leaves what an empty one does not, by user names in any case", async () => {
    const anna = person("anna", { extension: "3001", skills: [{ skill: "French", level: 3 }], active: false });
    const { changed, unchanged, added } = await plan("login,name,extension,skills\nANNA,Anna B,,\nadmin,,,\n", [
      ADMIN,
      anna,
    ]);
    expect(changed.map(({ after }) => after)).toEqual([{ ...anna, name: "Anna B", active: true }]);
    expect([unchanged, added]).toEqual([1, []]);
  });

  it("tells each wrong row by its line and its reason", async () => {
    const file = [
      "login,name,extension,roles,skills,locale,active,password",
      ",Nobody,,,,,,",
      "a,,,,,,,",
      `${"b".repeat(101)},B,,,,,,`,
      "c,C,12a,,,,,",
      "d,D,,boss,,,,",
      "e,E,,operator,,,,",
      "f,F,,,French:11,,,",
      "g,G,,,,klingon,,",
      "h,H,,,,,perhaps,",
      "i,I,,,,,,short",
      '"j","two\nlines",,,,,,',
      "J,again,,,,,,",
      "k,K,3001,,,,,",
      "l,L,3001,,,,,",
      "admin,,,agent,,,,",
    ].join("\n");
    expect(await problems(file)).toEqual([
      "2 noLogin",
      "3 noName",
      "4 tooLong",
      "5 invalidExtension",
      "6 unknownRole",
      "7 roleNotAllowed",
      "8 invalidSkill",
      "9 unknownLanguage",
      "10 unknownYesNo",
      "11 passwordLength",
      "14 loginTwice",
      "15 extensionTaken",
      "16 extensionTaken",
      "17 yourself",
    ]);
  });

  it("lets two exchange their extensions, and nobody take one that stays with its owner", async () => {
    const [anna, bram] = [person("anna", { extension: "3001" }), person("bram", { extension: "3002" })];
    const swap = await plan("login,extension\nanna,3002\nbram,3001\n", [ADMIN, anna, bram]);
    expect(swap.changed.map(({ after }) => after.extension)).toEqual(["3002", "3001"]);
    // Bram's row is wrong, so he stays at 3002, which Anna cannot have then.
    expect(await problems("login,extension,locale\nanna,3002,\nbram,3001,xx\n", [ADMIN, anna, bram])).toEqual([
      "2 extensionTaken",
      "3 unknownLanguage",
    ]);
    expect(await problems("login,extension\nanna,3009\n", [ADMIN, anna], { seats: [["id-bram", "3009"]] })).toEqual([
      "2 extensionTaken",
    ]);
  });

  it("gives new agents free extensions of the pool, and none beside it", async () => {
    const anna = person("anna", { extension: "3000" });
    const pool = ["3000", "3001", "3002"];
    const { added } = await plan("login,name,extension\nb,B,\nc,C,3001\n", [ADMIN, anna], { pool });
    expect(added.map((one) => one.person.extension)).toEqual(["3002", "3001"]);
    expect(await problems("login,name,extension\nb,B,\nc,C,\nd,D,\ne,E,4000\n", [ADMIN, anna], { pool })).toEqual([
      "4 noFreeExtension",
      "5 extensionUnknown",
    ]);
    expect(await problems("login,name,roles\nb,B,supervisor\nc,C,agent\nd,D,agent\n", [ADMIN, anna], { pool })).toEqual(
      [],
    );
  });

  it("deactivates the others only when that is asked for, and never who asks", async () => {
    const people = [ADMIN, person("anna"), person("bram"), person("gone", { active: false })];
    expect((await plan("login\nANNA\n", people)).leaving).toEqual([]);
    const { leaving } = await plan("login\nANNA\n", people, { missing: "deactivate" });
    expect(leaving.map(({ login }) => login)).toEqual(["bram"]);
    // A row that is wrong names its person all the same.
    const wrong = await plan("login,locale\nanna,xx\nbram,\n", people, { missing: "deactivate" });
    expect([wrong.wrong, wrong.leaving]).toEqual([1, []]);
    expect(await problems("login,active\nadmin,no\n", people)).toEqual(["2 yourself"]);
  });

  it("has the same digest for the same plan alone", async () => {
    const people = [ADMIN, person("anna")];
    const digest = async (text: string, now = people) => (await plan(text, now, { missing: "deactivate" })).digest;
    const first = await digest("login,name\nanna,A\n");
    expect(await digest("login,name\nanna,A\n")).toBe(first);
    expect(await digest("login,name\nanna,B\n")).not.toBe(first);
    expect(await digest("login,name\nanna,A\n", [...people, person("new")])).not.toBe(first);
  });
});

const word = fc.string({ minLength: 1, maxLength: 40 }).map((text) => text.replace(/[\p{Cc}\p{Cs}]/gu, "").trim());
const text = word.filter((one) => one !== "" && one === one.trim());
const somebody: fc.Arbitrary<Person> = fc.record({
  id: fc.uuid(),
  name: text,
  login: text,
  roles: fc.subarray(["agent", "supervisor", "admin"] as const, { minLength: 1 }).map((roles) => [...roles]),
  extension: fc.option(fc.stringMatching(/^[0-9]{4}$/)),
  locale: fc.option(fc.constantFrom("en", "nl", "fr", "uk")),
  skills: fc.uniqueArray(fc.record({ skill: text, level: fc.integer({ min: 1, max: 10 }) }), {
    selector: ({ skill }) => skill,
    maxLength: 4,
  }),
  active: fc.boolean(),
});

describe("the people of an organisation as a file", () => {
  it("are unchanged when it is read again, whatever they are called", async () => {
    const everybody = fc
      .uniqueArray(somebody, { selector: ({ login }) => login.toLowerCase(), minLength: 1, maxLength: 8 })
      .map((people) => {
        const seen = new Set<string | null>();
        return people.map((one) => {
          const extension = seen.has(one.extension) ? null : one.extension;
          seen.add(extension);
          return { ...one, extension };
        });
      });
    await fc.assert(
      fc.asyncProperty(everybody, async (people) => {
        const again = await plan(writePeople(people), [ADMIN, ...people], { missing: "deactivate" });
        expect(again).toMatchObject({ rows: [], leaving: [], unchanged: people.length });
      }),
    );
  });

  it("hold no cell that a spreadsheet would run", () => {
    const file = writePeople([person("=cmd|'/c calc'!A1", { name: "+1", skills: [{ skill: "@x", level: 1 }] })]);
    expect(file).toBe(
      "\uFEFFlogin,name,extension,roles,skills,language,active\r\n'=cmd|'/c calc'!A1,'+1,,agent,'@x:1,,yes\r\n",
    );
  });

  it("write skills as they are read", () => {
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 5 }), (names) => {
        const skills = names.map((skill, at) => ({ skill, level: (at % 10) + 1 }));
        expect(readSkills(writeSkills(skills))).toEqual(skills);
      }),
    );
    expect(readSkills("French:0")).toBeNull();
    expect(readSkills("French; French:2")).toBeNull();
  });
});
