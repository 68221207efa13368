import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Oidc } from "../single-sign-on/oidc.ts";
import { CLIENT, startProvider, type TestProvider } from "../single-sign-on/testing/provider.ts";
import { openStore, type Store } from "../store/store.ts";
import { type Caller, openTestDoor, type TestDoor } from "./testing/test-door.ts";

/** Where this test's browsers come from. */
const HERE = "127.0.0.1";
const ANNA = { sub: "17", email: "Anna@Example.org", email_verified: true, preferred_username: "anna" };

/** A browser that follows redirects and keeps a jar of cookies for each server. */
class Browser {
  readonly jars = new Map<string, Map<string, string>>();
  readonly seen: string[] = [];

  async open(start: string, until: (url: URL) => boolean = () => false): Promise<URL> {
    let url = new URL(start);
    for (let step = 0; step < 12; step++) {
      this.seen.push(url.href);
      if (until(url)) return url;
      const jar = this.jars.get(url.origin) ?? new Map<string, string>();
      this.jars.set(url.origin, jar);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
      await answer.arrayBuffer();
      for (const line of answer.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      const next = answer.headers.get("location");
      if (next === null) return url;
      url = new URL(next, url);
    }
    throw new Error(`no end of redirects: ${this.seen.join("\n")}`);
  }
}

let store: Store;
let door: TestDoor;
let provider: TestProvider;
let admin: Caller;
const logged: string[] = [];

beforeAll(async () => {
  provider = await startProvider();
  store = await openStore({ dir: null });
  const log = pino({ level: "info" }, { write: (line: string) => void logged.push(line) });
  door = await openTestDoor(store, {}, log, [provider.issuer, "https://other.example"]);
  provider.knows(`${door.parts.origin}/api/v1/session/service/callback`);
  admin = await door.as("admin");
});
afterAll(async () => {
  await door.close();
  await store.close();
  await provider.close();
});
beforeEach(async () => {
  provider.person = ANNA;
  expect((await set({})).status).toBe(200);
});

const set = (change: object) =>
  admin("PUT", "/api/v1/sign-in-service", {
    name: "City login",
    issuer: provider.issuer,
    personClaim: "preferred_username",
    ...CLIENT,
    ...change,
  });
const begin = (slug = "Demo") => `${door.parts.origin}/api/v1/session/service/start?organisation=${slug}`;
const isCallback = (url: URL) => url.pathname.endsWith("/callback");
/** Where a browser ends up: the desk, or why not. */
async function signIn(browser = new Browser()): Promise<string> {
  const end = await browser.open(begin(), (url) => url.origin === door.parts.origin && url.pathname === "/");
  return end.pathname + end.hash;
}
async function whoIs(browser: Browser): Promise<string | undefined> {
  const session = browser.jars.get(door.parts.origin)?.get("belfry_session") ?? "";
  return (await door.caller(`belfry_session=${session}`)("GET", "/api/v1/session")).body.login;
}

describe("signing in at the organisation's own service", () => {
  it("tells the sign-in page its name, and leads there and back to the desk", async () => {
    const button = async (slug: string) =>
      (await door.caller(null)("GET", `/api/v1/session/service?organisation=${slug}`)).body;
    expect(await button("demo")).toEqual({ name: "City login" });
    expect([await button("operator"), await button("nowhere")]).toEqual([{ name: null }, { name: null }]);
    const browser = new Browser();
    expect(await signIn(browser)).toBe("/");
    expect(await whoIs(browser)).toBe("anna");
    const asked = new URL(browser.seen.find((url) => url.startsWith(`${provider.issuer}/auth`)) ?? "");
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      code_challenge_method: "S256",
      nonce: expect.stringMatching(/^.{20,}$/),
      redirect_uri: `${door.parts.origin}/api/v1/session/service/callback`,
    });
  });

  it("takes what came back once, in time, and in the browser that began", async () => {
    const first = new Browser();
    const back = await first.open(begin(), isCallback);
    const thief = new Browser();
    expect((await thief.open(back.href, (url) => url.pathname === "/")).hash).toBe("#refused=sign_in_not_confirmed");
    expect((await first.open(back.href, (url) => url.pathname === "/")).hash).toBe("#refused=sign_in_not_confirmed");

    const second = new Browser();
    const used = await second.open(begin(), isCallback);
    const jar = new Map(second.jars.get(door.parts.origin));
    expect((await second.open(used.href, (url) => url.pathname === "/")).hash).toBe("");
    second.jars.set(door.parts.origin, jar);
    expect((await second.open(used.href, (url) => url.pathname === "/")).hash).toBe("#refused=sign_in_not_confirmed");

    const slow = new Browser();
    const late = await slow.open(begin(), isCallback);
    door.parts.clock.now += 10 * 60_000;
    expect((await slow.open(late.href, (url) => url.pathname === "/")).hash).toBe("#refused=sign_in_not_confirmed");
  });

