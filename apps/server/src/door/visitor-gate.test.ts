import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { Refusal } from "@belfry/contracts";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { PageCalls } from "../visits/page-calls/page-calls.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";
import { createVisitorGate } from "./visitor-gate.ts";

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

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  return address.port;
}

describe("the gate for visitors' pages", () => {
  const front = createServer();
  let origin = "";
  let visits = 0;
  const pageCalls = new PageCalls(
    {
      toCallFromPage: async (token) => ({
        ...{ organisation: "o", visit: token, number: "+31201230001" },
        ...{ until: 3_600_000, demo: false },
      }),
      bindFromPage: async () => true,
    },
    { now: () => 0, at: () => () => {} },
  );
  let gate: ReturnType<typeof createVisitorGate>;

  beforeAll(async () => {
    const [edgePort, port] = [await listening(edge), await listening(front)];
    origin = `http://127.0.0.1:${port}`;
    const settings = {
      ...{ proxyKey: "proxy key", sipGateway: { host: "127.0.0.1", port: edgePort } },
      ...{ secure: false, publicOrigin: null },
    };
    const verifiedCalling = { settings: (id: string) => ({ origins: id === "o" ? [SITE] : [] }) };
    gate = createVisitorGate({ settings, pageCalls, verifiedCalling }, pino({ level: "silent" }));
    front.on("upgrade", (incoming, socket, head) => {
      socket.on("error", () => socket.destroy());
      try {
        gate.open(new URL(incoming.url ?? "", origin).searchParams.get("visit") ?? "", incoming, socket, head);
      } catch (error) {
        refuseUpgrade(socket, error instanceof Refusal ? error : new Refusal("internal", { trace: "" }));
      }
    });
  });
  afterAll(() => {
    gate.close();
    for (const socket of sockets) socket.destroy();
    edge.close();
    front.close();
  });

  function lent(): Promise<{ pass: string; user: string }> {
    visits += 1;
    return pageCalls.lend(`v${visits}`);
  }

  async function connect(pass: string, headers: Record<string, string | undefined> = {}) {
    const outgoing = request(`${origin}/sip?visit=${pass}`, {
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
      cookie: "belfry_session=somebody",
      "x-belfry-user": "3001-demo",
      "x-belfry-key": "guess",
    });
    expect(status).toBe(101);
    socket?.write("INVITE");
    expect(String((await once(socket ?? edge, "data"))[0])).toBe("INVITE");
    expect(seen.at(-1)).toMatchObject({ "x-belfry-user": user, "x-belfry-key": "proxy key" });
    expect(seen.at(-1)).not.toHaveProperty("cookie");
    expect(gate.size).toBe(1);
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
      expect(pageCalls.caller(user)).toBeNull();
    }
    expect(seen.length).toBe(before);
    const { pass } = await lent();
    expect((await connect(pass, { origin })).status).toBe(101);
  });

  it("is for SIP alone", async () => {
    const { pass } = await lent();
    expect((await connect(pass, { "sec-websocket-protocol": "chat" })).status).toBe(400);
    // What never was an attempt to call leaves the pass as it is.
    expect((await connect(pass)).status).toBe(101);
  });

  it("closes when the phone is taken back, and tells when the page closes", async () => {
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
