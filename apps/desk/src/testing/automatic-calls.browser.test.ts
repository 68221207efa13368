import type { AgentView } from "@belfry/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { instantOf } from "../agent/local-minute.ts";
import { rehearsalBuild } from "./rehearsal-build.ts";
import { annaView, IDS, SCENES } from "./scenes.ts";
import { openStage, type Stage } from "./stage.ts";
import { VIEWS } from "./views.ts";

let stage: Stage;
let page: Page;

beforeAll(async () => {
  await rehearsalBuild();
  stage = await openStage();
  page = stage.page;
});
afterAll(async () => {
  await stage?.close();
});
beforeEach(async () => {
  stage.server.floor.commands.length = 0;
  await page.setViewportSize({ width: 1280, height: 800 });
});

async function show(name: string): Promise<void> {
  const view = VIEWS.find((one) => one.name === name);
  if (view === undefined) throw new Error(`there is no view ${name}`);
  await view.show(stage, { language: "en", scheme: "light" });
}
const said = () => page.getByTestId("announce-polite");
const asked = () => stage.server.floor.commands;
/** Commands travel; a page has sent all of them once the floor has this many. */
async function commands(count: number) {
  await expect.poll(() => asked().length).toBe(count);
  return asked();
}

describe("automatic calls", () => {
  it("are switched by the switch and by its keys, and what they are now is announced", async () => {
    await show("agent-available");
    const automatic = page.getByRole("switch", { name: "Automatic calls" });
    await automatic.click();
    expect(await commands(1)).toEqual([{ type: "setAutoCalls", on: true }]);
    stage.server.floor.show(annaView({ autoCalls: true }));
    await said().getByText("Automatic calls are on.").waitFor();
    expect(await automatic.isChecked()).toBe(true);
    await page.keyboard.press("Control+Alt+KeyK");
    expect((await commands(2))[1]).toEqual({ type: "setAutoCalls", on: false });
  });

  it("show the next contact, who is called or skipped by buttons and keys", async () => {
    await show("agent-available");
    stage.server.floor.scene("preview");
    await said().getByText("Next contact: Chloé Lefèvre. Call or skip.").waitFor();
    const next = page.getByRole("region", { name: "Next contact" });
    await next.getByText("020 555 0101 · Renewal of parking permits").waitFor();
    expect(await next.getByRole("link", { name: "Open the card" }).getAttribute("href")).toContain("crm.example/card");
    await next.getByRole("button", { name: "Skip" }).click();
    await page.keyboard.press("Control+Alt+KeyX");
    await page.keyboard.press("Control+Alt+KeyA");
    const told = await commands(3);
    expect(told.map(({ type }) => type)).toEqual(["skipContact", "skipContact", "callContact"]);
    // Each names whom it is for: the second press must not skip somebody who came after the first.
    const shown = SCENES.preview().preview?.contact.id;
    expect(told.every((each) => "contact" in each && each.contact === shown)).toBe(true);
  });
});

describe("a code that asks when to call back", () => {
  it("is kept with its time, and not before there is one", async () => {
    await show("agent-wrapUp");
    await page.getByRole("radio", { name: "Wants to be called again" }).click();
    const at = page.getByLabel("Call back at");
    await at.fill("2031-05-06T10:15");
    await page.getByRole("textbox", { name: "Note" }).focus();
    const kept = { type: "setCallCode", code: IDS.again, note: "", callBackAt: instantOf("2031-05-06T10:15") };
    expect(await commands(1)).toEqual([kept]);
    await page.getByRole("button", { name: "Finish" }).click();
    expect((await commands(3)).slice(1)).toEqual([kept, { type: "finishWrapUp" }]);
  });
});

describe("the card of a contact", () => {
  const contact = (id: string): AgentView => {
    const view = SCENES.preview();
    const cardLink = `${stage.server.url}/favicon.svg?card=${id}`;
    return {
      ...view,
      preview: view.preview && { ...view.preview, contact: { ...view.preview.contact, id, cardLink } },
    };
  };
  const cards = () => stage.context.pages().filter((one) => one.url().includes("card="));

  it("opens by itself only where the agent wants that, and all of them in one window", async () => {
    await show("agent-available");
    await page.evaluate(() => localStorage.removeItem("belfry.raiseCards"));
    stage.server.floor.show(contact("1"));
    await page.getByRole("region", { name: "Next contact" }).waitFor();
    expect(cards()).toEqual([]);
    await show("audio");
    await page.getByRole("switch", { name: "Open the card by itself with a call of a campaign" }).click();
    for (const id of ["2", "3"]) {
      stage.server.floor.show(contact(id));
      await expect.poll(() => cards().map((one) => one.url().split("card=")[1])).toEqual([id]);
    }
    for (const card of cards()) await card.close();
  });

  it("is pointed at where the browser did not let it open", async () => {
    await show("agent-available");
    await page.evaluate(() => localStorage.setItem("belfry.raiseCards", "on"));
    await page.evaluate(() => Reflect.set(window, "open", () => null));
    stage.server.floor.show(contact("4"));
    await page.getByText("Your browser did not let the card open by itself.").waitFor();
    await page.evaluate(() => localStorage.removeItem("belfry.raiseCards"));
  });
});

describe("contacts from a file", () => {
  it("are looked at, and added when asked", async () => {
    await show("admin-campaign-upload");
    await page.getByText("4,197 of 4,200 rows can be added.").waitFor();
    await page.getByText("This is not a telephone number.").waitFor();
    await page.getByRole("button", { name: "Add 4,197 contacts" }).click();
    await page.getByText("4,197 contacts of permits.csv are in the campaign. 3 rows were left out.").waitFor();
  });
});
