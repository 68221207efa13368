import { callDetail, callQuery, callSummary, demoCall, demoCallRequest, page, Refusal } from "@belfry/contracts";
import { z } from "zod";
import type { SignedIn } from "../signed-in.ts";
import { type Api, type Deps, failures, signedIn, who } from "./api.ts";

const seesAll = ({ person }: SignedIn) =>
  person.roles.some((role) => role === "supervisor" || role === "admin" || role === "operator");

/** Calls that were, and a call to try with. */
export function historyRoutes(app: Api, deps: Deps): void {
  const onRequest = signedIn(deps);
  const tags = ["Calls"];

  app.get(
    "/calls",
    {
      onRequest,
      schema: {
        tags,
        summary: "Calls, the newest first",
        querystring: callQuery,
        response: { 200: page(callSummary), ...failures },
      },
    },
    async (request) => {
      const asker = who(request);
      const { scope, number } = request.query;
      if (scope === "all" && !seesAll(asker)) throw new Refusal("forbidden");
      if (scope === "contact") {
        if (number === undefined) throw new Refusal("invalid_request", { detail: "number: scope=contact needs it" });
        if (asker.person.extension === null && !seesAll(asker)) throw new Refusal("forbidden");
      }
      const person = scope === "mine" ? asker.person.id : null;
      return deps.history.list(asker.session.organisation, { ...request.query, person });
    },
  );

  app.get(
    "/calls/:id",
    {
      onRequest,
      schema: {
        tags,
        summary: "One call with its legs and its timeline",
        params: z.object({ id: z.string().min(1).max(64) }),
        response: { 200: callDetail, ...failures },
      },
    },
    async (request) => {
      const asker = who(request);
      const person = seesAll(asker) ? null : asker.person.id;
      const call = await deps.history.detail(asker.session.organisation, request.params.id, person);
      if (call === null) throw new Refusal("not_found");
      return call;
    },
  );

  app.post(
    "/demo-call",
    {
      onRequest,
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: "Let the demo caller ring one of our numbers",
        body: demoCallRequest,
        response: { 200: demoCall, ...failures },
      },
    },
    async (request) => {
      const { organisation } = who(request).session;
      const snapshot = deps.directory.snapshot(organisation);
      if (snapshot === null || !snapshot.organisation.demo) throw new Refusal("forbidden");
      const wanted = request.body.number;
      const number =
        wanted === undefined
          ? deps.numbers.list(organisation)[0]?.number
          : deps.directory.normalise(organisation, wanted);
      if (number === undefined || number === null) throw new Refusal("invalid_number", { number: wanted ?? "" });
      // The demo caller rings its own organisation's numbers and nobody else's.
      if (deps.directory.organisationOfNumber(number) !== organisation) throw new Refusal("not_found");
      await deps.demoCall(organisation, number);
      return { dialled: number };
    },
  );
}
