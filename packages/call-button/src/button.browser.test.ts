import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seriousFindings } from "../testing/axe.ts";
import { CODE, OFFER } from "../testing/belfry.ts";
import { cityPage } from "../testing/site.ts";
import { openStage, type Stage } from "../testing/stage.ts";
import { begin, disclosed, press, VIEWS } from "../testing/views.ts";

const BUILT = join(import.meta.dirname, "../dist/hosted");
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => stage?.close());

const soon = () => Date.now() + 55 * 60_000;
const title = (words: string) => stage.page.getByRole("heading", { name: words, level: 2 }).waitFor();
const ready = () => stage.page.getByRole("button", { name: "Call us and show who you are" }).waitFor();
const plain = () => stage.page.locator("belfry-call > p > a");

/** The number that the page itself has is in sight and can be called, and there is no button. */
async function onlyThePlainNumber(): Promise<void> {
  await plain().waitFor();
  expect(await plain().getAttribute("href")).toBe(`tel:${OFFER.to.number}`);
  expect(await stage.page.getByRole("button").count()).toBe(0);
}

/** The element with focus, through shadow roots. */
function focused(): Promise<string> {
  return stage.page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.textContent ?? "";
  });
}

describe("the script", () => {
  it("is under 15 kB before the button is pressed, in one file, and names its parts by their hashes", async () => {
    const entry = await readFile(join(BUILT, "belfry-call.js"), "utf8");
    expect(gzipSync(entry).length).toBeLessThan(15_000);
    expect(entry).not.toMatch(/(^|;)import[ {"'`]/);
    await stage.open();
    await ready();
    expect(stage.belfry.asked.filter((one) => one.includes("/parts/"))).toEqual([]);
    await press(stage);
    expect(stage.belfry.asked.filter((one) => one.includes("/parts/visit-"))).toHaveLength(1);
  });
});

describe("on a strict site", () => {
  it("leads from the button to number and code by the keyboard alone, and follows the call to its end", async () => {
    stage.complaints.length = 0;
    await stage.open();
    await ready();
    const { page, belfry } = stage;
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await title(OFFER.title);
    expect(await focused()).toBe(OFFER.title);
    await page.keyboard.press("Tab");
    while ((await focused()) !== "Continue") await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await title("Scan the code with your wallet app");
    expect(belfry.requests).toEqual([
      {
        organisation: "example",
        purpose: "parking",
        language: "en",
        provider: OFFER.providers[0]?.id,
        device: "desktop",
      },
    ]);
    await page.getByRole("img", { name: "Code to scan with Yivi" }).waitFor();

    // The wallet's own client notices first; its code is compared by the server.
    belfry.wallet = "PAIRING";
    belfry.become({ state: "pairing", until: soon(), triesLeft: 3 });
    await page.getByRole("textbox", { name: "Code in your wallet app" }).waitFor();
    // The same complaint again is said again: screen readers say what has changed.
    const said = () => page.getByRole("status").evaluate((status) => status.textContent);
    await page.keyboard.type("12");
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: "Type the digits" }).waitFor({ state: "attached" });
    const first = await said();
    await page.keyboard.press("Enter");
    expect(await said()).not.toBe(first);
    expect((await said())?.trim()).toBe(first?.trim());
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("1234");
    await page.keyboard.press("Enter");
    await page.getByText("This code is not right. Tries left: 2.").first().waitFor();
    await page.keyboard.type("4711");
    await page.keyboard.press("Enter");
    await title("Continue in your wallet app");
    belfry.wallet = "DONE";
    belfry.become(disclosed(true));
    await title("You can call now");
    expect(await page.getByText("8 3, 0 5, 1 9, 2 7").count()).toBe(1);
    expect(await page.getByText("0 2 0, 1 2 3, 4 5 6 7").count()).toBe(1);
    const dial = page.getByRole("link", { name: "Call with this device" });
    expect(await dial.getAttribute("href")).toBe(`tel:${OFFER.to.number},${CODE}`);
    belfry.become({ state: "calling", until: soon() });
    await title("Your call comes in");
    belfry.become({ state: "waiting", until: soon(), place: 2 });
    await page.getByRole("status").filter({ hasText: "You are number 2 in the queue." }).waitFor({ state: "attached" });
    belfry.become({ state: "waiting", until: soon(), place: 1 });
    await page.getByRole("status").filter({ hasText: "It is your turn next." }).waitFor({ state: "attached" });
    belfry.become({ state: "connected", until: soon(), since: Date.now() });
    await title("You are talking to an employee");
    belfry.become({ state: "ended", until: soon() });
    await title("The call is over");
    belfry.become({ state: "forgotten", receipt: "2026-000123" });
    await page.getByText("Number of the receipt: 2026-000123").waitFor();
    // Nothing was refused by the page's policy, and nothing went wrong unseen.
    // But for the wrong code, which browsers write down as any answer that is an error.
    expect(stage.complaints.filter((one) => !/status of 400/.test(one))).toEqual([]);
    expect(await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }))).toBe(
      "{}",
    );
  });

  it("is closed with Escape while the call goes on, and gives the focus back", async () => {
    await stage.open();
    await begin(stage);
    await stage.page.keyboard.press("Escape");
    await stage.page.getByRole("button", { name: "Show my call" }).waitFor();
    expect(await focused()).toBe("Show my call");
    stage.belfry.become(disclosed(true));
    await stage.page.keyboard.press("Enter");
    await title("You can call now");
  });

  it("erases at once when asked, after asking back", async () => {
    await stage.open();
    await begin(stage);
    stage.belfry.become({ state: "ended", until: soon() });
    await stage.page.getByRole("button", { name: "Erase my data now" }).click();
    expect(await focused()).toBe("Yes, erase");
    await stage.page.keyboard.press("Enter");
    await title("Your data is erased");
  });

  it("has a way back from every failure, to the number and to the beginning", async () => {
    await stage.open();
    await begin(stage);
    stage.belfry.become({ state: "failed", why: "timedOut" });
    await title("That did not work");
    await stage.page.getByRole("dialog").getByRole("link", { name: OFFER.to.national }).waitFor();
    await stage.page.getByRole("button", { name: "Try again" }).click();
    await title(OFFER.title);
  });

  it("never shows a code to the page beside a wallet on the same device", async () => {
    await stage.open({ wallet: "phone", width: 390 });
    await begin(stage);
    expect(stage.belfry.requests).toMatchObject([{ device: "phone" }]);
    expect(await stage.page.getByRole("link", { name: "Open Yivi" }).getAttribute("href")).toMatch(
      /^https:\/\/open\.yivi\.app\//,
    );
    stage.belfry.become(disclosed(false));
    await title("Your phone calls us");
    await stage.page.getByText(`Your phone calls ${OFFER.to.national}.`).waitFor();
    await stage.page.getByRole("button", { name: "Begin again, with my wallet on another device" }).click();
    await title("Scan the code with your wallet app");
    expect(stage.belfry.requests).toMatchObject([{ device: "phone" }, { device: "desktop" }]);
  });

  it("says when it opens next, and shows the number", async () => {
    await stage.open();
    stage.belfry.offer = { ...OFFER, open: false, opensAt: Date.now() + 26 * 3_600_000 };
    await stage.reload();
    await stage.page.getByText(/^You can call us again from \w+day/).waitFor();
    await stage.page.getByText(`Or just call: ${OFFER.to.national}`).waitFor();
    expect(await stage.page.getByRole("button").count()).toBe(0);
  });
});

