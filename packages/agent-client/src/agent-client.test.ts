import { createServer } from "node:http";
import type { PageToServer, ServerToPage, Snapshot } from "@belfry/contracts";
import { Server } from "socket.io";
import { describe, expect, it, onTestFinished } from "vitest";
import { AgentClient } from "./agent-client.ts";
import { refusalIn } from "./server-link.ts";

const EMPTY: Snapshot = { me: null, queues: [], colleagues: [], pauses: [], callCodes: [], automaticCalls: false };
const lunch: Snapshot = { ...EMPTY, pauses: [{ id: "l", name: "Lunch" }] };

/** A server that says what the test wants, by the same protocol. */
async function counterpart() {
  const http = createServer();
  const io = new Server<PageToServer, ServerToPage>(http);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  onTestFinished(() => void io.close());
  const client = new AgentClient({ address: `http://127.0.0.1:${address.port}`, cookie: "belfry_session=secret" });
  onTestFinished(() => client.close());
  return { io, client };
}

describe("an agent's client", () => {
  it("shows its cookie and its origin, gets a snapshot, and follows the changes", async () => {
    const { io, client } = await counterpart();
    const headers: unknown[] = [];
    io.on("connection", (socket) => {
      headers.push(socket.handshake.headers.cookie, socket.handshake.headers.origin);
      socket.emit("snapshot", { seq: 4, now: Date.now() + 60_000, value: EMPTY });
      socket.emit("change", { seq: 5, changes: [{ part: "settings", value: lunch }] });
    });
    client.open();
    const { link, snapshot, clockOffset } = await client.until((state) => state.snapshot?.pauses.length === 1);
    expect([link, snapshot?.pauses]).toEqual(["live", lunch.pauses]);
    expect(clockOffset).toBeGreaterThan(50_000);
    expect(headers).toEqual(["belfry_session=secret", expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)]);
  });

  it("asks for the whole picture after a gap, and takes nothing until it has come", async () => {
    const { io, client } = await counterpart();
    let asked = 0;
    io.on("connection", (socket) => {
      socket.on("resync", () => {
        asked += 1;
        socket.emit("change", { seq: 4, changes: [{ part: "settings", value: EMPTY }] });
        socket.emit("snapshot", { seq: 9, now: 0, value: lunch });
      });
      socket.emit("snapshot", { seq: 1, now: 0, value: EMPTY });
      socket.emit("change", {
        seq: 3,
        changes: [{ part: "settings", value: { ...lunch, callCodes: [], automaticCalls: false } }],
      });
    });
    const seen: (number | undefined)[] = [];
    client.subscribe(({ snapshot }) => seen.push(snapshot?.pauses.length));
    client.open();
    await client.until((state) => state.snapshot?.pauses.length === 1);
    expect(asked).toBe(1);
    expect(seen).toEqual([0, 1]);
  });

  it("gives the server's refusal as an answer, and says when nobody answered", async () => {
    const { io, client } = await counterpart();
    io.on("connection", (socket) => {
      socket.on("command", (command, answer) =>
        answer(command.type === "signIn" ? { ok: true } : { ok: false, error: { code: "no_call", params: {} } }),
      );
      socket.emit("snapshot", { seq: 1, now: 0, value: EMPTY });
    });
    expect(await client.command({ type: "hangUp" })).toMatchObject({ ok: false, error: { code: "network" } });
    client.open();
    await client.until(({ link }) => link === "live");
    expect(await client.command({ type: "signIn" })).toEqual({ ok: true });
    expect(await client.command({ type: "hangUp" })).toMatchObject({ ok: false, error: { code: "no_call" } });
  });

  it("comes back after the server has closed the connection, but not after the end of the session", async () => {
    const { io, client } = await counterpart();
    let connections = 0;
    io.on("connection", (socket) => {
      connections += 1;
      socket.emit("snapshot", { seq: 1, now: 0, value: EMPTY });
      if (connections === 2) socket.emit("sessionEnded", { code: "session_ended" });
      socket.disconnect(true);
    });
    client.open();
    expect(await client.until(({ link }) => link === "ended")).toMatchObject({ endedWith: "session_ended" });
    expect(connections).toBe(2);
  });

  it("waits for a state until it is told to stop", async () => {
    const { client } = await counterpart();
    await expect(client.until(() => false, AbortSignal.timeout(10))).rejects.toThrow();
  });
});

describe("why a connection was not taken", () => {
  const refused = (data: unknown) => Object.assign(new Error("refused"), { data });

  it("is told by the server", () => {
    const said = { code: "too_many_windows", params: { count: "20" } };
    expect(refusalIn(refused(said))).toEqual(said);
  });

  it("is unknown where the network failed, or the server said nothing that is known here", () => {
    expect(refusalIn(new Error("websocket error"))).toBeNull();
    expect(refusalIn(refused({ code: "of_a_newer_server", params: {} }))).toBeNull();
  });
});
