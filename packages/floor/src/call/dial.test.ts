import { describe, expect, it } from "vitest";
import { Floor } from "../testing/floor.ts";

const number = { kind: "number", number: "+31101111111" } as const;
const dialled = (queue: string | null = null, floor = new Floor().ready("anna", "bram")) =>
  floor.do({ type: "agent.dial", agent: "anna", call: "d1", target: number, queue });

describe("a call that an agent makes", () => {
  it("calls the agent's own phone first, which answers by itself, then the number", () => {
    const floor = dialled();
    expect(floor.found("leg.callAgent")).toMatchObject([{ agent: "anna", why: "dial", autoAnswer: true }]);
    expect(floor.view("anna").call).toMatchObject({
      direction: "outbound",
      dialled: number.number,
      phase: "connecting",
    });
    floor.answered("d1", "d1.1");
    // The ringing tone is made in the agent's page.
    expect(floor.hears("d1.1")).toBe("nothing");
    expect(floor.found("leg.callNumber")).toMatchObject([{ number: number.number }]);
    floor.answered("d1", "d1.2").bridged("d1");
    expect(floor.view("anna").call?.phase).toBe("talking");
    floor.do({ type: "leg.ended", call: "d1", leg: "d1.2", cause: "normal" });
    expect(floor.outcomes("d1")).toEqual(["answered"]);
    expect(floor.stateOf("anna")).toBe("available");
  });

  it("is followed by wrap-up when made for a queue", () => {
    const floor = dialled("permits").answered("d1", "d1.1").answered("d1", "d1.2").bridged("d1");
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(floor.view("anna").wrapUp?.codes).toEqual(["done", "other"]);
  });

  it.each([
    ["busy", "target-busy", "busy"],
    ["noAnswer", "target-no-answer", "missed"],
    ["notFound", "target-invalid", "invalidNumber"],
    ["unreachable", "target-unreachable", "unreachable"],
  ] as const)("that fails (%s) is told to the agent in words", (cause, sentence, outcome) => {
    const floor = dialled().answered("d1", "d1.1").do({ type: "leg.failed", call: "d1", leg: "d1.2", cause });
    expect(floor.hears("d1.1")).toBe(`${sentence} end`);
    expect(floor.view("anna").call?.lastFailure).toBe(cause);
    floor.do({ type: "leg.played", call: "d1", leg: "d1.1", play: floor.last("leg.play").play });
    expect(floor.outcomes("d1")).toEqual([outcome]);
    expect(floor.stateOf("anna")).toBe("available");
  });

  it("pauses the agent whose own phone does not answer", () => {
    const floor = dialled().after(15_000, "anna");
    expect(floor.stateOf("anna")).toBe("paused:forced");
    expect(floor.outcomes("d1")).toEqual(["missed"]);
  });

  it("from a pause returns to that pause, however it ends", () => {
    const start = () => {
      const floor = new Floor().ready("anna");
      return dialled(null, floor.do({ type: "agent.pause", agent: "anna", pause: "lunch" }).after(1_000, "anna"));
    };
    const before = start().state.agents["anna"]?.state;
    const resume = before?.state === "inCall" ? before.resume : null;
    const ways = [
      start().after(15_000, "anna"),
      start().do({ type: "agent.hangUp", agent: "anna" }),
      start().answered("d1", "d1.1").answered("d1", "d1.2").bridged("d1").do({ type: "agent.hangUp", agent: "anna" }),
    ];
    for (const floor of ways) expect(floor.view("anna").state).toEqual(resume);
    expect(resume).toMatchObject({ state: "paused", reason: { kind: "chosen", pause: "lunch" } });
  });

  it("may reach a colleague, who may decline", () => {
    const dial = () => {
      const floor = new Floor().ready("anna", "bram");
      floor.do({
        type: "agent.dial",
        agent: "anna",
        call: "d1",
        target: { kind: "agent", agent: "bram" },
        queue: null,
      });
      return floor.answered("d1", "d1.1");
    };
    const taken = dial();
    expect(taken.view("bram").call).toMatchObject({
      direction: "internal",
      phase: "offered",
      caller: { number: "3001" },
    });
    taken.answered("d1", "d1.2").bridged("d1");
    expect(taken.view("bram").call?.phase).toBe("talking");
    // Either end may hold the other.
    taken.do({ type: "agent.hold", agent: "bram" });
    expect(taken.hears("d1.1")).toBe("music");
    expect([taken.view("anna").call?.phase, taken.view("bram").call?.phase]).toEqual(["held", "held"]);
    taken.do({ type: "agent.hangUp", agent: "anna" });
    expect([taken.stateOf("anna"), taken.stateOf("bram")]).toEqual(["available", "available"]);

    const declined = dial().do({ type: "agent.decline", agent: "bram" });
    expect(declined.hears("d1.1")).toBe("target-busy end");
    expect(declined.stateOf("bram")).toBe("available");
  });

  it("does not ring a colleague whose phone was lost meanwhile", () => {
    const floor = new Floor().ready("anna", "bram");
    floor.do({ type: "agent.dial", agent: "anna", call: "d1", target: { kind: "agent", agent: "bram" }, queue: null });
    floor.do({ type: "device.unregistered", agent: "bram" }).answered("d1", "d1.1");
    expect(floor.hears("d1.1")).toBe("target-busy end");
    expect(floor.stateOf("bram")).toBe("available");
  });

  it("may wait in a queue like any caller", () => {
    const floor = new Floor().ready("anna");
    floor.do({
      type: "agent.dial",
      agent: "anna",
      call: "d1",
      target: { kind: "queue", queue: "permits" },
      queue: null,
    });
    floor.answered("d1", "d1.1");
    expect(floor.hears("d1.1")).toBe("welcome music");
    floor.ready("bram").answered("d1", "d1.2").bridged("d1").do({ type: "agent.hangUp", agent: "bram" });
    expect([floor.stateOf("anna"), floor.stateOf("bram")]).toEqual(["available", "wrapUp"]);
  });

  it("is refused in a call, in wrap-up, without a phone, and to nobody", () => {
    const dial = (floor: Floor) => dialled(null, floor).rejection;
    expect(dial(new Floor().ready("anna").talk("c1"))?.code).toBe("already_in_call");
    const wrapUp = new Floor().ready("anna").talk("c1").do({ type: "agent.hangUp", agent: "anna" });
    expect(dial(wrapUp)?.code).toBe("not_in_this_state");
    const bare = new Floor().do({ type: "agent.signIn", agent: "anna" });
    expect(dial(bare)).toEqual({ code: "device_not_ready", params: { problem: "noOwner" } });
    const away = new Floor().ready("anna").do({ type: "device.unregistered", agent: "anna" });
    expect(dial(away)).toEqual({ code: "device_not_ready", params: { problem: "notRegistered" } });
    expect(away.found("leg.callAgent")).toEqual([]);
    expect(dial(new Floor())?.code).toBe("not_signed_in_agent");
  });
});
