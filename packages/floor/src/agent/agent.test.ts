import { describe, expect, it } from "vitest";
import { Floor, queueOf, settingsOf } from "../testing/floor.ts";

const wrappingUp = (change = {}) =>
  new Floor(settingsOf({ queues: { permits: queueOf(change) } }))
    .ready("anna")
    .talk("c1")
    .do({ type: "agent.hangUp", agent: "anna" });
const pause = { type: "agent.pause", agent: "anna", pause: "lunch" } as const;

describe("a state chosen in a call", () => {
  it("is kept through call and wrap-up and applied afterwards", () => {
    const floor = new Floor().ready("anna").talk("c1").do(pause);
    expect(floor.view("anna").state).toMatchObject({ state: "inCall", pending: { to: "paused", pause: "lunch" } });
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(floor.view("anna").state).toMatchObject({ state: "wrapUp", pending: { to: "paused", pause: "lunch" } });
    floor.after(60_000, "anna");
    expect(floor.stateOf("anna")).toBe("paused:chosen");
  });

  it("may be sign-out, and may be taken back", () => {
    const out = new Floor().ready("anna").talk("c1").do({ type: "agent.signOut", agent: "anna" });
    expect(out.stateOf("anna")).toBe("inCall");
    out.do({ type: "agent.hangUp", agent: "anna" }, { type: "agent.finishWrapUp", agent: "anna" });
    expect(out.stateOf("anna")).toBe("signedOut");
    const back = wrappingUp().do(pause, { type: "agent.available", agent: "anna" });
    expect(back.do({ type: "agent.finishWrapUp", agent: "anna" }).stateOf("anna")).toBe("available");
  });
});

describe("a pause", () => {
  it("is ended by the agent alone", () => {
    const floor = new Floor().ready("anna").do(pause).arrive("c1");
    floor.after(3_600_000, "anna").do({ type: "agent.signIn", agent: "anna" });
    expect(floor.stateOf("anna")).toBe("paused:chosen");
    expect(floor.all("leg.callAgent")).toEqual([]);
    floor.do({ type: "agent.available", agent: "anna" });
    expect(floor.stateOf("anna")).toBe("offered");
  });

  it("must be one that exists", () => {
    const floor = new Floor().ready("anna").do({ ...pause, pause: "siesta" });
    expect(floor.rejection?.code).toBe("unknown_pause");
  });
});

describe("wrap-up", () => {
  it("ends at its time, which the agent may extend", () => {
    const floor = wrappingUp().after(59_000, "anna").do({ type: "agent.extendWrapUp", agent: "anna" });
    expect(floor.after(60_999, "anna").stateOf("anna")).toBe("wrapUp");
    expect(floor.after(1, "anna").stateOf("anna")).toBe("available");
  });

  it("does not begin where the queue has none", () => {
    expect(wrappingUp({ wrapUpTimeout: 0 }).stateOf("anna")).toBe("available");
  });

  it("takes nothing back that a colleague has said of the call", () => {
    const set = (code: string | null, note: string) =>
      ({ type: "agent.setCallCode", agent: "anna", code, note }) as const;
    const floor = wrappingUp().do(set(null, ""), { type: "agent.finishWrapUp", agent: "anna" });
    expect(floor.all("journal.callCode")).toEqual([]);
    const only = wrappingUp().do(set(null, "Call back"), set("done", "Call back"));
    expect(only.all("journal.callCode")).toEqual([
      { type: "journal.callCode", call: "c1", agent: "anna", at: only.now, note: "Call back" },
      { type: "journal.callCode", call: "c1", agent: "anna", at: only.now, code: "done" },
    ]);
    const own = wrappingUp().do(set("done", "All well"), set("done", "All well"), set(null, ""));
    expect(own.all("journal.callCode").map(({ code, note }) => [code, note])).toEqual([
      ["done", "All well"],
      [null, ""],
    ]);
  });

  it("is not left without a required code but by time, and says nothing to history", () => {
    const floor = wrappingUp({ codeRequired: true }).do({ type: "agent.finishWrapUp", agent: "anna" });
    expect(floor.rejection?.code).toBe("call_code_required");
    floor.after(60_000, "anna");
    expect(floor.stateOf("anna")).toBe("available");
    expect(floor.all("journal.callCode")).toEqual([]);
  });

  it("takes only codes of the queue, with a note where one is asked for", () => {
    const floor = wrappingUp();
    const set = (code: string, note: string) =>
      floor.do({ type: "agent.setCallCode", agent: "anna", code, note }).rejection?.code ?? null;
    expect([set("foreign", ""), set("nonsense", ""), set("other", " "), set("other", "why")]).toEqual([
      "unknown_call_code",
      "unknown_call_code",
      "note_required",
      null,
    ]);
    expect(floor.view("anna").wrapUp).toMatchObject({ call: "c1", code: "other", note: "why" });
    expect(floor.view("anna").call).toMatchObject({ id: "c1", phase: "talking" });
  });
});

describe("a command that is impossible", () => {
  it.each([
    ["agent.hold", "no_call"],
    ["agent.hangUp", "no_call"],
    ["agent.decline", "not_in_this_state"],
    ["agent.finishWrapUp", "not_in_this_state"],
    ["agent.extendWrapUp", "not_in_this_state"],
    ["agent.swap", "no_call"],
  ] as const)("%s is refused (%s) and changes nothing", (type, code) => {
    const floor = new Floor().ready("anna");
    const before = floor.view("anna");
    floor.do({ type, agent: "anna" });
    expect(floor.rejection?.code).toBe(code);
    expect(floor.view("anna")).toEqual(before);
    expect(floor.latest).toEqual([]);
  });

  it("is refused to whom is not signed in, and to strangers", () => {
    expect(new Floor().do(pause).rejection?.code).toBe("not_signed_in_agent");
    expect(new Floor().do({ ...pause, agent: "zoe" }).rejection?.code).toBe("not_an_agent");
    expect(new Floor().do({ type: "agent.signOut", agent: "anna" }).rejection).toBeNull();
  });
});
