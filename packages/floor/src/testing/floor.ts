import type { Contact } from "../dialler/contact.ts";
import type { Effect } from "../effects.ts";
import { emptyFloor } from "../floor-settings.ts";
import type { Input } from "../inputs.ts";
import type { CampaignSettings, FloorSettings, OutboundSettings, QueueSettings } from "../settings.ts";
import type { FloorState } from "../state.ts";
import { type StepResult, step } from "../step.ts";
import { agentView } from "../view/views.ts";
import type { Rejection } from "../work.ts";

/** Monday 10:00 in Amsterdam. */
export const MONDAY = Date.UTC(2026, 0, 5, 9);
export const DID = "+31201230001";
export const CALLER = "+31612345678";

export function queueOf(change: Partial<QueueSettings> = {}): QueueSettings {
  return {
    name: "Permits",
    language: "nl",
    priority: 50,
    ringTimeout: 20_000,
    wrapUpTimeout: 60_000,
    codeRequired: false,
    autoAnswer: false,
    maxWaiting: null,
    maxWait: null,
    announceEvery: 60_000,
    callbackOffered: false,
    recording: "off",
    recordingAnnounced: true,
    hours: null,
    whenFull: { kind: "announcement", prompt: "queue-full" },
    whenClosed: { kind: "announcement", prompt: "closed" },
    whenWaitedTooLong: { kind: "announcement", prompt: "nobody-available" },
    skills: {},
    members: ["anna", "bram", "chloe"],
    callCodes: ["done", "other"],
    callerId: null,
    ...change,
  };
}

/** A campaign of the queue "permits". */
export function campaignOf(change: Partial<CampaignSettings> = {}): CampaignSettings {
  return {
    name: "Spring",
    queue: "permits",
    mode: "progressive",
    running: true,
    hours: null,
    ringTimeout: 25_000,
    abandonCap: 0.03,
    patience: 2_000,
    detectMachines: false,
    retries: {},
    mostAttempts: 5,
    ...change,
  };
}

/** A number of its own for every contact but the first, who is the one that calls in tests. */
function numberOf(id: string): string {
  const digits = [...id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 10_000_000, 7);
  return id === "c1" ? CALLER : `+3161${String(digits).padStart(7, "0")}`;
}

export function contactOf(id: string, change: Partial<Contact> = {}): Contact {
  const card = `https://crm.example/${id}`;
  const tries = Object.values(change.attempts ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    ...{ id, call: `${id}-${tries + 1}`, number: numberOf(id), name: "Jan", timeZone: null, cardLink: card },
    ...{ attempts: {}, agent: null, ...change },
  };
}

export function outboundOf(change: Partial<OutboundSettings> = {}): OutboundSettings {
  return {
    country: "NL",
    rules: [{ prefix: "+31", allow: true }],
    othersAllowed: false,
    premiumAllowed: false,
    emergencyAddress: null,
    agentPerHour: null,
    agentPerDay: null,
    organisationPerDay: null,
    organisationAtOnce: null,
    ...change,
  };
}

/** Anna, Bram and Chloe in the queue "permits", which is behind DID; numbers of their own for Anna. */
export function settingsOf(change: Partial<FloorSettings> = {}): FloorSettings {
  return {
    organisation: "demo",
    agents: {
      anna: { name: "Anna", extension: "3001", skills: {} },
      bram: { name: "Bram", extension: "3002", skills: {} },
      chloe: { name: "Chloe", extension: "3003", skills: {}, supervises: true },
    },
    queues: { permits: queueOf() },
    numbers: {
      [DID]: { destination: { kind: "queue", queue: "permits" } },
      "+31201230002": { destination: { kind: "agent", agent: "anna" } },
      "+31201230003": { destination: { kind: "number", number: "+31101111111" } },
      "+31201230004": { destination: { kind: "announcement", prompt: "goodbye" } },
    },
    pauses: { lunch: { name: "Lunch" } },
    callCodes: {
      done: { name: "Done", noteRequired: false, callBack: false },
      other: { name: "Other", noteRequired: true, callBack: false },
      foreign: { name: "Of another queue", noteRequired: false, callBack: false },
    },
    campaigns: {},
    language: "en",
    timeZone: "Europe/Amsterdam",
    reconnectGrace: 20_000,
    heartbeatLimit: 10_000,
    outbound: outboundOf(),
    supervisionTold: "always",
    ...change,
  };
}

export type Of<T extends Effect["type"]> = Extract<Effect, { type: T }>;

/** Drives a floor by hand: time moves only by `after`, and the line does only what the test says. */
export class Floor {
  state: FloorState;
  now = MONDAY;
  /** Everything since the start. */
  readonly effects: Effect[] = [];
  /** The effects of the latest `do` or `after`. */
  latest: Effect[] = [];
  rejection: Rejection | null = null;
  wakeAt: number | null = null;

  constructor(settings: FloorSettings = settingsOf()) {
    this.state = emptyFloor(settings, this.now);
  }

