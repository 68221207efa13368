import type { LegCause } from "@belfry/contracts";
import type { Effect, LineEffect } from "../effects.ts";
import type { LineInput } from "../inputs.ts";
import type { Random } from "./random.ts";

interface LineLeg {
  readonly call: string;
  readonly id: string;
  readonly agent: string | null;
  /** The tab whose page holds the dialog. */
  tab: string | null;
  state: "incoming" | "calling" | "up";
}

export interface LineWorld {
  readonly random: Random;
  /** 0: nothing ever fails. 1: every effect fails, is late or doubled now and then. */
  readonly faults: number;
  /** After `delay` something happens in the world; what it returns goes to the floor. */
  plan(delay: number, happening: () => LineInput | null): void;
  /** The tab in which an agent's phone can be called, or null. */
  tabOf(agent: string): string | null;
}

const FAILURES: readonly LegCause[] = ["unreachable", "networkFailed", "deviceFailed", "overload", "refused"];

/** The telephone side of a simulated world: carries out effects late, wrongly, twice, or not at all. */
export class SimulatedLine {
  readonly #world: LineWorld;
  readonly #legs = new Map<string, LineLeg>();
  /** How many bridges of a call it has still to answer for. */
  readonly #bridging = new Map<string, number>();

  constructor(world: LineWorld) {
    this.#world = world;
  }

