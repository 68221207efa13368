import { describe, expect, it } from "vitest";
import { Floor, phone, queueOf, settingsOf } from "../testing/floor.ts";
import { colleagueView, maskedView } from "../view/views.ts";

const SUPERVISOR = "c1.s1";
const told = (supervisionTold: "always" | "whenHeard" | "never", change = {}) =>
  new Floor(settingsOf({ supervisionTold, ...change }));
const { agents } = settingsOf();
const both = Object.fromEntries(Object.entries(agents).map(([id, agent]) => [id, { ...agent, supervises: true }]));
/** Anna talks with a caller; Chloe supervises, from a pause. */
const talking = (floor = new Floor()) => floor.ready("anna", "chloe").do(lunch).talk("c1");
const lunch = { type: "agent.pause", agent: "chloe", pause: "lunch" } as const;
const join = (mode: "listen" | "whisper" | "bargeIn" = "listen", agent = "anna", supervisor = "chloe") =>
  ({ type: "supervisor.join", supervisor, agent, mode }) as const;
const change = (mode: "listen" | "whisper" | "bargeIn") =>
  ({ type: "supervisor.mode", supervisor: "chloe", mode }) as const;
const mixed = (floor: Floor) => floor.do({ type: "call.mixed", call: "c1", mix: floor.last("call.mix").mix });
const failed = (floor: Floor) => floor.do({ type: "call.mixFailed", call: "c1", mix: floor.last("call.mix").mix });
const supervised = (mode: "listen" | "whisper" | "bargeIn" = "listen", floor = talking()) =>
  mixed(floor.do(join(mode)).answered("c1", "c1.s1"));
const details = (floor: Floor, what: string) =>
  floor.all("journal.event").flatMap((event) => (event.what === what ? [event.detail] : []));