  do(...inputs: readonly Input[]): this {
    this.latest = [];
    for (const input of inputs) this.#take(step(this.state, input, this.now));
    return this;
  }

  /** Time passes with every alarm on the way, and the phones of `alive` report every two seconds. */
  after(duration: number, ...alive: readonly string[]): this {
    this.latest = [];
    const end = this.now + duration;
    let beat = this.now + 2_000;
    for (;;) {
      const next = Math.min(this.wakeAt ?? end, alive.length > 0 ? beat : end, end);
      this.now = Math.max(next, this.now);
      if (this.now === beat) {
        beat += 2_000;
        for (const agent of alive) this.#take(step(this.state, heard(agent), this.now));
      }
      this.#take(step(this.state, { type: "wake" }, this.now));
      if (this.now >= end) return this;
    }
  }

  #take(result: StepResult): void {
    // Between any two steps another process may take over.
    this.state = JSON.parse(JSON.stringify(this.state));
    this.latest.push(...result.effects);
    this.effects.push(...result.effects);
    this.rejection = result.rejection;
    this.wakeAt = result.wakeAt;
  }

  /** Signs agents in with a phone that is ready, one millisecond apart. */
  ready(...agents: readonly string[]): this {
    for (const agent of agents) {
      this.now += 1;
      this.do({ type: "agent.signIn", agent }, ...phone(agent));
    }
    return this;
  }

  /** Somebody is signed in who takes no call now: callers wait, as in a queue that is merely busy. */
  staffed(agent = "chloe"): this {
    return this.do({ type: "agent.signIn", agent }, { type: "agent.pause", agent, pause: "lunch" });
  }

  arrive(call: string, dialled = DID): this {
    const leg = `${call}-in`;
    this.do({ type: "call.arrived", call, leg, caller: CALLER, callerName: null, dialled });
    if (this.found("leg.accept").length > 0) this.do({ type: "leg.answered", call, leg });
    return this;
  }

  /** Agents who take automatic calls, with a phone that is ready. */
  automatic(...agents: readonly string[]): this {
    this.ready(...agents);
    for (const agent of agents) this.do({ type: "agent.autoCalls", agent, on: true });
    return this;
  }

  /** Contacts of the campaign "spring", and there are more. */
  give(...contacts: readonly Contact[]): this {
    return this.do({ type: "dialler.contacts", campaign: "spring", contacts, nextDue: this.now });
  }

  answered(call: string, leg: string): this {
    return this.do({ type: "leg.answered", call, leg });
  }

  bridged(call: string): this {
    const { bridge, a, b } = this.last("leg.bridge");
    return this.do({ type: "leg.bridged", call, bridge, a, b });
  }

  /** A caller in conversation with the agent who was offered the call. */
  talk(call: string): this {
    this.arrive(call);
    this.answered(call, this.last("leg.callAgent").leg);
    return this.bridged(call);
  }

  found<T extends Effect["type"]>(type: T): Of<T>[] {
    return pick(this.latest, type);
  }

  all<T extends Effect["type"]>(type: T): Of<T>[] {
    return pick(this.effects, type);
  }

  last<T extends Effect["type"]>(type: T): Of<T> {
    const found = this.all(type).at(-1);
    if (!found) throw new Error(`There was no ${type}.`);
    return found;
  }

  view(agent: string) {
    const view = agentView(this.state, agent, this.now);
    if (!view) throw new Error(`There is no agent ${agent}.`);
    return view;
  }

  stateOf(agent: string): string {
    const { state } = this.view(agent);
    return state.state === "paused" ? `paused:${state.reason.kind}` : state.state;
  }

  /** What the caller's leg was last given to hear. */
  hears(leg: string): string {
    const played = this.all("leg.play")
      .filter((each) => each.leg === leg)
      .at(-1);
    if (!played) return "nothing";
    return [...played.items.map((item) => item.prompt), played.then].join(" ");
  }

  outcomes(call: string): string[] {
    return this.all("journal.callEnded")
      .filter((each) => each.call === call)
      .map((each) => each.outcome);
  }

  events(call: string): string[] {
    return this.all("journal.event")
      .filter((each) => each.call === call)
      .map((each) => each.what);
  }
}

function isOf<T extends Effect["type"]>(effect: Effect, type: T): effect is Of<T> {
  return effect.type === type;
}

function pick<T extends Effect["type"]>(effects: readonly Effect[], type: T): Of<T>[] {
  return effects.filter((effect) => isOf(effect, type));
}

export function heard(agent: string, tab = `${agent}-tab`): Input {
  return { type: "device.heard", agent, tab, microphone: "granted", audioUnlocked: true };
}

export function phone(agent: string, tab = `${agent}-tab`): Input[] {
  return [
    { type: "device.claimed", agent, tab, takeOver: true },
    { type: "device.registered", agent },
    heard(agent, tab),
  ];
}
