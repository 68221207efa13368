import { agentView, emptyFloor, type FloorSettings, type FloorState, type Input, step } from "@belfry/floor";
import type { Lists } from "../snapshot.ts";

const id = (number: number) => `0000000${number}-0000-4000-8000-000000000000`;
export const ANNA = id(1);
export const BRAM = id(2);
export const QUEUE = id(3);
export const LUNCH = id(4);
export const DONE = id(5);
export const NOTED = id(6);
const DID = "+31201230001";

const settings: FloorSettings = {
  organisation: "demo",
  agents: {
    [ANNA]: { name: "Anna", extension: "3001", skills: {} },
    [BRAM]: { name: "Bram", extension: "3002", skills: {} },
  },
  queues: {
    [QUEUE]: {
      name: "Permits",
      language: "nl",
      priority: 50,
      ringTimeout: 20_000,
      wrapUpTimeout: 60_000,
      codeRequired: true,
      autoAnswer: false,
      maxWaiting: null,
      maxWait: null,
      announceEvery: null,
      callbackOffered: false,
      recording: "off",
      recordingAnnounced: false,
      callerId: null,
      hours: null,
      whenFull: { kind: "announcement", prompt: "queue-full" },
      whenClosed: { kind: "announcement", prompt: "closed" },
      whenWaitedTooLong: { kind: "announcement", prompt: "nobody-available" },
      skills: {},
      members: [ANNA, BRAM],
      callCodes: [DONE, NOTED],
    },
  },
  numbers: { [DID]: { destination: { kind: "queue", queue: QUEUE } } },
  pauses: { [LUNCH]: { name: "Lunch" } },
  callCodes: { [DONE]: { name: "Done", noteRequired: false }, [NOTED]: { name: "Noted", noteRequired: true } },
  language: "en",
  timeZone: "Europe/Amsterdam",
  outbound: {
    country: "NL",
    rules: [],
    othersAllowed: true,
    premiumAllowed: false,
    emergencyAddress: null,
    agentPerHour: null,
    agentPerDay: null,
    organisationPerDay: null,
    organisationAtOnce: null,
  },
  reconnectGrace: 20_000,
  heartbeatLimit: 15_000,
};

export const lists: Lists = {
  timeZone: settings.timeZone,
  queues: [{ id: QUEUE, name: "Permits", members: [ANNA, BRAM] }],
  pauses: [{ id: LUNCH, name: "Lunch" }],
  callCodes: [
    { id: DONE, name: "Done" },
    { id: NOTED, name: "Noted" },
  ],
};

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
  "transfer",
  "decline",
  "code",
  "finish",
  "bram ready",
  "time",
] as const;
export type Happening = (typeof HAPPENINGS)[number];

/** The real floor with a line that does what the test says. */
export class RandomFloor {
  state: FloorState = emptyFloor(settings, 0);
  now = 1_000;
  #calls = 0;
  /** What the line has been asked and has not answered yet. */
  readonly #asked: Input[] = [];
  readonly #legs: { call: string; leg: string }[] = [];

  view() {
    const view = agentView(this.state, ANNA, this.now);
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
        this.#asked.push({ type: "leg.bridged", call: effect.call, a: effect.a, b: effect.b });
      }
    }
    return this;
  }

  happen(what: Happening): this {
    const agent = ANNA;
    const target = { kind: "number", number: "+31612345678" } as const;
    const call = `call-${++this.#calls}`;
    switch (what) {
      case "sign in":
        return this.do({ type: "agent.signIn", agent });
      case "sign out":
        return this.do({ type: "agent.signOut", agent });
      case "pause":
        return this.do({ type: "agent.pause", agent, pause: LUNCH });
      case "available":
        return this.do({ type: "agent.available", agent });
      case "phone ready":
        return this.#phone(ANNA);
      case "bram ready":
        return this.do({ type: "agent.signIn", agent: BRAM }).#phone(BRAM);
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
        return this.do({ type: "agent.dial", agent, call, target, queue: QUEUE });
      case "dial bram":
        return this.do({ type: "agent.dial", agent, call, target: { kind: "agent", agent: BRAM }, queue: null });
      case "hang up":
        return this.do({ type: "agent.hangUp", agent });
      case "hold":
        return this.do({ type: "agent.hold", agent });
      case "retrieve":
        return this.do({ type: "agent.retrieve", agent });
      case "consult":
        return this.do({ type: "agent.consult", agent, target });
      case "transfer":
        return this.do({ type: "agent.transfer", agent, target });
      case "decline":
        return this.do({ type: "agent.decline", agent });
      case "code":
        return this.do({ type: "agent.setCallCode", agent, code: DONE, note: "" });
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