describe("a supervisor", () => {
  it("is called on their own phone, which answers by itself, and hears both without being heard", () => {
    const floor = talking().do(join());
    expect(floor.found("leg.callAgent")).toMatchObject([
      { leg: "c1.s1", agent: "chloe", autoAnswer: true, why: "supervise", towards: null },
    ]);
    expect(floor.view("chloe").call).toMatchObject({ phase: "connecting", autoAnswer: true, steers: false });
    expect(floor.view("anna").call?.supervisor).toBeNull();
    floor.answered("c1", "c1.s1");
    expect(floor.found("call.mix")).toMatchObject([{ ears: [{ leg: "c1.s1", hears: ["c1.1", "c1-in"] }] }]);
    for (const type of ["leg.park", "leg.bridge"] as const) expect(floor.found(type)).toEqual([]);
    expect(floor.view("chloe").call).toMatchObject({
      phase: "talking",
      supervising: { agent: "anna", name: "Anna", mode: "listen" },
    });
  });

  it("whispers to the agent alone, barges in on all, and goes back to listening by the bridge", () => {
    const floor = supervised().do(change("whisper"));
    expect(floor.last("call.mix").ears).toEqual([
      { leg: "c1.s1", hears: ["c1.1", "c1-in"] },
      { leg: "c1.1", hears: ["c1-in", "c1.s1"] },
      { leg: "c1-in", hears: ["c1.1"] },
    ]);
    expect(floor.view("anna").call?.mixed).toBe(true);
    mixed(floor).do(change("bargeIn"));
    expect(floor.last("call.mix").ears).toContainEqual({ leg: "c1-in", hears: ["c1.1", "c1.s1"] });
    mixed(floor).do(change("listen"));
    expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1-in" }]);
    expect(floor.found("call.mix")).toMatchObject([{ ears: [{ leg: "c1.s1", hears: ["c1.1", "c1-in"] }] }]);
    // The agent's phone has to know that its sound comes by another way again.
    expect(floor.view("anna").call?.mixed).toBe(false);
    expect(floor.found("changed.agent")).toContainEqual({ type: "changed.agent", agent: "anna" });
    expect(floor.bridged("c1").found("call.mix")).toEqual([]);
    floor.do(change("whisper"));
    expect(floor.found("call.mix")).toHaveLength(1);
  });

  it("follows what the agent hears: nobody on hold, and a colleague who is asked", () => {
    const floor = supervised("bargeIn").do({ type: "agent.hold", agent: "anna" });
    expect(floor.last("call.mix").ears).toEqual([
      { leg: "c1.s1", hears: ["c1.1"] },
      { leg: "c1.1", hears: ["c1.s1"] },
    ]);
    expect(floor.hears("c1-in")).toBe("music");
    floor.do({ type: "agent.retrieve", agent: "anna" });
    expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1-in" }]);
    expect(floor.found("call.mix")).toMatchObject([{ ears: [{ leg: "c1.s1", hears: ["c1.1"] }] }]);
    floor.bridged("c1");
    expect(floor.last("call.mix").ears).toHaveLength(3);
    floor.ready("bram").do({ type: "agent.consult", agent: "anna", target: { kind: "agent", agent: "bram" } });
    floor.answered("c1", "c1.2").bridged("c1");
    expect(floor.last("call.mix").ears).toContainEqual({ leg: "c1.2", hears: ["c1.1", "c1.s1"] });
    expect(floor.hears("c1-in")).toBe("music");
  });

  it("hears silence while the agent's phone is lost, and the agent again when it is back", () => {
    const floor = supervised("whisper").do({ type: "device.claimed", agent: "anna", tab: "new", takeOver: true });
    expect(floor.state.calls["c1"]?.mix?.ears).toEqual([{ leg: "c1.s1", hears: [] }]);
    floor.do({ type: "device.registered", agent: "anna" });
    floor.do({ type: "device.heard", agent: "anna", tab: "new", microphone: "granted", audioUnlocked: true });
    floor.answered("c1", "c1.2").bridged("c1");
    expect(floor.last("call.mix").ears).toContainEqual({ leg: "c1.2", hears: ["c1-in", "c1.s1"] });
  });

  it("leaves, back to the pause from before and without wrap-up; the two talk on", () => {
    const floor = supervised("whisper").do({ type: "agent.hangUp", agent: "chloe" });
    expect(floor.stateOf("chloe")).toBe("paused:chosen");
    expect(floor.found("leg.hangUp")).toMatchObject([{ leg: "c1.s1" }]);
    expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1-in" }]);
    expect(floor.last("call.mix").ears).toEqual([]);
    floor.bridged("c1");
    expect(floor.view("anna").call?.phase).toBe("talking");
    const lost = supervised().do({ type: "leg.ended", call: "c1", leg: "c1.s1", cause: "networkFailed" });
    const reloaded = supervised().do({ type: "device.claimed", agent: "chloe", tab: "new", takeOver: true });
    for (const each of [lost, reloaded]) {
      expect(each.stateOf("chloe")).toBe("paused:chosen");
      expect(each.view("anna").call?.phase).toBe("talking");
    }
  });

  it("is let go when the agent's part is over: by hanging up, a transfer, or the caller", () => {
    const bram = { kind: "agent", agent: "bram" } as const;
    const ways = [
      supervised().do({ type: "agent.hangUp", agent: "anna" }),
      supervised().do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" }),
      supervised().ready("bram").do({ type: "agent.transfer", agent: "anna", target: bram }),
    ];
    for (const floor of ways) {
      expect(floor.stateOf("chloe")).toBe("paused:chosen");
      expect(floor.stateOf("anna")).toBe("wrapUp");
      expect(floor.view("anna").call?.supervisor).toBeNull();
      expect(details(floor, "supervisionEnded")).toMatchObject([{ cause: "normal" }]);
    }
  });

  it("is let go when the mix fails, early or late or in silence, and the two talk on", () => {
    const late = supervised("bargeIn").after(60_000, "anna", "chloe");
    const silent = talking().do(join("bargeIn")).answered("c1", "c1.s1").after(10_000, "anna", "chloe");
    for (const floor of [failed(talking().do(join("bargeIn")).answered("c1", "c1.s1")), failed(late), silent]) {
      expect(floor.found("leg.bridge")).toMatchObject([{ a: "c1.1", b: "c1-in" }]);
      expect(floor.found("leg.hangUp")).toMatchObject([{ leg: "c1.s1", cause: "mediaFailed" }]);
      floor.bridged("c1");
      expect(floor.view("anna").call?.phase).toBe("talking");
      expect(floor.stateOf("chloe")).toBe("paused:chosen");
    }
    const listening = failed(supervised());
    expect(listening.found("leg.bridge")).toEqual([]);
    expect(listening.stateOf("chloe")).toBe("paused:chosen");
  });

  it("is paused when their own phone does not answer by itself, as when they dial", () => {
    const floor = new Floor().ready("anna", "chloe").talk("c1").do(join()).after(15_000, "anna", "chloe");
    expect(floor.stateOf("chloe")).toBe("paused:forced");
    expect(details(floor, "supervisionFailed")).toMatchObject([{ supervisor: "chloe", cause: "noAnswer" }]);
  });

  it("is refused without a ready phone, in their own call, where nobody talks, and after another", () => {
    const refusal = (floor: Floor) => floor.rejection?.code ?? null;
    expect(refusal(talking().do(join("listen", "bram", "anna")))).toBe("forbidden");
    expect(refusal(talking().do(join("listen", "chloe")))).toBe("own_call");
    expect(refusal(talking().do(join("listen", "bram")))).toBe("agent_not_in_call");
    expect(refusal(talking().do(join("listen", "nobody")))).toBe("not_found");
    const ringing = new Floor().ready("anna", "chloe").arrive("c1");
    expect(refusal(ringing.do(join()))).toBe("agent_not_in_call");
    expect(refusal(new Floor().ready("anna").talk("c1").do(join()))).toBe("not_signed_in_agent");
    expect(refusal(new Floor().ready("anna").staffed().talk("c1").do(join()))).toBe("device_not_ready");
    expect(refusal(supervised().do(join()))).toBe("already_in_call");
    const second = supervised("listen", talking(told("always", { agents: both }))).ready("bram");
    second.do(join("listen", "anna", "bram"));
    expect(second.rejection).toEqual({ code: "already_supervised", params: { name: "Chloe" } });
    expect(second.stateOf("bram")).toBe("available");
    expect(refusal(second.do(join("listen", "chloe", "bram")))).toBe("agent_not_in_call");
    expect(refusal(talking().do(change("listen")))).toBe("not_in_this_state");
    for (const type of ["agent.hold", "agent.conference", "agent.pauseRecording"] as const)
      expect(refusal(supervised().do({ type, agent: "chloe" }))).toBe("not_in_this_state");
  });

  it("is let go at once when they are no supervisor any more", () => {
    const without = Object.fromEntries(
      Object.entries(agents).map(([id, each]) => [id, { ...each, supervises: false }]),
    );
    const floor = supervised().do({ type: "settings.replaced", settings: settingsOf({ agents: without }) });
    expect(floor.found("leg.hangUp")).toMatchObject([{ leg: "c1.s1" }]);
    expect(floor.stateOf("chloe")).toBe("paused:chosen");
  });

  it("is written into the timeline with who, whatever the agent is told", () => {
    const floor = supervised("listen", talking(told("whenHeard"))).do(change("whisper"));
    floor.do({ type: "agent.hangUp", agent: "chloe" });
    const who = { supervisor: "chloe", agent: "anna", leg: "c1.s1" };
    expect(details(floor, "supervisionStarted")).toEqual([{ ...who, mode: "listen", told: false }]);
    expect(details(floor, "supervisionChanged")).toEqual([{ ...who, mode: "whisper", told: true }]);
    expect(details(floor, "supervisionEnded")).toMatchObject([{ ...who, told: true, cause: "normal" }]);
  });
});

