/** Music on hold and the ringback tone, made rather than recorded: nobody's rights, the same on every machine. */

export const SAMPLE_RATE = 8000;

const TAU = 2 * Math.PI;
/** Seconds of one chord; the piece is eight of them, twice over with another melody. */
const CHORD = 4;

/** Semitones above A3 (220 Hz): Am7, Fmaj7, C, G6 and their turn. Inside a telephone's band. */
const CHORDS: readonly (readonly number[])[] = [
  [0, 3, 7, 10],
  [-4, 0, 3, 7],
  [3, 7, 10, 14],
  [-2, 2, 5, 12],
  [0, 3, 7, 14],
  [-4, 0, 7, 10],
  [-7, -4, 0, 5],
  [-2, 2, 7, 10],
];
const MELODIES: readonly (readonly number[])[] = [
  [12, 15, 19, 15, 12, 10, 7, 10],
  [19, 15, 12, 15, 14, 10, 12, 7],
];

/**
 * 64 seconds that can be repeated without a seam: what still sounds at the end is carried on at the beginning.
 * Samples between -1 and 1.
 */
export function music(): Float32Array {
  const seconds = MELODIES.length * CHORDS.length * CHORD;
  const samples = new Float32Array(seconds * SAMPLE_RATE);
  MELODIES.forEach((melody, part) => {
    CHORDS.forEach((chord, bar) => {
      const start = (part * CHORDS.length + bar) * CHORD;
      for (const note of chord) add(samples, start, CHORD + 2, note, 0.07, 1.2);
      for (let beat = 0; beat < 4; beat += 1) {
        const note = melody[(bar * 3 + beat * (part + 1)) % melody.length] ?? 0;
        add(samples, start + beat, 2.5, note, 0.12, 0.02);
      }
    });
  });
  return samples;
}

/** The European ringback tone: 425 Hz, one second in five (ETSI TR 101 041). */
export function ringback(): Float32Array {
  const samples = new Float32Array(5 * SAMPLE_RATE);
  for (let i = 0; i < SAMPLE_RATE; i += 1) samples[i] = 0.2 * Math.sin((TAU * 425 * i) / SAMPLE_RATE);
  return samples;
}

/** One note with two soft overtones, wrapped around the end. `attack` in seconds. */
function add(samples: Float32Array, start: number, length: number, note: number, level: number, attack: number): void {
  const frequency = 220 * 2 ** (note / 12);
  const first = Math.round(start * SAMPLE_RATE);
  for (let i = 0; i < length * SAMPLE_RATE; i += 1) {
    const t = i / SAMPLE_RATE;
    const rise = Math.min(1, t / attack);
    const fall = attack > 0.5 ? Math.min(1, (length - t) / 2) : Math.exp(-2.2 * t) * Math.min(1, (length - t) * 4);
    const tone =
      Math.sin(TAU * frequency * t) + 0.3 * Math.sin(2 * TAU * frequency * t) + 0.1 * Math.sin(3 * TAU * frequency * t);
    const at = (first + i) % samples.length;
    samples[at] = (samples[at] ?? 0) + level * rise * fall * tone;
  }
}

/** A WAV file, 16 bits, mono. */
export function wav(samples: Float32Array): Buffer {
  const linear = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => {
    linear.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, sample))), index * 2);
  });
  return wavOf(linear);
}

/** The same of samples that are 16-bit numbers already, little-endian. */
export function wavOf(linear: Buffer): Buffer {
  const data = Buffer.alloc(44);
  data.write("RIFF", 0);
  data.writeUInt32LE(36 + linear.length, 4);
  data.write("WAVEfmt ", 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(SAMPLE_RATE, 24);
  data.writeUInt32LE(SAMPLE_RATE * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36);
  data.writeUInt32LE(linear.length, 40);
  return Buffer.concat([data, linear]);
}
