import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkInvariants } from "../invariants.ts";
import type { NumberSettings } from "../settings.ts";
import { CALLER, DID, Floor, queueOf, settingsOf } from "../testing/floor.ts";
import { colleagueView, maskedView } from "../view/views.ts";
import { IDENTIFY_LIMIT } from "./identify.ts";
import { visitCallView, visitOfAgent } from "./known.ts";

const HOUR = 3_600_000;
const verification = { codeLength: 8 };
const CODE = "48201937";

/** Every number asks for a code of eight digits. */
const asking = (queue: Parameters<typeof queueOf>[0] = {}) =>
  settingsOf({
    queues: { permits: queueOf({ recordingAnnounced: false, ...queue }) },
    numbers: Object.fromEntries(
      Object.entries(settingsOf().numbers).map(([number, { destination }]): [string, NumberSettings] => [
        number,
        { destination, verification },
      ]),
    ),
  });
const floorOf = (queue: Parameters<typeof queueOf>[0] = {}) => new Floor(asking(queue));

function keys(floor: Floor, typed: string, pace = 0, call = "c1"): Floor {
  for (const digit of typed) floor.after(pace).do({ type: "leg.digit", call, leg: `${call}-in`, digit });
  return floor;
}

/** The sentence that the caller hears is over. */
function heard(floor: Floor, call = "c1"): Floor {
  const { play } = floor.last("leg.play");
  return floor.do({ type: "leg.played", call, leg: `${call}-in`, play });
}

const checked = (floor: Floor, kind: "wrong" | "refused", attempt: number, call = "c1") =>
  floor.do({ type: "visit.checked", call, attempt, result: { kind } });

const verified = (floor: Floor, attempt = 1, visit = "v1", call = "c1", demo = false) =>
  floor.do({
    type: "visit.checked",
    call,
    attempt,
    result: { kind: "verified", visit, until: floor.now + HOUR, demo },
  });

const codes = (floor: Floor) => floor.all("visit.codeEntered").map(({ code, attempt }) => `${attempt}:${code}`);
const knownTo = (floor: Floor, agent: string) => visitOfAgent(floor.state, agent, floor.now)?.visit ?? null;
const known = (floor: Floor, demo = false) => ({
  ...{ kind: "verified", demo },
  until: floor.state.visits["v1"]?.until,
});
const page = (floor: Floor) => visitCallView(floor.state, "v1");
const asked = (queue: Parameters<typeof queueOf>[0] = {}) => floorOf(queue).staffed().arrive("c1");

/** A verified caller in conversation with Anna. */
function talking(): Floor {
  const floor = verified(keys(floorOf().ready("anna", "bram").arrive("c1"), CODE));
  heard(floor);
  return floor.answered("c1", floor.last("leg.callAgent").leg).bridged("c1");
}

