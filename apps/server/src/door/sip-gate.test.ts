import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import { attachSipGate, createSipGate } from "./sip-gate.ts";
import { SipPasses } from "./sip-passes.ts";
import { openTestDoor, type TestDoor } from "./testing/test-door.ts";

/** Stands where Kamailio listens: switches protocols, then sends back every byte. */
function startEdge(): { server: Server; seen: IncomingHttpHeaders[] } {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer().on("upgrade", (incoming, socket) => {
    seen.push(incoming.headers);
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    socket.pipe(socket);
    socket.on("error", () => {});
  });
  return { server, seen };
}

interface Opened {
  readonly status: number;
  readonly socket: Duplex | null;
}

describe("the gate for SIP over WebSocket", () => {
  let store: Store;
  let door: TestDoor;
  let organisation: string;
  let anna: string;
  const edge = startEdge();

  beforeAll(async () => {
    edge.server.listen(0, "127.0.0.1");
    await once(edge.server, "listening");
    const address = edge.server.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    store = await openStore({ dir: null });
    door = await openTestDoor(store, { sipGateway: { host: "127.0.0.1", port: address.port } });
    const me = (await (await door.as("anna"))("GET", "/api/v1/session")).body;
    organisation = me.organisation.id;
    anna = me.person;
    own("t1");
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    edge.server.closeAllConnections();
    edge.server.close();
  });

  const own = (tab: string) =>
    door.parts.floor.submit(organisation, { type: "device.claimed", agent: anna, tab, takeOver: true });

  async function connect(
    cookie: string,
    options: { tab?: string; pass?: string; origin?: string; headers?: Record<string, string> } = {},
  ): Promise<Opened> {
    const origin = options.origin ?? door.parts.origin;
    const query = options.pass === undefined ? `tab=${options.tab ?? "t1"}` : `pass=${options.pass}`;
    const outgoing = request(`${origin}/sip?${query}`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-version": "13",
        "sec-websocket-protocol": "sip",
        origin,
        cookie,
        ...options.headers,
      },
    });
    const answer = new Promise<Opened>((resolve, reject) => {
      outgoing.on("upgrade", (response, socket) => resolve({ status: response.statusCode ?? 0, socket }));
      outgoing.on("response", (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, socket: null });
      });
      outgoing.on("error", reject);
    });
    outgoing.end();
    const opened = await answer;
    opened.socket?.on("error", () => {});
    onTestFinished(() => void opened.socket?.destroy());
    return opened;
  }

  async function echo(socket: Duplex | null, text: string): Promise<string> {
    if (socket === null) throw new Error("Not connected.");
    socket.write(text);
    const [bytes] = await once(socket, "data");
    return String(bytes);
  }

  it("lets the owning window through, and tells the edge who it is and nothing it should not know", async () => {
    const { status, socket } = await connect(await door.cookieOf("anna"), {
      headers: {
        "x-belfry-user": "9999-demo",
        "x-belfry-key": "guess",
        "sec-websocket-extensions": "permessage-deflate",
      },
    });
    expect(status).toBe(101);
    expect(await echo(socket, "REGISTER")).toBe("REGISTER");
    const headers = edge.seen.at(-1);
    expect(headers).toMatchObject({ "x-belfry-user": "3001-demo", "x-belfry-key": "proxy key" });
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("sec-websocket-extensions");
  });

  it("refuses before the upgrade", async () => {
    const cookie = await door.cookieOf("anna");
    const before = edge.seen.length;
    expect((await connect("")).status).toBe(401);
    expect((await connect("belfry_session=made-up")).status).toBe(401);
    expect((await connect(cookie, { tab: "t2" })).status).toBe(403);
    expect((await connect(cookie, { tab: "" })).status).toBe(403);
    expect((await connect(cookie, { headers: { origin: "https://evil.example" } })).status).toBe(403);
    expect((await connect(cookie, { headers: { "sec-websocket-protocol": "chat" } })).status).toBe(400);
    expect((await connect(await door.cookieOf("bram"))).status).toBe(403);
    expect((await connect(await door.cookieOf("admin"))).status).toBe(403);
    expect(edge.seen.length).toBe(before);
  });

  it("lets a CRM's page in with a pass, as long as the pass, the session and the ownership last", async () => {
    const { passes, gate, room } = door.parts;
    const cookie = await door.cookieOf("anna");
    const [session] = room.sessions.ofPerson(organisation, anna);
    if (session === undefined) throw new Error("No session.");
    const crm = { headers: { origin: "https://crm.example.org" } };
    const pass = passes.issue({ session, tab: "t1" });
    const { status, socket } = await connect("", { pass, ...crm });
    expect([status, gate.isOpen(organisation, anna, "t1")]).toEqual([101, true]);
    expect(await echo(socket, "REGISTER")).toBe("REGISTER");
    expect(edge.seen.at(-1)).toMatchObject({ "x-belfry-user": "3001-demo" });

    expect((await connect("", { pass: "made-up", ...crm })).status).toBe(401);
    expect((await connect("", { pass: "", ...crm })).status).toBe(401);
    // A pass in place of the cookie, and never a cookie from another site.
    expect((await connect(cookie, crm)).status).toBe(403);
    expect((await connect("", { pass, headers: { origin: "https://evil.example" } })).status).toBe(403);
    expect((await connect("", { pass: passes.issue({ session, tab: "t2" }), ...crm })).status).toBe(403);
    passes.takeBack(pass);
    expect((await connect("", { pass, ...crm })).status).toBe(401);
    socket?.destroy();
  });

  it("closes when the session ends", async () => {
    const cookie = await door.cookieOf("anna");
    const { socket } = await connect(cookie);
    if (socket === null) throw new Error("Not connected.");
    const closed = once(socket, "close");
    await door.caller(cookie)("DELETE", "/api/v1/session");
    await closed;
  });

  it("closes when another window takes the phone over", async () => {
    const { socket } = await connect(await door.cookieOf("anna"));
    if (socket === null) throw new Error("Not connected.");
    const closed = once(socket, "close");
    own("t9");
    await closed;
    own("t1");
  });

  it("closes the connection that a page left behind when the page comes back", async () => {
    const cookie = await door.cookieOf("anna");
    const first = await connect(cookie);
    if (first.socket === null) throw new Error("Not connected.");
    const closed = once(first.socket, "close");
    const second = await connect(cookie);
    await closed;
    expect(await echo(second.socket, "still here")).toBe("still here");
  });

  it("closes when the extension is taken away", async () => {
    const admin = await door.as("admin");
    const { id, ...chloe } = (await admin("GET", "/api/v1/people")).body.find(
      (person: { login: string }) => person.login === "chloe",
    );
    door.parts.floor.submit(organisation, { type: "device.claimed", agent: id, tab: "c1", takeOver: true });
    const { status, socket } = await connect(await door.cookieOf("chloe"), { tab: "c1" });
    expect(status).toBe(101);
    if (socket === null) throw new Error("Not connected.");
    const closed = once(socket, "close");
    expect((await admin("PUT", `/api/v1/people/${id}`, { ...chloe, extension: null })).status).toBe(200);
    await closed;
  });

  it("answers 404 to any other upgrade", async () => {
    for (const path of ["/elsewhere", "//", "/api/v1/session", "/socket.io", "/socket.iox", "/mediatel/socket.iox"]) {
      const outgoing = request({
        host: "127.0.0.1",
        port: new URL(door.parts.origin).port,
        path,
        headers: { connection: "Upgrade", upgrade: "x" },
      });
      outgoing.end();
      const [response] = await once(outgoing, "response");
      expect(response.statusCode).toBe(404);
      response.resume();
    }
  });

  it("listens to the errors of every upgrade, for a client that vanishes must not end the process", async () => {
    const watched = new Promise<number>((resolve) => {
      door.parts.app.server.once("upgrade", (_request, socket) => resolve(socket.listenerCount("error")));
    });
    const outgoing = request(`${door.parts.origin}/elsewhere`, { headers: { connection: "Upgrade", upgrade: "x" } });
    outgoing.on("error", () => {});
    outgoing.end();
    expect(await watched).toBeGreaterThan(0);
    outgoing.destroy();
  });

  it("answers 503 while the edge is down", async () => {
    const unused = createServer().listen(0, "127.0.0.1");
    await once(unused, "listening");
    const address = unused.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    unused.close();
    await once(unused, "close");
    const { deps } = door.parts;
    const gate = createSipGate(
      { ...deps, settings: { ...deps.settings, sipGateway: { host: "127.0.0.1", port: address.port } } },
      new SipPasses(),
      door.parts.visitors,
      pino({ level: "silent" }),
    );
    const front = createServer().listen(0, "127.0.0.1");
    attachSipGate(front, gate);
    await once(front, "listening");
    const at = front.address();
    if (at === null || typeof at === "string") throw new Error("No port.");
    const { status } = await connect(await door.cookieOf("anna"), { origin: `http://127.0.0.1:${at.port}` });
    expect(status).toBe(503);
    expect(gate.size).toBe(0);
    gate.close();
    front.close();
  });
});
