import { Readable } from "node:stream";
import { callIdentity, erasureReceiptPage, erasureReceiptQuery, identityReading, Refusal } from "@belfry/contracts";
import { z } from "zod";
import type { SignedIn } from "../signed-in.ts";
import { type Api, type Deps, failures, signedIn, who } from "./api.ts";

const TYPE = "application/x-ndjson";

/** What is known of a caller, for the one agent whose call it is, and the proofs that it is forgotten. */
export function identityRoutes(app: Api, deps: Deps): void {
  const tags = ["verified calling"];
  const params = z.object({ id: z.string().min(1).max(64) });

  app.get(
    "/calls/:id/identity",
    {
      onRequest: signedIn(deps),
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: "What is known of the caller: for the agent whose call it is now. Every reading is written down",
        params,
        response: { 200: callIdentity, ...failures },
      },
    },
    async (request) => identityFor(deps, who(request), request.params.id),
  );

  app.get(
    "/calls/:id/identity/readings",
    {
      onRequest: signedIn(deps, ["admin"]),
      schema: {
        tags,
        summary: "Who was shown what was known of the caller, the latest first",
        params,
        response: { 200: identityReading.array(), ...failures },
      },
    },
    async (request) => [...(await deps.identities.readings(who(request).session.organisation, request.params.id))],
  );

  app.get(
    "/erasure-receipts",
    {
      onRequest: signedIn(deps, ["admin"]),
      schema: {
        tags,
        summary: "Proofs that something was forgotten, the newest first",
        querystring: erasureReceiptQuery,
        response: { 200: erasureReceiptPage, ...failures },
      },
    },
    async (request) => deps.receipts.page(who(request).session.organisation, request.query),
  );

  app.get(
    "/erasure-receipts/file",
    {
      onRequest: signedIn(deps, ["admin"]),
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: "All of them, the oldest first, a JSON text a line: for `npm run belfry -- receipts check`",
        produces: [TYPE],
        response: { 200: z.unknown().meta({ type: "string", format: "binary" }), ...failures },
      },
    },
    async (request, reply) => {
      const { organisation } = who(request).me;
      reply
        .type(TYPE)
        .header("content-disposition", `attachment; filename="erasure-receipts-${organisation.slug}.jsonl"`);
      return reply.send(Readable.from(deps.receipts.file(organisation.id)));
    },
  );
}

/**
 * The floor names the one visit that this person may know of now. Whoever else asks learns no more than where there is no
 * such call; the agent whose call it is learns that it is forgotten.
 */
async function identityFor(deps: Deps, { person, session, me }: SignedIn, call: string) {
  const { organisation } = session;
  const bound = deps.floor.visitOfAgent(organisation, person.id);
  if (bound === null || bound.call !== call) {
    const own = deps.floor.agentView(organisation, person.id)?.call;
    const was = own?.id === call && (own.supervising ?? null) === null ? own.verification?.kind : undefined;
    throw new Refusal(was === "verified" || was === "forgotten" ? "identity_forgotten" : "not_found");
  }
  const language = me.locale ?? deps.directory.snapshot(organisation)?.organisation.language ?? "en";
  const known = await deps.identities.read(organisation, bound, { id: person.id, name: person.name, language });
  // The call may have gone to somebody else while the database answered.
  if (deps.floor.visitOfAgent(organisation, person.id)?.visit !== bound.visit) throw new Refusal("not_found");
  if (known === null) throw new Refusal("identity_forgotten");
  return known;
}
