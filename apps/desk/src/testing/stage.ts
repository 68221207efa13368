import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { type RehearsalServer, startRehearsal } from "./rehearsal-server.ts";

const CHROMIUM = process.env["BELFRY_CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The rehearsal build, made by `vite build --mode rehearsal`. */
export const REHEARSAL_PAGES = fileURLToPath(new URL("../../../../.cache/desk-rehearsal", import.meta.url));

/** A server and a real browser, for looking at the pages. */
export interface Stage {
  readonly server: RehearsalServer;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained of: refused by the policy, or an uncaught error. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const server = await startRehearsal({ pages: REHEARSAL_PAGES });
  const profile = await mkdtemp(join(tmpdir(), "desk-stage-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // The answers 401 and 404 that some scenes want are reported by the browser as errors too.
    if (message.type() === "error" && !message.text().includes("Failed to load resource"))
      complaints.push(message.text());
  });
  return {
    server,
    context,
    page,
    complaints,
    close: async () => {
      await context.close();
      await server.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
