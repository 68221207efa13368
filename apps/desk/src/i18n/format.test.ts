import { describe, expect, it } from "vitest";
import { formatDuration, formatNumber, isoDuration } from "./format.ts";

describe("durations", () => {
  it("show minutes and seconds, and hours from the first one on", () => {
    expect([0, 59_999, 60_000, 724_000, 3_600_000, 36_061_000].map(formatDuration)).toEqual([
      "00:00",
      "00:59",
      "01:00",
      "12:04",
      "1:00:00",
      "10:01:01",
    ]);
  });

  it("are never negative, whatever two clocks say", () => {
    expect(formatDuration(-5)).toBe("00:00");
    expect(isoDuration(-5)).toBe("PT0S");
  });
});

describe("telephone numbers", () => {
  it("are national at home and international elsewhere", () => {
    expect(formatNumber("+31201230001", "NL")).toBe("020 123 0001");
    expect(formatNumber("+33142685300", "NL")).toBe("+33 1 42 68 53 00");
    expect(formatNumber("+33142685300", "FR")).toBe("01 42 68 53 00");
  });

  it("are shown as they are when they are none", () => {
    expect(formatNumber("anonymous", "NL")).toBe("anonymous");
  });
});