describe("in the window that came back from a service", () => {
  it("shows number and code, also when it is loaded again, and follows the call", async () => {
    await stage.open();
    stage.belfry.become(disclosed(true));
    await stage.page.goto(`${stage.belfry.origin}/visit/done`);
    await title("You can call now");
    await stage.page.reload();
    await title("You can call now");
    expect(stage.belfry.asked.filter((one) => one.endsWith("/visits/window"))).toHaveLength(1);
    expect(await seriousFindings(stage.page)).toEqual([]);
    stage.belfry.become({ state: "calling", until: soon() });
    await title("Your call comes in");
  });

  it("says that nothing was proven, and where to begin again", async () => {
    await stage.open();
    await stage.page.goto(`${stage.belfry.origin}/visit/done#failed=visit_not_proven`);
    await title("That did not work");
    await stage.page.getByText("Close this window and begin again on the page that you came from.").waitFor();
    expect(await stage.page.getByRole("button").count()).toBe(0);
  });
});

describe("the line to the server", () => {
  it("is asked again and again where streams do not come through", async () => {
    await stage.open();
    stage.belfry.streams = false;
    await begin(stage);
    stage.belfry.streams = false;
    stage.belfry.become(disclosed(true));
    await title("You can call now");
  });

  it("is found again after it was lost", async () => {
    await stage.open();
    await begin(stage);
    const gone = await stage.belfry.vanish();
    await stage.page.getByText("No connection at the moment. We keep trying.").waitFor();
    await gone.back();
    stage.belfry.become(disclosed(true));
    await title("You can call now");
    await stage.page.getByText("No connection at the moment. We keep trying.").waitFor({ state: "hidden" });
  });
});

describe("the plain number", () => {
  it("is all there is without JavaScript", async () => {
    await stage.open({ javaScript: false });
    await onlyThePlainNumber();
  });

  it("stays when the script is not what the page says that it is", async () => {
    await stage.open();
    const wrong = { ...stage.belfry.script, integrity: `sha384-${"A".repeat(64)}` };
    stage.site.page = cityPage(wrong, { organisation: "example", purpose: "parking" });
    await stage.reload();
    await stage.page.waitForLoadState("networkidle");
    await onlyThePlainNumber();
  });

  it("stays when the page's policy lets no script in", async () => {
    await stage.open();
    stage.site.policy = "default-src 'none'";
    await stage.reload();
    await stage.page.waitForLoadState("networkidle");
    await onlyThePlainNumber();
  });

  it("stays on a site that the organisation does not allow", async () => {
    await stage.open();
    stage.belfry.allowed = "https://elsewhere.example";
    stage.belfry.asked.length = 0;
    await stage.reload();
    await stage.page.waitForLoadState("networkidle");
    expect(stage.belfry.asked.some((one) => one.includes("/purposes/"))).toBe(true);
    await onlyThePlainNumber();
  });

  it("stays when the server is down, and gives way to the button when the network is back", async () => {
    await stage.open();
    const { url } = stage.belfry.script;
    // The script comes out of a cache; what it asks for does not come.
    await stage.page.route("**/api/public/**", (route) => route.abort());
    await stage.reload();
    await stage.page.waitForLoadState("networkidle");
    expect(url).toContain("/call-button/");
    await onlyThePlainNumber();
    await stage.page.unroute("**/api/public/**");
    await stage.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await ready();
  });

  it("comes back when a part that loads later is not what it should be", async () => {
    await stage.open();
    await ready();
    await stage.page.route("**/parts/**", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `${await answer.text()}\n// changed` });
    });
    await stage.page.getByRole("button").click();
    await onlyThePlainNumber();
    expect(await focused()).toBe(OFFER.to.national);
  });
});

