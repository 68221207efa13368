import { describe, expect, it } from "vitest";
import { HandClock } from "../testing/hand-clock.ts";
import type { Report } from "./ports.ts";
import { Reports } from "./reports.ts";

function reporting() {
  const clock = new HandClock();
  const sent: Report[] = [];
  const page: { owns: boolean; cut: boolean; microphone: Report["microphone"] } = {
    owns: true,
    cut: false,
    microphone: "granted",
  };
  const reports = new Reports(clock, {
    owns: () => page.owns,
    cut: () => page.cut,
    report: () => ({ tab: "t1", microphone: page.microphone, audioUnlocked: true }),
    send: (report) => sent.push(report),
  });
  return { clock, sent, page, reports };
}

describe("the reports of a page", () => {
  it("come at once, every five seconds, and every second while SIP is cut off", () => {
    const { clock, sent, page, reports } = reporting();
    reports.start();
    clock.pass(10_000);
    expect(sent).toHaveLength(3);
    page.cut = true;
    reports.start();
    clock.pass(3_000);
    expect(sent).toHaveLength(7);
  });

  it("tell a change at once, and nothing that was told already", () => {
    const { sent, page, reports } = reporting();
    reports.now();
    reports.changed();
    expect(sent).toHaveLength(1);
    page.microphone = "denied";
    reports.changed();
    expect(sent.at(-1)?.microphone).toBe("denied");
  });

  it("come only from the tab that owns the phone, and end with stop", () => {
    const { clock, sent, page, reports } = reporting();
    page.owns = false;
    reports.start();
    clock.pass(5_000);
    expect(sent).toEqual([]);
    page.owns = true;
    reports.stop();
    clock.pass(20_000);
    expect(sent).toEqual([]);
  });
});