describe("a caller of a number for verified calls", () => {
  it("is asked for the code in the language of the queue, and answered for it", () => {
    const floor = asked();
    expect(floor.hears("c1-in")).toBe("code-request end");
    expect(floor.last("leg.play").language).toBe("nl");
    expect(floor.last("leg.accept").leg).toBe("c1-in");
  });

  it("gives it as soon as it is complete, by a hash, or by a pause, at any pace", () => {
    expect(codes(keys(asked(), CODE))).toEqual([`1:${CODE}`]);
    expect(codes(keys(asked(), CODE, 7_900))).toEqual([`1:${CODE}`]);
    expect(codes(keys(asked(), "4820#"))).toEqual(["1:4820"]);
    expect(codes(keys(asked(), "4820").after(8_000))).toEqual(["1:4820"]);
    expect(codes(keys(asked(), `99*${CODE}`))).toEqual([`1:${CODE}`]);
  });

  it("is heard out of the sentence by the first key, and its hash that comes late is part of the code", () => {
    const floor = keys(asked(), "4");
    expect(floor.last("leg.silence").leg).toBe("c1-in");
    keys(floor, `${CODE.slice(1)}#`);
    expect(codes(floor)).toEqual([`1:${CODE}`]);
    keys(checked(floor, "wrong", 1), "#");
    expect(floor.hears("c1-in")).toBe("code-wrong end");
    keys(heard(floor).after(3_000), "#");
    expect(floor.hears("c1-in")).toBe("welcome music");
  });

  it("is thanked and led on, verified from the ring on", () => {
    const floor = verified(keys(floorOf().ready("anna").arrive("c1"), CODE));
    expect(floor.hears("c1-in")).toBe("code-thanks end");
    expect(floor.found("leg.callAgent")).toEqual([]);
    heard(floor);
    expect(floor.view("anna").call?.verification).toEqual(known(floor));
    expect(knownTo(floor, "anna")).toBe("v1");
    expect(floor.all("journal.verified")).toHaveLength(1);
  });

  it("is never said to be verified by a demonstration", () => {
    const floor = verified(keys(floorOf().ready("anna").arrive("c1"), CODE), 1, "v1", "c1", true);
    heard(floor);
    const shown = () => colleagueView(floor.state, "anna", floor.now)?.caller;
    expect([floor.view("anna").call?.verification, shown()]).toEqual([known(floor, true), "demonstration"]);
    expect(knownTo(floor, "anna")).toBe("v1");
    expect(floor.all("journal.verified")).toEqual([]);
    expect(floor.all("journal.event").find(({ what }) => what === "verified")?.detail).toEqual({ demo: true });
    floor.do({ type: "visit.forgotten", visit: "v1" });
    expect([floor.view("anna").call?.verification, shown()]).toEqual([
      { kind: "forgotten", demo: true },
      "demonstration",
    ]);
  });

  it("is asked again twice, and then helped without", () => {
    const floor = keys(floorOf().ready("anna").arrive("c1"), CODE);
    for (const attempt of [1, 2]) {
      checked(floor, "wrong", attempt);
      expect(floor.hears("c1-in")).toBe("code-wrong end");
      keys(floor, CODE);
    }
    checked(floor, "wrong", 3);
    expect(floor.hears("c1-in")).toBe("code-without end");
    heard(floor);
    expect(floor.view("anna").call?.verification).toEqual({ kind: "notVerified", why: "wrongCode" });
    expect(knownTo(floor, "anna")).toBeNull();
  });

  it("is never kept for having none", () => {
    for (const floor of [heard(asked()).after(10_000), keys(asked(), "#"), asked().after(60_000)]) {
      expect(floor.hears("c1-in")).toBe("welcome music");
      expect(floor.state.calls["c1"]?.verification).toEqual({ kind: "notVerified", why: "noCode" });
    }
  });

  it("goes on when nobody says whether the code is right, or when it may try no more", () => {
    const silent = keys(asked(), CODE).after(5_000);
    expect(silent.hears("c1-in")).toBe("code-without end");
    expect(silent.state.calls["c1"]?.verification).toEqual({ kind: "notVerified", why: "notChecked" });
    const refused = checked(keys(asked(), CODE), "refused", 1);
    expect(refused.state.calls["c1"]?.verification).toEqual({ kind: "notVerified", why: "tooManyAttempts" });
    // What is said late counts still.
    expect(verified(heard(silent)).state.calls["c1"]?.verification?.kind).toBe("verified");
  });

  it("types no code in vain: whoever would not come to an agent is not asked", () => {
    expect(new Floor(asking()).arrive("c1").hears("c1-in")).toBe("nobody-available end");
    const closed = { hours: { timeZone: "Europe/Amsterdam", weekly: [], holidays: [] } };
    expect(floorOf(closed).staffed().arrive("c1").hears("c1-in")).toBe("closed end");
    const full = asked({ maxWaiting: 0 });
    expect(full.hears("c1-in")).toBe("queue-full end");
    for (const number of ["+31201230002", "+31201230003", "+31201230004"])
      expect(floorOf().staffed().arrive("c1", number).events("c1")).not.toContain("codeAsked");
    expect(floorOf().ready("anna").arrive("c1", "+31201230002").hears("c1-in")).toBe("code-request end");
  });

  it("keeps its place while it types", () => {
    const floor = asked();
    floor
      .after(2_000)
      .do({ type: "call.arrived", call: "c2", leg: "c2-in", caller: null, callerName: null, dialled: DID });
    floor.do({ type: "leg.answered", call: "c2", leg: "c2-in" });
    keys(floor, "#", 0, "c2");
    keys(floor, "#");
    expect(floor.state.queues["permits"]?.waiting.map(({ call }) => call)).toEqual(["c1", "c2"]);
  });

  it("may hang up at any moment", () => {
    const over = (floor: Floor) =>
      floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" }).outcomes("c1");
    for (const floor of [asked(), keys(asked(), "482"), keys(asked(), CODE), verified(keys(asked(), CODE))])
      expect(over(floor)).toEqual(["abandoned"]);
    const late = keys(asked(), CODE).do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(page(verified(late))?.phase).toBe("ended");
  });

  it("is asked no more when the number is for verified calls no longer, or is gone", () => {
    const { numbers } = settingsOf();
    const floor = keys(asked(), CODE).do({ type: "settings.replaced", settings: { ...asking(), numbers } });
    checked(floor, "wrong", 1);
    expect(floor.hears("c1-in")).toBe("code-without end");
    floor.do({ type: "settings.replaced", settings: { ...asking(), numbers: {} } });
    expect(heard(floor).hears("c1-in")).toBe("nobody-available end");
  });

  it("is shown to the agent with what it types in the conversation, which no journal has", () => {
    const floor = keys(floorOf().ready("anna").arrive("c1"), "#");
    floor.answered("c1", floor.last("leg.callAgent").leg).bridged("c1");
    expect(keys(floor, "12").view("anna").call?.digits).toBe("12");
    expect(floor.events("c1")).not.toContain("digit");
  });

  it("may find its code only in the queue, where a single 1 still asks for a call back", () => {
    const floor = keys(asked({ callbackOffered: true }), "#");
    expect(codes(keys(floor, "18201937", 2_900))).toEqual(["1:18201937"]);
    verified(floor);
    expect(floor.hears("c1-in")).toBe("code-thanks music");
    expect(floor.state.calls["c1"]?.verification?.kind).toBe("verified");
    const back = keys(keys(asked({ callbackOffered: true }), "#"), "1").after(3_000);
    expect(back.hears("c1-in")).toBe("callback-confirmed end");
  });
});

