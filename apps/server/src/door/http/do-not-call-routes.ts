import { doNotCallAdded, doNotCallEntry, doNotCallInput, doNotCallQuery, page, type Role } from "@belfry/contracts";
import { z } from "zod";
import { type Api, type Deps, failures, nothing } from "./api.ts";
import { asker, signedInOrKey } from "./by-key.ts";
import { csv, csvOf, takeCsv, UPLOADS_PER_MINUTE } from "./csv-body.ts";

const ADMINS: readonly Role[] = ["admin", "operator"];
const READERS: readonly Role[] = ["supervisor", "admin", "operator"];

/** Numbers that no campaign calls. To be registered as a scope of its own. */
export function doNotCallRoutes(app: Api, deps: Deps): void {
  const { doNotCall, now } = deps;
  const tags = ["do not call"];
  const onRequest = signedInOrKey(deps, ADMINS, "manage-contacts");
  takeCsv(app);

  app.get(
    "/do-not-call",
    {
      onRequest: signedInOrKey(deps, READERS, "manage-contacts"),
      schema: {
        tags,
        summary: "The do-not-call list, by number",
        querystring: doNotCallQuery,
        response: { 200: page(doNotCallEntry), ...failures },
      },
    },
    async (request) => doNotCall.list(asker(request).organisation, request.query),
  );

  app.post(
    "/do-not-call",
    {
      onRequest,
      schema: {
        tags,
        summary: "Add up to 1,000 numbers; no campaign dials them after this",
        body: doNotCallInput,
        response: { 200: doNotCallAdded, ...failures },
      },
    },
    async (request) => {
      const { organisation, person, key } = asker(request);
      const done = await doNotCall.add(organisation, request.body.numbers, request.body.reason, now());
      const { added, withdrawn } = done;
      request.log.info({ organisation, person, key, added, withdrawn }, "Numbers came to the do-not-call list");
      return done;
    },
  );

  app.put(
    "/do-not-call",
    {
      onRequest,
      config: { rateLimit: { max: UPLOADS_PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: "Add the numbers of a CSV file to those that are there; `index` in the answer is a line of the file",
        querystring: z.object({
          reason: z.string().trim().max(200).default(""),
          /** The heading of the column of numbers; absent: a usual one, or the only one. */
          number: z.string().trim().max(200).optional(),
        }),
        ...csv,
        response: { 200: doNotCallAdded, ...failures },
      },
    },
    async (request) => {
      const { organisation, person, key } = asker(request);
      const { reason, number: column } = request.query;
      const done = await doNotCall.upload(organisation, csvOf(request), { reason, column }, now());
      const { added, withdrawn } = done;
      request.log.info({ organisation, person, key, added, withdrawn }, "Numbers came to the do-not-call list");
      return done;
    },
  );

  app.delete(
    "/do-not-call/:number",
    {
      onRequest,
      schema: {
        tags,
        summary: "Take a number off the list; contacts that were withdrawn for it stay finished",
        params: z.object({ number: z.string().min(1).max(40) }),
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      const { organisation, person, key } = asker(request);
      await doNotCall.remove(organisation, request.params.number);
      request.log.info({ organisation, person, key }, "A number left the do-not-call list");
      return reply.code(204).send(null);
    },
  );
}
