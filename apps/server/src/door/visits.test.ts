import { randomUUID } from "node:crypto";
import { PUBLIC_API, visitPhone, visitStarted, visitView } from "@belfry/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { HandProvider } from "../visits/testing/hand-provider.ts";
import { openTestDoor, type TestDoor } from "./testing/test-door.ts";

const SITE = "https://www.city.example";
const PERMITS = "+31201230001";
const CALLER = "+31612345678";

describe.each(testDatabases)("visits on $name", (database) => {
  let store: Store;
  let door: TestDoor;
  let organisation: string;
  let wallet: HandProvider;
  let service: HandProvider;
  const ids = { wallet: "", service: "" };

  beforeAll(async () => {
    store = await database.open();
    door = await openTestDoor(store);
    const { room } = door.parts;
    organisation = room.directory.organisationBySlug("demo")?.organisation.id ?? "";
    const numbers = room.directory.require(organisation).numbers;
    const number = numbers.find((one) => one.number === PERMITS)?.id ?? "";
    await room.verifiedCalling.change(organisation, {
      ...room.verifiedCalling.settings(organisation),
      origins: [SITE],
    });
    for (const name of ["wallet", "service"] as const) {
      const { id } = await room.identityProviders.create(organisation, {
        kind: "irma",
        name,
        url: "https://irma.example.org",
        authentication: "none",
        requestor: "",
        mapping: { fullName: ["pbdf.gemeente.personalData.fullname"] },
      });
      ids[name] = id;
    }
    const purpose = {
      title: { en: "Permits", nl: "Vergunningen" },
      explanation: { en: "Who are you?" },
      languages: ["en" as const, "nl" as const],
      number,
      attributes: [{ tag: "fullName" as const, shown: true }],
      hours: null,
      links: [],
      callFromPage: true,
      active: true,
    };
    await room.purposes.create(organisation, { ...purpose, name: "permits", providers: [ids.wallet] });
    await room.purposes.create(organisation, { ...purpose, name: "sign-in", providers: [ids.service] });
    await room.purposes.create(organisation, { ...purpose, name: "gone", providers: [ids.wallet], active: false });
  });
  beforeEach(() => {
    wallet = new HandProvider("demo");
    service = new HandProvider("oidc");
    door.parts.identityProviders.add(ids.wallet, wallet);
    door.parts.identityProviders.add(ids.service, service);
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
  });

  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    door.caller(null)(method, path, body, { origin: SITE, ...headers });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const begin = async (device: "phone" | "desktop", purpose = "permits") => {
    const answer = await ask("POST", PUBLIC_API.visits, { organisation: "demo", purpose, language: "nl", device });
    expect(answer.status).toBe(201);
    return visitStarted.parse(answer.body);
  };
  const view = async (token: string) =>
    visitView.parse((await ask("GET", PUBLIC_API.visit, undefined, bearer(token))).body);
  const inState = (token: string, state: string) =>
    expect.poll(async () => (await view(token)).state, { timeout: 5_000 }).toBe(state);
  /** Types a code into a call, as the floor tells it, and answers what the floor is told. */
  const type = async (
    code: string,
    { call = randomUUID(), attempt = 1, caller = CALLER as string | null, dialled = PERMITS } = {},
  ) => {
    const before = await counted();
    door.parts.visits.perform(organisation, [{ type: "visit.codeEntered", call, dialled, caller, code, attempt }]);
    let result = "";
    await expect
      .poll(async () => {
        const now = await counted();
        result = ["verified", "wrong", "refused"].find((one) => (now[one] ?? 0) > (before[one] ?? 0)) ?? "";
        return result;
      })
      .not.toBe("");
    return result;
  };
  const counted = async () => {
    const text = await door.parts.deps.metrics.metrics();
    return Object.fromEntries(
      [...text.matchAll(/visit_codes_total\{result="(\w+)"\} (\d+)/g)].map(([, name, n]) => [name, Number(n)]),
    );
  };
  const codeOf = (returnUrl: string | null) => /^tel:\+31201230001,(\d{8})$/.exec(returnUrl ?? "")?.[1] ?? "";
  const disclosedOnPhone = async () => {
    const { token } = await begin("phone");
    const code = codeOf(wallet.latest.request.returnUrl);
    wallet.move("done");
    await inState(token, "disclosed");
    return { token, code };
  };

  it("offers what is there, in the visitor's language, to allowed websites alone", async () => {
    const offer = await ask("GET", `${PUBLIC_API.purposes}/demo/permits?language=nl`);
    expect(offer.body).toMatchObject({ title: "Vergunningen", explanation: "Who are you?", open: true });
    expect(offer.headers.get("access-control-allow-origin")).toBe(SITE);
    expect(offer.headers.get("vary")).toBe("Origin");
    expect(offer.headers.get("cache-control")).toBe("no-store");
  });

  it("answers foreign origins, unknown organisations and unknown or inactive purposes alike", async () => {
    const paths = ["demo/permits", "demo/nothing", "demo/gone", "nobody/permits"];
    const answers = [
      await ask("GET", `${PUBLIC_API.purposes}/${paths[0]}`, undefined, { origin: "https://elsewhere.example" }),
      ...(await Promise.all(paths.slice(1).map((path) => ask("GET", `${PUBLIC_API.purposes}/${path}`)))),
    ];
    const body = { organisation: "demo", purpose: "permits", language: "en", device: "phone" };
    answers.push(
      await ask("POST", PUBLIC_API.visits, body, { origin: "https://elsewhere.example" }),
      await ask("POST", PUBLIC_API.visits, { ...body, purpose: "gone" }),
      await ask("POST", PUBLIC_API.visits, { ...body, organisation: "nobody" }),
    );
    const { token } = await begin("phone");
    answers.push(
      await ask("GET", PUBLIC_API.visit, undefined, { ...bearer(token), origin: "https://elsewhere.example" }),
      await ask("GET", PUBLIC_API.visit, undefined, bearer("guessed")),
    );
    for (const { status, body: error, headers } of answers) {
      expect([status, error]).toEqual([404, answers[0]?.body]);
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
    const count = wallet.sessions.length;
    expect(count).toBe(1);
  });

  it("answers every website alike before it asks, without cookies", async () => {
    const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
    const known = await ask("OPTIONS", PUBLIC_API.visits, undefined, preflight);
    expect([known.status, known.headers.get("access-control-allow-origin")]).toEqual([204, SITE]);
    expect(known.headers.get("access-control-allow-credentials")).toBeNull();
    const foreign = await ask("OPTIONS", PUBLIC_API.visits, undefined, { ...preflight, origin: "https://x.example" });
    expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([204, "https://x.example"]);
  });

  it("gives the code to the wallet on this phone, and never to the page", async () => {
    const { token, visit, presentation } = await begin("phone");
    expect(visit.state).toBe("disclosing");
    expect(JSON.stringify(presentation)).not.toContain("tel:");
    const code = codeOf(wallet.latest.request.returnUrl);
    expect(code).toHaveLength(8);
    expect(await type(code)).toBe("wrong");
    wallet.move("done");
    await inState(token, "disclosed");
    expect(await view(token)).toMatchObject({ state: "disclosed", call: null });
    expect(await type(code)).toBe("verified");
    // The floor of this test has no such call, as when the caller hung up meanwhile.
    expect((await view(token)).state).toBe("ended");
    // Replayed, also by the same caller, it is one wrong code among others.
    expect(await type(code)).toBe("wrong");
  });

  it("gives number and code to a page on another screen only after the wallet's pairing code was typed", async () => {
    const { token, presentation } = await begin("desktop");
    expect(wallet.latest.request).toMatchObject({ pairing: true, returnUrl: null });
    const pair = (code: string) => ask("POST", PUBLIC_API.visitPairing, { code }, bearer(token));
    expect((await pair("4711")).body.error.code).toBe("not_in_this_state");
    wallet.move("pairing");
    await inState(token, "pairing");
    expect((await pair("0000")).body.error).toMatchObject({ code: "pairing_wrong", params: { tries: "2" } });
    expect(visitView.parse((await pair("4711")).body).state).toBe("disclosing");
    wallet.move("done");
    await inState(token, "disclosed");
    const shown = await view(token);
    if (shown.state !== "disclosed" || shown.call === null) throw new Error("there is no code");
    expect(shown.call.link).toBe(`tel:${PERMITS},${shown.call.code}`);
    expect(await view(token)).toEqual(shown);
    expect(await type(shown.call.code)).toBe("verified");
    expect(JSON.stringify(presentation)).not.toContain("4711");
  });

  it("ends a visit whose pairing code is guessed, and one that discloses without pairing", async () => {
    const guessed = await begin("desktop");
    wallet.move("pairing");
    await inState(guessed.token, "pairing");
    await Promise.all(
      ["0001", "0002", "0003", "0004"].map((code) =>
        ask("POST", PUBLIC_API.visitPairing, { code }, bearer(guessed.token)),
      ),
    );
    expect(wallet.compared).toBe(3);
    expect(await view(guessed.token)).toEqual({ state: "failed", why: "notPaired" });
    const relayed = await begin("desktop");
    wallet.move("done");
    await inState(relayed.token, "failed");
    expect(await view(relayed.token)).toEqual({ state: "failed", why: "notProven" });
    expect(wallet.fetched).toBe(0);
  });

  it("lends a page that is proven a phone for one call, and takes it back for the next one", async () => {
    const { token } = await begin("desktop");
    const phone = (of = token, headers = {}) => ask("POST", PUBLIC_API.visitPhone, {}, { ...bearer(of), ...headers });
    expect((await phone()).body.error.code).toBe("visit_not_proven");
    wallet.move("pairing");
    await inState(token, "pairing");
    await ask("POST", PUBLIC_API.visitPairing, { code: "4711" }, bearer(token));
    wallet.move("done");
    await inState(token, "disclosed");
    expect((await phone(token, { origin: "https://elsewhere.example" })).status).toBe(404);

    const first = visitPhone.parse((await phone()).body);
    expect(first).toMatchObject({ target: `sip:${PERMITS}@belfry.invalid` });
    expect(first.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/sip\?visit=[\w-]{43}$/);
    expect(first.uri).toMatch(/^sip:visit-[0-9a-f]{32}@belfry\.invalid$/);
    expect(first.expiresAt - door.parts.clock.now).toBeLessThanOrEqual(2 * 60_000);
    const second = visitPhone.parse((await phone()).body);
    const passOf = ({ url }: { url: string }) => new URL(url).searchParams.get("visit") ?? "";
    const { pageCalls } = door.parts;
    expect(pageCalls.open(passOf(first))).toBeNull();
    const opened = pageCalls.open(passOf(second));
    expect(opened).toMatchObject({ organisation });

    expect(await pageCalls.begin(opened?.user ?? "", randomUUID())).toMatchObject({ demo: true });
    expect((await phone()).body.error.code).toBe("visit_over");
  });

  it("lends no phone where the code went to a wallet, or was used", async () => {
    const { token, code } = await disclosedOnPhone();
    const phone = async () => (await ask("POST", PUBLIC_API.visitPhone, {}, bearer(token))).body.error.code;
    expect(await phone()).toBe("visit_not_proven");
    expect(await type(code)).toBe("verified");
    expect(await phone()).toBe("visit_over");
  });

  it("proves the window that comes back from a service, and tells the page that began it nothing", async () => {
    const { token, presentation } = await begin("desktop", "sign-in");
    if (presentation.kind !== "redirect") throw new Error("no redirect");
    const path = presentation.url.slice("http://belfry.test".length);
    const visit = (to: string, cookie = "") =>
      fetch(door.parts.origin + to, { redirect: "manual", headers: cookie === "" ? {} : { cookie } });
    const gone = await visit(path);
    expect(gone.headers.get("location")).toBe("https://login.example.org/");
    const cookie = (gone.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    expect((await visit(path)).headers.get("location")).toBe("/visit/done#failed=visit_over");
    for (const [query, who] of [
      ["code=good&state=state-0", ""],
      ["code=good&state=guessed", cookie],
    ] as const)
      expect((await visit(`/visit/return?${query}`, who)).headers.get("location")).toMatch(/#failed/);
    const back = await visit("/visit/return?code=good&state=state-0", cookie);
    expect(back.headers.get("location")).toBe("/visit/done");
    const windowCookie = back.headers.getSetCookie().find((one) => one.startsWith("belfry_visit_window=")) ?? "";
    expect(windowCookie).toMatch(/HttpOnly; SameSite=Strict/);
    const own = { origin: door.parts.origin, cookie: windowCookie.split(";")[0] ?? "" };
    expect((await ask("POST", PUBLIC_API.visitWindow, undefined, { ...own, origin: SITE })).status).toBe(404);
    const taken = await ask("POST", PUBLIC_API.visitWindow, undefined, own);
    const shown = await view(taken.body.token);
    if (shown.state !== "disclosed" || shown.call === null) throw new Error("there is no code");
    expect(await view(token)).toMatchObject({ state: "disclosed", call: null });
    expect((await visit("/visit/return?code=good&state=state-0", cookie)).headers.get("location")).toMatch(/#failed/);
    expect(await type(shown.call.code)).toBe("verified");
  });

  it("tells each of two visitors their own, and forgets one without the other", async () => {
    const one = await disclosedOnPhone();
    const two = await disclosedOnPhone();
    expect(one.code).not.toBe(two.code);
    expect((await ask("DELETE", PUBLIC_API.visit, undefined, bearer(one.token))).status).toBe(204);
    expect(await type(one.code)).toBe("wrong");
    expect(await view(one.token)).toMatchObject({ state: "forgotten", receipt: expect.any(String) });
    expect(await type(two.code)).toBe("verified");
  });

  it("takes no code at another number, nor after its time", async () => {
    const { code, token } = await disclosedOnPhone();
    expect(await type(code, { dialled: "+31201230002" })).toBe("wrong");
    door.parts.clock.now += 3_600_000;
    expect(await type(code)).toBe("wrong");
    expect(await view(token)).toEqual({ state: "forgotten", receipt: null });
  });

  it("does not look at codes of a caller who was wrong too often, and serves all others", async () => {
    const { code } = await disclosedOnPhone();
    const guesser = "+31687654321";
    for (let n = 0; n < 6; n += 1)
      expect(await type("00000000", { caller: guesser, attempt: (n % 3) + 1 })).toBe("wrong");
    expect(await type(code, { caller: guesser })).toBe("refused");
    expect(await type(code)).toBe("verified");
  });

  it("follows what runs after a restart, and fails what is too late", async () => {
    const { token } = await begin("phone");
    door.parts.clock.now += 600_000;
    await door.parts.visits.sweep();
    expect(await view(token)).toEqual({ state: "failed", why: "timedOut" });
    expect(wallet.latest.status).toBe("cancelled");
    door.parts.clock.now += 900_001;
    await door.parts.visits.sweep();
    expect((await ask("GET", PUBLIC_API.visit, undefined, bearer(token))).body.error.code).toBe("visit_over");
  });

  it("answers the wallet's client out of what is known, to whom our presentation opened it alone", async () => {
    const { presentation, token } = await begin("phone");
    if (presentation.kind !== "wallet") throw new Error("no wallet");
    const { sessionPtr, frontendRequest } = presentation.session;
    const path = `${sessionPtr.u.slice("http://belfry.test".length)}/frontend/status`;
    const opened = { authorization: frontendRequest.authorization };
    expect((await ask("GET", path, undefined, opened)).body).toEqual({ status: "INITIALIZED" });
    expect((await ask("GET", path, undefined, { authorization: "guessed" })).status).toBe(404);
    expect((await ask("GET", path, undefined, { ...opened, origin: "https://x.example" })).status).toBe(404);
    wallet.move("done");
    await inState(token, "disclosed");
    expect((await ask("GET", path, undefined, opened)).body).toEqual({ status: "DONE" });
  });

  it("streams how the visit stands until it is over", async () => {
    const { token } = await begin("phone");
    const response = await fetch(door.parts.origin + PUBLIC_API.visitEvents, {
      headers: { origin: SITE, ...bearer(token) },
    });
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => (await reader?.read())?.value ?? null;
    expect(await next()).toContain('"disclosing"');
    wallet.move("done");
    expect(await next()).toContain('"disclosed"');
    await ask("DELETE", PUBLIC_API.visit, undefined, bearer(token));
    expect(await next()).toContain('"forgotten"');
    // The receipt may come a moment later; then the stream is over.
    expect((await reader?.read())?.done).toBe(true);
  });

  it("streams to three pages of a visit at most: the oldest ends", async () => {
    const { token } = await begin("phone");
    const listen = async () => {
      const response = await fetch(door.parts.origin + PUBLIC_API.visitEvents, {
        headers: { origin: SITE, ...bearer(token) },
      });
      const reader = response.body?.getReader();
      await reader?.read();
      return reader;
    };
    const first = await listen();
    const second = await listen();
    await listen();
    await listen();
    expect((await first?.read())?.done).toBe(true);
    await ask("DELETE", PUBLIC_API.visit, undefined, bearer(token));
    expect((await second?.read())?.done).toBe(false);
  });

  it("streams to three clients of a wallet at most: the oldest ends", async () => {
    const { presentation } = await begin("desktop");
    if (presentation.kind !== "wallet") throw new Error("not a wallet");
    const { sessionPtr, frontendRequest } = presentation.session;
    const listen = async () => {
      const response = await fetch(`${door.parts.origin}${new URL(sessionPtr.u).pathname}/frontend/statusevents`, {
        headers: { origin: SITE, authorization: frontendRequest.authorization },
      });
      const reader = response.body?.getReader();
      expect((await reader?.read())?.done).toBe(false);
      return reader;
    };
    const first = await listen();
    const second = await listen();
    await listen();
    await listen();
    expect((await first?.read())?.done).toBe(true);
    wallet.move("connected");
    expect((await second?.read())?.done).toBe(false);
  });

  it("bounds how many begin at once, of one address first", async () => {
    for (const session of wallet.sessions) wallet.move("cancelled", session);
    const body = { organisation: "demo", purpose: "permits", language: "en", device: "phone" };
    const statuses: number[] = [];
    for (let n = 0; n < 25; n += 1) statuses.push((await ask("POST", PUBLIC_API.visits, body)).status);
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(20);
    const refused = await ask("POST", PUBLIC_API.visits, body);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("access-control-allow-origin")).toBe(SITE);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  });
});
