import {
  contactColumns,
  contactQuery,
  contactRecord,
  contactsAdded,
  contactsInput,
  page,
  type Role,
  uploadPreview,
  uploadResult,
  uuid,
} from "@belfry/contracts";
import { z } from "zod";
import { type Api, type Deps, failures, nothing } from "./api.ts";
import { asker, signedInOrKey } from "./by-key.ts";
import { csv, csvOf, takeCsv, UPLOADS_PER_MINUTE } from "./csv-body.ts";

const ADMINS: readonly Role[] = ["admin", "operator"];
const READERS: readonly Role[] = ["supervisor", "admin", "operator"];

/** The contacts of a campaign, for people and for an organisation's own programs. To be registered as a scope of its own. */
export function contactRoutes(app: Api, deps: Deps): void {
  const { contacts, uploads, now } = deps;
  const tags = ["contacts"];
  const params = z.object({ id: uuid });
  const onRequest = signedInOrKey(deps, ADMINS, "manage-contacts");
  const config = { rateLimit: { max: UPLOADS_PER_MINUTE, timeWindow: 60_000 } };
  takeCsv(app);

  app.get(
    "/campaigns/:id/contacts",
    {
      onRequest: signedInOrKey(deps, READERS, "manage-contacts"),
      schema: {
        tags,
        summary: "Contacts, in the order in which they came",
        params,
        querystring: contactQuery,
        response: { 200: page(contactRecord), ...failures },
      },
    },
    async (request) => contacts.list(asker(request).organisation, request.params.id, request.query),
  );

  app.post(
    "/campaigns/:id/contacts",
    {
      onRequest,
      schema: {
        tags,
        summary: "Add up to 1,000 contacts; those that are wrong or there already are told, the others are kept",
        params,
        body: contactsInput,
        response: { 200: contactsAdded, ...failures },
      },
    },
    async (request) => {
      const { organisation, person, key } = asker(request);
      const { id } = request.params;
      const done = await contacts.add(organisation, id, request.body.contacts, now());
      const { added } = done;
      request.log.info({ organisation, person, key, campaign: id, added }, "Contacts were added");
      return done;
    },
  );

  app.delete(
    "/campaigns/:id/contacts/:contact",
    {
      onRequest,
      schema: {
        tags,
        summary: "Remove a contact; it is not dialled after this",
        params: params.extend({ contact: uuid }),
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      await contacts.remove(asker(request).organisation, request.params.id, request.params.contact);
      return reply.code(204).send(null);
    },
  );

  app.post(
    "/campaigns/:id/uploads",
    {
      onRequest,
      config,
      schema: {
        tags,
        summary: "What a CSV file would bring; nothing is written",
        params,
        querystring: contactColumns,
        ...csv,
        response: { 200: uploadPreview, ...failures },
      },
    },
    async (request) => uploads.preview(asker(request).organisation, request.params.id, csvOf(request), request.query),
  );

  app.put(
    "/campaigns/:id/uploads/:upload",
    {
      onRequest,
      config,
      schema: {
        tags,
        summary:
          "Add the good rows of a CSV file. The id of the upload is yours: the same one twice adds nothing twice",
        params: params.extend({ upload: uuid }),
        querystring: contactColumns,
        ...csv,
        response: { 200: uploadResult, ...failures },
      },
    },
    async (request) => {
      const { organisation, person, key } = asker(request);
      const { id, upload } = request.params;
      const done = await uploads.import(organisation, id, upload, csvOf(request), request.query, now());
      const { added, bad } = done;
      request.log.info({ organisation, person, key, campaign: id, upload, added, bad }, "Contacts were uploaded");
      return done;
    },
  );
}
