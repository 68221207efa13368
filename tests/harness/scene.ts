import { type CallOptions, Endpoint, type EndpointCall, tone } from "@belfry/caller";
import { afterAll, afterEach, beforeAll, onTestFailed } from "vitest";
import { TestBrowser } from "./browser.ts";
import { DeskPage } from "./desk-page.ts";
import { Stack } from "./stack.ts";

/** What the callers say, and what the agents' microphones hear: every party has a tone of its own. */
export const HERTZ = { caller: 1000, anna: 700, bram: 500, outside: 1500 } as const;
export const PERMITS = "+31201230001";
export const PASSPORTS = "+31201230002";

type Agent = "anna" | "bram";

/** One platform for a file of journeys; callers and pages of their own for each journey. */
export class Scene {
  #stack: Stack | null = null;
  readonly #browsers = new Map<Agent, TestBrowser>();
  readonly #desks: DeskPage[] = [];
  readonly #endpoints: Endpoint[] = [];

  static open(environment: Readonly<Record<string, string>> = {}): Scene {
    const scene = new Scene();
    beforeAll(async () => {
      scene.#stack = await Stack.start(environment);
    }, 200_000);
    afterEach(async () => scene.#clear());
    afterAll(async () => {
      for (const browser of scene.#browsers.values()) await browser.close();
      await scene.#stack?.stop();
    }, 60_000);
    return scene;
  }

  get stack(): Stack {
    if (this.#stack === null) throw new Error("the platform has not been started");
    return this.#stack;
  }

  async browser(agent: Agent): Promise<TestBrowser> {
    const open = this.#browsers.get(agent);
    if (open !== undefined) return open;
    const browser = await TestBrowser.open(HERTZ[agent]);
    this.#browsers.set(agent, browser);
    return browser;
  }

  /** An agent signed in, with a ready phone, and available. */
  async available(agent: Agent): Promise<DeskPage> {
    this.#tellOnFailure();
    const desk = await DeskPage.available(this.stack, await this.browser(agent), agent);
    this.#desks.push(desk);
    return desk;
  }

  keep(desk: DeskPage): DeskPage {
    this.#desks.push(desk);
    return desk;
  }

  async endpoint(options: Partial<Parameters<typeof Endpoint.open>[0]> = {}): Promise<Endpoint> {
    const endpoint = await Endpoint.open({ host: "127.0.0.1", server: this.stack.sip, ...options });
    this.#endpoints.push(endpoint);
    return endpoint;
  }

  /** A caller who says its tone from the first packet. */
  async call(number: string = PERMITS, options: Partial<CallOptions> = {}): Promise<EndpointCall> {
    this.#tellOnFailure();
    const call = await (await this.endpoint()).call(number, { from: "+31612345678", ...options });
    call.say(tone(HERTZ.caller));
    return call;
  }

  #told = false;
  #tellOnFailure(): void {
    if (this.#told) return;
    this.#told = true;
    onTestFailed(async () => {
      const stories = [await this.stack.story(), ...(await Promise.all(this.#failed))];
      process.stderr.write(`${stories.join("\n")}\n`);
    });
  }

  /** The pages' stories are told before they are closed, whether the journey failed or not is not known yet. */
  #failed: Promise<string>[] = [];

  async #clear(): Promise<void> {
    this.#failed = this.#desks.map((desk) => desk.story());
    await Promise.all(this.#failed);
    for (const desk of this.#desks.splice(0)) await desk.leave();
    for (const endpoint of this.#endpoints.splice(0)) endpoint.close();
    this.#told = false;
  }
}
