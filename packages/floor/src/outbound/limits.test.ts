import { describe, expect, it } from "vitest";
import type { OutboundSettings } from "../settings.ts";
import { CALLER, DID, Floor, outboundOf, queueOf, settingsOf } from "../testing/floor.ts";

const number = { kind: "number", number: "+31101111111" } as const;
const premium = { kind: "number", number: "+31900123456" } as const;
const help = { kind: "number", number: "112" } as const;
const open = (change: Partial<OutboundSettings>, callerId: string | null = null) =>
  new Floor(settingsOf({ outbound: outboundOf(change), queues: { permits: queueOf({ callerId }) } }));
const dial = (floor: Floor, call: string, agent = "anna", target: typeof number | typeof help = number) =>
  floor.do({ type: "agent.dial", agent, call, target, queue: null });
/** A whole outside call; answers why it was refused, or null. */
function made(floor: Floor, call: string, agent = "anna", target: typeof number | typeof help = number): string | null {
  dial(floor, call, agent, target);
  const refused = floor.rejection?.code ?? null;
  if (refused === null) floor.answered(call, `${call}.1`).do({ type: "agent.hangUp", agent });
  return refused;
}
const hungUp = (floor: Floor, call: string) => floor.do({ type: "leg.ended", call, leg: `${call}.2`, cause: "normal" });

describe("the limits of outside calls", () => {
  it("bound what an agent may call in an hour and in a day", () => {
    const floor = open({ agentPerHour: 2, agentPerDay: 3 }).ready("anna", "bram");
    expect([made(floor, "a"), made(floor, "b")]).toEqual([null, null]);
    floor.after(20 * 60_000, "anna", "bram");
    dial(floor, "c");
    expect(floor.rejection).toEqual({ code: "agent_calls_per_hour", params: { limit: "2", minutes: "40" } });
    expect(floor.all("leg.callAgent")).toHaveLength(2);
    expect(made(floor, "d", "bram")).toBeNull();
    floor.after(41 * 60_000, "anna");
    expect([made(floor, "e"), made(floor, "f")]).toEqual([null, "agent_calls_per_day"]);
    floor.after(24 * 3_600_000, "anna");
    expect(made(floor, "g")).toBeNull();
  });

  it("bound what an organisation calls in a day and at once, agents whose phone is called first included", () => {
    const day = open({ organisationPerDay: 2 }).ready("anna", "bram");
    expect([made(day, "a"), made(day, "b", "bram"), made(day, "c")]).toEqual([
      null,
      null,
      "organisation_calls_per_day",
    ]);
    const once = open({ organisationAtOnce: 1 }).ready("anna", "bram");
    dial(once, "a");
    expect(made(once, "b", "bram")).toBe("organisation_calls_at_once");
    once.answered("a", "a.1");
    expect(once.all("leg.callNumber")).toHaveLength(1);
    expect(made(once, "c", "bram")).toBe("organisation_calls_at_once");
    once.do({ type: "agent.hangUp", agent: "anna" });
    hungUp(once, "a");
    expect(made(once, "d", "bram")).toBeNull();
  });

  it("do not count emergency calls, nor hold them back, and show the trunk's own number to those who help", () => {
    const floor = open({ emergencyAddress: "Dam 1", agentPerHour: 1, organisationPerDay: 1 }, DID).ready("anna");
    expect([made(floor, "a", "anna", help), made(floor, "b"), made(floor, "c")]).toEqual([
      null,
      null,
      "agent_calls_per_hour",
    ]);
    floor.do({ type: "agent.dial", agent: "anna", call: "d", target: help, queue: "permits" }).answered("d", "d.1");
    expect(floor.last("leg.callNumber")).toMatchObject({ number: "112", callerId: null });
  });
});

