import { Refusal } from "@belfry/contracts";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { cameByCommand } from "../command-door.ts";
import { isOwnOrigin } from "../origin.ts";
import { needsApiKey } from "../programs.ts";
import { isForVisitors } from "../public/paths.ts";
import type { Deps } from "./api.ts";

/** What browsers are told about our pages, and what they may not do to us. */
export async function guards(app: FastifyInstance, { settings }: Deps): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        // The component library sets its colours in a style element at run time.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", ...webSocketOrigins(settings.publicOrigin)],
        "media-src": ["'self'", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
      },
    },
    hsts: settings.secure ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
    // The cards of contacts are shown in one window, which has to be found again (docs/decisions/0024).
    crossOriginOpenerPolicy: { policy: "same-origin-allow-popups" },
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
  });
  app.addHook("onSend", async (_request, reply) => {
    reply.header(
      "permissions-policy",
      "microphone=(self), autoplay=(self), speaker-selection=(self), camera=(), geolocation=(), display-capture=(), payment=(), usb=()",
    );
  });
  app.addHook("onRequest", async (request) => {
    if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS") return;
    if (needsApiKey(request.raw) || isForVisitors(request.raw) || cameByCommand(request.raw)) return;
    if (!isOwnOrigin(request.headers.origin, request.headers.host, settings)) throw new Refusal("foreign_origin");
  });
}

/** `'self'` covers WebSockets of the page's own origin in every current browser; a proxy's origin is named. */
function webSocketOrigins(publicOrigin: string | null): string[] {
  return publicOrigin === null ? [] : [publicOrigin.replace(/^http/, "ws")];
}
