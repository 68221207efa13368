import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { durationIn, durationOf } from "./duration.ts";
import { convertRecording, makePrompts, readRecording } from "./make.ts";
import { music, ringback, SAMPLE_RATE, wav } from "./music.ts";
import { Prompts } from "./prompts.ts";
import { allSentences } from "./sentences.ts";

// Shared with other tests: making it is idempotent.
const folder = join(tmpdir(), "belfry-test-prompts");
const own = mkdtempSync(join(tmpdir(), "belfry-own-"));

beforeAll(() => makePrompts(folder));
afterAll(() => rmSync(own, { recursive: true, force: true }));

const none = new Prompts(folder, () => null);

describe("prompts", () => {
  it("are all there, in four languages, and are not made twice", async () => {
    for (const language of ["en", "nl", "fr", "uk"] as const) {
      for (const prompt of ["welcome", "closed", "agent-lost", "target-invalid"] as const) {
        const file = none.sentence("o", language, { prompt });
        expect(statSync(file).size, file).toBeGreaterThan(10_000);
      }
      for (const number of [1, 7, 30]) {
        expect(existsSync(none.sentence("o", language, { prompt: "position", number }))).toBe(true);
        expect(existsSync(none.sentence("o", language, { prompt: "wait-minutes", number }))).toBe(true);
      }
    }
    expect(await makePrompts(folder)).toEqual({ made: 0 });
  });

  it("speak of the nearest number that there is a sentence for", () => {
    const file = (number: number) => none.sentence("o", "en", { prompt: "position", number });
    expect(file(99)).toBe(file(30));
    expect(file(0)).toBe(file(1));
    expect(file(2.4)).toBe(file(2));
  });

  it("count minutes as each language does", () => {
    const text = (language: string, name: string) =>
      allSentences().find((one) => one.language === language && one.name === name)?.text;
    expect(text("en", "wait-minutes-1")).toMatch(/1 minute\.$/);
    expect(text("en", "wait-minutes-2")).toMatch(/2 minutes\.$/);
    expect(text("uk", "wait-minutes-1")).toMatch(/1 хвилина\.$/);
    expect(text("uk", "wait-minutes-3")).toMatch(/3 хвилини\.$/);
    expect(text("uk", "wait-minutes-12")).toMatch(/12 хвилин\.$/);
    expect(text("uk", "wait-minutes-22")).toMatch(/22 хвилини\.$/);
  });

  it("are packets of 160 samples at 8 kHz: what is played at an even pace", () => {
    /** The durations of the packets, in samples. */
    const packets = (file: string) =>
      execFileSync("ffmpeg", ["-v", "error", "-i", file, "-c", "copy", "-f", "framehash", "-"])
        .toString()
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => Number(line.split(",")[4]));
    for (const file of [none.sentence("o", "nl", { prompt: "welcome" }), none.ringback(), none.music("o", "en")]) {
      expect(new Set(packets(file).slice(0, -1)), file).toEqual(new Set([320]));
    }
  });

  it("say how long they play", async () => {
    for (const file of [none.sentence("o", "fr", { prompt: "closed" }), none.ringback(), none.music("o", "en")]) {
      const seconds = execFileSync("ffprobe", [
        "-v",
        "error",
        "-show_entries",
        "format=duration",
        "-of",
        "csv=p=0",
        file,
      ]);
      expect(await durationOf(file), file).toBeCloseTo(Number(seconds) * 1000, -1);
    }
    expect(await durationOf(join(own, "missing.mka"))).toBeNull();
    expect(durationIn(Buffer.from("RIFF, and not Matroska at all"))).toBeNull();
    expect(durationIn(Buffer.alloc(0))).toBeNull();
    const whole = readFileSync(none.ringback());
    for (let length = 0; length < 600; length += 1) expect(() => durationIn(whole.subarray(0, length))).not.toThrow();
  });

  it("give way to an organisation's own recording", async () => {
    const source = join(own, "upload.wav");
    const target = join(own, "org", "welcome.mka");
    writeFileSync(source, wav(ringback()));
    await convertRecording(source, target);
    const prompts = new Prompts(folder, (organisation, _language, prompt) =>
      organisation === "mine" && prompt === "welcome" ? target : null,
    );
    expect(prompts.sentence("mine", "en", { prompt: "welcome" })).toBe(target);
    expect(prompts.sentence("mine", "en", { prompt: "closed" })).toBe(
      none.sentence("mine", "en", { prompt: "closed" }),
    );
    expect(prompts.sentence("other", "en", { prompt: "welcome" })).toBe(
      none.sentence("x", "en", { prompt: "welcome" }),
    );
  });

  it("can be listened to as WAV: all of the sound, and its length where browsers look for it", async () => {
    const source = join(own, "listen.wav");
    const target = join(own, "listen.mka");
    writeFileSync(source, wav(ringback()));
    await convertRecording(source, target);
    const heard = await readRecording(target);
    expect(heard.subarray(0, 4).toString()).toBe("RIFF");
    expect(heard.readUInt32LE(40)).toBe(heard.length - 44);
    expect((heard.length - 44) / 2 / SAMPLE_RATE).toBeCloseTo(5, 1);
  });

  it("refuse an upload that holds no audio, and leave nothing behind", async () => {
    const source = join(own, "text.wav");
    const target = join(own, "bad.mka");
    writeFileSync(source, "#EXTM3U\nhttp://127.0.0.1:9/x\n");
    await expect(convertRecording(source, target)).rejects.toThrow();
    expect(existsSync(target)).toBe(false);
    expect(existsSync(`${target}.new`)).toBe(false);
  });
});

