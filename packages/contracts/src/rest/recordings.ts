import { z } from "zod";
import { duration, id, instant } from "../agent-view.ts";
import { uuid } from "./common.ts";

/** The recording of a call, which is found by the call's trace id. */
export const recording = z.object({
  call: id,
  queue: uuid.nullable(),
  startedAt: instant,
  /** Null while the call goes on. */
  endedAt: instant.nullable(),
  duration: duration.nullable(),
});
export type Recording = z.infer<typeof recording>;

/** One line of the log of who listened. */
export const listening = z.object({
  person: uuid,
  /** The name at that time. */
  name: z.string(),
  at: instant,
  /** The last time that sound of it was asked for. */
  lastAt: instant,
  download: z.boolean(),
});
export type Listening = z.infer<typeof listening>;
