/** G.711 (ITU-T): one byte per sample at 8,000 samples/s, to and from 16-bit linear. */
export type G711 = "PCMA" | "PCMU";

function alawToLinear(byte: number): number {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 7;
  let magnitude = ((value & 15) << 4) + 8;
  if (exponent > 0) magnitude = (magnitude + 0x100) << (exponent - 1);
  return value & 0x80 ? magnitude : -magnitude;
}

function ulawToLinear(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 15) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84;
  return value & 0x80 ? -magnitude : magnitude;
}

function linearToAlaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = Math.min(Math.abs(sample), 32635);
  if (magnitude < 256) return ((magnitude >> 4) | sign) ^ 0x55;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ((exponent << 4) | ((magnitude >> (exponent + 3)) & 15) | sign) ^ 0x55;
}

function linearToUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32635) + 0x84;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 15)) & 0xff;
}

function table(decode: (byte: number) => number): Int16Array {
  return Int16Array.from({ length: 256 }, (_, byte) => decode(byte));
}
const LINEAR: Readonly<Record<G711, Int16Array>> = { PCMA: table(alawToLinear), PCMU: table(ulawToLinear) };

export function decode(codec: G711, payload: Uint8Array): Int16Array {
  const linear = LINEAR[codec];
  return Int16Array.from(payload, (byte) => linear[byte] ?? 0);
}

export function encode(codec: G711, samples: Int16Array): Uint8Array {
  const toByte = codec === "PCMA" ? linearToAlaw : linearToUlaw;
  return Uint8Array.from(samples, toByte);
}
