import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rehearsalBuild } from "./rehearsal-build.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  await rehearsalBuild();
  stage = await openStage();
});
afterAll(async () => {
  await stage?.close();
});
beforeEach(() => {
  stage.server.rest.refuseSignIn = null;
  stage.server.rest.signedIn = true;
});

/** As a link from elsewhere, or an address that is typed. */
async function open(address: string): Promise<void> {
  await stage.page.goto("about:blank");
  await stage.page.goto(`${stage.server.url}/${address}`);
}
const says = (words: string | RegExp) => stage.page.getByText(words).first().waitFor();

describe("signing in by a link with a token", () => {
  it("takes the token out of the address, and opens the desk", async () => {
    stage.server.rest.signedIn = false;
    await open("#token=a-token-of-the-CRM");
    await stage.page.getByRole("button", { name: /^Change state, now:/ }).waitFor();
    expect(stage.page.url()).toBe(`${stage.server.url}/#/`);
  });

  it("works in a page that is open already", async () => {
    stage.server.rest.signedIn = false;
    await open("");
    await stage.page.getByLabel("Organisation").waitFor();
    await stage.page.evaluate(() => {
      location.hash = "token=a-token-of-the-CRM";
    });
    await stage.page.getByRole("button", { name: /^Change state, now:/ }).waitFor();
    expect(stage.page.url()).not.toContain("token");
  });

  it("says why it was refused, and does not show whoever was signed in before", async () => {
    stage.server.rest.refuseSignIn = { code: "login_token_used", params: {} };
    await open("#token=a-token-of-the-CRM");
    await says("This sign-in has been used already");
    expect(await stage.page.getByLabel("Organisation").isVisible()).toBe(true);
    expect(stage.page.url()).toBe(`${stage.server.url}/#/`);
  });
});

describe("the organisation's own sign-in service", () => {
  it("has a button once the organisation is known, and its refusal is told in words", async () => {
    stage.server.rest.signedIn = false;
    await open("#refused=not_known_here");
    await says("The sign-in service knows you, but you have no access here.");
    expect(stage.page.url()).toBe(`${stage.server.url}/#/`);
    await stage.page.getByLabel("Organisation").fill("Demo");
    const button = stage.page.getByRole("link", { name: "Sign in with City login" });
    await button.waitFor();
    expect(await button.getAttribute("href")).toBe("/api/v1/session/service/start?organisation=demo");
  });

  it("is set and removed by the admin, and a mistake is told at its field", async () => {
    await open("#/admin/sign-in");
    const field = (name: string) => stage.page.getByLabel(name, { exact: true });
    await field("Name of the service").fill("City login");
    await field("Issuer").fill("login.example.org");
    await field("Client id").fill("belfry");
    await field("Client secret").fill("a secret");
    const add = stage.page.getByRole("button", { name: "Add" });
    await add.click();
    await says("This is not right.");
    await field("Issuer").fill("https://login.example.org");
    await add.click();
    await says("Saved: people can sign in with it now.");
    await stage.page.getByRole("button", { name: "Do without the service" }).click();
    await stage.page.getByRole("button", { name: "Remove now" }).click();
    await says("The service is removed.");
    expect(await field("Issuer").inputValue()).toBe("");
  });
});

describe("API keys", () => {
  it("are shown once when they are made, and revoked after a second question", async () => {
    await open("#/admin/api-keys");
    await stage.page.getByRole("button", { name: "Make a key" }).click();
    await says("Fill this in.");
    await stage.page.getByLabel("Name of the program").fill("Finance");
    await stage.page.getByRole("button", { name: "Make a key" }).click();
    await says("belfry_key_rehearsal");
    await stage.page.getByRole("button", { name: "Revoke: Finance" }).click();
    await stage.page.getByRole("button", { name: "Revoke now" }).click();
    await says("Finance is revoked.");
    expect(await stage.page.getByText("belfry_key_rehearsal").count()).toBe(0);
    expect(await stage.page.getByRole("button", { name: "Revoke: Finance" }).count()).toBe(0);
    expect(await stage.page.getByRole("button", { name: "Revoke: CRM" }).count()).toBe(1);
  });
});
