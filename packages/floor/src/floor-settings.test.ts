import { describe, expect, it } from "vitest";
import { Floor, queueOf, settingsOf } from "./testing/floor.ts";
import { colleagueView, queueView } from "./view/views.ts";

const { anna: _anna, ...others } = settingsOf().agents;
const withoutAnna = { type: "settings.replaced", settings: settingsOf({ agents: others }) } as const;
const withoutQueue = { type: "settings.replaced", settings: settingsOf({ queues: {} }) } as const;

describe("new settings", () => {
  it("let an agent who is gone finish the call, and sign out then", () => {
    const floor = new Floor().ready("anna").talk("c1").do(withoutAnna);
    expect(floor.latest.at(-1)).toEqual({ type: "changed.queue", queue: "permits" });
    expect(floor.found("changed.settings")).toHaveLength(1);
    expect(floor.view("anna").call?.phase).toBe("talking");
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(floor.outcomes("c1")).toEqual(["answered"]);
    expect(floor.found("journal.agentState")).toMatchObject([{ agent: "anna", state: "signedOut" }]);
    expect(colleagueView(floor.state, "anna", floor.now)).toBeNull();
  });

  it("give an offered call to somebody else when the agent is gone", () => {
    const floor = new Floor().ready("anna", "bram").arrive("c1").do(withoutAnna);
    expect(floor.last("leg.callAgent").agent).toBe("bram");
    expect(floor.found("leg.hangUp")).toMatchObject([{ leg: "c1.1" }]);
  });

  it("tell those who wait in a queue that is gone", () => {
    const floor = new Floor().arrive("c1").do(withoutQueue);
    expect(floor.hears("c1-in")).toBe("nobody-available end");
    expect(queueView(floor.state, "permits", floor.now)).toBeNull();
    floor.after(60_000);
    expect(floor.outcomes("c1")).toEqual(["missed"]);
  });

  it("let a call of a queue that is gone go on, without wrap-up", () => {
    const floor = new Floor().ready("anna").talk("c1").do(withoutQueue, { type: "agent.hangUp", agent: "anna" });
    expect(floor.stateOf("anna")).toBe("available");
    const ringing = new Floor().ready("anna").arrive("c1").do(withoutQueue, { type: "agent.decline", agent: "anna" });
    expect(ringing.hears("c1-in")).toBe("nobody-available end");
  });

  it("route waiting calls to new members at once", () => {
    const floor = new Floor(settingsOf({ queues: { permits: queueOf({ members: ["chloe"] }) } }))
      .staffed()
      .ready("anna")
      .arrive("c1");
    floor.do({ type: "settings.replaced", settings: settingsOf() });
    expect(floor.found("leg.callAgent")).toMatchObject([{ agent: "anna" }]);
    expect(queueView(floor.state, "permits", floor.now)?.signedIn).toBe(2);
  });
});