describe("an outside number that the rules refuse", () => {
  it("is refused to an agent before any phone rings", () => {
    const floor = open({}).ready("anna");
    floor.do({ type: "agent.dial", agent: "anna", call: "a", target: premium, queue: null });
    expect(floor.rejection).toEqual({ code: "premium_not_allowed", params: { number: premium.number } });
    expect([floor.found("leg.callAgent"), floor.stateOf("anna")]).toEqual([[], "available"]);
  });

  it("is refused as transfer, as consultation and by a desk phone, and the talk goes on", () => {
    for (const way of ["agent.transfer", "agent.consult"] as const) {
      const floor = open({}).ready("anna").talk("c1").do({ type: way, agent: "anna", target: premium });
      expect(floor.rejection?.code).toBe("premium_not_allowed");
      expect(floor.view("anna").call?.phase).toBe("talking");
    }
    const floor = open({}).ready("anna").talk("c1");
    floor.do({ type: "leg.referred", call: "c1", leg: floor.last("leg.callAgent").leg, target: premium });
    expect(floor.events("c1")).toContain("referRefused");
    expect(floor.all("leg.callNumber")).toEqual([]);
  });

  it("is not called for a caller whom a number of ours leads there", () => {
    const floor = open({ rules: [] });
    floor.arrive("c1", "+31201230003");
    expect(floor.all("leg.callNumber")).toEqual([]);
    expect(floor.hears("c1-in")).toBe("nobody-available end");
    floor.do({ type: "leg.played", call: "c1", leg: "c1-in", play: floor.last("leg.play").play });
    expect(floor.outcomes("c1")).toEqual(["unreachable"]);
  });

  it("is not offered a callback; one promised before is told to its agent in words", () => {
    const callbacks = { permits: queueOf({ callbackOffered: true }) };
    const never = new Floor(settingsOf({ outbound: outboundOf({ rules: [] }), queues: callbacks })).staffed();
    never.arrive("c1").do({ type: "leg.digit", call: "c1", leg: "c1-in", digit: "1" });
    expect([never.hears("c1-in"), never.all("journal.callback")]).toEqual(["welcome music", []]);

    const floor = new Floor(settingsOf({ outbound: outboundOf(), queues: callbacks })).staffed();
    floor.arrive("c1").do({ type: "leg.digit", call: "c1", leg: "c1-in", digit: "1" });
    expect(floor.last("journal.callback").number).toBe(CALLER);
    const settings = settingsOf({ outbound: outboundOf({ rules: [] }), queues: callbacks });
    floor.do({ type: "settings.replaced", settings }).ready("anna");
    floor.answered("c1-callback", floor.last("leg.callAgent").leg);
    expect(floor.hears(floor.last("leg.callAgent").leg)).toBe("target-not-allowed end");
    expect(floor.all("leg.callNumber")).toEqual([]);
  });

  it("is told in words to an agent whose phone was being called when it came to be refused", () => {
    const floor = dial(open({}).ready("anna"), "a");
    floor.do({ type: "settings.replaced", settings: settingsOf({ outbound: outboundOf({ rules: [] }) }) });
    floor.answered("a", "a.1");
    expect([floor.hears("a.1"), floor.all("leg.callNumber")]).toEqual(["target-not-allowed end", []]);
    floor.do({ type: "leg.played", call: "a", leg: "a.1", play: floor.last("leg.play").play });
    expect([floor.outcomes("a"), floor.stateOf("anna")]).toEqual([["unreachable"], "available"]);
  });
});

describe("the number that an outside call shows", () => {
  it("is the queue's, for a call made for it, a callback's, a transfer's and a consultation's", () => {
    const floor = open({}, DID).ready("anna");
    floor.do({ type: "agent.dial", agent: "anna", call: "a", target: number, queue: "permits" }).answered("a", "a.1");
    expect(floor.last("leg.callNumber").callerId).toBe(DID);
    for (const way of ["agent.transfer", "agent.consult"] as const) {
      const other = open({}, DID).ready("anna").talk("c1").do({ type: way, agent: "anna", target: number });
      expect(other.last("leg.callNumber").callerId).toBe(DID);
    }
  });

  it("is the trunk's own where no queue is in it, or the queue has none", () => {
    const floor = dial(open({}, DID).ready("anna"), "a").answered("a", "a.1");
    expect(floor.last("leg.callNumber").callerId).toBeNull();
  });
});
