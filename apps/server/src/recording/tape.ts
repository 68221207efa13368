import { Encoder } from "@evan/opus/wasm/index.mjs";
import type { RtpPacket } from "../sound/rtp.ts";
import { RATE, Track } from "../sound/track.ts";
import { OggOpus } from "./ogg.ts";
import { sealChunk } from "./seal.ts";

export type Side = "agent" | "customer";

const FRAME = RATE / 50;
/** Half a second: with what still waits for late packets, a crash loses less than a second. */
const FRAMES_PER_PAGE = 25;
/** Milliseconds that a packet may come late. */
const PATIENCE = 250;
/** Of opus_defines.h. */
const SET_BITRATE = 4002;
const SET_COMPLEXITY = 4010;
const BITRATE = 32_000;
const COMPLEXITY = 5;

/** One call's sound on its way into its file: agent left, caller right, silence where nothing is to be written. */
export class Tape {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #key: Buffer;
  readonly #began: number;
  readonly #ogg: OggOpus;
  readonly #tracks: Readonly<Record<Side, Track>> = { agent: new Track(), customer: new Track() };
  readonly #encoder = new Encoder({ channels: 2, sample_rate: RATE, application: "audio" });
  #packets: Uint8Array[] = [];
  #frames = 0;
  #chunks = 0;
  #octets = 0;
  #open = false;

  /** `began` and every later time are milliseconds of one clock that never goes back. */
  constructor(key: Buffer, serial: number, began: number, write: (bytes: Uint8Array) => void) {
    this.#write = write;
    this.#key = key;
    this.#began = began;
    this.#ogg = new OggOpus(serial, RATE);
    this.#encoder.ctl(SET_BITRATE, BITRATE);
    this.#encoder.ctl(SET_COMPLEXITY, COMPLEXITY);
    this.#seal(this.#ogg.head());
  }

  /** How much there is by now: milliseconds, and octets of sound. */
  get extent(): { readonly duration: number; readonly octets: number } {
    return { duration: this.#frames * 20, octets: this.#octets };
  }

  hear(side: Side, packet: RtpPacket, now: number): void {
    if (this.#open) this.#tracks[side].put(packet, now - this.#began);
  }

  /** Whether what is heard is written. What comes while it is not is never kept, not even for a moment. */
  open(open: boolean): void {
    this.#open = open;
    this.#tracks.agent.forget();
    this.#tracks.customer.forget();
  }

  /** Writes what is certain by now. */
  advance(now: number): void {
    this.#upTo(now - this.#began - PATIENCE);
  }

  /** Writes all that was heard, and the end. */
  finish(now: number): void {
    this.#upTo(now - this.#began);
    this.#page();
    this.#seal(this.#ogg.end());
    this.drop();
  }

  /** Frees what it holds, without a word in its file. */
  drop(): void {
    this.#encoder.drop();
  }

  #upTo(time: number): void {
    for (const due = Math.floor(time / 20); this.#frames < due; ) {
      this.#packets.push(this.#frame());
      this.#frames += 1;
      if (this.#packets.length === FRAMES_PER_PAGE) this.#page();
    }
  }

  #frame(): Uint8Array {
    const agent = this.#tracks.agent.read(FRAME);
    const customer = this.#tracks.customer.read(FRAME);
    const both = new Int16Array(2 * FRAME);
    for (let index = 0; index < FRAME; index += 1) {
      both[2 * index] = agent[index] ?? 0;
      both[2 * index + 1] = customer[index] ?? 0;
    }
    return this.#encoder.encode(new Uint8Array(both.buffer));
  }

  #page(): void {
    if (this.#packets.length === 0) return;
    const page = this.#ogg.page(this.#packets, this.#packets.length * FRAME);
    this.#packets = [];
    this.#seal(page);
  }

  #seal(sound: Buffer): void {
    this.#write(sealChunk(this.#key, this.#chunks, sound));
    this.#chunks += 1;
    this.#octets += sound.length;
  }
}
