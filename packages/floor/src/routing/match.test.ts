import { describe, expect, it } from "vitest";
import { Floor, queueOf, settingsOf } from "../testing/floor.ts";
import { queueView } from "../view/views.ts";

const offers = (floor: Floor) => floor.all("leg.callAgent").map((each) => `${each.call} ${each.agent}`);
const numbers = {
  "+1": { destination: { kind: "queue", queue: "permits" } },
  "+2": { destination: { kind: "queue", queue: "taxes" } },
} as const;

describe("routing", () => {
  it("rings the agent who has been idle longest", () => {
    const floor = new Floor().ready("bram", "anna", "chloe").arrive("c1").arrive("c2").arrive("c3");
    expect(offers(floor)).toEqual(["c1 bram", "c2 anna", "c3 chloe"]);
  });

  it("counts idle time from the end of the last work", () => {
    const floor = new Floor().ready("anna").talk("c1");
    floor.ready("bram").after(1_000, "anna", "bram").do({ type: "agent.hangUp", agent: "anna" });
    floor.do({ type: "agent.finishWrapUp", agent: "anna" }).arrive("c2");
    expect(floor.last("leg.callAgent").agent).toBe("bram");
  });

  it("serves first who came first", () => {
    const floor = new Floor().staffed().arrive("c1").arrive("c2").arrive("c3").ready("anna", "bram");
    expect(offers(floor)).toEqual(["c1 anna", "c2 bram"]);
  });

  it("serves the queue of higher priority first, and the earlier call among equals", () => {
    const queues = (priority: number) => ({ permits: queueOf(), taxes: queueOf({ priority }) });
    const higher = new Floor(settingsOf({ queues: queues(60), numbers }))
      .staffed()
      .arrive("c1", "+1")
      .after(5)
      .arrive("c2", "+2");
    expect(offers(higher.ready("anna"))).toEqual(["c2 anna"]);
    const equal = new Floor(settingsOf({ queues: queues(50), numbers }))
      .staffed()
      .arrive("c1", "+2")
      .after(5)
      .arrive("c2", "+1");
    expect(offers(equal.ready("anna"))).toEqual(["c1 anna"]);
  });

  it("asks for every skill at its level, and gives more skill no precedence", () => {
    const agents = {
      anna: { name: "Anna", extension: "3001", skills: { dutch: 4, tax: 9 } },
      bram: { name: "Bram", extension: "3002", skills: { dutch: 5, tax: 1 } },
      chloe: { name: "Chloe", extension: "3003", skills: { dutch: 10, tax: 10 } },
    };
    const settings = settingsOf({ agents, queues: { permits: queueOf({ skills: { dutch: 5, tax: 1 } }) } });
    const floor = new Floor(settings).ready("anna", "bram", "chloe").arrive("c1").arrive("c2").arrive("c3");
    expect(offers(floor)).toEqual(["c1 bram", "c2 chloe"]);
    expect(queueView(floor.state, "permits", floor.now)).toMatchObject({ waiting: 1, available: 0, signedIn: 2 });
  });

  it("does not ring who is no member", () => {
    const floor = new Floor(settingsOf({ queues: { permits: queueOf({ members: ["bram"] }) } }))
      .ready("anna")
      .arrive("c1");
    expect(offers(floor)).toEqual([]);
  });
});
