import { encodeText } from "../message/text.ts";
import type { DigestHash } from "./digest.ts";

/** MD5 and SHA-256 in the language itself, since this package knows no platform. Digests hash a line or two a call. */
export const digestHash: DigestHash = (algorithm, text) =>
  algorithm === "MD5" ? md5(encodeText(text)) : sha256(encodeText(text));

/** The message, a 1 bit, zeros, and the length in bits, as whole blocks of 64 bytes (RFC 1321 3.1, RFC 6234 4.1). */
function padded(data: Uint8Array, littleEndian: boolean): DataView {
  const bytes = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64);
  bytes.set(data);
  bytes[data.length] = 0x80;
  const view = new DataView(bytes.buffer);
  const high = Math.floor(data.length / 2 ** 29);
  const low = (data.length << 3) >>> 0;
  view.setUint32(bytes.length - 8, littleEndian ? low : high, littleEndian);
  view.setUint32(bytes.length - 4, littleEndian ? high : low, littleEndian);
  return view;
}

function hex(words: readonly number[], littleEndian: boolean): string {
  const view = new DataView(new ArrayBuffer(4));
  let text = "";
  for (const word of words) {
    view.setUint32(0, word >>> 0, littleEndian);
    text += view.getUint32(0).toString(16).padStart(8, "0");
  }
  return text;
}

const md5Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const md5Table = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

/** RFC 1321. */
function md5(data: Uint8Array): string {
  const view = padded(data, true);
  let [a0, b0, c0, d0] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = [a0, b0, c0, d0];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      let mix = c ^ (b | ~d);
      let word = 7 * i;
      if (round === 0) [mix, word] = [(b & c) | (~b & d), i];
      else if (round === 1) [mix, word] = [(d & b) | (~d & c), 5 * i + 1];
      else if (round === 2) [mix, word] = [b ^ c ^ d, 3 * i + 5];
      const sum = (a + mix + (md5Table[i] ?? 0) + view.getUint32(block + 4 * (word & 15), true)) | 0;
      const shift = md5Shifts[4 * round + (i & 3)] ?? 0;
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    [a0, b0, c0, d0] = [(a0 + a) | 0, (b0 + b) | 0, (c0 + c) | 0, (d0 + d) | 0];
  }
  return hex([a0, b0, c0, d0], true);
}

const primes = firstPrimes(64);
const shaTable = primes.map((prime) => fraction(Math.cbrt(prime)));
const shaStart = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

function fraction(value: number): number {
  return Math.floor((value % 1) * 2 ** 32);
}

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

/** RFC 6234. */
function sha256(data: Uint8Array): string {
  const view = padded(data, false);
  const state = Int32Array.from(shaStart);
  const words = new Int32Array(64);
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        words[i] = view.getInt32(block + 4 * i);
        continue;
      }
      const [far, near] = [words[i - 15] ?? 0, words[i - 2] ?? 0];
      const s0 = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
      const s1 = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
      words[i] = (words[i - 16] ?? 0) + s0 + (words[i - 7] ?? 0) + s1;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (shaTable[i] ?? 0) + (words[i] ?? 0)) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + value;
  }
  return hex([...state], false);
}
