import { describe, expect, it } from "vitest";
import { CALLER, Floor, queueOf, settingsOf } from "../testing/floor.ts";

const bram = { kind: "agent", agent: "bram" } as const;
const mixed = (floor: Floor) => floor.do({ type: "call.mixed", call: "c1", mix: floor.last("call.mix").mix });
const consulting = (floor = new Floor()) =>
  floor
    .ready("anna", "bram")
    .talk("c1")
    .do({ type: "agent.consult", agent: "anna", target: bram })
    .answered("c1", "c1.2")
    .bridged("c1");
const conference = { type: "agent.conference", agent: "anna" } as const;
const together = (floor = new Floor()) => mixed(consulting(floor).do(conference));
const ears = [
  { leg: "c1.1", hears: ["c1-in", "c1.2"] },
  { leg: "c1-in", hears: ["c1.1", "c1.2"] },
  { leg: "c1.2", hears: ["c1.1", "c1-in"] },
];

describe("three together", () => {
  it("hear one another, and every page says so", () => {
    const floor = consulting().do(conference);
    expect(floor.last("call.mix").ears).toEqual(ears);
    mixed(floor);
    expect(floor.view("anna").call).toMatchObject({
      phase: "talking",
      consult: { label: "Bram", phase: "conference" },
    });
    expect(floor.view("bram").call).toMatchObject({ phase: "talking", steers: false });
    const swapped = consulting().do({ type: "agent.swap", agent: "anna" }).bridged("c1").do(conference);
    expect(swapped.last("call.mix").ears).toEqual(ears);
  });

  it("end with the two who stay bridged, whoever leaves", () => {
    const leaves: [Floor, string, string][] = [
      [together().do({ type: "agent.endConsult", agent: "anna" }), "c1.1", "c1-in"],
      [together().do({ type: "agent.hangUp", agent: "bram" }), "c1.1", "c1-in"],
      [together().do({ type: "leg.ended", call: "c1", leg: "c1.2", cause: "networkFailed" }), "c1.1", "c1-in"],
      [together().do({ type: "agent.completeTransfer", agent: "anna" }), "c1.2", "c1-in"],
      [together().do({ type: "agent.hangUp", agent: "anna" }), "c1.2", "c1-in"],
      [together().do({ type: "leg.ended", call: "c1", leg: "c1.1", cause: "normal" }), "c1.2", "c1-in"],
      [together().do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" }), "c1.1", "c1.2"],
    ];
    for (const [floor, a, b] of leaves) {
      expect(floor.found("leg.bridge")).toMatchObject([{ a, b }]);
      expect(floor.last("call.mix").ears).toEqual([]);
      floor.bridged("c1");
      expect(floor.outcomes("c1")).toEqual([]);
      expect(floor.view(a === "c1.1" ? "anna" : "bram").call).toMatchObject({ phase: "talking", consult: null });
    }
  });

  it("may be with an outside number, which the caller keeps when the agent leaves", () => {
    const floor = new Floor()
      .ready("anna")
      .talk("c1")
      .do({ type: "agent.consult", agent: "anna", target: { kind: "number", number: CALLER } })
      .answered("c1", "c1.2")
      .bridged("c1");
    mixed(floor.do(conference)).do({ type: "agent.completeTransfer", agent: "anna" }).bridged("c1");
    expect(floor.state.calls["c1"]?.stage.at).toBe("forwarded");
    expect(floor.stateOf("anna")).toBe("wrapUp");
  });

  it("become two and one who waits again by a swap", () => {
    const floor = together().do({ type: "agent.swap", agent: "anna" });
    expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1.2" }]);
    expect(floor.hears("c1-in")).toBe("music");
    expect(floor.view("anna").call).toMatchObject({ phase: "held", consult: { phase: "talking" } });
  });

  it("fall apart into agent and caller when the mix fails, and the one who was asked waits", () => {
    const fail = (floor: Floor) => floor.do({ type: "call.mixFailed", call: "c1", mix: floor.last("call.mix").mix });
    for (const floor of [fail(consulting().do(conference)), fail(together())]) {
      expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1-in" }]);
      expect(floor.hears("c1.2")).toBe("music");
      expect(floor.view("anna").call).toMatchObject({
        phase: "talking",
        consult: { phase: "held" },
        lastFailure: "mediaFailed",
      });
    }
  });

  it("keep the caller for an agent whose phone is lost", () => {
    const floor = together().do({ type: "device.claimed", agent: "anna", tab: "new", takeOver: true });
    expect(floor.view("anna").call?.phase).toBe("reconnecting");
    expect(floor.hears("c1-in")).toBe("agent-lost music");
    expect(floor.stateOf("bram")).toBe("available");
  });

  it("are heard by a supervisor, who whispers to the agent alone", () => {
    const floor = together()
      .ready("chloe")
      .do({ type: "supervisor.join", supervisor: "chloe", agent: "anna", mode: "whisper" })
      .answered("c1", "c1.s1");
    expect(floor.last("call.mix").ears).toEqual([
      { leg: "c1.s1", hears: ["c1.1", "c1-in", "c1.2"] },
      { leg: "c1.1", hears: ["c1-in", "c1.2", "c1.s1"] },
      { leg: "c1-in", hears: ["c1.1", "c1.2"] },
      { leg: "c1.2", hears: ["c1.1", "c1-in"] },
    ]);
  });

  it("are recorded: what agent and caller say, as soon as they hear one another", () => {
    const queues = { permits: queueOf({ recording: "on", recordingAnnounced: false }) };
    const floor = consulting(new Floor(settingsOf({ queues })));
    expect(floor.do(conference).found("record.resume")).toEqual([]);
    expect(mixed(floor).found("record.resume")).toMatchObject([{ agent: "c1.1", customer: "c1-in" }]);
    floor.do({ type: "agent.endConsult", agent: "anna" }).bridged("c1");
    expect(floor.found("record.pause")).toEqual([]);
  });

  it("are refused while the one who is asked still rings, and where nobody was asked", () => {
    const ringing = new Floor()
      .ready("anna", "bram")
      .talk("c1")
      .do({ type: "agent.consult", agent: "anna", target: bram }, conference);
    expect(ringing.rejection?.code).toBe("not_in_this_state");
    expect(new Floor().ready("anna").talk("c1").do(conference).rejection?.code).toBe("no_consult");
    expect(together().do(conference).rejection).toBeNull();
    expect(together().do({ type: "agent.conference", agent: "bram" }).rejection?.code).toBe("not_in_this_state");
  });
});
