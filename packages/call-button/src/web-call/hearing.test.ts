import { describe, expect, it } from "vitest";
import { arrived } from "./hearing.ts";

const report = (...stats: object[]) => new Map(stats.map((stat, index) => [String(index), stat]));

describe("what has arrived", () => {
  it("is counted in packets where the browser does, over all senders that were heard", () => {
    const stats = report(
      { type: "transport", packetsReceived: 90, bytesReceived: 9000 },
      { type: "inbound-rtp", kind: "audio", packetsReceived: 40 },
      { type: "inbound-rtp", kind: "audio", packetsReceived: 30 },
      { type: "outbound-rtp", kind: "audio", packetsSent: 70 },
    );
    expect(arrived(stats)).toMatchObject({ all: 90, heard: 70 });
  });

  it("is counted in bytes elsewhere, and is nothing where nothing is told", () => {
    expect(arrived(report({ type: "transport", bytesReceived: 9000 }))).toMatchObject({ all: 9000, heard: 0 });
    expect(arrived(report())).toMatchObject({ all: 0, heard: 0 });
  });
});