describe("who knows of a visit", () => {
  it("is the agent who is rung, talks and wraps up, and nobody after that", () => {
    const floor = talking();
    expect(knownTo(floor, "anna")).toBe("v1");
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(floor.stateOf("anna")).toBe("wrapUp");
    expect(knownTo(floor, "anna")).toBe("v1");
    floor.do({ type: "agent.finishWrapUp", agent: "anna" });
    expect(knownTo(floor, "anna")).toBeNull();
  });

  it("is nobody who is asked for advice, before they take the call over", () => {
    const floor = talking().after(1, "anna", "bram");
    floor.do({ type: "agent.consult", agent: "anna", target: { kind: "agent", agent: "bram" } });
    const { leg } = floor.last("leg.callAgent");
    expect([knownTo(floor, "anna"), knownTo(floor, "bram")]).toEqual(["v1", null]);
    floor.answered("c1", leg).bridged("c1");
    expect(floor.view("bram").call?.verification).toBeNull();
    expect(knownTo(floor, "bram")).toBeNull();
    floor.do({ type: "agent.completeTransfer", agent: "anna" });
    expect(knownTo(floor, "bram")).toBe("v1");
    expect(floor.view("bram").call?.verification?.kind).toBe("verified");
  });

  it("is the next agent after a transfer to a queue or a colleague", () => {
    const colleague = talking().after(1, "anna", "bram");
    colleague.do({ type: "agent.transfer", agent: "anna", target: { kind: "agent", agent: "bram" } });
    expect(knownTo(colleague, "bram")).toBe("v1");
    const queue = talking().after(1, "anna", "bram");
    queue.do({ type: "agent.transfer", agent: "anna", target: { kind: "queue", queue: "permits" } });
    expect(knownTo(queue, "bram")).toBe("v1");
    expect(page(queue)?.phase).toBe("waiting");
  });

  it("is shown to supervisors as no more than that it is known, and to colleagues not at all", () => {
    const floor = talking();
    const shown = () => colleagueView(floor.state, "anna", floor.now)?.caller;
    const masked = () => maskedView(floor.state, "anna", floor.now);
    expect(shown()).toBe("verified");
    expect(masked()).toEqual({ ...colleagueView(floor.state, "anna", floor.now), caller: undefined });
    expect(Object.keys(masked() ?? {})).not.toContain("caller");
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect([shown(), masked()]).toEqual([undefined, null]);
  });

  it("is no supervisor, who learns only that it is known", () => {
    const floor = talking().ready("chloe").after(1, "anna", "bram", "chloe");
    floor.do({ type: "supervisor.join", supervisor: "chloe", agent: "anna", mode: "listen" });
    floor.answered("c1", floor.last("leg.callAgent").leg);
    expect(floor.view("chloe").call?.verification?.kind).toBe("verified");
    expect(knownTo(floor, "chloe")).toBeNull();
  });

  it("is nobody who goes on with whom was asked for advice after the caller has left", () => {
    const floor = talking().after(1, "anna", "bram");
    floor.do({ type: "agent.consult", agent: "anna", target: { kind: "agent", agent: "bram" } });
    floor.answered("c1", floor.last("leg.callAgent").leg).bridged("c1");
    floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect([knownTo(floor, "anna"), page(floor)?.phase]).toEqual(["v1", "ended"]);
    floor.do({ type: "agent.transfer", agent: "bram", target: { kind: "queue", queue: "permits" } });
    expect(floor.state.calls["c1"]?.verification).toBeNull();
  });

  it("is the agent again whose phone was lost", () => {
    const floor = talking().do({ type: "leg.ended", call: "c1", leg: "c1.1", cause: "networkFailed" });
    expect(floor.state.calls["c1"]?.stage.at).toBe("reconnecting");
    expect(knownTo(floor, "anna")).toBe("v1");
    expect(page(floor)?.phase).toBe("connected");
  });

  it("is the agent who calls back, until the same time", () => {
    const floor = verified(keys(floorOf({ callbackOffered: true }).staffed().arrive("c1"), CODE));
    keys(heard(floor), "1");
    expect(page(floor)).toMatchObject({ call: "c1-callback", phase: "waiting", place: 1 });
    expect(floor.all("journal.verified").map(({ call }) => call)).toEqual(["c1", "c1-callback"]);
    heard(floor).ready("anna");
    expect(knownTo(floor, "anna")).toBe("v1");
    expect(floor.view("anna").call?.verification).toEqual(known(floor));
  });
});

