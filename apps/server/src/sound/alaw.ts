/** G.711 A-law (ITU-T), one byte per sample at 8,000 samples/s, as 16-bit linear. */
const LINEAR = Int16Array.from({ length: 256 }, (_, byte) => {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 7;
  let magnitude = ((value & 15) << 4) + 8;
  if (exponent > 0) magnitude = (magnitude + 0x100) << (exponent - 1);
  return value & 0x80 ? magnitude : -magnitude;
});

export function linearOf(alaw: number): number {
  return LINEAR[alaw & 0xff] ?? 0;
}

/** The nearest byte for every sixteenth 16-bit sample: no step of A-law is finer. */
const BYTES = Uint8Array.from({ length: 4096 }, (_, index) => {
  const sample = (index - 2048) * 16;
  const magnitude = sample < 0 ? -sample - 16 : sample;
  let exponent = 0;
  while (exponent < 7 && magnitude >> (exponent + 8) !== 0) exponent += 1;
  const mantissa = (magnitude >> Math.max(4, exponent + 3)) & 15;
  return ((exponent << 4) | mantissa | (sample < 0 ? 0 : 0x80)) ^ 0x55;
});

export function alawOf(sample: number): number {
  return BYTES[(sample + 0x8000) >> 4] ?? 0xd5;
}
