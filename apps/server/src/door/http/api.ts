import { type ApiScope, errorBody, type Role } from "@belfry/contracts";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { DoorDeps } from "../ports.ts";
import { COOKIE, requireRole, type SignedIn, signedInByToken } from "../signed-in.ts";

/** A Fastify whose routes take their types from zod schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export type Deps = DoorDeps;

const people = new WeakMap<FastifyRequest, SignedIn>();
const guards = new WeakMap<object, { readonly roles: readonly Role[]; readonly scope: ApiScope | null }>();

/** A hook that lets in people with one of the roles; without roles, everybody who is signed in. */
export function signedIn(deps: Deps, roles: readonly Role[] | null = null) {
  const hook = async (request: FastifyRequest): Promise<void> => {
    const who = signedInByToken(request.cookies[COOKIE], deps);
    if (roles !== null) requireRole(who, roles);
    people.set(request, who);
  };
  documentGuard(hook, roles ?? [], null);
  return hook;
}

/** Whom a hook lets in, for the documentation; without roles everybody who is signed in. */
export function documentGuard(hook: object, roles: readonly Role[], scope: ApiScope | null): void {
  guards.set(hook, { roles, scope });
}

/** Documents whom every route lets in, by the very list that its hook `signedIn` enforces. */
export function documentRoles(app: Api): void {
  app.addHook("onRoute", (route) => {
    const hook = [route.onRequest].flat().find((one) => one !== undefined && guards.has(one));
    const guard = hook && guards.get(hook);
    if (guard === undefined) return;
    const { roles, scope } = guard;
    // One of the alternatives is enough; the names are roles (OpenAPI 3.1, Security Requirement Object).
    const people = roles.length === 0 ? [{ session: [] }] : roles.map((role) => ({ session: [role] }));
    const security = scope === null ? people : [...people, { apiKey: [scope] }];
    const programs = scope === null ? "" : ` Also for programs with an API key of the scope ${scope}.`;
    const description =
      (roles.length === 0 ? "For everybody who is signed in." : `For the roles ${roles.join(", ")}.`) + programs;
    route.schema = { ...route.schema, security, description };
  });
}

/** The person behind a request of a route with the hook `signedIn`. */
export function who(request: FastifyRequest): SignedIn {
  const found = people.get(request);
  if (found === undefined) throw new Error(`The route ${request.url} does not ask who is there.`);
  return found;
}

/** The error answers that every route of the API has in its documentation. */
export const failures = { "4xx": errorBody, "5xx": errorBody };
export const nothing = z.null().describe("Done; there is nothing to say.");
