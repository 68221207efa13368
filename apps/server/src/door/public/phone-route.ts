import { PUBLIC_API, SIP_PATH, visitPhone } from "@belfry/contracts";
import type { FastifyRequest } from "fastify";
import { type Api, type Deps, failures } from "../http/api.ts";
import { ephemeralCredentials } from "../http/phone-routes.ts";
import { visitorsToken } from "./cors.ts";

/** A phone for the page of a visit: good for one call, to the number of its purpose. */
export function phoneRoute(api: Api, deps: Deps): void {
  api.post(
    PUBLIC_API.visitPhone,
    {
      schema: {
        tags: ["Visitors"],
        summary: "Have the page make the call itself",
        description:
          "Credentials for one call over one connection, to one number. Asking again takes the former ones back.",
        security: [],
        response: { 200: visitPhone, ...failures },
      },
    },
    async (request, reply) => {
      const { user, pass, number, until } = await deps.pageCalls.lend(visitorsToken(request, reply, deps));
      const now = deps.now();
      return {
        url: `${webSocketOrigin(request, deps)}${SIP_PATH}?visit=${pass}`,
        target: `sip:${number}@${deps.settings.sipDomain}`,
        ...ephemeralCredentials(user, deps.settings, now, until - now),
      };
    },
  );
}

/** Where the page has found us, or where we are said to be. */
function webSocketOrigin(request: FastifyRequest, { settings }: Deps): string {
  const origin = settings.publicOrigin ?? `${settings.secure ? "https" : request.protocol}://${request.host}`;
  return origin.replace(/^http/, "ws").replace(/\/$/, "");
}
