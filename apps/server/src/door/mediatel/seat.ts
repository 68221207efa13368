import type { AgentView, PhoneCredentials } from "@belfry/contracts";
import { ephemeralCredentials } from "../http/phone-routes.ts";
import type { DoorSettings } from "../ports.ts";
import type { SessionRecord } from "../sign-in-ports.ts";
import type { Client } from "./client.ts";

/** One agent who is signed in by the protocol: it outlives the connection, so that a page may be loaded anew. */
export class Seat {
  readonly organisation: string;
  readonly person: string;
  readonly login: string;
  readonly session: SessionRecord;
  /** The window that has the agent's phone, as the floor knows it, and the pass by which its JsSIP comes in. */
  readonly tab: string;
  readonly pass: string;
  client: Client | null = null;
  /** The pause of which the client has been told that the phone could not be reached. */
  #toldOf: number | null = null;
  #heardAt = Number.NEGATIVE_INFINITY;

  constructor(about: Pick<Seat, "login" | "session" | "tab" | "pass">) {
    this.organisation = about.session.organisation;
    this.person = about.session.person;
    this.login = about.login;
    this.session = about.session;
    this.tab = about.tab;
    this.pass = about.pass;
  }

  get key(): string {
    return keyOf(this.session);
  }

  /**
   * NOTE: these last as long as the session, not minutes as those of our own pages: JsSIP is given them once. They are
   * worth nothing without the pass, which dies with the session or when another window gets the phone.
   */
  credentials(user: string, settings: DoorSettings): PhoneCredentials {
    const { createdAt, expiresAt } = this.session;
    return ephemeralCredentials(user, settings, createdAt, expiresAt - createdAt);
  }

  /** A sign of life of the page; true when the one before is a while ago, so that nobody keeps the floor busy. */
  isNews(now: number): boolean {
    if (now - this.#heardAt < REPORT_EVERY) return false;
    this.#heardAt = now;
    return true;
  }

  /** True once for each pause that the agent's phone brought about. */
  newlyUnreachable({ state }: AgentView): boolean {
    if (state.state !== "paused" || !UNREACHED.has(state.reason.kind) || this.#toldOf === state.since) return false;
    this.#toldOf = state.since;
    return true;
  }
}

const REPORT_EVERY = 1_000;
const UNREACHED: ReadonlySet<string> = new Set(["forced", "noAnswer", "deviceLost"]);

export function keyOf({ organisation, person }: SessionRecord): string {
  return `${organisation}/${person}`;
}
