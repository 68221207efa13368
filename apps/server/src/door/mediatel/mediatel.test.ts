import { createServer } from "node:http";
import { Refusal } from "@belfry/contracts";
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore, type Store } from "../../store/store.ts";
import type { DoorDeps } from "../ports.ts";
import { openTestDoor, type TestDoor } from "../testing/test-door.ts";
import { attachMediatel } from "./attach-mediatel.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a client of the protocol gets is read as such a client reads it.
type Data = any;

/** A client of the protocol that knows of us only the address. */
class Crm {
  readonly socket: Socket;
  readonly snapshots: Data[] = [];
  readonly unavailable: Data[] = [];

  constructor(address: string, headers: Record<string, string> = {}) {
    this.socket = io(address, {
      path: "/mediatel/socket.io",
      withCredentials: true,
      transports: ["websocket"],
      multiplex: false,
      reconnection: false,
      extraHeaders: headers,
    });
    this.socket.on("data", (data) => this.snapshots.push(data));
    this.socket.on("agentUnavailable", (data) => this.unavailable.push(data));
  }

  get data(): Data {
    return this.snapshots.at(-1);
  }

  /** The first snapshot after this moment that fits. */
  next(fits: (data: Data) => boolean = () => true): Promise<Data> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`in vain; the last was ${JSON.stringify(this.data)}`)), PATIENCE);
      const look = (data: Data) => {
        if (!fits(data)) return;
        clearTimeout(timer);
        this.socket.off("data", look);
        resolve(data);
      };
      this.socket.on("data", look);
    });
  }

  event(name: string): Promise<unknown> {
    return new Promise((resolve) => this.socket.once(name, resolve));
  }

  async tell(message: unknown, fits?: (data: Data) => boolean): Promise<Data> {
    const next = this.next(fits);
    this.socket.emit("data", message);
    return next;
  }
}

/** A busy machine checks a password slowly. */
const PATIENCE = 20_000;
/** Instead of half a minute, for who does not sign in. */
const SHORT = 1_000;
const inState = (state: string) => (data: Data) => data.state === state;

