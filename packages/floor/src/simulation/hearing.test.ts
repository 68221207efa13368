import { describe, expect, it } from "vitest";
import type { Effect, LineEffect } from "../effects.ts";
import { Floor } from "../testing/floor.ts";
import { checkHearing, Hearing } from "./hearing.ts";

const together = (mode: "listen" | "whisper" | "bargeIn") =>
  new Floor()
    .ready("anna", "chloe")
    .talk("c1")
    .do({ type: "supervisor.join", supervisor: "chloe", agent: "anna", mode })
    .answered("c1", "c1.s1");

function isLine(effect: Effect): effect is LineEffect {
  return effect.type.startsWith("leg.") || effect.type === "call.mix";
}

/** What the floor said to its line, and then something that it did not. */
function problems(floor: Floor, ...more: readonly LineEffect[]): string[] {
  const hearing = new Hearing();
  for (const effect of floor.effects) if (isLine(effect)) hearing.follow(effect);
  for (const effect of more) hearing.follow(effect);
  const call = floor.state.calls["c1"];
  return call ? checkHearing(call, hearing) : ["no call"];
}

const mix = (...ears: Extract<LineEffect, { type: "call.mix" }>["ears"]): LineEffect => ({
  type: "call.mix",
  call: "c1",
  mix: 99,
  ears,
});

describe("who hears whom", () => {
  it.each(["listen", "whisper", "bargeIn"] as const)("is as it should be with %s", (mode) => {
    expect(problems(together(mode))).toEqual([]);
  });

  it("finds a caller who hears a whispering supervisor, and an agent who hears one who only listens", () => {
    const whisper = mix(
      { leg: "c1.s1", hears: ["c1.1", "c1-in"] },
      { leg: "c1.1", hears: ["c1-in", "c1.s1"] },
      { leg: "c1-in", hears: ["c1.1", "c1.s1"] },
    );
    expect(problems(together("whisper"), whisper)).toEqual(["call c1: c1-in hears c1.s1"]);
    expect(problems(together("bargeIn"), whisper)).toEqual([]);
    const listen = mix({ leg: "c1.s1", hears: ["c1.1"] }, { leg: "c1.1", hears: ["c1-in", "c1.s1"] });
    expect(problems(together("listen"), listen)).toContain("call c1: c1.1 hears c1.s1");
  });

  it("finds a supervisor who hears a caller on hold, and two who lost one another", () => {
    const held = together("listen").do({ type: "agent.hold", agent: "anna" });
    expect(problems(held)).toEqual([]);
    expect(problems(held, mix({ leg: "c1.s1", hears: ["c1.1", "c1-in"] }))).toEqual(["call c1: c1.s1 hears c1-in"]);
    const lost = problems(together("listen"), { type: "leg.park", call: "c1", leg: "c1.1" });
    expect(lost).toContain("call c1: c1.1 and c1-in do not hear one another");
  });
});
