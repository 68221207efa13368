import { Refusal, signInButton, signInService, signInServiceInput } from "@belfry/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ownOrigin } from "../origin.ts";
import { type Api, type Deps, failures, nothing, signedIn, who } from "./api.ts";
import { giveSession, sessionCookie, whereFrom } from "./give-session.ts";

/** Binds a sign-in that is under way at the service to the browser that began it. */
const BEGAN = "belfry_sign_in";
const PREFIX = "/api/v1/session/service";
const BEGAN_LASTS_SECONDS = 600;

const of = z.object({ organisation: z.string().trim().min(1).max(40) });

/** Signing in at an organisation's own service (OpenID Connect), and what its admin sets for that. */
export function serviceRoutes(app: Api, deps: Deps): void {
  const { signInServices, oidc, now } = deps;
  const tags = ["Session"];
  const began = { ...sessionCookie(deps), path: PREFIX };

  app.get(
    "/session/service",
    {
      schema: {
        tags,
        summary: "The name of an organisation's own sign-in service",
        security: [],
        querystring: of,
        response: { 200: signInButton, ...failures },
      },
    },
    async (request) => ({ name: signInServices.open(request.query.organisation)?.name ?? null }),
  );

  app.get(
    "/session/service/start",
    {
      schema: {
        tags,
        summary: "Go to the organisation's own sign-in service",
        description: "For browsers: answers with a redirect there, or back to the sign-in page with the reason.",
        security: [],
        querystring: of,
        response: { 303: nothing, ...failures },
      },
    },
    (request, reply) =>
      orBack(request, reply, async () => {
        const service = signInServices.open(request.query.organisation);
        if (service === null) throw new Refusal("not_found");
        const { url, browser } = await oidc.begin(
          service,
          `${originOf(request, deps)}${PREFIX}/callback`,
          request.ip,
          now(),
        );
        return reply.setCookie(BEGAN, browser, { ...began, maxAge: BEGAN_LASTS_SECONDS }).redirect(url, 303);
      }),
  );

  app.get(
    "/session/service/callback",
    {
      schema: {
        tags,
        summary: "Come back from the organisation's own sign-in service",
        description: "For browsers: signs in and answers with a redirect to the desk.",
        security: [],
        response: { 303: nothing, ...failures },
      },
    },
    (request, reply) =>
      orBack(request, reply, async () => {
        const browser = request.cookies[BEGAN] ?? "";
        reply.clearCookie(BEGAN, began);
        const query = request.url.slice(`${PREFIX}/callback?`.length);
        const { organisation, claims } = await oidc.finish(query, browser, now());
        const begun = await signInServices.signIn(organisation, claims, whereFrom(request), now());
        await giveSession(request, reply, deps, begun);
        const { id: session, person } = begun.session;
        request.log.info({ organisation, session, person }, "Somebody signed in by the organisation's service");
        return reply.redirect("/", 303);
      }),
  );

  settings(app, deps);
}

function settings(app: Api, { signInServices, ...deps }: Deps): void {
  const onRequest = signedIn({ signInServices, ...deps }, ["admin"]);
  const tags = ["Sign-in service"];
  app.get(
    "/sign-in-service",
    { onRequest, schema: { tags, summary: "Ours", response: { 200: signInService.nullable(), ...failures } } },
    async (request) => signInServices.get(who(request).session.organisation),
  );
  app.put(
    "/sign-in-service",
    {
      onRequest,
      schema: { tags, summary: "Set ours", body: signInServiceInput, response: { 200: signInService, ...failures } },
    },
    async (request) => {
      const { organisation, person } = who(request).session;
      const kept = await signInServices.put(organisation, request.body);
      request.log.info({ organisation, person }, "A sign-in service was set");
      return kept;
    },
  );
  app.delete(
    "/sign-in-service",
    { onRequest, schema: { tags, summary: "Do without one", response: { 204: nothing, ...failures } } },
    async (request, reply) => {
      const { organisation, person } = who(request).session;
      await signInServices.remove(organisation);
      request.log.info({ organisation, person }, "A sign-in service was removed");
      return reply.code(204).send(null);
    },
  );
}

/** A browser that is on its way between pages reads no JSON: the sign-in page tells what went wrong. */
async function orBack(request: FastifyRequest, reply: FastifyReply, work: () => Promise<FastifyReply>) {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Refusal ? error.code : "internal";
    if (code === "internal") request.log.error({ err: error, trace: request.id }, "A sign-in by a service failed");
    return reply.redirect(`/#refused=${code}`, 303);
  }
}

/** Our own address; the service sends nobody anywhere but to the addresses that it has been given. */
function originOf(request: FastifyRequest, { settings }: Deps): string {
  return ownOrigin(request.headers.host, settings);
}
