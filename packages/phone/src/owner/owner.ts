import type { Clock } from "../core/clock.ts";
import { guarded } from "../core/guarded.ts";
import { Runner } from "../core/machine.ts";
import type { OwnerPort } from "../ports.ts";
import { browserChannel, type Channel, type OpenChannel } from "./channel.ts";
import { type OwnershipEffect, type OwnershipInput, type OwnershipState, ownership, unclaimed } from "./ownership.ts";

export interface OwnerEvents {
  changed(state: OwnershipState): void;
  /** This tab owns the phone now. */
  start(): void;
  /** This tab owned the phone and does not any more. `taken`: somebody else has it, or may have it soon. */
  stop(owner: string | null): void;
}

const CHANNEL = "belfry-phone-owner";

function ownerIn(message: unknown): string | null {
  if (typeof message !== "object" || message === null || !("owner" in message)) return null;
  return typeof message.owner === "string" ? message.owner : null;
}

/** Asks the server for the phone, and listens to it and to the other tabs. */
export class Owner {
  readonly #port: OwnerPort;
  readonly #tab: string;
  readonly #events: OwnerEvents;
  readonly #runner: Runner<OwnershipState, OwnershipInput, OwnershipEffect>;
  readonly #channel: Channel | null;
  readonly #settled = new Set<(owns: boolean) => void>();

  constructor(
    port: OwnerPort,
    tab: string,
    scope: string,
    clock: Clock,
    events: OwnerEvents,
    openChannel: OpenChannel | null = browserChannel(),
  ) {
    this.#port = port;
    this.#tab = tab;
    this.#events = events;
    this.#runner = new Runner<OwnershipState, OwnershipInput, OwnershipEffect>(
      ownership,
      unclaimed(tab),
      clock,
      (effect) => this.#perform(effect),
      (state) => this.#changed(state),
    );
    this.#channel =
      openChannel?.(`${CHANNEL}-${scope}`, (message) => {
        const owner = ownerIn(message);
        if (owner !== null) this.#runner.feed({ type: "hint", owner });
      }) ?? null;
  }

  get state(): OwnershipState {
    return this.#runner.state;
  }

  get owns(): boolean {
    return this.#runner.state.phase.name === "owner";
  }

  feed(input: OwnershipInput): void {
    this.#runner.feed(input);
  }

  /** Resolves when the claim has an outcome: true when this tab owns the phone. */
  claim(takeOver: boolean): Promise<boolean> {
    const outcome = new Promise<boolean>((resolve) => this.#settled.add(resolve));
    this.#runner.feed({ type: "claim", takeOver });
    this.#settle();
    return outcome;
  }

  close(): void {
    this.#runner.feed({ type: "release" });
    this.#runner.close();
    this.#channel?.close();
    this.#settle();
  }

  #perform(effect: OwnershipEffect): void {
    switch (effect.type) {
      case "ask":
        this.#ask(effect.claim, effect.takeOver);
        return;
      case "release":
        guarded(() => this.#port.release({ tab: this.#tab }));
        return;
      case "start":
        this.#events.start();
        return;
      case "stop":
        this.#events.stop(effect.owner);
        return;
      case "hint":
        this.#channel?.post({ owner: this.#tab });
    }
  }

  #ask(claim: number, takeOver: boolean): void {
    const asked = Promise.resolve().then(() => this.#port.claim({ tab: this.#tab, takeOver }));
    asked.then(
      (answer) =>
        this.#runner.feed(answer.ok ? { type: "granted", claim } : { type: "denied", claim, code: answer.error.code }),
      () => this.#runner.feed({ type: "unanswered", claim }),
    );
  }

  #changed(state: OwnershipState): void {
    this.#events.changed(state);
    this.#settle();
  }

  #settle(): void {
    if (this.state.phase.name === "claiming") return;
    const owns = this.owns;
    for (const resolve of this.#settled) resolve(owns);
    this.#settled.clear();
  }
}
