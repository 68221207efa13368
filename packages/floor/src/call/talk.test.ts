import { describe, expect, it } from "vitest";
import { CALLER, Floor } from "../testing/floor.ts";

const talking = () => new Floor().ready("anna", "bram").talk("c1");

it("is over when the latest bridge fails, whatever is heard late of the one before", () => {
  const floor = talking();
  const again = [{ type: "agent.hold", agent: "anna" } as const, { type: "agent.retrieve", agent: "anna" } as const];
  const made = [floor.do(...again).last("leg.bridge"), floor.do(...again).last("leg.bridge")];
  expect(made.map(({ bridge }) => bridge)).toEqual([2, 3]);
  const [first, second] = made.map(({ bridge, a, b }) => ({ call: "c1", bridge, a, b }));
  if (!first || !second) throw new Error("There are no bridges.");
  floor.do({ ...first, type: "leg.bridged" }, { ...first, type: "leg.bridgeFailed" });
  expect(floor.outcomes("c1")).toEqual([]);
  floor.do({ ...second, type: "leg.bridgeFailed" });
  expect(floor.outcomes("c1")).toEqual(["mediaFailed"]);
});

describe("hold", () => {
  it("parks both, plays music to the caller, and joins them again", () => {
    const floor = talking().do({ type: "agent.hold", agent: "anna" });
    expect(floor.found("leg.park").map((each) => each.leg)).toEqual(["c1.1", "c1-in"]);
    expect(floor.hears("c1-in")).toBe("music");
    expect(floor.view("anna").call?.phase).toBe("held");
    floor.do({ type: "agent.retrieve", agent: "anna" });
    expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1-in" }]);
    floor.do({ type: "agent.retrieve", agent: "anna" });
    expect(floor.rejection?.code).toBe("not_in_this_state");
  });

  it("ends when the caller leaves", () => {
    const floor = talking().do({ type: "agent.hold", agent: "anna" });
    floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(floor.outcomes("c1")).toEqual(["answered"]);
  });
});

