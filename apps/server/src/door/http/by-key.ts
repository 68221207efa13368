import { type ApiScope, Refusal, type Role } from "@belfry/contracts";
import type { FastifyRequest } from "fastify";
import { needsApiKey, shownKey } from "../programs.ts";
import { type Deps, documentGuard, signedIn, who } from "./api.ts";

/** The organisation and the key that a program shows. */
export function byKey(request: FastifyRequest, { apiKeys, directory, now }: Deps, scope: ApiScope) {
  const shown = shownKey(request.raw);
  const found = shown === null ? null : apiKeys.find(shown, now());
  if (found === null || directory.snapshot(found.organisation) === null) throw new Refusal("wrong_key");
  if (!found.key.scopes.includes(scope)) throw new Refusal("forbidden");
  return found;
}

/** Who asks: somebody who is signed in, or a program. */
export interface Asker {
  readonly organisation: string;
  readonly person: string | null;
  readonly key: string | null;
}
const askers = new WeakMap<FastifyRequest, Asker>();

/** A hook that lets in people with one of the roles, and programs with a key of the scope; with a key no cookie counts. */
export function signedInOrKey(deps: Deps, roles: readonly Role[], scope: ApiScope) {
  const people = signedIn(deps, roles);
  const hook = async (request: FastifyRequest): Promise<void> => {
    if (needsApiKey(request.raw)) {
      const { organisation, key } = byKey(request, deps, scope);
      askers.set(request, { organisation, person: null, key: key.id });
      return;
    }
    await people(request);
    const { organisation, person } = who(request).session;
    askers.set(request, { organisation, person, key: null });
  };
  documentGuard(hook, roles, scope);
  return hook;
}

/** Who is behind a request of a route with the hook `signedInOrKey`. */
export function asker(request: FastifyRequest): Asker {
  const found = askers.get(request);
  if (found === undefined) throw new Error(`The route ${request.url} does not ask who is there.`);
  return found;
}
