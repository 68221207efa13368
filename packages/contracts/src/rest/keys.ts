import { z } from "zod";
import { instant } from "../agent-view.ts";
import { uuid } from "./common.ts";

/** What a program may do with an API key. */
export const apiScope = z.enum(["sign-in-people", "manage-contacts"]);
export type ApiScope = z.infer<typeof apiScope>;

export const apiKeyInput = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(apiScope).min(1).max(10),
});
export type ApiKeyInput = z.infer<typeof apiKeyInput>;

export const apiKey = apiKeyInput.extend({ id: uuid, createdAt: instant, lastUsedAt: instant.nullable() });
export type ApiKey = z.infer<typeof apiKey>;

/** The one answer that holds the key itself. */
export const newApiKey = apiKey.extend({ key: z.string() });
export type NewApiKey = z.infer<typeof newApiKey>;

/** Whom a program wants to sign in: by the user name, or by the id that `GET /people` gives. */
export const loginTokenRequest = z.union([
  z.strictObject({ login: z.string().trim().min(1).max(100) }),
  z.strictObject({ userID: uuid }),
]);
export type LoginTokenRequest = z.infer<typeof loginTokenRequest>;

export const loginToken = z.object({ token: z.string().min(1).max(200), expiresAt: instant });
export const loginTokenExchange = loginToken.pick({ token: true });
export type LoginToken = z.infer<typeof loginToken>;
