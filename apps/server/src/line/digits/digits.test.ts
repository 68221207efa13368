import { describe, expect, it } from "vitest";
import { DigitFilter, digitOfInfo, digitOfLog } from "./digits.ts";

describe("digits", () => {
  it("reads both kinds of INFO, and nothing else", () => {
    expect(digitOfInfo("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n")).toBe("5");
    expect(digitOfInfo("application/dtmf-relay", "Signal = *\r\n")).toBe("*");
    expect(digitOfInfo("Application/DTMF-Relay; charset=utf-8", "Duration=100\r\nSignal=11")).toBe("#");
    expect(digitOfInfo("application/dtmf", "1\r\n")).toBe("1");
    expect(digitOfInfo("application/dtmf", "A")).toBeNull();
    expect(digitOfInfo("application/dtmf", "12")).toBeNull();
    expect(digitOfInfo("text/plain", "1")).toBeNull();
  });

  it("reads the digit log, and survives what is none", () => {
    const entry = { callid: "c", source_tag: "c.1", type: "DTMF", event: 11, duration: 100, volume: 10 };
    expect(digitOfLog(JSON.stringify(entry))).toEqual({ call: "c", leg: "c.1", digit: "#" });
    expect(digitOfLog(JSON.stringify({ ...entry, event: 14 }))).toBeNull();
    for (const broken of ["", "{", "null", "[]", '{"event":"1"}', '{"callid":1,"source_tag":"x","event":1}']) {
      expect(digitOfLog(broken), broken).toBeNull();
    }
  });

  it("counts a press once that comes both ways, whichever is first", () => {
    const filter = new DigitFilter();
    const presses = [
      filter.isNew("1", "audio", 0),
      filter.isNew("1", "info", 40),
      filter.isNew("2", "info", 500),
      filter.isNew("2", "audio", 700),
    ];
    expect(presses).toEqual([true, false, true, false]);
  });

  it("counts the same key pressed twice quickly as two", () => {
    const filter = new DigitFilter();
    expect(filter.isNew("1", "audio", 0)).toBe(true);
    expect(filter.isNew("1", "audio", 200)).toBe(true);
    expect(filter.isNew("1", "info", 210)).toBe(false);
    expect(filter.isNew("1", "info", 400)).toBe(false);
    expect(filter.isNew("1", "info", 600)).toBe(true);
  });

  it("takes a late twin for a press of its own", () => {
    const filter = new DigitFilter();
    expect(filter.isNew("1", "audio", 0)).toBe(true);
    expect(filter.isNew("1", "info", 5000)).toBe(true);
  });
});
