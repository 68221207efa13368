import type { Counters } from "./sample.ts";

function numberIn(stat: unknown, key: string): number | null {
  if (typeof stat !== "object" || stat === null) return null;
  const value: unknown = Object.getOwnPropertyDescriptor(stat, key)?.value;
  return typeof value === "number" ? value : null;
}

function textIn(stat: unknown, key: string): string | null {
  if (typeof stat !== "object" || stat === null) return null;
  const value: unknown = Object.getOwnPropertyDescriptor(stat, key)?.value;
  return typeof value === "string" ? value : null;
}

function seconds(value: number | null): number | null {
  return value === null ? null : value * 1000;
}

/**
 * Reads a statistics report (W3C webrtc-stats). Every part may be absent: outbound-rtp until ICE has connected,
 * inbound-rtp until the first packet, remote-inbound-rtp for ever when the other side sends no RTCP. After another
 * sender on the same leg there are several inbound streams: their packets are added up.
 */
export function readStats(report: Iterable<readonly [string, unknown]>, connected: boolean, at: number): Counters {
  const stats = [...report].map(([, stat]) => stat);
  const audio = (type: string) =>
    stats.filter((stat) => textIn(stat, "type") === type && (textIn(stat, "kind") ?? "audio") === "audio");
  const inbound = audio("inbound-rtp");
  const outbound = audio("outbound-rtp");
  const pair = stats.find(
    (stat) =>
      textIn(stat, "type") === "candidate-pair" &&
      textIn(stat, "state") === "succeeded" &&
      numberIn(stat, "currentRoundTripTime") !== null,
  );
  const newest = inbound.toSorted(
    (a, b) => (numberIn(b, "lastPacketReceivedTimestamp") ?? 0) - (numberIn(a, "lastPacketReceivedTimestamp") ?? 0),
  )[0];
  const codecId = textIn(newest ?? outbound[0], "codecId");
  const codec = stats.find((stat) => textIn(stat, "type") === "codec" && textIn(stat, "id") === codecId);
  const sum = (list: readonly unknown[], key: string) =>
    list.reduce<number>((total, stat) => total + (numberIn(stat, key) ?? 0), 0);
  return {
    at,
    packetsReceived: inbound.length === 0 ? null : sum(inbound, "packetsReceived"),
    packetsSent: outbound.length === 0 ? null : sum(outbound, "packetsSent"),
    packetsLost: sum(inbound, "packetsLost"),
    jitterMs: seconds(numberIn(newest, "jitter")),
    rttMs:
      seconds(numberIn(audio("remote-inbound-rtp")[0], "roundTripTime")) ??
      seconds(numberIn(pair, "currentRoundTripTime")),
    codec: textIn(codec, "mimeType")?.replace(/^audio\//i, "") ?? null,
    microphoneEnergy: numberIn(audio("media-source")[0], "totalAudioEnergy"),
    connected,
  };
}
