import type { Server as HttpServer, IncomingMessage } from "node:http";
import {
  type Acknowledgement,
  agentCommand,
  callQuality,
  deviceReport,
  type PageToServer,
  Refusal,
  type ServerToPage,
  SOCKET_PATH,
} from "@belfry/contracts";
import type { Input } from "@belfry/floor";
import type { FastifyBaseLogger } from "fastify";
import { Server, type Socket } from "socket.io";
import { z } from "zod";
import { isOwnOrigin } from "../origin.ts";
import { parseMessage } from "../parse-message.ts";
import type { DoorDeps } from "../ports.ts";
import { COOKIE, describePerson, readCookie, type SignedIn, signedInByToken } from "../signed-in.ts";
import { Allowance } from "./allowance.ts";
import { commandInput } from "./commands.ts";
import { Departures } from "./departures.ts";
import { Hub, type Page } from "./hub.ts";

type Needs = Pick<DoorDeps, "settings" | "sessions" | "directory" | "floor" | "history" | "now">;
type PageSocket = Socket<PageToServer, ServerToPage, Record<string, never>, { who: SignedIn }>;

/** Messages that may wait for a page before changes are left out; then it gets one snapshot instead. */
const MOST_WAITING = 64;
/** A page that takes nothing for this long is disconnected; it will come back with a new snapshot. */
const SLOW_LIMIT = 30_000;

/** Pages of one person at once; nobody looks at so many. */
const MOST_PAGES = 20;
/** Whoever connects says within this time, by a cookie, who they are. */
const INTRODUCTION_LIMIT = 10_000;

const claim = z.object({ tab: z.string().min(1).max(64), takeOver: z.boolean() });
const release = z.object({ tab: z.string().min(1).max(64) });

export interface Sockets {
  readonly size: number;
  close(): Promise<void>;
}

