import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { request as secureRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ERRORS, errorBody } from "@belfry/contracts";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import { createDoor } from "./create-door.ts";
import { type Answer, openTestDoor, type TestDoor } from "./testing/test-door.ts";

const ROUTES: readonly [string, string][] = [
  ["POST", "/api/v1/identity-providers/00000000-0000-4000-8000-000000000000/test"],
  ...["people", "queues", "numbers", "pauses", "call-codes", "trunks", "identity-providers", "purposes"].flatMap(
    (list): [string, string][] => [
      ["GET", `/api/v1/${list}`],
      ["POST", `/api/v1/${list}`],
      ["PUT", `/api/v1/${list}/00000000-0000-4000-8000-000000000000`],
      ["DELETE", `/api/v1/${list}/00000000-0000-4000-8000-000000000000`],
    ],
  ),
  ["GET", "/api/v1/people/file"],
  ["POST", "/api/v1/people/file"],
  ["PUT", "/api/v1/people/file"],
  ["POST", "/api/v1/campaigns"],
  ["PUT", "/api/v1/campaigns/00000000-0000-4000-8000-000000000000"],
  ["DELETE", "/api/v1/campaigns/00000000-0000-4000-8000-000000000000"],
  ["POST", "/api/v1/campaigns/00000000-0000-4000-8000-000000000000/contacts"],
  ["DELETE", "/api/v1/campaigns/00000000-0000-4000-8000-000000000000/contacts/00000000-0000-4000-8000-000000000000"],
  ["POST", "/api/v1/campaigns/00000000-0000-4000-8000-000000000000/uploads"],
  ["PUT", "/api/v1/campaigns/00000000-0000-4000-8000-000000000000/uploads/00000000-0000-4000-8000-000000000000"],
  ["POST", "/api/v1/do-not-call"],
  ["PUT", "/api/v1/do-not-call"],
  ["DELETE", "/api/v1/do-not-call/+31205550000"],
  ["GET", "/api/v1/api-keys"],
  ["POST", "/api/v1/api-keys"],
  ["DELETE", "/api/v1/api-keys/00000000-0000-4000-8000-000000000000"],
  ["GET", "/api/v1/sign-in-service"],
  ["PUT", "/api/v1/sign-in-service"],
  ["DELETE", "/api/v1/sign-in-service"],
  ["GET", "/api/v1/organisation"],
  ["PUT", "/api/v1/organisation"],
  ["GET", "/api/v1/organisations"],
  ["POST", "/api/v1/organisations"],
  ["GET", "/api/v1/organisations/00000000-0000-4000-8000-000000000000"],
  ["DELETE", "/api/v1/organisations/00000000-0000-4000-8000-000000000000"],
  ["GET", "/api/v1/purposes/00000000-0000-4000-8000-000000000000/button"],
  ["GET", "/api/v1/verified-calling"],
  ["PUT", "/api/v1/verified-calling"],
  ["GET", "/api/v1/extensions"],
  ["POST", "/api/v1/extensions"],
  ["DELETE", "/api/v1/extensions"],
  ["GET", "/api/v1/outbound-rules"],
  ["PUT", "/api/v1/outbound-rules"],
  ["POST", "/api/v1/outbound-rules/check"],
  ["GET", "/api/v1/prompts"],
  ["GET", "/api/v1/prompts/nl/welcome"],
  ["PUT", "/api/v1/prompts/nl/welcome"],
  ["DELETE", "/api/v1/prompts/nl/welcome"],
  ["GET", "/api/v1/recordings/x/listenings"],
  ["GET", "/api/v1/calls/x/identity/readings"],
  ["GET", "/api/v1/erasure-receipts"],
  ["GET", "/api/v1/erasure-receipts/file"],
];
/** For supervisors too; `supervision.test.ts` and `campaigns.test.ts` have what they do. */
const SUPERVISION: readonly [string, string][] = [
  ["POST", "/api/v1/agents/00000000-0000-4000-8000-000000000000/state"],
  ["GET", "/api/v1/campaigns"],
  ["POST", "/api/v1/campaigns/00000000-0000-4000-8000-000000000000/running"],
  ["GET", "/api/v1/campaigns/00000000-0000-4000-8000-000000000000/progress"],
  ["GET", "/api/v1/campaigns/00000000-0000-4000-8000-000000000000/contacts"],
  ["GET", "/api/v1/do-not-call"],
];
const OPEN: readonly [string, string][] = [
  ["GET", "/api/v1/session"],
  ["DELETE", "/api/v1/session"],
  ["GET", "/api/v1/sessions"],
  ["DELETE", "/api/v1/sessions/00000000-0000-4000-8000-000000000000"],
  ["PUT", "/api/v1/password"],
  ["PUT", "/api/v1/preferences"],
  ["POST", "/api/v1/phone/credentials"],
  ["GET", "/api/v1/calls"],
  ["GET", "/api/v1/calls/x"],
  ["GET", "/api/v1/calls/x/identity"],
  ["GET", "/api/v1/recordings/x"],
  ["GET", "/api/v1/recordings/x/audio"],
  ["POST", "/api/v1/demo-call"],
];