describe("for sites", () => {
  it("takes words from an attribute and a property, and tells what happens by events without the code", async () => {
    await stage.open();
    const { script, origin } = stage.belfry;
    stage.site.page = cityPage(script, { organisation: "example", purpose: "parking", label: "Ask about parking" });
    await stage.reload();
    await stage.page.getByRole("button", { name: "Ask about parking" }).waitFor();
    const events = await stage.page.evaluateHandle(() => {
      const told: string[] = [];
      const button = document.querySelector("belfry-call");
      for (const name of ["belfry-ready", "belfry-unavailable", "belfry-state"])
        document.addEventListener(name, (event) =>
          told.push(`${name} ${JSON.stringify(Reflect.get(event, "detail"))}`),
        );
      if (button !== null) Reflect.set(button, "texts", { orCall: "Telephone {number}", callTitle: "Now call" });
      return told;
    });
    await stage.page.getByText(`Telephone ${OFFER.to.national}`).waitFor();
    await begin(stage);
    stage.belfry.become(disclosed(true));
    await title("Now call");
    const told = await events.jsonValue();
    expect(told).toEqual([
      "belfry-ready null",
      'belfry-state {"state":"disclosing"}',
      'belfry-state {"state":"disclosed"}',
    ]);
    expect(JSON.stringify(told)).not.toContain(CODE);
    expect(origin).not.toBe(stage.site.origin);
  });

  it("opens the dialog by a function, for a button of the site's own", async () => {
    await stage.open();
    await ready();
    const { url } = stage.belfry.script;
    // As words, or the test's own loader would take the import for one of its own.
    const states = await stage.page.evaluateHandle<string[]>(`import("${url}").then(async ({ startCall }) => {
      const session = await startCall({ organisation: "example", purpose: "parking", language: "nl" });
      const seen = [session.state];
      session.addEventListener("belfry-state", () => seen.push(session.state));
      return seen;
    })`);
    await stage.page.getByRole("button", { name: "Verder" }).click();
    await title("Scan de code met uw wallet-app");
    expect(await states.jsonValue()).toEqual(["offered", "disclosing"]);
    const refused = await stage.page.evaluate<boolean>(`import("${url}").then(({ startCall, CallUnavailable }) =>
      startCall({ organisation: "example", purpose: "none" }).catch((why) => why instanceof CallUnavailable))`);
    expect(refused).toBe(true);
  });
});

describe("for everybody", () => {
  it.each([
    ["light", 1280, "en"],
    ["dark", 320, "uk"],
  ] as const)("has nothing serious for axe in any step, and fits: %s, %i px, %s", async (scheme, width, language) => {
    for (const view of VIEWS) {
      await stage.open({ scheme, width, language, wallet: view.device ?? "desktop" });
      await view.show(stage);
      // What lies behind the page by its colour scheme is nothing that axe can see.
      await stage.page.evaluate(() => document.documentElement.style.setProperty("background", "Canvas"));
      expect(await seriousFindings(stage.page), view.name).toEqual([]);
      expect(await stage.page.evaluate(sidewaysOverflow), view.name).toEqual([]);
    }
  });

  it("fits with letters of twice the size, and moves nothing for who wants no motion", async () => {
    for (const view of VIEWS) {
      await stage.open({ width: 640, language: "fr", motion: "reduce", wallet: view.device ?? "desktop" });
      await stage.page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
      await view.show(stage);
      expect(await stage.page.evaluate(sidewaysOverflow), view.name).toEqual([]);
      expect(await stage.page.evaluate(() => document.getAnimations().length)).toBe(0);
    }
  });
});

/** Runs in the page: what is wider than the room that it has. */
function sidewaysOverflow(): readonly string[] {
  const root = document.querySelector("belfry-call")?.shadowRoot;
  const all = [
    document.documentElement,
    ...(root?.querySelectorAll<HTMLElement>("dialog, dialog *:not(.unseen)") ?? []),
  ];
  return all
    .filter(
      (one) =>
        one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline" && one.clientWidth > 0,
    )
    .map((one) => `${one.tagName} ${one.className}: ${one.scrollWidth} > ${one.clientWidth}`);
}
