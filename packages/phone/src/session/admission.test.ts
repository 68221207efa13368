import { describe, expect, it } from "vitest";
import type { AnnouncedCall } from "../ports.ts";
import type { LegWhy } from "../view.ts";
import { admit, readInvite } from "./admission.ts";

const announced = (leg: string | null, autoAnswer: boolean): AnnouncedCall => ({
  id: "c1",
  leg,
  autoAnswer,
  direction: "inbound",
  phase: "offered",
  consult: null,
});
const invite = (why: LegWhy) => ({ leg: "c1.2", call: "c1", why });
const busy = { phase: "up" };

describe("the admission of an INVITE", () => {
  it("answers by itself only the very leg that was announced for it", () => {
    expect(admit(invite("offer"), null, announced("c1.2", true))).toBe("answer");
    expect(admit(invite("offer"), null, announced("c1.2", false))).toBe("ring");
    expect(admit(invite("offer"), null, announced("c1.3", true))).toBe("ring");
    expect(admit(invite("offer"), null, announced(null, true))).toBe("ring");
    expect(admit(invite("offer"), null, null)).toBe("ring");
  });

  it("rings for a person whatever the INVITE says of itself, a colleague's transfer and consultation among them", () => {
    for (const why of ["offer", "resume", "transfer", "consult", "dial", "supervise", "unknown"] as const) {
      expect(admit(invite(why), null, announced("c1.2", true))).toBe("answer");
      expect(admit(invite(why), null, announced("c1.2", false))).toBe("ring");
      expect(admit(invite(why), null, null)).toBe("ring");
    }
  });

  it("lets a second INVITE in only as the announced replacement", () => {
    expect(admit(invite("resume"), busy, announced("c1.2", true))).toBe("replace");
    expect(admit(invite("offer"), busy, announced("c1.2", true))).toBe("replace");
    expect(admit(invite("offer"), busy, announced("c1.2", false))).toBe("wait");
    expect(admit(invite("resume"), busy, announced("c1.1", true))).toBe("wait");
    expect(admit(invite("resume"), busy, null)).toBe("wait");
  });

  it("reads the INVITE's headers, and names a leg without a name by its Call-ID", () => {
    const headers: Record<string, string> = { "X-Belfry-Leg": "c1.2", "X-Belfry-Call": "c1", "X-Belfry-Why": "resume" };
    expect(readInvite((name) => headers[name])).toEqual({ leg: "c1.2", call: "c1", why: "resume" });
    expect(readInvite((name) => (name === "Call-ID" ? "abc" : undefined))).toEqual({
      leg: "abc",
      call: null,
      why: "unknown",
    });
    expect(readInvite((name) => (name === "X-Belfry-Why" ? "please" : "x")).why).toBe("unknown");
  });
});
