import { type CallOptions, Endpoint, type EndpointCall, tone } from "@belfry/caller";
import { afterAll, afterEach, beforeAll } from "vitest";
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
    afterEach(async ({ task }) => scene.#clear(task.result?.state === "fail"));
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

  async desk(agent: Agent): Promise<DeskPage> {
    return this.keep(await DeskPage.open(await this.browser(agent)));
  }

  /** An agent signed in, with a ready phone, and available. */
  async available(agent: Agent): Promise<DeskPage> {
    const desk = await this.desk(agent);
    await desk.signIn(this.stack, agent);
    await desk.becomeAvailable();
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
    const call = await (await this.endpoint()).call(number, { from: "+31612345678", ...options });
    call.say(tone(HERTZ.caller));
    return call;
  }

  async #clear(failed: boolean): Promise<void> {
    if (failed) {
      const stories = [await this.stack.story(), ...(await Promise.all(this.#desks.map((desk) => desk.story())))];
      process.stderr.write(`${stories.join("\n")}\n`);
    }
    for (const desk of this.#desks.splice(0)) await desk.leave();
    for (const endpoint of this.#endpoints.splice(0)) endpoint.close();
  }
}
