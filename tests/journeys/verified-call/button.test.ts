import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { API, type ButtonCode, buttonCode, PUBLIC_API, visitStarted } from "@belfry/contracts";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { TestBrowser } from "../../harness/browser.ts";
import { heardBothWays, hearsSpeech } from "../../harness/hearing.ts";
import { IrmaServer } from "../../harness/irma/server.ts";
import { PERSON, Wallet } from "../../harness/irma/wallet.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { Scene } from "../../harness/scene.ts";
import { PATIENCE } from "../../harness/until.ts";
import { askForProof } from "../../harness/visitor.ts";

const scene = Scene.open({ BELFRY_IDENTITY_TARGETS: "127.0.0.1" });
const NAME = "irma-demo.gemeente.personalData.fullname";
const NUMBER = "tel:+31201230001";
let irma: IrmaServer;
let admin: PageProgram;
let browser: TestBrowser;
let code: ButtonCode;
let site: Server;
let origin = "";
/** What the city's page holds, and under which policy: as the admin is given both to paste. */
let html = "";
let policy = "";
const open: BrowserContext[] = [];

beforeAll(async () => {
  irma = await IrmaServer.start();
  admin = await PageProgram.demo(scene.stack, "admin");
  await askForProof(admin, irma, { name: "button" });
  browser = await TestBrowser.open(900);
  site = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    answer.end(`<!doctype html><html lang="en"><title>Permits</title><main>${html}</main></html>`);
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const address = site.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  origin = `http://127.0.0.1:${address.port}`;
  await allow(origin);
  const { value: purposes } = await admin.ask("GET", API.purposes);
  const id = Array.isArray(purposes) ? purposes.find(({ name }) => name === "button")?.id : null;
  code = buttonCode.parse((await admin.ask("GET", `${API.purposes}/${id}/button?language=en`)).value);
  asGiven();
}, 60_000);
afterEach(async () => {
  asGiven();
  for (const one of open.splice(0)) await one.close();
});
afterAll(async () => {
  await browser?.close();
  await irma?.close();
  site?.close();
});

function asGiven(): void {
  html = code.html;
  policy = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    ...code.policy.map(({ directive, sources }) => `${directive} ${sources.join(" ")}`),
  ].join("; ");
}

async function allow(website: string): Promise<void> {
  const { value: settings } = await admin.ask("GET", API.verifiedCalling);
  await admin.ask("PUT", API.verifiedCalling, { ...Object(settings), origins: [website] });
}

async function visit(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.context();
  open.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(origin);
  return { page, complaints };
}

const title = (page: Page, name: string) => page.getByRole("heading", { name, level: 2 }).waitFor();

/** No button, and the page's own link calls. */
async function onlyTheNumber(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  const link = page.locator("belfry-call > p > a");
  await link.waitFor();
  expect(await link.getAttribute("href")).toBe(NUMBER);
  expect(await page.getByRole("button").count()).toBe(0);
}

describe("the button on a strict website of the organisation's", () => {
  it("leads by the keyboard alone from the page to the agent, who knows who calls", async () => {
    const { page, complaints } = await visit();
    await page.getByRole("button", { name: "Call us and show who you are" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await title(page, "Your permit");
    const began = page.waitForResponse(
      (one) => one.url().endsWith(PUBLIC_API.visits) && one.request().method() === "POST",
    );
    await page.getByRole("button", { name: "Continue" }).focus();
    await page.keyboard.press("Enter");
    const { presentation } = visitStarted.parse(await (await began).json());
    if (presentation.kind !== "wallet") throw new Error("no wallet is asked for");
    await title(page, "Scan the code with your wallet app");
    const wallet = await Wallet.scan(presentation.qr);
    await page.getByRole("textbox", { name: "Code in your wallet app" }).waitFor();
    await page.keyboard.type(wallet.pairingCode === "0000" ? "1111" : "0000");
    await page.keyboard.press("Enter");
    await page.getByText("This code is not right. Tries left: 2.").first().waitFor();
    await page.keyboard.type(wallet.pairingCode ?? "");
    await page.keyboard.press("Enter");
    await title(page, "Continue in your wallet app");
    await wallet.disclose();
    await title(page, "You can call now");
    const link = await page.getByRole("link", { name: "Call with this device" }).getAttribute("href");
    const [, number = "", digits = ""] = /^tel:(\+\d+),(\d{8})$/.exec(link ?? "") ?? [];
    // Read aloud one by one, in groups.
    await page.getByText(digits.replaceAll(/(\d)(\d)(?=\d)/g, "$1 $2, ").replace(/(\d)(\d)$/, "$1 $2")).waitFor({
      state: "attached",
    });

    const anna = await scene.available("anna");
    const caller = await scene.call(number);
    await caller.answered;
    await hearsSpeech(caller);
    caller.sendDigits(digits);
    await anna.answer();
    await heardBothWays(caller, anna);
    await title(page, "You are talking to an employee");
    await anna.shows(PERSON[NAME] ?? "");
    caller.hangUp();
    await title(page, "The call is over");
    await page.getByRole("button", { name: "Erase my data now" }).click();
    await page.getByRole("button", { name: "Yes, erase" }).click();
    await title(page, "Your data is erased");
    await page.getByText(/^Number of the receipt: \S+/).waitFor();
    // Only the refusal of the wrong code is told by the browser, as of every answer that is an error.
    expect(complaints.filter((one) => !/status of 400/.test(one))).toEqual([]);
    await anna.finishWrapUp();
  });
});

describe("the plain number", () => {
  it("is all there is on a website that the organisation does not name", async () => {
    await allow("https://elsewhere.example");
    try {
      await onlyTheNumber((await visit()).page);
    } finally {
      await allow(origin);
    }
  });

  it("is all there is when the script is not the one that the page names", async () => {
    html = code.html.replace(code.script.integrity, `sha384-${"A".repeat(64)}`);
    await onlyTheNumber((await visit()).page);
  });

  it("is all there is when the server is not there", async () => {
    html = code.html.replaceAll(scene.stack.origin, "http://127.0.0.1:9");
    await onlyTheNumber((await visit()).page);
  });
});

describe("the page for trying out", () => {
  it("shows the button of the demo organisation, plainly as a demonstration", async () => {
    const context = await browser.context({ locale: "nl-NL" });
    open.push(context);
    const page = await context.newPage();
    await page.goto(`${scene.stack.origin}/try`);
    await page.getByText("Dit is een demonstratie van Belfry.").waitFor();
    await page.getByRole("button", { name: "Bel ons en laat zien wie u bent" }).click();
    await title(page, "Bel over uw vergunning");
  });
});
