import { z } from "zod";

/** How one attempt to reach a contact ended. */
export const contactOutcome = z.enum([
  "answered",
  "abandoned",
  "busy",
  "noAnswer",
  "invalidNumber",
  "answeringMachine",
  "unreachable",
  "notAllowed",
  "skipped",
]);
export type ContactOutcome = z.infer<typeof contactOutcome>;
