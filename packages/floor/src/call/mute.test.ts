import { describe, expect, it } from "vitest";
import type { Input } from "../inputs.ts";
import { Floor, heard } from "../testing/floor.ts";

const mute = { type: "agent.mute", agent: "anna" } as const;
const unmute = { type: "agent.unmute", agent: "anna" } as const;
const line = (muted: boolean, leg = "c1.1"): Input => ({ type: "leg.muted", call: "c1", leg, muted });
const isMuted = (floor: Floor) => floor.view("anna").call?.muted;
const talking = () => new Floor().ready("anna", "bram").talk("c1");

describe("muting by the switch", () => {
  it("is shown when the line has done it, and not before", () => {
    const floor = talking().do(mute);
    expect(floor.found("leg.mute")).toEqual([{ type: "leg.mute", call: "c1", leg: "c1.1", muted: true }]);
    expect([floor.rejection, isMuted(floor)]).toEqual([null, false]);
    floor.do(line(true));
    expect(isMuted(floor)).toBe(true);
    floor.do(unmute);
    expect(isMuted(floor)).toBe(true);
    floor.do(line(false));
    expect(isMuted(floor)).toBe(false);
    expect(floor.events("c1")).toEqual(expect.arrayContaining(["muted", "unmuted"]));
  });

  it("is not shown where the line could not", () => {
    const floor = talking().do(mute, line(false));
    expect(isMuted(floor)).toBe(false);
    expect(floor.events("c1")).not.toContain("muted");
  });

  it("is refused without a call, and before there is anybody to hear it", () => {
    const floor = new Floor().ready("anna");
    expect(floor.do(mute).rejection?.code).toBe("no_call");
    floor.arrive("c1");
    expect(floor.do(mute).rejection?.code).toBe("not_in_this_state");
    floor.answered("c1", "c1.1").bridged("c1");
    expect(floor.do(mute).rejection).toBeNull();
  });

  it("holds through hold and a consultation, for the one who was asked too", () => {
    const floor = talking().do(mute, line(true));
    floor.do({ type: "agent.hold", agent: "anna" }, { type: "agent.retrieve", agent: "anna" });
    expect(isMuted(floor)).toBe(true);
    floor.bridged("c1").do({ type: "agent.consult", agent: "anna", target: { kind: "agent", agent: "bram" } });
    floor.answered("c1", "c1.2").bridged("c1");
    expect(floor.do({ type: "agent.mute", agent: "bram" }).found("leg.mute")).toMatchObject([{ leg: "c1.2" }]);
    floor.do(line(true, "c1.2"), { type: "agent.endConsult", agent: "anna" });
    expect(isMuted(floor)).toBe(true);
    expect(floor.view("bram").call).toBeNull();
  });

  it("is over with the call: the next one begins with an open microphone", () => {
    const floor = talking().do(mute, line(true), { type: "agent.hangUp", agent: "anna" });
    floor.do({ type: "agent.finishWrapUp", agent: "anna" }).talk("c2");
    expect(floor.found("leg.mute")).toEqual([]);
    expect(isMuted(floor)).toBe(false);
  });

  it("is so again before anybody hears the phone that comes back", () => {
    const floor = talking().do(mute, line(true));
    floor.do({ type: "device.claimed", agent: "anna", tab: "new", takeOver: true });
    floor.do({ type: "device.registered", agent: "anna" }, heard("anna", "new"));
    expect(floor.last("leg.callAgent")).toMatchObject({ why: "resume", towards: null });
    floor.answered("c1", "c1.2");
    expect(floor.latest.map(({ type }) => type).filter((type) => /mute|bridge/.test(type))).toEqual([
      "leg.mute",
      "leg.bridge",
    ]);
    expect(isMuted(floor)).toBe(true);
  });
});
