import { Refusal } from "@belfry/contracts";
import type { z } from "zod";
import { requirePlainText } from "./plain-text.ts";

/** What came through a socket, by its schema; throws `invalid_request` with what is wrong with it. */
export function parseMessage<T>(schema: z.ZodType<T>, message: unknown): T {
  const parsed = schema.safeParse(message);
  requirePlainText(parsed.data);
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new Refusal("invalid_request", { detail });
}
