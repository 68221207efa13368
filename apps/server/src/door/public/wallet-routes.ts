import { PUBLIC_API, Refusal } from "@belfry/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api, Deps } from "../http/api.ts";
import { ofVisit } from "./cors.ts";
import type { VisitStreams } from "./streams.ts";

/** The session is opened by what our presentation gave to the page, which is not what the wallet's server gave to us. */
export function walletRoutes(api: Api, deps: Deps, streams: VisitStreams): void {
  const params = z.object({ id: z.string().max(100), "*": z.string().max(50).default("") });
  const answer = async (request: FastifyRequest, reply: FastifyReply, { id, "*": path }: z.infer<typeof params>) => {
    ofVisit(id, request, reply, deps);
    const found = await deps.visits.frontend(id, request.headers.authorization ?? "", request.method, path);
    if (found === null) throw new Refusal("not_found");
    if (found.kind === "events") return streams.relay(id, found.events, reply);
    if (found.kind === "nothing") return reply.code(found.status).send();
    return reply.code(found.status).type("application/json; charset=utf-8").serializer(JSON.stringify).send(found.body);
  };
  for (const url of [`${PUBLIC_API.wallet}/:id`, `${PUBLIC_API.wallet}/:id/*`])
    api.route({
      method: ["GET", "POST", "DELETE"],
      url,
      // The protocol is the wallets' own.
      schema: { hide: true, params },
      handler: (request, reply) => answer(request, reply, request.params),
    });
}
