import {
  apiKey,
  apiKeyInput,
  loginToken,
  loginTokenExchange,
  loginTokenRequest,
  me,
  newApiKey,
  Refusal,
  uuid,
} from "@belfry/contracts";
import { z } from "zod";
import { requireSamePerson } from "../vouch/gate.ts";
import { type Api, type Deps, failures, nothing, signedIn, who } from "./api.ts";
import { byKey } from "./by-key.ts";
import { giveSession, whereFrom } from "./give-session.ts";

const MOST_KEYS = 50;

/** API keys of an organisation, and signing its people in by them. */
export function keyRoutes(app: Api, deps: Deps): void {
  const { apiKeys, loginTokens, now } = deps;
  const onRequest = signedIn(deps, ["admin"]);
  const tags = ["API keys"];

  app.get(
    "/api-keys",
    { onRequest, schema: { tags, summary: "Every API key", response: { 200: z.array(apiKey), ...failures } } },
    async (request) => [...apiKeys.list(who(request).session.organisation)],
  );

  app.post(
    "/api-keys",
    {
      onRequest,
      schema: {
        tags,
        summary: "Make an API key; it is told this once",
        body: apiKeyInput,
        response: { 201: newApiKey, ...failures },
      },
    },
    async (request, reply) => {
      const { organisation, person } = who(request).session;
      if (apiKeys.list(organisation).length >= MOST_KEYS) {
        throw new Refusal("too_many_items", { limit: String(MOST_KEYS) });
      }
      const made = await apiKeys.create(organisation, request.body, now());
      request.log.info({ organisation, person, key: made.id, scopes: made.scopes }, "An API key was made");
      return reply.code(201).send(made);
    },
  );

  app.delete(
    "/api-keys/:id",
    {
      onRequest,
      schema: {
        tags,
        summary: "Revoke an API key",
        params: z.object({ id: uuid }),
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      const { organisation, person } = who(request).session;
      await apiKeys.revoke(organisation, request.params.id);
      request.log.info({ organisation, person, key: request.params.id }, "An API key was revoked");
      return reply.code(204).send(null);
    },
  );

  app.post(
    "/login-tokens",
    {
      schema: {
        tags,
        summary: "A token by which a browser signs one person in, once and within a minute",
        description: "For programs with an API key of the scope sign-in-people. Agents and supervisors only.",
        security: [{ apiKey: ["sign-in-people"] }],
        body: loginTokenRequest,
        response: { 201: loginToken, ...failures },
      },
    },
    async (request, reply) => {
      const { organisation, key } = byKey(request, deps, "sign-in-people");
      const { person, ...made } = loginTokens.make(organisation, key.id, request.body, now());
      request.log.info({ organisation, key: key.id, person }, "A program got a login token");
      return reply.code(201).send(made);
    },
  );

  app.post(
    "/session/token",
    {
      schema: {
        tags: ["Session"],
        summary: "Sign in with a login token",
        security: [],
        body: loginTokenExchange,
        response: { 200: me, ...failures },
      },
    },
    async (request, reply) => {
      // Before the token is used up: whom the gate refuses may come again with another cookie.
      requireSamePerson(request.raw, { me: loginTokens.whose(request.body.token, now()) });
      const { key, ...begun } = await loginTokens.exchange(request.body.token, whereFrom(request), now());
      const answer = await giveSession(request, reply, deps, begun);
      const { id, organisation, person } = begun.session;
      request.log.info({ organisation, session: id, person, key }, "Somebody signed in by a login token");
      return answer;
    },
  );
}
