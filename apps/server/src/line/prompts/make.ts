import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { bareEnvironment } from "../../bare-environment.ts";
import { music, ringback, SAMPLE_RATE, wav, wavOf } from "./music.ts";
import { EXTENSION } from "./prompts.ts";
import { allSentences, type SpokenSentence } from "./sentences.ts";

const execute = promisify(execFile);
const run = (command: string, args: readonly string[], more: { maxBuffer?: number; timeout?: number } = {}) =>
  execute(command, args, { ...more, env: bareEnvironment() });

/** Words per minute of the voice, and how many files one ffmpeg converts. */
const SPEED = "150";
const BATCH = 40;
const AT_ONCE = 2;

/** An upload of some megabytes may unfold into days of silence: this many seconds are kept, and wait for so long. */
const LONGEST = 900;
const PATIENCE = 300_000;
/** Sound alone: a playlist, which ffmpeg reads too, would name other files of this machine. */
const FORMATS = "wav,w64,aiff,au,caf,mp3,ogg,flac,matroska,mov,aac,amr";

/** What has to be the same for the files to be the same. */
const VERSION = 1;

/** 8 kHz, packets of 160 samples: what makes rtpengine play at an even pace. */
const PACED = "aresample=8000,asetnsamples=160";
const SPOKEN = `highpass=f=200,volume=1.2,${PACED}`;
/** A recording comes at any level. */
const RECORDED = `highpass=f=200,loudnorm=I=-20:TP=-3,${PACED}`;
const ENCODING = ["-ac", "1", "-ar", "8000", "-c:a", "pcm_s16le", "-f", "matroska"];

export interface MakeResult {
  /** Files written; 0 when everything was there already. */
  readonly made: number;
}

/**
 * Fills `folder` with the default sentences in four languages, music on hold and a ringback tone, unless a
 * complete set is there. Needs espeak-ng and ffmpeg; rejects with what they said.
 */
export async function makePrompts(folder: string): Promise<MakeResult> {
  const sentences = allSentences();
  const mark = createHash("sha256")
    .update(JSON.stringify([VERSION, SPOKEN, ENCODING, SPEED, sentences]))
    .digest("hex");
  const markFile = join(folder, "complete");
  if ((await readFile(markFile, "utf8").catch(() => "")) === mark) return { made: 0 };

  const work = await mkdtemp(join(tmpdir(), "belfry-prompts-"));
  try {
    for (const { language } of sentences) await mkdir(join(folder, language), { recursive: true });
    const batches: SpokenSentence[][] = [];
    for (let at = 0; at < sentences.length; at += BATCH) batches.push(sentences.slice(at, at + BATCH));
    const worker = async (): Promise<void> => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) await speak(batch, folder, work);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    for (const [name, samples] of [
      ["music", music()],
      ["ringback", ringback()],
    ] as const) {
      const source = join(work, `${name}.wav`);
      await writeFile(source, wav(samples));
      await convert([{ source, target: join(folder, `${name}.${EXTENSION}`) }], PACED);
    }
    await writeFile(markFile, mark);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { made: sentences.length + 2 };
}

/**
 * Converts an organisation's own recording (WAV, or whatever ffmpeg reads) into what `LineDirectory.recording`
 * may name. Rejects when `source` holds no audio.
 */
export async function convertRecording(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  // Written beside its place and moved, so that a call never plays half a file.
  const draft = `${target}.new`;
  try {
    await convert([{ source, target: draft }], RECORDED);
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}

/** What a recording holds, as a WAV file: every browser plays that, and none plays what rtpengine likes. */
export async function readRecording(file: string): Promise<Buffer> {
  const args = ["-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i", file, "-f", "s16le", "pipe:1"];
  const options = { env: bareEnvironment(), timeout: PATIENCE, maxBuffer: LONGEST * SAMPLE_RATE * 4 };
  const { stdout } = await execute("ffmpeg", args, { ...options, encoding: "buffer" });
  return wavOf(stdout);
}

async function speak(batch: readonly SpokenSentence[], folder: string, work: string): Promise<void> {
  const files: Conversion[] = [];
  for (const { language, voice, name, text } of batch) {
    const source = join(work, `${language}-${name}.wav`);
    await run("espeak-ng", ["-v", voice, "-s", SPEED, "-w", source, "--", text]);
    files.push({ source, target: join(folder, language, `${name}.${EXTENSION}`) });
  }
  await convert(files, SPOKEN);
}

interface Conversion {
  readonly source: string;
  readonly target: string;
}

async function convert(files: readonly Conversion[], filter: string): Promise<void> {
  // A protocol other than a file could be named by an upload's content; nothing of ours needs one.
  const sources = files.flatMap(({ source }) => [
    ...["-protocol_whitelist", "file", "-format_whitelist", FORMATS],
    ...["-t", String(LONGEST), "-i", source],
  ]);
  const args = ["-nostdin", "-v", "error", "-y", ...sources];
  files.forEach(({ target }, index) => {
    args.push("-map", `${index}:a:0`, "-map_metadata", "-1", "-vn", "-af", filter, ...ENCODING, target);
  });
  await run("ffmpeg", args, { maxBuffer: 1 << 20, timeout: PATIENCE });
}
