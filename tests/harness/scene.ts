import { type CallEnd, type CallOptions, Endpoint, type EndpointCall, type EndpointOptions } from "@belfry/caller";
import type { OrganisationSettings, QueueInput } from "@belfry/contracts";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { Admin } from "./admin.ts";
import { TestBrowser } from "./browser.ts";
import { DeskPage } from "./desk-page.ts";
import { heardBothWays, says } from "./hearing.ts";
import { Stack } from "./stack.ts";
import { PATIENCE, until } from "./until.ts";

/** What the callers say, and what the agents' microphones hear: every party has a tone of its own. */
export const HERTZ = { caller: 1000, anna: 700, bram: 500, outside: 1500, sam: 1250 } as const;
export const PERMITS = "+31201230001";
export const PASSPORTS = "+31201230002";

/** Sam is a supervisor. */
type Agent = "anna" | "bram" | "sam";

export interface Conversation {
  readonly anna: DeskPage;
  readonly call: EndpointCall;
}

/** How a call ended; it must end soon. */
export async function ended(call: EndpointCall): Promise<CallEnd> {
  return Promise.race([
    call.ended,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error("the call goes on and on")), PATIENCE).unref();
    }),
  ]);
}

/** Whoever calls, unless a journey says otherwise. No log may hold this number. */
const CALLER = "+31612345678";

/** One platform for a file of journeys; callers and pages of their own for each journey. */
export class Scene {
  #stack: Stack | null = null;
  #admin: Admin | null = null;
  readonly #undo: (() => Promise<void>)[] = [];
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
      const leaks = await scene.#stack?.leaks([CALLER.slice(1), "Anna de Vries"]);
      await scene.#stack?.stop();
      expect(leaks ?? []).toEqual([]);
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

  /** An agent on a break: callers wait for them, as nobody waits where nobody is signed in. */
  async atLunch(agent: Agent): Promise<DeskPage> {
    const desk = await this.available(agent);
    await desk.choose("Lunch");
    await desk.inState("Lunch");
    return desk;
  }

  keep(desk: DeskPage): DeskPage {
    this.#desks.push(desk);
    return desk;
  }

  async endpoint(options: Partial<EndpointOptions> = {}): Promise<Endpoint> {
    const endpoint = await Endpoint.open({ host: "127.0.0.1", server: this.stack.sip, ...options });
    this.#endpoints.push(endpoint);
    return endpoint;
  }

  async admin(): Promise<Admin> {
    this.#admin ??= await Admin.signIn(this.stack);
    return this.#admin;
  }

  /** Settings of a queue for this journey alone. */
  async queueSetting(name: string, change: Partial<QueueInput>): Promise<void> {
    this.#undo.push(await (await this.admin()).changeQueue(name, change));
  }

  /** Settings of the organisation for this journey alone. */
  async organisationSetting(change: Partial<OrganisationSettings>): Promise<void> {
    this.#undo.push(await (await this.admin()).changeOrganisation(change));
  }

  /** A telephone in the outside world that every outbound call of this journey reaches; answers the next call to it. */
  async outside(options: Pick<EndpointOptions, "codecs"> = {}): Promise<() => Promise<EndpointCall>> {
    const waiting: EndpointCall[] = [];
    const outside = await this.endpoint({ ...options, onCall: (call) => waiting.push(call) });
    this.#undo.push(await (await this.admin()).outboundTrunk(outside.port));
    return async () => {
      const call = await until("a call reaches the outside number", () => waiting.shift() ?? null);
      says(call, HERTZ.outside);
      return call;
    };
  }

  /** A caller who says its tone from the first packet. */
  async call(
    number: string = PERMITS,
    { codecs, ...options }: Partial<CallOptions> & Pick<EndpointOptions, "codecs"> = {},
  ): Promise<EndpointCall> {
    const endpoint = await this.endpoint(codecs === undefined ? {} : { codecs });
    const call = await endpoint.call(number, { from: CALLER, ...options });
    says(call, HERTZ.caller);
    return call;
  }

  /** Anna talks with a caller; they have heard one another. */
  async conversation(options: Partial<CallOptions> & Pick<EndpointOptions, "codecs"> = {}): Promise<Conversation> {
    const anna = await this.available("anna");
    const call = await this.call(PERMITS, options);
    await anna.answer();
    await heardBothWays(call, anna);
    return { anna, call };
  }

  async #clear(failed: boolean): Promise<void> {
    if (failed) {
      const stories = [await this.stack.story(), ...(await Promise.all(this.#desks.map((desk) => desk.story())))];
      process.stderr.write(`${stories.join("\n")}\n`);
    }
    // The callers first: an agent who leaves in mid-call would get the call back at the next sign-in.
    for (const endpoint of this.#endpoints.splice(0)) endpoint.close();
    for (const undo of this.#undo.splice(0).reverse()) await undo();
    // Pages of one context leave together; one of them may have crashed.
    const contexts = new Map(this.#desks.splice(0).map((desk) => [desk.context, desk]));
    for (const desk of contexts.values()) await desk.leave(this.stack);
  }
}