function expectError(answer: Answer, code: keyof typeof ERRORS): void {
  expect(errorBody.safeParse(answer.body).error).toBeUndefined();
  expect([answer.status, answer.body.error.code]).toEqual([ERRORS[code].status, code]);
  expect(answer.body.error.message).not.toMatch(/[{}]/);
}

describe("the API", () => {
  let store: Store;
  let door: TestDoor;

  beforeAll(async () => {
    store = await openStore({ dir: null });
    door = await openTestDoor(store);
  });
  afterAll(async () => {
    await door.close();
    await store.close();
  });

  it("documents every route, each with its role checked by these tests", async () => {
    const { body } = await door.caller(null)("GET", "/api/v1/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    const documented = Object.entries<Record<string, { summary?: string; responses: Record<string, unknown> }>>(
      body.paths,
    ).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => {
        expect([path, route.summary]).not.toContain(undefined);
        expect(Object.keys(route.responses)).toContain("4XX");
        return `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, "*")}`;
      }),
    );
    const tested = [...ROUTES, ...SUPERVISION, ...OPEN].map(
      ([method, path]) =>
        `${method} ${path.replaceAll(/[0-9a-f-]{36}|\+31205550000|(?<=calls\/|recordings\/)x(?=$|\/)/g, "*").replace("nl/welcome", "*/*")}`,
    );
    const others = [
      "POST /api/v1/session",
      "POST /api/v1/session/token",
      "POST /api/v1/login-tokens",
      ...["", "/start", "/callback"].map((end) => `GET /api/v1/session/service${end}`),
    ];
    // For visitors' browsers, without a role; `visits.test.ts` has what they do.
    const visitors = [
      "GET /api/public/v1/purposes/*/*",
      "POST /api/public/v1/visits",
      "GET /api/public/v1/visits/current",
      "DELETE /api/public/v1/visits/current",
      "GET /api/public/v1/visits/current/events",
      "POST /api/public/v1/visits/current/pairing",
      "POST /api/public/v1/visits/current/phone",
      "POST /api/public/v1/visits/window",
    ];
    expect(documented.sort()).toEqual([...tested, ...others, ...visitors].sort());
    expect(JSON.stringify(body.paths["/api/v1/people"].post.requestBody)).toContain("extension");
  });

  it("documents whom each route lets in, and what an upload looks like", async () => {
    const { paths } = (await door.caller(null)("GET", "/api/v1/openapi.json")).body;
    expect(paths["/api/v1/people"].post).toMatchObject({
      security: [{ session: ["admin"] }, { session: ["operator"] }],
      description: "For the roles admin, operator.",
    });
    expect(paths["/api/v1/organisations"].get.security).toEqual([{ session: ["operator"] }]);
    expect(paths["/api/v1/calls"].get).toMatchObject({
      security: [{ session: [] }],
      description: "For everybody who is signed in.",
    });
    expect(paths["/api/v1/session"].post.security).toEqual([]);
    const { content } = paths["/api/v1/prompts/{language}/{prompt}"].put.requestBody;
    const upload = paths["/api/v1/campaigns/{id}/uploads/{upload}"].put;
    expect(Object.keys(upload.requestBody.content)).toEqual(["text/csv"]);
    expect(upload).toMatchObject({
      security: [{ session: ["admin"] }, { session: ["operator"] }, { apiKey: ["manage-contacts"] }],
      description: "For the roles admin, operator. Also for programs with an API key of the scope manage-contacts.",
    });
    expect(content["multipart/form-data"].schema.properties.recording).toMatchObject({ format: "binary" });
  });

  it.each([...ROUTES, ...SUPERVISION, ...OPEN])("asks %s %s who is there", async (method, path) => {
    expectError(
      await door.caller(null)(method, path, method === "GET" || method === "DELETE" ? undefined : {}),
      "not_signed_in",
    );
  });

  it.each(ROUTES)("keeps agents and supervisors from %s %s", async (method, path) => {
    const body = method === "GET" || method === "DELETE" ? undefined : {};
    for (const login of ["anna", "sam"]) expectError(await (await cached(login))(method, path, body), "forbidden");
  });

  it.each(SUPERVISION)("keeps agents from %s %s", async (method, path) => {
    expectError(await (await cached("anna"))(method, path, method === "GET" ? undefined : {}), "forbidden");
  });

  const callers = new Map<string, Awaited<ReturnType<TestDoor["as"]>>>();
  const cached = async (login: string) => {
    const known = callers.get(login) ?? (await door.as(login));
    callers.set(login, known);
    return known;
  };

  it("refuses what changes something from elsewhere than our own pages", async () => {
    const admin = await cached("admin");
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1", `${door.parts.origin}.evil.example`]) {
      expectError(await admin("POST", "/api/v1/pauses", { name: "x" }, { origin }), "foreign_origin");
    }
    const response = await fetch(`${door.parts.origin}/api/v1/session`, { method: "POST", body: "{}" });
    expect(response.status).toBe(403);
  });

  it("says which fields are wrong", async () => {
    const admin = await cached("admin");
    const answer = await admin("POST", "/api/v1/people", {
      name: "",
      login: "x",
      roles: ["king"],
      extension: "abc",
      locale: null,
    });
    expectError(answer, "invalid_request");
    const paths = answer.body.error.fields.map((field: { path: string }) => field.path).sort();
    expect(paths).toEqual(["extension", "name", "roles.0"]);
    expectError(await admin("PUT", "/api/v1/pauses/not-a-uuid", { name: "x" }), "invalid_request");
    expectError(await admin("GET", "/api/v1/calls?limit=0"), "invalid_request");
  });

  it("answers broken requests in the same shape", async () => {
    const admin = await cached("admin");
    const post = (body: string, type = "application/json") =>
      fetch(`${door.parts.origin}/api/v1/session`, {
        method: "POST",
        body,
        headers: { origin: door.parts.origin, "content-type": type },
      }).then(
        async (response): Promise<Answer> => ({
          status: response.status,
          headers: response.headers,
          body: await response.json(),
        }),
      );
    expectError(await post("{"), "invalid_request");
    expectError(await post("<a/>", "text/xml"), "invalid_request");
    const large = await post(JSON.stringify({ a: "x".repeat(2_000_000) }));
    expectError(large, "payload_too_large");
    expect(large.body.error.params).toEqual({ limit: "1 MB" });
    expectError(await admin("GET", "/api/v1/nothing"), "not_found");
    expectError(await admin("GET", "/api/v2"), "not_found");
    expectError(await admin("GET", "/api/v1/calls/%E0%A4%A"), "invalid_request");
  });

  it("keeps what is in use, and says what uses it", async () => {
    const admin = await cached("admin");
    const queues = (await admin("GET", "/api/v1/queues")).body;
    const permits = queues.find((queue: { name: string }) => queue.name === "Permits");
    const answer = await admin("DELETE", `/api/v1/queues/${permits.id}`);
    expectError(answer, "in_use");
    expect(answer.body.error.params.detail).toBe("+31201230001");
    const code = await admin("DELETE", `/api/v1/call-codes/${permits.callCodes[0]}`);
    expectError(code, "in_use");
    expect(code.body.error.params.detail).toBe("Passports, Permits");
  });

  it("keeps the last administrator", async () => {
    const admin = await cached("admin");
    const people = (await admin("GET", "/api/v1/people")).body;
    const { id, ...self } = people.find((person: { login: string }) => person.login === "admin");
    expectError(await admin("DELETE", `/api/v1/people/${id}`), "last_admin");
    expectError(await admin("PUT", `/api/v1/people/${id}`, { ...self, roles: ["agent"] }), "last_admin");
    expectError(await admin("PUT", `/api/v1/people/${id}`, { ...self, active: false }), "last_admin");
  });

  it("takes a change of a person at once: password, rights, extension", async () => {
    const admin = await cached("admin");
    const added = await admin("POST", "/api/v1/people", {
      name: "Dora",
      login: "dora",
      password: "first password",
      roles: ["agent"],
      extension: "3050",
      locale: "nl",
    });
    expect(added.status).toBe(201);
    expect(JSON.stringify(added.body)).not.toContain("assword");
    const dora = door.caller(await door.cookieOf("dora", "demo", "first password"));
    const { id, ...about } = added.body;
    expect((await admin("PUT", `/api/v1/people/${id}`, { ...about, name: "Dora D." })).status).toBe(200);
    expect((await dora("GET", "/api/v1/session")).body.name).toBe("Dora D.");
    expect((await admin("PUT", `/api/v1/people/${id}`, { ...about, password: "second password" })).status).toBe(200);
    expectError(await dora("GET", "/api/v1/session"), "session_ended");
    await expect(door.cookieOf("dora", "demo", "first password")).rejects.toThrow("wrong_credentials");
    await door.cookieOf("dora", "demo", "second password");
    expectError(
      await admin("POST", "/api/v1/people", { ...about, login: "DORA", password: "third password", extension: null }),
      "conflict",
    );
    expect((await admin("DELETE", `/api/v1/people/${id}`)).status).toBe(204);
    await expect(door.cookieOf("dora", "demo", "second password")).rejects.toThrow("wrong_credentials");
  });

  it("keeps a pool of extensions, and lets an agent sign in at a free one", async () => {
    const admin = await cached("admin");
    const range = { first: "3000", last: "3019" };
    expect((await admin("POST", "/api/v1/extensions", range)).body).toEqual({ added: 20, present: 0 });
    expect((await admin("POST", "/api/v1/extensions", range)).body).toEqual({ added: 0, present: 20 });
    for (const wrong of [
      { first: "3000", last: "2999" },
      { first: "300", last: "3000" },
      { first: "3000", last: "4000" },
    ])
      expectError(await admin("POST", "/api/v1/extensions", wrong), "invalid_request");
    const signIn = (extension: string) =>
      door.caller(null)("POST", "/api/v1/session", {
        organisation: "demo",
        login: "chloe",
        password: door.password("chloe"),
        extension,
      });
    expectError(await signIn("3001"), "extension_taken");
    expectError(await signIn("3999"), "extension_unknown");
    expect((await signIn("3015")).body.extension).toBe("3015");
    const uses = (await admin("GET", "/api/v1/extensions")).body;
    expect(uses.filter((use: { guest: unknown }) => use.guest !== null)).toMatchObject([
      { extension: "3015", owner: null, guest: { name: "Chloé Martin" } },
    ]);
    expectError(await admin("DELETE", "/api/v1/extensions?first=3015&last=3015"), "in_use");
    expect((await signIn("3003")).body.extension).toBe("3003");
    expect((await admin("DELETE", "/api/v1/extensions?first=3004&last=3009")).body).toEqual({ removed: 6 });
    expectError(await admin("DELETE", "/api/v1/extensions?first=3000&last=3019"), "in_use");
  });

  it("keeps the rules for outgoing calls, and says what they say of a number", async () => {
    const admin = await cached("admin");
    const check = async (body: unknown) => (await admin("POST", "/api/v1/outbound-rules/check", body)).body;
    const rules = (await admin("GET", "/api/v1/outbound-rules")).body;
    expect(await check({ number: "0906 123 45 67" })).toMatchObject({ allowed: false, code: "premium_not_allowed" });
    const open = { ...rules, rules: [...rules.rules, { prefix: "+31906", allow: true }] };
    expect(await check({ number: "0906 123 45 67", rules: open })).toMatchObject({ allowed: true, prefix: "+31906" });
    expect((await admin("PUT", "/api/v1/outbound-rules", open)).body).toEqual(open);
    expect(await check({ number: "0906 123 45 67" })).toMatchObject({ allowed: true });
    const bad = { ...rules, rules: [{ prefix: "0906", allow: true }] };
    expectError(await admin("PUT", "/api/v1/outbound-rules", bad), "invalid_request");
    expect((await admin("PUT", "/api/v1/outbound-rules", rules)).status).toBe(200);
  });

  it("takes numbers as people write them in their country", async () => {
    const admin = await cached("admin");
    const destination = { kind: "announcement", prompt: "closed" };
    const made = await admin("POST", "/api/v1/numbers", { number: "020 765 4321", destination });
    expect(made.body).toMatchObject({ number: "+31207654321", label: "" });
    expectError(await admin("POST", "/api/v1/numbers", { number: "hello", destination }), "invalid_number");
    expectError(await admin("POST", "/api/v1/numbers", { number: "12", destination }), "invalid_number");
    expect((await admin("DELETE", `/api/v1/numbers/${made.body.id}`)).status).toBe(204);
  });

  it("shows a trunk's made password once and keeps it readable for the edge alone", async () => {
    const admin = await cached("admin");
    const made = await admin("POST", "/api/v1/trunks", {
      name: "Carrier",
      digest: { user: "demo-carrier" },
      outbound: { host: "sip.example", user: "u", password: "outbound secret", callerId: "020 123 0001" },
    });
    expect(made.status).toBe(201);
    const { secret, id } = made.body;
    expect(secret).toMatch(/^[\w-]{24}$/);
    const listed = JSON.stringify((await admin("GET", "/api/v1/trunks")).body);
    expect(listed).not.toContain(secret);
    expect(listed).not.toContain("outbound secret");
    const raw = await store.asOperator((tx) => tx.execute("select * from trunk"));
    expect(JSON.stringify(raw.rows)).not.toContain(secret);
    expect(door.parts.room.directory.trunk(id)).toMatchObject({
      digest: { user: "demo-carrier", password: secret },
      outbound: { host: "sip.example", port: 5060, password: "outbound secret", callerId: "+31201230001" },
    });
    const changed = await admin("PUT", `/api/v1/trunks/${id}`, {
      name: "Carrier 2",
      digest: { user: "demo-carrier" },
      outbound: { host: "sip2.example", user: "u" },
    });
    expect(changed.body).not.toHaveProperty("secret");
    expect(door.parts.room.directory.trunk(id)).toMatchObject({
      digest: { password: secret },
      outbound: { host: "sip2.example", password: "outbound secret" },
    });
    expect((await admin("DELETE", `/api/v1/trunks/${id}`)).status).toBe(204);
  });

  it("takes no characters that are no text, wherever they stand", async () => {
    const admin = await cached("admin");
    for (const name of ["a\u0000b", "a\r\nb", "a\u001b[0m", "a\ud800b"]) {
      expectError(await admin("POST", "/api/v1/pauses", { name }), "invalid_request");
    }
    const outbound = { host: "sip.example", user: "a", password: 'x"\r\nX-Belfry-Key: y' };
    expectError(await admin("POST", "/api/v1/trunks", { name: "Refused", outbound }), "invalid_request");
    const login = { organisation: "demo", login: "a\u0000", password: "x" };
    expectError(await door.caller(null)("POST", "/api/v1/session", login), "invalid_request");
    expectError(await admin("GET", "/api/v1/calls?scope=all&number=%00"), "invalid_request");
    expectError(await admin("GET", "/api/v1/calls/%00"), "invalid_request");
  });

  it("takes a list only as long as somebody may need it", async () => {
    const admin = await cached("admin");
    const addresses = Array.from({ length: 101 }, (_, index) => `203.0.113.${index}`);
    expectError(await admin("POST", "/api/v1/trunks", { name: "Refused", addresses }), "invalid_request");
    for (const wide of ["0.0.0.0/1", "203.0.0.0/15", "2001:db8::/31"]) {
      expectError(await admin("POST", "/api/v1/trunks", { name: "Refused", addresses: [wide] }), "invalid_request");
    }
    const existing = (await admin("GET", "/api/v1/pauses")).body.length;
    const made: string[] = [];
    for (let index = existing; index < 100; index++) {
      made.push((await admin("POST", "/api/v1/pauses", { name: `Pause ${index}` })).body.id);
    }
    const refused = await admin("POST", "/api/v1/pauses", { name: "One more" });
    expectError(refused, "too_many_items");
    expect(refused.body.error.params).toEqual({ limit: "100" });
    for (const id of made) expect((await admin("DELETE", `/api/v1/pauses/${id}`)).status).toBe(204);
  });

  it("takes no trunk that the edge could not reach, or that would lead it elsewhere", async () => {
    const admin = await cached("admin");
    const trunk = (outbound: object, digest: object | null = null) =>
      admin("POST", "/api/v1/trunks", { name: "Refused", addresses: [], digest, outbound });
    expectError(await trunk({ host: "sip.example", transport: "tls" }), "invalid_request");
    for (const host of ["sip.example;transport=udp", "a@sip.example", "sip.example\r\nX-Belfry-Key: x", "a b", ""]) {
      expectError(await trunk({ host }), "invalid_request");
    }
    expectError(await trunk({ host: "sip.example" }, { user: 'in"jection' }), "invalid_request");
    for (const host of ["203.0.113.9", "2001:db8::9", "sbc-1.carrier.example", "localhost"]) {
      const made = await trunk({ host });
      expect([host, made.status]).toEqual([host, 201]);
      expect((await admin("DELETE", `/api/v1/trunks/${made.body.id}`)).status).toBe(204);
    }
  });

  it("remembers my language and my organisation's settings", async () => {
    const anna = await cached("anna");
    expect((await anna("PUT", "/api/v1/preferences", { locale: "uk" })).body).toEqual({ locale: "uk" });
    expect((await anna("GET", "/api/v1/session")).body.locale).toBe("uk");
    const admin = await cached("admin");
    const { id: _, slug: __, ...settings } = (await admin("GET", "/api/v1/organisation")).body;
    const answer = await admin("PUT", "/api/v1/organisation", { ...settings, retentionDays: 30 });
    expect(answer.body).toMatchObject({ slug: "demo", retentionDays: 30 });
    expectError(
      await admin("PUT", "/api/v1/organisation", { ...settings, timeZone: "Mars/Olympus" }),
      "invalid_request",
    );
    expectError(await admin("PUT", "/api/v1/organisation", { ...settings, country: "XX" }), "invalid_request");
  });

  it("takes recordings, and only audio for sentences that exist", async () => {
    const admin = await cached("admin");
    const upload = (prompt: string, content: string) => {
      const form = new FormData();
      form.set("file", new Blob([content]), "a.wav");
      return admin("PUT", `/api/v1/prompts/nl/${prompt}`, form);
    };
    expect((await upload("welcome", "RIFF....WAVE")).status).toBe(204);
    expect([...door.parts.prompts.keys()][0]).toMatch(/^[\w-]{36}\/nl\/welcome$/);
    const heard = await admin("GET", "/api/v1/prompts/nl/welcome");
    expect([heard.status, heard.headers.get("content-type"), heard.body]).toEqual([200, "audio/wav", "RIFF....WAVE"]);
    expect(heard.headers.get("cache-control")).toBe("no-store");
    expectError(await admin("GET", "/api/v1/prompts/nl/closed"), "not_found");
    expectError(await upload("welcome", "no audio"), "invalid_request");
    expectError(await upload("..%2Fescape", "RIFF"), "not_found");
    const large = await upload("welcome", "R".repeat(11 * 1024 * 1024));
    expectError(large, "payload_too_large");
    expect(large.body.error.params).toEqual({ limit: "10 MB" });
    expectError(await admin("PUT", "/api/v1/prompts/nl/welcome", {}), "invalid_request");
  });

  it("lets the demo caller ring our own numbers and no others", async () => {
    const anna = await cached("anna");
    expect((await anna("POST", "/api/v1/demo-call", {})).body).toEqual({ dialled: "+31201230001" });
    expect((await anna("POST", "/api/v1/demo-call", { number: "020 123 0002" })).body).toEqual({
      dialled: "+31201230002",
    });
    expectError(await anna("POST", "/api/v1/demo-call", { number: "+32 2 555 12 12" }), "not_found");
    expectError(await anna("POST", "/api/v1/demo-call", { number: "x" }), "invalid_number");
    expectError(await (await cached("operator"))("POST", "/api/v1/demo-call", {}), "forbidden");
    expect(door.parts.demoCalls).toEqual(["+31201230001", "+31201230002"]);
  });

  it("tells whether it is alive and ready, component by component", async () => {
    const get = door.caller(null);
    expect((await get("GET", "/health/live")).body).toMatchObject({ ok: true });
    expect((await get("GET", "/health/ready")).status).toBe(200);
    door.parts.health["telephony"] = { ok: false, detail: "The edge does not answer." };
    const answer = await get("GET", "/health/ready");
    expect(answer.status).toBe(503);
    expect(answer.body.components.telephony.detail).toBe("The edge does not answer.");
    door.parts.health["telephony"] = { ok: true, detail: "" };
  });

  it("gives metrics to this machine, not to what a proxy forwards", async () => {
    const get = door.caller(null);
    const answer = await get("GET", "/metrics");
    expect(answer.body).toContain("belfry_process_cpu_seconds_total");
    expectError(await get("GET", "/metrics", undefined, { "x-forwarded-for": "203.0.113.9" }), "forbidden");
    const rebound = await door.parts.app.inject({ url: "/metrics", headers: { host: "evil.example:8080" } });
    expect(rebound.statusCode).toBe(403);
  });

  it("sends the headers that keep browsers safe", async () => {
    const { headers } = await door.caller(null)("GET", "/api/v1/session");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("media-src 'self' blob:");
    expect(headers.get("permissions-policy")).toContain("microphone=(self)");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    // Keeps the desk from pages that open it, and lets it find the window of the cards again.
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin-allow-popups");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("shows a page to try the API, without anything that the policy forbids", async () => {
    const get = door.caller(null);
    const page = await get("GET", "/api/docs");
    const html = page.status === 302 ? (await get("GET", page.headers.get("location") ?? "")).body : page.body;
    expect(html).toContain("swagger-ui");
    expect(html).toContain("<title>Belfry: interface for programs</title>");
    expect(html).not.toMatch(/<script(?![^>]*src=)[^>]*>/);
    for (const [, src] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect([src, (await get("GET", new URL(src, `${door.parts.origin}/api/docs/`).pathname)).status]).toEqual([
        src,
        200,
      ]);
    }
  });

  it("says in words that the pages are not built", async () => {
    const answer = await door.caller(null)("GET", "/");
    expect(answer.status).toBe(503);
    expect(answer.body).toContain("npm start");
  });
});

