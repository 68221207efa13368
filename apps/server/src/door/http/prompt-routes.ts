import { locale, Refusal } from "@belfry/contracts";
import { z } from "zod";
import { type Api, type Deps, failures, nothing, signedIn, who } from "./api.ts";

/** Each may be ten megabytes, and is held in memory whole. */
const UPLOADS_PER_MINUTE = 30;

/** An organisation's own recordings of the sentences that callers hear. */
export function promptRoutes(app: Api, deps: Deps): void {
  const onRequest = signedIn(deps, ["admin", "operator"]);
  const tags = ["prompts"];
  const params = z.object({ language: locale, prompt: z.string().max(40) });
  const named = (prompt: string) => {
    if (!deps.prompts.names.includes(prompt)) throw new Refusal("not_found");
    return prompt;
  };
  const listed = z.object({
    names: z.array(z.string()),
    own: z.array(z.object({ language: locale, prompt: z.string() })),
  });

  // The handler reads the file from the stream: there is nothing to validate, and this is what documents it.
  const recording = { type: "string", format: "binary" };
  const upload = z.unknown().meta({ type: "object", properties: { recording }, required: ["recording"] });

  app.get(
    "/prompts",
    {
      onRequest,
      schema: {
        tags,
        summary: "Sentences that can be recorded, and those that are",
        response: { 200: listed, ...failures },
      },
    },
    async (request) => ({
      names: [...deps.prompts.names],
      own: [...deps.prompts.list(who(request).session.organisation)],
    }),
  );

  app.get(
    "/prompts/:language/:prompt",
    {
      onRequest,
      schema: {
        tags,
        summary: "Listen to a recording (WAV)",
        produces: ["audio/wav"],
        params,
        response: { 200: z.unknown().meta({ type: "string", format: "binary" }), ...failures },
      },
    },
    async (request, reply) => {
      const { language, prompt } = request.params;
      const audio = await deps.prompts.read(who(request).session.organisation, language, named(prompt));
      // A browser that kept it would play the old one after an upload.
      return reply.type("audio/wav").header("cache-control", "no-store").send(audio);
    },
  );

  app.put(
    "/prompts/:language/:prompt",
    {
      onRequest,
      config: { rateLimit: { max: UPLOADS_PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: "Upload a recording (multipart/form-data, one audio file of at most 10 MB)",
        consumes: ["multipart/form-data"],
        params,
        body: upload,
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      const prompt = named(request.params.prompt);
      const file = await request.file();
      if (file === undefined) throw new Refusal("invalid_request", { detail: "the recording is missing" });
      const audio = await file.toBuffer();
      await deps.prompts.save(who(request).session.organisation, request.params.language, prompt, audio);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    "/prompts/:language/:prompt",
    {
      onRequest,
      schema: {
        tags,
        summary: "Go back to the sentence that came with Belfry",
        params,
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      await deps.prompts.remove(
        who(request).session.organisation,
        request.params.language,
        named(request.params.prompt),
      );
      return reply.code(204).send(null);
    },
  );
}
