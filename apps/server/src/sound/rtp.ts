export interface RtpPacket {
  readonly ssrc: number;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

const PCMA = 8;
const HEADER = 12;

/** An RTP packet (RFC 3550, 5.1) of this payload type; null for RTCP and whatever else may come. */
export function readRtp(datagram: Buffer, type = PCMA): RtpPacket | null {
  if (datagram.length < HEADER) return null;
  const first = datagram.readUInt8(0);
  if (first >> 6 !== 2 || (datagram.readUInt8(1) & 0x7f) !== type) return null;
  let start = HEADER + 4 * (first & 0x0f);
  let end = datagram.length;
  if ((first & 0x10) !== 0) {
    if (start + 4 > end) return null;
    start += 4 + 4 * datagram.readUInt16BE(start + 2);
  }
  if ((first & 0x20) !== 0) end -= datagram.readUInt8(end - 1);
  if (start > end) return null;
  return {
    ssrc: datagram.readUInt32BE(8),
    timestamp: datagram.readUInt32BE(4),
    payload: datagram.subarray(start, end),
  };
}

/** Writes packets of PCMA, and keys among them, one after the other (RFC 3550, 5.1). */
export class RtpWriter {
  readonly #ssrc: number;
  #sequence: number;
  #timestamp: number;
  /** The last key of each who presses any: its own timestamp there, and ours here. */
  readonly #keys = new Map<number, { readonly there: number; readonly here: number }>();

  /** RFC 3550 wants all three to be drawn at random. */
  constructor(ssrc: number, sequence: number, timestamp: number) {
    this.#ssrc = ssrc;
    this.#sequence = sequence;
    this.#timestamp = timestamp;
  }

  /** The next packet; `encode` gives its payload octet by octet. */
  packet(samples: number, encode: (index: number) => number): Buffer {
    const packet = this.#begin(PCMA, this.#timestamp, samples);
    for (let index = 0; index < samples; index += 1) packet[HEADER + index] = encode(index);
    this.skip(samples);
    return packet;
  }

  /** Time goes by without a packet. */
  skip(samples: number): void {
    this.#timestamp = (this.#timestamp + samples) >>> 0;
  }

  /**
   * Passes on a packet of a key that somebody presses (RFC 4733, 2.5.1). All packets of one key bear the time at which
   * it began, which is now for the first one.
   */
  event(type: number, from: number, { timestamp, payload }: RtpPacket): Buffer {
    const last = this.#keys.get(from);
    const isNew = last?.there !== timestamp;
    const here = isNew ? this.#timestamp : last.here;
    this.#keys.set(from, { there: timestamp, here });
    const packet = this.#begin(isNew ? type | 0x80 : type, here, payload.length);
    packet.set(payload, HEADER);
    return packet;
  }

  #begin(type: number, timestamp: number, octets: number): Buffer {
    const packet = Buffer.allocUnsafe(HEADER + octets);
    packet[0] = 0x80;
    packet[1] = type;
    packet.writeUInt16BE(this.#sequence, 2);
    packet.writeUInt32BE(timestamp, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return packet;
  }
}
