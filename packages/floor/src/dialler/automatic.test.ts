import { describe, expect, it } from "vitest";
import type { CampaignSettings } from "../settings.ts";
import { campaignOf, contactOf, Floor, outboundOf, queueOf, settingsOf } from "../testing/floor.ts";
import { campaignView } from "./view.ts";

const spring = (change: Partial<CampaignSettings> = {}) => ({ campaigns: { spring: campaignOf(change) } });
const floorOf = (change: Partial<CampaignSettings> = {}) => new Floor(settingsOf(spring(change)));
const dialled = (floor: Floor) => floor.all("leg.callNumber").map(({ call }) => call);
const attempts = (floor: Floor) =>
  floor.all("dialler.attempted").map(({ contact, outcome, retryAt }) => [contact, outcome, retryAt]);
const view = (floor: Floor) => campaignView(floor.state, "spring", floor.now);

describe("progressive calls", () => {
  it("ask for as many contacts as agents are free who take automatic calls", () => {
    const floor = floorOf().ready("chloe").automatic("anna", "bram");
    expect(floor.all("dialler.wanted").map(({ count }) => count)).toEqual([1]);
    floor.give(contactOf("c1"));
    expect(dialled(floor)).toEqual(["c1-1"]);
    expect(floor.last("dialler.wanted").count).toBe(1);
    floor.give(contactOf("c2"), contactOf("c3"));
    expect(dialled(floor)).toEqual(["c1-1", "c2-1"]);
    expect(view(floor)).toMatchObject({ dialling: 2, agentsReady: 2, agentsWorking: 2, pace: 1, blockedBy: null });
  });

  it("ask again when nobody answers, and as soon as one is due", () => {
    const floor = floorOf().automatic("anna");
    floor.after(31_000, "anna");
    expect(floor.found("dialler.wanted")).toHaveLength(1);
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [], nextDue: floor.now + 60_000 });
    floor.after(59_000, "anna");
    expect(floor.found("dialler.wanted")).toEqual([]);
    expect(view(floor)?.blockedBy).toBe("noContacts");
    expect(floor.after(1_000, "anna").found("dialler.wanted")).toHaveLength(1);
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [], nextDue: null });
    floor.after(600_000, "anna");
    expect(floor.found("dialler.wanted")).toEqual([]);
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [], nextDue: floor.now });
    expect(floor.found("dialler.wanted")).toHaveLength(1);
    // Word that comes between a question and its answer answers nothing.
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [], nextDue: floor.now });
    expect(floor.state.campaigns["spring"]?.supply.state).toBe("asked");
  });

  it("connect a person who answers to the agent who is idle longest, at once, with the card", () => {
    const floor = floorOf().automatic("anna", "bram").give(contactOf("c1"));
    floor.answered("c1-1", "c1-1.1");
    expect(floor.last("leg.callAgent")).toMatchObject({
      agent: "anna",
      autoAnswer: true,
      why: "offer",
      towards: "c1-1.1",
    });
    floor.answered("c1-1", "c1-1.2").bridged("c1-1");
    const contact = {
      id: "c1",
      name: "Jan",
      cardLink: "https://crm.example/c1",
      campaign: "spring",
      campaignName: "Spring",
    };
    expect(floor.view("anna").call).toMatchObject({ phase: "talking", queue: "permits", contact });
    expect(view(floor)).toMatchObject({ talking: 1, answeredByPerson: 1, abandoned: 0, abandonShare: 0 });
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(attempts(floor)).toEqual([["c1", "answered", null]]);
    expect(floor.last("dialler.attempted")).toMatchObject({ call: "c1-1", agent: "anna" });
    expect(floor.view("anna")).toMatchObject({ state: { state: "wrapUp" }, call: { contact } });
  });

  it.each([
    ["busy", "busy"],
    ["declined", "busy"],
    ["noAnswer", "noAnswer"],
    ["notFound", "invalidNumber"],
    ["unreachable", "unreachable"],
  ] as const)("tell %s as %s", (cause, outcome) => {
    const floor = floorOf().automatic("anna").give(contactOf("c1"));
    floor.do({ type: "leg.failed", call: "c1-1", leg: "c1-1.1", cause });
    expect(attempts(floor)).toEqual([["c1", outcome, null]]);
    expect(floor.found("dialler.wanted")).toHaveLength(1);
  });

  it("tell a person who gets no agent within the patience so, and count them", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1"));
    floor.do({ type: "agent.pause", agent: "anna", pause: "lunch" }).answered("c1-1", "c1-1.1");
    floor.after(1_999);
    expect(floor.hears("c1-1.1")).toBe("nothing");
    floor.after(1);
    expect(floor.hears("c1-1.1")).toBe("wrong-moment end");
    floor.do({ type: "leg.played", call: "c1-1", leg: "c1-1.1", play: 1 });
    expect(attempts(floor)).toEqual([["c1", "abandoned", null]]);
    expect(view(floor)).toMatchObject({ abandoned: 1, abandonShare: 1, today: { abandoned: 1 } });
  });

  it("offer a person to the next agent when one declines or is lost, and to nobody who takes no automatic calls", () => {
    const floor = floorOf().automatic("anna", "bram").ready("chloe").give(contactOf("c1"));
    floor.answered("c1-1", "c1-1.1").do({ type: "agent.decline", agent: "anna" });
    expect(floor.last("leg.callAgent").agent).toBe("bram");
    floor.after(1_000).do({ type: "leg.failed", call: "c1-1", leg: "c1-1.3", cause: "unreachable" });
    expect(floor.all("leg.callAgent")).toHaveLength(2);
    expect(floor.after(1_000).hears("c1-1.1")).toBe("wrong-moment end");
  });

  it("let a person whom we called go before those who wait", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1")).arrive("in1").arrive("in2");
    expect(floor.last("leg.callAgent").call).toBe("in1");
    floor.answered("c1-1", "c1-1.1").do({ type: "agent.decline", agent: "anna" });
    expect(floor.last("leg.callAgent")).toMatchObject({ call: "c1-1", agent: "anna" });
  });

  it("hang up on a machine and pass on everybody else, after the verdict", () => {
    const floor = floorOf({ detectMachines: true }).automatic("anna").give(contactOf("c1"));
    floor.answered("c1-1", "c1-1.1");
    expect(floor.last("leg.detect")).toMatchObject({ leg: "c1-1.1" });
    expect(floor.all("leg.callAgent")).toEqual([]);
    floor.do({ type: "leg.detected", call: "c1-1", leg: "c1-1.1", who: "machine" });
    expect(attempts(floor)).toEqual([["c1", "answeringMachine", null]]);
    expect(floor.outcomes("c1-1")).toEqual(["answeringMachine"]);
    floor.give(contactOf("c2")).answered("c2-1", "c2-1.1").after(5_000, "anna");
    expect(floor.last("leg.callAgent")).toMatchObject({ call: "c2-1", agent: "anna" });
  });

  it("know what the latest calls came to before a restart, once", () => {
    const floor = floorOf().automatic("anna");
    const measured = { type: "dialler.measured", campaign: "spring", persons: 200, abandoned: 5 } as const;
    floor.do(measured, measured);
    expect(view(floor)).toMatchObject({ answeredByPerson: 200, abandonShare: 0.025, today: { abandoned: 0 } });
    floor.give(contactOf("c1")).answered("c1-1", "c1-1.1").answered("c1-1", "c1-1.2").bridged("c1-1");
    expect(view(floor)).toMatchObject({ answeredByPerson: 201, abandoned: 5 });
  });

  it("wait for an agent from the verdict, and no more than four seconds from the answer", () => {
    for (const [verdict, silence] of [
      [1_000, 3_000],
      [3_000, 4_000],
    ] as const) {
      const floor = floorOf({ detectMachines: true }).automatic("anna").give(contactOf("c1"));
      floor.do({ type: "agent.pause", agent: "anna", pause: "lunch" }).answered("c1-1", "c1-1.1").after(verdict);
      floor.do({ type: "leg.detected", call: "c1-1", leg: "c1-1.1", who: "person" });
      floor.after(silence - verdict - 1);
      expect(floor.hears("c1-1.1")).toBe("nothing");
      expect(floor.after(1).hears("c1-1.1")).toBe("wrong-moment end");
    }
  });

  it("give contacts back when the campaign stops, and let calls that run go on", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1"), contactOf("c2"));
    floor.do({ type: "settings.replaced", settings: settingsOf(spring({ running: false })) });
    expect(floor.last("dialler.returned").contacts).toEqual(["c2"]);
    expect(view(floor)).toMatchObject({ blockedBy: "stopped", dialling: 1 });
    floor.answered("c1-1", "c1-1.1");
    expect(floor.last("leg.callAgent")).toMatchObject({ call: "c1-1", agent: "anna" });
    floor.give(contactOf("c3"));
    expect(floor.last("dialler.returned").contacts).toEqual(["c3"]);
  });

  it("do not ask twice when settings change in between", () => {
    const floor = floorOf()
      .automatic("anna")
      .do({ type: "settings.replaced", settings: settingsOf(spring()) });
    expect(floor.all("dialler.wanted")).toHaveLength(1);
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [], nextDue: null });
    floor.do({ type: "settings.replaced", settings: settingsOf(spring()) });
    expect(floor.all("dialler.wanted")).toHaveLength(2);
  });

  it("never call a contact who was withdrawn", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1"), contactOf("c2"), contactOf("c3"));
    floor.do({ type: "dialler.withdrawn", contacts: ["c1", "c2"] });
    floor.do({ type: "leg.failed", call: "c1-1", leg: "c1-1.1", cause: "busy" });
    expect(dialled(floor)).toEqual(["c1-1", "c3-1"]);
  });

  it("do not take a contact twice", () => {
    const floor = floorOf().automatic("anna").give(contactOf("c1")).give(contactOf("c1"), contactOf("c2"));
    floor.automatic("bram");
    expect(dialled(floor)).toEqual(["c1-1", "c2-1"]);
    expect(floor.all("dialler.returned")).toEqual([]);
  });
});

