import { type Me, Refusal } from "@belfry/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { SessionRecord } from "../sign-in-ports.ts";
import { COOKIE, describePerson } from "../signed-in.ts";
import { requireSamePerson } from "../vouch/gate.ts";
import { VOUCH_COOKIE, writeVouch } from "../vouch/vouch-cookie.ts";
import type { Deps } from "./api.ts";

export const sessionCookie = ({ settings }: Deps) =>
  ({ path: "/", httpOnly: true, sameSite: "lax", secure: settings.secure }) as const;

/**
 * Lax: a link or a redirect from another site must find its reader signed in, a form of another site must not act
 * for them. Other services below the parent domain are the same site. Always by TLS alone, as they are too.
 */
const vouchCookie = (domain: string) => ({ path: "/", domain, httpOnly: true, sameSite: "lax", secure: true }) as const;

/** Where somebody signs in from: kept with the session, for its owner to see. */
export const whereFrom = (request: FastifyRequest) => ({
  address: request.ip,
  userAgent: (request.headers["user-agent"] ?? "").slice(0, 300),
});

/** Gives the browser a session that has just begun, however its person signed in. */
export async function giveSession(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  { token, session }: { readonly token: string; readonly session: SessionRecord },
): Promise<Me> {
  const found = describePerson(session, deps.directory);
  if (found === null) throw new Refusal("wrong_credentials");
  try {
    requireSamePerson(request.raw, found);
  } catch (error) {
    await deps.sessions.end(session);
    throw error;
  }
  const { vouch, sessionLifetime } = deps.settings;
  // Whoever was here before in this browser leaves, with all their windows; the same person's other windows stay.
  const before = deps.sessions.find(request.cookies[COOKIE] ?? "", deps.now());
  if (before !== null && before.person !== session.person) await deps.sessions.end(before);
  reply.setCookie(COOKIE, token, { ...sessionCookie(deps), maxAge: Math.floor(sessionLifetime / 1000) });
  if (vouch !== null && vouch.domain !== null) {
    const who = { username: found.me.login, userID: found.me.person, organisation: found.me.organisation.slug };
    const maxAge = Math.floor((session.expiresAt - deps.now()) / 1000);
    reply.setCookie(VOUCH_COOKIE, await writeVouch(who, vouch, deps.now(), session.expiresAt), {
      ...vouchCookie(vouch.domain),
      maxAge,
    });
  }
  return found.me;
}

/** Takes the cookies back that `giveSession` gave. */
export function takeSession(reply: FastifyReply, deps: Deps): FastifyReply {
  const domain = deps.settings.vouch?.domain ?? null;
  if (domain !== null) reply.clearCookie(VOUCH_COOKIE, vouchCookie(domain));
  return reply.clearCookie(COOKIE, sessionCookie(deps));
}
