import { describe, expect, it } from "vitest";
import { Floor } from "../testing/floor.ts";
import { agentView } from "../view/views.ts";

const lunch = { to: "paused", pause: "lunch" } as const;
const choose = (to: { to: "available" } | { to: "signedOut" } | typeof lunch) =>
  ({ type: "supervisor.choose", agent: "anna", to }) as const;
const stateOf = (floor: Floor) => agentView(floor.state, "anna", floor.now)?.state;

describe("what a supervisor chooses for an agent", () => {
  it("is a pause that says whose choice it was, and that the agent may end", () => {
    const floor = new Floor().ready("anna").do(choose(lunch));
    expect(stateOf(floor)).toMatchObject({ state: "paused", reason: { kind: "supervisor", pause: "lunch" } });
    expect(floor.last("journal.agentState")).toMatchObject({ state: "paused", reason: "supervisor:lunch" });
    expect(floor.arrive("c1").found("leg.callAgent")).toEqual([]);
    floor.do({ type: "agent.available", agent: "anna" });
    expect(floor.found("leg.callAgent")).toHaveLength(1);
  });

  it("is the end of a pause, also of one that nobody chose", () => {
    const floor = new Floor().ready("anna").arrive("c1").after(20_000, "anna");
    expect(floor.stateOf("anna")).toBe("paused:noAnswer");
    floor.do(choose({ to: "available" }));
    expect(floor.found("leg.callAgent")).toMatchObject([{ agent: "anna", call: "c1" }]);
  });

  it("is the end of work, said to be the supervisor's; only the agent signs in again", () => {
    const floor = new Floor().ready("anna").do(choose({ to: "signedOut" }));
    expect(stateOf(floor)).toMatchObject({ state: "signedOut", bySupervisor: true });
    expect(floor.do(choose({ to: "available" })).rejection?.code).toBe("agent_signed_out");
    expect(floor.do(choose({ to: "signedOut" })).rejection).toBeNull();
    floor.do({ type: "agent.signIn", agent: "anna" }, { type: "agent.signOut", agent: "anna" });
    expect(stateOf(floor)).not.toHaveProperty("bySupervisor");
  });

  it("waits for the end of a call, where the agent sees it coming and may choose otherwise", () => {
    const floor = new Floor().ready("anna").talk("c1").do(choose(lunch));
    expect(stateOf(floor)).toMatchObject({ state: "inCall", pending: { ...lunch, bySupervisor: true } });
    const other = new Floor().ready("anna").talk("c1").do(choose(lunch), { type: "agent.available", agent: "anna" });
    expect(stateOf(other)).toMatchObject({ pending: { to: "available" } });
    floor.do({ type: "agent.hangUp", agent: "anna" }, { type: "agent.finishWrapUp", agent: "anna" });
    expect(stateOf(floor)).toMatchObject({ state: "paused", reason: { kind: "supervisor" } });
  });

  it("takes an offered call back to its queue, for somebody else", () => {
    const floor = new Floor()
      .ready("anna", "bram")
      .arrive("c1")
      .do(choose({ to: "signedOut" }));
    expect(floor.stateOf("anna")).toBe("signedOut");
    expect(floor.found("leg.callAgent")).toMatchObject([{ agent: "bram" }]);
  });

  it("is refused for somebody who is no agent, and a pause that is none", () => {
    const floor = new Floor().ready("anna").do({ type: "supervisor.choose", agent: "nobody", to: lunch });
    expect(floor.rejection?.code).toBe("not_an_agent");
    floor.do({ type: "supervisor.choose", agent: "anna", to: { to: "paused", pause: "tea" } });
    expect(floor.rejection?.code).toBe("unknown_pause");
  });
});
