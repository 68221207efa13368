import { identityProviderTest, Refusal, type Role, uuid } from "@belfry/contracts";
import { z } from "zod";
import { type Api, type Deps, failures, signedIn, who } from "./api.ts";

const ADMINS: readonly Role[] = ["admin", "operator"];
const TESTS_PER_MINUTE = 20;

/** Whether an identity provider works with what is set. */
export function identityProviderRoutes(app: Api, deps: Deps): void {
  app.post(
    "/identity-providers/:id/test",
    {
      onRequest: signedIn(deps, ADMINS),
      // It asks a service of somebody else.
      config: { rateLimit: { max: TESTS_PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        tags: ["identity-providers"],
        summary: "Ask an identity provider whether it works",
        params: z.object({ id: uuid }),
        response: { 200: identityProviderTest, ...failures },
      },
    },
    async (request) => {
      const { organisation, person } = who(request).session;
      const { id } = request.params;
      const test = await deps.identityProviders.test(organisation, id);
      if (test === null) throw new Refusal("not_found");
      request.log.info({ organisation, person, provider: id, problem: test.problem }, "An identity provider was tried");
      return test;
    },
  );
}
