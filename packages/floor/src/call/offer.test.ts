import { describe, expect, it } from "vitest";
import { DID, Floor, heard, phone, queueOf, settingsOf } from "../testing/floor.ts";
import { queueView } from "../view/views.ts";

describe("an offered call", () => {
  it("goes back to the head and to the next agent when nobody answers; the agent is paused", () => {
    const floor = new Floor().ready("anna", "bram");
    floor.arrive("c1");
    floor.after(19_999, "anna", "bram");
    expect(floor.stateOf("anna")).toBe("offered");
    floor.after(1, "anna", "bram");
    expect(floor.stateOf("anna")).toBe("paused:noAnswer");
    expect(floor.found("leg.hangUp")).toMatchObject([{ leg: "c1.1", cause: "noAnswer" }]);
    expect(floor.found("leg.callAgent")).toMatchObject([{ agent: "bram" }]);
    expect(floor.view("bram").call?.requeued).toBe("noAnswer");
    // The line's own report of the same time-out comes later and changes nothing.
    floor.do({ type: "leg.failed", call: "c1", leg: "c1.1", cause: "noAnswer" });
    expect(floor.stateOf("bram")).toBe("offered");
  });

  it("has waited until the caller leaves, not only until the agent who did not answer was rung", () => {
    const floor = new Floor().ready("anna");
    floor.arrive("c1").after(50_000, "anna");
    floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(floor.found("journal.callEnded")).toMatchObject([{ outcome: "abandoned", waited: 50_000 }]);
  });

  it("keeps its arrival time when it comes back", () => {
    const floor = new Floor().ready("anna");
    floor.arrive("c1").after(1_000, "anna").arrive("c2");
    const arrived = floor.state.calls["c1"]?.startedAt;
    floor.do({ type: "agent.decline", agent: "anna" });
    expect(floor.state.queues["permits"]?.waiting.map((place) => place.call)).toEqual(["c1"]);
    expect(queueView(floor.state, "permits", floor.now)?.longestSince).toBe(arrived);
    // Only the declined call is spared: the next one rings.
    expect(floor.last("leg.callAgent").call).toBe("c2");
  });

  it("spares an agent who declined for 30 s while a colleague serves the queue, and 5 s when alone", () => {
    const together = new Floor().ready("anna", "bram");
    together.do({ type: "agent.pause", agent: "bram", pause: "lunch" }).arrive("c1");
    together.do({ type: "agent.decline", agent: "anna" });
    expect(together.stateOf("anna")).toBe("available");
    expect(together.after(29_999, "anna").found("leg.callAgent")).toEqual([]);
    expect(together.after(1, "anna").found("leg.callAgent")).toMatchObject([{ agent: "anna" }]);
    expect(together.view("anna").call?.requeued).toBe("declined");

    const alone = new Floor().ready("anna").arrive("c1").do({ type: "agent.decline", agent: "anna" });
    expect(alone.after(4_999, "anna").found("leg.callAgent")).toEqual([]);
    expect(alone.after(1, "anna").found("leg.callAgent")).toHaveLength(1);
  });

  it("counts a pause or a sign-out while it rings as a decline", () => {
    const floor = new Floor().ready("anna", "bram").arrive("c1");
    floor.do({ type: "agent.pause", agent: "anna", pause: "lunch" });
    expect(floor.stateOf("anna")).toBe("paused:chosen");
    expect(floor.stateOf("bram")).toBe("offered");
  });

  it("stops ringing when the caller leaves, and the agent's idle time is as it was", () => {
    const floor = new Floor().ready("anna");
    const { since } = floor.view("anna").state;
    floor.after(5_000, "anna").arrive("c1").after(3_000, "anna");
    floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(floor.found("leg.hangUp")).toMatchObject([{ leg: "c1.1" }]);
    expect(floor.view("anna").state).toEqual({ state: "available", since });
    expect(floor.outcomes("c1")).toEqual(["abandoned"]);
    expect(queueView(floor.state, "permits", floor.now)?.today).toEqual({ offered: 1, answered: 0, abandoned: 1 });
    // The agent's answer crossed the CANCEL.
    floor.do({ type: "leg.answered", call: "c1", leg: "c1.1" });
    expect(floor.stateOf("anna")).toBe("available");
    floor.do({ type: "leg.ended", call: "c1", leg: "c1.1", cause: "cancelled" });
    expect(floor.state.calls).toEqual({});
  });

  it("has exactly one outcome when both hang up at once", () => {
    const floor = new Floor().ready("anna").talk("c1");
    floor.do(
      { type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" },
      { type: "agent.hangUp", agent: "anna" },
      { type: "leg.ended", call: "c1", leg: "c1.1", cause: "normal" },
      { type: "leg.ended", call: "c1", leg: "c1.1", cause: "normal" },
    );
    expect(floor.outcomes("c1")).toEqual(["answered"]);
    expect(floor.all("call.release")).toHaveLength(1);
  });

  it("goes back to the head when the phone is lost while it rings; the agent stays available, and unreachable", () => {
    const floor = new Floor().ready("anna").arrive("c1");
    floor.do({ type: "device.unregistered", agent: "anna" });
    expect(floor.stateOf("anna")).toBe("available");
    expect(floor.view("anna").device.problem).toBe("notRegistered");
    expect(floor.found("leg.callAgent")).toEqual([]);
    floor.do({ type: "device.registered", agent: "anna" });
    expect(floor.found("leg.callAgent")).toMatchObject([{ agent: "anna", why: "offer" }]);
    expect(floor.view("anna").call?.requeued).toBe("deviceLost");
  });

  it("leaves a phone alone for a while that an INVITE did not reach", () => {
    const floor = new Floor().ready("anna").arrive("c1");
    floor.do({ type: "leg.failed", call: "c1", leg: "c1.1", cause: "unreachable" });
    expect(floor.found("leg.callAgent")).toEqual([]);
    expect(floor.view("anna").device.problem).toBe("notRegistered");
    expect(floor.after(10_000, "anna").found("leg.callAgent")).toHaveLength(1);
  });

  it("ends as mediaFailed when the bridge fails or never comes, and the next call works", () => {
    for (const fail of [true, false]) {
      const floor = new Floor().ready("anna").arrive("c1").answered("c1", "c1.1");
      if (fail) floor.do({ type: "leg.bridgeFailed", call: "c1", bridge: 1, a: "c1.1", b: "c1-in" });
      else floor.after(10_000, "anna");
      expect(floor.outcomes("c1")).toEqual(["mediaFailed"]);
      floor.do({ type: "agent.finishWrapUp", agent: "anna" });
      floor.talk("c2");
      expect(floor.view("anna").call?.phase).toBe("talking");
    }
  });

  it("ends as mediaFailed when the media is lost in mid-call, with wrap-up", () => {
    const floor = new Floor().ready("anna").talk("c1").do({ type: "call.mediaLost", call: "c1" });
    expect(floor.outcomes("c1")).toEqual(["mediaFailed"]);
    expect(floor.found("leg.hangUp")).toHaveLength(2);
    expect(floor.stateOf("anna")).toBe("wrapUp");
  });
});

describe("a call to one agent", () => {
  const own = "+31201230002";

  it("rings the agent before the caller is answered", () => {
    const floor = new Floor().ready("anna").arrive("c1", own);
    expect(floor.all("leg.accept")).toEqual([]);
    expect(floor.found("leg.ring")).toHaveLength(1);
    floor.answered("c1", "c1.1");
    expect(floor.found("leg.accept")).toHaveLength(1);
    floor.answered("c1", "c1-in").bridged("c1");
    expect(floor.view("anna").call?.phase).toBe("talking");
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(floor.stateOf("anna")).toBe("available");
  });

  it("is told in words when the agent cannot take it, declines, or does not answer", () => {
    const absent = new Floor().arrive("c1", own);
    expect(absent.hears("c1-in")).toBe("nobody-available end");
    absent.do({ type: "leg.played", call: "c1", leg: "c1-in", play: 1 });
    expect(absent.outcomes("c1")).toEqual(["missed"]);

    const declined = new Floor().ready("anna").arrive("c1", own).do({ type: "agent.decline", agent: "anna" });
    declined.answered("c1", "c1-in").do({ type: "leg.played", call: "c1", leg: "c1-in", play: 1 });
    expect(declined.outcomes("c1")).toEqual(["rejected"]);

    const unanswered = new Floor().ready("anna").arrive("c1", own).after(25_000, "anna");
    unanswered.answered("c1", "c1-in");
    expect(unanswered.hears("c1-in")).toBe("nobody-available end");
    expect(unanswered.stateOf("anna")).toBe("paused:noAnswer");
  });

  it("ends although the line never says that the sentence was played", () => {
    const floor = new Floor().arrive("c1", own).after(60_000);
    expect(floor.outcomes("c1")).toEqual(["missed"]);
    floor.after(40_000);
    expect(floor.state.calls).toEqual({});
  });
});

describe("a phone takes calls only", () => {
  it.each([
    ["with an owner", { type: "device.released", agent: "anna", tab: "anna-tab" }, "noOwner"],
    ["registered", { type: "device.unregistered", agent: "anna" }, "notRegistered"],
    ["with a microphone", { ...heard("anna"), microphone: "denied" }, "microphoneDenied"],
    ["with sound unlocked", { ...heard("anna"), audioUnlocked: false }, "audioLocked"],
  ] as const)("%s", (_name, input, problem) => {
    const floor = new Floor().ready("anna").do(input).arrive("c1");
    expect(floor.all("leg.callAgent")).toEqual([]);
    expect(floor.view("anna").device.problem).toBe(problem);
    floor.do(...phone("anna"));
    expect(floor.last("leg.callAgent")).toMatchObject({ agent: "anna" });
  });

  it.each([
    ["microphone", { microphone: "denied" }],
    ["sound", { audioUnlocked: false }],
  ] as const)("and what its page says of its %s is told although another problem is the first", (_name, change) => {
    const floor = new Floor().ready("anna").do({ type: "device.unregistered", agent: "anna" });
    expect(floor.do({ ...heard("anna"), ...change }).found("changed.agent")).toEqual([
      { type: "changed.agent", agent: "anna" },
    ]);
    expect(floor.view("anna").device).toMatchObject({ ...change, problem: "notRegistered" });
    expect(floor.do({ ...heard("anna"), ...change }).found("changed.agent")).toEqual([]);
  });

  it("heard a moment ago", () => {
    const floor = new Floor().ready("anna").after(10_000);
    expect(floor.found("changed.agent")).toHaveLength(1);
    expect(floor.view("anna").device.problem).toBe("notHeard");
    expect(floor.arrive("c1").all("leg.callAgent")).toEqual([]);
    floor.do(heard("anna"));
    expect(floor.found("leg.callAgent")).toHaveLength(1);
  });
});

describe("numbers", () => {
  it("that are not ours are refused with 404 and become no call", () => {
    const floor = new Floor().arrive("c1", "+31209999999");
    expect(floor.effects).toEqual([{ type: "leg.reject", call: "c1", leg: "c1-in", status: 404, reason: "Not Found" }]);
  });

  it("may lead to an announcement, or outside", () => {
    const told = new Floor().arrive("c1", "+31201230004").do({ type: "leg.played", call: "c1", leg: "c1-in", play: 1 });
    expect(told.outcomes("c1")).toEqual(["announced"]);

    const out = new Floor().arrive("c1", "+31201230003");
    expect(out.found("leg.callNumber")).toMatchObject([{ number: "+31101111111" }]);
    out.answered("c1", "c1.1").answered("c1", "c1-in").bridged("c1");
    out.do({ type: "leg.ended", call: "c1", leg: "c1.1", cause: "normal" });
    expect(out.outcomes("c1")).toEqual(["forwarded"]);

    const busy = new Floor().arrive("c1", "+31201230003");
    busy.do({ type: "leg.failed", call: "c1", leg: "c1.1", cause: "busy" }).answered("c1", "c1-in");
    expect(busy.hears("c1-in")).toBe("nobody-available end");
    busy.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(busy.outcomes("c1")).toEqual(["busy"]);
  });

  it("answer by themselves where the queue says so", () => {
    const settings = settingsOf({ queues: { permits: queueOf({ autoAnswer: true }) } });
    const floor = new Floor(settings).ready("anna").arrive("c1", DID);
    expect(floor.last("leg.callAgent").autoAnswer).toBe(true);
    expect(floor.view("anna").call?.autoAnswer).toBe(true);
  });
});
