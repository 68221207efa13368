import { describe, expect, it } from "vitest";
import type { Input } from "../inputs.ts";
import { Floor, heard } from "../testing/floor.ts";

const asked = (tab: string): Input => ({ type: "device.claimed", agent: "anna", tab, takeOver: false });
const lost: Input = { type: "device.unregistered", agent: "anna" };
const owner = (floor: Floor) => floor.view("anna").device.owner;

describe("an agent's phone that another page asks for", () => {
  it("stays with a page that is heard, also while its SIP connection is cut in mid-call", () => {
    const floor = new Floor().ready("anna").talk("c1").do(lost).after(1_000).do(heard("anna")).do(asked("other"));
    expect(floor.rejection?.code).toBe("phone_owned_elsewhere");
    expect(floor.after(20_000, "anna").do(asked("other")).rejection?.code).toBe("phone_owned_elsewhere");
    expect([owner(floor), floor.view("anna").call?.phase]).toEqual(["anna-tab", "talking"]);
    // Its own page gets it still, and a person's word moves it.
    expect(floor.do(asked("anna-tab")).rejection).toBeNull();
    floor.do({ type: "device.claimed", agent: "anna", tab: "other", takeOver: true });
    expect(owner(floor)).toBe("other");
  });

  it("goes at once to the next page when the page crashed: its connection closed and it is not heard", () => {
    const floor = new Floor().ready("anna").talk("c1").do(lost).do(asked("other"));
    expect([floor.rejection, owner(floor)]).toEqual([null, "other"]);
    expect(floor.view("anna").call?.phase).toBe("reconnecting");
  });

  it("stays with a page that has asked a moment ago and reported nothing yet", () => {
    const floor = new Floor().do({ type: "agent.signIn", agent: "anna" }, asked("first"), asked("second"));
    expect(floor.rejection?.code).toBe("phone_owned_elsewhere");
    expect(owner(floor)).toBe("first");
    floor.after(9_999).do(asked("second"));
    expect(owner(floor)).toBe("first");
    floor.after(1).do(asked("second"));
    expect(owner(floor)).toBe("second");
  });

  it("goes to the next page when the owner has fallen silent", () => {
    const floor = new Floor().ready("anna").after(10_000).do(asked("other"));
    expect(owner(floor)).toBe("other");
  });
});
