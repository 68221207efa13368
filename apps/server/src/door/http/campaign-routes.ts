import { campaign, campaignInput, campaignProgress, campaignSwitch, Refusal, type Role, uuid } from "@belfry/contracts";
import { z } from "zod";
import { type Api, type Deps, failures, nothing, signedIn, who } from "./api.ts";
import { asker, signedInOrKey } from "./by-key.ts";

const ADMINS: readonly Role[] = ["admin", "operator"];
const READERS: readonly Role[] = ["supervisor", "admin", "operator"];
const MOST_CAMPAIGNS = 100;

/** Campaigns of automatic calls: an admin keeps them, supervisors start, stop and watch them. */
export function campaignRoutes(app: Api, deps: Deps): void {
  const { campaigns } = deps;
  const tags = ["campaigns"];
  const params = z.object({ id: uuid });
  const onRequest = signedIn(deps, ADMINS);

  app.get(
    "/campaigns",
    {
      onRequest: signedInOrKey(deps, READERS, "manage-contacts"),
      schema: { tags, summary: "Every campaign", response: { 200: z.array(campaign), ...failures } },
    },
    async (request) => [...campaigns.list(asker(request).organisation)],
  );

  app.post(
    "/campaigns",
    {
      onRequest,
      schema: {
        tags,
        summary: "Add a campaign; it does not run yet",
        body: campaignInput,
        response: { 201: campaign, ...failures },
      },
    },
    async (request, reply) => {
      const { organisation } = who(request).session;
      if (campaigns.list(organisation).length >= MOST_CAMPAIGNS) {
        throw new Refusal("too_many_items", { limit: String(MOST_CAMPAIGNS) });
      }
      return reply.code(201).send(await campaigns.create(organisation, request.body));
    },
  );

  app.put(
    "/campaigns/:id",
    {
      onRequest,
      schema: {
        tags,
        summary: "Change a campaign, also while it runs",
        params,
        body: campaignInput,
        response: { 200: campaign, ...failures },
      },
    },
    async (request) => campaigns.change(who(request).session.organisation, request.params.id, request.body),
  );

  app.delete(
    "/campaigns/:id",
    {
      onRequest,
      schema: {
        tags,
        summary: "Remove a campaign that does not run, with its contacts",
        params,
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      await campaigns.remove(who(request).session.organisation, request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    "/campaigns/:id/running",
    {
      onRequest: signedIn(deps, READERS),
      schema: {
        tags,
        summary: "Start or stop a campaign; calls that ring or talk go on",
        params,
        body: campaignSwitch,
        response: { 200: campaign, ...failures },
      },
    },
    async (request) => {
      const { organisation, person } = who(request).session;
      const { id } = request.params;
      const { running } = request.body;
      const changed = await campaigns.run(organisation, id, running);
      request.log.info({ organisation, person, campaign: id, running }, "A campaign was switched");
      return changed;
    },
  );

  app.get(
    "/campaigns/:id/progress",
    {
      onRequest: signedIn(deps, READERS),
      schema: {
        tags,
        summary: "How far a campaign is, and what it does right now",
        params,
        response: { 200: campaignProgress, ...failures },
      },
    },
    async (request) => {
      const { organisation } = who(request).session;
      const { id } = request.params;
      if (!campaigns.list(organisation).some((one) => one.id === id)) throw new Refusal("not_found");
      const counts = await deps.progress.of(organisation, id);
      return { ...counts, live: deps.floor.campaignView(organisation, id) };
    },
  );
}
