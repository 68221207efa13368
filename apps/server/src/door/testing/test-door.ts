import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "@belfry/contracts";
import type { FastifyInstance } from "fastify";
import { type Logger, pino } from "pino";
import { type CampaignRoom, openCampaigns } from "../../campaigns/open-campaigns.ts";
import { openDirectory } from "../../directory/open-directory.ts";
import { type DemoSignIn, seedDemo, seedOperator } from "../../directory/seed-demo.ts";
import { History } from "../../history/history.ts";
import { createMetrics } from "../../metrics/metrics.ts";
import { Library } from "../../recording/library.ts";
import { Oidc } from "../../single-sign-on/oidc.ts";
import type { Store } from "../../store/store.ts";
import type { Attributes } from "../../visits/forgetting/attributes.ts";
import { openForgetting } from "../../visits/forgetting/open-forgetting.ts";
import { alongside } from "../../visits/open-visits.ts";
import { PageCalls } from "../../visits/page-calls/page-calls.ts";
import { HandProviders } from "../../visits/testing/hand-provider.ts";
import { wireVisits } from "../../wiring/visits.ts";
import { createDoor } from "../create-door.ts";
import { attachMediatel } from "../mediatel/attach-mediatel.ts";
import type { DoorDeps, DoorSettings } from "../ports.ts";
import { attachSipGate, createSipGate, type SipGate } from "../sip-gate.ts";
import { SipPasses } from "../sip-passes.ts";
import { attachSockets, type Sockets } from "../socket/attach-sockets.ts";
import { createVisitorGate, type VisitorGate } from "../visitor-gate.ts";
import { openFloors } from "./floors.ts";

export const RECORDING_SECRET = "a secret that seals the recordings of tests";
const HOUR = 3600_000;
/** Shorter than in earnest: a test waits for two of them. */
const MEDIATEL_PING = 250;

/** A whole server but for the telephone side, on a free port of this machine, with a clock that tests move. */
export async function openTestDoor(
  store: Store,
  settings: Partial<DoorSettings> = {},
  log: Logger = pino({ level: "silent" }),
  issuers: readonly string[] = [],
  callButton: Partial<DoorDeps["callButton"]> = {},
) {
  const clock = { now: 1_790_000_000_000 };
  const now = () => clock.now;
  const folder = await mkdtemp(join(tmpdir(), "belfry-door-"));
  const room = await openDirectory(store, {
    encryptionKey: "a key for tests that is long enough to be one",
    sessions: { idle: 8 * HOUR, lifetime: 24 * HOUR },
    now: now(),
    issuers,
  });
  const operator = await seedOperator(room, now());
  const demo = await seedDemo(room, now());
  if (operator === null) throw new Error("The test database was not empty.");
  const signIns = [operator, ...demo];

  const { directory } = room;
  const history = new History(
    store,
    {
      queue: (organisation, id) => directory.snapshot(organisation)?.queues.find((one) => one.id === id)?.name ?? null,
      person: (organisation, id) => directory.snapshot(organisation)?.people.find((one) => one.id === id) ?? null,
      callCode: (organisation, id) =>
        directory.snapshot(organisation)?.callCodes.find((one) => one.id === id)?.name ?? null,
    },
    log,
  );
  const campaigns = openCampaigns({
    store,
    directory: {
      campaign: (id, campaign) => directory.snapshot(id)?.campaigns.find((one) => one.id === campaign) ?? null,
      normalise: (id, number) => directory.normalise(id, number),
    },
    calls: { lastTo: () => Promise.resolve(null) },
    post: (organisation, input) => void floor.submit(organisation, input),
    now,
    log,
  });
  let wired: ReturnType<typeof wireVisits> | null = null;
  const floor = openFloors(
    (id) => directory.floorSettings(id),
    now,
    (organisation, effects) => {
      history.record(organisation, effects);
      wired?.journal(organisation, effects);
    },
    (organisation, effects) => campaigns.dialling.perform(organisation, effects),
    (organisation, effects) => wired?.perform(organisation, effects),
  );
  directory.onChanged((id) => {
    const changed = directory.floorSettings(id);
    if (changed !== null) floor.replaceSettings(changed);
  });
  const forgetting = await openForgetting({
    store,
    folder: join(folder, "visit-keys"),
    now,
    alongside: alongside(now),
    purposes: (organisation) => directory.snapshot(organisation)?.purposes ?? [],
    log,
  });
  const metrics = createMetrics();
  const identityProviders = new HandProviders();
  const visits = wireVisits({
    ...{ store, directory, metrics, log, encryptionKey: "another key for tests that is long enough" },
    attributes: forgetting.attributes,
    origin: "http://belfry.test",
    providers: identityProviders,
    floor: { ...floor, post: (organisation, input) => void floor.submit(organisation, input) },
    now,
  });
  wired = visits;
  await visits.recover();
  const prompts = new Map<string, Buffer>();
  const demoCalls: string[] = [];
  const health = { database: { ok: true, detail: "" }, telephony: { ok: true, detail: "" } };
  // Nothing of them ends by itself: the clock of tests wakes nobody.
  const pageCalls = new PageCalls(visits.visits, { now, at: () => () => {} });
  const deps: DoorDeps = {
    ...room,
    ...campaigns,
    demoWallet: null,
    identityProviders: Object.assign(room.identityProviders, { test: async () => null }),
    oidc: new Oidc(log, (organisation) => room.signInServices.current(organisation)),
    settings: {
      secure: false,
      publicOrigin: null,
      settledOrigin: "https://belfry.example.org",
      crmOrigins: ["https://crm.example.org"],
      behindProxy: false,
      sessionLifetime: 24 * HOUR,
      sipSecret: "sip secret",
      sipDomain: "belfry.invalid",
      proxyKey: "proxy key",
      sipGateway: { host: "127.0.0.1", port: 1 },
      metricsToken: null,
      vouch: null,
      deskDir: join(folder, "desk"),
      citizenDir: join(folder, "citizen"),
      version: "0.0.0-test",
      ...settings,
    },
    visits: visits.visits,
    pageCalls,
    tryOut: () => null,
    callButton: { folder: join(folder, "call-button"), current: null, ...callButton },
    now,
    floor,
    identities: forgetting.identities,
    receipts: forgetting.receipts,
    history,
    metrics: metrics.registry,
    health: { components: async () => health },
    prompts: {
      names: ["welcome", "closed"],
      list: () => [],
      async save(organisation, language, prompt, audio) {
        if (audio.subarray(0, 4).toString() !== "RIFF") throw new Refusal("invalid_request", { detail: "no audio" });
        prompts.set(`${organisation}/${language}/${prompt}`, audio);
      },
      async read(organisation, language, prompt) {
        const audio = prompts.get(`${organisation}/${language}/${prompt}`);
        if (audio === undefined) throw new Refusal("not_found");
        return audio;
      },
      remove: async (organisation, language, prompt) => void prompts.delete(`${organisation}/${language}/${prompt}`),
    },
    recordings: new Library(store, join(folder, "calls"), RECORDING_SECRET),
    demoCall: async (_organisation, number) => void demoCalls.push(number),
  };
  const listening = await listen(deps, log);

  return new TestDoor({
    ...listening,
    deps,
    log,
    clock,
    room,
    history,
    dialling: campaigns.dialling,
    attributes: forgetting.attributes,
    floor,
    visits,
    identityProviders,
    signIns,
    prompts,
    demoCalls,
    health,
    folder,
    pageCalls,
  });
}

