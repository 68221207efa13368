import type { Change, PageToServer, ServerToPage, Snapshot } from "@belfry/contracts";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore, type Store } from "../../store/store.ts";
import { openTestDoor, type TestDoor } from "../testing/test-door.ts";

type Page = Socket<ServerToPage, PageToServer>;
type Message = { seq: number; value?: Snapshot; changes?: readonly Change[] };

/** A page that keeps what it was sent, in order, and lets a test wait for what it looks for. */
class Recorder {
  readonly socket: Page;
  readonly messages: Message[] = [];
  #waiting: { fits: (message: Message) => boolean; resolve: (message: Message) => void }[] = [];

  constructor(origin: string, cookie: string, headers: Record<string, string> = { origin }) {
    this.socket = io(origin, { forceNew: true, reconnection: false, extraHeaders: { cookie, ...headers } });
    this.socket.on("snapshot", ({ seq, value }) => this.#take({ seq, value }));
    this.socket.on("change", ({ seq, changes }) => this.#take({ seq, changes }));
  }

  until(fits: (message: Message) => boolean): Promise<Message> {
    const seen = this.messages.find(fits);
    if (seen !== undefined) return Promise.resolve(seen);
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }

  #take(message: Message): void {
    this.messages.push(message);
    const hit = this.#waiting.filter(({ fits }) => fits(message));
    this.#waiting = this.#waiting.filter((one) => !hit.includes(one));
    for (const { resolve } of hit) resolve(message);
  }
}

const isSnapshot = (message: Message) => message.value !== undefined;
const myState = (state: string) => (message: Message) =>
  message.changes?.some((change) => change.part === "me" && change.value.state.state === state) ?? false;

describe("a page's socket", () => {
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

  const open = (cookie: string, headers?: Record<string, string>) => {
    const page = new Recorder(door.parts.origin, cookie, headers);
    onTestFinished(() => void page.socket.disconnect());
    return page;
  };

  it("gets a snapshot, then the change that its command makes, and everybody sees the colleague", async () => {
    const anna = open(await door.cookieOf("anna"));
    const bram = open(await door.cookieOf("bram"));
    const first = await anna.until(isSnapshot);
    const colleagues = (await bram.until(isSnapshot)).value?.colleagues;
    const id = colleagues?.find((one) => one.extension === "3001")?.id;
    expect(first.value?.me?.extension).toBe("3001");
    expect(first.value?.queues.map((queue) => queue.name)).toEqual(["Passports", "Permits"]);
    expect(first.value?.pauses.map((pause) => pause.name)).toContain("Lunch");
    expect(first.value?.colleagues).toHaveLength(4);

    expect(await anna.socket.emitWithAck("command", { type: "signIn" })).toEqual({ ok: true });
    const change = await anna.until((message) => message.changes?.some((one) => one.part === "me") ?? false);
    expect(change.seq).toBe(first.seq + 1);
    const news = await bram.until(
      (message) => message.changes?.some((one) => one.part === "colleague" && one.value.id === id) ?? false,
    );
    // What a colleague's state is and since when, and nothing of their calls.
    const state = { state: "available", since: expect.any(Number) };
    expect(news.changes).toContainEqual({ part: "colleague", value: { id, state, problem: "noOwner" } });
    expect(bram.messages.flatMap((message) => message.changes ?? []).some((one) => one.part === "me")).toBe(false);
  });

  it("claims the phone, reports the device, and becomes available", async () => {
    const chloe = open(await door.cookieOf("chloe"));
    await chloe.until(isSnapshot);
    expect(await chloe.socket.emitWithAck("claimPhone", { tab: "t1", takeOver: false })).toEqual({ ok: true });
    const { organisation, person } = (await (await door.as("chloe"))("GET", "/api/v1/session")).body;
    door.parts.floor.submit(organisation.id, { type: "device.registered", agent: person });
    chloe.socket.emit("device", { tab: "t1", microphone: "granted", audioUnlocked: true });
    await chloe.until(
      (message) => message.changes?.some((one) => one.part === "me" && one.value.device.problem === null) ?? false,
    );
    const second = open(await door.cookieOf("chloe"));
    await second.until(isSnapshot);
    expect(await second.socket.emitWithAck("claimPhone", { tab: "t2", takeOver: false })).toMatchObject({
      ok: false,
      error: { code: "phone_owned_elsewhere" },
    });
    expect(await chloe.socket.emitWithAck("command", { type: "signIn" })).toEqual({ ok: true });
    expect(await chloe.socket.emitWithAck("command", { type: "available" })).toEqual({ ok: true });
    await chloe.until(myState("available"));
  });

  it("carries nothing of another organisation, and its commands reach nobody there", async () => {
    const operator = await door.as("operator");
    const admin = { name: "Otto", login: "otto", password: "quite a password" };
    const names = { name: "Harbour", country: "NL", language: "nl", timeZone: "Europe/Amsterdam" };
    const numbers = [{ number: "010 555 0101", payer: "caller" }];
    await operator("POST", "/api/v1/organisations", { slug: "harbour", ...names, admin, numbers });
    const otto = door.caller(await door.cookieOf("otto", "harbour", admin.password));
    const roles = ["agent", "supervisor"];
    const rosa = { name: "Rosa", login: "rosa", password: admin.password, roles, extension: "3001", locale: null };
    await otto("POST", "/api/v1/people", rosa);
    const ours = open(await door.cookieOf("rosa", "harbour", admin.password));
    const first = await ours.until(isSnapshot);
    expect(first.value?.colleagues.map(({ name }) => name)).toEqual(["Rosa"]);
    const demo = open(await door.cookieOf("anna"));
    const theirs = (await demo.until(isSnapshot)).value;
    const sam = theirs?.colleagues.find(({ name }) => name === "Sam Bakker")?.id ?? "";

    expect(await ours.socket.emitWithAck("command", { type: "signIn" })).toEqual({ ok: true });
    const commands = [
      ...(["listen", "whisper", "bargeIn"] as const).map((mode) => (agent: string) => ({
        type: "supervise" as const,
        agent,
        mode,
      })),
      (agent: string) => ({ type: "dial" as const, target: { kind: "agent" as const, agent }, queue: null }),
      (agent: string) => ({ type: "transfer" as const, target: { kind: "agent" as const, agent } }),
      (pause: string) => ({ type: "pause" as const, pause }),
    ];
    for (const command of commands) {
      const [foreign, nobodys] = [
        await ours.socket.emitWithAck("command", command(sam)),
        await ours.socket.emitWithAck("command", command(crypto.randomUUID())),
      ];
      expect(foreign).toMatchObject({ ok: false });
      expect(foreign).toEqual(nobodys);
    }
    expect(await demo.socket.emitWithAck("command", { type: "signOut" })).toEqual({ ok: true });
    expect(await demo.socket.emitWithAck("command", { type: "signIn" })).toEqual({ ok: true });
    await (await door.as("admin"))("POST", "/api/v1/pauses", { name: "A demo pause" });
    await demo.until((message) => JSON.stringify(message).includes("A demo pause"));
    // What comes after it has come: so what did not come before was not sent.
    await otto("POST", "/api/v1/pauses", { name: "A harbour pause" });
    await ours.until((message) => JSON.stringify(message).includes("A harbour pause"));
    const heard = JSON.stringify(ours.messages);
    const foreign = [...(theirs?.colleagues ?? []), ...(theirs?.queues ?? [])].flatMap(({ id, name }) => [id, name]);
    expect(foreign.length).toBeGreaterThan(8);
    for (const one of [...foreign, "A demo pause"]) expect([one, heard.includes(one)]).toEqual([one, false]);
    expect(JSON.stringify(demo.messages)).not.toMatch(/harbour|Rosa/i);
  });

  it("is one of twenty at most; one more is refused with words, until another closes", async () => {
    const cookie = await door.cookieOf("admin");
    const pages = [];
    for (let index = 0; index < 20; index++) {
      const page = open(index % 2 === 0 ? cookie : await door.cookieOf("admin"));
      await page.until(isSnapshot);
      pages.push(page);
    }
    const refused = await new Promise<Error & { data?: unknown }>((resolve) =>
      open(cookie).socket.once("connect_error", resolve),
    );
    expect(refused.message).toBe("too_many_windows");
    expect(refused.data).toEqual({ code: "too_many_windows", params: { count: "20" } });
    await open(await door.cookieOf("bram")).until(isSnapshot);
    const size = door.parts.sockets.size;
    pages[0]?.socket.disconnect();
    while (door.parts.sockets.size === size) await new Promise((resolve) => setImmediate(resolve));
    await open(cookie).until(isSnapshot);
  });

  it("takes the phone with the session, and signs out who has no session left", async () => {
    const { floor } = door.parts;
    const rest = await door.as("sam");
    const { organisation, person } = (await rest("GET", "/api/v1/session")).body;
    const view = () => floor.agentView(organisation.id, person);
    const cookie = await door.cookieOf("sam");
    const page = open(cookie);
    await page.until(isSnapshot);
    expect(await page.socket.emitWithAck("claimPhone", { tab: "s1", takeOver: true })).toEqual({ ok: true });
    expect(await page.socket.emitWithAck("command", { type: "signIn" })).toEqual({ ok: true });
    await door.caller(cookie)("DELETE", "/api/v1/session");
    expect([view()?.device.owner, view()?.state.state]).toEqual([null, "available"]);
    await rest("DELETE", "/api/v1/session");
    expect(view()?.state.state).toBe("signedOut");
  });

  it("leaves the phone with the session that took it over", async () => {
    const { floor } = door.parts;
    const first = await door.cookieOf("sam");
    const second = await door.cookieOf("sam");
    const { organisation, person } = (await door.caller(first)("GET", "/api/v1/session")).body;
    for (const [cookie, tab] of [
      [first, "s1"],
      [second, "s2"],
    ] as const) {
      const page = open(cookie);
      await page.until(isSnapshot);
      expect(await page.socket.emitWithAck("claimPhone", { tab, takeOver: true })).toEqual({ ok: true });
    }
    await door.caller(first)("DELETE", "/api/v1/session");
    expect(floor.agentView(organisation.id, person)?.device.owner).toBe("s2");
  });

  it("lets who leaves in a call finish it, and signs them out then", async () => {
    const { floor } = door.parts;
    const cookie = await door.cookieOf("sam");
    const sam = door.caller(cookie);
    const { organisation, person } = (await sam("GET", "/api/v1/session")).body;
    const put = (input: Parameters<typeof floor.submit>[1]) => floor.submit(organisation.id, input);
    const view = () => floor.agentView(organisation.id, person);
    const page = open(cookie);
    await page.until(isSnapshot);
    await page.socket.emitWithAck("claimPhone", { tab: "s3", takeOver: true });
    put({ type: "device.registered", agent: person });
    put({ type: "device.heard", agent: person, tab: "s3", microphone: "granted", audioUnlocked: true });
    const target = { kind: "number", number: "+31612345678" } as const;
    await page.socket.emitWithAck("command", { type: "signIn" });
    expect(put({ type: "agent.dial", agent: person, call: "left", target, queue: null })).toBeNull();
    await door.parts.room.sessions.endOfPerson(organisation.id, person);
    expect(view()?.state.state).toBe("inCall");
    put({ type: "leg.failed", call: "left", leg: "left.1", cause: "noAnswer" });
    await new Promise((resolve) => setImmediate(resolve));
    expect(view()?.state.state).toBe("signedOut");
  });

  it("lets who leaves in wrap-up come back to it as if they had not, and else signs them out when it ends", async () => {
    const { floor } = door.parts;
    const { organisation, person } = (await (await door.as("sam"))("GET", "/api/v1/session")).body;
    const put = (input: Parameters<typeof floor.submit>[1]) => floor.submit(organisation.id, input);
    const state = () => floor.agentView(organisation.id, person)?.state;
    const leave = () => door.parts.room.sessions.endOfPerson(organisation.id, person);
    const page = open(await door.cookieOf("sam"));
    const queue = (await page.until(isSnapshot)).value?.queues[0]?.id ?? null;
    await page.socket.emitWithAck("claimPhone", { tab: "s4", takeOver: true });
    put({ type: "device.registered", agent: person });
    put({ type: "device.heard", agent: person, tab: "s4", microphone: "granted", audioUnlocked: true });
    await page.socket.emitWithAck("command", { type: "signIn" });
    const target = { kind: "number", number: "+31612345678" } as const;
    put({ type: "agent.dial", agent: person, call: "wrap", target, queue });
    put({ type: "leg.answered", call: "wrap", leg: "wrap.1" });
    put({ type: "leg.answered", call: "wrap", leg: "wrap.2" });
    put({ type: "leg.bridged", call: "wrap", bridge: 1, a: "wrap.1", b: "wrap.2" });
    put({ type: "agent.hangUp", agent: person });
    expect(state()).toMatchObject({ state: "wrapUp", pending: null });
    await leave();
    await door.cookieOf("sam");
    expect(state()).toMatchObject({ state: "wrapUp", pending: null });
    await leave();
    put({ type: "agent.finishWrapUp", agent: person });
    await new Promise((resolve) => setImmediate(resolve));
    expect(state()?.state).toBe("signedOut");
  });

  it("refuses a note with characters that no database takes", async () => {
    const anna = open(await door.cookieOf("anna"));
    await anna.until(isSnapshot);
    const note = { type: "setCallCode", code: null } as const;
    expect(await anna.socket.emitWithAck("command", { ...note, note: "a\u0000b" })).toMatchObject({
      error: { code: "invalid_request" },
    });
    expect(await anna.socket.emitWithAck("command", { ...note, note: "one\n\ttwo" })).not.toMatchObject({
      error: { code: "invalid_request" },
    });
  });

  it("answers what makes no sense and stays open", async () => {
    const bram = open(await door.cookieOf("bram"));
    await bram.until(isSnapshot);
    for (const nonsense of [null, 7, "x", { type: "explode" }, { type: "pause" }, [], { type: "dial", target: {} }]) {
      // @ts-expect-error A page that is broken or hostile sends anything.
      expect(await bram.socket.emitWithAck("command", nonsense)).toMatchObject({
        ok: false,
        error: { code: "invalid_request" },
      });
    }
    // @ts-expect-error Nor need there be anything to answer to.
    bram.socket.emit("command", { type: "signIn" }, "no function");
    // @ts-expect-error Events that nobody knows are nobody's business.
    bram.socket.emit("nonsense", { a: 1 });
    expect(await bram.socket.emitWithAck("command", { type: "hold" })).toMatchObject({ ok: false });
    expect(bram.socket.connected).toBe(true);
  });

  it("takes numbers as people type them, and extensions of colleagues", async () => {
    const sam = open(await door.cookieOf("sam"));
    await sam.until(isSnapshot);
    const dial = (number: string) =>
      sam.socket.emitWithAck("command", { type: "dial", target: { kind: "number", number }, queue: null });
    expect(await dial("not a number")).toMatchObject({ ok: false, error: { code: "invalid_number" } });
    // Past the door: the floor refuses, for sam has not signed in.
    expect(await dial("020 123 4567")).toMatchObject({ ok: false, error: { code: "not_signed_in_agent" } });
  });

  it("gives a fresh snapshot on resync, with the next number", async () => {
    const sam = open(await door.cookieOf("sam"));
    const first = await sam.until(isSnapshot);
    sam.socket.emit("resync");
    const again = await sam.until((message) => isSnapshot(message) && message.seq > first.seq);
    expect(again.seq).toBe(first.seq + 1);
  });

  it("ends with its session, at once", async () => {
    const cookie = await door.cookieOf("sam");
    const page = open(cookie);
    await page.until(isSnapshot);
    const ended = new Promise((resolve) => page.socket.once("sessionEnded", resolve));
    const gone = new Promise((resolve) => page.socket.once("disconnect", resolve));
    await door.caller(cookie)("DELETE", "/api/v1/session");
    expect(await ended).toEqual({ code: "session_ended" });
    await gone;
  });

  it.each([
    ["no cookie", async () => open("")],
    ["a made-up cookie", async () => open("belfry_session=nonsense")],
    ["a page of another website", async () => open(await door.cookieOf("bram"), { origin: "https://evil.example" })],
    ["no origin", async () => open(await door.cookieOf("bram"), {})],
  ])("does not open with %s", async (_, connect) => {
    const page = await connect();
    await new Promise((resolve) => page.socket.once("connect_error", resolve));
    expect(page.messages).toEqual([]);
  });

  it("shows a changed setting to every page", async () => {
    const anna = open(await door.cookieOf("anna"));
    await anna.until(isSnapshot);
    const admin = await door.as("admin");
    expect((await admin("POST", "/api/v1/pauses", { name: "Training" })).status).toBe(201);
    await anna.until(
      (message) =>
        message.changes?.some(
          (one) => one.part === "settings" && one.value.pauses.some((pause) => pause.name === "Training"),
        ) ?? false,
    );
  });

  it("shows nothing of one organisation to a page of another", async () => {
    const operator = open(await door.cookieOf("operator"));
    const first = await operator.until(isSnapshot);
    expect(first.value).toEqual({
      me: null,
      queues: [],
      colleagues: [],
      pauses: [],
      callCodes: [],
      automaticCalls: false,
    });
    const anna = open(await door.cookieOf("anna"));
    await anna.until(isSnapshot);
    const admin = await door.as("admin");
    expect((await admin("POST", "/api/v1/pauses", { name: "Only here" })).status).toBe(201);
    await anna.until((message) => message.changes?.some((one) => one.part === "settings") ?? false);
    operator.socket.emit("resync");
    await operator.until((message) => isSnapshot(message) && message.seq > first.seq);
    expect(operator.messages.map((message) => message.seq)).toEqual([first.seq, first.seq + 1]);
    expect(await operator.socket.emitWithAck("command", { type: "signIn" })).toMatchObject({
      error: { code: "not_an_agent" },
    });
  });

  it("answers a page that floods it, and stays open", async () => {
    const sam = open(await door.cookieOf("sam"));
    await sam.until(isSnapshot);
    const answers = await Promise.all(
      Array.from({ length: 150 }, () => sam.socket.emitWithAck("command", { type: "hold" })),
    );
    const refused = answers.filter((answer) => !answer.ok && answer.error.code === "too_many_requests");
    expect(refused).toHaveLength(50);
    door.parts.clock.now += 1000;
    expect(await sam.socket.emitWithAck("command", { type: "hold" })).not.toMatchObject({
      error: { code: "too_many_requests" },
    });
  });

  it("keeps little for a page that takes nothing, and gives it one snapshot when it does again", async () => {
    const headers = { cookie: await door.cookieOf("bram"), referer: `${door.parts.origin}/` };
    const url = `${door.parts.origin}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(url, { headers })).text()).slice(1));
    const poll = async () => (await (await fetch(`${url}&sid=${sid}`, { headers })).text()).split("\u001e");
    const opened = await fetch(`${url}&sid=${sid}`, {
      method: "POST",
      body: "40",
      headers: { ...headers, origin: door.parts.origin },
    });
    expect(opened.status).toBe(200);

    const watcher = open(await door.cookieOf("anna"));
    await watcher.until(isSnapshot);
    const { person, organisation } = (await (await door.as("sam"))("GET", "/api/v1/session")).body;
    // Each is waited for: what happens within one breath is told at once.
    for (let index = 0; index < 120; index++) {
      const told = watcher.messages.length;
      const type = index % 2 === 0 ? "agent.signIn" : "agent.signOut";
      door.parts.floor.submit(organisation.id, { type, agent: person });
      await watcher.until(() => watcher.messages.length > told);
    }
    const kept = await poll();
    expect(kept.length).toBeLessThan(80);
    expect(kept.filter((packet) => packet.startsWith('42["change"')).length).toBeGreaterThan(10);
    const next = kept.at(-1)?.startsWith('42["snapshot"') ? kept.at(-1) : (await poll()).at(-1);
    expect(next).toMatch(/^42\["snapshot"/);
  });
});
