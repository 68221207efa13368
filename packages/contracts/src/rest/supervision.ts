import { z } from "zod";
import { id } from "../agent-view.ts";

/** What a supervisor chooses for an agent. During a call or wrap-up it is what follows, as when the agent chooses. */
export const supervisedState = z.discriminatedUnion("to", [
  z.object({ to: z.literal("available") }),
  z.object({ to: z.literal("paused"), pause: id }),
  z.object({ to: z.literal("signedOut") }),
]);
export type SupervisedState = z.infer<typeof supervisedState>;
