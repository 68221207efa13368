import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type OrganisationMade, organisationInput } from "@belfry/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "./run.ts";

const MADE: OrganisationMade = {
  id: "8d7a1f3e-52f4-4f7e-9d8c-0a51f6a0c001",
  slug: "city",
  name: "City of Example",
  country: "NL",
  language: "nl",
  otherLanguages: ["en"],
  timeZone: "Europe/Amsterdam",
  retentionDays: 90,
  recordingDays: 30,
  supervisionTold: "always",
  numbers: [
    { number: "+318001234567", label: "", payer: "organisation" },
    { number: "+31201230001", label: "Permits", payer: "caller" },
  ],
  admins: ["admin"],
  agents: 0,
  next: ["trunk", "agents"],
  origin: "https://phone.example.org",
  button: { purpose: "general", html: "<belfry-call>\n</belfry-call>", ready: false },
  password: "abcd-efg-hjk-mnpq",
};
const ADD = ["org", "add", "city", "--name", "City of Example", "--country", "nl", "--languages", "nl,en"];
const WHO = ["--admin", "Ada de Boer"];

let folder: string;
let server: Server | null = null;
const asked: { line: string; body: string }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "belfry-command-"));
  await mkdir(join(folder, "run"));
  asked.length = 0;
});
afterEach(async () => {
  server?.close();
  server = null;
  await rm(folder, { recursive: true });
});

/** What Belfry would answer, by method and path. */
async function belfry(answers: Readonly<Record<string, readonly [status: number, body: unknown]>>): Promise<void> {
  server = createServer(async (request, response) => {
    const line = `${request.method} ${request.url}`;
    asked.push({ line, body: await text(request) });
    const [status, body] = answers[line] ?? [500, null];
    response.writeHead(status).end(body === null ? undefined : JSON.stringify(body));
  });
  server.listen({ path: join(folder, "run", "command.sock") });
  await once(server, "listening");
}

async function said(args: readonly string[], { piped = "", typed = null as string | null } = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const exit = await run(args, {
    env: { BELFRY_DATA_DIR: folder },
    configFile: () => null,
    say: (words) => void out.push(words),
    complain: (words) => void err.push(words),
    piped: async () => piped,
    ask: typed === null ? null : async () => typed,
  });
  return { exit, out: out.join("\n"), err: err.join("\n") };
}

