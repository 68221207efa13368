import { describe, expect, it } from "vitest";
import { emptyFloor } from "./floor-settings.ts";
import type { AgentSettings } from "./settings.ts";
import type { FloorState } from "./state.ts";
import { step } from "./step.ts";
import { heard, MONDAY, phone, queueOf, settingsOf } from "./testing/floor.ts";

/** A floor whose agents are all signed in and in a queue of a hundred. */
function floorOf(agents: number): FloorState {
  const ids = Array.from({ length: agents }, (_, index) => `agent-${index}`);
  const all: Record<string, AgentSettings> = Object.fromEntries(
    ids.map((id) => [id, { name: id, extension: "3000", skills: {} }]),
  );
  const queues = Object.fromEntries(
    Array.from({ length: Math.ceil(agents / 100) }, (_, index) => [
      `queue-${index}`,
      queueOf({ members: ids.slice(100 * index, 100 * index + 100) }),
    ]),
  );
  const state = emptyFloor(settingsOf({ agents: all, queues }), MONDAY);
  for (const agent of ids)
    for (const input of [{ type: "agent.signIn", agent } as const, ...phone(agent)]) step(state, input, MONDAY);
  return state;
}

/** The median time of a step, in microseconds, over heartbeats and commands of one agent. */
function cost(state: FloorState): number {
  const times: number[] = [];
  let now = MONDAY + 1;
  for (let round = 0; round < 3_000; round += 1) {
    const agent = "agent-7";
    const started = performance.now();
    step(state, heard(agent), now);
    step(state, { type: "agent.pause", agent, pause: "lunch" }, now);
    step(state, { type: "agent.available", agent }, now);
    times.push(performance.now() - started);
    if (round % 100 === 0) now += 1;
  }
  times.sort((a, b) => a - b);
  return ((times[1_500] ?? 0) * 1_000) / 3;
}

describe("a step", () => {
  it("costs no more with a hundred times as many agents elsewhere", () => {
    const [small, large] = [floorOf(100), floorOf(10_000)];
    cost(small);
    const [few, many] = [cost(small), cost(large)];
    console.log(`a step costs ${few.toFixed(2)} µs with 100 agents and ${many.toFixed(2)} µs with 10,000`);
    // Linear growth would be a factor of 100; the logarithm of the timers and a colder cache stay far below 10.
    expect(many).toBeLessThan(10 * Math.max(few, 1));
  });

  it("holds a clock that goes back", () => {
    const state = emptyFloor(settingsOf(), MONDAY);
    step(state, { type: "wake" }, MONDAY + 5_000);
    step(state, { type: "agent.signIn", agent: "anna" }, MONDAY);
    expect(state.agents["anna"]?.state.since).toBe(MONDAY + 5_000);
  });

  it("finds nothing under a name that every object has", () => {
    const state = emptyFloor(settingsOf(), MONDAY);
    for (const dialled of ["constructor", "__proto__", "toString"]) {
      const input = { type: "call.arrived", call: "c1", leg: "l1", caller: null, callerName: null, dialled } as const;
      expect(step(state, input, MONDAY).effects).toMatchObject([{ type: "leg.reject", status: 404 }]);
    }
    expect(step(state, { type: "agent.hold", agent: "constructor" }, MONDAY).rejection?.code).toBe("not_an_agent");
    step(state, { type: "leg.answered", call: "__proto__", leg: "constructor" }, MONDAY);
    expect(state.calls).toEqual({});
  });
});
