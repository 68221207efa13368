import type { EndpointCall, EndpointOptions } from "@belfry/caller";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type CrmPage, CrmSite } from "../../harness/crm-program.ts";
import { heardBothWays, says } from "../../harness/hearing.ts";
import { freePort } from "../../harness/ports.ts";
import { HERTZ, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const port = await freePort();
const scene = Scene.open({ BELFRY_CRM_ORIGINS: `http://127.0.0.1:${port}` });
let site: CrmSite;
const pages: CrmPage[] = [];

beforeAll(async () => {
  site = await CrmSite.open(port);
}, 60_000);
afterEach(async () => {
  for (const page of pages.splice(0)) {
    await page.emit({ type: "logout" });
    await page.inState("LOGOUT").catch(() => {});
    await page.close();
  }
});
afterAll(() => site.close());

const PERSON = "+31205550201";
const BUSY = "+31205550202";
const SILENT = "+31205550203";
const NOBODY = "+31205550204";
const UNWILLING = "+31205550205";
const LATER = "+31205550206";

type SipRequest = Parameters<NonNullable<EndpointOptions["onCall"]>>[1];

/** The telephones of the contacts behind one trunk: what each does is in its number. */
async function telephones() {
  const dialled: string[] = [];
  const answered: EndpointCall[] = [];
  const numberIn = ({ uri }: SipRequest) => ("user" in uri ? (uri.user ?? "") : "").replace(/^\+?/, "+");
  const onCall = (call: EndpointCall, request: SipRequest) => {
    const number = numberIn(request);
    dialled.push(number);
    if (number === BUSY) return call.reject(486);
    if (number === NOBODY) return call.reject(404);
    call.ring();
    if (number === SILENT) return;
    says(call, HERTZ.outside);
    call.accept();
    answered.push(call);
  };
  const endpoint = await scene.endpoint({ onCall });
  onTestFinished(await (await scene.admin()).outboundTrunk(endpoint.port));
  return { dialled, next: () => until("somebody answers", () => answered.shift() ?? null) };
}

const FILE = [
  "Telefoon;Naam;Klantnummer",
  "020 555 0202;Bram Busy;K-2",
  "020 555 0204;Nina Nobody;K-4",
  "hello;Wrong;K-0",
  "020 555 0203;Sil Silent;K-3",
  "020 555 0205;Una Unwilling;K-5",
  "020 555 0201;Jan de Vries;K-1",
  "+31 20 555 0201;Jan again;K-9",
].join("\r\n");

describe("automatic calls", () => {
  it("reach who answers: uploaded by an admin, talked with by an agent, with the card, and an outcome for each", {
    timeout: 180_000,
  }, async () => {
    const phones = await telephones();
    const admin = await scene.admin();
    await admin.doNotCall(UNWILLING);
    const cardLink = "https://crm.example/card?id={id}";
    const campaign = await admin.campaign("Permits", { mode: "progressive", ringSeconds: 10, cardLink });
    onTestFinished(() => admin.removeCampaign(campaign.id));

    const boss = await scene.desk("bram");
    await boss.signIn(scene.stack, "admin");
    await boss
      .button("My account")
      .or(boss.page.getByRole("heading", { level: 1 }))
      .first()
      .waitFor();
    await boss.page.goto(`${scene.stack.origin}/#/admin/campaigns/${campaign.id}`);
    const file = { name: "permits.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) };
    await boss.page.locator('input[type="file"]').setInputFiles(file);
    await boss.shows("4 of 7 rows can be added.");
    for (const problem of ["not a telephone number", "same number stands above", "on the do-not-call list"])
      await boss.shows(new RegExp(problem));
    const download = boss.page.waitForEvent("download");
    await boss.button("Download the report (CSV)").click();
    expect((await download).suggestedFilename()).toBe("report.csv");
    await boss.button("Add 4 contacts").click();
    await boss.shows("4 contacts of permits.csv are in the campaign. 3 rows were left out.");

    const anna = await scene.available("anna");
    const automatic = anna.page.getByRole("switch", { name: "Automatic calls" });
    await automatic.click();
    await until("they are on", () => automatic.isChecked());
    const begun = Date.now();
    await boss.button(`Start ${campaign.name}`).click();
    const call = await phones.next();
    await heardBothWays(call, anna);
    await anna.shows("Jan de Vries");
    const card = anna.page.getByRole("link", { name: "Open the card" }).first();
    expect(await card.getAttribute("href")).toBe("https://crm.example/card?id=K-1");
    call.hangUp();
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    await anna.inState("Available");

    const outcomes = await until("each contact has its outcome", async () => {
      const found = await admin.contacts(campaign.id);
      return [...found.values()].every(({ outcome }) => outcome !== null) ? found : null;
    });
    expect(phones.dialled).toEqual([BUSY, NOBODY, SILENT, PERSON]);
    const MINUTE = 60_000;
    const after = (number: string) => Math.floor(((outcomes.get(number)?.dueAt ?? 0) - begun) / MINUTE);
    expect(outcomes.get(BUSY)).toMatchObject({ state: "due", outcome: "busy", attempts: 1 });
    expect(after(BUSY)).toBe(15);
    expect(outcomes.get(SILENT)).toMatchObject({ state: "due", outcome: "noAnswer" });
    expect(after(SILENT)).toBe(120);
    expect(outcomes.get(NOBODY)).toMatchObject({ state: "finished", outcome: "invalidNumber" });
    expect(outcomes.get(PERSON)).toMatchObject({ state: "finished", outcome: "answered" });
    expect(outcomes.has(UNWILLING)).toBe(false);

    // Stopped, it calls nobody; started again, it calls who came meanwhile.
    await boss.button(`Stop ${campaign.name}`).click();
    await until("the dialler stands", async () => (await admin.progress(campaign.id)).live?.blockedBy === "stopped");
    await admin.addContacts(campaign.id, [{ number: LATER, name: "Lea Later" }]);
    // By the keys, as somebody who does not see the page would.
    for (const on of [false, true]) {
      await anna.page.keyboard.press("Control+Alt+KeyK");
      await until(`they are ${on ? "on" : "off"}`, async () => (await automatic.isChecked()) === on);
    }
    expect((await admin.contacts(campaign.id)).get(LATER)).toMatchObject({ state: "due", attempts: 0 });
    expect(phones.dialled).not.toContain(LATER);
    await boss.button(`Start ${campaign.name}`).click();
    const later = await phones.next();
    await heardBothWays(later, anna);
    await anna.shows("Lea Later");
    await anna.button("Hang up").click();
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    expect(phones.dialled).toEqual([BUSY, NOBODY, SILENT, PERSON, LATER]);
  });

  it("show an agent the contact first, who is skipped, or called, and called again when the agent says so", {
    timeout: 120_000,
  }, async () => {
    const phones = await telephones();
    const admin = await scene.admin();
    const again = "Wants to be called again";
    await scene.queueSetting("Permits", { callCodes: [await admin.callBackCode(again)] });
    const campaign = await admin.campaign("Permits", { mode: "preview" });
    onTestFinished(() => admin.removeCampaign(campaign.id));
    await admin.addContacts(campaign.id, [
      { number: LATER, name: "Lea Later" },
      { number: PERSON, name: "Jan de Vries" },
    ]);
    const anna = await scene.available("anna");
    await anna.page.getByRole("switch", { name: "Automatic calls" }).click();
    await admin.runCampaign(campaign.id, true);
    const shown = (name: string) => anna.page.getByRole("region", { name: "Next contact" }).getByText(name).waitFor();
    await shown("Lea Later");
    await anna.button("Skip").click();
    await shown("Jan de Vries");
    await anna.button("Call").click();
    const call = await phones.next();
    await heardBothWays(call, anna);
    call.hangUp();
    await anna.inState("Wrap-up");
    await anna.page.getByRole("radio", { name: again }).click();
    await anna.page.getByLabel("Call back at").fill("2031-05-06T10:15");
    await anna.button("Finish").click();
    const promised = new Date("2031-05-06T10:15").getTime();
    await until("the contact is due when the agent said, for the same agent", async () => {
      const contact = (await admin.contacts(campaign.id)).get(PERSON);
      return contact?.state === "due" && contact.dueAt === promised && contact.agent !== null;
    });
    expect((await admin.contacts(campaign.id)).get(LATER)).toMatchObject({ outcome: "skipped", attempts: 1 });
    expect(phones.dialled).toEqual([PERSON]);
  });

  it("come to a CRM's page that switches them on by the Mediatel protocol, with the card to raise", {
    timeout: 120_000,
  }, async () => {
    const phones = await telephones();
    const admin = await scene.admin();
    const campaign = await admin.campaign("Permits", { mode: "progressive" });
    onTestFinished(() => admin.removeCampaign(campaign.id));
    await admin.addContacts(campaign.id, [{ number: PERSON, cardLink: "https://crm.example/clients/17" }]);
    await admin.runCampaign(campaign.id, true);

    const crm = await site.page(await scene.browser("anna"));
    pages.push(crm);
    await crm.connect(scene.stack.origin);
    await crm.inState("LOGOUT");
    const password = (await scene.stack.signIns()).get("anna") ?? "";
    await crm.emit({ type: "login", user: "anna@demo", password, extension: "3001" });
    await crm.shows(
      "a phone that is ready",
      ({ phoneProblem, state }) => state === "STATE_IDLE" && phoneProblem === null,
    );
    expect(phones.dialled).toEqual([]);
    await crm.emit({ type: "predictive" });
    const call = await phones.next();
    const active = await crm.inState("CALL_ACTIVE");
    expect(active).toMatchObject({
      predictiveStatus: "1",
      crmConnectTarget: "https://crm.example/clients/17",
      ani: PERSON,
    });
    await heardBothWays(call, crm.sound);
    call.hangUp();
    const { crmConnectTarget, availableCallCodes } = await crm.inState("CLERICAL");
    expect(crmConnectTarget).toBe("https://crm.example/clients/17");
    await crm.emit({ type: "predictive" });
    await crm.emit({ type: "resolutionSet", id: availableCallCodes[0]?.ID });
    expect(await crm.inState("IDLE")).toMatchObject({ predictiveStatus: "0", crmConnectTarget: "" });
  });
});
