import type { Change, PageToServer, ServerToPage, Snapshot } from "@belfry/contracts";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { openTestDoor, type TestDoor } from "./testing/test-door.ts";

describe.each(testDatabases.slice(0, 1))("supervising agents on $name", (database) => {
  let store: Store;
  let door: TestDoor;
  let organisation: string;
  let bram: string;

  beforeAll(async () => {
    store = await database.open();
    door = await openTestDoor(store);
    const { body } = await (await door.as("bram"))("GET", "/api/v1/session");
    [organisation, bram] = [body.organisation.id, body.person];
    await door.parts.floor.submit(organisation, { type: "agent.signIn", agent: bram });
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
  });

  const stateOf = (agent: string) => door.parts.floor.agentView(organisation, agent)?.state;

  it("lets a supervisor pause an agent, who is told whose choice it was", async () => {
    const sam = await door.as("sam");
    const [pause] = (await (await door.as("admin"))("GET", "/api/v1/pauses")).body;
    const answer = await sam("POST", `/api/v1/agents/${bram}/state`, { to: "paused", pause: pause.id });
    expect(answer.status).toBe(204);
    expect(stateOf(bram)).toMatchObject({ state: "paused", reason: { kind: "supervisor", pause: pause.id } });
    expect((await sam("POST", `/api/v1/agents/${bram}/state`, { to: "available" })).status).toBe(204);
    expect(stateOf(bram)).toMatchObject({ state: "available" });
  });

  it.each(["anna", "bram"])("lets no agent choose for another or for themselves this way (%s)", async (login) => {
    const answer = await (await door.as(login))("POST", `/api/v1/agents/${bram}/state`, { to: "signedOut" });
    expect([answer.status, answer.body.error.code]).toEqual([403, "forbidden"]);
    expect(stateOf(bram)).toMatchObject({ state: "available" });
  });

  describe("taking part in a call", () => {
    type Page = { socket: Socket<ServerToPage, PageToServer>; snapshot: () => Snapshot; changes: Change[] };

    async function open(login: string): Promise<Page> {
      const { origin } = door.parts;
      const socket: Page["socket"] = io(origin, {
        forceNew: true,
        reconnection: false,
        extraHeaders: { origin, cookie: await door.cookieOf(login) },
      });
      onTestFinished(() => void socket.disconnect());
      const changes: Change[] = [];
      socket.on("change", (message) => void changes.push(...message.changes));
      let latest = await new Promise<Snapshot>((resolve) => socket.once("snapshot", ({ value }) => resolve(value)));
      socket.on("snapshot", ({ value }) => {
        latest = value;
      });
      return { socket, snapshot: () => latest, changes };
    }
    const resync = async ({ socket }: Page) => {
      const next = new Promise<void>((resolve) => socket.once("snapshot", () => resolve()));
      socket.emit("resync");
      await next;
    };
    const idOf = async (login: string): Promise<string> =>
      (await (await door.as(login))("GET", "/api/v1/session")).body.person;

    it("is a supervisor's command, told to the agent and to other supervisors, and to nobody else", async () => {
      const { floor } = door.parts;
      const sam = await idOf("sam");
      const put = (input: Parameters<typeof floor.submit>[1]) => floor.submit(organisation, input);
      for (const agent of [sam, bram]) {
        await put({ type: "agent.signIn", agent });
        await put({ type: "device.claimed", agent, tab: agent, takeOver: true });
        await put({ type: "device.registered", agent });
        await put({ type: "device.heard", agent, tab: agent, microphone: "granted", audioUnlocked: true });
      }
      const pages = { sam: await open("sam"), admin: await open("admin"), anna: await open("anna") };
      const supervise = { type: "supervise", agent: bram, mode: "listen" } as const;
      expect(await pages.sam.socket.emitWithAck("command", supervise)).toMatchObject({
        ok: false,
        error: { code: "agent_not_in_call" },
      });
      expect(await pages.anna.socket.emitWithAck("command", supervise)).toMatchObject({
        ok: false,
        error: { code: "forbidden" },
      });
      const call = "supervised-call";
      const target = { kind: "number", number: "+31612345678" } as const;
      await put({ type: "agent.dial", agent: bram, call, target, queue: null });
      await put({ type: "leg.answered", call, leg: `${call}.1` });
      await put({ type: "leg.answered", call, leg: `${call}.2` });
      await put({ type: "leg.bridged", call, bridge: 1, a: `${call}.1`, b: `${call}.2` });
      expect(await pages.sam.socket.emitWithAck("command", supervise)).toEqual({ ok: true });
      await put({ type: "leg.answered", call, leg: `${call}.s1` });
      expect(floor.agentView(organisation, bram)?.call?.supervisor).toEqual({ name: "Sam Bakker", mode: "listen" });
      const change = { type: "supervisionMode", mode: "whisper" } as const;
      expect(await pages.sam.socket.emitWithAck("command", change)).toEqual({ ok: true });
      const seen = { agent: bram, supervisor: sam, name: "Sam Bakker", mode: "whisper" };
      const told = { part: "supervision", agent: bram, value: seen };
      await expect.poll(() => pages.admin.changes).toContainEqual(told);
      for (const page of Object.values(pages)) await resync(page);
      expect(pages.sam.snapshot().supervisions).toEqual([seen]);
      expect(pages.admin.snapshot().supervisions).toEqual([seen]);
      expect(pages.anna.snapshot()).not.toHaveProperty("supervisions");
      expect(pages.anna.changes.map(({ part }) => part)).not.toContain("supervision");

      expect(await pages.sam.socket.emitWithAck("command", { type: "hangUp" })).toEqual({ ok: true });
      await expect.poll(() => pages.admin.changes).toContainEqual({ part: "supervision", agent: bram, value: null });
      await resync(pages.sam);
      expect(pages.sam.snapshot().supervisions).toEqual([]);
      expect(pages.sam.snapshot().me?.state.state).toBe("available");
      await put({ type: "leg.ended", call, leg: `${call}.2`, cause: "normal" });
    });

    it("is told to agents by the organisation's rule, which its admin sets", async () => {
      const admin = await door.as("admin");
      const { id: _, slug: __, ...settings } = (await admin("GET", "/api/v1/organisation")).body;
      expect(settings.supervisionTold).toBe("always");
      const changed = await admin("PUT", "/api/v1/organisation", { ...settings, supervisionTold: "whenHeard" });
      expect([changed.status, changed.body.supervisionTold]).toEqual([200, "whenHeard"]);
      expect(door.parts.room.directory.floorSettings(organisation)?.supervisionTold).toBe("whenHeard");
      const wrong = await admin("PUT", "/api/v1/organisation", { ...settings, supervisionTold: "sometimes" });
      expect([wrong.status, wrong.body.error.code]).toEqual([400, "invalid_request"]);
      await admin("PUT", "/api/v1/organisation", settings);
    });
  });

  it("knows nobody of another organisation, and no pause that is none", async () => {
    const operator = await door.as("operator");
    const made = await operator("POST", "/api/v1/organisations", {
      slug: "elsewhere",
      name: "Elsewhere",
      country: "NL",
      language: "en",
      timeZone: "Europe/Amsterdam",
      admin: { name: "Admin", login: "boss", password: "a long enough password" },
    });
    expect(made.status).toBe(201);
    const signIn = await door.caller(null)("POST", "/api/v1/session", {
      organisation: "elsewhere",
      login: "boss",
      password: "a long enough password",
    });
    const boss = door.caller(signIn.headers.get("set-cookie")?.split(";")[0] ?? "");
    const foreign = await boss("POST", `/api/v1/agents/${bram}/state`, { to: "signedOut" });
    expect([foreign.status, foreign.body.error.code]).toEqual([404, "not_found"]);
    const sam = await door.as("sam");
    const unknown = await sam("POST", `/api/v1/agents/${bram}/state`, { to: "paused", pause: "tea" });
    expect(unknown.body.error.code).toBe("unknown_pause");
    const wrong = await sam("POST", `/api/v1/agents/${bram}/state`, { to: "asleep" });
    expect([wrong.status, wrong.body.error.code]).toEqual([400, "invalid_request"]);
    expect(stateOf(bram)).toMatchObject({ state: "available" });
  });
});
