import { Refusal, supervisedState, uuid } from "@belfry/contracts";
import { z } from "zod";
import { type Api, type Deps, failures, nothing, signedIn, who } from "./api.ts";

/** What supervisors may do about the agents of their organisation. */
export function supervisionRoutes(app: Api, deps: Deps): void {
  app.post(
    "/agents/:id/state",
    {
      onRequest: signedIn(deps, ["supervisor", "admin"]),
      schema: {
        tags: ["Supervision"],
        summary: "Choose an agent's state; the agent is told that it was not their own choice",
        params: z.object({ id: uuid }),
        body: supervisedState,
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      const { organisation, person } = who(request).session;
      const agent = request.params.id;
      // An agent of another organisation is none of this one's, and looks like nobody.
      if (deps.floor.colleagueView(organisation, agent) === null) throw new Refusal("not_found");
      const rejection = await deps.floor.submit(organisation, { type: "supervisor.choose", agent, to: request.body });
      if (rejection !== null) throw new Refusal(rejection.code, rejection.params);
      request.log.info({ organisation, supervisor: person, agent, to: request.body.to }, "A supervisor chose a state");
      return reply.code(204).send(null);
    },
  );
}