  get legs(): readonly string[] {
    return [...this.#legs.keys()];
  }

  arrive(call: string, leg: string, patience: number): void {
    const made: LineLeg = { call, id: leg, agent: null, tab: null, state: "incoming" };
    this.#legs.set(leg, made);
    this.#plan(patience, made, () => this.#over(made, made.state === "up" ? "normal" : "cancelled"));
  }

  perform(effect: Effect): void {
    if (!isLine(effect)) return;
    switch (effect.type) {
      case "leg.accept":
        this.#accept(effect.leg);
        return;
      case "leg.reject":
        this.#legs.delete(effect.leg);
        return;
      case "leg.callAgent":
        this.#callAgent(effect);
        return;
      case "leg.callNumber":
        this.#callNumber(effect);
        return;
      case "leg.bridge":
        this.#bridge(effect);
        return;
      case "leg.play":
        if (effect.then === "end") this.#play(effect);
        return;
      case "call.mix":
        if (effect.ears.length > 0) this.#mix(effect.call, effect.mix);
        return;
      case "leg.mute":
        this.#mute(effect);
        return;
      case "leg.detect":
        this.#detect(effect);
        return;
      case "record.start":
        this.#record(effect.call);
        return;
      case "leg.hangUp":
        this.#hangUp(effect.leg);
    }
  }

  /** The page is gone and says nothing; the media times out after a while. */
  tabGone(tab: string): void {
    for (const leg of this.#legs.values())
      if (leg.tab === tab) this.#plan(30_000, leg, () => this.#over(leg, "networkFailed"));
  }

  /** Any live leg breaks. */
  breakLeg(): void {
    const leg = this.#legs.get(this.#world.random.pick(this.legs) ?? "");
    if (leg && leg.state !== "incoming") this.#over(leg, this.#world.random.chance(0.5) ? "networkFailed" : "normal");
  }

  loseMedia(): void {
    const leg = this.#legs.get(this.#world.random.pick(this.legs) ?? "");
    if (leg) this.#world.plan(0, () => ({ type: "call.mediaLost", call: leg.call }));
  }

  digit(): void {
    const { random } = this.#world;
    const leg = this.#legs.get(random.pick(this.legs) ?? "");
    const digit = random.chance(0.6) ? "1" : String(random.below(10));
    if (leg?.state === "up") this.#world.plan(0, () => ({ type: "leg.digit", call: leg.call, leg: leg.id, digit }));
  }

  #fails(probability: number): boolean {
    return this.#world.random.chance(probability * this.#world.faults);
  }

  #accept(id: string): void {
    const leg = this.#legs.get(id);
    if (!leg || this.#fails(0.005)) return;
    if (this.#fails(0.02)) this.#plan(100, leg, () => this.#over(leg, "networkFailed"));
    else this.#plan(this.#world.random.below(200), leg, () => this.#answer(leg));
  }

  #callAgent(effect: Extract<LineEffect, { type: "leg.callAgent" }>): void {
    const { random } = this.#world;
    const { call, leg: id, agent, autoAnswer, timeout } = effect;
    const leg: LineLeg = { call, id, agent, tab: this.#world.tabOf(agent), state: "calling" };
    this.#legs.set(id, leg);
    if (leg.tab === null || this.#fails(0.02)) {
      const cause = random.pick(FAILURES) ?? "unreachable";
      this.#plan(random.below(500), leg, () => this.#over(leg, cause));
      return;
    }
    this.#say(random.below(100), leg, { type: "leg.ringing", call, leg: id });
    const answerIn = autoAnswer ? 300 : random.wait(6_000);
    if (this.#fails(0.01)) return;
    if (this.#fails(0.03)) this.#plan(random.wait(3_000), leg, () => this.#over(leg, "declined"));
    else if (answerIn >= timeout) this.#plan(timeout, leg, () => this.#over(leg, "noAnswer"));
    else this.#plan(answerIn, leg, () => this.#answer(leg));
  }

  #callNumber(effect: Extract<LineEffect, { type: "leg.callNumber" }>): void {
    const { random } = this.#world;
    const { call, leg: id, timeout } = effect;
    const leg: LineLeg = { call, id, agent: null, tab: null, state: "calling" };
    this.#legs.set(id, leg);
    this.#say(random.below(500), leg, { type: "leg.ringing", call, leg: id });
    const roll = random.next();
    if (roll < 0.1) this.#plan(random.below(2_000), leg, () => this.#over(leg, "busy"));
    else if (roll < 0.15) this.#plan(random.below(2_000), leg, () => this.#over(leg, "notFound"));
    else if (roll < 0.25) this.#plan(timeout, leg, () => this.#over(leg, "noAnswer"));
    else if (roll < 0.29) this.#plan(random.below(2_000), leg, () => this.#over(leg, "unreachable"));
    else if (roll < 0.33 && this.#world.faults > 0)
      this.#plan(random.below(500), leg, () => this.#over(leg, random.pick(FAILURES) ?? "unreachable"));
    else {
      this.#plan(random.wait(5_000), leg, () => this.#answer(leg));
      this.#plan(random.wait(90_000), leg, () => this.#over(leg, leg.state === "up" ? "normal" : "declined"));
    }
  }

  #bridge(effect: Extract<LineEffect, { type: "leg.bridge" }>): void {
    const { call, bridge, a, b } = effect;
    if (this.#fails(0.003)) return;
    // A later one fails now and then while an earlier one, which did not, has still to be told.
    const fails = this.#fails((this.#bridging.get(call) ?? 0) > 0 ? 0.3 : 0.005);
    const type = fails || !this.#legs.has(a) || !this.#legs.has(b) ? "leg.bridgeFailed" : "leg.bridged";
    const delay = this.#world.random.below(80) + (this.#fails(0.02) ? 5_000 : 0);
    this.#bridging.set(call, (this.#bridging.get(call) ?? 0) + 1);
    this.#world.plan(delay, () => {
      const others = (this.#bridging.get(call) ?? 0) - 1;
      if (others > 0) this.#bridging.set(call, others);
      else this.#bridging.delete(call);
      return { type, call, bridge, a, b };
    });
    if (this.#fails(0.01)) this.#world.plan(delay + 50, () => ({ type, call, bridge, a, b }));
  }

  #play(effect: Extract<LineEffect, { type: "leg.play" }>): void {
    const leg = this.#legs.get(effect.leg);
    if (!leg || this.#fails(0.02)) return;
    const { call, play } = effect;
    this.#say(1_000 + this.#world.random.below(4_000), leg, { type: "leg.played", call, leg: leg.id, play });
  }

  #mute({ call, leg: id, muted }: Extract<LineEffect, { type: "leg.mute" }>): void {
    const leg = this.#legs.get(id);
    if (!leg || this.#fails(0.02)) return;
    const done = this.#fails(0.05) ? !muted : muted;
    this.#say(this.#world.random.below(50), leg, { type: "leg.muted", call, leg: id, muted: done });
  }

  #detect(effect: Extract<LineEffect, { type: "leg.detect" }>): void {
    const { random } = this.#world;
    const leg = this.#legs.get(effect.leg);
    if (!leg || this.#fails(0.03)) return;
    const who = random.pick(["person", "person", "person", "machine", "unknown"] as const) ?? "unknown";
    this.#say(random.below(3_000), leg, { type: "leg.detected", call: effect.call, leg: leg.id, who });
  }

  #record(call: string): void {
    if (this.#fails(0.01)) return;
    const type = this.#fails(0.05) ? "record.failed" : "record.started";
    this.#world.plan(this.#world.random.below(200), () => ({ type, call }));
    if (this.#fails(0.05)) this.#world.plan(20_000, () => ({ type: "record.failed", call }));
  }

  #mix(call: string, mix: number): void {
    if (this.#fails(0.01)) return;
    const type = this.#fails(0.1) ? "call.mixFailed" : "call.mixed";
    this.#world.plan(this.#world.random.below(100), () => ({ type, call, mix }));
    if (this.#fails(0.1)) this.#world.plan(10_000, () => ({ type: "call.mixFailed", call, mix }));
  }

  #hangUp(id: string): void {
    const leg = this.#legs.get(id);
    if (!leg) return;
    if (this.#fails(0.005)) this.#legs.delete(id);
    else this.#plan(this.#world.random.below(300), leg, () => this.#over(leg, "normal"));
  }

  #answer(leg: LineLeg): void {
    if (leg.state === "up") return;
    leg.state = "up";
    this.#say(0, leg, { type: "leg.answered", call: leg.call, leg: leg.id });
  }

  #over(leg: LineLeg, cause: LegCause): void {
    if (!this.#legs.delete(leg.id)) return;
    const type = leg.state === "up" ? "leg.ended" : "leg.failed";
    const input: LineInput = { type, call: leg.call, leg: leg.id, cause };
    this.#world.plan(0, () => input);
    if (this.#fails(0.01)) this.#world.plan(20, () => input);
  }

  /** Something about a leg, unless it is gone by then; sometimes twice, and sometimes although it is gone. */
  #say(delay: number, leg: LineLeg, input: LineInput): void {
    const stale = this.#fails(0.005);
    this.#world.plan(delay, () => (stale || this.#legs.has(leg.id) ? input : null));
    if (this.#fails(0.01)) this.#world.plan(delay + 30, () => input);
  }

  #plan(delay: number, leg: LineLeg, act: () => void): void {
    this.#world.plan(delay, () => {
      if (this.#legs.has(leg.id)) act();
      return null;
    });
  }
}

function isLine(effect: Effect): effect is LineEffect {
  return effect.type.startsWith("leg.") || effect.type.startsWith("record.") || effect.type.startsWith("call.");
}