describe("a blind transfer", () => {
  it("frees the agent at once and rings the colleague", () => {
    const floor = talking().do({ type: "agent.transfer", agent: "anna", target: { kind: "agent", agent: "bram" } });
    expect(floor.stateOf("anna")).toBe("wrapUp");
    expect(floor.found("leg.callAgent")).toMatchObject([{ agent: "bram", why: "transfer" }]);
    expect(floor.hears("c1-in")).toBe("ringback");
    expect(floor.view("bram").call?.via).toEqual({ kind: "transfer", name: "Anna" });
    floor.answered("c1", "c1.2").bridged("c1");
    expect(floor.view("bram").call?.via).toBeNull();
    floor.do({ type: "agent.hangUp", agent: "bram" });
    expect(floor.stateOf("bram")).toBe("wrapUp");
    expect(floor.outcomes("c1")).toEqual(["answered"]);
  });

  it("leads to the head of the queue when the colleague does not answer", () => {
    const floor = talking().do({ type: "agent.transfer", agent: "anna", target: { kind: "agent", agent: "bram" } });
    floor.arrive("c2").after(25_000, "anna", "bram");
    expect(floor.stateOf("bram")).toBe("paused:noAnswer");
    expect(floor.state.queues["permits"]?.waiting.map((place) => place.call)).toEqual(["c1", "c2"]);
    expect(floor.hears("c1-in")).toBe("music");
    floor.do({ type: "agent.finishWrapUp", agent: "anna" });
    expect(floor.view("anna").call).toMatchObject({ id: "c1", requeued: "transferFailed" });
  });

  it("is told in words when there was no queue", () => {
    const floor = new Floor().ready("anna", "bram").arrive("c1", "+31201230002");
    floor.answered("c1", "c1.1").answered("c1", "c1-in").bridged("c1");
    floor.do({ type: "agent.transfer", agent: "anna", target: { kind: "agent", agent: "bram" } });
    floor.do({ type: "agent.decline", agent: "bram" });
    expect(floor.hears("c1-in")).toBe("nobody-available end");
  });

  it("goes to a queue, at its end, or to a number", () => {
    const queue = talking().do({ type: "agent.pause", agent: "bram", pause: "lunch" }).arrive("c2");
    queue.do({ type: "agent.transfer", agent: "anna", target: { kind: "queue", queue: "permits" } });
    expect(queue.state.queues["permits"]?.waiting.map((place) => place.call)).toEqual(["c2", "c1"]);

    const number = talking();
    number.do({ type: "agent.transfer", agent: "anna", target: { kind: "number", number: "+31101111111" } });
    number.answered("c1", number.last("leg.callNumber").leg).bridged("c1");
    number.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(number.outcomes("c1")).toEqual(["answered"]);
  });

  it("is refused to nobody, to oneself, to who is not there, and to no number", () => {
    const floor = talking();
    const refusal = (agent: string) =>
      floor.do({ type: "agent.transfer", agent: "anna", target: { kind: "agent", agent } }).rejection;
    expect(refusal("nobody")?.code).toBe("unknown_target");
    expect(refusal("anna")?.code).toBe("unknown_target");
    expect(refusal("chloe")).toEqual({ code: "target_not_available", params: { name: "Chloe" } });
    floor.do({ type: "agent.transfer", agent: "anna", target: { kind: "number", number: "cake" } });
    expect(floor.rejection).toEqual({ code: "invalid_number", params: { number: "cake" } });
    expect(floor.view("anna").call?.phase).toBe("talking");
  });

  it("by REFER from the phone is the same", () => {
    const floor = talking().do({
      type: "leg.referred",
      call: "c1",
      leg: "c1.1",
      target: { kind: "agent", agent: "bram" },
    });
    expect(floor.stateOf("anna")).toBe("wrapUp");
    expect(floor.stateOf("bram")).toBe("offered");
    const refused = talking().do({
      type: "leg.referred",
      call: "c1",
      leg: "c1-in",
      target: { kind: "agent", agent: "bram" },
    });
    expect(refused.stateOf("anna")).toBe("inCall");
    expect(refused.events("c1")).toContain("referRefused");
  });
});

