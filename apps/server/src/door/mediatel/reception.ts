import { randomUUID } from "node:crypto";
import { type MediatelMessage, Refusal, signInRequest } from "@belfry/contracts";
import type { FastifyBaseLogger } from "fastify";
import type { DoorDeps } from "../ports.ts";
import type { SessionRecord } from "../sign-in-ports.ts";
import { describePerson } from "../signed-in.ts";
import type { SipGate } from "../sip-gate.ts";
import type { SipPasses } from "../sip-passes.ts";
import { requireSamePerson } from "../vouch/gate.ts";
import type { Client } from "./client.ts";
import { keyOf, Seat } from "./seat.ts";
import { signInName } from "./sign-in-name.ts";

export type Needs = Pick<
  DoorDeps,
  "settings" | "sessions" | "signIn" | "organisations" | "directory" | "floor" | "now"
> & {
  /** Extensions out of a pool; absent: everybody has their own. */
  readonly seats?: { sitAt(organisation: string, person: string, extension: string): Promise<void> };
};
type Login = Extract<MediatelMessage, { type: "login" }>;

/** By this a session is known as one that a CRM has made; in the list of somebody's sessions it says what it is. */
const MARK = "CRM by Mediatel protocol";

/** Who is signed in by the protocol: at most one connection for each agent. */
export class Reception {
  readonly seats = new Map<string, Seat>();
  /** Sessions of logins that wait for their turn or have it. */
  readonly #coming = new Set<string>();
  /** The last login of each agent: one at a time, so that every one sees what the one before has settled. */
  readonly #turns = new Map<string, Promise<void>>();
  readonly #deps: Needs;
  readonly #gate: SipGate;
  readonly #passes: SipPasses;
  readonly #log: FastifyBaseLogger;
  /** Within this time a connection that lives gives a sign of life. */
  readonly #silence: number;

  constructor(deps: Needs, gate: SipGate, passes: SipPasses, log: FastifyBaseLogger, silence: number) {
    this.#deps = deps;
    this.#gate = gate;
    this.#passes = passes;
    this.#log = log;
    this.#silence = silence;
  }

