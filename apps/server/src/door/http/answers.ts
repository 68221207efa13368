import { ERRORS, type ErrorBody, type ErrorCode, errorText, Refusal } from "@belfry/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from "fastify-type-provider-zod";

const MEGABYTE = 1024 * 1024;
export const LARGEST_BODY = MEGABYTE;
export const LARGEST_UPLOAD = 10 * MEGABYTE;

export function errorAnswer(
  code: ErrorCode,
  params: Readonly<Record<string, string>> = {},
  fields: ErrorBody["error"]["fields"] = [],
): ErrorBody {
  return { error: { code, message: errorText(code, params), params: { ...params }, fields } };
}

export function sendError(reply: FastifyReply, refusal: Refusal, fields: ErrorBody["error"]["fields"] = []) {
  const { code, params } = refusal;
  const seconds = params["seconds"];
  if (ERRORS[code].status === 429 && seconds !== undefined) reply.header("retry-after", seconds);
  return reply
    .code(ERRORS[code].status)
    .header("cache-control", "no-store")
    .type("application/json; charset=utf-8")
    .serializer(JSON.stringify)
    .send(errorAnswer(code, params, fields));
}

/** Turns every error into the one shape that clients know. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    if (error instanceof Refusal) return sendError(reply, error);
    if (hasZodFastifySchemaValidationErrors(error)) {
      const place = error.validationContext === "body" ? "" : `${error.validationContext ?? "request"}.`;
      const fields = error.validation.map((issue) => ({
        path: place + issue.instancePath.split("/").filter(Boolean).join("."),
        message: issue.message ?? "is not right",
      }));
      const detail = fields.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
      return sendError(reply, new Refusal("invalid_request", { detail }), fields);
    }
    const known = clientError(error);
    if (known !== null) return sendError(reply, known);
    return unexpected(error, request, reply);
  });
}

/** Errors that Fastify itself finds in a request: a body too large, not JSON, of an unknown type. */
function clientError(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !("statusCode" in error) || typeof error.statusCode !== "number") return null;
  if (error.statusCode === 413) {
    const isUpload = "code" in error && error.code === "FST_REQ_FILE_TOO_LARGE";
    return new Refusal("payload_too_large", { limit: `${(isUpload ? LARGEST_UPLOAD : LARGEST_BODY) / MEGABYTE} MB` });
  }
  if (error.statusCode === 404) return new Refusal("not_found");
  if (error.statusCode >= 400 && error.statusCode < 500)
    return new Refusal("invalid_request", { detail: error.message });
  return null;
}

function unexpected(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const cause = isResponseSerializationError(error) ? error.cause : error;
  request.log.error({ err: cause, trace: request.id }, "A request failed");
  return sendError(reply, new Refusal("internal", { trace: request.id }));
}
