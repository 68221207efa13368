import type { PhoneState } from "@belfry/phone";
import { RENEWALS } from "./campaign-data.ts";
import { annaView, callOf, SCENES, type SceneName } from "./scenes.ts";
import type { Stage } from "./stage.ts";

export interface Looks {
  readonly language: string;
  readonly scheme: "light" | "dark";
}

export interface View {
  readonly name: string;
  show(stage: Stage, looks: Looks): Promise<void>;
}

/** Opens an address afresh, in the wanted language and colours. */
async function open(stage: Stage, address: string, looks: Looks): Promise<void> {
  const { page, server } = stage;
  await page.emulateMedia({ colorScheme: looks.scheme, reducedMotion: "reduce" });
  await page.goto("about:blank");
  await page.goto(`${server.url}/favicon.svg`);
  await page.evaluate((language) => localStorage.setItem("belfry.language", language), looks.language);
  await page.goto(`${server.url}/${address}`);
}

/** Plays a part of the phone's state; `page.evaluate` carries data only, so the part is given as data. */
export async function playPhone(stage: Stage, change: Partial<PhoneState>): Promise<void> {
  await stage.page.waitForFunction(() => Reflect.get(window, "scriptedPhone") !== undefined);
  await stage.page.evaluate(`window.scriptedPhone.play(${JSON.stringify(change)})`);
}

interface Act {
  readonly name?: string;
  play?(stage: Stage): Promise<void>;
}

function agent(scene: SceneName, act: Act = {}): View {
  return {
    name: act.name ?? `agent-${scene}`,
    show: async (stage, looks) => {
      stage.server.floor.me = SCENES[scene]();
      await open(stage, "#/phone", looks);
      await stage.page.waitForSelector(".column-phone .card");
      await act.play?.(stage);
    },
  };
}

/** The caller column, which on a narrow page is a tab of its own. */
function known(ready: string): Act {
  return {
    play: async ({ page }) => {
      const tab = page.locator(".bottom-tab").nth(1);
      if (await tab.isVisible()) await tab.click();
      await page.waitForSelector(ready);
    },
  };
}

/** A name, and one number that the organisation pays for. */
async function fillOrganisation(page: Stage["page"]): Promise<void> {
  await page.locator(".filters button").last().click();
  const field = (at: number) => page.locator('.side-panel form input:not([type="checkbox"])').nth(at);
  await field(0).fill("City of Example");
  await page.locator(".side-panel fieldset button").first().click();
  await page.locator(".paid-number input").first().fill("0800 555 0101");
  await page.locator(".paid-number select").selectOption("organisation");
  await page.locator(".side-panel fieldset:last-of-type input").first().fill("Ada de Boer");
}

async function choosePeople(page: Stage["page"]): Promise<void> {
  const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from("Gebruikersnaam;Naam\nolena;Олена\n") };
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.waitForSelector("fieldset.plain");
}

function pageAt(name: string, address: string, ready: string, then?: (stage: Stage) => Promise<void>): View {
  return {
    name,
    show: async (stage, looks) => {
      stage.server.floor.me = annaView({});
      await open(stage, address, looks);
      await stage.page.waitForSelector(ready);
      await then?.(stage);
    },
  };
}

export const QUALITY: NonNullable<PhoneState["quality"]> = {
  call: "call-1",
  leg: "call-1.2",
  at: 0,
  final: false,
  rttMs: 41,
  jitterMs: 4,
  lossPercent: 0.2,
  mos: 4.3,
  packetsSent: 4120,
  packetsReceived: 4098,
  codec: "opus",
  oneWay: null,
};