  /** Signs in and gives the agent a seat; the client that had it before is returned, with its seat gone. */
  async login(client: Client, message: Login): Promise<Client | null> {
    if (client.seat !== null) throw new Refusal("conflict", { detail: "somebody is signed in on this connection" });
    const { signIn, organisations, now } = this.#deps;
    const { handshake } = client.socket;
    const inAddress = handshake.query["organisation"];
    const slugs = organisations.list().map(({ slug }) => slug);
    const name = signInName(message.user, typeof inAddress === "string" ? inAddress : null, slugs);
    const request = signInRequest.safeParse({ ...name, password: message.password });
    if (!request.success) throw new Refusal("wrong_credentials");
    const userAgent = `${MARK} (${(handshake.headers["user-agent"] ?? "").slice(0, 250)})`;
    const { session } = await signIn.signIn(request.data, { address: client.address, userAgent }, now());
    this.#coming.add(session.id);
    return this.#inTurn(keyOf(session), () => this.#enter(client, session, name.login, message)).finally(() =>
      this.#coming.delete(session.id),
    );
  }

  async #enter(client: Client, session: SessionRecord, login: string, message: Login): Promise<Client | null> {
    const { sessions } = this.#deps;
    try {
      const who = describePerson(session, this.#deps.directory);
      if (who === null) throw new Refusal("wrong_credentials");
      requireSamePerson(client.socket.request, who);
      const displaced = await this.#seat(client, session, login, message);
      this.#coming.delete(session.id);
      // One session for the seat. The same page goes on with the one that it had: this one was but its password.
      const kept = this.seats.get(keyOf(session))?.session.id;
      for (const other of sessions.ofPerson(session.organisation, session.person))
        if (other.id !== kept && other.userAgent.startsWith(MARK) && !this.#coming.has(other.id))
          await sessions.end(other);
      this.#log.info({ session: kept, person: session.person }, "Somebody signed in from a CRM");
      return displaced;
    } catch (error) {
      if (this.seats.get(keyOf(session))?.session.id !== session.id) await sessions.end(session);
      throw error;
    }
  }

  #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#turns.get(key) ?? Promise.resolve()).then(work);
    const over = done.then(
      () => {},
      () => {},
    );
    this.#turns.set(key, over);
    void over.then(() => {
      if (this.#turns.get(key) === over) this.#turns.delete(key);
    });
    return done;
  }

  async #seat(client: Client, session: SessionRecord, login: string, message: Login): Promise<Client | null> {
    const { organisation, person } = session;
    const key = keyOf(session);
    const rival = this.seats.get(key)?.client ?? null;
    if (rival !== null && !message.takeOver && (await rival.answers(this.#silence)))
      throw new Refusal("phone_owned_elsewhere");
    if (!client.socket.connected) throw new Refusal("session_ended");
    await this.#sit(session, message.extension);
    await this.#submit(organisation, { type: "agent.signIn", agent: person });

    const before = this.seats.get(key);
    const displaced = before?.client ?? null;
    if (displaced !== null) displaced.seat = null;
    const isSamePage = before !== undefined && !message.takeOver && this.#isPageOf(before, session);
    const seat = isSamePage ? before : this.#newSeat(session, login, before);
    client.seat = seat;
    seat.client = client;
    const owner = this.#deps.floor.agentView(organisation, person)?.device.owner ?? null;
    const takeOver = message.takeOver || (owner !== null && owner === before?.tab);
    await this.#submit(organisation, { type: "device.claimed", agent: person, tab: seat.tab, takeOver });
    await this.heard(seat);
    return displaced;
  }

  /**
   * A page whose phone stayed connected has lost this connection only: its call goes on untouched. Any other window has
   * no call any more, and gets it back.
   */
  #isPageOf({ organisation, person, tab, session }: Seat, { address, userAgent }: SessionRecord): boolean {
    return (
      session.address === address && session.userAgent === userAgent && this.#gate.isOpen(organisation, person, tab)
    );
  }

  #newSeat(session: SessionRecord, login: string, before: Seat | undefined): Seat {
    if (before !== undefined) this.#passes.takeBack(before.pass);
    const tab = `crm-${randomUUID()}`;
    const seat = new Seat({ login, session, tab, pass: this.#passes.issue({ session, tab }) });
    this.seats.set(seat.key, seat);
    return seat;
  }

  /**
   * The page is there. NOTE: the protocol does not tell of the microphone and of the sound. A CRM's page answers by
   * itself and is taken at its word; one that cannot gets "Force Pause" with its first call.
   */
  async heard(seat: Seat): Promise<void> {
    const { organisation, person, tab } = seat;
    if (!seat.isNews(this.#deps.now())) return;
    const report = { microphone: "granted", audioUnlocked: true } as const;
    await this.#deps.floor.submit(organisation, { type: "device.heard", agent: person, tab, ...report });
  }

  /** Ends a seat with its session; harmless when it has ended already. */
  async end(seat: Seat): Promise<void> {
    if (this.seats.get(seat.key) !== seat) return;
    this.seats.delete(seat.key);
    this.#passes.takeBack(seat.pass);
    if (seat.client !== null) seat.client.seat = null;
    const { organisation, person, tab } = seat;
    await this.#deps.floor.submit(organisation, { type: "device.released", agent: person, tab });
    await this.#deps.sessions.end(seat.session);
    this.#log.info({ session: seat.session.id, person }, "Somebody signed out from a CRM");
  }

  /** Sees to the extension that the agent wants to sit at. It is given back when they sign out of the floor. */
  async #sit(session: SessionRecord, wanted: string): Promise<void> {
    if (wanted === "") return;
    const { organisation, person } = session;
    if (this.#deps.seats !== undefined) await this.#deps.seats.sitAt(organisation, person, wanted);
    else if (wanted !== describePerson(session, this.#deps.directory)?.person.extension)
      throw new Refusal("unknown_reference", { kind: "extension" });
  }

  /** A refused claim is no refused login: another window keeps the phone, and the CRM steers what rings there. */
  async #submit(organisation: string, input: Parameters<Needs["floor"]["submit"]>[1]): Promise<void> {
    const rejection = await this.#deps.floor.submit(organisation, input);
    if (rejection !== null && input.type !== "device.claimed") throw new Refusal(rejection.code, rejection.params);
  }
}