describe("a visit that is forgotten", () => {
  it("leaves the call as it is, and the pages of all who knew", () => {
    for (const forget of [
      (floor: Floor) => floor.do({ type: "visit.forgotten", visit: "v1" }),
      (floor: Floor) => floor.after(HOUR, "anna"),
    ]) {
      const floor = forget(talking());
      expect(floor.stateOf("anna")).toBe("inCall");
      expect(floor.view("anna").call?.verification).toEqual({ kind: "forgotten", demo: false });
      expect([knownTo(floor, "anna"), page(floor)]).toEqual([null, null]);
      expect(floor.found("changed.agent").map(({ agent }) => agent)).toContain("anna");
      expect(verified(floor).view("anna").call?.verification).toEqual({ kind: "forgotten", demo: false });
    }
  });

  it("is gone from wrap-up too", () => {
    const floor = talking().do({ type: "agent.hangUp", agent: "anna" });
    floor.do({ type: "visit.forgotten", visit: "v1" });
    expect(floor.view("anna").call?.verification).toEqual({ kind: "forgotten", demo: false });
    expect(knownTo(floor, "anna")).toBeNull();
    expect(checkInvariants(floor.state)).toEqual([]);
  });

  it("is read by nobody at that very instant, also before the alarm has rung", () => {
    const floor = talking();
    const until = floor.state.visits["v1"]?.until ?? 0;
    expect(visitOfAgent(floor.state, "anna", until - 1)?.visit).toBe("v1");
    expect(visitOfAgent(floor.state, "anna", until)).toBeNull();
  });
});