describe("belfry org add", () => {
  it("sends what was said, and tells sign-in, payers, next steps and the made password", async () => {
    await belfry({ "POST /api/v1/organisations": [201, MADE] });
    const numbers = ["--free-number", "0800 123 4567", "--number", "020 123 0001=Permits"];
    const { exit, out, err } = await said([...ADD, ...WHO, ...numbers]);
    expect([exit, err]).toEqual([0, ""]);
    expect(organisationInput.parse(JSON.parse(asked[0]?.body ?? ""))).toEqual({
      slug: "city",
      name: "City of Example",
      country: "NL",
      language: "nl",
      otherLanguages: ["en"],
      timeZone: "Europe/Amsterdam",
      admin: { name: "Ada de Boer", login: "admin" },
      numbers: [
        { number: "0800 123 4567", label: "", payer: "organisation" },
        { number: "020 123 0001", label: "Permits", payer: "caller" },
      ],
    });
    for (const told of [
      "https://phone.example.org/#organisation=city",
      "organisation city",
      "abcd-efg-hjk-mnpq",
      "1. Set up the trunk",
    ]) {
      expect(out).toContain(told);
    }
    expect(out).toContain("until there is a purpose named “general”:\n  <belfry-call>\n  </belfry-call>");
    expect(out).toContain("+31201230001 (Permits; the caller pays)");
  });

  it("takes a password by the pipe alone and does not repeat it", async () => {
    await belfry({ "POST /api/v1/organisations": [201, { ...MADE, password: null }] });
    const { exit, out } = await said([...ADD, ...WHO, "--password-stdin"], { piped: "a long password\nmore\n" });
    expect(exit).toBe(0);
    expect(JSON.parse(asked[0]?.body ?? "").admin.password).toBe("a long password");
    expect(out).not.toContain("password");
    expect((await said([...ADD, ...WHO, "--password-stdin"])).err).toContain("nothing was piped in");
    expect((await said([...ADD, ...WHO, "--password", "secret"])).exit).toBe(2);
  });

  it("answers programs in JSON", async () => {
    await belfry({ "POST /api/v1/organisations": [201, MADE] });
    expect(JSON.parse((await said([...ADD, ...WHO, "--json"])).out)).toEqual(MADE);
  });

  it("says what is wrong, and asks nothing of Belfry then", async () => {
    await belfry({});
    for (const [args, words] of [
      [["org", "add"], "Say which organisation"],
      [["org", "add", "city"], "--name, --country, --languages, --admin"],
      [["org", "add", "city", "of", "x"], "one word too many"],
      [[...ADD], "--admin"],
      [["org", "add", "City!", ...ADD.slice(3), ...WHO], "Lower-case letters"],
      [[...ADD, ...WHO, "--languages", "nl,xx"], "“xx” is none of en, nl, fr, uk"],
      [[...ADD, ...WHO, "--country", "US"], "--time-zone"],
      [[...ADD, ...WHO, "--country", "!"], "not the code of a country"],
      [[...ADD, ...WHO, "--numbers", "1"], "--help"],
      [["org", "make"], "add, list, show or remove"],
      [["orgs"], "no command “orgs”"],
    ] as const) {
      const { exit, err, out } = await said(args);
      expect([args.join(" "), exit, out]).toEqual([args.join(" "), 2, ""]);
      expect(err).toContain(words);
    }
    expect((await said([...ADD, ...WHO, "--password-stdin"], { piped: "short" })).err).toContain("10 to 200");
    expect(asked).toEqual([]);
  });

  it("passes on what Belfry refuses, in its own sentence", async () => {
    const error = { code: "conflict", message: "This is taken already: the short name", params: {}, fields: [] };
    await belfry({ "POST /api/v1/organisations": [409, { error }] });
    expect(await said([...ADD, ...WHO])).toEqual({ exit: 1, out: "", err: "This is taken already: the short name" });
  });
});

describe("belfry org list, show and remove", () => {
  const { password: _, ...about } = MADE;
  const answers = {
    "GET /api/v1/organisations": [200, [about]],
    [`GET /api/v1/organisations/${MADE.id}`]: [200, about],
    [`DELETE /api/v1/organisations/${MADE.id}`]: [204, null],
  } as const;

  it("list and show them by their short names", async () => {
    await belfry(answers);
    expect((await said(["org", "list"])).out.split("\n")).toEqual([
      "SHORT NAME  NAME             COUNTRY  LANGUAGES  TIME ZONE",
      "city        City of Example  NL       nl,en      Europe/Amsterdam",
    ]);
    expect((await said(["org", "show", "city"])).out).toContain("2. Add the agents");
    expect(await said(["org", "show", "town"])).toMatchObject({ exit: 1, out: "" });
  });

  it("remove one only when that is sure", async () => {
    await belfry(answers);
    const removed = () => asked.some(({ line }) => line.startsWith("DELETE"));
    expect(await said(["org", "remove", "city"])).toMatchObject({ exit: 2 });
    expect(await said(["org", "remove", "city"], { typed: "yes" })).toMatchObject({ exit: 1 });
    expect(removed()).toBe(false);
    expect(await said(["org", "remove", "city"], { typed: "city" })).toMatchObject({ exit: 0 });
    expect(removed()).toBe(true);
    expect(await said(["org", "remove", "city", "--yes"])).toMatchObject({
      exit: 0,
      out: "City of Example is removed.",
    });
  });
});

describe("belfry without a Belfry", () => {
  it("says that none runs with this data folder, and how to go on", async () => {
    const { exit, err } = await said(["org", "list"]);
    expect(exit).toBe(3);
    expect(err).toContain(folder);
    expect(err).toContain("npm start");
  });

  it("says what it can do, also to whom it says nothing", async () => {
    expect(await said([])).toMatchObject({ exit: 2 });
    for (const args of [["--help"], ["org", "--help"], ["org", "add", "--help"], ["org", "remove", "-h"]]) {
      const { exit, out } = await said(args);
      expect([exit, out.includes("belfry org")]).toEqual([0, true]);
    }
  });
});