async function listen(deps: DoorDeps, log: Logger) {
  const app = await createDoor(deps, { log, tls: null });
  const passes = new SipPasses();
  const visitors = createVisitorGate(deps, log);
  const gate = createSipGate(deps, passes, visitors, log);
  const sockets = attachSockets(app.server, deps, log);
  const mediatel = attachMediatel(app.server, deps, { gate, passes }, log, MEDIATEL_PING);
  attachSipGate(app.server, gate);
  const origin = await app.listen({ host: "127.0.0.1", port: 0 });
  return { app, gate, visitors, passes, sockets, mediatel, origin };
}

interface Parts {
  readonly app: FastifyInstance;
  readonly gate: SipGate;
  readonly visitors: VisitorGate;
  readonly pageCalls: PageCalls;
  readonly passes: SipPasses;
  readonly sockets: Sockets;
  readonly mediatel: ReturnType<typeof attachMediatel>;
  readonly origin: string;
  readonly deps: DoorDeps;
  readonly log: Logger;
  readonly clock: { now: number };
  readonly room: Awaited<ReturnType<typeof openDirectory>>;
  readonly history: History;
  readonly dialling: CampaignRoom["dialling"];
  readonly attributes: Attributes;
  readonly floor: ReturnType<typeof openFloors>;
  readonly visits: ReturnType<typeof wireVisits>;
  readonly identityProviders: HandProviders;
  readonly signIns: readonly DemoSignIn[];
  readonly prompts: ReadonlyMap<string, Buffer>;
  readonly demoCalls: readonly string[];
  readonly health: Record<string, { ok: boolean; detail: string }>;
  readonly folder: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever JSON came, and fails where it is not so.
  readonly body: any;
}

/** Talks to the server as a browser does: cookie and origin. */
export type Caller = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

class TestDoor {
  parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  password(login: string): string {
    const found = this.parts.signIns.find((one) => one.login === login);
    if (found === undefined) throw new Error(`There is no ${login}.`);
    return found.password;
  }

  caller(cookie: string | null): Caller {
    return async (method, path, body, headers = {}) => {
      const isForm = body instanceof FormData || body instanceof Uint8Array;
      const response = await fetch(this.parts.origin + path, {
        method,
        headers: {
          origin: this.parts.origin,
          ...(cookie === null ? {} : { cookie }),
          ...(body === undefined || isForm ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("application/json") ?? false;
      return {
        status: response.status,
        headers: response.headers,
        body: isJson && text !== "" ? JSON.parse(text) : text,
      };
    };
  }

  async cookieOf(
    login: string,
    organisation = login === "operator" ? "operator" : "demo",
    password = this.password(login),
  ) {
    const answer = await this.caller(null)("POST", "/api/v1/session", { organisation, login, password });
    if (answer.status !== 200) throw new Error(`${login} cannot sign in: ${JSON.stringify(answer.body)}`);
    return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  }

  async as(login: string): Promise<Caller> {
    return this.caller(await this.cookieOf(login));
  }

  /** Starts the door again, as after new pages were built. */
  async reopen(): Promise<void> {
    await this.#shut();
    this.parts = { ...this.parts, ...(await listen(this.parts.deps, this.parts.log)) };
  }

  async #shut(): Promise<void> {
    await this.parts.mediatel.close();
    await this.parts.sockets.close();
    this.parts.gate.close();
    this.parts.visitors.close();
    await this.parts.app.close();
  }

  async close(): Promise<void> {
    await this.#shut();
    await this.parts.visits.close();
    await this.parts.dialling.close();
    await this.parts.history.close();
    await rm(this.parts.folder, { recursive: true, force: true });
  }
}

export type { TestDoor };
