import { linearOf } from "../../sound/alaw.ts";
import type { RtpPacket } from "../../sound/rtp.ts";
import { Concealment } from "./concealment.ts";
import { FRAME } from "./mix.ts";

/** Samples; a power of two, and more than ever lies ahead. */
const RING = 8192;
const LONGEST_PACKET = 1600;
/** How far ahead of its playing a packet comes at the beginning, and at the most: 20 and 120 ms. */
const START = FRAME;
const MOST = 6 * FRAME;
/** So much to spare in every packet of a second or two is more than needed. */
const SPARE = START + FRAME;
/** Frames between two looks at that: a second. */
const WINDOW = 50;
/** After so many frames without a packet (200 ms) the next one is a new beginning. */
const DRY = 10;
/** So many packets on end that came too late are no accident: the sender counts anew. */
const MOST_LATE = 10;
/** Another sender is heard after so many of its packets on end, or once there was none of the one before for 60 ms. */
const TAKES_OVER = 3;
const GONE = 3;
/** Packets whose doubles are known. */
const REMEMBERED = 32;

/**
 * One voice, made even: packets come when they come, and every 20 ms a frame is taken. A packet lies where its RTP
 * timestamp says, so that order, doubles and loss need no care of their own. How far playing runs behind follows the
 * network, from 20 to 120 ms: nothing there yet, or a packet too late, lets playing wait for a frame; a second in which
 * every packet had a frame to spare lets two frames be blended into one. Senders whose clocks run fast or slow are set
 * right by the same two means.
 *
 * Positions are samples in the sender's count. No clock is read: the taking of frames is the clock.
 */
export class JitterBuffer {
  readonly #samples = new Int16Array(RING);
  readonly #there = new Uint8Array(RING);
  readonly #frame = new Int16Array(FRAME);
  readonly #concealment = new Concealment();
  readonly #seen = new Float64Array(REMEMBERED).fill(-1);
  #seenAt = 0;
  #source: { readonly ssrc: number; readonly timestamp: number } | null = null;
  /** A sender that is not heard yet, and its packets since the last one of who is. */
  #rival: { readonly ssrc: number; packets: number } | null = null;
  /** The next sample to be played, and the one after the newest that is there. */
  #next = 0;
  #end = 0;
  /** Frames since the last packet; packets that were too late on end. */
  #dry = 0;
  #late = 0;
  #wait = false;
  /** How far ahead packets came, at the least and at the most, in this window and in the one before. */
  #least: [now: number, before: number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  #most: [now: number, before: number] = [0, 0];
  #taken = 0;
  #blend = false;

