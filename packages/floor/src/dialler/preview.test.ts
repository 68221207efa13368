import { describe, expect, it } from "vitest";
import type { CampaignSettings } from "../settings.ts";
import { campaignOf, contactOf, Floor, outboundOf, settingsOf } from "../testing/floor.ts";
import { campaignView } from "./view.ts";

const spring = (change: Partial<CampaignSettings> = {}) => ({
  campaigns: { spring: campaignOf({ mode: "preview", ...change }) },
});
const floorOf = (change: Partial<CampaignSettings> = {}) => new Floor(settingsOf(spring(change)));
const call = { type: "agent.callContact", agent: "anna", call: "d1", contact: "c1" } as const;
const skip = { type: "agent.skipContact", agent: "anna", contact: "c1" } as const;
const attempts = (floor: Floor) => floor.all("dialler.attempted").map(({ contact, outcome }) => [contact, outcome]);

describe("a preview", () => {
  it("shows a contact to an agent who is free, and nobody is called", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1"));
    const contact = { id: "c1", number: "+31612345678", name: "Jan", cardLink: "https://crm.example/c1" };
    const shown = { campaign: "spring", campaignName: "Spring", contact, since: floor.now, until: floor.now + 120_000 };
    expect(floor.view("anna")).toMatchObject({ autoCalls: true, preview: shown, state: { state: "available" } });
    expect(floor.all("leg.callNumber")).toEqual([]);
  });

  it("is called agent-first, and the attempt told once", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1")).do(call);
    expect(floor.last("leg.callAgent")).toMatchObject({ agent: "anna", why: "dial" });
    expect(floor.view("anna")).toMatchObject({ preview: null, call: { contact: { id: "c1" } } });
    floor.answered("d1", "d1.1");
    expect(floor.last("leg.callNumber")).toMatchObject({ number: "+31612345678" });
    floor.answered("d1", "d1.2").bridged("d1").do({ type: "agent.hangUp", agent: "anna" });
    expect(attempts(floor)).toEqual([["c1", "answered"]]);
    // Nobody who is called this way could be without an agent: it would make the share of those who are look smaller.
    expect(campaignView(floor.state, "spring", floor.now)).toMatchObject({ answeredByPerson: 0, abandonShare: null });
  });

  it("tells why a contact was not reached, and gives one back who was not called", () => {
    const busy = floorOf().automatic("anna").give(contactOf("c1")).do(call).answered("d1", "d1.1");
    busy.do({ type: "leg.failed", call: "d1", leg: "d1.2", cause: "busy" }).do({ type: "agent.hangUp", agent: "anna" });
    expect(attempts(busy)).toEqual([["c1", "busy"]]);
    const lost = floorOf().automatic("anna").give(contactOf("c1")).do(call);
    lost.do({ type: "leg.failed", call: "d1", leg: "d1.1", cause: "unreachable" });
    expect(attempts(lost)).toEqual([]);
    expect(lost.last("dialler.returned").contacts).toEqual(["c1"]);
  });

  it("gives way to a call of the queue", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1")).arrive("in1");
    expect(floor.view("anna")).toMatchObject({ preview: null, state: { state: "offered" } });
    expect(floor.last("dialler.returned").contacts).toEqual(["c1"]);
    expect(floor.do(call).rejection?.code).toBe("no_contact");
  });

  it("may be passed by", () => {
    const floor = floorOf({ retries: { skipped: { after: 60_000, most: 1 } } }).automatic("anna");
    floor.give(contactOf("c1"), contactOf("c2")).do(skip);
    expect(floor.last("dialler.attempted")).toMatchObject({
      contact: "c1",
      outcome: "skipped",
      agent: "anna",
      call: null,
    });
    expect(floor.last("dialler.attempted").retryAt).toBe(floor.now + 60_000);
    floor.give(contactOf("c2"));
    expect(floor.view("anna").preview?.contact.id).toBe("c2");
  });

  it("is neither called nor passed by for another one, as by a second press", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1")).do(skip).give(contactOf("c2"));
    for (const second of [skip, call]) expect(floor.do(second).rejection?.code).toBe("another_contact");
    expect([attempts(floor), floor.view("anna").preview?.contact.id]).toEqual([[["c1", "skipped"]], "c2"]);
  });

  it("that is left alone goes back, and switches the automatic calls off", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1")).after(119_999, "anna");
    expect(floor.view("anna").preview).not.toBeNull();
    floor.after(1, "anna");
    expect(floor.view("anna")).toMatchObject({ preview: null, autoCalls: false, state: { state: "available" } });
    expect(floor.last("dialler.returned").contacts).toEqual(["c1"]);
  });

  it("ends with the contact's hours, which is nobody's fault", () => {
    // Ten to one minute past ten.
    const hours = { timeZone: "Europe/Amsterdam", weekly: [{ day: 1, from: 600, to: 601 }], holidays: [] };
    const floor = floorOf({ hours }).automatic("anna").give(contactOf("c1")).after(60_000, "anna");
    expect(floor.view("anna")).toMatchObject({ preview: null, autoCalls: true });
    expect(floor.last("dialler.returned").dueAt).toBe(Date.UTC(2026, 0, 12, 9));
  });

  it("is taken away with the switch, the campaign, the contact, or the agent", () => {
    const ways = [
      { type: "agent.autoCalls", agent: "anna", on: false },
      { type: "agent.signOut", agent: "anna" },
      { type: "agent.pause", agent: "anna", pause: "lunch" },
      { type: "dialler.withdrawn", contacts: ["c1"] },
      { type: "settings.replaced", settings: settingsOf(spring({ running: false })) },
      { type: "settings.replaced", settings: settingsOf() },
    ] as const;
    for (const way of ways) {
      const floor = floorOf().automatic("anna").give(contactOf("c1")).do(way);
      expect(floor.view("anna").preview).toBeNull();
      expect(floor.all("dialler.returned").map(({ contacts }) => contacts)).toEqual([["c1"]]);
    }
  });

  it("is not called when the contact is withdrawn or the campaign stops while the agent's own phone rings", () => {
    const ways = [
      { type: "dialler.withdrawn", contacts: ["c1"] },
      { type: "settings.replaced", settings: settingsOf(spring({ running: false })) },
      { type: "settings.replaced", settings: settingsOf() },
    ] as const;
    for (const way of ways) {
      const floor = floorOf().automatic("anna").give(contactOf("c1")).do(call, way);
      expect(floor.all("leg.hangUp").map(({ leg }) => leg)).toEqual(["d1.1"]);
      expect(floor.answered("d1", "d1.1").all("leg.callNumber")).toEqual([]);
      expect([attempts(floor), floor.stateOf("anna")]).toEqual([[], "available"]);
      expect(floor.all("dialler.returned").map(({ contacts }) => contacts)).toEqual([["c1"]]);
    }
  });

  it("is not called when the hours end while the agent's own phone rings, who is told", () => {
    const hours = { timeZone: "Europe/Amsterdam", weekly: [{ day: 1, from: 600, to: 601 }], holidays: [] };
    const floor = floorOf({ hours }).automatic("anna").give(contactOf("c1")).after(55_000, "anna").do(call);
    floor.after(6_000, "anna").answered("d1", "d1.1");
    expect([floor.hears("d1.1"), floor.all("leg.callNumber")]).toEqual(["target-not-allowed end", []]);
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect([attempts(floor), floor.last("dialler.returned").contacts]).toEqual([[], ["c1"]]);
  });

  it("rings as long as the campaign says", () => {
    const floor = floorOf({ ringTimeout: 12_000 }).automatic("anna").give(contactOf("c1")).do(call);
    expect(floor.answered("d1", "d1.1").last("leg.callNumber").timeout).toBe(12_000);
  });

  it("keeps to the rules and limits of the agent's own calls", () => {
    const outbound = outboundOf({ agentPerDay: 1 });
    const floor = new Floor(settingsOf({ ...spring(), outbound })).automatic("anna");
    const target = { kind: "number", number: "+31101111111" } as const;
    floor.do({ type: "agent.dial", agent: "anna", call: "d0", target, queue: null }).answered("d0", "d0.1");
    floor.do({ type: "agent.hangUp", agent: "anna" }).give(contactOf("c1")).do(call);
    expect(floor.rejection?.code).toBe("agent_calls_per_day");
    expect(floor.view("anna").preview?.contact.id).toBe("c1");
    expect(attempts(floor)).toEqual([]);
  });

  it("goes to the agent who promised to call back, when they are there", () => {
    const floor = floorOf().automatic("anna", "bram");
    floor.give(contactOf("c1", { agent: "bram" }), contactOf("c2"));
    expect(floor.view("bram").preview?.contact.id).toBe("c1");
    expect(floor.view("anna").preview?.contact.id ?? "c2").toBe("c2");
  });
});

describe("the switch", () => {
  it("is off after a sign-out, and refused before a sign-in", () => {
    const floor = floorOf().automatic("anna").do({ type: "agent.signOut", agent: "anna" });
    expect(floor.view("anna").autoCalls).toBe(false);
    floor.do({ type: "agent.autoCalls", agent: "anna", on: true });
    expect(floor.rejection?.code).toBe("not_signed_in_agent");
    expect(floor.do({ type: "agent.signIn", agent: "anna" }).view("anna").autoCalls).toBe(false);
  });
});
