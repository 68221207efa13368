import type { LegCause } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { campaignOf, contactOf, Floor, settingsOf } from "../testing/floor.ts";
import { campaignView } from "./view.ts";

const agents = ["anna", "bram", "chloe"];
const spring = (running = true) => settingsOf({ campaigns: { spring: campaignOf({ running }) } });
const attempts = (floor: Floor) => floor.all("dialler.attempted").map(({ outcome }) => outcome);
const blockedBy = (floor: Floor) => campaignView(floor.state, "spring", floor.now)?.blockedBy;
const dialled = (floor: Floor) => floor.all("leg.callNumber").length;
const floorOf = (settings = spring()) => {
  const floor = new Floor(settings).automatic("anna");
  floor.latest = floor.effects.filter(({ type }) => type === "dialler.wanted").slice(-1);
  return floor;
};

/** Answers every question with contacts whom nobody had, and lets every call end at once by `cause`. */
function failAll(floor: Floor, cause: LegCause, most = 50): number {
  for (let failed = 0, given = floor.all("dialler.returned").length * 1_000; ; ) {
    const [wanted] = floor.found("dialler.wanted").slice(-1);
    const call = floor.found("leg.callNumber").at(-1);
    if (call && failed === most) return failed;
    if (call) {
      failed += 1;
      floor.do({ type: "leg.failed", call: call.call, leg: call.leg, cause });
    } else if (wanted) {
      floor.give(...Array.from({ length: wanted.count }, () => contactOf(`c${++given}`)));
    } else return failed;
  }
}

describe("calls that do not get through", () => {
  it.each(["networkFailed", "mediaFailed", "overload", "refused", "deviceFailed"] as const)(
    "for %s are no attempts of the contacts, and hold the campaign after five in a row",
    (cause) => {
      const floor = floorOf();
      expect(failAll(floor, cause)).toBe(5);
      expect([attempts(floor), blockedBy(floor)]).toEqual([[], "trunk"]);
      expect(floor.all("dialler.returned").map(({ dueAt }) => dueAt)).toEqual(Array(5).fill(floor.now + 60_000));
    },
  );

  it("are tried again one at a time, each time later, up to once a minute", () => {
    const floor = floorOf();
    failAll(floor, "networkFailed");
    floor.automatic("bram", "chloe");
    const holds: number[] = [];
    for (let probe = 0; probe < 6; probe += 1) {
      const [before, since] = [dialled(floor), floor.now];
      for (let look = 0; look < 20 && dialled(floor) === before; look += 1) {
        const wanted = floor
          .after(5_000, ...agents)
          .found("dialler.wanted")
          .at(-1);
        if (wanted) floor.give(...[1, 2, 3].map((each) => contactOf(`p${probe}-${each}`)));
      }
      holds.push(Math.round((floor.now - since) / 1_000));
      expect(dialled(floor) - before).toBe(1);
      floor.do({ ...floor.last("leg.callNumber"), type: "leg.failed", cause: "overload" });
    }
    expect(holds).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it("are over as soon as somebody's phone is reached", () => {
    const floor = floorOf();
    failAll(floor, "networkFailed");
    floor.after(5_000, "anna").give(contactOf("p1"), contactOf("p2"));
    floor.do({ ...floor.last("leg.callNumber"), type: "leg.failed", cause: "busy" });
    expect([attempts(floor), blockedBy(floor)]).toEqual([["busy"], null]);
    expect(floor.last("leg.callNumber").call).toBe("p2-1");
    floor.do({ ...floor.last("leg.callNumber"), type: "leg.failed", cause: "networkFailed" });
    expect(blockedBy(floor)).toBeNull();
  });

  it("begin anew with the campaign", () => {
    const floor = floorOf();
    failAll(floor, "networkFailed");
    for (const running of [false, true]) floor.do({ type: "settings.replaced", settings: spring(running) });
    expect([blockedBy(floor), floor.found("dialler.wanted").length]).toEqual([null, 1]);
  });

  it("hold the campaign also when everybody's number is said to be wrong, and are not believed for long", () => {
    const floor = floorOf();
    expect(failAll(floor, "notFound")).toBe(10);
    expect([attempts(floor), blockedBy(floor)]).toEqual([Array(6).fill("invalidNumber"), "trunk"]);
  });

  it("end as an attempt for a contact whom the trunk refuses again and again", () => {
    const floor = floorOf();
    const due: (number | null)[] = [];
    for (let time = 0; time < 5; time += 1) {
      floor.give(contactOf("c1")).do({ ...floor.last("leg.callNumber"), type: "leg.failed", cause: "refused" });
      due.push(floor.found("dialler.returned")[0]?.dueAt ?? null);
      floor.give(contactOf(`ok${time}`)).do({ ...floor.last("leg.callNumber"), type: "leg.failed", cause: "busy" });
    }
    expect(due.map((at) => at !== null)).toEqual([true, true, true, true, false]);
    expect(due.slice(0, 4).map((at) => (at ?? 0) - floor.now)).toEqual([60_000, 120_000, 240_000, 480_000]);
    expect(attempts(floor).filter((outcome) => outcome === "unreachable")).toHaveLength(1);
  });

  it("also when an agent called, who was shown the contact", () => {
    const floor = new Floor(settingsOf({ campaigns: { spring: campaignOf({ mode: "preview" }) } })).automatic("anna");
    floor
      .give(contactOf("c1"))
      .do({ type: "agent.callContact", agent: "anna", call: "d1", contact: "c1" })
      .answered("d1", "d1.1");
    floor.do({ type: "leg.failed", call: "d1", leg: "d1.2", cause: "networkFailed" });
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect([attempts(floor), floor.last("dialler.returned").dueAt]).toEqual([[], floor.now + 60_000]);
  });
});
