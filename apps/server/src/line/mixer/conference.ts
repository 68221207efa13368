import { alawOf } from "../../sound/alaw.ts";
import { type RtpPacket, RtpWriter } from "../../sound/rtp.ts";
import { JitterBuffer } from "./jitter-buffer.ts";
import { FRAME, mixInto } from "./mix.ts";
import type { Route } from "./orders.ts";

/** Three numbers below 2^32 for the beginning of a stream (RFC 3550, 5.1). */
export type Random = () => number;

interface Voice {
  readonly buffer: JitterBuffer;
  /** What it hears goes out by this. */
  readonly writer: RtpWriter;
  hears: readonly number[];
  isEar: boolean;
  frame: Int16Array | null;
  /** The payload type by which it is told of keys (RFC 4733). */
  events: number | null;
  /** Of what it pressed; each beat passes one packet on, since two at once may overtake one another. */
  readonly keys: RtpPacket[];
  /** Beats without sound that are left for the sake of a key. */
  quiet: number;
}

/** Packets of one voice's keys that wait: more come only from who means no good. */
const MOST_KEYS = 16;
/**
 * Beats without sound from each packet of a key. NOTE: rtpengine 10.5, where it must transcode, makes a key of its own of
 * the last packets of a key when there is sound between them; and no phone sends any.
 */
const QUIET = 3;
const NEW_VOICE = { hears: [], isEar: false, frame: null, events: null, quiet: 0 };

/** Who is in one conference, and who hears whom. Packets in, and at every beat packets out. */
export class Conference {
  readonly #voices = new Map<number, Voice>();
  readonly #mixed = new Int16Array(FRAME);
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  add(stream: number): void {
    const writer = new RtpWriter(this.#random(), this.#random() & 0xffff, this.#random());
    this.#voices.set(stream, { buffer: new JitterBuffer(), writer, ...NEW_VOICE, keys: [] });
  }

  remove(stream: number): void {
    this.#voices.delete(stream);
  }

  get streams(): readonly number[] {
    return [...this.#voices.keys()];
  }

  /** Replaces who hears whom, as a whole. */
  route(routes: readonly Route[]): void {
    const byEar = new Map(routes.map(({ ear, hears }) => [ear, hears]));
    for (const [stream, voice] of this.#voices) {
      voice.hears = byEar.get(stream) ?? [];
      voice.isEar = byEar.has(stream);
    }
  }

  hear(stream: number, packet: RtpPacket): void {
    this.#voices.get(stream)?.buffer.put(packet);
  }

  /** Keys come and go by this payload type. */
  understand(stream: number, events: number | null): void {
    const voice = this.#voices.get(stream);
    if (voice !== undefined) voice.events = events;
  }

  /** A packet of a key that is pressed: for those who hear this stream. */
  press(stream: number, packet: RtpPacket): void {
    const keys = this.#voices.get(stream)?.keys;
    if (keys !== undefined && keys.length < MOST_KEYS) keys.push(packet);
  }

  /** The next 20 ms of all. */
  beat(send: (stream: number, packet: Buffer) => void): void {
    for (const voice of this.#voices.values()) voice.frame = voice.buffer.take();
    for (const [stream, voice] of this.#voices) {
      const { writer, hears, isEar } = voice;
      if (!isEar) continue;
      if (this.#passKeys(stream, voice, send)) {
        writer.skip(FRAME);
        continue;
      }
      const frames = hears.flatMap((heard) => this.#voices.get(heard)?.frame ?? []);
      const mixed = mixInto(this.#mixed, frames);
      send(
        stream,
        writer.packet(FRAME, (index) => alawOf(mixed[index] ?? 0)),
      );
    }
    for (const { keys } of this.#voices.values()) keys.shift();
  }

  /** Sends an ear the keys of those it hears. Whether that takes the place of sound now. */
  #passKeys(stream: number, ear: Voice, send: (stream: number, packet: Buffer) => void): boolean {
    const { events, hears, writer } = ear;
    if (events === null) return false;
    for (const heard of hears) {
      const [key] = this.#voices.get(heard)?.keys ?? [];
      if (key === undefined) continue;
      send(stream, writer.event(events, heard, key));
      ear.quiet = QUIET;
    }
    ear.quiet = Math.max(-1, ear.quiet - 1);
    return ear.quiet >= 0;
  }
}
