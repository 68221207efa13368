import {
  locale,
  PUBLIC_API,
  pairingRequest,
  purposeOffer,
  Refusal,
  visitRequest,
  visitStarted,
  visitView,
  visitWindow,
} from "@belfry/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type Api, type Deps, failures, nothing } from "../http/api.ts";
import { requirePlainText } from "../plain-text.ts";
import { subscriberOf } from "./address.ts";
import { bounded } from "./bounds.ts";
import { allow, askerOf, visitorsToken } from "./cors.ts";
import { phoneRoute } from "./phone-route.ts";
import { VisitStreams } from "./streams.ts";
import { walletRoutes } from "./wallet-routes.ts";
import { windowCookie } from "./window-cookie.ts";

/** Per minute and address. A page listens, and asks now and then; a wallet's client may ask twice in a second. */
const REQUESTS_PER_MINUTE = 600;
const BEGUN_PER_MINUTE = 30;
const PREFLIGHT_LASTS_SECONDS = "600";
const tags = ["Visitors"];
const about = (summary: string) => ({ tags, summary, security: [] });

/** What the browsers of visitors ask of us from other websites, without a cookie. Refuses by default. */
export async function publicRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  await bounded(app, REQUESTS_PER_MINUTE);
  app.addHook("preValidation", async ({ params, query, body }) => requirePlainText(params, query, body));
  app.addHook("onSend", async (request, reply) => {
    reply.header("vary", "Origin").header("cache-control", "no-store");
    // What was refused before anybody looked at it says nothing of us, and the page has to know how long to wait.
    if (reply.statusCode === 429) allow(request, reply);
  });
  app.options("/api/public/v1/*", { schema: { hide: true } }, async (request, reply) => {
    // Alike for every page: the request itself decides, and nobody learns whose website is known here.
    allow(request, reply);
    return reply
      .header("access-control-allow-methods", "GET, POST, DELETE")
      .header("access-control-allow-headers", "authorization, content-type")
      .header("access-control-max-age", PREFLIGHT_LASTS_SECONDS)
      .code(204)
      .send();
  });
  const api = app.withTypeProvider<ZodTypeProvider>();
  purposeRoutes(api, deps);
  const streams = new VisitStreams(deps.visits);
  visitRoutes(api, deps, streams);
  phoneRoute(api, deps);
  walletRoutes(api, deps, streams);
}

function purposeRoutes(api: Api, deps: Deps): void {
  api.get(
    `${PUBLIC_API.purposes}/:organisation/:purpose`,
    {
      schema: {
        ...about("What a visitor may call for"),
        params: z.object({ organisation: z.string().max(40), purpose: z.string().max(40) }),
        querystring: z.object({ language: locale.default("en") }),
        response: { 200: purposeOffer, ...failures },
      },
    },
    async (request, reply) => {
      const { organisation, purpose } = request.params;
      const offer = deps.visits.offer(organisation, purpose, originOf(askerOf(request, deps)), request.query.language);
      allow(request, reply);
      return offer;
    },
  );
  api.post(
    PUBLIC_API.visits,
    {
      config: { rateLimit: { max: BEGUN_PER_MINUTE, timeWindow: 60_000 } },
      schema: { ...about("Begin a visit"), body: visitRequest, response: { 201: visitStarted, ...failures } },
    },
    async (request, reply) => {
      const { body } = request;
      const origin = originOf(askerOf(request, deps));
      // Throws where this page may not ask, before it may read any other reason.
      deps.visits.offer(body.organisation, body.purpose, origin, body.language);
      allow(request, reply);
      return reply.code(201).send(await deps.visits.begin(body, origin, subscriberOf(request.ip)));
    },
  );
}

/** As the purposes know it: null is a page of ours, and no website is called "". */
function originOf(asker: ReturnType<typeof askerOf>): string | null {
  if (asker === null) return "";
  return asker.kind === "own" ? null : asker.origin;
}

function visitRoutes(api: Api, deps: Deps, streams: VisitStreams): void {
  api.get(
    PUBLIC_API.visit,
    { schema: { ...about("How a visit stands"), response: { 200: visitView, ...failures } } },
    async (request, reply) => deps.visits.view(visitorsToken(request, reply, deps)),
  );
  api.delete(
    PUBLIC_API.visit,
    { schema: { ...about("Have a visit forgotten at once"), response: { 204: nothing, ...failures } } },
    async (request, reply) => {
      await deps.visits.giveUp(visitorsToken(request, reply, deps));
      return reply.code(204).send(null);
    },
  );
  api.get(
    PUBLIC_API.visitEvents,
    {
      schema: {
        ...about("How a visit stands, as it changes"),
        description: "Server-sent events; the data of each is what the visit itself answers. Ends with the visit.",
        response: { 200: z.string().describe("text/event-stream"), ...failures },
      },
    },
    async (request, reply) => streams.open(visitorsToken(request, reply, deps), reply),
  );
  api.post(
    PUBLIC_API.visitPairing,
    {
      schema: {
        ...about("Type the code that the wallet shows"),
        body: pairingRequest,
        response: { 200: visitView, ...failures },
      },
    },
    async (request, reply) => deps.visits.pair(visitorsToken(request, reply, deps), request.body.code),
  );
  api.post(
    PUBLIC_API.visitWindow,
    {
      schema: {
        ...about("Take up a visit in the window that came back from a service"),
        description: "For a page of ours alone, once, with a cookie that it cannot read.",
        response: { 200: visitWindow, ...failures },
      },
    },
    async (request, reply) => {
      if (askerOf(request, deps)?.kind !== "own") throw new Refusal("not_found");
      const { name, options } = windowCookie(deps);
      const token = request.cookies[name];
      if (token === undefined) throw new Refusal("visit_over");
      reply.clearCookie(name, options);
      return { token };
    },
  );
}
