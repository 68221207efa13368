import type { OpeningHours } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { isOpen, localTime, nextLook } from "./hours.ts";
import { timeZoneOf } from "./time-zone.ts";

const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: 540, to: 1020 }));
const hours: OpeningHours = { timeZone: "Europe/Kyiv", weekly, holidays: [] };
const at = (text: string) => Date.parse(text);

describe("opening hours", () => {
  it("follow the local clock through its changes", () => {
    // Kyiv is two hours ahead of UTC in winter, three in summer; 2026-03-29 is the day of the change.
    expect(isOpen(hours, at("2026-03-28T06:59:59Z"))).toBe(false);
    expect(isOpen(hours, at("2026-03-28T07:00:00Z"))).toBe(true);
    expect(isOpen(hours, at("2026-03-29T05:59:59Z"))).toBe(false);
    expect(isOpen(hours, at("2026-03-29T06:00:00Z"))).toBe(true);
    expect(isOpen(hours, at("2026-03-29T14:00:00Z"))).toBe(false);
  });

  it("are looked at again at each limit, at midnight, and within the hour", () => {
    expect(nextLook("Europe/Kyiv", hours, at("2026-01-05T06:30:20Z"))).toBe(at("2026-01-05T07:00:00Z"));
    expect(nextLook("Europe/Kyiv", hours, at("2026-01-05T21:45:00Z"))).toBe(at("2026-01-05T22:00:00Z"));
    expect(nextLook("Europe/Kyiv", hours, at("2026-01-05T10:00:00Z"))).toBe(at("2026-01-05T11:00:00Z"));
  });

  it("may be none at all, and survive a zone that nobody knows", () => {
    expect(isOpen(null, 0)).toBe(true);
    expect(localTime("Mars/Olympus", 0)).toEqual({ date: "1970-01-01", day: 4, minute: 0 });
  });
});

describe("a time zone", () => {
  it("has one spelling, and is no offset", () => {
    const written = ["eUROPE/amsterdam", "Europe/Kyiv", "europe/kiev", "utc", "+05:30", "-03", "Mars/Olympus", ""];
    const zones = ["Europe/Amsterdam", "Europe/Kyiv", "Europe/Kyiv", "UTC", null, null, null, null];
    expect(written.map(timeZoneOf)).toEqual(zones);
  });
});
