import { describe, expect, it } from "vitest";
import { Floor } from "./testing/floor.ts";
import { queueView } from "./view/views.ts";

describe("the main job", () => {
  it("leads a caller through the queue to an agent, and the agent through wrap-up back to available", () => {
    const floor = new Floor().ready("anna");
    floor.arrive("c1");
    expect(floor.hears("c1-in")).toBe("welcome music");
    expect(floor.stateOf("anna")).toBe("offered");
    const offer = floor.last("leg.callAgent");
    expect(offer).toMatchObject({ agent: "anna", why: "offer", timeout: 20_000, autoAnswer: false });

    floor.answered("c1", offer.leg);
    expect(floor.view("anna").call).toMatchObject({ id: "c1", phase: "connecting", leg: offer.leg });
    expect(floor.last("leg.bridge")).toMatchObject({ call: "c1", a: offer.leg, b: "c1-in" });
    floor.bridged("c1");
    expect(floor.view("anna").call).toMatchObject({ phase: "talking", answeredAt: floor.now });

    floor.after(30_000, "anna").do({ type: "agent.hangUp", agent: "anna" });
    expect(floor.found("leg.hangUp").map((each) => each.leg)).toEqual([offer.leg, "c1-in"]);
    expect(floor.found("journal.event")).toMatchObject([{ what: "hungUp", detail: { agent: "anna" } }]);
    expect(floor.found("journal.callEnded")).toMatchObject([{ outcome: "answered", agent: "anna", talked: 30_000 }]);
    expect(floor.stateOf("anna")).toBe("wrapUp");
    expect(floor.found("call.release")).toEqual([]);
    floor.do({ type: "leg.ended", call: "c1", leg: offer.leg, cause: "normal" });
    floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(floor.found("call.release")).toHaveLength(1);
    expect(floor.state.calls).toEqual({});

    floor.do({ type: "agent.setCallCode", agent: "anna", code: "done", note: "All well" });
    expect(floor.found("journal.callCode")).toMatchObject([{ call: "c1", code: "done", note: "All well" }]);
    floor.do({ type: "agent.finishWrapUp", agent: "anna" });
    expect(floor.stateOf("anna")).toBe("available");
    expect(queueView(floor.state, "permits", floor.now)).toMatchObject({
      waiting: 0,
      available: 1,
      signedIn: 1,
      today: { offered: 1, answered: 1, abandoned: 0 },
    });
    expect(floor.outcomes("c1")).toEqual(["answered"]);
  });
});
