import { describe, expect, it } from "vitest";
import { Floor, queueOf, settingsOf } from "../testing/floor.ts";
import { ABSENCE } from "./absence.ts";

const stateOf = (floor: Floor, agent = "anna") => floor.state.agents[agent]?.state.state;
const released = { type: "device.released", agent: "anna", tab: "anna-tab" } as const;

describe("an agent whose page is gone", () => {
  it("is signed out after a quarter of an hour, and callers wait for them no longer", () => {
    const quiet = settingsOf({ queues: { permits: queueOf({ announceEvery: null }) } });
    const floor = new Floor(quiet).ready("anna").do(released);
    floor.after(ABSENCE.available - 1);
    expect(stateOf(floor)).toBe("available");
    expect(floor.arrive("c1").hears("c1-in")).toBe("welcome music");
    floor.after(1);
    expect(stateOf(floor)).toBe("signedOut");
    expect(floor.arrive("c2").hears("c2-in")).toBe("nobody-available end");
  });

  it("is away too when the page fell silent without a word", () => {
    const floor = new Floor().ready("anna");
    floor.after(ABSENCE.available + floor.state.settings.heartbeatLimit);
    expect(stateOf(floor)).toBe("signedOut");
  });

  it("stays signed in when a page comes back in time", () => {
    const floor = new Floor().ready("anna").do(released);
    floor.after(ABSENCE.available - 1);
    floor.do({ type: "device.claimed", agent: "anna", tab: "another", takeOver: false });
    floor.after(2);
    expect(stateOf(floor)).toBe("available");
  });

  it("keeps a pause for hours", () => {
    const floor = new Floor().ready("anna").do({ type: "agent.pause", agent: "anna", pause: "lunch" }, released);
    floor.after(ABSENCE.paused - 1);
    expect(stateOf(floor)).toBe("paused");
    floor.after(1);
    expect(stateOf(floor)).toBe("signedOut");
  });

  it("who signs in again without a page has as long again", () => {
    const floor = new Floor().ready("anna").do(released);
    floor.after(ABSENCE.available);
    floor.do({ type: "agent.signIn", agent: "anna" });
    floor.after(ABSENCE.available - 1);
    expect(stateOf(floor)).toBe("available");
    floor.after(1);
    expect(stateOf(floor)).toBe("signedOut");
  });
});
