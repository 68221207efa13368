import { describe, expect, it } from "vitest";
import type { Input } from "../inputs.ts";
import { Floor, heard } from "../testing/floor.ts";

const talking = () => new Floor().ready("anna").talk("c1");
const reload: Input[] = [{ type: "device.claimed", agent: "anna", tab: "new", takeOver: true }];
const back: Input[] = [{ type: "device.registered", agent: "anna" }, heard("anna", "new")];

describe("an agent's phone that is lost in mid-call", () => {
  it("by a reload: the caller is told, and the new page is back in the call by itself", () => {
    const floor = talking().do(...reload);
    expect(floor.hears("c1-in")).toBe("agent-lost music");
    expect(floor.found("leg.hangUp")).toMatchObject([{ leg: "c1.1" }]);
    expect(floor.view("anna").call?.phase).toBe("reconnecting");
    expect(floor.found("leg.callAgent")).toEqual([]);
    floor.after(1_000).do(...back);
    expect(floor.found("leg.callAgent")).toMatchObject([
      { leg: "c1.2", why: "resume", autoAnswer: true, timeout: 19_000 },
    ]);
    expect(floor.view("anna").call).toMatchObject({ leg: "c1.2", autoAnswer: true });
    // The end of the old leg is no news.
    floor.do({ type: "leg.ended", call: "c1", leg: "c1.1", cause: "networkFailed" });
    floor.answered("c1", "c1.2").bridged("c1");
    expect(floor.view("anna").call?.phase).toBe("talking");
    expect(floor.after(30_000, "anna").outcomes("c1")).toEqual([]);
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(floor.outcomes("c1")).toEqual(["answered"]);
  });

  it("comes back although the sound of the new page is still locked", () => {
    const floor = talking().do(...reload, { type: "device.registered", agent: "anna" });
    floor.do({ type: "device.heard", agent: "anna", tab: "new", microphone: "granted", audioUnlocked: false });
    expect(floor.found("leg.callAgent")).toMatchObject([{ why: "resume", towards: "c1-in" }]);
  });

  it("comes back on hold when it was on hold", () => {
    const floor = talking()
      .do({ type: "agent.hold", agent: "anna" })
      .do(...reload, ...back);
    // The caller on hold is not to be heard, nor to hear, by the mere answer of the phone.
    expect(floor.last("leg.callAgent").towards).toBeNull();
    floor.answered("c1", "c1.2");
    expect(floor.found("leg.bridge")).toEqual([]);
    expect(floor.view("anna").call?.phase).toBe("held");
    floor.do({ type: "agent.retrieve", agent: "anna" });
    expect(floor.found("leg.bridge")).toHaveLength(1);
  });

  it("is moved to another page that takes the phone over", () => {
    const floor = talking().do({ type: "device.claimed", agent: "anna", tab: "new", takeOver: false });
    expect(floor.rejection?.code).toBe("phone_owned_elsewhere");
    expect(floor.view("anna").call?.phase).toBe("talking");
    floor
      .do(...reload, ...back)
      .answered("c1", "c1.2")
      .bridged("c1");
    expect(floor.view("anna").device.owner).toBe("new");
    expect(floor.view("anna").call?.phase).toBe("talking");
  });

  it("for a moment: the bridge stays", () => {
    const floor = talking().do({ type: "device.unregistered", agent: "anna" }).after(1_999);
    floor.do({ type: "device.registered", agent: "anna" }).after(30_000, "anna");
    expect(floor.all("leg.park")).toEqual([]);
    expect(floor.view("anna").call?.phase).toBe("talking");
  });

  it("while its page is still heard: the bridge stays, until the page is silent too", () => {
    const floor = talking().do({ type: "device.unregistered", agent: "anna" }).after(1_000).do(heard("anna"));
    expect(floor.after(5_000).all("leg.park")).toEqual([]);
    floor.after(5_000);
    expect(floor.view("anna").call?.phase).toBe("reconnecting");
  });

  it("for longer: the caller is told after 2 s and goes to the head of the queue after 20 s", () => {
    for (const input of [
      { type: "device.unregistered", agent: "anna" },
      { type: "device.released", agent: "anna", tab: "anna-tab" },
    ] as const) {
      const floor = talking().do(input).after(1_999);
      expect(floor.hears("c1-in")).toBe("welcome music");
      floor.after(1);
      expect(floor.hears("c1-in")).toBe("agent-lost music");
      expect(floor.after(17_999).stateOf("anna")).toBe("inCall");
      floor.arrive("c2").after(1);
      expect(floor.stateOf("anna")).toBe("paused:deviceLost");
      expect(floor.state.queues["permits"]?.waiting.map((place) => place.call)).toEqual(["c1", "c2"]);
      floor.ready("bram");
      expect(floor.view("bram").call).toMatchObject({ id: "c1", requeued: "deviceLost" });
    }
  });

  it("by its own leg: it is called back at once, and again when that fails", () => {
    const floor = talking().do({ type: "leg.ended", call: "c1", leg: "c1.1", cause: "networkFailed" });
    expect(floor.found("leg.callAgent")).toMatchObject([{ leg: "c1.2", why: "resume" }]);
    floor.do({ type: "leg.failed", call: "c1", leg: "c1.2", cause: "unreachable" });
    expect(floor.found("leg.callAgent")).toEqual([]);
    expect(floor.after(1_000, "anna").found("leg.callAgent")).toMatchObject([{ leg: "c1.3", why: "resume" }]);
  });

  it("with no queue to go to: the caller is told in words", () => {
    const floor = new Floor().ready("anna").arrive("c1", "+31201230002");
    floor
      .answered("c1", "c1.1")
      .answered("c1", "c1-in")
      .bridged("c1")
      .do(...reload)
      .after(20_000);
    expect(floor.hears("c1-in")).toBe("nobody-available end");
    floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(floor.outcomes("c1")).toEqual(["deviceFailed"]);
  });

  it("keeps the pause or the sign-out that was chosen", () => {
    const floor = talking()
      .do({ type: "agent.signOut", agent: "anna" })
      .do(...reload)
      .after(20_000);
    expect(floor.stateOf("anna")).toBe("signedOut");
  });

  it("ends as deviceFailed when the caller leaves meanwhile", () => {
    const floor = talking()
      .do(...reload)
      .do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(floor.outcomes("c1")).toEqual(["deviceFailed"]);
    expect(floor.stateOf("anna")).toBe("wrapUp");
  });

  it("in a consultation: the consulted colleague is free again", () => {
    const floor = new Floor().ready("anna", "bram").talk("c1");
    floor.do({ type: "agent.consult", agent: "anna", target: { kind: "agent", agent: "bram" } }).do(...reload, ...back);
    expect(floor.stateOf("bram")).toBe("available");
    floor.answered("c1", floor.last("leg.callAgent").leg).bridged("c1");
    expect(floor.view("anna").call?.phase).toBe("talking");
  });

  it("at the other end of an internal call is waited for too", () => {
    const floor = new Floor().ready("anna", "bram");
    floor.do({ type: "agent.dial", agent: "bram", call: "d1", target: { kind: "agent", agent: "anna" }, queue: null });
    floor
      .answered("d1", "d1.1")
      .answered("d1", "d1.2")
      .bridged("d1")
      .do(...reload);
    expect(floor.hears("d1.1")).toBe("agent-lost music");
    expect(floor.view("anna").call?.phase).toBe("reconnecting");
    floor
      .do(...back)
      .answered("d1", "d1.3")
      .bridged("d1");
    expect(floor.view("bram").call?.phase).toBe("talking");
    floor.do({ type: "agent.hangUp", agent: "bram" });
    expect(floor.outcomes("d1")).toEqual(["answered"]);
  });
});
