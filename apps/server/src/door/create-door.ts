import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { Readable } from "node:stream";
import { Refusal } from "@belfry/contracts";
import fastifyCookie from "@fastify/cookie";
import multipart from "@fastify/multipart";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import { callButton } from "./call-button/call-button.ts";
import { visitorPages } from "./call-button/visitor-pages.ts";
import { answerErrors, LARGEST_BODY, LARGEST_UPLOAD, sendError } from "./http/answers.ts";
import { documentRoles } from "./http/api.ts";
import { campaignRoutes } from "./http/campaign-routes.ts";
import { citizenPages } from "./http/citizen-pages.ts";
import { contactRoutes } from "./http/contact-routes.ts";
import { demoWalletRoutes } from "./http/demo-wallet-routes.ts";
import { directoryRoutes } from "./http/directory-routes.ts";
import { doNotCallRoutes } from "./http/do-not-call-routes.ts";
import { guards } from "./http/guards.ts";
import { historyRoutes } from "./http/history-routes.ts";
import { identityProviderRoutes } from "./http/identity-provider-routes.ts";
import { identityRoutes } from "./http/identity-routes.ts";
import { keyRoutes } from "./http/key-routes.ts";
import { organisationRoutes } from "./http/organisation-routes.ts";
import { pages } from "./http/pages.ts";
import { peopleFileRoutes } from "./http/people-file-routes.ts";
import { phoneRoutes } from "./http/phone-routes.ts";
import { platformRoutes } from "./http/platform-routes.ts";
import { promptRoutes } from "./http/prompt-routes.ts";
import { recordingLink, recordingRoutes } from "./http/recording-routes.ts";
import { serviceRoutes } from "./http/service-routes.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { supervisionRoutes } from "./http/supervision-routes.ts";
import { telephonyRoutes } from "./http/telephony-routes.ts";
import { verifiedCallingRoutes } from "./http/verified-calling-routes.ts";
import { requirePlainText } from "./plain-text.ts";
import type { DoorDeps } from "./ports.ts";
import { publicRoutes } from "./public/public-routes.ts";
import { windowRoutes } from "./public/window-routes.ts";
import { COOKIE } from "./signed-in.ts";
import { guardByVouch } from "./vouch/gate.ts";

/** Requests to the API per minute and session, or address; pages need far fewer. */
const REQUESTS_PER_MINUTE = 1200;

/**
 * The HTTP side of the door, ready to listen. Sockets and SIP are attached to its `server`:
 * `attachSockets` and `attachSipGate`.
 */
export async function createDoor(
  deps: DoorDeps,
  options: { readonly log: FastifyBaseLogger; readonly tls: { readonly cert: string; readonly key: string } | null },
): Promise<FastifyInstance> {
  const { tls } = options;
  const app: FastifyInstance = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    // What stands before the last address came from whoever asked, and may be made up.
    trustProxy: (_address: string, hop: number) => deps.settings.behindProxy && hop === 0,
    genReqId: () => randomUUID(),
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    // What is no path at all is refused before any route and any hook.
    frameworkErrors: (error, _request, reply) =>
      void sendError(reply, new Refusal("invalid_request", { detail: error.message })),
    serverFactory: (handler): Server => {
      const server = tls === null ? createServer(handler) : createTlsServer(tls, handler);
      const { vouch } = deps.settings;
      if (vouch?.gate === true) guardByVouch(server, vouch, deps, options.log);
      return server;
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerErrors(app);
  await guards(app, deps);
  await app.register(fastifyCookie);
  await app.register(multipart, { limits: { fileSize: LARGEST_UPLOAD, files: 1 } });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Belfry",
        version: deps.settings.version,
        description:
          "The API of one Belfry. Sign in with POST /session; the answer sets a cookie. Requests that change something must come from Belfry's own origin.",
      },
      components: {
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: COOKIE },
          apiKey: { type: "http", scheme: "bearer" },
        },
      },
      security: [{ session: [] }],
    },
    transform: jsonSchemaTransform,
  });
  await app.register(
    async (scope) => {
      await bounded(scope, deps);
      // Answers are about one person; no cache in between may keep them.
      scope.addHook("onSend", async (_request, reply) => {
        if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
      });
      const api = scope.withTypeProvider<ZodTypeProvider>();
      documentRoles(api);
      sessionRoutes(api, deps);
      keyRoutes(api, deps);
      serviceRoutes(api, deps);
      phoneRoutes(api, deps);
      directoryRoutes(api, deps);
      organisationRoutes(api, deps);
      await api.register(async (own) => peopleFileRoutes(own.withTypeProvider<ZodTypeProvider>(), deps));
      campaignRoutes(api, deps);
      await api.register(async (own) => contactRoutes(own.withTypeProvider<ZodTypeProvider>(), deps));
      await api.register(async (own) => doNotCallRoutes(own.withTypeProvider<ZodTypeProvider>(), deps));
      historyRoutes(api, deps);
      identityRoutes(api, deps);
      promptRoutes(api, deps);
      recordingRoutes(api, deps);
      supervisionRoutes(api, deps);
      telephonyRoutes(api, deps);
      identityProviderRoutes(api, deps);
      verifiedCallingRoutes(api, deps);
      api.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
    },
    { prefix: "/api/v1" },
  );
  await app.register(swaggerUi, {
    routePrefix: "/api/docs",
    staticCSP: false,
    uiConfig: { docExpansion: "none" },
    theme: {
      title: "Belfry: interface for programs",
      // The bar holds nothing but the name of the tool that draws the page.
      css: [{ filename: "belfry.css", content: ".swagger-ui .topbar { display: none }" }],
    },
  });
  platformRoutes(app, deps);
  await app.register(async (scope) => {
    await bounded(scope, deps);
    recordingLink(scope, deps);
  });
  await app.register((scope) => publicRoutes(scope, deps));
  await app.register((scope) => windowRoutes(scope, deps));
  await callButton(app, deps);
  await visitorPages(app, deps);
  await app.register((scope) => demoWalletRoutes(scope.withTypeProvider<ZodTypeProvider>(), deps));
  await citizenPages(app, deps);
  await pages(app, deps);
  return app;
}

/** So many requests and no more, and no characters that are none. */
async function bounded(scope: FastifyInstance, deps: DoorDeps): Promise<void> {
  await scope.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    // A whole office may share one address; somebody who is signed in counts alone.
    keyGenerator: (request) =>
      deps.sessions.find(request.cookies[COOKIE] ?? "", deps.now())?.id ?? request.ip ?? "command",
    errorResponseBuilder: (_request, { ttl }) =>
      new Refusal("too_many_requests", { seconds: String(Math.max(1, Math.ceil(ttl / 1000))) }),
  });
  scope.addHook("preValidation", async ({ params, query, body }) =>
    requirePlainText(params, query, body instanceof Readable ? null : body),
  );
}
