import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshKey, serverKey } from "./seal.ts";
import { SealedFile } from "./sealed-file.ts";
import { Tape } from "./tape.ts";

const SERVER = serverKey("a secret that is only known to this test");
const PLACE = "organisation/call";
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "belfry-tape-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Three seconds: the agent says one byte of A-law on and on, the caller another one from the second second on. */
function record(change: (tape: Tape, now: number) => void = () => {}): Buffer {
  const parts: Uint8Array[] = [];
  const { key, head } = freshKey(SERVER, PLACE);
  parts.push(head);
  const tape = new Tape(key, 1, 0, (bytes) => parts.push(bytes));
  tape.open(true);
  for (let now = 0; now < 3000; now += 20) {
    change(tape, now);
    const packet = (ssrc: number) => ({ ssrc, timestamp: now * 8, payload: square(ssrc === 1 ? 8 : 16) });
    tape.hear("agent", packet(1), now);
    if (now >= 1000) tape.hear("customer", packet(2), now);
    tape.advance(now);
  }
  tape.finish(3000);
  expect(tape.extent.duration).toBe(3000);
  return Buffer.concat(parts);
}

/** A square wave in A-law. */
const square = (period: number) =>
  Uint8Array.from({ length: 160 }, (_, at) => (at % period < period / 2 ? 0xa5 : 0x25));

async function saved(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function soundOf(path: string, from = 0, to = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const file = await SealedFile.open(path, SERVER, PLACE);
  const parts: Buffer[] = [];
  for await (const part of file.read(from, to)) parts.push(part);
  return Buffer.concat(parts);
}

async function decoded(sound: Buffer): Promise<{ agent: number[]; customer: number[] }> {
  const ffmpeg = spawn("ffmpeg", "-v error -f ogg -i pipe:0 -f s16le -ar 8000 pipe:1".split(" "));
  ffmpeg.stdin.end(sound);
  const bytes = await buffer(ffmpeg.stdout);
  const all = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
  const side = (channel: 0 | 1) => Array.from({ length: all.length >> 1 }, (_, at) => all[2 * at + channel] ?? 0);
  return { agent: side(0), customer: side(1) };
}

const loudness = (samples: readonly number[]) => samples.reduce((sum, one) => sum + Math.abs(one), 0) / samples.length;

describe("a recording", () => {
  it("is Ogg Opus of two channels and the right length, the agent left and the caller right", async () => {
    const path = await saved("whole", record());
    const ogg = await saved("whole.ogg", await soundOf(path));
    const probed = await promisify(execFile)("ffprobe", [
      ..."-v error -show_entries format=duration:stream=codec_name,channels -of csv".split(" "),
      ogg,
    ]);
    expect(probed.stdout).toMatch(/stream,opus,2\nformat,(3\.0|2\.99)/);
    const { agent, customer } = await decoded(await soundOf(path));
    expect(Math.abs(agent.length - 24_000)).toBeLessThan(80);
    const said = loudness(agent.slice(2000, 7000));
    expect(said).toBeGreaterThan(500);
    // What one says is heard on the other's side 40 dB down, as stereo is coded.
    expect(loudness(customer.slice(2000, 7000))).toBeLessThan(said / 100);
    expect(loudness(customer.slice(10_000, 20_000))).toBeGreaterThan(500);
  });

  it("holds silence from the moment that it is closed to the moment that it is opened", async () => {
    const path = await saved(
      "paused",
      record((tape, now) => {
        if (now === 1200) tape.open(false);
        if (now === 2200) tape.open(true);
      }),
    );
    const { agent, customer } = await decoded(await soundOf(path));
    for (const side of [agent, customer]) expect(loudness(side.slice(9_900, 17_300))).toBeLessThan(20);
    expect(loudness(agent.slice(18_400, 23_000))).toBeGreaterThan(500);
  });

  it("shows nothing of its sound without the key, and does not open with another one or in another place", async () => {
    const bytes = record();
    expect(bytes.includes("OggS")).toBe(false);
    const path = await saved("closed", bytes);
    const open = (key: string, place: string) => SealedFile.open(path, serverKey(key), place);
    await expect(open("another secret", PLACE)).rejects.toMatchObject({ code: "recording_damaged" });
    const same = "a secret that is only known to this test";
    await expect(open(same, "other/call")).rejects.toMatchObject({ code: "recording_damaged" });
  });

  it("can be read from anywhere, and gives what the whole has there", async () => {
    const path = await saved("ranges", record());
    const whole = await soundOf(path);
    for (const [from, to] of [
      [0, 1],
      [100, 5000],
      [whole.length - 7, whole.length],
      [3000, 3001],
    ] as const)
      expect((await soundOf(path, from, to)).equals(whole.subarray(from, to))).toBe(true);
  });

  it("is refused when an octet of it was changed, or parts changed places", async () => {
    const bytes = record();
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(2000) ^ 1, 2000);
    await expect(soundOf(await saved("changed", changed))).rejects.toMatchObject({ code: "recording_damaged" });
    const head = 8 + 8 + 12 + 16 + 32;
    const first = 4 + bytes.readUInt32BE(head) + 16;
    const second = 4 + bytes.readUInt32BE(head + first) + 16;
    const swapped = Buffer.concat([
      bytes.subarray(0, head),
      bytes.subarray(head + first, head + first + second),
      bytes.subarray(head, head + first),
      bytes.subarray(head + first + second),
    ]);
    await expect(soundOf(await saved("swapped", swapped))).rejects.toMatchObject({ code: "recording_damaged" });
  });

  it("that a crash tore can be played up to the last whole half second", async () => {
    const bytes = record();
    const path = await saved("torn", bytes);
    await truncate(path, bytes.length - 3000);
    const { agent } = await decoded(await soundOf(path));
    expect(agent.length).toBeGreaterThan(12_000);
    expect(agent.length).toBeLessThan(24_000);
    await truncate(path, 40);
    await expect(soundOf(path)).rejects.toMatchObject({ code: "recording_damaged" });
  });
});
