import { organisation, organisationInput, organisationMade, organisationSetUp, uuid } from "@belfry/contracts";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { cameByCommand } from "../command-door.ts";
import { type Api, type Deps, documentGuard, failures, nothing, signedIn, who } from "./api.ts";

/** What the operator keeps: by the page, signed in, and by the command on this machine. */
export function organisationRoutes(app: Api, deps: Deps): void {
  const onRequest = operatorOrCommand(deps);
  const tags = ["organisations"];
  const params = z.object({ id: uuid });
  const by = (request: FastifyRequest) =>
    cameByCommand(request.raw) ? { by: "command" } : { by: "page", person: who(request).session.person };

  app.get(
    "/organisations",
    {
      onRequest,
      schema: { tags, summary: "Every organisation", response: { 200: z.array(organisation), ...failures } },
    },
    async () => [...deps.organisations.list()],
  );
  app.get(
    "/organisations/:id",
    {
      onRequest,
      schema: {
        tags,
        summary: "How far an organisation has been set up",
        params,
        response: { 200: organisationSetUp, ...failures },
      },
    },
    async (request) => deps.organisations.setUp(request.params.id),
  );
  app.post(
    "/organisations",
    {
      onRequest,
      schema: {
        tags,
        summary: "Make an organisation with its first admin, its numbers and a queue for them: all of it or nothing",
        body: organisationInput,
        response: { 201: organisationMade, ...failures },
      },
    },
    async (request, reply) => {
      const made = await deps.organisations.create(request.body, { now: deps.now() });
      request.log.info({ organisation: made.id, ...by(request) }, "An organisation was made");
      return reply.code(201).send(made);
    },
  );
  app.delete(
    "/organisations/:id",
    {
      onRequest,
      schema: {
        tags,
        summary: "Remove an organisation and everything in it",
        params,
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await deps.organisations.remove(id);
      request.log.info({ organisation: id, ...by(request) }, "An organisation was removed");
      return reply.code(204).send(null);
    },
  );
}

/** A hook that lets in the operator, and whoever may open the command's socket; with that one no cookie counts. */
function operatorOrCommand(deps: Deps) {
  const people = signedIn(deps, ["operator"]);
  const hook = async (request: FastifyRequest): Promise<void> => {
    if (!cameByCommand(request.raw)) await people(request);
  };
  documentGuard(hook, ["operator"], null);
  return hook;
}
