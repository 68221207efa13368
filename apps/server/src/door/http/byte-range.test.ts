import { describe, expect, it } from "vitest";
import { byteRange } from "./byte-range.ts";

describe("a Range header", () => {
  it.each([
    [undefined, null],
    ["bytes=0-", { from: 0, to: 100 }],
    ["bytes=10-19", { from: 10, to: 20 }],
    ["bytes=90-500", { from: 90, to: 100 }],
    ["bytes=-10", { from: 90, to: 100 }],
    ["bytes=-500", { from: 0, to: 100 }],
    ["bytes=100-", "none"],
    ["bytes=-0", "none"],
    ["bytes=20-10", null],
    ["bytes=0-1,5-6", null],
    ["seconds=0-1", null],
    ["bytes=-", null],
  ])("%s of 100 octets", (header, wanted) => {
    expect(byteRange(header, 100)).toEqual(wanted);
  });

  it("finds nothing in nothing", () => {
    expect(byteRange("bytes=0-", 0)).toBe("none");
  });
});
