import type { Effect } from "../effects.ts";
import type { BoundVisit, Input } from "../inputs.ts";
import type { Random } from "./random.ts";

export interface VisitsWorld {
  readonly random: Random;
  /** 0: every code is looked up and answered once. 1: answers are late, lost or doubled now and then. */
  readonly faults: number;
  now(): number;
  plan(delay: number, happening: () => Input | null): void;
}

const QUESTIONS = ["code-request", "code-wrong"];

/** Visitors of websites, who type their codes well and badly, and the keeper of visits, who answers about them. */
export class SimulatedVisits {
  /** How codes were answered, and visits forgotten. */
  readonly happened: Record<string, number> = {};
  readonly #world: VisitsWorld;
  readonly #alive = new Set<string>();
  #count = 0;

  constructor(world: VisitsWorld) {
    this.#world = world;
  }

  /** A visit that comes with a call from the visitor's own page. */
  fromPage(): BoundVisit {
    return this.#bound();
  }

  perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === "visit.codeEntered") this.#answer(effect.call, effect.attempt);
      if (effect.type === "leg.play" && effect.items.some(({ prompt }) => QUESTIONS.includes(prompt)))
        this.#type(effect.call, effect.leg);
    }
  }

  /** Any visit may be forgotten at any moment: a visitor who asks for it, or an hour that is over. */
  forget(): Input {
    const visit = this.#world.random.pick([...this.#alive]) ?? "constructor";
    this.#tell("forgotten");
    this.#alive.delete(visit);
    return { type: "visit.forgotten", visit };
  }

  #tell(what: string): void {
    this.happened[what] = (this.happened[what] ?? 0) + 1;
  }

  #bound(): BoundVisit {
    const visit = `visit-${++this.#count}`;
    this.#alive.add(visit);
    return { visit, until: this.#world.now() + this.#world.random.wait(120_000), demo: this.#count % 3 === 0 };
  }

  #answer(call: string, attempt: number): void {
    const { random, faults, plan } = this.#world;
    if (random.chance(0.05 * faults)) {
      this.#tell("lost");
      return;
    }
    const kind = random.pick(["verified", "verified", "wrong", "wrong", "refused"] as const) ?? "wrong";
    // A visit that belongs to another call already is what must never come, and changes nothing.
    const again = random.chance(0.05 * faults) ? random.pick([...this.#alive]) : undefined;
    const bound =
      again === undefined ? this.#bound() : { visit: again, until: this.#world.now() + 60_000, demo: false };
    const result = kind === "verified" ? { kind, ...bound } : { kind };
    const late = random.chance(0.05 * faults);
    this.#tell(late ? "late" : kind);
    const input: Input = { type: "visit.checked", call, attempt, result };
    plan(random.below(200) + (late ? 8_000 : 0), () => input);
    if (random.chance(0.05 * faults)) plan(random.below(20_000), () => input);
  }

  /** All at once, slowly, with a hash, with a second thought, half of it, none, or only in the queue. */
  #type(call: string, leg: string): void {
    const { random, plan } = this.#world;
    const code = Array.from({ length: 4 }, () => String(random.below(10)));
    const half = code.slice(0, 2);
    const ways = [code, code, [...code, "#"], [...half, "*", ...code], half, [...half, "#"], ["#"], []];
    const keys = random.pick(ways) ?? code;
    const pace = random.pick([0, 100, 2_000, 7_000]) ?? 100;
    const first = random.pick([0, 3_000, 25_000]) ?? 0;
    keys.forEach((digit, index) => {
      plan(first + index * pace, () => ({ type: "leg.digit", call, leg, digit }));
    });
  }
}