it.each(["whisper", "listen"] as const)("who may %s leaves no trace but of the supervision", (mode) => {
  const floor = supervised(mode);
  const target = { kind: "queue", queue: "permits" } as const;
  const muted = (is: boolean) => ({ type: "leg.muted", call: "c1", leg: SUPERVISOR, muted: is }) as const;
  const before = floor.all("journal.event").length;
  const referred = { type: "leg.referred", call: "c1", leg: SUPERVISOR, target } as const;
  floor.do({ type: "agent.mute", agent: "chloe" }, muted(true), referred);
  expect(floor.view("chloe").call?.muted).toBe(true);
  floor.do(muted(false), { type: "agent.hangUp", agent: "chloe" }, referred);
  expect(floor.all("journal.event").slice(before)).toMatchObject([{ what: "supervisionEnded" }]);
});

describe("the agent", () => {
  it.each([
    ["always", { name: "Chloe", mode: "listen" }, { name: "Chloe", mode: "whisper" }],
    ["whenHeard", null, { name: "Chloe", mode: "whisper" }],
    ["never", null, null],
  ] as const)("is told %s", (rule, listening, whispering) => {
    const floor = supervised("listen", talking(told(rule)));
    expect(floor.view("anna").call?.supervisor).toEqual(listening);
    expect(floor.do(change("whisper")).found("changed.agent")).toContainEqual({ type: "changed.agent", agent: "anna" });
    expect(floor.view("anna").call?.supervisor).toEqual(whispering);
    floor.do({ type: "agent.hangUp", agent: "chloe" });
    expect(floor.view("anna").call?.supervisor).toBeNull();
  });

  it("is told by a rule that was changed meanwhile", () => {
    const floor = supervised("listen", talking(told("never")));
    floor.do({ type: "settings.replaced", settings: settingsOf() });
    expect(floor.found("changed.agent")).toContainEqual({ type: "changed.agent", agent: "anna" });
    expect(floor.view("anna").call?.supervisor).toEqual({ name: "Chloe", mode: "listen" });
  });
});

