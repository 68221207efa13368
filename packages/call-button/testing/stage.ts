import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { builtFiles, OFFER, ScriptedBelfry } from "./belfry.ts";
import { cityPage, Site, strictPolicy } from "./site.ts";

const PHONE =
  "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36";

/** A city's page in a real Chromium, on another origin than the server that it calls through. */
export class Stage {
  readonly belfry: ScriptedBelfry;
  readonly site: Site;
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  #context: BrowserContext | null = null;
  #page: Page | null = null;

  constructor(browser: Browser, belfry: ScriptedBelfry, site: Site) {
    this.#browser = browser;
    this.belfry = belfry;
    this.site = site;
  }

  get page(): Page {
    if (this.#page === null) throw new Error("No page is open.");
    return this.#page;
  }

  /** A fresh page of the site, with everything as at the start. */
  async open({
    width = 1280,
    scheme = "light",
    language = "en",
    wallet = "desktop",
    motion = "no-preference",
    javaScript = true,
  }: {
    readonly width?: number;
    readonly scheme?: string;
    readonly language?: string;
    readonly wallet?: "desktop" | "phone";
    readonly motion?: "no-preference" | "reduce";
    readonly javaScript?: boolean;
  } = {}): Promise<void> {
    await this.#context?.close();
    const { belfry, site } = this;
    Object.assign(belfry, { offer: OFFER, allowed: site.origin, presentation: "wallet", tries: 3, streams: true });
    belfry.asked.length = 0;
    belfry.requests.length = 0;
    site.policy = strictPolicy(belfry.origin);
    site.page = cityPage(belfry.script, { organisation: "example", purpose: "parking" }, { lang: language, scheme });
    this.#context = await this.#browser.newContext({
      viewport: { width, height: width < 768 ? 780 : 900 },
      locale: "en-GB",
      colorScheme: scheme === "dark" ? "dark" : "light",
      reducedMotion: motion,
      javaScriptEnabled: javaScript,
      ...(wallet === "phone" ? { userAgent: PHONE, hasTouch: true, isMobile: true } : {}),
    });
    this.#page = await this.#context.newPage();
    this.#page.setDefaultTimeout(15_000);
    this.#page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
    this.#page.on("pageerror", (error) => this.complaints.push(String(error)));
    await this.reload();
  }

  async reload(): Promise<void> {
    await this.page.goto(this.site.origin);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.site.close();
    await this.belfry.close();
  }
}

export async function openStage(): Promise<Stage> {
  const names = await readdir(join(import.meta.dirname, "../dist/hosted"), { recursive: true });
  const files = await builtFiles(names.filter((name) => /\.(js|json)$/.test(name)));
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  return new Stage(browser, await ScriptedBelfry.start(files), await Site.start());
}