  it.each([
    ["changed", async () => set({ personClaim: "email" })],
    ["removed", async () => admin("DELETE", "/api/v1/sign-in-service")],
  ])("refuses who comes back after the service was %s", async (_, change) => {
    const browser = new Browser();
    const back = await browser.open(begin(), isCallback);
    expect((await change()).status).toBeLessThan(300);
    const end = await browser.open(back.href, (url) => url.pathname === "/");
    expect(end.hash).toBe("#refused=sign_in_not_confirmed");
    expect(await whoIs(browser)).toBeUndefined();
  });

  it("refuses who comes back while the service is changed", async () => {
    const service = door.parts.deps.signInServices.open("demo");
    if (service === null) throw new Error("There is no service.");
    let isThere = true;
    const oidc = new Oidc(door.parts.log, () => (isThere ? service : null));
    const finish = async (person: Readonly<Record<string, unknown>>) => {
      const redirectUri = `${door.parts.origin}/api/v1/session/service/callback`;
      const { url, browser } = await oidc.begin(service, redirectUri, HERE, door.parts.clock.now);
      const back = await new Browser().open(url, isCallback);
      provider.person = person;
      return oidc.finish(back.search.slice(1), browser, door.parts.clock.now);
    };
    expect(await finish(ANNA)).toMatchObject({ claims: { preferred_username: "anna" } });
    const told = {
      sub: "17",
      get preferred_username() {
        isThere = false;
        return "anna";
      },
    };
    await expect(finish(told)).rejects.toMatchObject({ code: "sign_in_not_confirmed" });
    expect(isThere).toBe(false);
  });

  it("lets many begun sign-ins of an organisation push out its own oldest alone, and refuses nobody", async () => {
    const operator = await door.as("operator");
    const names = { slug: "quay", name: "Quay", country: "NL", language: "nl", timeZone: "Europe/Amsterdam" };
    const first = { name: "Quinn", login: "anna", password: "a long password" };
    await operator("POST", "/api/v1/organisations", { ...names, admin: first });
    const quinn = door.caller(await door.cookieOf("anna", "quay", first.password));
    const about = { name: "Quay login", issuer: provider.issuer, personClaim: "preferred_username", ...CLIENT };
    expect((await quinn("PUT", "/api/v1/sign-in-service", about)).status).toBe(200);
    const [theirs, oldest, next] = [new Browser(), new Browser(), new Browser()];
    const backs = [
      await theirs.open(begin("quay"), isCallback),
      await oldest.open(begin(), isCallback),
      await next.open(begin(), isCallback),
    ];
    const { oidc, signInServices } = door.parts.deps;
    const service = signInServices.open("demo");
    if (service === null) throw new Error("There is no service.");
    for (let more = 0; more < 499; more++) await oidc.begin(service, "https://x.example/", HERE, door.parts.clock.now);
    const ends: string[] = [];
    for (const [at, browser] of [theirs, oldest, next].entries()) {
      ends.push((await browser.open(backs[at]?.href ?? "", (url) => url.pathname === "/")).hash);
    }
    expect(ends).toEqual(["", "#refused=sign_in_not_confirmed", ""]);
    expect(await signIn()).toBe("/");
  });

  it("lets one address push out what it began itself alone", async () => {
    const browser = new Browser();
    const back = await browser.open(begin(), isCallback);
    const { oidc, signInServices } = door.parts.deps;
    const service = signInServices.open("demo");
    if (service === null) throw new Error("There is no service.");
    const flood = () => oidc.begin(service, "https://x.example/", "192.0.2.1", door.parts.clock.now);
    for (let more = 0; more < 600; more++) await flood();
    expect((await browser.open(back.href, (url) => url.pathname === "/")).hash).toBe("");
  });

  it.each([
    ["a made-up state", (url: URL) => url.searchParams.set("state", "made up")],
    ["no state", (url: URL) => url.searchParams.delete("state")],
    ["a made-up code", (url: URL) => url.searchParams.set("code", "made-up")],
    ["another issuer", (url: URL) => url.searchParams.set("iss", "https://other.example")],
  ])("refuses %s", async (_, spoil) => {
    const browser = new Browser();
    const back = await browser.open(begin(), isCallback);
    spoil(back);
    const end = await browser.open(back.href, (url) => url.pathname === "/");
    expect(end.hash).toBe("#refused=sign_in_not_confirmed");
    expect(await whoIs(browser)).toBeUndefined();
  });

  it("says in words why nobody is signed in", async () => {
    provider.person = null;
    expect(await signIn()).toBe("/#refused=sign_in_not_confirmed");
    provider.person = { sub: "18", preferred_username: "stranger" };
    expect(await signIn()).toBe("/#refused=not_known_here");
    provider.person = { sub: "17" };
    expect(await signIn()).toBe("/#refused=not_known_here");
  });

