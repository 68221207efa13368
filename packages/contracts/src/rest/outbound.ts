import { z } from "zod";
import { errorCode } from "./common.ts";

const limit = z.number().int().min(1).max(100_000).nullable();

export const dialRule = z.object({
  /** The beginning of a number in E.164: `+31`, `+3190`. */
  prefix: z.string().regex(/^\+[1-9][0-9]{0,14}$/, "The beginning of a number with its country code, like +31."),
  allow: z.boolean(),
});
export type DialRule = z.infer<typeof dialRule>;

/** Which outside numbers an organisation's calls may reach, and how many calls there may be. Null: no limit. */
export const outboundRules = z.object({
  /** The longest beginning that fits a number decides. */
  rules: z.array(dialRule).max(500),
  /** What holds for a number that no rule fits. */
  othersAllowed: z.boolean(),
  /** Premium-rate numbers, as far as no rule of one's own fits them as closely. */
  premiumAllowed: z.boolean(),
  /**
   * The street address that the trunk's provider holds for emergency calls. Null: emergency numbers are refused,
   * because help would be sent to the wrong place.
   */
  emergencyAddress: z.string().trim().min(5).max(200).nullable(),
  agentPerHour: limit,
  agentPerDay: limit,
  organisationPerDay: limit,
  organisationAtOnce: limit,
});
export type OutboundRules = z.infer<typeof outboundRules>;

/** A number as people write it; `rules` are tried instead of those in force. */
export const numberCheckRequest = z.object({ number: z.string().min(2).max(32), rules: outboundRules.optional() });
export type NumberCheckRequest = z.infer<typeof numberCheckRequest>;

export const numberCheck = z.object({
  /** As it would be dialled: E.164, or the digits of an emergency number. */
  number: z.string(),
  allowed: z.boolean(),
  /** What decided. */
  because: z.enum(["rule", "others", "premium", "emergency"]),
  /** The beginning that decided; null where none did. */
  prefix: z.string().nullable(),
  /** What an agent who dials it would be told; null when it is allowed. */
  code: errorCode.nullable(),
});
export type NumberCheck = z.infer<typeof numberCheck>;