describe("an upload", () => {
  it("may be any usual kind of sound, but no list that names other files of this machine", async () => {
    const target = join(own, "kinds.mka");
    const other = join(own, "other.wav");
    writeFileSync(other, wav(ringback()));
    for (const kind of ["flac", "ogg", "mp3", "m4a", "mka", "aiff"]) {
      const source = join(own, `upload-${kind}`);
      execFileSync("ffmpeg", ["-v", "error", "-y", "-i", other, "-t", "1", join(own, `kind.${kind}`)]);
      writeFileSync(source, readFileSync(join(own, `kind.${kind}`)));
      await convertRecording(source, target);
      expect(await durationOf(target), kind).toBeGreaterThan(500);
    }
    const list = join(own, "list");
    writeFileSync(list, "ffconcat version 1.0\nfile other.wav\n");
    await expect(convertRecording(list, join(own, "listed.mka"))).rejects.toThrow();
  });

  it("is cut where it would fill the disk", async () => {
    const source = join(own, "long");
    const silence = ["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "1000", "-f", "flac", source];
    execFileSync("ffmpeg", ["-v", "error", "-y", ...silence]);
    await convertRecording(source, join(own, "long.mka"));
    expect(await durationOf(join(own, "long.mka"))).toBeLessThan(901_000);
  });
});

describe("music on hold", () => {
  const samples = music();

  it("is a minute or more, without clipping, and neither silent nor loud anywhere", () => {
    expect(samples.length / SAMPLE_RATE).toBeGreaterThanOrEqual(60);
    for (let at = 0; at < samples.length; at += SAMPLE_RATE) {
      const second = samples.slice(at, at + SAMPLE_RATE);
      const loudness = Math.sqrt(second.reduce((sum, sample) => sum + sample * sample, 0) / second.length);
      expect(loudness, `second ${at / SAMPLE_RATE}`).toBeGreaterThan(0.02);
      expect(loudness).toBeLessThan(0.4);
    }
    expect(samples.every((sample) => Math.abs(sample) < 1)).toBe(true);
  });

  it("repeats without a seam", () => {
    let step = 0;
    for (let i = 1; i < samples.length; i += 1)
      step = Math.max(step, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
    expect(Math.abs((samples[0] ?? 0) - (samples.at(-1) ?? 0))).toBeLessThanOrEqual(step);
  });
});
