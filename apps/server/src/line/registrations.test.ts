import type { DeviceInput } from "@belfry/floor";
import { beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../clock.ts";
import { Registrations } from "./registrations.ts";
import { TestDirectory } from "./testing/line-bench.ts";

/** A clock that is moved by hand. */
class HandClock implements Clock {
  #now = 0;
  #timers: { at: number; callback: () => void }[] = [];
  now = () => this.#now;
  at(at: number, callback: () => void) {
    const timer = { at, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }
  pass(duration: number): void {
    this.#now += duration;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
  }
}

describe("registrations", () => {
  let clock: HandClock;
  let told: string[];
  let registrations: Registrations;

  beforeEach(() => {
    clock = new HandClock();
    told = [];
    const onInput = (_organisation: string, { type, agent }: DeviceInput) => void told.push(`${type} ${agent}`);
    registrations = new Registrations(new TestDirectory(), clock, onInput);
  });

  it("tell of each phone once, and of a new connection again", () => {
    registrations.registered("3001-demo", "7");
    registrations.registered("3001-demo", "7");
    registrations.registered("3001-demo", "8");
    registrations.gone("3001-demo", "7");
    registrations.gone("3001-demo", "8");
    registrations.gone("3001-demo", "8");
    registrations.registered("nobody", "9");
    expect(told).toEqual([
      "device.registered agent-3001",
      "device.registered agent-3001",
      "device.unregistered agent-3001",
    ]);
  });

  it("give phones time to come back when the edge is lost, and no longer", () => {
    registrations.registered("3001-demo", "1");
    registrations.registered("3002-demo", "2");
    told.length = 0;
    registrations.edgeLost();
    clock.pass(2000);
    registrations.registered("3001-demo", "1");
    expect(told).toEqual([]);
    clock.pass(10_000);
    expect(told).toEqual(["device.unregistered agent-3002"]);
  });

  it("begin anew when the edge is lost again meanwhile", () => {
    registrations.registered("3001-demo", "1");
    told.length = 0;
    registrations.edgeLost();
    clock.pass(4000);
    registrations.edgeLost();
    clock.pass(4000);
    expect(told).toEqual([]);
    clock.pass(4000);
    expect(told).toEqual(["device.unregistered agent-3001"]);
  });
});
