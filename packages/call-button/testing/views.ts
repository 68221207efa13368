import type { VisitView } from "@belfry/contracts";
import { CODE, OFFER } from "./belfry.ts";
import type { Stage } from "./stage.ts";

export interface View {
  readonly name: string;
  readonly device?: "phone";
  show(stage: Stage): Promise<void>;
}

const soon = () => Date.now() + 55 * 60_000;

export function disclosed(own: boolean): VisitView {
  const to = { ...OFFER.to, code: CODE, link: `tel:${OFFER.to.number},${CODE}`, fromPage: true };
  return { state: "disclosed", until: soon(), call: own ? to : null };
}

export async function press({ page }: Stage): Promise<void> {
  await page.locator("belfry-call button.main").first().click();
  await page.getByRole("dialog").waitFor();
}

export async function begin(stage: Stage): Promise<void> {
  await press(stage);
  await stage.page.locator("dialog .row button.main:visible").click();
  await stage.page.locator(".qr, a.button.main").first().waitFor();
}

/** A step that the server's word leads to. */
function step(name: string, view: () => VisitView, device?: "phone"): View {
  return {
    name,
    ...(device === undefined ? {} : { device }),
    async show(stage) {
      await begin(stage);
      await become(stage, view());
    },
  };
}

/** Waits until the page has taken it in. */
async function become({ page, belfry }: Stage, view: VisitView): Promise<void> {
  const title = await page.locator("dialog h2").textContent();
  belfry.become(view);
  await page.waitForFunction(
    (before) => document.querySelector("belfry-call")?.shadowRoot?.querySelector("h2")?.textContent !== before,
    title,
  );
}

const TWO = [...OFFER.providers, { id: "0b0d9b53-6f0a-4a2d-8b6e-0d7d3b6f0a12", kind: "oidc", name: "DigiD" }] as const;

export const VIEWS: readonly View[] = [
  {
    name: "button",
    show: async ({ page }) => page.locator("belfry-call button.main").waitFor(),
  },
  {
    name: "closed",
    async show(stage) {
      stage.belfry.offer = { ...OFFER, open: false, opensAt: Date.now() + 40 * 3_600_000 };
      await stage.reload();
      await stage.page.locator("belfry-call [part=closed]").waitFor();
    },
  },
  { name: "offer", show: press },
  {
    name: "providers",
    async show(stage) {
      stage.belfry.offer = { ...OFFER, providers: [...TWO], to: { ...OFFER.to, payer: "organisation" } };
      await stage.reload();
      await press(stage);
    },
  },
  { name: "scan", show: begin },
  { name: "open", device: "phone", show: begin },
  {
    name: "signin",
    async show(stage) {
      stage.belfry.presentation = "redirect";
      await begin(stage);
    },
  },
  step("pair", () => ({ state: "pairing", until: soon(), triesLeft: 3 })),
  {
    name: "pairwrong",
    async show(stage) {
      await begin(stage);
      await become(stage, { state: "pairing", until: soon(), triesLeft: 3 });
      await stage.page.getByRole("textbox").fill("1234");
      await stage.page.keyboard.press("Enter");
      await stage.page.locator("#pairing-error:not(:empty)").waitFor();
    },
  },
  {
    name: "goon",
    async show(stage) {
      await begin(stage);
      await become(stage, { state: "pairing", until: soon(), triesLeft: 3 });
      await stage.page.getByRole("textbox").fill(stage.belfry.pairingCode);
      await stage.page.keyboard.press("Enter");
      await stage.page.getByRole("textbox").waitFor({ state: "detached" });
    },
  },
  step("call", () => disclosed(true)),
  step("phonedials", () => disclosed(false), "phone"),
  step("calling", () => ({ state: "calling", until: soon() })),
  step("waiting", () => ({ state: "waiting", until: soon(), place: 3 })),
  step("connected", () => ({ state: "connected", until: soon(), since: Date.now() })),
  {
    name: "forgetask",
    async show(stage) {
      await begin(stage);
      await become(stage, { state: "ended", until: soon() });
      await stage.page.locator("dialog .stack .row button").last().click();
      await stage.page.locator("#forget-ask").waitFor();
    },
  },
  step("forgotten", () => ({ state: "forgotten", receipt: "2026-000123" })),
  step("failed", () => ({ state: "failed", why: "notPaired" })),
];
