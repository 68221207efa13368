import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { API, type ButtonCode, buttonCode, PUBLIC_API, visitStarted } from "@belfry/contracts";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { TestBrowser } from "../../harness/browser.ts";
import { Cable } from "../../harness/cable.ts";
import { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, hearsMusic } from "../../harness/hearing.ts";
import { IrmaServer } from "../../harness/irma/server.ts";
import { PERSON, Wallet } from "../../harness/irma/wallet.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { decodeRecording, quartersWith } from "../../harness/recorded-sound.ts";
import { HERTZ, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";
import { askForProof } from "../../harness/visitor.ts";

const scene = Scene.open();
const VISITOR_HERTZ = 900;
let irma: IrmaServer;
let admin: PageProgram;
let browser: TestBrowser;
let code: ButtonCode;
/** The city's website: what its pages answer with. */
let site: Server;
let origin = "";
let features = "";
/** The visitors' way to Belfry. */
let cable: Cable;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  irma = await IrmaServer.start();
  admin = await PageProgram.demo(scene.stack, "admin");
  await askForProof(admin, irma, { name: "page" });
  cable = await Cable.lay(scene.stack.origin);
  browser = await TestBrowser.open(VISITOR_HERTZ);
  site = createServer((_, answer) => {
    const policy = [
      "default-src 'none'",
      ...code.policy.map(({ directive, sources }) => `${directive} ${sources.join(" ")}`),
    ].join("; ");
    answer.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": here(policy),
      ...(features === "" ? {} : { "permissions-policy": features }),
    });
    answer.end(`<!doctype html><html lang="en"><title>Permits</title><main>${here(code.html)}</main></html>`);
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const address = site.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  origin = `http://127.0.0.1:${address.port}`;
  const { value: settings } = await admin.ask("GET", API.verifiedCalling);
  await admin.ask("PUT", API.verifiedCalling, { ...Object(settings), origins: [origin] });
  const { value: purposes } = await admin.ask("GET", API.purposes);
  const id = Array.isArray(purposes) ? purposes.find(({ name }) => name === "page")?.id : null;
  code = buttonCode.parse((await admin.ask("GET", `${API.purposes}/${id}/button?language=en`)).value);
}, 60_000);
afterEach(async () => {
  features = "";
  for (const one of open.splice(0)) await one.close();
});
afterAll(async () => {
  await browser?.close();
  await cable?.close();
  await irma?.close();
  site?.close();
});

/** What the admin is given to paste, as it reaches Belfry from here. */
const here = (text: string) =>
  text
    .replaceAll(scene.stack.origin, cable.origin)
    .replaceAll(scene.stack.origin.replace("http", "ws"), cable.origin.replace("http", "ws"));
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** A visitor on the city's page who has shown who they are, and may call now. */
async function disclosed(): Promise<{ context: BrowserContext; page: Page; visitor: DeskPage }> {
  const context = await browser.context();
  open.push(context);
  const page = await context.newPage();
  const visitor = new DeskPage(context, page, VISITOR_HERTZ);
  await page.goto(origin);
  await button(page, "Call us and show who you are").click();
  const began = page.waitForResponse(
    (one) => one.url().endsWith(PUBLIC_API.visits) && one.request().method() === "POST",
  );
  await button(page, "Continue").click();
  const { presentation } = visitStarted.parse(await (await began).json());
  if (presentation.kind !== "wallet") throw new Error("no wallet is asked for");
  const wallet = await Wallet.scan(presentation.qr);
  await page.getByRole("textbox", { name: "Code in your wallet app" }).fill(wallet.pairingCode ?? "");
  await page.keyboard.press("Enter");
  await wallet.disclose();
  await page.getByRole("heading", { name: "You can call now" }).waitFor();
  return { context, page, visitor };
}

/** The visitor calls from the page; Anna answers, and knows who it is although nobody typed a code. */
async function conversation() {
  const anna = await scene.available("anna");
  const { page, visitor } = await disclosed();
  const connected = page.waitForEvent("websocket");
  await button(page, "Call in this page").click();
  const pass = new URL((await connected).url()).searchParams.get("visit") ?? "no pass";
  await anna.answer();
  await page.getByText("You are on the phone in this page.").first().waitFor();
  await heardBothWays(visitor, anna);
  return { anna, page, visitor, pass };
}

