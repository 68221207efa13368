import { Refusal } from "@belfry/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { isOwnOrigin } from "../origin.ts";
import type { DoorDeps } from "../ports.ts";

type Needs = Pick<DoorDeps, "settings" | "visits">;

/** Where a page says that it is: of ours, of another website, or nowhere, which no page says. */
export type Asker = { readonly kind: "own" } | { readonly kind: "site"; readonly origin: string } | null;

export function askerOf({ headers }: FastifyRequest, { settings }: Needs): Asker {
  const { origin, host } = headers;
  // Within one origin a browser sends none when nothing is changed.
  if (origin === undefined) return headers["sec-fetch-site"] === "same-origin" ? { kind: "own" } : null;
  return isOwnOrigin(origin, host, settings) ? { kind: "own" } : { kind: "site", origin };
}

/** From here on the page may read the answer, also that of an error. No cookie ever counts, so none is allowed. */
export function allow(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (origin !== undefined) reply.header("access-control-allow-origin", origin);
  reply.header("access-control-expose-headers", "retry-after");
}

/**
 * The token of the visit that a page shows, when it is a page of ours or of a website of the visit's organisation. Throws
 * `not_found` alike for what is no token, for another organisation's website, and for no page at all.
 */
export function visitorsToken(request: FastifyRequest, reply: FastifyReply, deps: Needs): string {
  const token = /^Bearer ([\w.-]{1,200})$/i.exec(request.headers.authorization ?? "")?.[1];
  return ofVisit(token ?? "", request, reply, deps);
}

/** The same for anything else that opens something of a visit. */
export function ofVisit(token: string, request: FastifyRequest, reply: FastifyReply, deps: Needs): string {
  const asker = askerOf(request, deps);
  const origins = asker?.kind === "site" ? deps.visits.originsOf(token) : [];
  if (asker === null || (asker.kind === "site" && !origins.includes(asker.origin))) throw new Refusal("not_found");
  allow(request, reply);
  return token;
}
