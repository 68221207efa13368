import { me, passwordChange, preferences, Refusal, sessionInfo, signInRequest, uuid } from "@belfry/contracts";
import { z } from "zod";
import { describePerson } from "../signed-in.ts";
import { type Api, type Deps, failures, nothing, signedIn, who } from "./api.ts";
import { giveSession, takeSession, whereFrom } from "./give-session.ts";

/** Signing in and out, who am I, and my sessions. */
export function sessionRoutes(app: Api, deps: Deps): void {
  const { sessions, now } = deps;
  const tags = ["Session"];

  app.post(
    "/session",
    { schema: { tags, summary: "Sign in", security: [], body: signInRequest, response: { 200: me, ...failures } } },
    async (request, reply) => {
      const begun = await deps.signIn.signIn(request.body, whereFrom(request), now());
      const { session } = begun;
      const { extension } = request.body;
      const answer = await giveSession(request, reply, deps, begun);
      // Not before: who is refused moves nobody's seat.
      if (extension !== undefined) {
        await deps.seats.sitAt(session.organisation, session.person, extension).catch(async (refusal: unknown) => {
          await sessions.end(session);
          takeSession(reply, deps);
          throw refusal;
        });
      }
      request.log.info({ session: session.id, person: session.person }, "Somebody signed in");
      return describePerson(session, deps.directory)?.me ?? answer;
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
      return takeSession(reply, deps).code(204).send(null);
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
      if (target.id === session.id) takeSession(reply, deps);
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
