import { describe, expect, it } from "vitest";
import { CALLER, DID, Floor, queueOf, settingsOf } from "../testing/floor.ts";
import { queueView } from "../view/views.ts";
import { expectedWait } from "./estimate.ts";

const nobody = { announceEvery: null } as const;
const floorOf = (queues: Parameters<typeof settingsOf>[0]) => new Floor(settingsOf(queues)).staffed();
const waiting = (floor: Floor, queue = "permits") => floor.state.queues[queue]?.waiting.map((place) => place.call);

describe("a caller in a queue", () => {
  it("hears the position at the interval, and the expected wait once it is known", () => {
    const floor = new Floor().staffed().arrive("c1").after(1).arrive("c2").after(60_000);
    expect(floor.found("leg.play").map((each) => each.items)).toEqual([
      [{ prompt: "position", number: 1 }],
      [{ prompt: "position", number: 2 }],
    ]);
    floor.state.queues["permits"]?.answers.push(floor.now - 180_000, floor.now - 100_000, floor.now - 60_000);
    floor.after(60_000);
    // Three answers in 240 s: 80 s per place, so 80 s and 160 s.
    expect(floor.found("leg.play").map((each) => each.items.slice(1))).toEqual([
      [{ prompt: "wait-minutes", number: 2 }],
      [{ prompt: "wait-minutes", number: 3 }],
    ]);
    expect(floor.hears("c2-in")).toBe("position wait-minutes music");
    expect(floor.last("leg.play").language).toBe("nl");
  });

  it("is told that the queue is full, or led on", () => {
    const full = { ...nobody, maxWaiting: 1 };
    const told = floorOf({ queues: { permits: queueOf(full) } })
      .arrive("c1")
      .arrive("c2");
    expect(told.hears("c2-in")).toBe("queue-full end");
    told.after(60_000);
    expect(told.outcomes("c2")).toEqual(["queueFull"]);

    const on = floorOf({
      queues: { permits: queueOf({ ...full, whenFull: { kind: "queue", queue: "taxes" } }), taxes: queueOf(nobody) },
    });
    on.arrive("c1").arrive("c2");
    expect([waiting(on), waiting(on, "taxes")]).toEqual([["c1"], ["c2"]]);
  });

  it("is led on after the longest wait, with the time already waited", () => {
    const floor = floorOf({
      queues: {
        permits: queueOf({ ...nobody, maxWait: 30_000, whenWaitedTooLong: { kind: "queue", queue: "taxes" } }),
        taxes: queueOf({ ...nobody, maxWait: 30_000, whenWaitedTooLong: { kind: "queue", queue: "permits" } }),
      },
      numbers: {
        [DID]: { destination: { kind: "queue", queue: "permits" } },
        "+2": { destination: { kind: "queue", queue: "taxes" } },
      },
    });
    floor.arrive("c1").after(20_000).arrive("c2", "+2").after(10_000);
    expect(waiting(floor, "taxes")).toEqual(["c1", "c2"]);
    // Back to the first queue would be a circle: told in words.
    floor.after(30_000);
    expect(floor.hears("c1-in")).toBe("nobody-available end");
    floor.after(60_000);
    expect(floor.outcomes("c1")).toEqual(["missed"]);
  });

  it("never runs in a circle of full and closed queues", () => {
    const to = (queue: string) => ({ kind: "queue", queue }) as const;
    const floor = floorOf({
      queues: {
        permits: queueOf({ ...nobody, maxWaiting: 0, whenFull: to("taxes") }),
        taxes: queueOf({ ...nobody, hours: { timeZone: "UTC", weekly: [], holidays: [] }, whenClosed: to("permits") }),
      },
    });
    expect(floor.arrive("c1").hears("c1-in")).toBe("nobody-available end");
  });

  it("is told that the queue is closed, by the local time and the holidays", () => {
    const hours = {
      timeZone: "Europe/Amsterdam",
      weekly: [{ day: 1, from: 540, to: 660 }],
      holidays: [{ date: "2026-01-12", name: "Fair", open: [] }],
    };
    const floor = floorOf({ queues: { permits: queueOf({ ...nobody, hours }) } });
    expect(floor.arrive("c1").hears("c1-in")).toBe("welcome music");
    expect(queueView(floor.state, "permits", floor.now)?.open).toBe(true);
    floor.after(3_600_000);
    expect(floor.found("changed.queue")).not.toEqual([]);
    expect(queueView(floor.state, "permits", floor.now)?.open).toBe(false);
    expect(floor.arrive("c2").hears("c2-in")).toBe("closed end");
    // A week later it is a holiday, and after two weeks a Monday again.
    expect(
      floor
        .after(7 * 86_400_000 - 3_600_000)
        .arrive("c3")
        .hears("c3-in"),
    ).toBe("closed end");
    expect(
      floor
        .after(7 * 86_400_000)
        .staffed()
        .arrive("c4")
        .hears("c4-in"),
    ).toBe("welcome music");
  });

  it("counts today's calls until midnight of the organisation", () => {
    const floor = floorOf({ queues: { permits: queueOf(nobody) } }).arrive("c1");
    floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    const today = () => queueView(floor.state, "permits", floor.now)?.today;
    expect(floor.after(14 * 3_600_000 - 1) && today()).toEqual({ offered: 1, answered: 0, abandoned: 1 });
    expect(floor.after(1) && today()).toEqual({ offered: 0, answered: 0, abandoned: 0 });
  });
});