describe("a call from the visitor's own page", () => {
  const call = (floor: Floor, id: string, visit = "v1", until = floor.now + HOUR) =>
    floor.do({
      type: "call.arrived",
      call: id,
      leg: `${id}-in`,
      caller: null,
      callerName: null,
      dialled: DID,
      visit: { visit, until, demo: false },
    });

  it("is verified without a code, and one visit has one call", () => {
    const floor = call(floorOf().ready("anna"), "c1");
    expect(floor.events("c1")).not.toContain("codeAsked");
    expect(knownTo(floor, "anna")).toBe("v1");
    expect(floor.view("anna").call).toMatchObject({ fromPage: true, caller: { number: null } });
    call(floor, "c2");
    expect(floor.state.calls["c2"]?.verification).toEqual({ kind: "notVerified", why: "notChecked" });
    call(floor, "c3", "v2", floor.now);
    expect(floor.state.calls["c3"]?.verification).toEqual({ kind: "notVerified", why: "notChecked" });
  });

  it("shows its page the place in the queue as it changes", () => {
    const floor = call(floorOf().staffed(), "c0", "v0");
    call(floor, "c1");
    expect(page(floor)).toMatchObject({ phase: "waiting", place: 2 });
    floor.do({ type: "leg.ended", call: "c0", leg: "c0-in", cause: "normal" });
    expect(floor.found("changed.visit").map(({ visit }) => visit)).toContain("v1");
    expect(page(floor)).toMatchObject({ phase: "waiting", place: 1 });
    floor.after(1_000).ready("anna");
    floor.answered("c1", floor.last("leg.callAgent").leg).do({ type: "leg.answered", call: "c1", leg: "c1-in" });
    floor.bridged("c1");
    expect(page(floor)).toMatchObject({ phase: "connected", place: null, since: floor.now });
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(page(floor)?.phase).toBe("ended");
  });
});

/** Every text in what leaves the floor. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(texts) : [];
}

describe("whatever a caller types", () => {
  const pressed = fc.array(
    fc.record({
      key: fc.constantFrom(..."0123456789*#"),
      pause: fc.constantFrom(0, 100, 2_900, 7_900, 9_000, 11_000),
      answer: fc.constantFrom("wrong", "wrong", "refused", "verified", null),
    }),
    { maxLength: 60 },
  );

  it("is a secret: it is handed over as a code, and is in nothing else", () => {
    const distinct = CALLER + DID;
    fc.assert(
      fc.property(pressed, (keys) => {
        const floor = floorOf({ callbackOffered: true }).staffed().arrive("c1");
        for (const { key, pause, answer } of keys) {
          floor.after(pause).do({ type: "leg.digit", call: "c1", leg: "c1-in", digit: key });
          const asked = floor.found("visit.codeEntered").at(-1);
          if (!asked || answer === null) continue;
          if (answer === "verified") verified(floor, asked.attempt);
          else checked(floor, answer, asked.attempt);
          if (floor.state.calls["c1"]?.verification?.kind === "verified") break;
        }
        const told = floor.effects.filter(({ type }) => type !== "visit.codeEntered");
        const said = texts(told).filter((text) => /^[0-9*#]+$/.test(text) && !distinct.includes(text));
        expect(said).toEqual([]);
        expect(floor.state.calls["c1"]?.digits ?? "").toBe("");
        expect(checkInvariants(floor.state)).toEqual([]);
      }),
    );
  });

  it("leads out of the question within a bounded time", () => {
    fc.assert(
      fc.property(pressed, (keys) => {
        const floor = asked();
        const end = floor.now + IDENTIFY_LIMIT;
        while (floor.now <= end)
          for (const { key, pause, answer } of keys.length > 0 ? keys : [{ key: "*", pause: 5_000, answer: "wrong" }]) {
            floor.after(Math.max(pause, 100)).do({ type: "leg.digit", call: "c1", leg: "c1-in", digit: key });
            const { attempt } = floor.found("visit.codeEntered").at(-1) ?? {};
            if (attempt !== undefined && answer === "wrong") checked(floor, "wrong", attempt);
          }
        expect(floor.state.calls["c1"]?.stage.at).not.toBe("identifying");
      }),
      { numRuns: 50 },
    );
  });
});
