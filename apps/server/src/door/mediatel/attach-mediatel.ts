import type { Server as HttpServer } from "node:http";
import {
  type ClientToMediatel,
  MEDIATEL_PATH,
  type MediatelMessage,
  type MediatelToClient,
  mediatelMessage,
  Refusal,
} from "@belfry/contracts";
import type { FastifyBaseLogger } from "fastify";
import { Server } from "socket.io";
import { isCrmOrigin } from "../origin.ts";
import { parseMessage } from "../parse-message.ts";
import { describePerson } from "../signed-in.ts";
import type { SipGate } from "../sip-gate.ts";
import type { SipPasses } from "../sip-passes.ts";
import { commandInput } from "../socket/commands.ts";
import { addressOf } from "./address-of.ts";
import { Client, type MediatelSocket } from "./client.ts";
import { type Needs, Reception } from "./reception.ts";
import { agentCommands } from "./requests.ts";
import type { Seat } from "./seat.ts";
import { mediatelSnapshot, NO_LISTS } from "./snapshot.ts";

/** The floor hears of a page this often; two reports may be lost before it counts as gone. */
const PING_EVERY = 5_000;
/** A call that is answered changes several times in a few milliseconds; a client is told of that once. */
const BREATH = 20;
/** Connections on which nobody is signed in, all networks together. */
const MOST_STRANGERS = 2_000;
/** Connections of one address on which nobody has signed in yet: a whole office may have one, one host not everything. */
const MOST_OF_ADDRESS = 100;
const SIGN_IN_WITHIN = 30_000;
/** So long is somebody told to wait who sends too much. What comes within it may have been on its way already. */
const WAIT_SECONDS = 1;

