import { Refusal } from "@belfry/contracts";
import { beforeEach, describe, expect, it } from "vitest";
import type { CallableVisit } from "./callable-visits.ts";
import { PageCalls } from "./page-calls.ts";

const MINUTE = 60_000;
const START = 1_790_000_000_000;

/** Time in the hands of a test. */
class HandClock {
  #now = START;
  readonly #alarms = new Set<{ readonly at: number; readonly callback: () => void }>();
  readonly now = () => this.#now;
  readonly at = (at: number, callback: () => void) => {
    const alarm = { at, callback };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  };
  get alarms(): number {
    return this.#alarms.size;
  }
  pass(duration: number): void {
    this.#now += duration;
    for (const alarm of [...this.#alarms].sort((a, b) => a.at - b.at)) {
      if (alarm.at > this.#now || !this.#alarms.delete(alarm)) continue;
      alarm.callback();
    }
  }
}

let clock: HandClock;
let calls: PageCalls;
let bound: string[];
/** Visits that may be called, by token. */
let visits: Map<string, CallableVisit>;
let takenBack: string[];
let left: string[];

beforeEach(() => {
  clock = new HandClock();
  bound = [];
  takenBack = [];
  left = [];
  visits = new Map([
    ["t1", { organisation: "o", visit: "v1", number: "+31201230001", until: START + 60 * MINUTE, demo: false }],
    ["t2", { organisation: "o", visit: "v2", number: "+31201230002", until: START + 60 * MINUTE, demo: false }],
    ["ends", { organisation: "o", visit: "v3", number: "+31201230001", until: START + 30_000, demo: false }],
  ]);
  calls = new PageCalls(
    {
      async toCallFromPage(token) {
        const visit = visits.get(token);
        if (visit === undefined) throw new Refusal("visit_not_proven");
        return visit;
      },
      async bindFromPage({ visit }) {
        if (bound.includes(visit)) return false;
        bound.push(visit);
        return true;
      },
    },
    clock,
    3,
  );
  calls.onTakenBack((user) => takenBack.push(user));
  calls.onLeft((user) => left.push(user));
});

async function opened(token = "t1"): Promise<string> {
  const phone = await calls.lend(token);
  expect(calls.open(phone.pass)).toEqual({ organisation: "o", user: phone.user });
  return phone.user;
}

describe("the phones that pages are lent", () => {
  it("belong to a visit that may be called, and to no other", async () => {
    await expect(calls.lend("made up")).rejects.toMatchObject({ code: "visit_not_proven" });
    const one = await calls.lend("t1");
    const two = await calls.lend("t2");
    expect(one.user).toMatch(/^visit-[0-9a-f]{32}$/);
    expect([one.number, two.number]).toEqual(["+31201230001", "+31201230002"]);
    expect(one.until).toBe(START + 2 * MINUTE);
    expect(new Set([one.user, two.user, one.pass, two.pass]).size).toBe(4);
    calls.open(one.pass);
    expect(calls.caller(one.user)?.visit).toBe("v1");
    expect(calls.caller(two.user)).toBeNull();
  });

  it("are opened once, within a minute", async () => {
    const { pass } = await calls.lend("t1");
    expect(calls.open("made up")).toBeNull();
    expect(calls.open(pass)).not.toBeNull();
    expect(calls.open(pass)).toBeNull();
    const late = await calls.lend("t2");
    clock.pass(MINUTE);
    expect(calls.open(late.pass)).toBeNull();
  });

  it("are taken back when nobody calls with them", async () => {
    const user = await opened();
    clock.pass(2 * MINUTE);
    expect(takenBack).toEqual([user]);
    expect(calls.caller(user)).toBeNull();
    expect(await calls.begin(user, "c")).toBeNull();
    expect(calls.size).toBe(0);
  });

  it("never outlive what is known of the visitor, unless the call has begun", async () => {
    const { until, pass } = await calls.lend("ends");
    expect(until).toBe(START + 30_000);
    clock.pass(30_000);
    expect(calls.open(pass)).toBeNull();
    visits.set("ends", {
      organisation: "o",
      visit: "v4",
      number: "+31201230001",
      until: clock.now() + 30_000,
      demo: false,
    });
    const user = await opened("ends");
    expect(await calls.begin(user, "c")).not.toBeNull();
    clock.pass(10 * MINUTE);
    expect([calls.size, takenBack.includes(user)]).toEqual([1, false]);
  });

  it("call once, and bind their visit to that call", async () => {
    const user = await opened();
    expect(await calls.begin(user, "c1")).toMatchObject({ visit: "v1", until: START + 60 * MINUTE });
    expect(bound).toEqual(["v1"]);
    expect(await calls.begin(user, "c2")).toBeNull();
    await expect(calls.lend("t1")).rejects.toMatchObject({ code: "visit_over" });
    calls.over(user);
    expect(await calls.begin(user, "c3")).toBeNull();
    expect(bound).toEqual(["v1"]);
  });

  it("call nobody when the visit was called by telephone meanwhile", async () => {
    const user = await opened();
    bound.push("v1");
    expect(await calls.begin(user, "c1")).toBeNull();
    clock.pass(5000);
    expect(takenBack).toEqual([user]);
  });

  it("are worth nothing once the page has asked for another", async () => {
    const first = await calls.lend("t1");
    const user = await opened();
    expect(calls.open(first.pass)).toBeNull();
    const third = await calls.lend("t1");
    expect(takenBack).toEqual([first.user, user]);
    expect(await calls.begin(user, "c1")).toBeNull();
    expect(calls.open(third.pass)).not.toBeNull();
  });

  it("are told of when the page is gone while it calls, and only then", async () => {
    calls.left(await opened());
    expect(left).toEqual([]);
    const user = await opened();
    await calls.begin(user, "c");
    calls.left(user);
    calls.left(user);
    expect(left).toEqual([user]);
  });

  it("have their way closed soon after the call, so that the page hears of its end", async () => {
    const user = await opened();
    await calls.begin(user, "c");
    calls.over(user);
    expect(takenBack).toEqual([]);
    clock.pass(5000);
    expect([takenBack, calls.size]).toEqual([[user], 0]);
  });

  it("go with the visit, but for a call that runs", async () => {
    const waiting = await opened();
    const calling = await opened("t2");
    await calls.begin(calling, "c");
    calls.forget("v1");
    calls.forget("v2");
    expect(takenBack).toEqual([waiting]);
  });

  it("are so many and no more, of one visit and together", async () => {
    for (let lent = 0; lent < 10; lent += 1) await calls.lend("t1");
    await expect(calls.lend("t1")).rejects.toMatchObject({ code: "too_many_requests" });
    calls.forget("v1");
    for (const visit of ["a", "b", "c", "d"])
      visits.set(visit, { organisation: "o", visit, number: "+31201230001", until: START + 60 * MINUTE, demo: false });
    for (const visit of ["a", "b", "c"]) await calls.lend(visit);
    await expect(calls.lend("d")).rejects.toMatchObject({ code: "too_many_visits" });
  });

  it("leave nothing behind at the end", async () => {
    await opened();
    await calls.lend("t2");
    calls.close();
    expect([calls.size, clock.alarms]).toEqual([0, 0]);
  });
});