describe("the expected wait", () => {
  it("is the position times the mean time between answers up to now", () => {
    expect(expectedWait([0, 10_000, 20_000], 4, 60_000)).toBe(80_000);
  });
  it("is not guessed from few or old answers", () => {
    expect(expectedWait([0, 10_000], 1, 20_000)).toBeNull();
    expect(expectedWait([0, 10_000, 20_000], 1, 3_700_000)).toBeNull();
  });
});

describe("a callback", () => {
  const offering = () => floorOf({ queues: { permits: queueOf({ callbackOffered: true }) } });
  const asked = () =>
    offering().arrive("c1").arrive("c2").do({ type: "leg.digit", call: "c1", leg: "c1-in", digit: "1" });

  it("is offered, confirmed and written down, and keeps the place", () => {
    expect(offering().arrive("c1").hears("c1-in")).toBe("welcome callback-offer music");
    const floor = asked();
    expect(floor.hears("c1-in")).toBe("callback-confirmed end");
    expect(floor.found("journal.callback")).toMatchObject([{ queue: "permits", number: CALLER, call: "c1" }]);
    expect(waiting(floor)).toEqual(["c1-callback", "c2"]);
    floor.do({ type: "leg.played", call: "c1", leg: "c1-in", play: floor.last("leg.play").play });
    expect(floor.outcomes("c1")).toEqual(["callbackRequested"]);
  });

  it("is made, agent first, when its turn comes", () => {
    const floor = asked().ready("anna");
    expect(floor.last("leg.callAgent")).toMatchObject({ call: "c1-callback", agent: "anna", why: "offer" });
    floor.answered("c1-callback", "c1-callback.1");
    expect(floor.last("leg.callNumber")).toMatchObject({ number: CALLER });
    floor.answered("c1-callback", "c1-callback.2").bridged("c1-callback");
    expect(floor.found("journal.callbackOver")).toEqual([]);
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(floor.outcomes("c1-callback")).toEqual(["answered"]);
    expect(floor.found("journal.callbackOver")).toMatchObject([{ call: "c1" }]);
    expect(floor.stateOf("anna")).toBe("wrapUp");
  });

  it("of a floor before this one is made from its time on, once, before those who came later", () => {
    const floor = offering().arrive("c2");
    const kept = { type: "callBack.kept", of: "c1", queue: "permits", number: CALLER } as const;
    const at = floor.now + 60_000;
    floor.do({ ...kept, call: "later", at }).do({ ...kept, call: "twice", at });
    floor.do({ ...kept, of: "c0", call: "due", at: floor.now - 60_000 }).after(1);
    expect(waiting(floor)).toEqual(["due", "c2"]);
    floor.after(60_000);
    expect(waiting(floor)).toEqual(["due", "c2", "later"]);
    floor.ready("anna");
    expect(floor.last("leg.callAgent")).toMatchObject({ call: "due", agent: "anna" });
  });

  it("of a queue that is no more is over", () => {
    const floor = offering();
    floor.do({ type: "callBack.kept", of: "c1", call: "due", queue: "gone", number: CALLER, at: floor.now }).after(1);
    expect(floor.found("journal.callbackOver")).toMatchObject([{ call: "c1" }]);
  });

  it("goes back to its place when the agent does not answer, and ends after a day", () => {
    const floor = asked().do({ type: "leg.ended", call: "c2", leg: "c2-in", cause: "normal" }).ready("anna");
    floor.after(20_000, "anna");
    expect(waiting(floor)).toEqual(["c1-callback"]);
    floor.after(86_400_000);
    expect(floor.outcomes("c1-callback")).toEqual(["missed"]);
  });

  it("tells the agent when the number is busy", () => {
    const floor = asked().ready("anna").answered("c1-callback", "c1-callback.1");
    floor.do({ type: "leg.failed", call: "c1-callback", leg: "c1-callback.2", cause: "busy" });
    expect(floor.hears("c1-callback.1")).toBe("target-busy end");
    floor.after(60_000, "anna");
    expect(floor.outcomes("c1-callback")).toEqual(["busy"]);
  });

  it("is not offered to whom cannot be called, nor where the queue has none", () => {
    const none = new Floor().staffed().arrive("c1").do({ type: "leg.digit", call: "c1", leg: "c1-in", digit: "1" });
    expect(waiting(none)).toEqual(["c1"]);
    const hidden = offering();
    hidden.do({ type: "call.arrived", call: "c1", leg: "l", caller: null, callerName: null, dialled: DID });
    hidden.answered("c1", "l");
    expect(hidden.hears("l")).toBe("welcome music");
  });
});
