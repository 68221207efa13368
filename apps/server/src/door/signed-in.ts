import { type Me, type Person, Refusal, type Role } from "@belfry/contracts";
import type { DoorDeps } from "./ports.ts";
import type { SessionRecord } from "./sign-in-ports.ts";

export const COOKIE = "belfry_session";

/** Who stands behind a request or a socket. */
export interface SignedIn {
  readonly session: SessionRecord;
  readonly person: Person;
  readonly me: Me;
}

type Needs = Pick<DoorDeps, "sessions" | "directory" | "now">;

/** The person of a cookie's token. Throws `not_signed_in` without a token, `session_ended` with one that is over. */
export function signedInByToken(token: string | undefined, { sessions, directory, now }: Needs): SignedIn {
  if (token === undefined || token === "") throw new Refusal("not_signed_in");
  const session = sessions.find(token, now());
  const found = session === null ? null : describePerson(session, directory);
  if (found === null) throw new Refusal("session_ended");
  return found;
}

/** Who a session belongs to, as the directory has it now; null when that person may no longer be here. */
export function describePerson(session: SessionRecord, directory: DoorDeps["directory"]): SignedIn | null {
  const snapshot = directory.snapshot(session.organisation);
  const person = snapshot?.people.find((one) => one.id === session.person);
  if (snapshot === null || person === undefined || !person.active) return null;
  const { id, slug, name, country, timeZone, demo } = snapshot.organisation;
  return {
    session,
    person,
    me: {
      person: person.id,
      session: session.id,
      name: person.name,
      login: person.login,
      roles: person.roles,
      locale: person.locale,
      extension: person.extension,
      organisation: { id, slug, name, country, timeZone, demo },
    },
  };
}

/** Throws `forbidden` unless the person has one of the roles. */
export function requireRole(who: SignedIn, roles: readonly Role[]): void {
  if (!who.person.roles.some((role) => roles.includes(role))) throw new Refusal("forbidden");
}

/** The value of one cookie in a `Cookie` header (RFC 6265, section 4.2.1). */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