describe("a consultation", () => {
  const asked = () => talking().do({ type: "agent.consult", agent: "anna", target: { kind: "agent", agent: "bram" } });
  const consulting = () => asked().answered("c1", "c1.2").bridged("c1");

  it("parks the caller with music and joins agent and colleague", () => {
    const floor = asked();
    expect(floor.hears("c1-in")).toBe("music");
    expect(floor.hears("c1.1")).toBe("nothing");
    expect(floor.view("bram").call?.via).toEqual({ kind: "consult", name: "Anna" });
    expect(floor.view("anna").call?.via).toBeNull();
    expect(floor.view("anna").call?.consult).toMatchObject({ label: "Bram", phase: "dialling" });
    floor.do({ type: "leg.ringing", call: "c1", leg: "c1.2" });
    expect(floor.view("anna").call?.consult?.phase).toBe("ringing");
    floor.answered("c1", "c1.2");
    expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1.2" }]);
    expect(floor.view("anna").call).toMatchObject({ phase: "held", consult: { phase: "talking" } });
    expect(floor.view("bram").call?.phase).toBe("talking");
  });

  it("swaps, and the one who is not heard hears music", () => {
    const floor = consulting().do({ type: "agent.swap", agent: "anna" });
    expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1-in" }]);
    expect(floor.hears("c1.2")).toBe("music");
    expect(floor.view("anna").call).toMatchObject({ phase: "talking", consult: { phase: "held" } });
    floor.do({ type: "agent.swap", agent: "anna" });
    expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1.2" }]);
  });

  it("shows each side whether hold and transfer are theirs to give", () => {
    const floor = consulting().do({ type: "agent.swap", agent: "anna" });
    expect(floor.view("anna").call?.steers).toBe(true);
    expect(floor.view("bram").call).toMatchObject({ phase: "held", steers: false });
    expect(floor.do({ type: "agent.retrieve", agent: "bram" }).rejection?.code).toBe("not_in_this_state");
    floor.do({ type: "agent.completeTransfer", agent: "anna" }).bridged("c1");
    expect(floor.view("bram").call?.steers).toBe(true);
  });

  it("completes: caller and colleague are joined, the agent is in wrap-up", () => {
    const floor = consulting().do({ type: "agent.completeTransfer", agent: "anna" });
    expect(floor.stateOf("anna")).toBe("wrapUp");
    expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.2", b: "c1-in" }]);
    floor.bridged("c1").do({ type: "agent.hangUp", agent: "bram" });
    expect(floor.stateOf("bram")).toBe("wrapUp");
    expect(floor.outcomes("c1")).toEqual(["answered"]);
  });

  it("completes while it rings, as a blind transfer", () => {
    const floor = asked().do({ type: "agent.completeTransfer", agent: "anna" });
    expect(floor.hears("c1-in")).toBe("ringback");
    floor.do({ type: "agent.decline", agent: "bram" });
    expect(floor.state.calls["c1"]?.requeued).toBe("transferFailed");
  });

  it("ends back with the caller, by the agent, the colleague, or no answer", () => {
    const ways = [
      consulting().do({ type: "agent.endConsult", agent: "anna" }),
      consulting().do({ type: "agent.hangUp", agent: "anna" }),
      consulting().do({ type: "agent.hangUp", agent: "bram" }),
      consulting().do({ type: "leg.ended", call: "c1", leg: "c1.2", cause: "normal" }),
      asked().do({ type: "agent.decline", agent: "bram" }),
      asked().after(25_000, "anna", "bram"),
    ];
    for (const floor of ways) {
      expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1-in" }]);
      expect(floor.view("anna").call).toMatchObject({ phase: "talking", consult: null });
    }
    expect(ways.map((floor) => floor.stateOf("bram"))).toEqual([...Array(5).fill("available"), "paused:noAnswer"]);
    expect(ways.at(-1)?.view("anna").call?.lastFailure).toBe("noAnswer");
  });

  it("goes on with the colleague when the caller leaves", () => {
    const floor = consulting().do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(floor.view("anna").call).toMatchObject({ phase: "talking", consult: null });
    expect(floor.outcomes("c1")).toEqual([]);
    floor.do({ type: "agent.hangUp", agent: "bram" });
    expect(floor.outcomes("c1")).toEqual(["answered"]);
    expect(floor.stateOf("anna")).toBe("wrapUp");
    expect(floor.stateOf("bram")).toBe("available");
    const ringing = asked().do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(ringing.outcomes("c1")).toEqual(["answered"]);
    expect(ringing.stateOf("bram")).toBe("available");
  });

  it("may be with a number or with the longest idle agent of a queue", () => {
    const number = talking().do({ type: "agent.consult", agent: "anna", target: { kind: "number", number: CALLER } });
    number.answered("c1", number.last("leg.callNumber").leg).bridged("c1");
    number.do({ type: "agent.completeTransfer", agent: "anna" }).bridged("c1");
    expect(number.state.calls["c1"]?.stage.at).toBe("forwarded");

    const queue = talking().do({ type: "agent.consult", agent: "anna", target: { kind: "queue", queue: "permits" } });
    expect(queue.stateOf("bram")).toBe("offered");
  });

  it("refuses a second one, a hold, and what there is none for", () => {
    const floor = consulting().do({ type: "agent.hold", agent: "anna" });
    expect(floor.rejection?.code).toBe("consult_running");
    for (const type of ["agent.swap", "agent.completeTransfer", "agent.endConsult"] as const)
      expect(talking().do({ type, agent: "anna" }).rejection?.code).toBe("no_consult");
  });
});
