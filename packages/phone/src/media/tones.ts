export type Tone = "ring" | "ringback" | "busy" | "hold" | "test";

/** A cadence: parts one after the other, each with its frequencies (none: silence) and its length in milliseconds. */
interface Part {
  readonly hz: readonly number[];
  readonly length: number;
}

const silence = (length: number): Part => ({ hz: [], length });

/** Ringback and busy as in ITU-T E.180 for most of Europe: 425 Hz, 1 s on and 4 s off; half a second on and off. */
const CADENCES: Readonly<Record<Tone, readonly Part[]>> = {
  ring: [
    ...Array.from({ length: 12 }, (_, index): Part => ({ hz: [index % 2 === 0 ? 740 : 587], length: 80 })),
    silence(2_040),
  ],
  ringback: [{ hz: [425], length: 1_000 }, silence(4_000)],
  busy: [{ hz: [425], length: 500 }, silence(500)],
  hold: [{ hz: [440], length: 120 }, silence(130), { hz: [330], length: 120 }, silence(7_630)],
  test: [
    { hz: [523], length: 220 },
    { hz: [659], length: 220 },
    { hz: [784], length: 360 },
  ],
};

const LOUDNESS: Readonly<Record<Tone, number>> = { ring: 0.35, ringback: 0.15, busy: 0.15, hold: 0.1, test: 0.3 };

/** Every part fades in and out over this long, so that it does not click. Milliseconds. */
const FADE = 8;

/** How long one round of the tone lasts, in milliseconds. */
export function roundOf(tone: Tone): number {
  return CADENCES[tone].reduce((sum, part) => sum + part.length, 0);
}

/** The samples of one round of the tone, between -1 and 1; played in a loop it sounds for as long as it is wanted. */
export function renderTone(tone: Tone, sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round((roundOf(tone) * sampleRate) / 1000));
  const fade = (FADE * sampleRate) / 1000;
  let start = 0;
  for (const part of CADENCES[tone]) {
    const length = Math.round((part.length * sampleRate) / 1000);
    for (let index = 0; index < length && part.hz.length > 0; index += 1) {
      const wave = part.hz.reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * index) / sampleRate), 0);
      const envelope = Math.min(1, index / fade, (length - index) / fade);
      samples[start + index] = (wave / part.hz.length) * envelope * LOUDNESS[tone];
    }
    start += length;
  }
  return samples;
}
