import { timingSafeEqual } from "node:crypto";
import { Refusal } from "@belfry/contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Deps } from "./api.ts";

/** For those who run Belfry: is it alive, is it ready, how is it doing. */
export function platformRoutes(app: FastifyInstance, deps: Deps): void {
  app.get("/health/live", { schema: { hide: true } }, async () => ({ ok: true, version: deps.settings.version }));

  app.get("/health/ready", { schema: { hide: true } }, async (request, reply) => {
    const known = await deps.health.components();
    // Why something does not work names users, hosts and versions, which are not for everybody.
    const components = mayReadMetrics(request, deps.settings.metricsToken)
      ? known
      : Object.fromEntries(Object.entries(known).map(([name, component]) => [name, { ok: component.ok }]));
    const ok = Object.values(known).every((component) => component.ok);
    return reply
      .code(ok ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ ok, components });
  });

  app.get("/metrics", { schema: { hide: true } }, async (request, reply) => {
    if (!mayReadMetrics(request, deps.settings.metricsToken)) throw new Refusal("forbidden");
    return reply.type(deps.metrics.contentType).send(await deps.metrics.metrics());
  });
}

function mayReadMetrics(request: FastifyRequest, token: string | null): boolean {
  // A proxy on this machine connects from here too, so a forwarded request is never taken for a local one.
  const direct = request.headers["x-forwarded-for"] === undefined && request.headers["forwarded"] === undefined;
  const address = request.socket.remoteAddress ?? "";
  // A web page may have its own name lead to this machine, and read what its visitor's browser then gets.
  const named = /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/i.test(request.headers.host ?? "");
  if (token === null) return direct && named && (address === "::1" || /^(::ffff:)?127\./.test(address));
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
