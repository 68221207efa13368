import { me, passwordChange, preferences, Refusal, sessionInfo, signInRequest, uuid } from "@belfry/contracts";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { COOKIE, describePerson } from "../signed-in.ts";
import { type Api, type Deps, failures, nothing, signedIn, who } from "./api.ts";

/** Signing in and out, who am I, and my sessions. */
export function sessionRoutes(app: Api, deps: Deps): void {
  const { sessions, now } = deps;
  const tags = ["Session"];
  const cookie = { path: "/", httpOnly: true, sameSite: "lax", secure: deps.settings.secure } as const;
  const forget = (reply: FastifyReply) => reply.clearCookie(COOKIE, cookie);

  app.post(
    "/session",
    { schema: { tags, summary: "Sign in", security: [], body: signInRequest, response: { 200: me, ...failures } } },
    async (request, reply) => {
      const userAgent = (request.headers["user-agent"] ?? "").slice(0, 300);
      const { token, session } = await deps.signIn.signIn(request.body, { address: request.ip, userAgent }, now());
      const { extension } = request.body;
      if (extension !== undefined) {
        await deps.seats.sitAt(session.organisation, session.person, extension).catch(async (refusal: unknown) => {
          await sessions.end(session);
          throw refusal;
        });
      }
      const found = describePerson(session, deps.directory);
      if (found === null) throw new Refusal("wrong_credentials");
      reply.setCookie(COOKIE, token, { ...cookie, maxAge: Math.floor(deps.settings.sessionLifetime / 1000) });
      request.log.info({ session: session.id, person: session.person }, "Somebody signed in");
      return found.me;
    },
  );

  app.get(
    "/session",
    { onRequest: signedIn(deps), schema: { tags, summary: "Who am I", response: { 200: me, ...failures } } },
    async (request) => who(request).me,
  );

  app.delete(
    "/session",
    { onRequest: signedIn(deps), schema: { tags, summary: "Sign out", response: { 204: nothing, ...failures } } },
    async (request, reply) => {
      const { session } = who(request);
      await sessions.end(session);
      request.log.info({ session: session.id, person: session.person }, "Somebody signed out");
      return forget(reply).code(204).send(null);
    },
  );

  app.get(
    "/sessions",
    {
      onRequest: signedIn(deps),
      schema: { tags, summary: "Where I am signed in", response: { 200: z.array(sessionInfo), ...failures } },
    },
    async (request) => {
      const { session, person } = who(request);
      return sessions.ofPerson(session.organisation, person.id).map((one) => ({
        id: one.id,
        createdAt: one.createdAt,
        lastSeenAt: one.lastSeenAt,
        expiresAt: one.expiresAt,
        userAgent: one.userAgent,
        address: one.address,
        current: one.id === session.id,
      }));
    },
  );

  app.delete(
    "/sessions/:id",
    {
      onRequest: signedIn(deps),
      schema: {
        tags,
        summary: "End one of my sessions",
        params: z.object({ id: uuid }),
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      const { session, person } = who(request);
      const target = sessions.ofPerson(session.organisation, person.id).find((one) => one.id === request.params.id);
      if (target === undefined) throw new Refusal("not_found");
      await sessions.end(target);
      if (target.id === session.id) forget(reply);
      return reply.code(204).send(null);
    },
  );

  app.put(
    "/password",
    {
      onRequest: signedIn(deps),
      schema: { tags, summary: "Change my password", body: passwordChange, response: { 204: nothing, ...failures } },
    },
    async (request, reply) => {
      const { session } = who(request);
      await deps.signIn.changePassword(session, request.body, now());
      request.log.info({ session: session.id, person: session.person }, "Somebody changed their password");
      return reply.code(204).send(null);
    },
  );

  app.put(
    "/preferences",
    {
      onRequest: signedIn(deps),
      schema: { tags, summary: "My language", body: preferences, response: { 200: preferences, ...failures } },
    },
    async (request) => {
      const { session, person } = who(request);
      await deps.people.setLocale(session.organisation, person.id, request.body.locale);
      return { locale: request.body.locale };
    },
  );
}