describe("the agent who is not told", () => {
  const floor = () => talking(told("never"));
  const whoChanged = (each: Floor) => each.found("changed.agent").map(({ agent }) => agent);

  it("has nothing on their page when somebody listens, and the live page has it each time", () => {
    const unseen = floor();
    const before = unseen.view("anna");
    const steps = [
      () => unseen.do(join()),
      () => unseen.do({ type: "leg.ringing", call: "c1", leg: SUPERVISOR }),
      () => unseen.answered("c1", SUPERVISOR),
      () => mixed(unseen),
      () => unseen.do({ type: "agent.hangUp", agent: "chloe" }),
      () => unseen.do({ type: "leg.ended", call: "c1", leg: SUPERVISOR, cause: "normal" }),
    ];
    const live = steps.map((next) => {
      next();
      expect(whoChanged(unseen).filter((agent) => agent !== "chloe")).toEqual([]);
      expect(unseen.view("anna")).toEqual(before);
      return unseen.found("changed.supervision").length;
    });
    expect(live).toEqual([1, 0, 1, 0, 1, 0]);
    unseen.do(join()).do({ type: "agent.hangUp", agent: "anna" });
    expect(unseen.found("changed.supervision")).toEqual([{ type: "changed.supervision", agent: "anna" }]);
  });

  it("learns of a whisper what their phone has to know, once", () => {
    const unseen = supervised("listen", floor()).do(change("whisper"));
    expect(whoChanged(unseen)).toContain("anna");
    expect(unseen.view("anna").call).toMatchObject({ mixed: true, supervisor: null });
    expect(whoChanged(mixed(unseen))).toEqual([]);
    expect(whoChanged(unseen.do(change("listen")))).toContain("anna");
    expect(whoChanged(unseen.bridged("c1"))).toEqual([]);
    expect(whoChanged(supervised("bargeIn", floor()).do(change("whisper")))).toEqual(["chloe"]);
  });

  it("sees the supervisor where they came from, and cannot reach them there", () => {
    const masked = (each: Floor) => maskedView(each.state, "chloe", each.now)?.state ?? null;
    const state = (each: Floor) => colleagueView(each.state, "chloe", each.now)?.state;
    for (const begin of [floor(), told("never").ready("anna", "chloe").talk("c1")]) {
      const before = state(begin);
      expect(masked(begin)).toBeNull();
      const unseen = supervised("listen", begin.after(5_000, "anna", "chloe"));
      expect(state(unseen)?.state).toBe("inCall");
      expect(masked(unseen)).toEqual(before);
      const chloe = { kind: "agent", agent: "chloe" } as const;
      for (const type of ["agent.transfer", "agent.consult"] as const)
        expect(unseen.do({ type, agent: "anna", target: chloe }).rejection).toEqual({
          code: "target_not_available",
          params: { name: "Chloe" },
        });
      unseen.after(5_000, "anna", "chloe").do({ type: "agent.hangUp", agent: "chloe" });
      expect([masked(unseen), state(unseen)]).toEqual([null, before]);
    }
    const whisper = supervised("listen", talking(told("whenHeard")));
    expect(masked(whisper)?.state).toBe("paused");
    expect(masked(whisper.do(change("whisper")))).toBeNull();
  });

  it("has legs with the names they have without a supervisor", () => {
    const unseen = supervised("listen", floor()).do({ type: "agent.hangUp", agent: "chloe" });
    expect(unseen.do(join()).last("leg.callAgent").leg).toBe("c1.s2");
    expect(unseen.do(...phone("anna", "new")).view("anna").call?.leg).toBe("c1.2");
  });
});

it("is recorded on without a gap, whoever joins and leaves", () => {
  const queues = { permits: queueOf({ recording: "on", recordingAnnounced: false }) };
  const floor = supervised("listen", talking(told("always", { queues })));
  for (const mode of ["whisper", "bargeIn"] as const) mixed(floor.do(change(mode)));
  floor.do(change("listen")).bridged("c1").do({ type: "agent.hangUp", agent: "chloe" });
  expect(floor.all("record.start")).toMatchObject([{ agent: "c1.1", customer: "c1-in" }]);
  for (const type of ["record.pause", "record.resume", "record.stop"] as const) expect(floor.all(type)).toEqual([]);
});
