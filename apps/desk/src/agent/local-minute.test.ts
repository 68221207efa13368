import { expect, it } from "vitest";
import { instantOf, localMinute } from "./local-minute.ts";

it("writes an instant as a field of date and time has it, and reads it back", () => {
  const instant = new Date(2026, 2, 9, 8, 5).getTime();
  expect(localMinute(instant)).toBe("2026-03-09T08:05");
  expect(instantOf(localMinute(instant))).toBe(instant);
  expect([localMinute(null), instantOf(""), instantOf("2026-03-09T")]).toEqual(["", null, null]);
});
