import { describe, expect, it } from "vitest";
import type { AnnouncedCall } from "../ports.ts";
import type { LegWhy } from "../view.ts";
import { admit, changesParty, readInvite } from "./admission.ts";

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

describe("another party in mid-talk", () => {
  const talk: AnnouncedCall = { ...announced("c1.2", false), phase: "talking" };
  const consult = (phase: "talking" | "held" | "conference") => ({ ...talk, consult: { phase } });

  it("comes with a hold, a consultation, a swap, a conference, and a mix that begins or ends", () => {
    const changes: [AnnouncedCall, AnnouncedCall][] = [
      [talk, { ...talk, phase: "held" }],
      [talk, consult("talking")],
      [consult("talking"), consult("held")],
      [consult("talking"), consult("conference")],
      [talk, { ...talk, mixed: true }],
      [
        { ...talk, mixed: true },
        { ...talk, mixed: false },
      ],
    ];
    for (const [before, after] of changes) expect(changesParty(before, after)).toBe(true);
  });

  it("does not come with what else is told of the call, nor with another leg", () => {
    expect(changesParty(talk, { ...talk, mixed: false })).toBe(false);
    expect(changesParty(talk, { ...talk, leg: "c1.3", mixed: true })).toBe(false);
    expect(changesParty(null, { ...talk, mixed: true })).toBe(false);
    expect(changesParty(announced("c1.2", false), { ...talk, mixed: true })).toBe(false);
  });
});