/** Socket.IO for pages: a snapshot, then changes; commands from the page to the floor. */
export function attachSockets(server: HttpServer, deps: Needs, log: FastifyBaseLogger): Sockets {
  const io = new Server<PageToServer, ServerToPage, Record<string, never>, { who: SignedIn }>({
    path: SOCKET_PATH,
    serveClient: false,
    destroyUpgrade: false,
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: INTRODUCTION_LIMIT,
    allowRequest: (request, decide) => decide(null, comesFromUs(request, deps.settings)),
  });
  const hub = new Hub(deps);
  const departures = new Departures(deps);

  const pagesOf = ({ session }: SignedIn) => {
    let count = 0;
    for (const { data } of io.of("/").sockets.values()) {
      const other = data.who.session;
      if (other.person === session.person && other.organisation === session.organisation) count += 1;
    }
    return count;
  };
  io.use((socket, next) => {
    try {
      const who = signedInByToken(readCookie(socket.handshake.headers.cookie, COOKIE), deps);
      if (pagesOf(who) >= MOST_PAGES) throw new Refusal("too_many_windows", { count: String(MOST_PAGES) });
      socket.data.who = who;
      next();
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal("internal", { trace: socket.id });
      // What a page gets as `connect_error`: the code is the message, the parameters are its data.
      next(Object.assign(new Error(refusal.code), { data: { code: refusal.code, params: refusal.params } }));
    }
  });
  io.on("connection", (socket) => servePage(socket, deps, hub, departures, log));

  const over = (socket: {
    data: { who: SignedIn };
    emit: PageSocket["emit"];
    disconnect: (close: boolean) => unknown;
  }) => {
    socket.emit("sessionEnded", { code: "session_ended" });
    socket.disconnect(true);
  };
  const subscriptions = [
    deps.sessions.onEnded((session) => {
      for (const socket of io.of("/").sockets.values()) if (socket.data.who.session.id === session.id) over(socket);
    }),
    deps.directory.onChanged((organisation) => {
      for (const socket of io.of("/").sockets.values()) {
        const { session } = socket.data.who;
        if (session.organisation !== organisation) continue;
        const now = describePerson(session, deps.directory);
        if (now === null) over(socket);
        else socket.data.who = now;
      }
    }),
  ];
  io.attach(server);

  return {
    get size() {
      return io.of("/").sockets.size;
    },
    async close() {
      for (const end of subscriptions) end();
      hub.close();
      departures.close();
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

/** A browser sends no `Origin` with a GET to the page's own origin; it says so by other means. */
function comesFromUs({ headers }: IncomingMessage, settings: Needs["settings"]): boolean {
  if (headers.origin !== undefined) return isOwnOrigin(headers.origin, headers.host, settings);
  return headers["sec-fetch-site"] === "same-origin" || isOwnOrigin(headers.referer, headers.host, settings);
}

function servePage(socket: PageSocket, deps: Needs, hub: Hub, departures: Departures, log: FastifyBaseLogger): void {
  const { organisation, id: session } = socket.data.who.session;
  let seq = 0;
  let behindSince: number | null = null;
  let waiting = 0;
  const allowance = new Allowance(deps.now);
  const onPacket = () => void waiting++;
  const onDrain = () => {
    waiting = 0;
    if (behindSince !== null) sendSnapshot();
  };
  socket.conn.on("packetCreate", onPacket);
  socket.conn.on("drain", onDrain);

  const agent = () => (socket.data.who.person.extension === null ? null : socket.data.who.person.id);
  const sendSnapshot = () => {
    behindSince = null;
    seq += 1;
    socket.emit("snapshot", { seq, now: deps.now(), value: hub.snapshot(page) });
  };
  const page: Page = {
    organisation,
    person: socket.data.who.session.person,
    agent,
    supervises: () => socket.data.who.person.roles.some((role) => role === "supervisor" || role === "admin"),
    send(changes) {
      if (behindSince !== null) {
        if (deps.now() - behindSince > SLOW_LIMIT) socket.disconnect(true);
        return;
      }
      if (waiting > MOST_WAITING) {
        behindSince = deps.now();
        return;
      }
      seq += 1;
      // NOTE: an EVENT packet of the Socket.IO protocol (revision 5) as `emit` would write it, made by hand because the
      // changes are JSON already, made once for all pages.
      socket.conn.write(`2["change",{"seq":${seq},"changes":${changes}}]`);
    },
  };
  hub.add(page);
  socket.on("disconnect", () => {
    hub.remove(page);
    socket.conn.removeListener("packetCreate", onPacket);
    socket.conn.removeListener("drain", onDrain);
  });
  sendSnapshot();

  const submit = async (input: Input): Promise<Acknowledgement> => {
    const rejection = await deps.floor.submit(organisation, input);
    return rejection === null ? { ok: true } : { ok: false, error: rejection };
  };
  /** Parses what came, counts it as use of the session, does it, and answers: whatever happens, with an answer. */
  const on = async <T>(
    schema: z.ZodType<T>,
    message: unknown,
    answer: unknown,
    act: (value: T, agent: string) => Promise<Acknowledgement>,
  ) => {
    const reply = typeof answer === "function" ? (result: Acknowledgement) => void answer(result) : () => {};
    if (!allowance.take()) return reply({ ok: false, error: { code: "too_many_requests", params: { seconds: "1" } } });
    let value: T;
    try {
      value = parseMessage(schema, message);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return reply({ ok: false, error: { code: error.code, params: error.params } });
    }
    if (!deps.sessions.use(session, deps.now())) {
      reply({ ok: false, error: { code: "session_ended", params: {} } });
      socket.emit("sessionEnded", { code: "session_ended" });
      return void socket.disconnect(true);
    }
    const self = agent();
    if (self === null) return reply({ ok: false, error: { code: "not_an_agent", params: {} } });
    try {
      reply(await act(value, self));
    } catch (error) {
      log.error({ err: error, trace: socket.id }, "A command failed");
      reply({ ok: false, error: { code: "internal", params: { trace: socket.id } } });
    }
  };

  socket.on("command", (command, answer) =>
    on(agentCommand, command, answer, async (value, self) => {
      const found = commandInput(value, organisation, self, deps.directory);
      return "rejection" in found ? { ok: false, error: found.rejection } : submit(found.input);
    }),
  );
  socket.on("claimPhone", (value, answer) =>
    on(claim, value, answer, async ({ tab, takeOver }, self) => {
      const result = await submit({ type: "device.claimed", agent: self, tab, takeOver });
      if (result.ok) departures.claimed(socket.data.who.session, tab);
      return result;
    }),
  );
  socket.on("releasePhone", (value) =>
    on(release, value, null, ({ tab }, self) => submit({ type: "device.released", agent: self, tab })),
  );
  socket.on("device", (report) =>
    on(deviceReport, report, null, (value, self) => submit({ type: "device.heard", agent: self, ...value })),
  );
  socket.on("quality", (sample) =>
    on(callQuality, sample, null, async (value, self) => {
      deps.history.recordQuality(organisation, self, value, deps.now());
      return { ok: true };
    }),
  );
  socket.on("resync", () => {
    if (allowance.take()) sendSnapshot();
  });
}