describe("the pages", () => {
  let store: Store;
  let door: TestDoor;

  beforeAll(async () => {
    store = await openStore({ dir: null });
    const first = await openTestDoor(store);
    const desk = join(first.parts.folder, "desk");
    await mkdir(join(desk, "assets"), { recursive: true });
    await writeFile(join(desk, "index.html"), "<title>Desk</title>");
    await writeFile(join(desk, "assets", "app-Ab3dE5gh.js"), "1");
    await writeFile(join(desk, "favicon.svg"), "<svg/>");
    door = first;
    await first.reopen();
  });
  afterAll(async () => {
    await door.close();
    await store.close();
  });

  it.each([
    ["/", "no-cache", "Desk"],
    ["/index.html", "no-cache", "Desk"],
    ["/admin/people", "no-cache", "Desk"],
    ["/assets/app-Ab3dE5gh.js", "public, max-age=31536000, immutable", "1"],
    ["/favicon.svg", "public, max-age=300", "<svg/>"],
  ])("%s is there, to be kept as %s", async (path, cache, content) => {
    const answer = await door.caller(null)("GET", path);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, cache]);
    expect(answer.body).toContain(content);
  });

  it("does not answer a missing file with a page, nor leaves its folder", async () => {
    for (const path of ["/assets/gone-12345678.js", "/gone.png", "/api/v1/gone", "/%2e%2e/%2e%2e/etc/passwd"]) {
      const outgoing = request({ host: "127.0.0.1", port: new URL(door.parts.origin).port, path }).end();
      const [response] = await once(outgoing, "response");
      response.resume();
      expect([400, 403, 404]).toContain(response.statusCode);
      expect(response.headers["content-type"]).toContain("json");
    }
  });
});