/** For CRMs that speak the Mediatel agent protocol: the commands and the views of our own pages, in its words. */
export function attachMediatel(
  server: HttpServer,
  deps: Needs,
  sip: { readonly gate: SipGate; readonly passes: SipPasses },
  log: FastifyBaseLogger,
  pingEvery = PING_EVERY,
  signInWithin = SIGN_IN_WITHIN,
): { readonly size: number; close(): Promise<void> } {
  const { settings, floor, directory, sessions, now } = deps;
  const reception = new Reception(deps, sip.gate, sip.passes, log, pingEvery + 1_000);
  const clients = new Set<Client>();
  const changed = new Set<string>();
  let flush: NodeJS.Timeout | null = null;

  const io = new Server<ClientToMediatel, MediatelToClient>({
    path: MEDIATEL_PATH,
    serveClient: false,
    destroyUpgrade: false,
    maxHttpBufferSize: 64 * 1024,
    pingInterval: pingEvery,
    pingTimeout: PING_EVERY,
    cors: { origin: [...settings.crmOrigins], credentials: true },
    allowRequest: ({ headers, socket }, decide) => {
      const address = addressOf(socket.remoteAddress ?? "", headers, settings.behindProxy);
      decide(null, hasRoom(address) && isCrmOrigin(headers.origin, headers.host, settings));
    },
  });
  function hasRoom(address: string): boolean {
    let strangers = 0;
    let ofAddress = 0;
    for (const client of clients) {
      if (client.seat === null) strangers += 1;
      if (client.isStranger && client.address === address) ofAddress += 1;
    }
    return strangers < MOST_STRANGERS && ofAddress < MOST_OF_ADDRESS;
  }

  const viewOf = (seat: Seat | null) => (seat === null ? null : floor.agentView(seat.organisation, seat.person));
  function listsOf(seat: Seat) {
    const snapshot = directory.snapshot(seat.organisation);
    return snapshot === null ? NO_LISTS : { ...snapshot, timeZone: snapshot.organisation.timeZone };
  }
  function sipFor(seat: Seat, { socket }: Client) {
    const user = directory.sipUserOfAgent(seat.organisation, seat.person);
    if (user === null || viewOf(seat)?.device.owner !== seat.tab) return null;
    const origin = settings.publicOrigin ?? `${settings.secure ? "https" : "http"}://${socket.handshake.headers.host}`;
    const server = `${origin.replace(/^http/, "ws")}/sip?pass=${seat.pass}`;
    return { ...seat.credentials(user, settings), server, realm: settings.sipDomain };
  }
  /** Sends everything anew, if anything is new or somebody asked. Whoever has signed out, here or elsewhere, or was gone for too long, has left the seat. */
  async function tell(client: Client, asked = true): Promise<void> {
    if (client.seat !== null && viewOf(client.seat)?.state.state === "signedOut") await reception.end(client.seat);
    const { seat, problem } = client;
    const view = viewOf(seat);
    if (seat !== null) changed.delete(seat.key);
    if (seat !== null && view !== null && seat.newlyUnreachable(view))
      client.socket.emit("agentUnavailable", { code: "device_not_ready", text: "The agent's phone did not answer." });
    const data = mediatelSnapshot({
      view,
      login: seat?.login ?? "",
      lists: seat === null ? NO_LISTS : listsOf(seat),
      problem,
      sip: seat === null ? null : sipFor(seat, client),
      now: now(),
    });
    if (client.isNew(data) || asked) client.socket.emit("data", data);
  }
  async function sessionOver(seat: Seat): Promise<void> {
    const { client } = seat;
    await reception.end(seat);
    if (client === null) return;
    client.problem = { code: "session_ended", params: {}, at: "login" };
    await tell(client);
  }

  function note(key: string): void {
    if (!reception.seats.has(key)) return;
    changed.add(key);
    flush ??= setTimeout(() => {
      flush = null;
      const keys = [...changed];
      changed.clear();
      for (const one of keys) settle(one).catch(failed);
    }, BREATH);
  }
  async function settle(key: string): Promise<void> {
    const seat = reception.seats.get(key);
    if (seat === undefined) return;
    if (seat.client !== null) await tell(seat.client, false);
    else if (viewOf(seat)?.state.state === "signedOut") await reception.end(seat);
  }
  const noteAll = (organisation: string) => {
    for (const seat of reception.seats.values()) if (seat.organisation === organisation) note(seat.key);
  };
  const failed = (error: unknown) => log.error({ err: error }, "The Mediatel room failed");

  async function obey(client: Client, message: Exclude<MediatelMessage, { type: "login" }>): Promise<void> {
    const { seat } = client;
    if (seat === null && message.type === "exit") return;
    const view = viewOf(seat);
    if (seat === null || view === null) throw new Refusal("not_signed_in_agent");
    if (!sessions.use(seat.session.id, now())) throw new Refusal("session_ended");
    const asked = agentCommands(message, view, listsOf(seat), (typed) => {
      const target = directory.target(seat.organisation, typed);
      return target?.kind === "number" ? target.number : null;
    });
    if ("rejection" in asked) throw new Refusal(asked.rejection.code, asked.rejection.params);
    for (const command of asked.commands) {
      const found = commandInput(command, seat.organisation, seat.person, directory);
      const rejection = "rejection" in found ? found.rejection : await floor.submit(seat.organisation, found.input);
      if (rejection !== null) throw new Refusal(rejection.code, rejection.params);
    }
  }
  async function handle(client: Client, came: unknown): Promise<void> {
    let at: "login" | "call" = "call";
    try {
      const message = parseMessage(mediatelMessage, came);
      at = message.type === "login" ? "login" : "call";
      client.problem = null;
      if (message.type !== "login") await obey(client, message);
      else {
        const displaced = await reception.login(client, message);
        client.expectNoMore();
        if (displaced !== null) {
          displaced.problem = { code: "phone_owned_elsewhere", params: {}, at: "login" };
          await tell(displaced);
        }
      }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal("internal", { trace: client.socket.id });
      if (!(error instanceof Refusal)) log.error({ err: error, trace: client.socket.id }, "A message failed");
      client.problem = { code: refusal.code, params: refusal.params, at };
      if (refusal.code === "device_not_ready")
        client.socket.emit("agentUnavailable", { code: refusal.code, text: refusal.message });
    }
    await tell(client);
  }

  /** Nothing of what is too much waits in the queue, and only the first of it is answered. */
  function refuse(client: Client): void {
    if (client.toldAt !== null) {
      if (now() - client.toldAt >= WAIT_SECONDS * 1_000) client.socket.disconnect(true);
      return;
    }
    client.toldAt = Number.POSITIVE_INFINITY;
    client.inTurn(async () => {
      client.problem = { code: "too_many_requests", params: { seconds: `${WAIT_SECONDS}` }, at: "call" };
      await tell(client).catch(failed);
      client.toldAt = now();
    });
  }

  function serve(socket: MediatelSocket): void {
    const { address, headers } = socket.handshake;
    const client = new Client(socket, addressOf(address, headers, settings.behindProxy), now);
    // Whoever comes with many at once was let in with all of them before the first was counted.
    if (!hasRoom(client.address)) return void socket.conn.close();
    clients.add(client);
    client.expectSignIn(signInWithin);
    socket.on("data", (message) => {
      if (client.allowance.take()) client.inTurn(() => handle(client, message).catch(failed));
      else refuse(client);
    });
    // Every answer to a ping, and everything else that comes, says that the page is there.
    socket.conn.on("packet", () => {
      const { seat } = client;
      if (seat === null) return;
      sessions.use(seat.session.id, now());
      void reception.heard(seat).catch(failed);
    });
    socket.on("disconnect", () => {
      clients.delete(client);
      client.expectNoMore();
      if (client.seat !== null) client.seat.client = null;
    });
    client.inTurn(() => tell(client).catch(failed));
  }
  io.on("connection", serve);

  const subscriptions = [
    floor.onChanged((organisation, change) => {
      if (change.type === "changed.agent") note(`${organisation}/${change.agent}`);
      else if (change.type === "changed.settings") noteAll(organisation);
    }),
    directory.onChanged((organisation) => {
      noteAll(organisation);
      for (const seat of reception.seats.values()) {
        if (seat.organisation !== organisation || describePerson(seat.session, directory) !== null) continue;
        sessionOver(seat).catch(failed);
      }
    }),
    sessions.onEnded(({ id }) => {
      for (const seat of reception.seats.values()) if (seat.session.id === id) sessionOver(seat).catch(failed);
    }),
  ];
  io.attach(server);

  return {
    get size() {
      return clients.size;
    },
    async close() {
      for (const unsubscribe of subscriptions) unsubscribe();
      if (flush !== null) clearTimeout(flush);
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}
