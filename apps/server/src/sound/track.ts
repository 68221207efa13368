import { linearOf } from "./alaw.ts";
import type { RtpPacket } from "./rtp.ts";

export const RATE = 8000;
const PER_MS = RATE / 1000;
/** Four seconds; a packet may lie at most a fraction of that ahead or behind. */
const RING = 4 * RATE;
/** A packet that claims to be further ahead than this, or has been too late so often on end, begins a count of its own. */
const MOST_AHEAD = RATE;
const MOST_LATE = 10;
/** How far the sender's clock may wander from ours before it is set right: 60 ms is not heard as an echo or a gap. */
const MOST_LAG = 60 * PER_MS;
const SMOOTHING = 64;

/**
 * One party's sound on the recording's time line. A packet lies where its RTP timestamp says, counted from where the
 * first packet of its source arrived; what never came is silence. Both tracks of a call share the clock of arrival, so
 * they stay together through loss, hold, another agent and senders whose clocks run fast or slow.
 *
 * Positions are samples since the beginning of the recording.
 */
export class Track {
  readonly #ring = new Int16Array(RING);
  /** Everything before this has been read. */
  #read = 0;
  #source: { ssrc: number; timestamp: number; at: number } | null = null;
  #late = 0;
  #lag = 0;

  /** `arrived` in milliseconds since the beginning. */
  put({ ssrc, timestamp, payload }: RtpPacket, arrived: number): void {
    const now = Math.round(arrived * PER_MS);
    if (this.#source?.ssrc !== ssrc) this.#anchor(ssrc, timestamp, now);
    let at = this.#place(timestamp);
    if (at < this.#read) this.#late += 1;
    else this.#late = 0;
    if (at > now + MOST_AHEAD || at < now - RING || this.#late > MOST_LATE) {
      this.#anchor(ssrc, timestamp, now);
      at = now;
    }
    this.#lag += (now - at - this.#lag) / SMOOTHING;
    if (Math.abs(this.#lag) > MOST_LAG) this.#shift(Math.round(this.#lag));
    for (let index = 0; index < payload.length; index += 1) {
      const position = at + index;
      if (position >= this.#read && position < this.#read + RING) {
        this.#ring[position % RING] = linearOf(payload[index] ?? 0);
      }
    }
  }

  /** What comes from now on has another beginning: after a pause, or when another party takes this side. */
  forget(): void {
    this.#source = null;
  }

  /** The next samples, for good; those that did not come are 0. */
  read(count: number): Int16Array {
    const samples = new Int16Array(count);
    for (let index = 0; index < count; index += 1) {
      const slot = (this.#read + index) % RING;
      samples[index] = this.#ring[slot] ?? 0;
      this.#ring[slot] = 0;
    }
    this.#read += count;
    return samples;
  }

  #anchor(ssrc: number, timestamp: number, at: number): void {
    this.#source = { ssrc, timestamp, at };
    this.#late = 0;
    this.#lag = 0;
  }

  #shift(samples: number): void {
    if (this.#source !== null) this.#source.at += samples;
    this.#lag = 0;
  }

  /** RTP timestamps wrap around at 2^32. */
  #place(timestamp: number): number {
    return this.#source === null ? 0 : this.#source.at + ((timestamp - this.#source.timestamp) | 0);
  }
}
