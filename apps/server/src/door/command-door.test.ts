import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import { openCommandDoor } from "./command-door.ts";
import { openTestDoor, type TestDoor } from "./testing/test-door.ts";

const CITY = {
  slug: "by-command",
  name: "By Command",
  country: "NL",
  language: "nl",
  timeZone: "Europe/Amsterdam",
  admin: { name: "Ada", login: "ada" },
};

describe("the door of the command", () => {
  let store: Store;
  let door: TestDoor;
  let folder: string;
  let socketPath: string;
  let command: Awaited<ReturnType<typeof openCommandDoor>>;
  const logged: string[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });

  beforeAll(async () => {
    store = await openStore({ dir: null });
    const lines = new Writable({
      write(line, _encoding, done) {
        logged.push(String(line));
        done();
      },
    });
    const current = { version: "1", path: "/call-button/1/belfry-call.js", integrity: "sha384-x" };
    door = await openTestDoor(store, {}, pino({ level: "trace" }, lines), [], { current });
    folder = await mkdtemp(join(tmpdir(), "belfry-command-"));
    socketPath = join(folder, "command.sock");
    // What a server that was killed leaves.
    await writeFile(socketPath, "");
    command = await openCommandDoor(door.parts.app, socketPath);
  });
  afterAll(async () => {
    agent.destroy();
    await command.close();
    await door.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return new Promise<{ status: number; body: string }>((done, failed) => {
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const asked = request({ agent, socketPath, method, path, headers: { ...type, ...headers } }, async (answer) => {
        let text = "";
        for await (const part of answer) text += String(part);
        done({ status: answer.statusCode ?? 0, body: text });
      });
      asked.once("error", failed);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  it("opens for the account of the server alone", async () => {
    const { mode } = await stat(socketPath);
    expect([(mode & 0o777).toString(8), (mode & 0o170000) === 0o140000]).toEqual(["600", true]);
  });

  it("makes, shows, lists and removes an organisation without a sign-in, and tells the made password once", async () => {
    const made = await ask("POST", "/api/v1/organisations", CITY);
    expect(made.status).toBe(201);
    const { id, password, admins, next } = JSON.parse(made.body);
    expect([admins, next]).toEqual([["ada"], ["numbers", "trunk", "agents", "members", "purpose", "websites"]]);
    await door.cookieOf("ada", "by-command", password);
    const shown = await ask("GET", `/api/v1/organisations/${id}`);
    expect(JSON.parse(shown.body)).toMatchObject({ slug: "by-command", agents: 0 });
    expect(shown.body).not.toContain(password);
    expect(
      JSON.parse((await ask("GET", "/api/v1/organisations")).body).map((one: { slug: string }) => one.slug),
    ).toContain("by-command");
    expect((await ask("DELETE", `/api/v1/organisations/${id}`)).status).toBe(204);
    expect((await ask("GET", `/api/v1/organisations/${id}`)).status).toBe(404);
    const log = logged.join("");
    expect(log).toContain('"by":"command"');
    for (const secret of [password, "Ada", "By Command"]) expect(log).not.toContain(secret);
  });

  it("gives the code for websites at once, with the number that costs callers least", async () => {
    const numbers = [
      { number: "010 555 0101", payer: "caller" },
      { number: "0800 555 0101", payer: "organisation" },
    ];
    const made = await ask("POST", "/api/v1/organisations", { ...CITY, numbers });
    const { id, password, button, origin } = JSON.parse(made.body);
    // The server's own, whatever the command knows of its settings.
    expect(origin).toBe("https://belfry.example.org");
    expect(button).toMatchObject({ purpose: "general", ready: false });
    expect(button.html).toContain('src="https://belfry.example.org/call-button/1/belfry-call.js"');
    expect(button.html).toContain('<belfry-call organisation="by-command" purpose="general" language="nl">');
    expect(button.html).toContain('<a href="tel:+318005550101">0800 5550101</a> (gratis)');
    // As soon as there is a purpose, the code is that of the purpose and its number.
    const ada = door.caller(await door.cookieOf("ada", "by-command", password));
    const [rotterdam] = (await ada("GET", "/api/v1/numbers")).body;
    const provider = { kind: "irma", name: "Wallet", url: "https://irma.city.example", authentication: "none" };
    const { body: irma } = await ada("POST", "/api/v1/identity-providers", {
      ...provider,
      mapping: { fullName: ["pbdf.gemeente.personalData.fullname"] },
    });
    const purpose = {
      name: "permits",
      title: { nl: "Vergunningen" },
      explanation: {},
      languages: ["nl"],
      number: rotterdam.id,
      attributes: [{ tag: "fullName" }],
      providers: [irma.id],
    };
    expect((await ada("POST", "/api/v1/purposes", purpose)).status).toBe(201);
    const now = JSON.parse((await ask("GET", `/api/v1/organisations/${id}`)).body);
    expect(now.button).toMatchObject({ purpose: "permits", ready: true });
    expect(now.button.html).toContain("tel:+31105550101");
    expect(now.next).not.toContain("purpose");
    expect((await ask("DELETE", `/api/v1/organisations/${id}`)).status).toBe(204);
  });

  it("has nothing else of the API, whoever asks", async () => {
    const cookie = await door.cookieOf("admin");
    for (const [method, path] of [
      ["GET", "/api/v1/people"],
      ["POST", "/api/v1/session"],
      ["PUT", "/api/v1/organisation"],
      ["GET", "/api/v1/organisations/"],
      ["GET", "/api/v1/organisations/../people"],
      ["GET", "/api/v1/organisations?x=/api/v1/organisations"],
      ["GET", "//api/v1/organisations"],
      ["GET", "/metrics"],
      ["GET", "/"],
    ] as const) {
      expect([path, (await ask(method, path, undefined, { cookie })).status]).toEqual([path, 404]);
    }
  });

  it("is not to be had by the network, whatever a request says of itself", async () => {
    const nobody = door.caller(null);
    for (const headers of [
      {},
      { host: "localhost" },
      { "x-forwarded-for": "127.0.0.1" },
      { origin: "null" },
      { "x-belfry-command": "1" },
    ]) {
      for (const [method, path] of [
        ["GET", "/api/v1/organisations"],
        ["POST", "/api/v1/organisations"],
      ] as const) {
        const { status } = await nobody(method, path, method === "POST" ? CITY : undefined, headers);
        expect([401, 403]).toContain(status);
      }
    }
    const admin = await door.as("admin");
    expect((await admin("GET", "/api/v1/organisations")).status).toBe(403);
  });

  it("has bounded what a loop may ask, and turns it away with the time to wait", async () => {
    const answers = await Promise.all(Array.from({ length: 1300 }, () => ask("GET", "/api/v1/organisations")));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(50);
    expect(JSON.parse(refused[0]?.body ?? "{}").error.code).toBe("too_many_requests");
    // Its bound is its own: nobody at the pages waits for it.
    expect((await (await door.as("admin"))("GET", "/api/v1/organisation")).status).toBe(200);
  });
});
