import { z } from "zod";
import { role } from "./session.ts";

const claim = z
  .string()
  .trim()
  .regex(/^[\w:./-]{1,200}$/);

/** An organisation's own sign-in service (OpenID Connect). */
export const signInServiceInput = z.object({
  /** What stands on the button: "Sign in with …". */
  name: z.string().trim().min(1).max(60),
  /** As the service names itself (`iss`); the operator allows it first. */
  issuer: z.url().max(300),
  clientId: z.string().trim().min(1).max(200),
  /** Absent: the present one stays. */
  clientSecret: z.string().min(1).max(500).optional(),
  /** The claim that is the person's user name here, in capitals or not: email, preferred_username, sub … */
  personClaim: claim.default("email"),
  /** The claim that lists a person's groups; null: roles are kept here. */
  groupClaim: claim.nullable().default(null),
  /** Which role a group gives. Whoever is in none of them is not let in. */
  groupRoles: z
    .array(z.object({ group: z.string().trim().min(1).max(200), role: role.exclude(["operator"]) }))
    .max(100)
    .default([]),
});
export type SignInServiceInput = z.infer<typeof signInServiceInput>;

/** Its secret never comes out again. */
export const signInService = signInServiceInput.omit({ clientSecret: true });
export type SignInService = z.infer<typeof signInService>;

/** What the sign-in page shows for an organisation; null: there is no such service. */
export const signInButton = z.object({ name: z.string().nullable() });
