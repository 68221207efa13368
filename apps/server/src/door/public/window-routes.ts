import { VISIT_PAGES } from "@belfry/contracts";
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { Deps } from "../http/api.ts";
import { bounded } from "./bounds.ts";
import { windowCookie } from "./window-cookie.ts";

const REQUESTS_PER_MINUTE = 60;
/** Binds a visit that is at a service to the browser that went there. */
const WENT = "belfry_visit";
const WENT_LASTS_SECONDS = 600;
const WINDOW_LASTS_SECONDS = 120;

/** By way of a service to sign in at: there, and back. */
export async function windowRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  await bounded(app, REQUESTS_PER_MINUTE);
  app.addHook("onSend", async (_request, reply) => {
    reply.header("cache-control", "no-store");
  });
  // Lax: the service leads back from another site.
  const went = { path: "/visit", httpOnly: true, sameSite: "lax", secure: deps.settings.secure } as const;
  // Asking what an answer would be must not use it up.
  const once = { exposeHeadRoute: false, schema: { hide: true } };
  const done = (reply: FastifyReply, end = "") => reply.redirect(`${VISIT_PAGES.done}${end}`, 303);

  app.get(`${VISIT_PAGES.go}/:opening`, once, async (request, reply) => {
    const { opening } = z.object({ opening: z.string().max(100) }).parse(request.params);
    const gone = await deps.visits.go(opening);
    if (gone === null) return done(reply, "#failed=visit_over");
    return reply.setCookie(WENT, gone.browser, { ...went, maxAge: WENT_LASTS_SECONDS }).redirect(gone.url, 303);
  });

  app.get(VISIT_PAGES.back, once, async (request, reply) => {
    reply.clearCookie(WENT, went);
    const browser = request.cookies[WENT] ?? "";
    const returned = await deps.visits.returned(browser, request.url).catch((err: unknown) => {
      request.log.error({ err, trace: request.id }, "A visitor could not come back from a service");
      return null;
    });
    if (returned === null) return done(reply, "#failed=visit_not_proven");
    const { name, options } = windowCookie(deps);
    return done(reply.setCookie(name, returned.token, { ...options, maxAge: WINDOW_LASTS_SECONDS }));
  });
}
