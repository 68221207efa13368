import { spawn } from "node:child_process";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { power, RATE, shareAt } from "@belfry/caller";

/** A recording as it was downloaded, decoded by ffmpeg: the agent left, the caller right. */
export interface RecordedSound {
  readonly agent: Int16Array;
  readonly caller: Int16Array;
  readonly seconds: number;
}

export async function decodeRecording(file: Uint8Array): Promise<RecordedSound> {
  const words = ["-v", "error", "-f", "ogg", "-i", "pipe:0", "-f", "s16le", "-ar", String(RATE), "pipe:1"];
  const ffmpeg = spawn("ffmpeg", words, { stdio: ["pipe", "pipe", "inherit"] });
  const sound = buffer(ffmpeg.stdout);
  const ended = once(ffmpeg, "exit");
  ffmpeg.stdin.end(file);
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg could not decode ${file.length} octets`);
  const bytes = await sound;
  const both = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
  const side = (channel: 0 | 1) =>
    Int16Array.from({ length: both.length >> 1 }, (_, at) => both[2 * at + channel] ?? 0);
  return { agent: side(0), caller: side(1), seconds: both.length / 2 / RATE };
}

const WINDOW = RATE / 4;
const LOUD = 30_000;

/** Quarters of a second that hold this tone and little else. */
export function quartersWith(sound: Int16Array, hertz: number): number {
  return windows(sound).filter((window) => power(window) > LOUD && shareAt(window, hertz) > 0.8).length;
}

/** The longest stretch, in seconds, in which nothing is heard. */
export function longestSilence(sound: Int16Array): number {
  let longest = 0;
  let now = 0;
  for (const window of windows(sound)) {
    now = power(window) < 1000 ? now + 1 : 0;
    longest = Math.max(longest, now);
  }
  return (longest * WINDOW) / RATE;
}

function windows(sound: Int16Array): Int16Array[] {
  return Array.from({ length: Math.floor(sound.length / WINDOW) }, (_, index) =>
    sound.subarray(index * WINDOW, (index + 1) * WINDOW),
  );
}