describe("the rules of outside calls", () => {
  it("put a number off that they refuse until they change, and are done with emergency numbers", () => {
    const outbound = outboundOf({ emergencyAddress: "Dam 1, Amsterdam" });
    const floor = new Floor(settingsOf({ ...spring(), outbound })).automatic("anna");
    const [far, help] = [contactOf("c1", { number: "+442012345678" }), contactOf("c2", { number: "112" })];
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [far, help], nextDue: null });
    expect(attempts(floor)).toEqual([["c2", "notAllowed", null]]);
    const dueAt = floor.now + 24 * 3_600_000;
    expect(floor.last("dialler.returned")).toMatchObject({ contacts: ["c1"], dueAt, putOff: true });
    expect(view(floor)).toMatchObject({ blockedBy: "rules", refusedByRules: 1 });
    const rules = [{ prefix: "+", allow: true }];
    floor.do({ type: "settings.replaced", settings: settingsOf({ ...spring(), outbound: outboundOf({ rules }) }) });
    expect(floor.found("dialler.renewed")).toHaveLength(1);
    expect(view(floor)).toMatchObject({ blockedBy: null, refusedByRules: 0 });
    floor.give(far);
    expect(dialled(floor)).toEqual(["c1-1"]);
  });

  it("hold campaigns up at the organisation's limits without spending a contact", () => {
    const outbound = outboundOf({ organisationAtOnce: 1 });
    const floor = new Floor(settingsOf({ ...spring(), outbound })).automatic("anna", "bram");
    floor.give(contactOf("c1"), contactOf("c2"));
    expect(dialled(floor)).toEqual(["c1-1"]);
    expect(floor.last("dialler.returned").contacts).toEqual(["c2"]);
    expect(view(floor)?.blockedBy).toBe("limits");
    floor.do({ type: "leg.failed", call: "c1-1", leg: "c1-1.1", cause: "busy" });
    expect(view(floor)?.blockedBy).toBeNull();
  });
});

