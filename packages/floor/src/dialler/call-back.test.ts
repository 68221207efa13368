import { describe, expect, it } from "vitest";
import { CALLER, campaignOf, contactOf, Floor, outboundOf, queueOf, settingsOf } from "../testing/floor.ts";

const HOUR = 3_600_000;
const settings = settingsOf({
  queues: { permits: queueOf({ callCodes: ["done", "later"] }) },
  callCodes: {
    done: { name: "Done", noteRequired: false, callBack: false },
    later: { name: "Call again", noteRequired: false, callBack: true },
  },
  campaigns: { spring: campaignOf() },
});
const set = (code: string | null, callBackAt: number | null) =>
  ({ type: "agent.setCallCode", agent: "anna", code, note: "", callBackAt }) as const;
const finish = { type: "agent.finishWrapUp", agent: "anna" } as const;

function inWrapUp(floor = new Floor(settings)): Floor {
  return floor.ready("anna").talk("c1").do({ type: "agent.hangUp", agent: "anna" });
}

describe("a call code that asks for a call back", () => {
  it("needs an instant in the future, and no other code takes one", () => {
    const floor = inWrapUp();
    const refusal = (code: string | null, at: number | null) => floor.do(set(code, at)).rejection?.code ?? null;
    expect(refusal("later", null)).toBe("call_back_time_required");
    expect(refusal("later", floor.now)).toBe("call_back_time_required");
    expect(refusal("done", floor.now + HOUR)).toBe("no_call_back");
    expect(refusal(null, floor.now + HOUR)).toBe("no_call_back");
    expect(refusal("later", floor.now + HOUR)).toBeNull();
    expect(floor.view("anna").wrapUp).toMatchObject({ code: "later", callBackAt: floor.now + HOUR });
  });

  it("calls the person again from then on, like one who asked for it in the queue", () => {
    const floor = inWrapUp();
    const at = floor.now + HOUR;
    floor.do(set("later", at), finish);
    expect(floor.last("journal.callback")).toMatchObject({ queue: "permits", number: CALLER, call: "c1" });
    floor.after(HOUR - 1, "anna");
    expect(floor.all("leg.callAgent")).toHaveLength(1);
    floor.after(1, "anna");
    expect(floor.last("leg.callAgent")).toMatchObject({ call: "c1-again", agent: "anna" });
    floor.answered("c1-again", floor.last("leg.callAgent").leg);
    expect(floor.last("leg.callNumber").number).toBe(CALLER);
  });

  it("is taken back with the code before the wrap-up ends", () => {
    const floor = inWrapUp();
    floor.do(set("later", floor.now + HOUR), set("done", null), finish);
    expect(floor.state.callBacks).toEqual({});
    expect(floor.all("journal.callback")).toEqual([]);
  });

  it("promises nobody a call that the rules would not let through", () => {
    const floor = inWrapUp(new Floor({ ...settings, outbound: outboundOf({ rules: [] }) }));
    expect(floor.do(set("later", floor.now + HOUR)).rejection?.code).toBe("number_not_allowed");
  });

  it("brings a contact back to the campaign, with the agent who promised it", () => {
    const floor = new Floor(settings).automatic("anna").give(contactOf("c1"));
    floor
      .answered("c1-1", "c1-1.1")
      .answered("c1-1", "c1-1.2")
      .bridged("c1-1")
      .do({ type: "agent.hangUp", agent: "anna" });
    const at = floor.now + HOUR;
    floor.do({ type: "dialler.contacts", campaign: "spring", contacts: [], nextDue: null }, set("later", at), finish);
    expect(floor.last("dialler.callBack")).toMatchObject({ campaign: "spring", contact: "c1", at, agent: "anna" });
    expect(floor.all("dialler.attempted")).toHaveLength(1);
    floor.after(HOUR, "anna");
    expect(floor.found("dialler.wanted")).toHaveLength(1);
  });

  it("prefers that agent over who is idle longer", () => {
    const floor = new Floor(settings).automatic("anna", "bram").give(contactOf("c1", { agent: "bram" }));
    floor.answered("c1-1", "c1-1.1");
    expect(floor.last("leg.callAgent").agent).toBe("bram");
  });
});
