import { z } from "zod";
import { locale } from "../agent-view.ts";

/** The sentences that a caller may hear. Each has a recording of the house in every language. */
export const promptName = z.enum([
  "welcome",
  "recorded",
  "closed",
  "queue-full",
  "nobody-available",
  "goodbye",
  "position",
  "wait-minutes",
  "callback-offer",
  "callback-confirmed",
  "code-request",
  "code-wrong",
  "code-thanks",
  "code-without",
  "agent-lost",
  "wrong-moment",
  "target-busy",
  "target-no-answer",
  "target-unreachable",
  "target-invalid",
  "target-not-allowed",
  "music",
]);
export type PromptName = z.infer<typeof promptName>;

/** The sentences there are, and those that the organisation has recorded itself. */
export const promptList = z.object({
  names: z.array(z.string()),
  own: z.array(z.object({ language: locale, prompt: z.string() })),
});
export type PromptList = z.infer<typeof promptList>;