describe("calling hours", () => {
  /** Ten to six, on weekdays. The floor begins on Monday at ten in Amsterdam. */
  const weekly = [1, 2, 3, 4, 5].map((day) => ({ day, from: 600, to: 1080 }));
  const hours = { timeZone: "Europe/Amsterdam", weekly, holidays: [] };

  it("are those of the contact's own zone, and others go on meanwhile", () => {
    const floor = floorOf({ hours }).automatic("anna");
    floor.give(contactOf("ny", { timeZone: "America/New_York" }), contactOf("nl"));
    expect(dialled(floor)).toEqual(["nl-1"]);
    // Ten in New York is four in Amsterdam, six hours from now.
    const dueAt = Date.UTC(2026, 0, 5, 15);
    expect(floor.last("dialler.returned")).toMatchObject({ contacts: ["ny"], dueAt });
  });

  it("hold for what is tried again, as often as the rules say", () => {
    const retries = { busy: { after: 9 * 3_600_000, most: 2 } };
    const floor = floorOf({ hours, retries, mostAttempts: 3 }).automatic("anna");
    const busy = (attempt: number) =>
      floor
        .give(contactOf("c1", { attempts: { busy: attempt - 1 } }))
        .do({ type: "leg.failed", call: `c1-${attempt}`, leg: `c1-${attempt}.1`, cause: "busy" });
    busy(1);
    // Seven in the evening is too late: tomorrow at ten.
    const tomorrow = Date.UTC(2026, 0, 6, 9);
    busy(2);
    busy(3);
    expect(attempts(floor).map(([, , retryAt]) => retryAt)).toEqual([tomorrow, tomorrow, null]);
  });

  it("do not hurry through a list that nobody may be called from, and look at it anew when they change", () => {
    const evening = { ...hours, weekly: [{ day: 1, from: 1200, to: 1260 }] };
    const floor = floorOf({ hours: evening }).automatic("anna");
    let given = 0;
    const minute = () => {
      for (let [wanted] = floor.all("dialler.wanted").slice(-1); wanted; [wanted] = floor.found("dialler.wanted"))
        floor.give(...Array.from({ length: wanted.count }, () => contactOf(`c${++given}`)));
    };
    minute();
    expect(given).toBeLessThan(1_100);
    const first = given;
    // Word that contacts are due does not end the rest.
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [], nextDue: floor.now }).after(59_000, "anna");
    expect(floor.found("dialler.wanted")).toEqual([]);
    expect(view(floor)?.blockedBy).toBe("outsideHours");
    expect(floor.after(1_000, "anna").found("dialler.wanted")).toHaveLength(1);
    minute();
    expect(given).toBeLessThan(3 * first);
    floor.do({ type: "settings.replaced", settings: settingsOf(spring()) });
    const told = floor.latest.map(({ type }) => type).filter((type) => type.startsWith("dialler."));
    expect(told).toEqual(["dialler.renewed", "dialler.wanted"]);
    floor.give(contactOf("c1"));
    expect(dialled(floor)).toEqual(["c1-1"]);
  });

  it("do not end a contact who has none within two weeks", () => {
    const closed = { ...hours, weekly: [] };
    const floor = floorOf({ retries: { busy: { after: 3_600_000, most: 2 } } })
      .automatic("anna")
      .give(contactOf("c1"));
    const settings = settingsOf(spring({ hours: closed, retries: { busy: { after: 3_600_000, most: 2 } } }));
    floor.do({ type: "settings.replaced", settings });
    floor.do({ type: "leg.failed", call: "c1-1", leg: "c1-1.1", cause: "busy" });
    expect(attempts(floor)).toEqual([["c1", "busy", floor.now + 25 * 3_600_000]]);
  });

  it("tell why nobody is called", () => {
    const evening = { ...hours, weekly: [{ day: 1, from: 1200, to: 1260 }] };
    const floor = floorOf({ hours: evening }).automatic("anna").give(contactOf("c1"));
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [], nextDue: null });
    expect(view(floor)?.blockedBy).toBe("outsideHours");
    expect(floorOf().ready("anna").state.campaigns["spring"]?.live).toBe(true);
    const idle = floorOf().ready("anna");
    expect(view(idle)?.blockedBy).toBe("noAgents");
  });
});

