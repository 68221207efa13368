import { emptyFloor } from "../floor-settings.ts";
import type { Input } from "../inputs.ts";
import { checkInvariants } from "../invariants.ts";
import type { FloorSettings } from "../settings.ts";
import type { FloorState } from "../state.ts";
import { step } from "../step.ts";
import { SimulatedAgents } from "./agents.ts";
import { Audit } from "./audit.ts";
import { Calendar } from "./calendar.ts";
import { SimulatedContacts } from "./contacts.ts";
import { SimulatedLine } from "./line.ts";
import { type Random, seeded } from "./random.ts";
import { simulatedSettings } from "./settings.ts";
import { SimulatedVisits } from "./visits.ts";

export interface SimulationOptions {
  readonly seed: number;
  readonly steps: number;
  readonly agents: number;
  readonly queues: number;
  /** Mean time between two callers. */
  readonly arrivalEvery: number;
  /** 0: nothing ever fails. 1: every effect fails, is late or doubled now and then. */
  readonly faults: number;
  /** The whole state is checked after so many steps; what a step touched is checked after every step. */
  readonly fullCheckEvery: number;
  /** After about so many steps the state is written down and read back. */
  readonly restoreEvery: number;
}

export interface SimulationReport {
  readonly seed: number;
  readonly steps: number;
  /** How long the world has run in its own time. */
  readonly duration: number;
  readonly inputs: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  /** How contacts of campaigns came back. */
  readonly contacts: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  /** How often who heard whom: supervisors by mode, conferences, and mixes that failed. */
  readonly hearings: Readonly<Record<string, number>>;
  /** How codes were answered, and visits forgotten. */
  readonly visits: Readonly<Record<string, number>>;
  readonly restores: number;
  /** Calls alive at the end. */
  readonly liveCalls: number;
  /** What went wrong in the last step, with the inputs that led there; empty when all held. */
  readonly problems: readonly string[];
  readonly trail: readonly string[];
}

/** Monday 5 January 2026, 07:59 in Amsterdam. */
const START = Date.UTC(2026, 0, 5, 6, 59);
const TRAIL = 40;

/** Runs a whole contact centre on seeded chance, and stops at the first thing that must not be. */
export function simulate(options: SimulationOptions): SimulationReport {
  return new World(options).run();
}

class World {
  readonly #options: SimulationOptions;
  readonly #random: Random;
  readonly #calendar = new Calendar<() => Input | null>();
  readonly #audit = new Audit();
  readonly #line: SimulatedLine;
  readonly #contacts: SimulatedContacts;
  readonly #visits: SimulatedVisits;
  readonly #settings: FloorSettings;
  readonly #inputs: Record<string, number> = {};
  readonly #refusals: Record<string, number> = {};
  readonly #trail: string[] = [];
  #agents: SimulatedAgents | null = null;
  #state: FloorState;
  #now = START;
  #wakeAt: number | null = null;
  #calls = 0;
  #steps = 0;
  #restores = 0;
  #problems: string[] = [];

