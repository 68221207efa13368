import type { CampaignMode } from "@belfry/contracts";
import { campaignView } from "../dialler/view.ts";
import type { Effect } from "../effects.ts";
import { emptyFloor } from "../floor-settings.ts";
import type { Input } from "../inputs.ts";
import type { FloorState } from "../state.ts";
import { step } from "../step.ts";
import { campaignOf, MONDAY, phone, queueOf, settingsOf } from "../testing/floor.ts";
import { Calendar } from "./calendar.ts";
import { type Random, seeded } from "./random.ts";

export interface ShiftOptions {
  readonly seed: number;
  readonly agents: number;
  readonly mode: CampaignMode;
  /** The chance that a person answers; the rest ring out, are busy or do not exist. */
  readonly answerRate: number;
  /** Mean length of a conversation. */
  readonly talk: number;
  readonly hours: number;
}

export interface ShiftReport {
  readonly persons: number;
  readonly abandoned: number;
  /** Share of the agents' time in conversations and wrap-up. */
  readonly utilisation: number;
  /** The most calls that were under way beyond the agents who were free. */
  readonly overdialled: number;
  /** The share of abandoned calls over the day so far, at its worst once five hundred people had answered. */
  readonly worst: number;
}

const HOUR = 3_600_000;

/** One shift of a team that makes automatic calls and nothing else, on seeded chance, with nothing that fails. */
export function runShift(options: ShiftOptions): ShiftReport {
  return new Shift(options).run();
}

class Shift {
  readonly #options: ShiftOptions;
  readonly #random: Random;
  readonly #calendar = new Calendar<() => Input>();
  readonly #state: FloorState;
  #now = MONDAY;
  #wakeAt: number | null = null;
  #contacts = 0;
  #busy = 0;
  #busySince = MONDAY;
  #worked = 0;
  #overdialled = 0;
  #worst = 0;

  constructor(options: ShiftOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
    const ids = Array.from({ length: options.agents }, (_, index) => `agent-${index}`);
    this.#state = emptyFloor(
      settingsOf({
        agents: Object.fromEntries(ids.map((id) => [id, { name: id, extension: "3000", skills: {} }])),
        queues: { sales: queueOf({ members: ids, wrapUpTimeout: 120_000 }) },
        campaigns: { spring: campaignOf({ queue: "sales", mode: options.mode, ringTimeout: 25_000 }) },
        heartbeatLimit: 24 * HOUR,
      }),
      this.#now,
    );
    for (const agent of ids) {
      for (const input of [{ type: "agent.signIn", agent } as const, ...phone(agent)]) this.#plan(0, () => input);
      this.#plan(1, () => ({ type: "agent.autoCalls", agent, on: true }));
    }
  }

  run(): ShiftReport {
    const end = MONDAY + this.#options.hours * HOUR;
    for (;;) {
      const next = this.#calendar.nextAt;
      const wake = this.#wakeAt !== null && this.#wakeAt <= next;
      const at = wake ? (this.#wakeAt ?? next) : next;
      if (at >= end) break;
      this.#now = Math.max(this.#now, at);
      this.#take(wake ? { type: "wake" } : (this.#calendar.take()?.() ?? { type: "wake" }));
    }
    const view = campaignView(this.#state, "spring", end);
    const persons = view?.today.answeredByPerson ?? 0;
    const abandoned = view?.today.abandoned ?? 0;
    const { agents, hours } = this.#options;
    const utilisation = this.#worked / (agents * hours * HOUR);
    return { persons, abandoned, utilisation, overdialled: this.#overdialled, worst: this.#worst };
  }

  #plan(delay: number, happening: () => Input): void {
    this.#calendar.plan(this.#now + delay, happening);
  }

  #take(input: Input): void {
    const { effects, wakeAt } = step(this.#state, input, this.#now);
    this.#wakeAt = wakeAt;
    for (const effect of effects) this.#perform(effect);
    this.#measure();
  }

  #measure(): void {
    this.#worked += this.#busy * (this.#now - this.#busySince);
    this.#busySince = this.#now;
    this.#busy = Object.values(this.#state.agents).filter(({ serving }) => serving !== null).length;
    const { spring } = this.#state.campaigns;
    const free = this.#state.queues["sales"]?.idle.length ?? 0;
    if (!spring) return;
    this.#overdialled = Math.max(this.#overdialled, Object.keys(spring.dialling).length - free);
    const { persons, abandoned } = spring.measures.today;
    if (persons >= 500) this.#worst = Math.max(this.#worst, abandoned / persons);
  }

  #perform(effect: Effect): void {
    const random = this.#random;
    switch (effect.type) {
      case "dialler.wanted": {
        const contacts = Array.from({ length: effect.count }, () => this.#contact());
        this.#plan(20, () => ({
          type: "dialler.contacts",
          campaign: effect.campaign,
          contacts,
          nextDue: this.#now,
        }));
        return;
      }
      case "leg.callNumber":
        this.#callNumber(effect.call, effect.leg, effect.timeout);
        return;
      case "leg.callAgent":
        this.#plan(300, () => ({ type: "leg.answered", call: effect.call, leg: effect.leg }));
        return;
      case "leg.bridge": {
        const { call, bridge, a, b } = effect;
        this.#plan(50, () => ({ type: "leg.bridged", call, bridge, a, b }));
        // Conversations are neither all alike nor without memory, as the floor's forecast takes them to be.
        const talk = random.wait(this.#options.talk / 2) + random.wait(this.#options.talk / 2);
        this.#plan(50 + talk, () => ({ type: "leg.ended", call, leg: b, cause: "normal" }));
        return;
      }
      case "leg.play":
        this.#plan(5_000, () => ({ type: "leg.played", call: effect.call, leg: effect.leg, play: effect.play }));
        return;
      case "leg.hangUp":
        this.#plan(50, () => ({ type: "leg.ended", call: effect.call, leg: effect.leg, cause: "normal" }));
        return;
      case "journal.agentState": {
        const { agent } = effect;
        if (effect.state === "wrapUp") this.#plan(random.wait(20_000), () => ({ type: "agent.finishWrapUp", agent }));
      }
    }
  }

  #contact() {
    const id = `contact-${++this.#contacts}`;
    const call = `${id}-1`;
    const number = `+3110${1_000_000 + this.#contacts}`;
    return { id, call, number, name: null, timeZone: null, cardLink: null, attempts: {}, agent: null };
  }

  #callNumber(call: string, leg: string, timeout: number): void {
    const random = this.#random;
    if (random.chance(this.#options.answerRate)) {
      const rings = Math.min(3_000 + random.wait(7_000), timeout - 1_000);
      this.#plan(rings, () => ({ type: "leg.answered", call, leg }));
      return;
    }
    const roll = random.next();
    if (roll < 0.15) this.#plan(2_000, () => ({ type: "leg.failed", call, leg, cause: "busy" }));
    else if (roll < 0.2) this.#plan(1_000, () => ({ type: "leg.failed", call, leg, cause: "notFound" }));
    else this.#plan(timeout, () => ({ type: "leg.failed", call, leg, cause: "noAnswer" }));
  }
}
