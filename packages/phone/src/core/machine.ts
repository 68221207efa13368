import type { Clock } from "./clock.ts";

/** What one input leads to. `wakeAt` is the epoch millisecond at which the machine wants `{ type: "wake" }`, or null. */
export interface Step<State, Effect> {
  readonly state: State;
  readonly effects: readonly Effect[];
  readonly wakeAt: number | null;
}

export interface Wake {
  readonly type: "wake";
}

/** A pure machine: no clock, no randomness, no I/O of its own. `random` is in [0, 1). */
export type Machine<State, Input, Effect> = (
  state: State,
  input: Input | Wake,
  now: number,
  random: number,
) => Step<State, Effect>;

/**
 * Runs one machine: inputs one at a time, effects performed before the next input, one timer. An input that arrives
 * while effects are being performed waits its turn.
 */
export class Runner<State, Input, Effect> {
  readonly #machine: Machine<State, Input, Effect>;
  readonly #clock: Clock;
  readonly #perform: (effect: Effect) => void;
  readonly #changed: (state: State, before: State) => void;
  readonly #queue: (Input | Wake)[] = [];
  #state: State;
  #busy = false;
  #closed = false;
  #cancelWake: (() => void) | null = null;

  constructor(
    machine: Machine<State, Input, Effect>,
    initial: State,
    clock: Clock,
    perform: (effect: Effect) => void,
    changed: (state: State, before: State) => void,
  ) {
    this.#machine = machine;
    this.#state = initial;
    this.#clock = clock;
    this.#perform = perform;
    this.#changed = changed;
  }

  get state(): State {
    return this.#state;
  }

  feed(input: Input | Wake): void {
    if (this.#closed) return;
    this.#queue.push(input);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#take(next);
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
    this.#cancelWake?.();
    this.#cancelWake = null;
  }

  #take(input: Input | Wake): void {
    const before = this.#state;
    const now = this.#clock.now();
    const { state, effects, wakeAt } = this.#machine(before, input, now, this.#clock.random());
    this.#state = state;
    this.#cancelWake?.();
    this.#cancelWake = wakeAt === null ? null : this.#clock.after(Math.max(0, wakeAt - now), () => this.#wake());
    if (state !== before) this.#changed(state, before);
    for (const effect of effects) this.#perform(effect);
  }

  #wake(): void {
    this.#cancelWake = null;
    this.feed({ type: "wake" });
  }
}