describe("the Mediatel protocol", () => {
  let store: Store;
  let door: TestDoor;
  let organisation: string;

  beforeAll(async () => {
    store = await openStore({ dir: null });
    door = await openTestDoor(store);
    organisation = (await (await door.as("admin"))("GET", "/api/v1/session")).body.organisation.id;
  });
  afterEach(async () => {
    for (const person of people()) await door.parts.room.sessions.endOfPerson(organisation, person.id);
  });
  afterAll(async () => {
    await door.close();
    await store.close();
  });

  const people = () => door.parts.room.directory.snapshot(organisation)?.people ?? [];
  const idOf = (login: string) => people().find((person) => person.login === login)?.id ?? "";
  const viewOf = (login: string) => door.parts.floor.agentView(organisation, idOf(login));
  const put = (input: Parameters<typeof door.parts.floor.submit>[1]) => door.parts.floor.submit(organisation, input);

  async function connect(query = "", headers?: Record<string, string>, address = door.parts.origin): Promise<Crm> {
    const crm = new Crm(`${address}/${query}`, headers);
    onTestFinished(() => void crm.socket.disconnect());
    await crm.next();
    return crm;
  }
  const login = (user: string, more: object = {}) => ({
    type: "login",
    user,
    password: door.password(user.split("@")[0] ?? ""),
    extension: "",
    ...more,
  });
  async function signedIn(user: string, more: object = {}): Promise<Crm> {
    const crm = await connect();
    await crm.tell(login(user, more), inState("STATE_IDLE"));
    return crm;
  }
  /** As JsSIP in the page would bring about. */
  const registered = (user: string) => put({ type: "device.registered", agent: idOf(user) });

  /** The same server with another room for CRMs, at an address of its own. */
  async function anotherRoom(
    signInWithin?: number,
    more: Partial<DoorDeps["settings"]> = {},
    seats?: DoorDeps["seats"],
  ) {
    const { deps, gate, passes, log } = door.parts;
    const server = createServer();
    const needs = { ...deps, settings: { ...deps.settings, ...more }, seats: seats ?? deps.seats };
    const room = attachMediatel(server, needs, { gate, passes }, log, undefined, signInWithin);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(async () => {
      await room.close();
      server.close();
    });
    const at = server.address();
    return { room, address: `http://127.0.0.1:${typeof at === "object" ? at?.port : ""}` };
  }

  it("greets with the empty state, signs in with the own extension, and signs out", async () => {
    const crm = await connect();
    expect(crm.data).toMatchObject({ state: "STATE_LOGOUT", status: "offline", callTraceID: "-1", queues: [] });
    const data = await crm.tell(login("anna", { extension: 3001 }));
    expect(data).toMatchObject({
      state: "STATE_IDLE",
      status: "available",
      agentName: "anna",
      agentExt: "3001",
      loginErrorID: "0",
      queues: ["Passports", "Permits"],
      sip: { uri: "sip:3001-demo@belfry.invalid", realm: "belfry.invalid" },
      error: null,
    });
    expect(data.pauseList.map(([, name]: [string, string]) => name)).toContain("Lunch");
    expect(data.sip.server).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/sip\?pass=[\w-]{43}$/);
    expect(viewOf("anna")?.state.state).toBe("available");
    expect(await crm.tell({ type: "logout" })).toMatchObject({ state: "STATE_LOGOUT", sip: null, error: null });
    expect(viewOf("anna")).toMatchObject({ state: { state: "signedOut" }, device: { owner: null } });
    expect(door.parts.room.sessions.ofPerson(organisation, idOf("anna"))).toEqual([]);
    expect(await crm.tell(login("anna"))).toMatchObject({ state: "STATE_IDLE" });
  });

  it("finds the organisation by the name, by the address, and where there is only one", async () => {
    for (const [query, user] of [
      ["", "bram@demo"],
      ["?organisation=demo", "bram"],
      ["", "bram"],
    ] as const) {
      const crm = await connect(query);
      expect(await crm.tell(login(user))).toMatchObject({ state: "STATE_IDLE", agentExt: "3002" });
      await crm.tell({ type: "exit" }, inState("STATE_LOGOUT"));
    }
    const lost = await connect("?organisation=elsewhere");
    expect(await lost.tell(login("bram"))).toMatchObject({ loginErrorID: "401" });
  });

  it("says so of wrong credentials, a foreign extension, and who is no agent", async () => {
    const crm = await connect();
    expect(await crm.tell(login("anna", { password: "guess" }))).toMatchObject({
      state: "STATE_LOGOUT",
      loginErrorID: "401",
      error: { code: "wrong_credentials" },
    });
    // With a pool of extensions it is taken, without one it is not there.
    expect((await crm.tell(login("anna", { extension: "3002" }))).error.code).toMatch(/^(unknown_ref|extension_taken)/);
    expect(await crm.tell(login("admin"))).toMatchObject({ error: { code: "not_an_agent" } });
    expect(await crm.tell({ type: "login" })).toMatchObject({ error: { code: "invalid_request" } });
    expect(viewOf("anna")?.state.state).toBe("signedOut");
    // What was refused leaves no session behind.
    expect(door.parts.room.sessions.ofPerson(organisation, idOf("anna"))).toEqual([]);
    expect(door.parts.room.sessions.ofPerson(organisation, idOf("admin"))).toEqual([]);
    expect(await crm.tell(login("anna"))).toMatchObject({ state: "STATE_IDLE", loginErrorID: "0", error: null });
  });

  it("answers nonsense and commands at the wrong time, and keeps connection and state", async () => {
    const crm = await connect();
    for (const nonsense of [null, 7, "x", [], {}, { type: "explode" }, { type: "pause" }, { type: "pause", id: "x" }])
      expect(await crm.tell(nonsense)).toMatchObject({ state: "STATE_LOGOUT", error: { code: "invalid_request" } });
    expect(await crm.tell({ type: "makeCall", phoneNumber: "1" })).toMatchObject({
      error: { code: "not_signed_in_agent" },
    });
    await crm.tell(login("anna"), inState("STATE_IDLE"));
    const code = { type: "resolutionSet", id: Number(crm.data.availableCallCodes[0].ID) };
    for (const [message, error] of [
      [{ type: "closeCall" }, "no_call"],
      [{ type: "holdCall" }, "no_call"],
      [{ type: "pause", id: 99 }, "unknown_pause"],
      [{ type: "resolutionSet", id: 99 }, "unknown_call_code"],
      [code, "not_in_this_state"],
      [{ type: "makeCall", phoneNumber: "020 123 4567", queueName: "Nothing" }, "unknown_reference"],
      [{ type: "makeCall", phoneNumber: "abc" }, "invalid_number"],
      [{ type: "muteCall" }, "no_call"],
      [login("anna"), "conflict"],
    ] as const)
      expect(await crm.tell(message)).toMatchObject({ state: "STATE_IDLE", error: { code: error } });
    expect(await crm.tell({ type: "pause", id: 0 })).toMatchObject({ state: "STATE_IDLE", error: null });
    expect(crm.socket.connected).toBe(true);
  });

  it("lives through a day: pause, a call with hold, wrap-up with a code given as text", async () => {
    const crm = await signedIn("chloe");
    const [lunch] = crm.data.pauseList.find(([, name]: [string, string]) => name === "Lunch");
    expect(await crm.tell({ type: "pause", id: lunch }, inState("STATE_PAUSE"))).toMatchObject({ pauseId: lunch });
    await crm.tell({ type: "pause", id: "0" }, inState("STATE_IDLE"));
    // One switch: the agent's own page has the same.
    const switched = (status: string) => (data: Data) => data.predictiveStatus === status;
    expect(await crm.tell({ type: "predictive" }, switched("1"))).toMatchObject({ crmConnectTarget: "" });
    expect(viewOf("chloe")?.autoCalls).toBe(true);
    const off = crm.next(switched("0"));
    put({ type: "agent.autoCalls", agent: idOf("chloe"), on: false });
    await off;
    await crm.tell({ type: "predictive" }, switched("1"));
    await crm.tell({ type: "predictive" }, switched("0"));
    expect(viewOf("chloe")?.autoCalls).toBe(false);

    expect(await crm.tell({ type: "makeCall", phoneNumber: "0201234567", queueName: "Permits" })).toMatchObject({
      state: "STATE_IDLE",
      callErrorID: "-409",
      error: { code: "device_not_ready" },
    });
    expect(crm.unavailable).toMatchObject([{ code: "device_not_ready" }]);
    registered("chloe");
    await crm.tell({ type: "makeCall", phoneNumber: "020 123 4567", queueName: "Permits" });
    const call = crm.data.callTraceID;
    expect(crm.data).toMatchObject({ state: "STATE_MAKECALL_REQUEST", ani: "+31201234567", queueName: "Permits" });
    put({ type: "leg.answered", call, leg: `${call}.1` });
    await crm.next(inState("STATE_CALL_DELIVERED"));
    put({ type: "leg.answered", call, leg: `${call}.2` });
    put({ type: "leg.bridged", call, bridge: 1, a: `${call}.1`, b: `${call}.2` });
    expect(await crm.next(inState("STATE_CALL_ACTIVE"))).toMatchObject({ callTraceID: call, status: "in_a_call" });
    // A supervisor who whispers is nothing that the protocol shows: nothing comes of it.
    const bram = await signedIn("bram");
    const sam = idOf("sam");
    put({ type: "agent.signIn", agent: sam });
    put({ type: "device.claimed", agent: sam, tab: "sam", takeOver: true });
    put({ type: "device.registered", agent: sam });
    put({ type: "device.heard", agent: sam, tab: "sam", microphone: "granted", audioUnlocked: true });
    let heard = 0;
    crm.socket.on("data", () => {
      heard += 1;
    });
    put({ type: "supervisor.join", supervisor: sam, agent: idOf("chloe"), mode: "whisper" });
    put({ type: "leg.answered", call, leg: `${call}.s1` });
    expect(viewOf("chloe")?.call?.mixed).toBe(true);
    const left = bram.next(inState("STATE_LOGOUT"));
    put({ type: "agent.signOut", agent: idOf("bram") });
    await left;
    // Shown when the line has done it, and not before.
    expect(await crm.tell({ type: "muteCall" })).toMatchObject({ state: "STATE_CALL_ACTIVE", error: null });
    expect(heard).toBe(1);
    put({ type: "supervisor.mode", supervisor: sam, mode: "listen" });
    put({ type: "leg.muted", call, leg: `${call}.1`, muted: true });
    expect(await crm.next()).toMatchObject({ state: "STATE_MUTE", status: "in_a_call" });
    expect(await crm.tell({ type: "holdCall" })).toMatchObject({ state: "STATE_HOLD" });
    expect(await crm.tell({ type: "retrieveCall" })).toMatchObject({ state: "STATE_MUTE" });
    await crm.tell({ type: "muteCall" });
    put({ type: "leg.muted", call, leg: `${call}.1`, muted: false });
    await crm.next(inState("STATE_CALL_ACTIVE"));
    const after = await crm.tell({ type: "closeCall" });
    expect(after).toMatchObject({ state: "STATE_CLERICAL", callTraceID: call });
    expect(after.availableCommand).toContain("CMD_RESOLUTIONSET");
    const [code] = after.availableCallCodes;
    expect(await crm.tell({ type: "resolutionSet", id: code.ID, note: "said" })).toMatchObject({
      state: "STATE_IDLE",
      callTraceID: "-1",
      error: null,
    });
  });

  it("goes to Force Pause when the agent's own phone does not answer, and says which error it was", async () => {
    const crm = await signedIn("anna");
    registered("anna");
    await crm.tell({ type: "makeCall", phoneNumber: "0201234567", queueName: "" });
    const call = crm.data.callTraceID;
    const told = crm.event("agentUnavailable");
    put({ type: "leg.failed", call, leg: `${call}.1`, cause: "noAnswer" });
    expect(await crm.next(inState("STATE_PAUSE"))).toMatchObject({ pauseName: "Force Pause", callErrorID: "-223" });
    await told;
    await crm.tell({ type: "pause", id: 0 }, inState("STATE_IDLE"));
    expect(crm.unavailable).toHaveLength(1);
  });

  it("waits with a sign-out until the call is over", async () => {
    const crm = await signedIn("anna");
    registered("anna");
    await crm.tell({ type: "makeCall", phoneNumber: "0201234567" }, inState("STATE_MAKECALL_REQUEST"));
    expect(await crm.tell({ type: "logout" })).toMatchObject({ state: "STATE_MAKECALL_REQUEST", error: null });
    crm.socket.emit("data", { type: "closeCall" });
    expect(await crm.next(inState("STATE_LOGOUT"))).toMatchObject({ sip: null });
    expect(door.parts.room.sessions.ofPerson(organisation, idOf("anna"))).toEqual([]);
  });

  it("refuses a second connection while the first is there, unless it takes over", async () => {
    const first = await signedIn("anna");
    const second = await connect();
    expect(await second.tell(login("anna"))).toMatchObject({
      state: "STATE_LOGOUT",
      loginErrorID: "409",
      error: { code: "phone_owned_elsewhere" },
    });
    expect(first.data.state).toBe("STATE_IDLE");
    const over = first.next(inState("STATE_LOGOUT"));
    expect(await second.tell(login("anna", { takeOver: true }))).toMatchObject({ state: "STATE_IDLE", error: null });
    expect(await over).toMatchObject({ error: { code: "phone_owned_elsewhere" }, sip: null });
    expect(await first.tell({ type: "pause", id: 0 })).toMatchObject({ error: { code: "not_signed_in_agent" } });
    expect(viewOf("anna")?.state.state).toBe("available");
    expect(door.parts.room.sessions.ofPerson(organisation, idOf("anna"))).toHaveLength(1);
  });

  it.each([true, false])("leaves one owner when three windows sign in at once (taking over: %s)", async (takeOver) => {
    const windows: Crm[] = [];
    const sessions = () => door.parts.room.sessions.ofPerson(organisation, idOf("anna"));
    // The first is held up until all have shown their password, the others until the first is in.
    const everybodyCame = () => sessions().length === 3;
    const firstIsIn = () => windows.some(({ data }) => data.state === "STATE_IDLE");
    let isDue = everybodyCame;
    const seats = {
      async sitAt() {
        const mayGo = isDue;
        isDue = firstIsIn;
        while (!mayGo()) await new Promise((resolve) => setImmediate(resolve));
      },
      leave: async () => {},
    };
    const { address } = await anotherRoom(undefined, {}, seats);
    for (let count = 0; count < 3; count++) windows.push(await connect("", undefined, address));
    const settled = windows.map((crm) =>
      crm.next(({ state, error }) => (state === "STATE_IDLE" && crm.data.sip !== null) || error !== null),
    );
    for (const crm of windows) crm.socket.emit("data", login("anna", { takeOver, extension: "3444" }));
    await Promise.all(settled);
    const isOut = (crm: Crm) => crm.data.state === "STATE_LOGOUT" && crm.data.error?.code === "phone_owned_elsewhere";
    while (windows.filter(isOut).length < 2) await Promise.race(windows.map((crm) => crm.next()));
    const [owner, ...others] = windows.filter((crm) => !isOut(crm));
    if (owner === undefined) throw new Error("nobody has the phone");
    expect(others).toEqual([]);
    while (sessions().length > 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await owner.tell({ type: "pause", id: 0 })).toMatchObject({ state: "STATE_IDLE", error: null });
    expect(owner.data.sip).not.toBeNull();
    for (const crm of windows.filter(isOut))
      expect(await crm.tell({ type: "pause", id: 0 })).toMatchObject({ error: { code: "not_signed_in_agent" } });
  });

  it("lets a second connection in when the first gives no sign of life any more", async () => {
    const first = await signedIn("anna");
    // As when its network is gone: nothing comes from it, and nobody has noticed yet.
    Reflect.set(first.socket.io.engine, "_sendPacket", () => {});
    const second = await connect();
    expect(await second.tell(login("anna"))).toMatchObject({ state: "STATE_IDLE", error: null });
    expect(second.data.sip).not.toBeNull();
  });

  it("keeps the agent signed in while a page is loaded anew, with another window and another pass", async () => {
    const before = await signedIn("anna");
    const [lunch] = before.data.pauseList[0];
    await before.tell({ type: "pause", id: lunch }, inState("STATE_PAUSE"));
    const owner = viewOf("anna")?.device.owner;
    before.socket.disconnect();
    const after = await connect();
    expect(await after.tell(login("anna"))).toMatchObject({ state: "STATE_PAUSE", pauseId: lunch });
    expect(viewOf("anna")?.device.owner).not.toBe(owner);
    expect(after.data.sip.server).not.toBe(before.data.sip.server);
    expect(door.parts.room.sessions.ofPerson(organisation, idOf("anna"))).toHaveLength(1);
  });

  it("ends the seat of who stays away, by the rule that the floor has for pages", async () => {
    const crm = await signedIn("anna");
    crm.socket.disconnect();
    while (door.parts.mediatel.size > 0) await new Promise((resolve) => setImmediate(resolve));
    door.parts.clock.now += 16 * 60_000;
    put({ type: "wake" });
    door.parts.clock.now += 16 * 60_000;
    put({ type: "wake" });
    expect(viewOf("anna")?.state.state).toBe("signedOut");
    while (door.parts.room.sessions.ofPerson(organisation, idOf("anna")).length > 0)
      await new Promise((resolve) => setImmediate(resolve));
  });

  it("ends with its session", async () => {
    const crm = await signedIn("anna");
    const over = crm.next(inState("STATE_LOGOUT"));
    await door.parts.room.sessions.endOfPerson(organisation, idOf("anna"));
    expect(await over).toMatchObject({ error: { code: "session_ended" }, sip: null });
    expect(viewOf("anna")?.state.state).toBe("signedOut");
    expect(crm.socket.connected).toBe(true);
  });

  it("leaves the phone with a window that has it, and steers it", async () => {
    put({ type: "device.claimed", agent: idOf("anna"), tab: "desk", takeOver: true });
    put({ type: "device.heard", agent: idOf("anna"), tab: "desk", microphone: "granted", audioUnlocked: true });
    const crm = await signedIn("anna");
    expect(crm.data).toMatchObject({ sip: null, agentExt: "3001" });
    await crm.tell({ type: "logout" }, inState("STATE_LOGOUT"));
    expect(viewOf("anna")?.device.owner).toBe("desk");
    await crm.tell(login("anna", { takeOver: true }), inState("STATE_IDLE"));
    expect(crm.data.sip).not.toBeNull();
    expect(viewOf("anna")?.device.owner).not.toBe("desk");
  });

  it("asks for the extension that the agent wants to sit at, before the agent is signed in", async () => {
    const asked: unknown[] = [];
    const seats = {
      async sitAt(of: string, person: string, extension: string) {
        asked.push([of, person, extension, viewOf("anna")?.state.state]);
        if (extension !== "3444") throw new Refusal("conflict", { detail: extension });
      },
      leave: async () => {},
    };
    const { address } = await anotherRoom(undefined, {}, seats);
    const crm = await connect("", undefined, address);
    expect(await crm.tell(login("anna", { extension: "3445" }))).toMatchObject({ error: { code: "conflict" } });
    expect(await crm.tell(login("anna", { extension: "3444" }))).toMatchObject({ state: "STATE_IDLE", error: null });
    expect(asked).toEqual(["3445", "3444"].map((one) => [organisation, idOf("anna"), one, "signedOut"]));
  });

  it("is for the pages of origins that are named, and for programs", async () => {
    const refused = new Crm(door.parts.origin, { origin: "https://evil.example" });
    await refused.event("connect_error");
    expect(refused.socket.connected).toBe(false);
    refused.socket.disconnect();
    await connect("", { origin: "https://crm.example.org" });

    const poll = (origin: string) =>
      fetch(`${door.parts.origin}/mediatel/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    const allowed = await poll("https://crm.example.org");
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://crm.example.org");
    expect(allowed.headers.get("access-control-allow-credentials")).toBe("true");
    const foreign = await poll("https://evil.example");
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get("access-control-allow-origin")).not.toBe("https://evil.example");
  });

  it("bounds what one connection sends", async () => {
    const crm = await connect();
    for (let count = 0; count < 120; count++) crm.socket.emit("data", { type: "exit" });
    expect(await crm.next((data) => data.error !== null)).toMatchObject({ error: { code: "too_many_requests" } });
    door.parts.clock.now += 10_000;
    await crm.tell({ type: "exit" }, (data) => data.error === null);
  });

  it("answers what is too much once, and parts with who goes on", async () => {
    const crm = await connect();
    const parted = crm.event("disconnect");
    const flood = () => {
      for (let count = 0; count < 200; count++) crm.socket.emit("data", { type: "exit" });
    };
    flood();
    await crm.next((data) => data.error !== null);
    door.parts.clock.now += 1_000;
    flood();
    expect(await parted).toBe("io server disconnect");
    const refused = crm.snapshots.filter(({ error }) => error?.code === "too_many_requests");
    expect(refused).toHaveLength(1);
  });

  it("parts with a connection on which nobody signs in, and with no other", async () => {
    const { address } = await anotherRoom(SHORT);
    const guest = await connect("", undefined, address);
    const agent = await connect("", undefined, address);
    const parted = guest.event("disconnect");
    // Whoever is checking a password when the time is over is waited for.
    await agent.tell(login("anna"), inState("STATE_IDLE"));
    // The page of somebody who is still typing connects anew by itself after this.
    expect(await parted).toMatch(/^transport (close|error)$/);
    const later = (await connect("", undefined, address)).event("disconnect");
    await agent.tell({ type: "logout" }, inState("STATE_LOGOUT"));
    await later;
    expect(agent.socket.connected).toBe(true);
  });

  it("keeps room for others beside one address from which nobody signs in", async () => {
    const { address } = await anotherRoom(undefined, { behindProxy: true });
    const from = (last: string) => ({ "x-forwarded-for": `203.0.113.9, ${last}` });
    const agent = await connect("", from("198.51.100.1"), address);
    await agent.tell(login("anna"), inState("STATE_IDLE"));
    await Promise.all(Array.from({ length: 100 }, () => connect("", from("198.51.100.1"), address)));
    const refused = new Crm(address, from("198.51.100.1"));
    await refused.event("connect_error");
    await connect("", from("198.51.100.2"), address);
  });

  it("counts also those who all come at once", async () => {
    const { address, room } = await anotherRoom();
    const many = Array.from({ length: 130 }, () => new Crm(address));
    onTestFinished(() => {
      for (const { socket } of many) socket.disconnect();
    });
    await Promise.all(
      many.map((crm) => Promise.race([crm.next(), crm.event("connect_error"), crm.event("disconnect")])),
    );
    expect(room.size).toBe(100);
  });
});
