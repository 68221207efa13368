import { Refusal } from "@belfry/contracts";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";
import { subscriberOf } from "./address.ts";

/** So many requests of one subscriber, and no more. */
export async function bounded(app: FastifyInstance, max: number): Promise<void> {
  await app.register(rateLimit, {
    max,
    timeWindow: 60_000,
    keyGenerator: (request) => subscriberOf(request.ip),
    errorResponseBuilder: (_request, { ttl }) =>
      new Refusal("too_many_requests", { seconds: String(Math.max(1, Math.ceil(ttl / 1000))) }),
  });
}
