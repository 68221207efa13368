import { describe, expect, it } from "vitest";
import { HandClock } from "../../testing/hand-clock.ts";
import { Runner } from "../core/machine.ts";
import { renewAt } from "./credential-schedule.ts";
import {
  ANSWER_REGISTER_WITHIN,
  type RegistrationEffect,
  type RegistrationInput,
  type RegistrationState,
  registration,
  UNREGISTERED,
} from "./registration.ts";

const EXPIRES = 60_000;
const LIFE = 600_000;

function bench() {
  const clock = new HandClock();
  const done: string[] = [];
  const runner = new Runner<RegistrationState, RegistrationInput, RegistrationEffect>(
    registration,
    UNREGISTERED,
    clock,
    ({ type }) => done.push(type),
    () => {},
  );
  const fetched = () => runner.feed({ type: "fetched", expiresAt: clock.now() + LIFE });
  const take = () => done.splice(0);
  return { clock, runner, fetched, take, phase: () => runner.state.phase.name };
}

function registered() {
  const parts = bench();
  parts.runner.feed({ type: "start" });
  parts.fetched();
  parts.runner.feed({ type: "connected" });
  parts.runner.feed({ type: "accepted", expires: EXPIRES });
  parts.take();
  return parts;
}

describe("the registration", () => {
  it("fetches, waits for the connection, registers, and says so only when it was answered", () => {
    const { runner, fetched, take, phase } = bench();
    runner.feed({ type: "start" });
    expect(take()).toEqual(["fetch"]);
    fetched();
    expect(take()).toEqual([]);
    runner.feed({ type: "connected" });
    expect(take()).toEqual(["register"]);
    expect(phase()).toBe("registering");
    runner.feed({ type: "accepted", expires: EXPIRES });
    expect(phase()).toBe("registered");
  });

  it("is not registered any more the moment the connection goes, and registers afresh on the next one", () => {
    const { runner, take, phase } = registered();
    runner.feed({ type: "disconnected" });
    expect(phase()).toBe("registering");
    runner.feed({ type: "accepted", expires: EXPIRES });
    expect(phase()).toBe("registering");
    runner.feed({ type: "connected" });
    expect(take()).toEqual(["register"]);
  });

  it("does not let a REGISTER of the former connection hold up the next one", () => {
    const { runner, clock, take } = registered();
    clock.pass(EXPIRES / 2);
    expect(take()).toEqual(["register"]);
    runner.feed({ type: "disconnected" });
    runner.feed({ type: "connected" });
    expect(take()).toEqual(["register"]);
  });

  it("has one fetch and one REGISTER under way at most", () => {
    const { runner, fetched, take } = bench();
    runner.feed({ type: "start" });
    runner.feed({ type: "start" });
    runner.feed({ type: "connected" });
    runner.feed({ type: "connected" });
    expect(take()).toEqual(["fetch"]);
    fetched();
    fetched();
    expect(take()).toEqual(["register"]);
  });

  it("refreshes at half of the time granted", () => {
    const { runner, clock, take } = registered();
    clock.pass(EXPIRES / 2 - 1);
    expect(take()).toEqual([]);
    clock.pass(1);
    expect(take()).toEqual(["register"]);
    runner.feed({ type: "accepted", expires: EXPIRES });
    clock.pass(EXPIRES / 2);
    expect(take()).toEqual(["register"]);
  });

  it("renews credentials before they end, more than once, and registers with the new ones", () => {
    const { runner, clock, fetched, take } = registered();
    let fetches = 0;
    for (let second = 0; second < 1_800; second += 1) {
      clock.pass(1_000);
      for (const effect of take()) {
        if (effect === "register") runner.feed({ type: "accepted", expires: EXPIRES });
        if (effect === "fetch") {
          fetches += 1;
          fetched();
          expect(take()).toEqual(["register"]);
          runner.feed({ type: "accepted", expires: EXPIRES });
        }
      }
      expect(runner.state.phase.name).toBe("registered");
    }
    expect(fetches).toBe(3);
  });

  it("renews at once after a sleep that outlasted the credentials, and does not use the old ones", () => {
    const { runner, clock, fetched, take, phase } = registered();
    clock.sleep(LIFE * 2);
    expect(take()).toEqual(["fetch"]);
    expect(phase()).toBe("registering");
    fetched();
    expect(take()).toEqual(["register"]);
    runner.feed({ type: "accepted", expires: EXPIRES });
    expect(phase()).toBe("registered");
  });

  it("tries fresh credentials once when old ones are refused, and then tells the person", () => {
    const { runner, clock, fetched, take, phase } = registered();
    clock.pass(EXPIRES / 2);
    take();
    runner.feed({ type: "refused", status: 403 });
    expect(take()).toEqual(["fetch"]);
    expect(phase()).toBe("registering");
    fetched();
    expect(take()).toEqual(["register"]);
    runner.feed({ type: "refused", status: 403 });
    expect(take()).toEqual([]);
    expect(runner.state.phase).toMatchObject({ name: "failed", reason: "refused", status: 403 });
  });

  it("keeps a registration that holds when the renewal of its credentials fails, and asks again", () => {
    const { runner, clock, take, phase } = registered();
    let failed = 0;
    while (failed < 3) {
      clock.pass(1_000);
      for (const effect of take()) {
        if (effect === "register") runner.feed({ type: "accepted", expires: EXPIRES });
        if (effect === "fetch") {
          failed += 1;
          runner.feed({ type: "fetchFailed", status: null });
        }
      }
      expect(phase()).toBe("registered");
    }
  });

  it("takes a REGISTER without an answer for a dead link", () => {
    const { runner, clock, take, phase } = registered();
    clock.pass(EXPIRES / 2);
    take();
    clock.pass(ANSWER_REGISTER_WITHIN);
    expect(take()).toEqual(["linkLost"]);
    expect(phase()).toBe("failed");
    runner.feed({ type: "disconnected" });
    runner.feed({ type: "connected" });
    expect(take()).toEqual(["register"]);
  });

  it("is not registered beyond the time granted, even if no timer rang", () => {
    const { clock, phase } = registered();
    clock.sleep(EXPIRES + 1);
    expect(phase()).toBe("registering");
  });

  it("does nothing any more once stopped", () => {
    const { runner, clock, take } = registered();
    runner.feed({ type: "stop" });
    clock.pass(LIFE);
    expect(take()).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe("the schedule of credentials", () => {
  it("keeps a quarter of their life in hand, a minute at most", () => {
    expect(renewAt(0, 600_000)).toBe(540_000);
    expect(renewAt(0, 100_000)).toBe(75_000);
  });

  it("does not fetch without pause when this machine's clock is ahead of the server's", () => {
    expect(renewAt(10_000_000, 1_000)).toBe(10_060_000);
    expect(renewAt(0, 1)).toBeGreaterThanOrEqual(10_000);
  });
});
