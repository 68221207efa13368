import { agentView, emptyFloor, type FloorSettings, type FloorState, type Input, step } from "@belfry/floor";

/** Ten in the morning in Amsterdam, when everything is open. */
const MONDAY = Date.UTC(2026, 0, 5, 9);
const DID = "+31201230001";

/** The demo's organisation, as the directory has it. */
export interface Cast {
  readonly settings: FloorSettings;
  readonly anna: string;
  readonly bram: string;
  readonly permits: string;
  readonly lunch: string;
  readonly code: string;
}

/** What a test may let happen on the floor, one word each. */
export const HAPPENINGS = [
  "sign in",
  "sign out",
  "pause",
  "available",
  "phone ready",
  "phone lost",
  "caller",
  "up",
  "up",
  "fails",
  "ends",
  "dial",
  "dial in a queue",
  "dial bram",
  "hang up",
  "hold",
  "retrieve",
  "consult",
  "conference",
  "transfer",
  "supervised",
  "supervises",
  "decline",
  "code",
  "finish",
  "bram ready",
  "time",
] as const;
export type Happening = (typeof HAPPENINGS)[number];

/** The real floor with a line that does what the test says. */
export class RandomFloor {
  state: FloorState;
  now = MONDAY;
  readonly #cast: Cast;
  #calls = 0;
  /** What the line has been asked and has not answered yet. */
  readonly #asked: Input[] = [];
  readonly #legs: { call: string; leg: string }[] = [];

  constructor(cast: Cast) {
    this.#cast = cast;
    this.state = emptyFloor(cast.settings, this.now);
  }

  view() {
    const view = agentView(this.state, this.#cast.anna, this.now);
    if (view === null) throw new Error("There is no Anna.");
    return view;
  }

  /** Whether this would be taken, and change something. */
  wouldTake(input: Input): boolean {
    const before = JSON.stringify(this.state);
    const copy: FloorState = JSON.parse(before);
    const { effects, rejection } = step(copy, input, this.now);
    return rejection === null && (effects.length > 0 || JSON.stringify(copy) !== before);
  }

  do(input: Input): this {
    this.now += 1;
    for (const effect of step(this.state, input, this.now).effects) {
      const { type } = effect;
      if (type === "leg.callAgent" || type === "leg.callNumber" || type === "leg.accept") {
        this.#asked.push({ type: "leg.answered", call: effect.call, leg: effect.leg });
        this.#legs.push({ call: effect.call, leg: effect.leg });
      } else if (type === "leg.bridge") {
        this.#asked.push({ ...effect, type: "leg.bridged" });
      } else if (type === "call.mix" && effect.ears.length > 0) {
        this.#asked.push({ type: "call.mixed", call: effect.call, mix: effect.mix });
      }
    }
    return this;
  }

  happen(what: Happening): this {
    const { anna: agent, bram, permits, lunch, code } = this.#cast;
    const target = { kind: "number", number: "+31612345678" } as const;
    const call = `call-${++this.#calls}`;
    switch (what) {
      case "sign in":
        return this.do({ type: "agent.signIn", agent });
      case "sign out":
        return this.do({ type: "agent.signOut", agent });
      case "pause":
        return this.do({ type: "agent.pause", agent, pause: lunch });
      case "available":
        return this.do({ type: "agent.available", agent });
      case "phone ready":
        return this.#phone(agent);
      case "bram ready":
        return this.do({ type: "agent.signIn", agent: bram }).#phone(bram);
      case "phone lost":
        return this.do({ type: "device.unregistered", agent });
      case "caller":
        return this.do({
          type: "call.arrived",
          call,
          leg: `${call}-in`,
          caller: "+31612345678",
          callerName: null,
          dialled: DID,
        });
      case "up":
      case "fails": {
        const asked = this.#asked.shift();
        if (asked === undefined) return this;
        if (what === "up" || asked.type !== "leg.answered") return this.do(asked);
        return this.do({ type: "leg.failed", call: asked.call, leg: asked.leg, cause: "busy" });
      }
      case "ends": {
        const leg = this.#legs.pop();
        return leg === undefined ? this : this.do({ type: "leg.ended", ...leg, cause: "normal" });
      }
      case "dial":
        return this.do({ type: "agent.dial", agent, call, target, queue: null });
      case "dial in a queue":
        return this.do({ type: "agent.dial", agent, call, target, queue: permits });
      case "dial bram":
        return this.do({ type: "agent.dial", agent, call, target: { kind: "agent", agent: bram }, queue: null });
      case "hang up":
        return this.do({ type: "agent.hangUp", agent });
      case "hold":
        return this.do({ type: "agent.hold", agent });
      case "retrieve":
        return this.do({ type: "agent.retrieve", agent });
      case "consult":
        return this.do({ type: "agent.consult", agent, target });
      case "conference":
        return this.do({ type: "agent.conference", agent });
      case "supervised":
        return this.do({ type: "supervisor.join", supervisor: bram, agent, mode: "bargeIn" });
      case "supervises":
        return this.do({ type: "supervisor.join", supervisor: agent, agent: bram, mode: "listen" });
      case "transfer":
        return this.do({ type: "agent.transfer", agent, target });
      case "decline":
        return this.do({ type: "agent.decline", agent });
      case "code":
        return this.do({ type: "agent.setCallCode", agent, code, note: "said" });
      case "finish":
        return this.do({ type: "agent.finishWrapUp", agent });
      case "time":
        this.now += 5_000;
        return this.do({ type: "wake" });
    }
  }

  #phone(agent: string): this {
    return this.do({ type: "device.claimed", agent, tab: agent, takeOver: true })
      .do({ type: "device.registered", agent })
      .do({ type: "device.heard", agent, tab: agent, microphone: "granted", audioUnlocked: true });
  }
}
