import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newToken, readToken } from "../tokens.ts";
import { Codes } from "./codes.ts";

const ORGANISATION = "0b3ad5a4-1f8e-4c55-9d0e-7a3c5f1b2e60";
const codes = new Codes("a key that is long enough to be one for codes");

describe("codes", () => {
  it("are of a fixed length, the same again for the same token, and others for others", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: 9 }), fc.integer({ min: 6, max: 12 }), (token, round, length) => {
        const code = codes.make(token, round, length);
        expect(code).toMatch(new RegExp(`^\\d{${length}}$`));
        expect(codes.make(token, round, length)).toBe(code);
      }),
    );
    const made = new Set(Array.from({ length: 1000 }, (_, n) => codes.make("token", n, 12)));
    expect(made.size).toBe(1000);
  });

  it("have every digit at every place about as often", () => {
    const counts = Array.from({ length: 8 }, () => Array<number>(10).fill(0));
    for (let n = 0; n < 5000; n += 1)
      for (const [place, digit] of [...codes.make(`token ${n}`, 0, 8)].entries()) {
        const at = counts[place];
        if (at !== undefined) at[Number(digit)] = (at[Number(digit)] ?? 0) + 1;
      }
    // 500 each, with a deviation of 21; the tokens are fixed, and so is the outcome.
    for (const count of counts.flat()) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  it("are nothing without the key, and marked apart for each organisation and number", () => {
    const other = new Codes("another key that is long enough to be one");
    expect(other.make("token", 0, 12)).not.toBe(codes.make("token", 0, 12));
    const mark = codes.mark(ORGANISATION, "+31201230001", "12345678");
    expect(codes.mark(ORGANISATION, "+31201230001", "12345678")).toBe(mark);
    expect(codes.mark(ORGANISATION, "+31201230002", "12345678")).not.toBe(mark);
    expect(codes.mark("another", "+31201230001", "12345678")).not.toBe(mark);
    expect(other.mark(ORGANISATION, "+31201230001", "12345678")).not.toBe(mark);
  });
});

describe("a token", () => {
  it("names its organisation, and nothing else is one", () => {
    const token = newToken(ORGANISATION);
    expect(readToken(token.text)).toEqual(token);
    expect(newToken(ORGANISATION).text).not.toBe(token.text);
    for (const text of ["", "guessed", `${token.text}x`, token.text.slice(1), token.text.replace(".", "-")])
      expect(readToken(text)).toBeNull();
  });
});
