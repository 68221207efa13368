import { z } from "zod";
import { uuid } from "./common.ts";
import { extension } from "./directory.ts";

/** How many extensions one step makes or removes. */
export const MOST_IN_RANGE = 1000;

/** From the first to the last extension, both with as many digits. */
export const extensionRange = z
  .object({ first: extension, last: extension })
  .refine(({ first, last }) => first.length === last.length, {
    path: ["last"],
    message: "Both ends have the same number of digits.",
  })
  .refine(({ first, last }) => Number(last) >= Number(first), {
    path: ["last"],
    message: "The last one is not below the first.",
  })
  .refine(({ first, last }) => Number(last) - Number(first) < MOST_IN_RANGE, {
    path: ["last"],
    message: `At most ${MOST_IN_RANGE} at a time.`,
  });
export type ExtensionRange = z.infer<typeof extensionRange>;

/** `present` were there before: adding a range twice adds nothing. */
export const rangeAdded = z.object({ added: z.number().int(), present: z.number().int() });
export type RangeAdded = z.infer<typeof rangeAdded>;
export const rangeRemoved = z.object({ removed: z.number().int() });

const somebody = z.object({ id: uuid, name: z.string() });
export const extensionUse = z.object({
  extension,
  /** False for one that somebody had before there was a pool. */
  inPool: z.boolean(),
  /** Whose own it is. */
  owner: somebody.nullable(),
  /** Who sits at it now and has another of their own, or none. */
  guest: somebody.nullable(),
});
export type ExtensionUse = z.infer<typeof extensionUse>;
