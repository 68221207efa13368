import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { MEDIATEL_PATH, Refusal, SIP_PATH, SOCKET_PATH } from "@belfry/contracts";
import type { FastifyBaseLogger } from "fastify";
import { openPassage, requireSip } from "./edge-passage.ts";
import { isCrmOrigin, isOwnOrigin } from "./origin.ts";
import type { DoorDeps } from "./ports.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";
import { COOKIE, describePerson, readCookie, type SignedIn, signedInByToken } from "./signed-in.ts";
import type { SipPasses } from "./sip-passes.ts";
import type { VisitorGate } from "./visitor-gate.ts";
import { requireSamePerson } from "./vouch/gate.ts";

type Needs = Pick<DoorDeps, "settings" | "sessions" | "directory" | "floor" | "now">;

interface Passage {
  readonly who: SignedIn;
  readonly user: string;
  readonly tab: string;
  close(): void;
}

export interface SipGate {
  /** Handles an upgrade of `/sip`; answers false for any other path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Whether this window's phone is connected. */
  isOpen(organisation: string, person: string, tab: string): boolean;
  /** How many phones are connected. */
  readonly size: number;
  close(): void;
}

/**
 * Lets a page's SIP over WebSocket through to the edge: only for a signed-in person, from our own pages, and for
 * the window that owns the phone; a CRM's page shows a pass instead of the cookie. After the check bytes pass untouched both ways. The passage ends with the
 * session, with the ownership of the phone, and with the person's extension.
 */
export function createSipGate(
  deps: Needs,
  passes: SipPasses,
  visitors: Pick<VisitorGate, "open">,
  log: FastifyBaseLogger,
): SipGate {
  /** By organisation and person: a person has one phone. */
  const passages = new Map<string, Passage>();
  const closeWhere = (over: (passage: Passage) => boolean) => {
    for (const passage of passages.values()) if (over(passage)) passage.close();
  };
  const stillOwned = ({ who, tab }: Passage) =>
    deps.floor.agentView(who.session.organisation, who.person.id)?.device.owner === tab;

  const subscriptions = [
    deps.sessions.onEnded((session) => closeWhere(({ who }) => who.session.id === session.id)),
    deps.floor.onChanged((organisation, change) => {
      if (change.type !== "changed.agent") return;
      const passage = passages.get(`${organisation}/${change.agent}`);
      if (passage !== undefined && !stillOwned(passage)) passage.close();
    }),
    deps.directory.onChanged((organisation) =>
      closeWhere(
        ({ who, user }) =>
          who.session.organisation === organisation &&
          (describePerson(who.session, deps.directory) === null ||
            deps.directory.sipUserOfAgent(organisation, who.person.id) !== user),
      ),
    ),
  ];

  function introduce(request: IncomingMessage, url: URL): { who: SignedIn; tab: string } {
    const { headers } = request;
    const pass = url.searchParams.get("pass");
    if (pass !== null) {
      if (!isCrmOrigin(headers.origin, headers.host, deps.settings)) throw new Refusal("foreign_origin");
      const holder = passes.find(pass);
      const who = holder && describePerson(holder.session, deps.directory);
      if (holder === null || who === null || !deps.sessions.use(holder.session.id, deps.now()))
        throw new Refusal("session_ended");
      requireSamePerson(request, who);
      return { who, tab: holder.tab };
    }
    if (!isOwnOrigin(headers.origin, headers.host, deps.settings)) throw new Refusal("foreign_origin");
    const who = signedInByToken(readCookie(headers.cookie, COOKIE), deps);
    return { who, tab: url.searchParams.get("tab") ?? "" };
  }

  function admit(request: IncomingMessage, url: URL): Omit<Passage, "close"> {
    const { who, tab } = introduce(request, url);
    const user = deps.directory.sipUserOfAgent(who.session.organisation, who.person.id);
    if (user === null) throw new Refusal("forbidden");
    // The registry's own code for this is a 409; a WebSocket client is told by 403 that trying again is no use.
    if (deps.floor.agentView(who.session.organisation, who.person.id)?.device.owner !== tab)
      throw new Refusal("forbidden");
    requireSip(request);
    return { who, user, tab };
  }

  return {
    isOpen: (organisation, person, tab) => passages.get(`${organisation}/${person}`)?.tab === tab,
    get size() {
      return passages.size;
    },
    upgrade(request, socket, head) {
      const url = urlOf(request);
      if (url?.pathname !== SIP_PATH) return false;
      try {
        const visit = url.searchParams.get("visit");
        if (visit === null) open(admit(request, url), request, socket, head);
        else visitors.open(visit, request, socket, head);
      } catch (error) {
        refuseUpgrade(socket, error instanceof Refusal ? error : new Refusal("internal", { trace: "sip-gate" }));
        if (!(error instanceof Refusal)) log.error({ err: error }, "The SIP gate failed");
      }
      return true;
    },
    close() {
      for (const end of subscriptions) end();
      closeWhere(() => true);
    },
  };

  function open(admitted: Omit<Passage, "close">, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A page that comes back after a lost network leaves a connection behind that nobody will ever close.
    const { session, person } = admitted.who;
    const key = `${session.organisation}/${person.id}`;
    passages.get(key)?.close();
    const forget = () => {
      if (passages.get(key) === passage) passages.delete(key);
    };
    const passage: Passage = {
      ...admitted,
      close: openPassage(
        admitted.user,
        { request, socket, head },
        deps.settings,
        log.child({ person: person.id }),
        forget,
      ),
    };
    passages.set(key, passage);
  }
}

/** Null when the request line holds something that is no path. */
function urlOf(request: IncomingMessage): URL | null {
  const path = request.url ?? "/";
  return URL.canParse(path, "http://door") ? new URL(path, "http://door") : null;
}

/** Sends every upgrade of the server to the gate; what neither it nor Socket.IO knows is closed. */
export function attachSipGate(server: Server, gate: SipGate): void {
  server.on("upgrade", (request, socket, head) => {
    // A client may vanish at any moment; an error that nobody listens to would end the process.
    socket.on("error", () => socket.destroy());
    if (gate.upgrade(request, socket, head)) return;
    // As Socket.IO itself looks at it: what is only nearly its path would stay open for ever.
    if (![SOCKET_PATH, MEDIATEL_PATH].some((path) => request.url?.startsWith(`${path}/`)))
      refuseUpgrade(socket, new Refusal("not_found"));
  });
}
