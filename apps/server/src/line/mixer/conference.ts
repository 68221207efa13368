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
}

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
    this.#voices.set(stream, { buffer: new JitterBuffer(), writer, hears: [], isEar: false, frame: null });
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

  /** The next 20 ms of all. */
  beat(send: (stream: number, packet: Buffer) => void): void {
    for (const voice of this.#voices.values()) voice.frame = voice.buffer.take();
    for (const [stream, { writer, hears, isEar }] of this.#voices) {
      if (!isEar) continue;
      const frames = hears.flatMap((heard) => this.#voices.get(heard)?.frame ?? []);
      const mixed = mixInto(this.#mixed, frames);
      send(
        stream,
        writer.packet(FRAME, (index) => alawOf(mixed[index] ?? 0)),
      );
    }
  }
}
