import { describe, expect, it } from "vitest";
import { checkInvariants } from "./invariants.ts";
import type { FloorState } from "./state.ts";
import { Floor } from "./testing/floor.ts";
import { cancelTimer } from "./timers.ts";

const talking = () => new Floor().ready("anna", "bram").talk("c1");

const supervised = () =>
  talking()
    .ready("chloe")
    .do({ type: "supervisor.join", supervisor: "chloe", agent: "anna", mode: "whisper" })
    .answered("c1", "c1.s1");

/** One planted fault each: an invariant that finds nothing here would find nothing ever. */
const faults: readonly [string, () => Floor, (state: FloorState) => unknown, string][] = [
  [
    "a call whose agent forgot it",
    talking,
    (state) => Object.assign(state.agents["anna"] ?? {}, { state: { state: "available", since: 0 } }),
    "knows nothing of it",
  ],
  ["an agent in a call that is gone", talking, (state) => Reflect.deleteProperty(state.calls, "c1"), "not theirs"],
  [
    "a leg in two calls",
    () => talking().arrive("c2"),
    (state) => Object.assign(state.calls["c2"]?.legs ?? {}, state.calls["c1"]?.legs),
    "in two calls",
  ],
  [
    "a leg without an alarm",
    () => new Floor().ready("anna").arrive("c1"),
    (state) => cancelTimer(state.timers, "call", "c1", "leg:c1.1"),
    "without an alarm",
  ],
  [
    "a bridge without an alarm",
    () => new Floor().ready("anna").arrive("c1").answered("c1", "c1.1"),
    (state) => cancelTimer(state.timers, "call", "c1", "bridge"),
    "without an alarm",
  ],
  [
    "a waiting call outside its queue",
    () => new Floor().staffed().arrive("c1"),
    (state) => state.queues["permits"]?.waiting.pop(),
    "not in its place",
  ],
  [
    "the later caller first",
    () => new Floor().staffed().arrive("c1").arrive("c2"),
    (state) => state.queues["permits"]?.waiting.reverse(),
    "before its turn",
  ],
  [
    "a caller beside an idle agent",
    () => new Floor().staffed().arrive("c1"),
    (state) => state.queues["permits"]?.idle.push({ agent: "anna", since: 0 }),
    "while anna is idle",
  ],
  [
    "a caller for whom nobody can come",
    () => new Floor().staffed().arrive("c1").do({ type: "agent.signOut", agent: "chloe" }),
    (state) => cancelTimer(state.timers, "queue", "permits", "deserted"),
    "nobody can come",
  ],
  [
    "wrap-up without end",
    () => talking().do({ type: "agent.hangUp", agent: "anna" }),
    (state) => cancelTimer(state.timers, "agent", "anna", "wrapUp"),
    "in wrap-up without an alarm",
  ],
  [
    "an agent who hears nobody",
    talking,
    (state) => Object.assign(state.calls["c1"] ?? {}, { bridge: null }),
    "the agent hears null",
  ],
  [
    "a mix that is not what it should be",
    supervised,
    (state) => Object.assign(state.calls["c1"]?.mix ?? {}, { ears: [{ leg: "c1.s1", hears: ["c1-in"] }] }),
    "mixed otherwise",
  ],
  [
    "a supervisor of somebody who is not there",
    supervised,
    (state) => Object.assign(state.calls["c1"]?.supervision ?? {}, { agent: "bram" }),
    "who is not in it",
  ],
  [
    "a lost phone that nobody notices",
    () => talking().do({ type: "device.unregistered", agent: "anna" }),
    (state) => cancelTimer(state.timers, "agent", "anna", "silence"),
    "nobody notices",
  ],
  [
    "an ended call that stays",
    () => talking().do({ type: "agent.hangUp", agent: "anna" }),
    (state) => Object.assign(state.calls["c1"] ?? {}, { legs: {} }),
    "still here",
  ],
  ["a wrong count", talking, (state) => Object.assign(state.queues["permits"] ?? {}, { signedIn: 9 }), "counts 9"],
  ["a lost timer", talking, (state) => Object.assign(state.timers.index, { "floor//day": 999 }), "is lost"],
];

describe("the invariants", () => {
  it.each(faults)("find %s", (_name, floor, plant, sentence) => {
    const { state } = floor();
    expect(checkInvariants(state)).toEqual([]);
    plant(state);
    expect(checkInvariants(state).join("\n")).toContain(sentence);
  });
});
