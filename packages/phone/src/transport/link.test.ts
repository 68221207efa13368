import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HandClock } from "../../testing/hand-clock.ts";
import { Runner } from "../core/machine.ts";
import { backOff } from "./back-off.ts";
import {
  ANSWER_PROD_WITHIN,
  ANSWER_WITHIN,
  ASK_AFTER_SILENCE,
  CONNECT_WITHIN,
  type LinkEffect,
  type LinkInput,
  type LinkState,
  link,
  STOPPED,
} from "./link.ts";

function bench() {
  const clock = new HandClock();
  const done: string[] = [];
  const runner = new Runner<LinkState, LinkInput, LinkEffect>(
    link,
    STOPPED,
    clock,
    ({ type }) => done.push(type),
    () => {},
  );
  return { clock, done, runner, phase: () => runner.state.phase };
}

function opened() {
  const parts = bench();
  parts.runner.feed({ type: "open" });
  parts.runner.feed({ type: "opened" });
  parts.done.length = 0;
  return parts;
}

describe("the link", () => {
  it("asks after silence, and stays up for as long as answers come", () => {
    const { clock, done, runner, phase } = opened();
    for (let round = 0; round < 5; round += 1) {
      clock.pass(ASK_AFTER_SILENCE);
      runner.feed({ type: "heard", answer: true });
    }
    expect(done).toEqual(["ask", "ask", "ask", "ask", "ask"]);
    expect(phase()).toBe("open");
  });

  it("does not ask while it hears something", () => {
    const { clock, done, runner } = opened();
    for (let round = 0; round < 10; round += 1) {
      clock.pass(ASK_AFTER_SILENCE - 1);
      runner.feed({ type: "heard", answer: false });
    }
    expect(done).toEqual([]);
  });

  it("drops a socket that says OPEN and answers nothing, and connects anew", () => {
    const { clock, done, phase } = opened();
    clock.pass(ASK_AFTER_SILENCE + ANSWER_WITHIN);
    expect(done).toEqual(["ask", "drop"]);
    expect(phase()).toBe("waiting");
    clock.pass(1_000);
    expect(done).toEqual(["ask", "drop", "connect"]);
  });

  it("asks again after sleep before it gives the socket up: the answer may lie unread", () => {
    const { clock, done, runner, phase } = opened();
    clock.pass(ASK_AFTER_SILENCE);
    clock.sleep(3_600_000);
    expect(done).toEqual(["ask", "ask"]);
    runner.feed({ type: "heard", answer: true });
    expect(phase()).toBe("open");
  });

  it("finds a zombie within two seconds of being prodded", () => {
    const { clock, done, runner, phase } = opened();
    runner.feed({ type: "prod" });
    clock.pass(ANSWER_PROD_WITHIN - 1);
    expect(phase()).toBe("open");
    clock.pass(1);
    expect(done).toEqual(["ask", "drop"]);
  });

  it("measures the round trip by its own question only", () => {
    const { clock, runner } = opened();
    runner.feed({ type: "prod" });
    clock.pass(31);
    runner.feed({ type: "heard", answer: true });
    expect(runner.state).toMatchObject({ phase: "open", rttMs: 31 });
    runner.feed({ type: "heard", answer: false });
    expect(runner.state).toMatchObject({ rttMs: 31 });
  });

  it("gives up a connect that takes too long, and waits longer after each failure", () => {
    const { clock, runner, phase } = bench();
    runner.feed({ type: "open" });
    clock.pass(CONNECT_WITHIN);
    expect(phase()).toBe("waiting");
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const { state } = runner;
      if (state.phase !== "waiting") throw new Error(`It is ${state.phase}.`);
      waits.push(state.retryAt - clock.now());
      clock.pass(state.retryAt - clock.now());
      runner.feed({ type: "closed" });
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(15_000);
  });

  it("connects at once when the network is back, whatever the wait was", () => {
    const { done, runner, phase } = opened();
    runner.feed({ type: "closed" });
    runner.feed({ type: "offline" });
    expect(runner.state).toMatchObject({ phase: "waiting", offline: true });
    runner.feed({ type: "online" });
    expect(phase()).toBe("connecting");
    expect(done).toEqual(["connect"]);
  });

  it("begins a connect anew that began before the network was there", () => {
    const { clock, done, runner, phase } = bench();
    runner.feed({ type: "open" });
    clock.pass(3_000);
    runner.feed({ type: "online" });
    expect(done).toEqual(["connect", "drop", "connect"]);
    runner.feed({ type: "online" });
    expect(done).toHaveLength(3);
    expect(phase()).toBe("connecting");
  });

  it("doubts that it is offline, in the end", () => {
    const { clock, runner, phase } = opened();
    runner.feed({ type: "closed" });
    runner.feed({ type: "offline" });
    clock.pass(15_000);
    expect(phase()).toBe("connecting");
  });

  it("has one connect under way at most, and none once stopped, whatever happens", () => {
    const inputs: readonly LinkInput[] = [
      { type: "open" },
      { type: "close" },
      { type: "opened" },
      { type: "closed" },
      { type: "lost" },
      { type: "heard", answer: true },
      { type: "prod" },
      { type: "online" },
      { type: "offline" },
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...inputs), fc.integer({ min: 1, max: 30_000 }))), (story) => {
        const clock = new HandClock();
        let sockets = 0;
        const runner = new Runner<LinkState, LinkInput, LinkEffect>(
          link,
          STOPPED,
          clock,
          ({ type }) => {
            if (type === "connect") sockets += 1;
            expect(sockets).toBeLessThan(2);
            if (type === "drop") sockets = 0;
          },
          () => {},
        );
        for (const part of story) {
          if (typeof part === "number") clock.pass(part);
          else {
            // A socket that is not there can neither open nor close by itself.
            const impossible = (part.type === "opened" || part.type === "closed") && sockets === 0;
            if (impossible) continue;
            const before = runner.state.phase;
            runner.feed(part);
            if (part.type === "closed" && (before === "connecting" || before === "open")) sockets -= 1;
          }
          const { phase } = runner.state;
          expect(sockets).toBe(phase === "connecting" || phase === "open" ? 1 : 0);
          // One timer, or none when there is nothing to wait for.
          expect(clock.pending).toBe(phase === "stopped" ? 0 : 1);
        }
      }),
    );
  });
});

describe("the back-off", () => {
  it("is never shorter than half of its ceiling, never longer than it, and spreads", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
        const wait = backOff(failures, random);
        expect(wait).toBeGreaterThanOrEqual(200);
        expect(wait).toBeLessThanOrEqual(15_000);
      }),
    );
    expect(backOff(9, 0)).toBe(7_500);
    expect(backOff(9, 0.999)).toBeGreaterThan(14_900);
  });
});
