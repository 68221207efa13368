import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numericIds } from "./numeric-ids.ts";

const lists = fc.uniqueArray(fc.uuid(), { maxLength: 50 });

describe("numbers for ids", () => {
  it("takes the first 31 bits", () => {
    expect([...numericIds(["0000002a-0000-4000-8000-000000000000"])]).toEqual([
      ["0000002a-0000-4000-8000-000000000000", 42],
    ]);
  });

  it("gives everything its own positive number, whatever the order of the list", () => {
    fc.assert(
      fc.property(lists, (ids) => {
        const numbers = numericIds(ids);
        expect(new Set(numbers.values()).size).toBe(ids.length);
        for (const number of numbers.values()) expect(number).toBeGreaterThan(0);
        expect(numericIds(ids.toReversed())).toEqual(numbers);
      }),
    );
  });

  it("keeps the numbers when something is added or removed", () => {
    fc.assert(
      fc.property(lists, fc.uuid(), (ids, other) => {
        fc.pre(!ids.some((id) => id.slice(0, 8) === other.slice(0, 8)));
        const before = numericIds(ids);
        const after = numericIds([other, ...ids]);
        fc.pre(!ids.some((id) => numericIds([id]).get(id) === numericIds([other]).get(other)));
        for (const id of ids) expect(after.get(id)).toBe(before.get(id));
      }),
    );
  });

  it("tells two apart that begin alike, and never gives nought, which ends a pause", () => {
    const alike = ["00000000-0000-4000-8000-000000000001", "80000000-0000-4000-8000-000000000000"];
    expect([...numericIds(alike).values()]).toEqual([1, 2]);
  });
});