  constructor(options: SimulationOptions) {
    this.#options = options;
    const random = seeded(options.seed);
    this.#random = random;
    this.#settings = simulatedSettings(random, options.agents, options.queues);
    this.#state = emptyFloor(this.#settings, this.#now);
    const plan = (delay: number, happening: () => Input | null) => this.#calendar.plan(this.#now + delay, happening);
    this.#line = new SimulatedLine({
      random,
      faults: options.faults,
      plan,
      tabOf: (agent) => this.#agents?.tabOf(agent) ?? null,
    });
    this.#contacts = new SimulatedContacts({ random, faults: options.faults, plan, now: () => this.#now });
    // Chance of its own: the rest of the world is as it would be without.
    this.#visits = new SimulatedVisits({
      random: seeded(options.seed + 1),
      faults: options.faults,
      plan,
      now: () => this.#now,
    });
    const current = () => this.#state;
    this.#agents = new SimulatedAgents(
      {
        random,
        faults: options.faults,
        get state() {
          return current();
        },
        plan,
        newCall: () => `call-${++this.#calls}`,
        tabGone: (tab) => this.#line.tabGone(tab),
      },
      Object.keys(this.#settings.agents),
    );
    plan(10_000, () => this.#arrive());
    if (options.faults > 0) plan(20_000, () => this.#mishap());
  }

  run(): SimulationReport {
    while (this.#steps < this.#options.steps && this.#problems.length === 0) {
      const next = this.#calendar.nextAt;
      if (this.#wakeAt !== null && this.#wakeAt <= next) {
        this.#now = Math.max(this.#now, this.#wakeAt);
        this.#step({ type: "wake" });
        continue;
      }
      this.#now = next;
      const input = this.#calendar.take()?.() ?? null;
      if (input) this.#step(input);
    }
    const { seed } = this.#options;
    return {
      seed,
      steps: this.#steps,
      duration: this.#now - START,
      inputs: this.#inputs,
      outcomes: this.#audit.outcomes,
      contacts: this.#contacts.outcomes,
      refusals: this.#refusals,
      hearings: this.#audit.hearings,
      visits: this.#visits.happened,
      restores: this.#restores,
      liveCalls: this.#audit.liveCalls,
      problems: this.#problems,
      trail: this.#problems.length > 0 ? this.#trail : [],
    };
  }

  #step(input: Input): void {
    this.#steps += 1;
    this.#inputs[input.type] = (this.#inputs[input.type] ?? 0) + 1;
    if (input.type !== "device.heard") this.#remember(`${this.#now - START} ${JSON.stringify(input)}`);
    const { effects, wakeAt, rejection } = step(this.#state, input, this.#now);
    if (rejection) this.#refusals[rejection.code] = (this.#refusals[rejection.code] ?? 0) + 1;
    this.#wakeAt = wakeAt;
    for (const effect of effects) {
      if (!effect.type.startsWith("changed.")) this.#remember(`    ${JSON.stringify(effect)}`);
      this.#line.perform(effect);
    }
    this.#visits.perform(effects);
    this.#problems = [
      ...this.#audit.judge(this.#state, input, effects),
      ...this.#contacts.perform(this.#state, effects),
    ];
    const { fullCheckEvery, restoreEvery } = this.#options;
    if (this.#steps % fullCheckEvery === 0) this.#problems.push(...checkInvariants(this.#state));
    if (this.#random.chance(1 / restoreEvery)) this.#restore();
  }

  #remember(line: string): void {
    this.#trail.push(line);
    if (this.#trail.length > TRAIL) this.#trail.shift();
  }

  /** Another process takes over from what this one wrote down. */
  #restore(): void {
    this.#restores += 1;
    this.#state = JSON.parse(JSON.stringify(this.#state));
  }

  #arrive(): Input {
    const random = this.#random;
    this.#calendar.plan(this.#now + random.wait(this.#options.arrivalEvery), () => this.#arrive());
    const call = `call-${++this.#calls}`;
    const leg = `${call}-in`;
    const known = random.pick(Object.keys(this.#settings.numbers)) ?? "";
    const dialled = random.chance(0.01) ? "constructor" : known;
    this.#line.arrive(call, leg, random.wait(60_000));
    const caller = random.chance(0.1) ? null : `+3161${1_000_000 + random.below(8_000_000)}`;
    const visit = Number(call.slice(5)) % 20 === 0 ? this.#visits.fromPage() : null;
    return { type: "call.arrived", call, leg, caller, callerName: null, dialled, visit };
  }

  /** Now and then, more often in a larger world, something is pressed, breaks, or is reconfigured. */
  #mishap(): Input | null {
    const random = this.#random;
    const { agents, faults } = this.#options;
    const mean = 6_000 / (faults * Math.sqrt(agents));
    this.#calendar.plan(this.#now + random.wait(mean), () => this.#mishap());
    const roll = random.next();
    if (roll < 0.6) this.#line.digit();
    else if (roll < 0.9) this.#line.breakLeg();
    else if (roll < 0.94) this.#line.loseMedia();
    else if (roll < 0.96) return this.#contacts.withdraw();
    else if (roll < 0.98) return this.#visits.forget();
    else if (random.chance(Math.min(0.2, 100 / agents))) return this.#reconfigure();
    return null;
  }

  /** An admin takes one agent, one queue and one campaign away for a while, and changes who is in which queue. */
  #reconfigure(): Input {
    const random = this.#random;
    const { agents, queues, campaigns } = simulatedSettings(random, this.#options.agents, this.#options.queues);
    const gone = new Set([agents, queues, campaigns].map((each) => random.pick(Object.keys(each))));
    const without = <T>(all: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(all).filter(([id]) => !gone.has(id)));
    const numbers = Object.fromEntries(
      Object.entries(this.#settings.numbers).map(([number, { destination }]) => [number, { destination }]),
    );
    const settings = {
      ...this.#settings,
      // Nobody is asked for a code any more.
      ...(random.chance(0.5) ? { numbers } : {}),
      agents: without(agents),
      queues: without(queues),
      campaigns: without(campaigns),
    };
    this.#calendar.plan(this.#now + random.wait(60_000), () => ({
      type: "settings.replaced",
      settings: this.#settings,
    }));
    return { type: "settings.replaced", settings };
  }
}
