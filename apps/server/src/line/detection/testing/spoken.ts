import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bareEnvironment } from "../../../bare-environment.ts";
import { alawOf, linearOf } from "../../../sound/alaw.ts";
import { GREETINGS } from "./greetings.ts";

const run = promisify(execFile);

export const RATE = 8000;
const SPEEDS = [130, 150, 165, 180, 200];
const BEEPS = [440, 620, 850, 1000, 1400];
/** Root mean squares: a quiet line, an office, a car. */
const NOISES = [4, 40, 160, 400];
const AT_ONCE = 4;
const CACHE = join(tmpdir(), "belfry-test-greetings");
/** What a voice is brought to: about -22 dBFS, and quieter and louder ones. */
const LEVELS = [900, 1600, 2600];
const LASTS = 5;

/** What is heard of somebody who has just answered, as a trunk would bring it. */
export interface Answer {
  readonly is: "person" | "machine";
  readonly text: string;
  readonly held: boolean;
  readonly beeps: boolean;
  readonly samples: Int16Array;
}

/**
 * Every greeting in two voices, with other speeds, levels and noises, always the same. Every other text is held back
 * from tuning, in both voices.
 */
export async function answers(): Promise<readonly Answer[]> {
  const wanted = GREETINGS.flatMap(({ voices, people, machines }) =>
    (["person", "machine"] as const).flatMap((is) =>
      (is === "person" ? people : machines).flatMap((text, index) =>
        [0, 1].map((turn) => ({
          is,
          text,
          turn,
          index,
          voice: voices[(index + 2 * turn + (index >> 2)) % voices.length] ?? "en",
        })),
      ),
    ),
  );
  const made: Answer[] = [];
  const todo = wanted.map((one, seed) => ({ ...one, seed }));
  const worker = async () => {
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      const { is, text, index, turn, voice, seed } = next;
      const random = dice(seed + 1);
      const speed = SPEEDS[Math.floor(random() * SPEEDS.length)] ?? 150;
      const voiced = await speak(text, voice, speed);
      // A machine that says little is known by its beep alone; of the others every other one beeps.
      const beeps = is === "machine" && (text.length < 26 || turn === 1);
      made[seed] = { is, text, held: index % 2 === 1, beeps, samples: scene(voiced, is, beeps, random) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return made;
}

function scene(voice: Int16Array, is: Answer["is"], beeps: boolean, random: () => number): Int16Array {
  const pick = (list: readonly number[]) => list[Math.floor(random() * list.length)] ?? 0;
  const total = new Float64Array(LASTS * RATE);
  const level = pick(LEVELS);
  const start = Math.round((0.1 + random() * (is === "person" ? 0.9 : 0.7)) * RATE);
  const factor = level / rms(voice);
  const put = (samples: ArrayLike<number>, at: number, by: number) => {
    for (let i = 0; i < samples.length && at + i < total.length; i += 1)
      total[at + i] = (total[at + i] ?? 0) + (samples[i] ?? 0) * by;
  };
  put(voice, start, factor);
  const end = start + voice.length;
  if (beeps) {
    const hertz = pick(BEEPS);
    const beep = Array.from({ length: 0.35 * RATE }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / RATE));
    put(beep, end + Math.round((0.2 + random() * 0.4) * RATE), level * 1.2);
  }
  // Somebody who hears nothing says it again.
  if (is === "person") put(voice, end + Math.round((1.8 + random()) * RATE), factor);
  const noise = pick(NOISES);
  let low = 0;
  for (let i = 0; i < total.length; i += 1) {
    low += 0.3 * ((random() * 2 - 1) * noise * 4 - low);
    total[i] = (total[i] ?? 0) + low;
  }
  return Int16Array.from(total, (one) => linearOf(alawOf(Math.max(-32_000, Math.min(32_000, Math.round(one))))));
}

/** The same numbers for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let one = Math.imul(state ^ (state >>> 15), 1 | state);
    one = (one + Math.imul(one ^ (one >>> 7), 61 | one)) ^ one;
    return ((one ^ (one >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Spoken once on this machine. */
export async function speak(text: string, voice: string, speed: number): Promise<Int16Array> {
  const name = createHash("sha256")
    .update(JSON.stringify([text, voice, speed]))
    .digest("hex");
  const path = join(CACHE, `${name}.wav`);
  const known = await readFile(path).catch(() => null);
  if (known !== null) return trimmed(telephone(known));
  const { stdout } = await run("espeak-ng", ["-v", voice, "-s", String(speed), "--stdout", "--", text], {
    encoding: "buffer",
    env: bareEnvironment(),
    maxBuffer: 1 << 24,
  });
  await mkdir(CACHE, { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, stdout);
  await rename(draft, path);
  return trimmed(telephone(stdout));
}

/** The band of a telephone, 8,000 samples/s, of a WAV file with a header of 44 octets and one channel of 16 bits. */
function telephone(wav: Buffer): Int16Array {
  const ratio = wav.readUInt32LE(24) / RATE;
  const count = Math.floor((wav.length - 44) / 2);
  const source = Float64Array.from({ length: count }, (_, at) => wav.readInt16LE(44 + at * 2));
  let before = 0;
  let high = 0;
  return Int16Array.from({ length: Math.floor(count / ratio) }, (_, at) => {
    const from = Math.floor(at * ratio);
    const to = Math.max(from + 1, Math.floor((at + 1) * ratio));
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += source[i] ?? 0;
    const now = sum / (to - from);
    // Below 200 Hz a telephone line carries little.
    high = 0.86 * (high + now - before);
    before = now;
    return Math.round(high);
  });
}

function trimmed(samples: Int16Array): Int16Array {
  const isLoud = (one: number) => Math.abs(one) > 200;
  const from = Math.max(0, samples.findIndex(isLoud));
  return samples.subarray(from, samples.findLastIndex(isLoud) + 1);
}

function rms(samples: Int16Array): number {
  const loud = samples.filter((one) => Math.abs(one) > 100);
  return Math.sqrt(loud.reduce((sum, one) => sum + one * one, 0) / Math.max(1, loud.length)) || 1;
}
