const RATE = 8000;
/** Where the beeps of answering machines lie, in steps that a frame of 20 ms can tell apart. */
const LOWEST = 380;
const HIGHEST = 2200;
const STEP = 14;

/** Samples of a frame: 20 ms. */
export const FRAME = 160;

/** The frequency that a frame holds most of, in Hz, and its share of the frame's power, 0 to 1. */
export interface Tone {
  readonly hertz: number;
  readonly share: number;
}

interface Probe {
  readonly hertz: number;
  readonly cosine: Float32Array;
  readonly sine: Float32Array;
}

const PROBES: readonly Probe[] = Array.from({ length: Math.floor((HIGHEST - LOWEST) / STEP) + 1 }, (_, index) => {
  const hertz = LOWEST + index * STEP;
  const turn = (2 * Math.PI * hertz) / RATE;
  return {
    hertz,
    cosine: Float32Array.from({ length: FRAME }, (_, at) => Math.cos(turn * at)),
    sine: Float32Array.from({ length: FRAME }, (_, at) => Math.sin(turn * at)),
  };
});

/** A pure tone gives nearly 1 at any level, a voice seldom more than half. */
export function strongestTone(frame: Int16Array): Tone {
  let power = 0;
  for (const sample of frame) power += sample * sample;
  let best: Tone = { hertz: 0, share: 0 };
  if (power === 0) return best;
  for (const { hertz, cosine, sine } of PROBES) {
    let real = 0;
    let imaginary = 0;
    for (let at = 0; at < frame.length; at += 1) {
      const sample = frame[at] ?? 0;
      real += sample * (cosine[at] ?? 0);
      imaginary += sample * (sine[at] ?? 0);
    }
    const share = (2 * (real * real + imaginary * imaginary)) / (frame.length * power);
    if (share > best.share) best = { hertz, share: Math.min(1, share) };
  }
  return best;
}
