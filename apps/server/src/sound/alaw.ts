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
