import { describe, expect, it } from "vitest";
import type { AnnouncedCall } from "../ports.ts";
import type { PhoneCall } from "../view.ts";
import { renderTone, roundOf, type Tone } from "./tones.ts";
import { tonesFor } from "./tones-for.ts";

const RATE = 8_000;

/** How much of one frequency is in the samples (Goertzel), relative to their whole. */
function share(samples: Float32Array, hz: number): number {
  const turn = (2 * Math.PI * hz) / RATE;
  const real = samples.reduce((sum, sample, index) => sum + sample * Math.cos(turn * index), 0);
  const imaginary = samples.reduce((sum, sample, index) => sum + sample * Math.sin(turn * index), 0);
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return (2 * (real ** 2 + imaginary ** 2)) / (samples.length * energy);
}

describe("the tones", () => {
  it("have the cadence of E.180: one second on and four off, half a second on and off", () => {
    expect(roundOf("ringback")).toBe(5_000);
    expect(roundOf("busy")).toBe(1_000);
    const ringback = renderTone("ringback", RATE);
    expect(share(ringback.slice(0, RATE), 425)).toBeGreaterThan(0.9);
    expect(ringback.slice(RATE).every((sample) => sample === 0)).toBe(true);
  });

  it("never clip, and begin and end in silence, so that they do not click", () => {
    for (const tone of ["ring", "ringback", "busy", "hold", "test"] satisfies Tone[]) {
      const samples = renderTone(tone, RATE);
      expect(Math.max(...samples.map(Math.abs))).toBeLessThan(0.5);
      expect(samples.some((sample) => sample !== 0)).toBe(true);
      expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.01);
      expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.05);
    }
  });
});

const call: PhoneCall = {
  call: "c1",
  leg: "c1.2",
  why: "offer",
  phase: "up",
  since: 0,
  answeredAt: 0,
  autoAnswer: false,
  from: { number: null, name: null },
  held: false,
};
const announced: AnnouncedCall = {
  id: "c1",
  leg: "c1.2",
  autoAnswer: false,
  direction: "inbound",
  phase: "talking",
  consult: null,
};

describe("which tone sounds", () => {
  it("rings while a call rings, and not for one that answers itself", () => {
    expect(tonesFor({ ...call, phase: "ringing" }, null)).toEqual(["ring"]);
    expect(tonesFor({ ...call, phase: "ringing", autoAnswer: true }, null)).toEqual([]);
    expect(tonesFor({ ...call, phase: "answering" }, null)).toEqual([]);
    expect(tonesFor(null, announced)).toEqual([]);
  });

  it("is the hold tone while the caller is held, and silence while talking or consulting", () => {
    expect(tonesFor(call, { ...announced, phase: "held" })).toEqual(["hold"]);
    expect(tonesFor(call, announced)).toEqual([]);
    expect(tonesFor(call, { ...announced, phase: "held", consult: { phase: "talking" } })).toEqual([]);
  });

  it("is the ringback while somebody else's phone rings", () => {
    expect(tonesFor(call, { ...announced, phase: "held", consult: { phase: "ringing" } })).toEqual(["ringback"]);
    expect(tonesFor(call, { ...announced, direction: "outbound", phase: "connecting" })).toEqual(["ringback"]);
    expect(tonesFor(call, { ...announced, direction: "inbound", phase: "connecting" })).toEqual([]);
  });
});
