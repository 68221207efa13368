import { z } from "zod";
import { ERRORS, type ErrorCode } from "../errors.ts";

export const errorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

/** Every answer that is not a success. */
export const errorBody = z.object({
  error: z.object({
    code: errorCode,
    /** A sentence in English; pages translate by code and params. */
    message: z.string(),
    params: z.record(z.string(), z.string()),
    /** Mistakes per field of the request, where there are any. */
    fields: z.array(z.object({ path: z.string(), message: z.string() })),
  }),
});
export type ErrorBody = z.infer<typeof errorBody>;

export const uuid = z.uuid();

/** `?cursor=&limit=`: a list answers `next`, null at its end. */
export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
