import { describe, expect, it } from "vitest";
import { CALLER, DID, Floor, queueOf, settingsOf } from "../testing/floor.ts";
import { DESERTED_GRACE } from "./staffing.ts";

const signOut = (agent: string) => ({ type: "agent.signOut", agent }) as const;
const to = (queue: string) => ({ kind: "queue", queue }) as const;
const waiting = (floor: Floor, queue = "permits") => floor.state.queues[queue]?.waiting.map((place) => place.call);
const quiet = { announceEvery: null } as const;

describe("a caller for whom nobody is signed in", () => {
  it("is told so at once, and the timeline says why", () => {
    const floor = new Floor().arrive("c1");
    expect(floor.hears("c1-in")).toBe("nobody-available end");
    expect(floor.events("c1")).toContain("nobodySignedIn");
    floor.do({ type: "leg.played", call: "c1", leg: "c1-in", play: floor.last("leg.play").play });
    expect(floor.outcomes("c1")).toEqual(["missed"]);
  });

  it("is led where a long wait leads, without a circle between queues without people", () => {
    const settings = (taxes: readonly string[]) =>
      settingsOf({
        queues: {
          permits: queueOf({ ...quiet, members: ["anna"], whenWaitedTooLong: to("taxes") }),
          taxes: queueOf({ ...quiet, members: taxes, whenWaitedTooLong: to("permits") }),
        },
      });
    const led = new Floor(settings(["chloe"])).staffed().arrive("c1");
    expect([waiting(led), waiting(led, "taxes")]).toEqual([[], ["c1"]]);
    const circle = new Floor(settings(["bram"])).staffed().arrive("c1");
    expect(circle.hears("c1-in")).toBe("nobody-available end");
    const outside = { kind: "number", number: "+31101111111" } as const;
    const number = new Floor(settingsOf({ queues: { permits: queueOf({ whenWaitedTooLong: outside }) } })).arrive("c1");
    expect(number.last("leg.callNumber").number).toBe(outside.number);
  });

  it("has nobody either when those who are signed in lack a skill", () => {
    const queues = { permits: queueOf({ skills: { dutch: 5 } }) };
    expect(new Floor(settingsOf({ queues })).staffed().arrive("c1").hears("c1-in")).toBe("nobody-available end");
  });

  it.each([
    ["paused", () => new Floor().staffed()],
    ["in a call", () => new Floor().ready("anna").talk("c0")],
    [
      "without a phone for a moment",
      () => new Floor().ready("anna").do({ type: "device.released", agent: "anna", tab: "anna-tab" }),
    ],
  ])("waits for an agent who is %s", (_, floor) => {
    expect(floor().arrive("c1").hears("c1-in")).toBe("welcome music");
  });
});

describe("when the last agent signs out, a caller who waits", () => {
  const left = () => new Floor(settingsOf({ queues: { permits: queueOf({ ...quiet, callbackOffered: true }) } }));

  it("is kept for the next shift, and then told", () => {
    const floor = left().staffed().arrive("c1").do(signOut("chloe"));
    floor.after(DESERTED_GRACE - 1);
    expect(waiting(floor)).toEqual(["c1"]);
    // Who comes now is not kept: nobody has to be waited for who was there.
    expect(floor.arrive("c2").hears("c2-in")).toBe("nobody-available end");
    floor.after(1);
    expect(floor.hears("c1-in")).toBe("nobody-available end");
    expect(floor.events("c1")).toContain("nobodySignedIn");
    floor.after(60_000);
    expect(floor.outcomes("c1")).toEqual(["missed"]);
  });

  it("stays when somebody comes meanwhile, and has the whole time again when they leave", () => {
    const floor = left().staffed().arrive("c1").do(signOut("chloe")).after(50_000).staffed("bram");
    // The alarm of before would ring ten seconds after Chloe's leaving, when Bram has just left in turn.
    floor
      .after(5_000)
      .do(signOut("bram"))
      .after(DESERTED_GRACE - 1);
    expect(waiting(floor)).toEqual(["c1"]);
    expect(waiting(floor.after(1))).toEqual([]);
  });

  it("is told also when the agent was taken out of the queue, or came back from a call", () => {
    const floor = left().staffed().arrive("c1");
    floor.do({
      type: "settings.replaced",
      settings: settingsOf({ queues: { permits: queueOf({ members: ["anna"] }) } }),
    });
    expect(floor.after(DESERTED_GRACE).hears("c1-in")).toBe("nobody-available end");
    const declined = left().ready("anna").arrive("c1").do(signOut("anna"));
    expect(waiting(declined)).toEqual(["c1"]);
    expect(declined.after(DESERTED_GRACE).hears("c1-in")).toBe("nobody-available end");
  });

  it("who asked for a callback keeps the place until the next day's shift", () => {
    const floor = left().staffed().arrive("c1").do({ type: "leg.digit", call: "c1", leg: "c1-in", digit: "1" });
    floor.do(signOut("chloe")).after(8 * 3_600_000);
    expect(waiting(floor)).toEqual(["c1-callback"]);
    floor.ready("anna").answered("c1-callback", "c1-callback.1");
    expect(floor.last("leg.callNumber").number).toBe(CALLER);
  });
});

describe("when the opening hours end, a caller who waits", () => {
  const hours = { timeZone: "Europe/Amsterdam", weekly: [{ day: 1, from: 540, to: 660 }], holidays: [] };

  it("called in time and stays as long as anybody is signed in", () => {
    const floor = new Floor(settingsOf({ queues: { permits: queueOf({ ...quiet, hours }) } })).staffed().arrive("c1");
    floor.after(2 * 3_600_000);
    expect(floor.arrive("c2", DID).hears("c2-in")).toBe("closed end");
    expect(waiting(floor)).toEqual(["c1"]);
    floor.do(signOut("chloe")).after(DESERTED_GRACE);
    expect(floor.hears("c1-in")).toBe("nobody-available end");
  });
});