describe("what goes wrong on our side", () => {
  it("is told with a trace that is in the log, and the log holds no password, cookie or token", async () => {
    const store = await openStore({ dir: null });
    const door = await openTestDoor(store);
    const lines: string[] = [];
    const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
    const { deps } = door.parts;
    const broken = { ...deps.history, list: () => Promise.reject(new Error("the disk is on fire")) };
    const app = await createDoor({ ...deps, history: broken }, { log, tls: null });
    try {
      const headers = { origin: "http://localhost", host: "localhost" };
      const post = (password: string) =>
        app.inject({
          method: "POST",
          url: "/api/v1/session",
          headers,
          payload: { organisation: "demo", login: "anna", password },
        });
      await post("a wrong secret");
      const cookie = String((await post(door.password("anna"))).headers["set-cookie"]).split(";")[0] ?? "";
      const failed = await app.inject({ method: "GET", url: "/api/v1/calls?cursor=private", headers: { cookie } });
      expect(failed.statusCode).toBe(500);
      const { code, params, message } = failed.json().error;
      expect(code).toBe("internal");
      expect(message).not.toContain("fire");
      expect(lines.some((line) => line.includes(params.trace) && line.includes("the disk is on fire"))).toBe(true);
      const told = lines.join("");
      expect(told).toContain("Somebody signed in");
      for (const secret of ["a wrong secret", door.password("anna"), cookie.slice(15), "cursor=private"]) {
        expect(told).not.toContain(secret);
      }
    } finally {
      await app.close();
      await door.close();
      await store.close();
    }
  });
});

