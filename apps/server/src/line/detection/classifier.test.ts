import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { Classifier, type Who } from "./classifier.ts";
import { type Answer, answers, dice, RATE } from "./testing/spoken.ts";
import { FRAME } from "./tone.ts";

const TIMEOUT = 3_500;

/** The verdict on some samples, after which silence follows, and when it came. */
function heard(samples: ArrayLike<number>, timeout = TIMEOUT): { who: Who; after: number } {
  const classifier = new Classifier(timeout);
  for (let at = 0; at < 60 * RATE; at += FRAME) {
    const frame = Int16Array.from({ length: FRAME }, (_, index) => samples[at + index] ?? 0);
    const who = classifier.hear(frame);
    if (who !== null) return { who, after: ((at + FRAME) * 1000) / RATE };
  }
  throw new Error("never decided");
}

interface Part {
  readonly ms: number;
  readonly of: "voice" | "silence" | "tone";
}

/** Something like a voice: noise whose level goes up and down with syllables. */
function sound(parts: readonly Part[], level = 1000, noise = 10): number[] {
  const random = dice(7);
  return parts.flatMap(({ ms, of }) =>
    Array.from({ length: (ms * RATE) / 1000 }, (_, at) => {
      const rest = (random() - 0.5) * noise;
      if (of === "silence") return rest;
      if (of === "tone") return level * Math.sin((2 * Math.PI * 1000 * at) / RATE) + rest;
      const syllable = 0.3 + Math.abs(Math.sin((Math.PI * at) / (0.18 * RATE)));
      return (random() - 0.5) * 2 * level * syllable + rest;
    }),
  );
}

describe("who has answered", () => {
  it("is a person after a word and a silence, the sooner the shorter the word", () => {
    const word = heard(
      sound([
        { ms: 300, of: "silence" },
        { ms: 400, of: "voice" },
        { ms: 5000, of: "silence" },
      ]),
    );
    const name = heard(
      sound([
        { ms: 300, of: "silence" },
        { ms: 1400, of: "voice" },
        { ms: 5000, of: "silence" },
      ]),
    );
    expect([word.who, name.who]).toEqual(["person", "person"]);
    expect(word.after).toBeLessThan(1_500);
    expect(name.after).toBeGreaterThan(word.after + 1_000);
  });

  it("is a machine that speaks on, also with breaths in between", () => {
    const on = heard(
      sound([
        { ms: 200, of: "silence" },
        { ms: 5000, of: "voice" },
      ]),
    );
    expect(on).toEqual({ who: "machine", after: 2_140 });
    const breath = [1, 2, 3, 4].flatMap(() => [{ ms: 700, of: "voice" } as const, { ms: 350, of: "silence" } as const]);
    expect(heard(sound(breath)).who).toBe("machine");
  });

  it("is a machine that beeps, however little it says", () => {
    const beep = [
      { ms: 300, of: "silence" },
      { ms: 500, of: "voice" },
      { ms: 300, of: "silence" },
    ] as const;
    expect(heard(sound([...beep, { ms: 350, of: "tone" }]))).toEqual({ who: "machine", after: 1_340 });
    expect(heard(sound([...beep, { ms: 100, of: "tone" }])).who).toBe("person");
  });

  it("is unknown of silence and of noise alone", () => {
    expect(heard([])).toEqual({ who: "unknown", after: TIMEOUT });
    expect(heard(sound([{ ms: 5000, of: "silence" }], 0, 600))).toEqual({ who: "unknown", after: TIMEOUT });
    expect(
      heard(
        sound([
          { ms: 300, of: "silence" },
          { ms: 20, of: "voice" },
        ]),
      ).who,
    ).toBe("unknown");
  });

  it("is decided once, by the time that was given, whatever comes", () => {
    const frames = fc.array(fc.int16Array({ minLength: 0, maxLength: 2 * FRAME }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(frames, fc.integer({ min: 20, max: 4_000 }), (parts, timeout) => {
        const classifier = new Classifier(timeout);
        const verdicts = parts.map((frame) => classifier.hear(frame));
        const first = verdicts.findIndex((verdict) => verdict !== null);
        expect(first < 0 ? parts.length : first).toBeLessThanOrEqual(Math.ceil(timeout / 20));
        if (first >= 0) expect(new Set(verdicts.slice(first)).size).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  it("is the same at any volume", () => {
    const part = fc.record({
      ms: fc.integer({ min: 1, max: 60 }).map((frames) => frames * 20),
      of: fc.constantFrom("voice", "silence", "tone"),
    });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 8 }),
        fc.double({ min: -12, max: 12, noNaN: true }),
        (parts, decibels) => {
          const samples = sound(parts, 2000, 20);
          const louder = samples.map((sample) => sample * 10 ** (decibels / 20));
          // Rounded to 16 bits, so that a level just at a threshold may fall on its other side a frame later.
          const [before, after] = [heard(samples), heard(louder)];
          expect(after.who).toBe(before.who);
          expect(Math.abs(after.after - before.after)).toBeLessThanOrEqual(40);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("greetings by speech synthesis", () => {
  let all: readonly Answer[];
  beforeAll(async () => {
    all = await answers();
  }, 120_000);

  it("are many, of people and of machines, and no text is in both halves", () => {
    const texts = (is: Answer["is"], held: boolean) =>
      new Set(all.filter((one) => one.is === is && one.held === held).map(({ text }) => text));
    for (const is of ["person", "machine"] as const) {
      expect(all.filter((one) => one.is === is).length).toBeGreaterThanOrEqual(120);
      for (const text of texts(is, true)) expect(texts(is, false)).not.toContain(text);
    }
  });

  it.each([
    ["the half that it was tuned on", false],
    ["the half that was held back", true],
  ])("are told apart: %s", (name, held) => {
    const counts = { person: { person: 0, machine: 0, unknown: 0 }, machine: { person: 0, machine: 0, unknown: 0 } };
    const times: Record<Answer["is"], number[]> = { person: [], machine: [] };
    for (const { is, samples } of all.filter((one) => one.held === held)) {
      const { who, after } = heard(samples);
      counts[is][who] += 1;
      times[is].push(after);
    }
    const at = (list: number[], share: number) => list.sort((a, b) => a - b)[Math.floor(list.length * share)];
    const report = (["person", "machine"] as const).map(
      (is) => `${is}: ${JSON.stringify(counts[is])}, p50 ${at(times[is], 0.5)} ms, p90 ${at(times[is], 0.9)} ms`,
    );
    console.log(`${name}\n${report.join("\n")}`);
    const total = counts.person.person + counts.person.machine + counts.person.unknown;
    // Below what was measured: a person taken for a machine is hung up on, which is the worse mistake.
    expect(counts.person.machine / total).toBeLessThanOrEqual(0.08);
    expect(counts.machine.machine / total).toBeGreaterThanOrEqual(0.85);
  });

  it("of the tuned half are told apart alike when they are quieter or louder", () => {
    let changed = 0;
    const tuned = all.filter(({ held }) => !held);
    for (const { samples } of tuned)
      for (const factor of [0.25, 4]) {
        // What is too loud is cut off, as a telephone does it.
        const scaled = samples.map((sample) => Math.max(-32_000, Math.min(32_000, sample * factor)));
        if (heard(scaled).who !== heard(samples).who) changed += 1;
      }
    expect(changed / (2 * tuned.length)).toBeLessThan(0.05);
  });
});
