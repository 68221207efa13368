import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { FRESH, type Guess, Guesses, PER_CALLER, PER_NUMBER } from "./guesses.ts";

const HOUR = 3_600_000;
const by = (caller: string | null, first = true, number = "+31201230001"): Guess => ({
  organisation: "city",
  number,
  caller,
  first,
});
const ANY = { look: true, freshness: null };

describe("guessing", () => {
  let guesses: Guesses;
  beforeEach(() => {
    guesses = new Guesses();
  });
  const wrong = (guess: Guess, times: number, now = 0) => {
    for (let n = 0; n < times; n += 1) guesses.note(guess, now);
  };
  /** Somebody who shows another number each time. */
  const flood = (now = 0) => {
    for (let n = 0; n < PER_NUMBER; n += 1) guesses.note(by(`+3161${n}`), now);
  };

  it("closes a caller after so many wrong codes for an hour, and nobody else", () => {
    const guesser = by("+31612345678");
    wrong(guesser, PER_CALLER);
    expect(guesses.permission(guesser, HOUR - 1)).toEqual({ look: false });
    expect(guesses.permission(by("+31687654321"), 1)).toEqual(ANY);
    expect(guesses.permission(by(null), 1)).toEqual(ANY);
    expect(guesses.permission(by("+31612345678", true, "+31201230002"), 1)).toEqual(ANY);
    expect(guesses.permission(guesser, HOUR)).toEqual(ANY);
  });

  it("counts nothing for whoever was right", () => {
    for (let n = 0; n < 100; n += 1) guesses.note(by("+31612345678"), n)();
    expect(guesses.permission(by("+31612345678", false), 100)).toEqual(ANY);
  });

  it("goes on to take the first, fresh code of callers who were not wrong, while somebody guesses", () => {
    const honest = by("+31687654321");
    const mistyped = by("+31600000001");
    wrong(mistyped, 1);
    flood();
    expect(guesses.permission(honest, 1)).toEqual({ look: true, freshness: FRESH });
    expect(guesses.permission(by(null), 1)).toEqual({ look: true, freshness: FRESH });
    expect(guesses.permission({ ...honest, first: false }, 1)).toEqual({ look: false });
    expect(guesses.permission(mistyped, 1)).toEqual({ look: false });
    expect(guesses.permission(by("+31687654321", true, "+31201230002"), 1)).toEqual(ANY);
    expect(guesses.permission(honest, HOUR)).toEqual(ANY);
  });

  it("lets nobody guess more than so often, whatever numbers they show", () => {
    const attempt = fc.record({
      caller: fc.option(fc.constantFrom("a", "b", "c"), { nil: null }),
      first: fc.boolean(),
      wait: fc.nat({ max: 60_000 }),
    });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 300 }), (attempts) => {
        const fresh = new Guesses();
        const looked: Record<string, number[]> = {};
        let now = 0;
        for (const { caller, first, wait } of attempts) {
          now += wait;
          const guess = by(caller, first);
          if (!fresh.permission(guess, now).look) continue;
          fresh.note(guess, now);
          if (caller === null) continue;
          const mine = [...(looked[caller] ?? []).filter((at) => at > now - HOUR), now];
          looked[caller] = mine;
          expect(mine.length).toBeLessThanOrEqual(PER_CALLER);
        }
      }),
    );
  });
});
