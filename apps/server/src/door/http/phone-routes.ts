import { createHmac } from "node:crypto";
import { phoneCredentials, phoneCredentialsRequest, Refusal } from "@belfry/contracts";
import { type Api, type Deps, failures, signedIn, who } from "./api.ts";

/** How long SIP credentials live: long enough to register, too short to be worth stealing. */
export const CREDENTIALS_LIFETIME = 5 * 60_000;

export function phoneRoutes(app: Api, deps: Deps): void {
  app.post(
    "/phone/credentials",
    {
      onRequest: signedIn(deps),
      schema: {
        tags: ["Phone"],
        summary: "SIP credentials for the window that owns my phone",
        body: phoneCredentialsRequest,
        response: { 200: phoneCredentials, ...failures },
      },
    },
    async (request, reply) => {
      const { session, person } = who(request);
      const user = deps.directory.sipUserOfAgent(session.organisation, person.id);
      if (user === null) throw new Refusal("not_an_agent");
      const owner = deps.floor.agentView(session.organisation, person.id)?.device.owner ?? null;
      if (owner !== request.body.tab) {
        throw new Refusal(owner === null ? "phone_not_owned" : "phone_owned_elsewhere");
      }
      reply.header("cache-control", "no-store");
      return ephemeralCredentials(user, deps.settings, deps.now());
    },
  );
}

/** Credentials that the edge checks without asking anybody: the user name carries its own end, signed. */
export function ephemeralCredentials(
  user: string,
  { sipSecret, sipDomain }: { readonly sipSecret: string; readonly sipDomain: string },
  now: number,
  lifetime = CREDENTIALS_LIFETIME,
) {
  const expires = Math.floor((now + lifetime) / 1000);
  const authorizationUser = `${expires}:${user}`;
  const password = createHmac("sha1", sipSecret).update(authorizationUser).digest("base64");
  return { uri: `sip:${user}@${sipDomain}`, authorizationUser, password, expiresAt: expires * 1000 };
}
