/** G.711 A-law (ITU-T G.711) and tones, for endpoints that speak and listen in tests. */

export function encodeALaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  let magnitude = Math.min(32_635, Math.abs(sample));
  let code: number;
  if (magnitude < 256) {
    code = magnitude >> 4;
  } else {
    let exponent = 7;
    for (let mask = 0x4000; (magnitude & mask) === 0 && exponent > 0; mask >>= 1) exponent -= 1;
    magnitude = (magnitude >> (exponent + 3)) & 0x0f;
    code = (exponent << 4) | magnitude;
  }
  return (code | sign) ^ 0x55;
}

export function decodeALaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  let sample = ((code & 0x0f) << 4) + 8;
  if (exponent > 0) sample = (sample + 0x100) << (exponent - 1);
  return (code & 0x80) !== 0 ? sample : -sample;
}

/** Amplitude of a frequency in samples at 8 kHz, by the Goertzel algorithm. A full-scale tone has 32,768. */
export function amplitudeOf(frequency: number, samples: readonly number[]): number {
  if (samples.length === 0) return 0;
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / 8000);
  let before = 0;
  let last = 0;
  for (const sample of samples) {
    const next = sample + coefficient * last - before;
    before = last;
    last = next;
  }
  const power = last * last + before * before - coefficient * last * before;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}
