import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import type { TestBrowser } from "./browser.ts";
import { DeskPage } from "./desk-page.ts";
import { PATIENCE, until } from "./until.ts";

/** As much of a snapshot as a journey looks at. */
export interface MediatelSnapshot {
  readonly state: string;
  readonly status: string;
  readonly agentExt: string;
  readonly callTraceID: string;
  readonly ani: string;
  readonly queues: readonly string[];
  readonly pauseList: readonly (readonly [string, string])[];
  readonly pauseId: string;
  readonly pauseName: string;
  readonly availableCommand: readonly string[];
  readonly availableCallCodes: readonly { readonly ID: string; readonly Name: string }[];
  readonly callErrorID: string;
  readonly predictiveStatus: string;
  readonly crmConnectTarget: string;
  readonly loginErrorID: string;
  readonly phoneProblem: string | null;
  readonly error: { readonly code: string } | null;
  readonly sip: { readonly server: string } | null;
}

/** The website of a CRM, on an origin of its own. */
export class CrmSite {
  readonly origin: string;
  readonly #server: Server;
  readonly #folder: string;

  private constructor(origin: string, server: Server, folder: string) {
    this.origin = origin;
    this.#server = server;
    this.#folder = folder;
  }

  static async open(port: number): Promise<CrmSite> {
    const folder = await mkdtemp(join(tmpdir(), "belfry-crm-"));
    const root = join(import.meta.dirname, "crm-page");
    await build({ configFile: false, logLevel: "error", root, build: { outDir: folder, target: "esnext" } });
    const server = createServer(async ({ url }, response) => {
      const name = url === "/" ? "/index.html" : (url ?? "");
      const file = await readFile(join(folder, name)).catch(() => null);
      response.setHeader("content-type", name.endsWith(".js") ? "text/javascript" : "text/html");
      response.writeHead(file === null ? 404 : 200).end(file ?? "");
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return new CrmSite(`http://127.0.0.1:${port}`, server, folder);
  }

  async page(browser: TestBrowser): Promise<CrmPage> {
    const context = await browser.context();
    const page = await context.newPage();
    await page.goto(this.origin);
    // The agent has clicked somewhere in the CRM before the first call: the page may play sound.
    await page.getByText("A CRM").click();
    return new CrmPage(new DeskPage(context, page, browser.microphoneHertz));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** One agent's page of the CRM, as its own script drives it. */
export class CrmPage {
  /** For its ears and its microphone. */
  readonly sound: DeskPage;

  constructor(sound: DeskPage) {
    this.sound = sound;
  }

  connect(platform: string): Promise<void> {
    return this.sound.page.evaluate((address) => Reflect.get(window, "crm").connect(address), platform);
  }

  /** The connection alone is cut; the phone stays. */
  disconnect(): Promise<void> {
    return this.sound.page.evaluate(() => Reflect.get(window, "crm").disconnect());
  }

  emit(message: unknown): Promise<void> {
    return this.sound.page.evaluate((value) => Reflect.get(window, "crm").emit(value), message);
  }

  latest(): Promise<MediatelSnapshot | null> {
    return this.sound.page.evaluate(() => Reflect.get(window, "crm").snapshots.at(-1) ?? null);
  }

  /** Every state that the page was ever told, each once in a row. */
  async states(): Promise<readonly string[]> {
    const all: readonly string[] = await this.sound.page.evaluate(() =>
      Reflect.get(window, "crm").snapshots.map(({ state }: { state: string }) => state),
    );
    return all.filter((state, index) => state !== all[index - 1]);
  }

  /** The latest snapshot, once it fits. */
  async shows(what: string, fits: (data: MediatelSnapshot) => boolean): Promise<MediatelSnapshot> {
    let last: MediatelSnapshot | null = null;
    try {
      return await until(`the CRM shows ${what}`, async () => {
        last = await this.latest();
        return last !== null && fits(last) ? last : null;
      });
    } catch (cause) {
      throw new Error(`the CRM shows ${JSON.stringify({ ...(last ?? {}), sip: undefined })}`, { cause });
    }
  }

  inState(state: string): Promise<MediatelSnapshot> {
    return this.shows(state, (data) => data.state === `STATE_${state}`);
  }

  /** The page again, as after F5: no sign-in, no phone. */
  async reload(): Promise<void> {
    await this.sound.page.reload({ timeout: PATIENCE });
    await this.sound.page.getByText("A CRM").click();
  }

  close(): Promise<void> {
    return this.sound.context.close();
  }
}
