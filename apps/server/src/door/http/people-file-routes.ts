import { peopleFileApply, peopleFileQuery, peopleImported, peoplePreview, type Role } from "@belfry/contracts";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { type Api, type Deps, failures, signedIn, who } from "./api.ts";
import { csv, csvOf, takeCsv, UPLOADS_PER_MINUTE } from "./csv-body.ts";

const ADMINS: readonly Role[] = ["admin", "operator"];

/** The people of an organisation as a CSV file. To be registered as a scope of its own. */
export function peopleFileRoutes(app: Api, deps: Deps): void {
  const { peopleFiles } = deps;
  const onRequest = signedIn(deps, ADMINS);
  const tags = ["people"];
  const config = { rateLimit: { max: UPLOADS_PER_MINUTE, timeWindow: 60_000 } };
  const asker = (request: FastifyRequest) => {
    const { organisation, person } = who(request).session;
    return { organisation, person };
  };
  takeCsv(app);

  app.get(
    "/people/file",
    {
      onRequest,
      config,
      schema: {
        tags,
        summary: "Everybody, as a CSV file that a spreadsheet opens and this API takes again; without passwords",
        response: { 200: z.string().meta({ format: "binary" }), ...failures },
      },
    },
    async (request, reply) =>
      reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", 'attachment; filename="people.csv"')
        .serializer(String)
        .send(peopleFiles.export(asker(request).organisation)),
  );

  app.post(
    "/people/file",
    {
      onRequest,
      config,
      schema: {
        tags,
        summary: "What a CSV file would do to the people of the organisation; nothing is written",
        querystring: peopleFileQuery,
        ...csv,
        response: { 200: peoplePreview, ...failures },
      },
    },
    async (request) => peopleFiles.preview(asker(request), csvOf(request), request.query),
  );

  app.put(
    "/people/file",
    {
      onRequest,
      config,
      schema: {
        tags,
        summary: "Do what the preview showed: add, change, and deactivate the others where that was asked for",
        querystring: peopleFileApply,
        ...csv,
        response: { 200: peopleImported, ...failures },
      },
    },
    async (request) => {
      const done = await peopleFiles.import(asker(request), csvOf(request), request.query);
      const { added, changed, deactivated } = done;
      request.log.info({ ...asker(request), added, changed, deactivated }, "People were imported");
      return done;
    },
  );
}
