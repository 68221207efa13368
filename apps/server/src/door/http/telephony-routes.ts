import {
  extensionRange,
  extensionUse,
  numberCheck,
  numberCheckRequest,
  outboundRules,
  type Role,
  rangeAdded,
  rangeRemoved,
} from "@belfry/contracts";
import { z } from "zod";
import { type Api, type Deps, failures, signedIn, who } from "./api.ts";

const ADMINS: readonly Role[] = ["admin", "operator"];

/** An organisation's extensions, and which outside numbers it may call. */
export function telephonyRoutes(app: Api, deps: Deps): void {
  const onRequest = signedIn(deps, ADMINS);
  const tags = { extensions: ["extensions"], outgoing: ["outbound-rules"] };
  const organisationOf = (request: Parameters<typeof who>[0]) => who(request).session.organisation;

  app.get(
    "/extensions",
    {
      onRequest,
      schema: {
        tags: tags.extensions,
        summary: "Every extension, with who has it",
        response: { 200: z.array(extensionUse), ...failures },
      },
    },
    async (request) => [...deps.extensions.list(organisationOf(request))],
  );
  app.post(
    "/extensions",
    {
      onRequest,
      schema: {
        tags: tags.extensions,
        summary: "Add a range of extensions; those that are there stay as they are",
        body: extensionRange,
        response: { 200: rangeAdded, ...failures },
      },
    },
    async (request) => deps.extensions.add(organisationOf(request), request.body),
  );
  app.delete(
    "/extensions",
    {
      onRequest,
      schema: {
        tags: tags.extensions,
        summary: "Remove a range of extensions that nobody has",
        querystring: extensionRange,
        response: { 200: rangeRemoved, ...failures },
      },
    },
    async (request) => deps.extensions.remove(organisationOf(request), request.query),
  );
  app.get(
    "/outbound-rules",
    {
      onRequest,
      schema: {
        tags: tags.outgoing,
        summary: "Which outside numbers may be called",
        response: { 200: outboundRules, ...failures },
      },
    },
    async (request) => deps.outbound.rules(organisationOf(request)),
  );
  app.put(
    "/outbound-rules",
    {
      onRequest,
      schema: {
        tags: tags.outgoing,
        summary: "Change which outside numbers may be called",
        body: outboundRules,
        response: { 200: outboundRules, ...failures },
      },
    },
    async (request) => deps.outbound.change(organisationOf(request), request.body),
  );
  app.post(
    "/outbound-rules/check",
    {
      onRequest,
      schema: {
        tags: tags.outgoing,
        summary: "Whether a number may be called, and why; nothing is dialled",
        body: numberCheckRequest,
        response: { 200: numberCheck, ...failures },
      },
    },
    async (request) => deps.outbound.check(organisationOf(request), request.body),
  );
}
