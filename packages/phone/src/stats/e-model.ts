/** What a codec costs before anything is lost (Ie), and how well it bears loss (Bpl): ITU-T G.113 appendix I and kin. */
interface Impairment {
  readonly ie: number;
  readonly bpl: number;
  /** Delay of encoding, packets and playing out, in milliseconds, beside the network's own. */
  readonly delay: number;
}

const G711: Impairment = { ie: 0, bpl: 25.1, delay: 40 };

const CODECS: Readonly<Record<string, Impairment>> = {
  pcma: G711,
  pcmu: G711,
  g722: { ie: 3, bpl: 13, delay: 40 },
  opus: { ie: 0, bpl: 20, delay: 46 },
};

/** Base rating with all default values of G.107: noise, loudness, side tone. */
const BASE = 93.2;

export interface Transmission {
  /** Round trip of the network, milliseconds. */
  readonly rttMs: number;
  readonly jitterMs: number;
  /** 0 to 100. */
  readonly lossPercent: number;
  /** As in `audio/PCMA` or `PCMA`; null when not known. */
  readonly codec: string | null;
}

/** The rating R of the E-model (ITU-T G.107), from 0 to 93.2, with what a browser can measure. */
export function rating({ rttMs, jitterMs, lossPercent, codec }: Transmission): number {
  const impairment = CODECS[(codec ?? "").replace(/^audio\//i, "").toLowerCase()] ?? G711;
  // Jitter is paid for in delay: the buffer grows to about twice of it.
  const delay = rttMs / 2 + 2 * jitterMs + impairment.delay;
  const byDelay = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
  const byLoss = impairment.ie + ((95 - impairment.ie) * lossPercent) / (lossPercent + impairment.bpl);
  return Math.max(0, Math.min(BASE, BASE - byDelay - byLoss));
}

/** Mean opinion score, 1 to 4.5, of a rating (ITU-T G.107 annex B). */
export function mosOf(r: number): number {
  if (r <= 0) return 1;
  if (r >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}

export function mos(transmission: Transmission): number {
  return Math.round(mosOf(rating(transmission)) * 100) / 100;
}
