import { z } from "zod";
import { duration, instant, locale } from "../agent-view.ts";

/** The sentences that a caller may hear. Each has a recording of the house in every language. */
export const promptName = z.enum([
  "welcome",
  "closed",
  "queue-full",
  "nobody-available",
  "goodbye",
  "position",
  "wait-minutes",
  "callback-offer",
  "callback-confirmed",
  "agent-lost",
  "target-busy",
  "target-no-answer",
  "target-unreachable",
  "target-invalid",
  "music",
]);
export type PromptName = z.infer<typeof promptName>;

/** One recording as the admin pages list it; `own` when the organisation has put its own in place. */
export const promptInfo = z.object({
  name: promptName,
  language: locale,
  own: z.boolean(),
  /** Null for a recording of the house whose length is not known. */
  length: duration.nullable(),
  changedAt: instant.nullable(),
});
export type PromptInfo = z.infer<typeof promptInfo>;
