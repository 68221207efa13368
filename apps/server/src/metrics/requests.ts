import type { FastifyInstance } from "fastify";
import type { Metrics } from "./metrics.ts";

/** Seconds; a page's request is quick, a recording's upload is not. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts and times every answer of the door, by route and not by path, so that ids make no series of their own. */
export function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  const answers = metrics.counter("http_requests_total", "Answers by route and status.", ["method", "route", "status"]);
  const seconds = metrics.histogram("http_request_seconds", "From the request to the end of its answer.", BUCKETS);
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    answers.inc({ method: request.method, route, status: String(reply.statusCode) });
    seconds.observe(reply.elapsedTime / 1000);
  });
}
