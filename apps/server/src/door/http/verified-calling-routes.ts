import { buttonCode as codeAnswer, locale, Refusal, type Role, uuid, verifiedCallingSettings } from "@belfry/contracts";
import { z } from "zod";
import { ownOrigin } from "../origin.ts";
import { type Api, type Deps, failures, signedIn, who } from "./api.ts";
import { buttonCode } from "./button-code.ts";

const ADMINS: readonly Role[] = ["admin", "operator"];

/** What holds for all purposes of an organisation, and what its websites paste to show one. */
export function verifiedCallingRoutes(app: Api, deps: Deps): void {
  const onRequest = signedIn(deps, ADMINS);
  const tags = ["verified calling"];

  app.get(
    "/verified-calling",
    {
      onRequest,
      schema: {
        tags,
        summary: "Settings of calls with a verified identity",
        response: { 200: verifiedCallingSettings, ...failures },
      },
    },
    async (request) => deps.verifiedCalling.settings(who(request).session.organisation),
  );
  app.put(
    "/verified-calling",
    {
      onRequest,
      schema: {
        tags,
        summary: "Change the settings of calls with a verified identity",
        body: verifiedCallingSettings,
        response: { 200: verifiedCallingSettings, ...failures },
      },
    },
    async (request) => {
      const { organisation, person } = who(request).session;
      const changed = await deps.verifiedCalling.change(organisation, request.body);
      request.log.info({ organisation, person, origins: changed.origins.length }, "Verified calling was set anew");
      return changed;
    },
  );

  app.get(
    "/purposes/:id/button",
    {
      onRequest,
      schema: {
        tags,
        summary: "What a website pastes to show the button of a purpose",
        params: z.object({ id: uuid }),
        querystring: z.object({ language: locale.optional() }),
        response: { 200: codeAnswer.nullable().describe("Null: the script has not been built."), ...failures },
      },
    },
    async (request) => {
      const { organisation } = who(request).session;
      const purpose = deps.purposes.list(organisation).find(({ id }) => id === request.params.id);
      const number = deps.numbers.list(organisation).find(({ id }) => id === purpose?.number);
      if (purpose === undefined || number === undefined) throw new Refusal("not_found");
      const button = deps.callButton.current;
      if (button === null) return null;
      const { slug } = deps.organisations.own(organisation);
      return buttonCode({
        origin: ownOrigin(request.headers.host, deps.settings),
        button,
        organisation: slug,
        purpose,
        number: { ...number, national: deps.directory.national(organisation, number.number) },
        language: request.query.language ?? purpose.languages[0] ?? "en",
      });
    },
  );
}