  put({ ssrc, timestamp, payload }: RtpPacket): void {
    if (payload.length === 0 || payload.length > LONGEST_PACKET || !this.#isHeard(ssrc)) return;
    if (this.#source?.ssrc !== ssrc || this.#dry > DRY || this.#late > MOST_LATE) this.#begin(ssrc, timestamp);
    else if (this.#seen.includes(timestamp)) return;
    this.#remember(timestamp);
    let at = this.#place(timestamp);
    if (Math.abs(at - this.#next) > RING / 2) {
      this.#begin(ssrc, timestamp);
      at = 0;
    }
    // Playing stood still for want of sound: it goes on with what comes, and does not wait for what was never said.
    if (this.#end <= this.#next && at - this.#next > START && this.#concealment.running) this.#skipTo(at - START);
    if (at - this.#next > MOST) this.#skipTo(at - MOST);
    const ahead = at - this.#next;
    this.#dry = 0;
    this.#late = ahead < 0 ? this.#late + 1 : 0;
    this.#least[0] = Math.min(this.#least[0], ahead);
    this.#most[0] = Math.max(this.#most[0], ahead);
    if (ahead < 0 && Math.max(...this.#most) + FRAME <= MOST) this.#wait = true;
    for (let index = Math.max(0, -ahead); index < payload.length; index += 1) {
      const slot = (at + index) & (RING - 1);
      this.#samples[slot] = linearOf(payload[index] ?? 0);
      this.#there[slot] = 1;
    }
    this.#end = Math.max(this.#end, at + payload.length);
  }

  /** The next 20 ms, or null for silence. Valid until the next call. */
  take(): Int16Array | null {
    if (this.#source === null) return null;
    this.#dry += 1;
    this.#look();
    // What is not there may still come; what later sound has overtaken is lost.
    const isComing = this.#end < this.#next + FRAME;
    if (this.#wait || isComing) {
      this.#wait = false;
      this.#moved(FRAME);
      return this.#concealment.conceal();
    }
    if (this.#blend && this.#has(2 * FRAME)) return this.#concealment.pass(this.#readTwo());
    const isWhole = this.#has(FRAME);
    const frame = this.#read();
    return isWhole ? this.#concealment.pass(frame) : this.#concealment.conceal();
  }

  /** How far playing runs behind what has come, in samples. */
  get depth(): number {
    return Math.max(0, this.#end - this.#next);
  }

  /** Two who send at once would each begin anew with every packet, and neither be heard: whoever came first goes on. */
  #isHeard(ssrc: number): boolean {
    if (this.#source !== null && this.#source.ssrc !== ssrc) {
      if (this.#rival?.ssrc !== ssrc) this.#rival = { ssrc, packets: 0 };
      this.#rival.packets += 1;
      if (this.#rival.packets < TAKES_OVER && this.#dry <= GONE) return false;
    }
    this.#rival = null;
    return true;
  }

  #begin(ssrc: number, timestamp: number): void {
    this.#source = { ssrc, timestamp };
    this.#there.fill(0);
    this.#seen.fill(-1);
    this.#next = -START;
    this.#end = 0;
    this.#dry = 0;
    this.#late = 0;
    this.#wait = false;
    this.#blend = false;
    this.#least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    this.#most = [0, 0];
    this.#concealment.cut();
  }

  /** Whether so many samples are there without a gap. */
  #has(count: number): boolean {
    for (let index = 0; index < count; index += 1) {
      if (this.#there[(this.#next + index) & (RING - 1)] !== 1) return false;
    }
    return true;
  }

  #read(): Int16Array {
    for (let index = 0; index < FRAME; index += 1) {
      const slot = (this.#next + index) & (RING - 1);
      this.#frame[index] = this.#samples[slot] ?? 0;
      this.#there[slot] = 0;
    }
    this.#next += FRAME;
    return this.#frame;
  }

  /** Two frames in the time of one: it begins as the first and ends as the second. */
  #readTwo(): Int16Array {
    this.#blend = false;
    const first = Int16Array.from(this.#read());
    const second = this.#read();
    this.#moved(-FRAME);
    for (let index = 0; index < FRAME; index += 1) {
      const before = first[index] ?? 0;
      second[index] = Math.round(before + (((second[index] ?? 0) - before) * index) / FRAME);
    }
    return second;
  }

  #skipTo(position: number): void {
    const from = Math.max(this.#next, position - RING);
    for (let at = from; at < position; at += 1) this.#there[at & (RING - 1)] = 0;
    this.#moved(this.#next - position);
    this.#next = position;
    this.#concealment.cut();
  }

  /** Playing fell behind by so many samples: whatever comes now is so much further ahead. */
  #moved(by: number): void {
    this.#least = [this.#least[0] + by, this.#least[1] + by];
    this.#most = [this.#most[0] + by, this.#most[1] + by];
  }

  #look(): void {
    this.#taken += 1;
    if (this.#taken % WINDOW !== 0) return;
    const spare = Math.min(...this.#least);
    if (Number.isFinite(spare) && spare >= SPARE) this.#blend = true;
    this.#least = [Number.POSITIVE_INFINITY, this.#least[0]];
    this.#most = [0, this.#most[0]];
  }

  #remember(timestamp: number): void {
    this.#seen[this.#seenAt] = timestamp;
    this.#seenAt = (this.#seenAt + 1) % REMEMBERED;
  }

  /** RTP timestamps wrap around at 2^32; the difference does not. */
  #place(timestamp: number): number {
    return this.#source === null ? 0 : (timestamp - this.#source.timestamp) | 0;
  }
}
