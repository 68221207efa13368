import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { remembered } from "./testing/calls.ts";
import { type ChaosOptions, chaos } from "./testing/chaos.ts";
import type { Network } from "./testing/network.ts";

const options: fc.Arbitrary<ChaosOptions> = fc.record({
  seed: fc.nat(),
  actions: fc.integer({ min: 1, max: 60 }),
  transport: fc.constantFrom("udp" as const, "tcp" as const),
  latency: fc.integer({ min: 0, max: 400 }),
  jitter: fc.integer({ min: 0, max: 1_500 }),
  loss: fc.constantFrom(0, 0, 0.1, 0.3, 0.7),
  duplication: fc.constantFrom(0, 0.2),
});

/** What an application counts on: every call has one end, and every request one outcome. */
function check(network: Network): void {
  for (const name of ["alice", "bob"]) {
    const over = new Set<string>();
    const answered = new Set<string>();
    const outcomes = new Set<string>();
    for (const event of network.of(name)) {
      if (event.type === "response") {
        expect(outcomes).not.toContain(event.request);
        outcomes.add(event.request);
      } else if ("call" in event) {
        expect(over, `${name} ${event.type} after the end`).not.toContain(event.call);
        if (event.type === "answered") answered.add(event.call);
        if (event.type === "refused") expect(answered).not.toContain(event.call);
        if (event.type === "refused" || event.type === "cancelled" || event.type === "ended") over.add(event.call);
      }
    }
    for (const call of answered) expect(over).toContain(call);
    expect(remembered(network, name), `${name} forgets everything`).toBe(0);
    expect(network.agent(name).wakeAt()).toBe(null);
  }
}

describe("two user agents that do anything at any time", () => {
  it("never fail, end every call once, answer every request once, and forget it all", () => {
    fc.assert(
      fc.property(options, (one) => check(chaos(one))),
      { numRuns: 150 },
    );
  });

  it("every INVITE of ours that is not hung up has an outcome", () => {
    fc.assert(
      fc.property(options, (one) => {
        const network = chaos({ ...one, loss: 0 });
        for (const name of ["alice", "bob"]) {
          const placed = new Set(
            network.sent.flatMap(({ from, message }) =>
              from === name &&
              message.kind === "request" &&
              message.method === "INVITE" &&
              message.to.params["tag"] === undefined
                ? [message.callId]
                : [],
            ),
          );
          const ends = network.of(name).filter(({ type }) => type === "refused" || type === "answered");
          expect(ends.length).toBe(placed.size);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("go on identically when each is written to JSON and restored before everything that happens", () => {
    fc.assert(
      fc.property(options, (one) => {
        const plain = chaos(one);
        const restored = chaos({ ...one, restoreAlways: true });
        expect(restored.trace).toEqual(plain.trace);
        expect(restored.sent.map(({ at, data }) => [at, data])).toEqual(plain.sent.map(({ at, data }) => [at, data]));
        expect(restored.events).toEqual(plain.events);
      }),
      { numRuns: 25 },
    );
  });
});