/** What the API tells this agent of whoever calls them. */
async function knownTo(login: string): Promise<string> {
  const agent = await PageProgram.demo(scene.stack, login);
  const socket = await agent.socket();
  try {
    const call = await until(
      "the agent has a call",
      () => /"call":\{"id":"([^"]+)"/.exec(socket.heard.join())?.[1] ?? null,
    );
    return JSON.stringify((await agent.ask("GET", `/api/v1/calls/${call}/identity`)).value);
  } finally {
    socket.close();
  }
}

/** How the last call ended, as the history has it. */
async function lastOutcome(): Promise<string | null> {
  const { value } = await admin.ask("GET", `${API.calls}?scope=all&limit=1`);
  return Object(value).items?.[0]?.outcome ?? null;
}

describe("a call from a visitor's page", () => {
  it("reaches the agent as verified without any code, both ways, through hold, until the visitor hangs up", async () => {
    const { anna, page, visitor, pass } = await conversation();
    expect(await knownTo("anna")).toContain(PERSON["irma-demo.gemeente.personalData.fullname"]);
    await anna.shows("Calls from the website");
    await page
      .getByRole("timer")
      .filter({ hasText: /^0:\d\d$/ })
      .waitFor();
    await page.getByRole("combobox", { name: "Microphone" }).selectOption({ index: 1 });
    await heardBothWays(visitor, anna);
    await anna.button("Hold").click();
    await hearsMusic(visitor);
    await anna.button("Take off hold").click();
    await heardBothWays(visitor, anna);
    expect(await scene.stack.leaks([pass, PERSON["irma-demo.gemeente.personalData.fullname"] ?? ""])).toEqual([]);
    await button(page, "Hang up").click();
    await page.getByRole("heading", { name: "The call is over" }).waitFor();
    await anna.inState("Wrap-up");
    await until("the history has the call", async () => (await lastOutcome()) === "answered");
    await anna.finishWrapUp();
  });

  it("is recorded as any call, each side apart", async () => {
    await scene.queueSetting("Permits", { recording: "on", recordingAnnounced: false });
    const { anna, page } = await conversation();
    await until("both are recorded", async () => {
      const { value } = await admin.ask("GET", `${API.calls}?scope=all&limit=1`);
      const answer = await (await scene.admin()).recording(Object(value).items?.[0]?.id);
      if (!answer.ok) return false;
      const { agent, caller } = await decodeRecording(new Uint8Array(await answer.arrayBuffer()));
      const strange = quartersWith(agent, VISITOR_HERTZ) + quartersWith(caller, HERTZ.anna);
      return strange === 0 && Math.min(quartersWith(agent, HERTZ.anna), quartersWith(caller, VISITOR_HERTZ)) >= 2;
    });
    await button(page, "Hang up").click();
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
  });

  it("ends in the page when the agent hangs up, and cannot be made again", async () => {
    const { anna, page } = await conversation();
    await anna.button("Hang up").click();
    await button(page, "Hang up").waitFor({ state: "hidden" });
    await page.getByRole("heading", { name: "The call is over" }).waitFor();
    expect(await button(page, "Call in this page").count()).toBe(0);
    await anna.finishWrapUp();
  });

  it("without a microphone falls back to number and code, which work", async () => {
    features = "microphone=()";
    const { page } = await disclosed();
    await button(page, "Call in this page").click();
    await page.getByText("This page may not use your microphone. Call the number instead.").first().waitFor();
    await page.getByRole("heading", { name: "You can call now" }).waitFor();
    expect(await page.getByRole("link", { name: /call/i }).first().getAttribute("href")).toMatch(/^tel:\+31201230001/);
  });

  it("without a way to the server falls back to number and code", async () => {
    const { page } = await disclosed();
    cable.cut("/sip");
    await button(page, "Call in this page").click();
    await page.getByText("The call did not come about. Call the number instead.").first().waitFor();
    await page.getByRole("heading", { name: "You can call now" }).waitFor();
    cable.mend("/sip");
    await button(page, "Call in this page").click();
    const anna = await scene.available("anna");
    await anna.answer();
    await anna.button("Hang up").click();
    await anna.finishWrapUp();
  });

  it("whose connection is cut ends at the agent, and the history says why", async () => {
    const { anna, page } = await conversation();
    cable.cut("/sip");
    await page.getByText("The connection was lost. Call the number instead.").first().waitFor();
    await anna.inState("Wrap-up");
    await until("the history says why", async () => (await lastOutcome()) === "networkFailed");
    cable.mend("/sip");
    await anna.finishWrapUp();
  });
});