describe("several campaigns", () => {
  it("never call the same number at once, nor one that is in another call of ours", () => {
    const queues = { permits: queueOf({ members: ["anna"] }), taxes: queueOf({ members: ["bram"] }) };
    const campaigns = { spring: campaignOf(), tax: campaignOf({ queue: "taxes" }) };
    const floor = new Floor(settingsOf({ queues, campaigns })).automatic("anna", "bram").give(contactOf("c1"));
    const same = contactOf("t1", { number: contactOf("c1").number });
    floor.do({ type: "dialler.contacts", campaign: "tax", contacts: [same], nextDue: null });
    expect(floor.last("dialler.returned")).toMatchObject({ contacts: ["t1"], dueAt: floor.now + 600_000 });
    floor.do({ type: "leg.failed", call: "c1-1", leg: "c1-1.1", cause: "busy" });
    floor.do({ type: "dialler.contacts", campaign: "tax", contacts: [same], nextDue: null });
    expect(dialled(floor)).toEqual(["c1-1", "t1-1"]);
    floor.do({ type: "leg.failed", call: "t1-1", leg: "t1-1.1", cause: "busy" }).arrive("in1");
    floor.do({ type: "dialler.contacts", campaign: "tax", contacts: [same], nextDue: null });
    expect(dialled(floor)).toHaveLength(2);
  });

  it("share agents without counting on anybody twice", () => {
    const queues = { permits: queueOf({ priority: 60 }), taxes: queueOf() };
    const campaigns = { spring: campaignOf(), tax: campaignOf({ queue: "taxes" }) };
    const floor = new Floor(settingsOf({ queues, campaigns })).automatic("anna", "bram");
    expect(floor.all("dialler.wanted").map(({ campaign }) => campaign)).toEqual(["spring"]);
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [contactOf("c1")], nextDue: null });
    // The first has one call under way and nobody left: one agent is free for the second.
    expect(floor.last("dialler.wanted")).toMatchObject({ campaign: "tax", count: 1 });
    floor.do({
      type: "dialler.contacts",
      campaign: "tax",
      contacts: [contactOf("t1"), contactOf("t2")],
      nextDue: null,
    });
    expect(dialled(floor)).toEqual(["c1-1", "t1-1"]);
  });
});
