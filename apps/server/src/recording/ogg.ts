/** Samples of the 48 kHz clock that Ogg Opus counts in: RFC 7845, 4. */
const PER_SAMPLE = 6;
/** What the decoder drops at the beginning: the look-ahead of libopus, 6.5 ms. */
const PRE_SKIP = 312;
const FRESH = 0;
const BEGINNING = 2;
const END = 4;

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit += 1) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value >>> 0;
});

function crc(page: Buffer): number {
  let sum = 0;
  for (const byte of page) sum = ((sum << 8) ^ (CRC[((sum >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return sum;
}

/** Writes an Ogg Opus stream (RFC 3533, RFC 7845) of two channels, a page at a time; each page can be played at once. */
export class OggOpus {
  readonly #serial: number;
  readonly #rate: number;
  #page = 0;
  #samples = 0;

  /** `rate` is that of the sound that was encoded, 8,000 samples/s for a telephone. */
  constructor(serial: number, rate: number) {
    this.#serial = serial;
    this.#rate = rate;
  }

  /** The two pages that every stream begins with. */
  head(): Buffer {
    const head = Buffer.alloc(19);
    head.write("OpusHead", 0, "latin1");
    head.writeUInt8(1, 8);
    head.writeUInt8(2, 9);
    head.writeUInt16LE(PRE_SKIP, 10);
    head.writeUInt32LE(this.#rate, 12);
    const vendor = Buffer.from("Belfry");
    const tags = Buffer.alloc(16 + vendor.length);
    tags.write("OpusTags", 0, "latin1");
    tags.writeUInt32LE(vendor.length, 8);
    vendor.copy(tags, 12);
    return Buffer.concat([this.#write([head], BEGINNING, 0n), this.#write([tags], FRESH, 0n)]);
  }

  /** A page of packets that hold `samples` together. At most 255 segments fit: 50 packets of 20 ms always do. */
  page(packets: readonly Uint8Array[], samples: number): Buffer {
    this.#samples += samples;
    return this.#write(packets, FRESH, this.#granule);
  }

  /** The empty page that says that nothing follows. */
  end(): Buffer {
    return this.#write([], END, this.#granule);
  }

  get #granule(): bigint {
    return BigInt(this.#samples * PER_SAMPLE);
  }

  #write(packets: readonly Uint8Array[], kind: number, granule: bigint): Buffer {
    const lacing = packets.flatMap(({ length }) => [
      ...Array<number>(Math.floor(length / 255)).fill(255),
      length % 255,
    ]);
    const header = Buffer.alloc(27 + lacing.length);
    header.write("OggS", 0, "latin1");
    header.writeUInt8(kind, 5);
    header.writeBigUInt64LE(granule, 6);
    header.writeUInt32LE(this.#serial, 14);
    header.writeUInt32LE(this.#page, 18);
    header.writeUInt8(lacing.length, 26);
    header.set(lacing, 27);
    this.#page += 1;
    const page = Buffer.concat([header, ...packets]);
    page.writeUInt32LE(crc(page), 22);
    return page;
  }
}