describe("over TLS", () => {
  it("serves the API, with a cookie that never goes without TLS, and takes only secure origins", async () => {
    const store = await openStore({ dir: null });
    const door = await openTestDoor(store, { secure: true });
    const folder = await mkdtemp(join(tmpdir(), "belfry-tls-"));
    const file = (name: string) => join(folder, name);
    const { deps } = door.parts;
    const openssl = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost";
    await promisify(execFile)("openssl", [...openssl.split(" "), "-keyout", file("key"), "-out", file("cert")]);
    const tls = { key: await readFile(file("key"), "utf8"), cert: await readFile(file("cert"), "utf8") };
    const app = await createDoor(deps, { log: pino({ level: "silent" }), tls });
    try {
      const address = await app.listen({ host: "127.0.0.1", port: 0 });
      const origin = `https://127.0.0.1:${new URL(address).port}`;
      const signIn = async (from: string) => {
        const body = JSON.stringify({ organisation: "demo", login: "anna", password: door.password("anna") });
        const outgoing = secureRequest(`${origin}/api/v1/session`, {
          method: "POST",
          ca: tls.cert,
          checkServerIdentity: () => undefined,
          headers: { origin: from, "content-type": "application/json" },
        });
        outgoing.end(body);
        const [response] = await once(outgoing, "response");
        response.resume();
        return response;
      };
      const answer = await signIn(origin);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers["set-cookie"]?.[0]).toContain("; Secure");
      expect(answer.headers["strict-transport-security"]).toContain("max-age=");
      expect((await signIn(origin.replace("https:", "http:"))).statusCode).toBe(403);
    } finally {
      await app.close();
      await door.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("too many requests", () => {
  it("are slowed down: sign-in per account, also for the right password, until the window is over", async () => {
    const store = await openStore({ dir: null });
    const door = await openTestDoor(store);
    try {
      const attempt = (login: string, password: string) =>
        door.caller(null)("POST", "/api/v1/session", { organisation: "demo", login, password });
      for (let i = 0; i < 8; i++) expectError(await attempt("bram", "wrong"), "wrong_credentials");
      const refused = await attempt("bram", door.password("bram"));
      expectError(refused, "too_many_attempts");
      expect(refused.headers.get("retry-after")).toBe("300");
      expect((await attempt("anna", door.password("anna"))).status).toBe(200);
      for (let i = 0; i < 8; i++) await attempt("nobody", "wrong");
      expectError(await attempt("nobody", "wrong"), "too_many_attempts");
      door.parts.clock.now += 300_000;
      expect((await attempt("bram", door.password("bram"))).status).toBe(200);
    } finally {
      await door.close();
      await store.close();
    }
  });

  it("are slowed down per session, so that one page cannot take it from the others", async () => {
    const store = await openStore({ dir: null });
    const door = await openTestDoor(store);
    try {
      const [anna, bram] = [await door.cookieOf("anna"), await door.cookieOf("bram")];
      const get = (cookie: string) =>
        door.parts.app.inject({ method: "GET", url: "/api/v1/session", headers: { cookie } });
      const codes: number[] = [];
      for (let index = 0; index < 1201; index++) codes.push((await get(anna)).statusCode);
      expect(codes.filter((code) => code === 200)).toHaveLength(1200);
      const last = await get(anna);
      expect(last.json()).toMatchObject({ error: { code: "too_many_requests" } });
      expect(Number(last.headers["retry-after"])).toBeGreaterThan(0);
      expect((await get(bram)).statusCode).toBe(200);
    } finally {
      await door.close();
      await store.close();
    }
  });

  it("end a session that nobody uses, and every session in the end", async () => {
    const store = await openStore({ dir: null });
    const door = await openTestDoor(store);
    try {
      const hour = 3600_000;
      const idle = await door.as("bram");
      const busy = await door.as("anna");
      for (let i = 0; i < 23; i++) {
        door.parts.clock.now += hour;
        expect((await busy("GET", "/api/v1/session")).status).toBe(200);
      }
      expectError(await idle("GET", "/api/v1/session"), "session_ended");
      door.parts.clock.now += hour;
      expectError(await busy("GET", "/api/v1/session"), "session_ended");
    } finally {
      await door.close();
      await store.close();
    }
  });
});
