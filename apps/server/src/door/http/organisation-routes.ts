import {
  type OrganisationSetUp,
  organisation,
  organisationInput,
  organisationMade,
  organisationSetUp,
  uuid,
} from "@belfry/contracts";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { cameByCommand } from "../command-door.ts";
import { ownOrigin } from "../origin.ts";
import { type Api, type Deps, documentGuard, failures, nothing, signedIn, who } from "./api.ts";
import { buttonCode } from "./button-code.ts";

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
    async (request) => {
      const about = deps.organisations.setUp(request.params.id);
      return { ...about, ...reached(deps, request, about) };
    },
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
      return reply.code(201).send({ ...made, ...reached(deps, request, made) });
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

/** The name of a first purpose; its button can be pasted before the admin makes it. */
const FIRST_PURPOSE = "general";

/** Where people and websites reach this server: who asks by the command came by no address, and cannot know. */
function reached(
  deps: Deps,
  request: FastifyRequest,
  about: Pick<OrganisationSetUp, "id" | "slug" | "language">,
): Pick<OrganisationSetUp, "origin" | "button"> {
  const { settings } = deps;
  const origin = cameByCommand(request.raw) ? settings.settledOrigin : ownOrigin(request.headers.host, settings);
  return { origin, button: buttonOf(deps, origin, about) };
}

/** The code of the first active purpose, or of one that is still to be made, with the number that costs callers least. */
function buttonOf(
  deps: Deps,
  origin: string,
  { id, slug, language }: Pick<OrganisationSetUp, "id" | "slug" | "language">,
): OrganisationSetUp["button"] {
  const script = deps.callButton.current;
  const active = deps.purposes.list(id).find((purpose) => purpose.active);
  const numbers = deps.numbers.list(id);
  const number =
    active === undefined
      ? (numbers.find(({ payer }) => payer === "organisation") ?? numbers[0])
      : numbers.find((one) => one.id === active.number);
  if (script === null || number === undefined) return null;
  const purpose = active ?? { name: FIRST_PURPOSE, callFromPage: true };
  const { html } = buttonCode({
    origin,
    button: script,
    organisation: slug,
    purpose,
    number: { ...number, national: deps.directory.national(id, number.number) },
    language,
  });
  return { purpose: purpose.name, html, ready: active !== undefined };
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
