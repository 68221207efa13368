import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Metronome } from "./metronome.ts";

describe("the metronome", () => {
  it("keeps time however late it is asked: a beat for each 20 ms, none early", () => {
    const waits = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 200 });
    fc.assert(
      fc.property(waits, (gaps) => {
        const metronome = new Metronome();
        metronome.start(1000);
        let now = 1000;
        let beats = 0;
        for (const gap of gaps) {
          now += gap;
          beats += metronome.due(now);
          expect(beats).toBe(Math.floor((now - 1000) / 20));
          expect(metronome.wait(now)).toBe(20 - ((now - 1000) % 20));
        }
      }),
    );
  });

  it("makes a stall good up to a tenth of a second, counts what was late, and goes on in time", () => {
    const metronome = new Metronome();
    metronome.start(0);
    expect([metronome.due(29), metronome.late]).toEqual([1, 0]);
    expect([metronome.due(51), metronome.late]).toEqual([1, 1]);
    expect([metronome.due(1000), metronome.late]).toEqual([5, 48]);
    expect(metronome.wait(1000)).toBe(20);
  });

  it("stands still when it is stopped", () => {
    const metronome = new Metronome();
    expect([metronome.due(50), metronome.wait(50)]).toEqual([0, null]);
    metronome.start(50);
    metronome.stop();
    expect([metronome.due(500), metronome.wait(500)]).toEqual([0, null]);
  });
});
