import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { Duplex } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import { openTestDoor, type TestDoor } from "./testing/test-door.ts";

const SITE = "https://www.gemeente.example";
/** Stands where Kamailio listens: switches protocols, then sends back every byte. */
const seen: IncomingHttpHeaders[] = [];
const sockets = new Set<Duplex>();
const edge = createServer().on("upgrade", (incoming, socket) => {
  seen.push(incoming.headers);
  sockets.add(socket);
  socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  socket.pipe(socket);
  socket.on("error", () => {});
});

describe("the gate for visitors' pages", () => {
  let store: Store;
  let door: TestDoor;
  let organisation: string;
  let visits = 0;

  beforeAll(async () => {
    edge.listen(0, "127.0.0.1");
    await once(edge, "listening");
    const address = edge.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    store = await openStore({ dir: null });
    door = await openTestDoor(store, { sipGateway: { host: "127.0.0.1", port: address.port } });
    organisation = (await (await door.as("admin"))("GET", "/api/v1/session")).body.organisation.id;
    const { verifiedCalling } = door.parts.deps;
    await verifiedCalling.change(organisation, { ...verifiedCalling.settings(organisation), origins: [SITE] });
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    for (const socket of sockets) socket.destroy();
    edge.close();
  });

  async function lent(): Promise<{ pass: string; user: string }> {
    visits += 1;
    const visit = {
      organisation,
      visit: `v${visits}`,
      number: "+31201230001",
      until: door.parts.clock.now + 3_600_000,
    };
    door.parts.callable.set(`t${visits}`, visit);
    return door.parts.pageCalls.lend(`t${visits}`);
  }

  async function connect(pass: string, headers: Record<string, string | undefined> = {}) {
    const outgoing = request(`${door.parts.origin}/sip?visit=${pass}`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-version": "13",
        "sec-websocket-protocol": "sip",
        ...(headers["origin"] === "none" ? {} : { origin: SITE }),
        ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== "none")),
      },
    });
    const answer = new Promise<{ status: number; socket: Duplex | null }>((resolve, reject) => {
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

  it("lets a page of the organisation's website through with a pass, as the user that was lent, without a cookie", async () => {
    const { pass, user } = await lent();
    const { status, socket } = await connect(pass, {
      cookie: await door.cookieOf("anna"),
      "x-belfry-user": "3001-demo",
      "x-belfry-key": "guess",
    });
    expect(status).toBe(101);
    socket?.write("INVITE");
    expect(String((await once(socket ?? edge, "data"))[0])).toBe("INVITE");
    expect(seen.at(-1)).toMatchObject({ "x-belfry-user": user, "x-belfry-key": "proxy key" });
    expect(seen.at(-1)).not.toHaveProperty("cookie");
    expect(door.parts.visitors.size).toBe(1);
  });

  it("opens once with a pass", async () => {
    const { pass } = await lent();
    expect((await connect(pass)).status).toBe(101);
    expect((await connect(pass)).status).toBe(410);
    expect((await connect("made-up")).status).toBe(410);
    expect((await connect("")).status).toBe(410);
  });

  it("takes our own pages too, and no other site's, whose attempt uses the pass up", async () => {
    const before = seen.length;
    for (const origin of ["https://evil.example", "null", "none", "https://gemeente.example"]) {
      const { pass, user } = await lent();
      expect([origin, (await connect(pass, { origin })).status]).toEqual([origin, 403]);
      expect((await connect(pass)).status).toBe(410);
      expect(door.parts.pageCalls.caller(user)).toBeNull();
    }
    expect(seen.length).toBe(before);
    const { pass } = await lent();
    expect((await connect(pass, { origin: door.parts.origin })).status).toBe(101);
  });

  it("is for SIP alone", async () => {
    const { pass } = await lent();
    expect((await connect(pass, { "sec-websocket-protocol": "chat" })).status).toBe(400);
    // What never was an attempt to call leaves the pass as it is.
    expect((await connect(pass)).status).toBe(101);
  });

  it("closes when the phone is taken back, and tells when the page closes", async () => {
    const { pageCalls } = door.parts;
    const first = await lent();
    const { socket } = await connect(first.pass);
    if (socket === null) throw new Error("Not connected.");
    const closed = once(socket, "close");
    pageCalls.forget(`v${visits}`);
    await closed;

    const second = await lent();
    const page = await connect(second.pass);
    expect(await pageCalls.begin(second.user, "c")).not.toBeNull();
    const gone = new Promise((resolve) => pageCalls.onLeft(resolve));
    page.socket?.destroy();
    expect(await gone).toBe(second.user);
  });
});
