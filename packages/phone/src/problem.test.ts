import { describe, expect, it } from "vitest";
import { problemOf, withSince } from "./problem.ts";
import type { PhoneState, QualityView } from "./view.ts";

const ready: Omit<PhoneState, "problem"> = {
  tab: "t",
  connection: { phase: "connected", since: 0, rttMs: 20 },
  registration: { phase: "registered", since: 0, confirmedAt: 0, until: 60_000 },
  ownership: { phase: "owner", since: 0 },
  microphone: { permission: "granted", busy: false, howTo: null, muted: false },
  audio: { unlocked: true, outputChoice: true },
  devices: { inputs: [], outputs: [], input: "default", output: "default", ring: "default" },
  call: null,
  quality: null,
};
const call = {
  call: "c1",
  leg: "c1.2",
  why: "offer",
  phase: "up",
  since: 0,
  answeredAt: 0,
  autoAnswer: false,
  from: { number: null, name: null },
  held: false,
} as const;
const quality: QualityView = {
  call: "c1",
  leg: "c1.2",
  at: 0,
  final: false,
  rttMs: null,
  jitterMs: null,
  lossPercent: null,
  mos: null,
  packetsSent: 0,
  packetsReceived: 0,
  codec: null,
  oneWay: "nothingReceived",
};

describe("the problem to mend first", () => {
  it("is none when the phone is ready", () => {
    expect(problemOf(ready)).toBeNull();
  });

  it("is the owner before the microphone, the microphone before the connection", () => {
    const worst: Omit<PhoneState, "problem"> = {
      ...ready,
      ownership: { phase: "elsewhere", since: 0, owner: "x" },
      microphone: { ...ready.microphone, permission: "denied" },
      audio: { ...ready.audio, unlocked: false },
      connection: { phase: "offline", since: 0 },
      registration: { phase: "none" },
    };
    expect(problemOf(worst)).toBe("ownedElsewhere");
    const owned = { ...worst, ownership: ready.ownership };
    expect(problemOf(owned)).toBe("microphoneDenied");
    const allowed = { ...owned, microphone: ready.microphone };
    expect(problemOf(allowed)).toBe("audioLocked");
    const heard = { ...allowed, audio: ready.audio };
    expect(problemOf(heard)).toBe("offline");
    expect(problemOf({ ...heard, connection: ready.connection })).toBe("notRegistered");
  });

  it("tells a refusal from a server that cannot be reached", () => {
    const failed = (reason: "refused" | "credentialsUnavailable") =>
      problemOf({ ...ready, registration: { phase: "failed", since: 0, reason, status: null, retryAt: 0 } });
    expect(failed("refused")).toBe("registrationRefused");
    expect(failed("credentialsUnavailable")).toBe("credentialsUnavailable");
  });

  it("is one-way sound of this very call, but not the silence of a held one", () => {
    expect(problemOf({ ...ready, call, quality })).toBe("nothingReceived");
    expect(problemOf({ ...ready, call: { ...call, held: true }, quality })).toBeNull();
    expect(problemOf({ ...ready, call: { ...call, leg: "c2.1" }, quality })).toBeNull();
    expect(problemOf({ ...ready, call, quality: { ...quality, oneWay: "muted" } })).toBeNull();
  });

  it("keeps the moment at which it began", () => {
    const first = withSince("audioLocked", null, 5);
    expect(withSince("audioLocked", first, 9)).toBe(first);
    expect(withSince("offline", first, 9)).toEqual({ code: "offline", since: 9 });
    expect(withSince(null, first, 9)).toBeNull();
  });
});
