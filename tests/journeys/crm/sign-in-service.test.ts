import { API } from "@belfry/contracts";
import { afterAll, describe, expect, it } from "vitest";
import { CLIENT, startProvider } from "../../../apps/server/src/single-sign-on/testing/provider.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { Scene } from "../../harness/scene.ts";

const provider = await startProvider();
const scene = Scene.open({ BELFRY_SIGN_IN_ISSUERS: provider.issuer });
afterAll(() => provider.close());

describe("an organisation with a sign-in service of its own", () => {
  it("lets an agent sign in there and come back with a phone, and says why a stranger does not get in", async () => {
    const { origin } = scene.stack;
    provider.knows(`${origin}${API.sessionService}/callback`);
    const admin = await PageProgram.demo(scene.stack, "admin");
    const service = { name: "City login", issuer: provider.issuer, personClaim: "preferred_username", ...CLIENT };
    expect((await admin.ask("PUT", API.signInService, service)).status).toBe(200);

    provider.person = { sub: "99", preferred_username: "stranger" };
    const anna = await scene.desk("anna");
    const signIn = async () => {
      await anna.page.getByLabel("Organisation").fill("demo");
      await anna.page.getByRole("link", { name: "Sign in with City login" }).click();
    };
    await anna.page.goto(origin);
    await signIn();
    await anna.shows("The sign-in service knows you, but you have no access here.");

    provider.person = { sub: "17", preferred_username: "anna" };
    await signIn();
    await anna.becomeAvailable();
    expect(new URL(anna.page.url()).search).toBe("");
    expect(await scene.stack.leaks([CLIENT.clientSecret, "stranger"])).toEqual([]);
  });
});