  it("links by the claim that was chosen, and takes no address that was not tried out", async () => {
    const added = await admin("POST", "/api/v1/people", {
      ...{ name: "Anna E", login: "anna@example.org", password: "a long password", roles: ["agent"] },
      ...{ extension: null, locale: null },
    });
    expect(added.status).toBe(201);
    await set({ personClaim: "email" });
    const browser = new Browser();
    expect(await signIn(browser)).toBe("/");
    expect(await whoIs(browser)).toBe("anna@example.org");
    provider.person = { ...ANNA, email_verified: false };
    expect(await signIn()).toBe("/#refused=not_known_here");
    await admin("PUT", `/api/v1/people/${added.body.id}`, { ...added.body, id: undefined, active: false });
    provider.person = ANNA;
    expect(await signIn()).toBe("/#refused=not_known_here");
  });

  it("gives the roles of the groups, and lets nobody in who is in none", async () => {
    const groupRoles = [
      { group: "callers", role: "agent" },
      { group: "leads", role: "supervisor" },
    ];
    await set({ groupClaim: "groups", groupRoles });
    const roles = async () =>
      (await admin("GET", "/api/v1/people")).body.find(({ login }: { login: string }) => login === "bram").roles;
    provider.person = { sub: "19", preferred_username: "bram", groups: ["callers", "leads", "others"] };
    expect(await signIn()).toBe("/");
    expect(await roles()).toEqual(["agent", "supervisor"]);
    provider.person = { sub: "19", preferred_username: "bram", groups: "callers" };
    expect(await signIn()).toBe("/");
    expect(await roles()).toEqual(["agent"]);
    provider.person = { sub: "19", preferred_username: "bram", groups: ["others"] };
    expect(await signIn()).toBe("/#refused=not_known_here");
    expect((await set({ groupClaim: "groups", groupRoles: [{ group: "x", role: "operator" }] })).status).toBe(400);
  });

  it("keeps the secret sealed and to itself, and asks allowed services alone", async () => {
    const shown = (await admin("GET", "/api/v1/sign-in-service")).body;
    expect(shown).toMatchObject({ issuer: provider.issuer, clientId: "belfry" });
    const rows = await store.asOperator((tx) => tx.execute("select * from sign_in_service"));
    expect(JSON.stringify(rows.rows)).toContain('"client_secret":"v1.');
    for (const text of [JSON.stringify(shown), JSON.stringify(rows.rows), logged.join("")]) {
      expect(text).not.toContain(CLIENT.clientSecret);
    }
    const inside = await set({ issuer: "http://169.254.169.254" });
    expect([inside.status, inside.body.error.code]).toEqual([400, "issuer_not_allowed"]);
    // Without a secret the present one stays, but is not handed to another service.
    expect((await set({ clientSecret: undefined, name: "Another name" })).status).toBe(200);
    expect(await signIn()).toBe("/");
    expect((await set({ clientSecret: undefined, issuer: "https://other.example" })).status).toBe(400);
    await set({ clientSecret: "wrong" });
    expect(await signIn()).toBe("/#refused=sign_in_not_confirmed");
  });

  it("is one organisation's alone, and gone when it is removed", async () => {
    const operator = await door.as("operator");
    const names = { slug: "haven", name: "Haven", country: "NL", language: "nl", timeZone: "Europe/Amsterdam" };
    const hugo = { name: "Hugo", login: "anna", password: "a long password" };
    await operator("POST", "/api/v1/organisations", { ...names, admin: hugo });
    const haven = door.caller(await door.cookieOf("anna", "haven", hugo.password));
    expect((await haven("GET", "/api/v1/sign-in-service")).body).toBeNull();
    expect((await haven("DELETE", "/api/v1/sign-in-service")).status).toBe(204);
    expect((await admin("GET", "/api/v1/sign-in-service")).body).not.toBeNull();
    expect((await admin("DELETE", "/api/v1/sign-in-service")).status).toBe(204);
    expect((await new Browser().open(begin(), (url) => url.pathname === "/")).hash).toBe("#refused=not_found");
  });

  it("says so when the service is away", async () => {
    const away = await startProvider();
    await away.close();
    const issuers = [away.issuer];
    const other = await openStore({ dir: null });
    const closed = await openTestDoor(other, {}, pino({ level: "silent" }), issuers);
    const by = await closed.as("admin");
    await by("PUT", "/api/v1/sign-in-service", { name: "Away", issuer: away.issuer, ...CLIENT });
    const end = await new Browser().open(
      `${closed.parts.origin}/api/v1/session/service/start?organisation=demo`,
      (url) => url.pathname === "/",
    );
    expect(end.hash).toBe("#refused=sign_in_service_failed");
    await closed.close();
    await other.close();
  });
});
