import { z } from "zod";
import { instant, locale } from "../agent-view.ts";
import { uuid } from "./common.ts";

export const role = z.enum(["agent", "supervisor", "admin", "operator"]);
export type Role = z.infer<typeof role>;

export const signInRequest = z.object({
  /** The organisation's short name, as in its address: lower-case letters, digits and dashes. */
  organisation: z.string().min(1).max(40),
  login: z.string().min(1).max(100),
  password: z.string().min(1).max(200),
  /** Where the agent sits today: a free extension of the pool. Absent: at their own. */
  extension: z.string().max(8).optional(),
});
export type SignInRequest = z.infer<typeof signInRequest>;

/** A password that somebody chooses. */
export const newPassword = z.string().min(10).max(200);

/** The present password is asked for again: an open page that somebody walks up to must not be enough. */
export const passwordChange = z.object({ current: z.string().min(1).max(200), next: newPassword });
export type PasswordChange = z.infer<typeof passwordChange>;

export const me = z.object({
  person: uuid,
  session: uuid,
  name: z.string(),
  login: z.string(),
  roles: z.array(role),
  locale: locale.nullable(),
  extension: z.string().nullable(),
  organisation: z.object({
    id: uuid,
    slug: z.string(),
    name: z.string(),
    country: z.string().length(2),
    /** IANA name: what "nine o'clock" means there. */
    timeZone: z.string(),
    demo: z.boolean(),
  }),
});
export type Me = z.infer<typeof me>;

export const sessionInfo = z.object({
  id: uuid,
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  userAgent: z.string(),
  address: z.string(),
  current: z.boolean(),
});
export type SessionInfo = z.infer<typeof sessionInfo>;

export const preferences = z.object({ locale: locale.nullable() });

/** SIP credentials for one tab: they end within minutes and work only through the signed-in connection. */
export const phoneCredentialsRequest = z.object({ tab: z.string().min(1).max(64) });
export const phoneCredentials = z.object({
  uri: z.string(),
  authorizationUser: z.string(),
  password: z.string(),
  expiresAt: instant,
});
export type PhoneCredentials = z.infer<typeof phoneCredentials>;
