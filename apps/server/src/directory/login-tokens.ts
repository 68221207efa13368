import { createHash, randomBytes } from "node:crypto";
import { type LoginToken, type LoginTokenRequest, type Person, Refusal } from "@belfry/contracts";
import { Attempts } from "./attempts.ts";
import type { Directory } from "./directory.ts";
import type { Session, Sessions } from "./sessions.ts";

/** How long a token may be on its way from a program to a browser. */
const LIFETIME = 60_000;
/** Tokens that one key may have on their way at once; each ends within a minute. */
const MOST_PER_KEY = 120;

interface Waiting {
  readonly organisation: string;
  readonly person: string;
  readonly key: string;
  readonly expiresAt: number;
}

/** Who somebody is, in the words of a VouchCookie. */
interface Whose {
  readonly person: string;
  readonly login: string;
  readonly organisation: { readonly slug: string };
}

/**
 * Single-use tokens by which a program signs in one of its organisation's people. They live in memory alone, by
 * their hash: a restart ends those that are on their way.
 */
export class LoginTokens {
  readonly #directory: Directory;
  readonly #sessions: Sessions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #made = new Attempts(MOST_PER_KEY, LIFETIME);

  constructor(directory: Directory, sessions: Sessions) {
    this.#directory = directory;
    this.#sessions = sessions;
  }

  /**
   * A token for a person of this organisation. Whoever is not there looks the same, whether another organisation has
   * such a person or not. Throws `not_found`, `not_by_token` or `too_many_requests`.
   */
  make(organisation: string, key: string, whom: LoginTokenRequest, now: number): LoginToken & { person: string } {
    const wait = this.#made.wait(key, now);
    if (wait > 0) throw new Refusal("too_many_requests", { seconds: String(Math.ceil(wait / 1000)) });
    this.#made.note(key, now);
    const person = this.#directory.require(organisation).people.find(isWanted(whom));
    if (person === undefined) throw new Refusal("not_found");
    requireFit(person);
    for (const [hash, { expiresAt }] of this.#waiting) if (expiresAt <= now) this.#waiting.delete(hash);
    const token = randomBytes(32).toString("base64url");
    const expiresAt = now + LIFETIME;
    this.#waiting.set(hashToken(token), { organisation, person: person.id, key, expiresAt });
    return { token, expiresAt, person: person.id };
  }

  /** Whom a token signs in, which does not use it up. Throws `login_token_used` or `not_by_token`. */
  whose(token: string, now: number): Whose {
    return this.#waitingFor(token, now).whose;
  }

  /**
   * Starts the session; a token serves once, and what begins no session does not use it up. Rejects with
   * `login_token_used` or `not_by_token`.
   */
  async exchange(
    token: string,
    from: { readonly address: string; readonly userAgent: string },
    now: number,
  ): Promise<{ token: string; session: Session; key: string }> {
    const { waiting } = this.#waitingFor(token, now);
    const { organisation, person, key } = waiting;
    const hash = hashToken(token);
    this.#waiting.delete(hash);
    try {
      return { ...(await this.#sessions.start({ organisation, person, ...from }, now)), key };
    } catch (error) {
      this.#waiting.set(hash, waiting);
      throw error;
    }
  }

  #waitingFor(token: string, now: number): { readonly waiting: Waiting; readonly whose: Whose } {
    const waiting = this.#waiting.get(hashToken(token));
    if (waiting === undefined || waiting.expiresAt <= now) throw new Refusal("login_token_used");
    const snapshot = this.#directory.snapshot(waiting.organisation);
    const person = snapshot?.people.find(({ id }) => id === waiting.person);
    if (snapshot == null || person === undefined) throw new Refusal("login_token_used");
    requireFit(person);
    const { organisation } = snapshot;
    return { waiting, whose: { person: person.id, login: person.login, organisation } };
  }

  /** A key that is revoked takes along what it has on its way. */
  forgetKey(key: string): void {
    for (const [hash, waiting] of this.#waiting) if (waiting.key === key) this.#waiting.delete(hash);
  }
}

function isWanted(whom: LoginTokenRequest): (person: Person) => boolean {
  if ("userID" in whom) return ({ id }) => id === whom.userID;
  const login = whom.login.toLowerCase();
  return (person) => person.login.toLowerCase() === login;
}

/** A program's key must not make its holder an administrator. */
function requireFit({ active, roles }: Person): void {
  const fits = active && roles.length > 0 && roles.every((role) => role === "agent" || role === "supervisor");
  if (!fits) throw new Refusal("not_by_token");
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
