import { forgetSources } from "@belfry/phone";

/** Soon enough that hardly a word is missed. */
const LOOK_EVERY = 250;
/** Of the fifty in a second; RTCP and the checks of the way are far fewer. */
const PACKETS_THAT_ARE_SOUND = 6;
const BYTES_THAT_ARE_SOUND = 600;
/** Hearing anew takes a moment to show. */
const REST = 4;

interface Arrived {
  /** All that came over the way. */
  readonly all: number;
  readonly isSound: number;
  /** What of it is heard. */
  readonly heard: number;
}

/**
 * Has the page hear whoever speaks. A browser hears one unannounced sender (SSRC) at a time and never again one that
 * another has replaced: after music, or after a colleague who was asked, the agent would stay silent. Nobody tells a
 * visitor's page of those; that sound comes and is not heard does.
 */
export function keepHearing(connection: RTCPeerConnection): () => void {
  let before: Arrived | null = null;
  let rest = 0;
  let looking = false;
  const look = async () => {
    const now = arrived(await connection.getStats());
    const deaf = before !== null && now.all - before.all >= now.isSound && now.heard === before.heard && now.heard > 0;
    before = now;
    rest = Math.max(0, rest - 1);
    if (!deaf || rest > 0) return;
    rest = REST;
    await forgetSources(connection);
  };
  const timer = setInterval(() => {
    if (looking || connection.connectionState !== "connected") return;
    looking = true;
    look()
      .catch(() => {})
      .finally(() => {
        looking = false;
      });
  }, LOOK_EVERY);
  return () => clearInterval(timer);
}

/** From a statistics report (W3C webrtc-stats), of which any part may be absent. */
export function arrived(report: Iterable<readonly [string, unknown]>): Arrived {
  let packets: number | null = null;
  let bytes = 0;
  let heard = 0;
  for (const [, stat] of report) {
    const type = property(stat, "type");
    if (type === "inbound-rtp" && property(stat, "kind") === "audio") heard += number(stat, "packetsReceived") ?? 0;
    if (type !== "transport") continue;
    packets = number(stat, "packetsReceived") ?? packets;
    bytes = number(stat, "bytesReceived") ?? bytes;
  }
  return packets === null
    ? { all: bytes, isSound: BYTES_THAT_ARE_SOUND, heard }
    : { all: packets, isSound: PACKETS_THAT_ARE_SOUND, heard };
}

function property(stat: unknown, key: string): unknown {
  return typeof stat === "object" && stat !== null ? Object.getOwnPropertyDescriptor(stat, key)?.value : undefined;
}

function number(stat: unknown, key: string): number | null {
  const value = property(stat, key);
  return typeof value === "number" ? value : null;
}
