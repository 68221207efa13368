import { Readable } from "node:stream";
import { Refusal } from "@belfry/contracts";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Api } from "./api.ts";

/** A file may have a hundred thousand rows. */
export const UPLOADS_PER_MINUTE = 60;

/** What documents a body that is a CSV file; the handler reads it as it comes. */
export const csvBody = z.unknown().meta({ type: "string", format: "binary" });
export const csv = { consumes: ["text/csv"], body: csvBody };

/** Lets the routes of this scope take CSV files, which are not gathered in memory. */
export function takeCsv(app: Api): void {
  app.addContentTypeParser("text/csv", (_request, payload, done) => done(null, payload));
}

export function csvOf(request: FastifyRequest): AsyncIterable<Uint8Array> {
  if (!(request.body instanceof Readable))
    throw new Refusal("invalid_request", { detail: "send the file as text/csv" });
  return request.body;
}
