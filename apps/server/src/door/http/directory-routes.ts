import {
  callCode,
  callCodeInput,
  identityProvider,
  identityProviderInput,
  inboundNumber,
  numberInput,
  organisation,
  organisationSettings,
  pause,
  pauseInput,
  person,
  personInput,
  purpose,
  purposeInput,
  queue,
  queueInput,
  Refusal,
  type Role,
  trunk,
  trunkInput,
  uuid,
} from "@belfry/contracts";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Collection } from "../ports.ts";
import { type Api, type Deps, failures, nothing, signedIn, who } from "./api.ts";

const ADMINS: readonly Role[] = ["admin", "operator"];

/**
 * What an organisation's admin keeps. How much there may be is bounded: all of it is in
 * memory, and is read anew with every change.
 */
export function directoryRoutes(app: Api, deps: Deps): void {
  collection(app, deps, "people", "person", 5000, person, personInput, deps.people);
  collection(app, deps, "queues", "queue", 500, queue, queueInput, deps.queues);
  collection(app, deps, "numbers", "number", 5000, inboundNumber, numberInput, deps.numbers);
  collection(app, deps, "pauses", "pause", 100, pause, pauseInput, deps.pauses);
  collection(app, deps, "call-codes", "call code", 500, callCode, callCodeInput, deps.callCodes);
  const { identityProviders } = deps;
  collection(
    app,
    deps,
    "identity-providers",
    "identity provider",
    20,
    identityProvider,
    identityProviderInput,
    identityProviders,
  );
  collection(app, deps, "trunks", "trunk", 50, trunk, trunkInput, deps.trunks);
  collection(app, deps, "purposes", "purpose", 100, purpose, purposeInput, deps.purposes);
  ownOrganisation(app, deps);
}

function collection<Item, Input>(
  app: FastifyInstance,
  deps: Deps,
  path: string,
  noun: string,
  most: number,
  item: z.ZodType<Item>,
  input: z.ZodType<Input>,
  service: Collection<Item, Input>,
): void {
  // The body is checked before the handler; there it is parsed once more only for its type.
  const onRequest = signedIn(deps, ADMINS);
  const tags = [path];
  const params = z.object({ id: uuid });
  const organisationOf = (request: Parameters<typeof who>[0]) => who(request).session.organisation;

  app.get(
    `/${path}`,
    { onRequest, schema: { tags, summary: `Every ${noun}`, response: { 200: z.array(item), ...failures } } },
    async (request) => [...service.list(organisationOf(request))],
  );
  app.post(
    `/${path}`,
    { onRequest, schema: { tags, summary: `Add a ${noun}`, body: input, response: { 201: item, ...failures } } },
    async (request, reply) => {
      const organisation = organisationOf(request);
      if (service.list(organisation).length >= most) throw new Refusal("too_many_items", { limit: String(most) });
      return reply.code(201).send(await service.create(organisation, input.parse(request.body)));
    },
  );
  app.put<{ Params: { id: string } }>(
    `/${path}/:id`,
    {
      onRequest,
      schema: { tags, summary: `Change a ${noun}`, params, body: input, response: { 200: item, ...failures } },
    },
    async (request) => service.change(organisationOf(request), request.params.id, input.parse(request.body)),
  );
  app.delete<{ Params: { id: string } }>(
    `/${path}/:id`,
    { onRequest, schema: { tags, summary: `Remove a ${noun}`, params, response: { 204: nothing, ...failures } } },
    async (request, reply) => {
      await service.remove(organisationOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function ownOrganisation(app: Api, deps: Deps): void {
  const onRequest = signedIn(deps, ADMINS);
  const tags = ["organisation"];
  app.get(
    "/organisation",
    { onRequest, schema: { tags, summary: "My organisation", response: { 200: organisation, ...failures } } },
    async (request) => deps.organisations.own(who(request).session.organisation),
  );
  app.put(
    "/organisation",
    {
      onRequest,
      schema: {
        tags,
        summary: "Change my organisation",
        body: organisationSettings,
        response: { 200: organisation, ...failures },
      },
    },
    async (request) => deps.organisations.change(who(request).session.organisation, request.body),
  );
}