/** Every view of the desk, in the order of a working day. */
export const VIEWS: readonly View[] = [
  {
    name: "sign-in",
    show: async (stage, looks) => {
      stage.server.rest.signedIn = false;
      await open(stage, "", looks);
      await stage.page.waitForSelector("form");
      stage.server.rest.signedIn = true;
    },
  },
  agent("signedOut"),
  agent("available"),
  agent("noAnswer"),
  agent("offered"),
  agent("talking", {
    name: "agent-recording",
    play: async ({ server, page }) => {
      const call = callOf({ phase: "talking", answeredAt: Date.now() - 84_000, recording: "paused" });
      server.floor.show({ ...SCENES.talking(), call });
      await page.waitForSelector(".recording");
    },
  }),
  agent("talking", { play: (stage) => playPhone(stage, { quality: QUALITY }) }),
  agent("talking", {
    name: "agent-transfer",
    play: async ({ page }) => {
      await page.locator('.controls button[aria-expanded="false"]').last().click();
      await page.waitForSelector('[role="listbox"] [role="option"]');
    },
  }),
  agent("talking", {
    name: "agent-keypad",
    play: async ({ page }) => {
      await page.locator('.controls button[aria-expanded="false"]').first().click();
      await page.waitForSelector(".keypad");
    },
  }),
  agent("held"),
  agent("verifiedOffered", known(".identity-facts")),
  agent("verified", known(".identity-facts")),
  agent("verifiedSoon", known(".identity-soon")),
  agent("verifiedDemo", known(".identity-facts")),
  agent("forgotten", known(".identity")),
  agent("notVerified", known(".identity")),
  agent("reconnecting"),
  agent("consult"),
  agent("conference"),
  agent("supervised"),
  agent("supervising"),
  agent("wrapUp"),
  agent("preview"),
  agent("campaignCall"),
  agent("wrapUp", {
    name: "agent-call-back",
    play: async ({ page }) => {
      await page.locator('[role="radio"]').last().click();
      await page.waitForSelector('input[type="datetime-local"]');
    },
  }),
  pageAt("calls", "#/calls", ".table-box, .box"),
  pageAt("call-detail", "#/calls/call-21", ".timeline"),
  pageAt("live", "#/live", ".table-box"),
  pageAt("live-menu", "#/live", ".table-box", async ({ page }) => {
    await page.locator("tr", { hasText: "Chloé" }).locator(".row-actions button").click();
    await page.waitForSelector('[role="menuitem"]');
  }),
  ...[
    "people",
    "extensions",
    "queues",
    "numbers",
    "pauses",
    "call-codes",
    "campaigns",
    "do-not-call",
    "trunks",
    "prompts",
    "api-keys",
  ].map((section) => pageAt(`admin-${section}`, `#/admin/${section}`, ".box, .empty")),
  pageAt("admin-queue-form", "#/admin/queues", ".box", async ({ page }) => {
    await page.locator(".row-button").first().click();
    await page.waitForSelector(".side-panel form");
  }),
  ...["purposes", "providers"].map((part) =>
    pageAt(`admin-verified-${part}`, `#/admin/verified-calling/${part}`, ".box"),
  ),
  pageAt("admin-verified-settings", "#/admin/verified-calling/settings", "form"),
  pageAt("admin-verified-receipts", "#/admin/verified-calling/receipts", ".box"),
  pageAt("admin-verified-purpose", "#/admin/verified-calling/purposes", ".box", async ({ page }) => {
    await page.locator(".row-button").first().click();
    await page.waitForSelector(".preview .preview-card");
    await page.waitForSelector(".snippet");
  }),
  pageAt("admin-verified-provider", "#/admin/verified-calling/providers", ".box", async ({ page }) => {
    await page.locator(".row-button").first().click();
    await page.locator(".side-panel .section button").first().click();
    await page.waitForSelector(".side-panel .badge");
  }),
  pageAt("admin-verified-origins-wrong", "#/admin/verified-calling/settings", "form", async ({ page }) => {
    await page
      .locator("form textarea:visible")
      .first()
      .fill("www.city.example\nhttps://city.example/permits\nhttps://*.city.example");
    await page.locator('form button[type="submit"]').click();
    await page.waitForSelector('textarea[aria-invalid="true"]');
  }),
  pageAt("admin-verified-purpose-new", "#/admin/verified-calling/purposes", ".box", async ({ page }) => {
    await page.locator(".filters button").last().click();
    await page.locator('.side-panel button[type="submit"]').click();
    await page.waitForSelector('.side-panel [aria-invalid="true"]');
  }),
  pageAt("admin-verified-provider-new", "#/admin/verified-calling/providers", ".box", async ({ page }) => {
    await page.locator(".filters button").last().click();
    await page.locator(".side-panel select").first().selectOption("oidc");
    await page.locator('.side-panel button[type="submit"]').click();
    await page.waitForSelector('.side-panel [aria-invalid="true"]');
  }),
  pageAt("admin-campaign-form", "#/admin/campaigns", ".box", async ({ page }) => {
    await page.locator(".row-button").first().click();
    await page.waitForSelector(".side-panel form");
  }),
  pageAt("admin-campaign", `#/admin/campaigns/${RENEWALS.id}`, ".rows"),
  pageAt("admin-campaign-upload", `#/admin/campaigns/${RENEWALS.id}`, ".rows", async ({ page }) => {
    const file = { name: "permits.csv", mimeType: "text/csv", buffer: Buffer.from("Telefoon\n020 555 0101\n") };
    await page.locator('input[type="file"]').setInputFiles(file);
    await page.waitForSelector("fieldset.plain");
  }),
  pageAt("state-menu", "#/phone", ".state-button", async ({ page }) => {
    await page.locator(".state-button").click();
    await page.waitForSelector('[role="menuitem"]');
  }),
  pageAt("account-menu", "#/live", ".account", async ({ page }) => {
    await page.locator(".account").click();
    await page.waitForSelector('[role="dialog"] select');
  }),
  pageAt("admin-person-form", "#/admin/people", ".box", async ({ page }) => {
    await page.locator(".row-button").first().click();
    await page.waitForSelector(".side-panel form");
  }),
  pageAt("admin-trunk-form", "#/admin/trunks", ".box, .empty", async ({ page }) => {
    await page.locator(".filters button").last().click();
    await page.waitForSelector(".side-panel form");
  }),
  pageAt("admin-sign-in", "#/admin/sign-in", "form"),
  pageAt("admin-outgoing", "#/admin/outgoing", "form", async ({ page }) => {
    await page.locator("#try-number ~ form input").fill("0900 1234");
    await page.locator("#try-number ~ form button").click();
    await page.waitForSelector("#try-number ~ form strong");
  }),
  pageAt("admin-organisation", "#/admin/organisation", "form"),
  pageAt("organisations", "#/organisations", ".box"),
  pageAt("people-file", "#/admin/people/file", ".form select", async ({ page }) => {
    await choosePeople(page);
  }),
  pageAt("people-file-leaving", "#/admin/people/file", ".form select", async ({ page }) => {
    await page.locator(".form select").first().selectOption("deactivate");
    await choosePeople(page);
    await page.locator(".mantine-Alert-root").scrollIntoViewIfNeeded();
  }),
  pageAt("people-file-done", "#/admin/people/file", ".form select", async ({ page }) => {
    await page.locator(".form select").first().selectOption("deactivate");
    await choosePeople(page);
    await page.locator('section[aria-labelledby="people-preview"] > button').click();
    await page.waitForSelector(".hint");
  }),
  pageAt("organisation-new", "#/organisations", ".box", async ({ page }) => {
    await fillOrganisation(page);
  }),
  pageAt("organisation-made", "#/organisations", ".box", async ({ page }) => {
    await fillOrganisation(page);
    await page.locator('.side-panel button[type="submit"]').click();
    await page.waitForSelector(".facts");
  }),
  pageAt("organisation-one", "#/organisations", ".box", async ({ page }) => {
    await page.locator(".row-button").first().click();
    await page.waitForSelector(".facts");
  }),
  pageAt("sessions", "#/sessions", ".rows"),
  pageAt("audio", "#/audio", "select"),
];
