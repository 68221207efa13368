import type { OneWayReason } from "../view.ts";
import { mos } from "./e-model.ts";

/** The raw counters that one look at getStats gives. Totals since the call began. */
export interface Counters {
  readonly at: number;
  readonly packetsSent: number | null;
  readonly packetsReceived: number | null;
  readonly packetsLost: number;
  readonly jitterMs: number | null;
  readonly rttMs: number | null;
  readonly codec: string | null;
  /** Sum of the energy of the microphone's sound; null where the browser does not tell. */
  readonly microphoneEnergy: number | null;
  readonly connected: boolean;
}

export interface Sample {
  readonly rttMs: number | null;
  readonly jitterMs: number | null;
  readonly lossPercent: number | null;
  readonly mos: number | null;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly codec: string | null;
}

/** One sample from two looks, a few seconds apart. Loss is that of the time between them. */
export function sampleOf(before: Counters | null, now: Counters): Sample {
  const received = (now.packetsReceived ?? 0) - (before?.packetsReceived ?? 0);
  const lost = Math.max(0, now.packetsLost - (before?.packetsLost ?? 0));
  const lossPercent = received + lost > 0 ? (100 * lost) / (received + lost) : null;
  const { rttMs, jitterMs, codec } = now;
  return {
    rttMs: rounded(rttMs),
    jitterMs: rounded(jitterMs),
    lossPercent: rounded(lossPercent),
    mos:
      rttMs === null || jitterMs === null || lossPercent === null ? null : mos({ rttMs, jitterMs, lossPercent, codec }),
    packetsSent: now.packetsSent ?? 0,
    packetsReceived: now.packetsReceived ?? 0,
    codec,
  };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}

/** How many looks in a row must show the same before it is called one-way, by what stands still. */
const LOOKS = 2;
const SILENT_LOOKS = 4;
/** Even a quiet room gives a working microphone more energy than this between two looks. */
const NO_ENERGY = 1e-9;

export interface Direction {
  readonly noneReceived: number;
  readonly noneSent: number;
  readonly silent: number;
}

export const BOTH_WAYS: Direction = { noneReceived: 0, noneSent: 0, silent: 0 };

/** Counts for how many looks in a row nothing came, nothing went, or the microphone gave nothing. */
export function observe(direction: Direction, before: Counters | null, now: Counters, muted: boolean): Direction {
  if (before === null) return BOTH_WAYS;
  const stands = (is: number | null, was: number | null) => (is ?? 0) <= (was ?? 0);
  const { microphoneEnergy: is } = now;
  const was = before.microphoneEnergy;
  // The energy starts anew with every microphone: less than before is no silence.
  const silent = !muted && is !== null && was !== null && is >= was && is - was < NO_ENERGY;
  return {
    noneReceived: stands(now.packetsReceived, before.packetsReceived) ? direction.noneReceived + 1 : 0,
    noneSent: stands(now.packetsSent, before.packetsSent) ? direction.noneSent + 1 : 0,
    silent: silent ? direction.silent + 1 : 0,
  };
}

/** Why sound goes one way only, the deepest reason first; null when it goes both ways. */
export function oneWay(direction: Direction, connected: boolean, muted: boolean): OneWayReason | null {
  if (!connected) return "noConnection";
  if (direction.noneReceived >= LOOKS) return "nothingReceived";
  if (direction.noneSent >= LOOKS) return "nothingSent";
  if (muted) return "muted";
  return direction.silent >= SILENT_LOOKS ? "microphoneSilent" : null;
}
