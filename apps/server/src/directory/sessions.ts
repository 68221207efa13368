import { createHash, randomBytes, randomUUID } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";

import { groupBy } from "./group.ts";

export interface Session {
  readonly id: string;
  readonly organisation: string;
  readonly person: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** When it ends whatever happens; it ends earlier when nobody uses it. */
  readonly expiresAt: number;
  readonly userAgent: string;
  readonly address: string;
}

export interface SessionLimits {
  /** Milliseconds without any use. */
  readonly idle: number;
  /** Milliseconds after sign-in. */
  readonly lifetime: number;
}

/** How often sessions are looked through for those that have run out. */
const EXPIRE_EVERY = 60_000;
/** Sessions of one person; the one that has been used least of late makes room for another. */
const MOST_PER_PERSON = 50;
/**
 * A write of "last seen" per session at most this often: every open page uses its session every few seconds, and a
 * thousand of them must not keep the database busy. Little beside the hours after which an unused session ends.
 */
const TOUCH_EVERY = 15 * 60_000;

/**
 * Who is signed in. The database keeps sessions over a restart, memory answers; the browser's token is known
 * only by its hash. `onEnded` tells every way a session can end, so that sockets end with it.
 */
export class Sessions {
  readonly #store: Store;
  readonly #limits: SessionLimits;
  readonly #byToken = new Map<string, Session>();
  readonly #tokens = new Map<string, string>();
  readonly #written = new Map<string, number>();
  readonly #listeners = new Set<(session: Session) => void>();

  constructor(store: Store, limits: SessionLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  async load(now: number): Promise<void> {
    const rows = await this.#store.asOperator((tx) => tx.select().from(schema.sessions));
    for (const { tokenHash, ...session } of rows) this.#remember(tokenHash, session);
    await this.expire(now);
  }

  /** Starts a session; `token` is for the browser's cookie and is not kept. */
  async start(
    about: Pick<Session, "organisation" | "person" | "userAgent" | "address">,
    now: number,
  ): Promise<{ token: string; session: Session }> {
    const token = randomBytes(32).toString("base64url");
    const session = {
      ...about,
      id: randomUUID(),
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + this.#limits.lifetime,
    };
    const tokenHash = hashToken(token);
    await this.#store.inOrganisation(about.organisation, (tx) =>
      tx.insert(schema.sessions).values({ ...session, tokenHash }),
    );
    this.#remember(tokenHash, session);
    const tooMany = this.ofPerson(about.organisation, about.person).slice(MOST_PER_PERSON);
    if (tooMany.length > 0) await this.#end(tooMany);
    return { token, session };
  }

  /** The session of a token, or null when there is none or it has run out. Counts as use. */
  find(token: string, now: number): Session | null {
    const hash = hashToken(token);
    const session = this.#byToken.get(hash);
    if (session === undefined || this.#isOver(session, now)) return null;
    const seen = { ...session, lastSeenAt: now };
    this.#byToken.set(hash, seen);
    this.#touch(seen, now);
    return seen;
  }

  /** Keeps a session alive that is used through a socket; false when it is over. */
  use(id: string, now: number): boolean {
    const hash = this.#tokens.get(id);
    const session = hash === undefined ? undefined : this.#byToken.get(hash);
    if (hash === undefined || session === undefined || this.#isOver(session, now)) return false;
    const seen = { ...session, lastSeenAt: now };
    this.#byToken.set(hash, seen);
    this.#touch(seen, now);
    return true;
  }

  ofPerson(organisation: string, person: string): readonly Session[] {
    return [...this.#byToken.values()]
      .filter((session) => session.organisation === organisation && session.person === person)
      .sort((a, b) => b.lastSeenAt - a.lastSeenAt);
  }

  end(session: Session): Promise<void> {
    return this.#end([session]);
  }

  /** Ends all sessions of the person but this one. */
  endOthers({ id, organisation, person }: Session): Promise<void> {
    return this.#end(this.ofPerson(organisation, person).filter((session) => session.id !== id));
  }

  endOfPerson(organisation: string, person: string): Promise<void> {
    return this.#end(this.ofPerson(organisation, person));
  }

  endOfOrganisation(organisation: string): Promise<void> {
    return this.#end([...this.#byToken.values()].filter((session) => session.organisation === organisation));
  }

  /** Ends what has run out. */
  expire(now: number): Promise<void> {
    return this.#end([...this.#byToken.values()].filter((session) => this.#isOver(session, now)));
  }

  /** Ends what has run out once a minute, so that sockets end with it; returns how to stop. */
  watch(now: () => number): () => void {
    // A session that could not be deleted is over all the same, and is tried again after a restart.
    const timer = setInterval(() => void this.expire(now()).catch(() => {}), EXPIRE_EVERY);
    timer.unref();
    return () => clearInterval(timer);
  }

  onEnded(listener: (session: Session) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #end(sessions: readonly Session[]): Promise<void> {
    for (const session of sessions) {
      const hash = this.#tokens.get(session.id);
      if (hash === undefined) continue;
      this.#tokens.delete(session.id);
      this.#byToken.delete(hash);
      this.#written.delete(session.id);
      for (const listener of this.#listeners) listener(session);
    }
    for (const [organisation, own] of groupBy(sessions, (session) => session.organisation)) {
      const ids = own.map((session) => session.id);
      await this.#store.inOrganisation(organisation, (tx) =>
        tx
          .delete(schema.sessions)
          .where(and(eq(schema.sessions.organisation, organisation), inArray(schema.sessions.id, ids))),
      );
    }
  }

  #remember(tokenHash: string, session: Session): void {
    this.#byToken.set(tokenHash, session);
    this.#tokens.set(session.id, tokenHash);
    this.#written.set(session.id, session.lastSeenAt);
  }

  #isOver(session: Session, now: number): boolean {
    return now >= session.expiresAt || now >= session.lastSeenAt + this.#limits.idle;
  }

  #touch(session: Session, now: number): void {
    if (now - (this.#written.get(session.id) ?? 0) < TOUCH_EVERY) return;
    this.#written.set(session.id, now);
    this.#store
      .inOrganisation(session.organisation, (tx) =>
        tx
          .update(schema.sessions)
          .set({ lastSeenAt: now })
          .where(and(eq(schema.sessions.organisation, session.organisation), eq(schema.sessions.id, session.id))),
      )
      // A lost "last seen" only ends an unused session earlier after a restart.
      .catch(() => {});
  }
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
