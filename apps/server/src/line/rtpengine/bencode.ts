/**
 * Bencode, the notation of rtpengine's control protocol. Strings are UTF-8; numbers are integers.
 */
export type BencodeValue = string | number | readonly BencodeValue[] | BencodeDict;
export interface BencodeDict {
  readonly [key: string]: BencodeValue | undefined;
}

/** Members that are undefined are left out. */
export function encode(value: BencodeValue): string {
  if (typeof value === "number") return `i${Math.trunc(value)}e`;
  if (typeof value === "string") return text(value);
  if (isList(value)) return `l${value.map(encode).join("")}e`;
  let out = "d";
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) out += text(key) + encode(member);
  }
  return `${out}e`;
}

/** Null for bytes that are not exactly one value. */
export function decode(bytes: Buffer): BencodeValue | null {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  return value === null || !reader.atEnd() ? null : value;
}

export function isDict(value: BencodeValue | null | undefined): value is BencodeDict {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: BencodeValue): value is readonly BencodeValue[] {
  return Array.isArray(value);
}

const text = (value: string): string => `${Buffer.byteLength(value)}:${value}`;

const NUMBER = 0x69;
const LIST = 0x6c;
const DICT = 0x64;
const END = 0x65;
const COLON = 0x3a;
const DEEPEST = 32;

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): BencodeValue | null {
    if (depth > DEEPEST) return null;
    switch (this.#bytes[this.#at]) {
      case NUMBER:
        this.#at += 1;
        return this.#integer(END);
      case LIST:
        return this.#list(depth);
      case DICT:
        return this.#dict(depth);
      default:
        return this.#text();
    }
  }

  #list(depth: number): BencodeValue | null {
    this.#at += 1;
    const items: BencodeValue[] = [];
    while (this.#bytes[this.#at] !== END) {
      const item = this.value(depth + 1);
      if (item === null) return null;
      items.push(item);
    }
    this.#at += 1;
    return items;
  }

  #dict(depth: number): BencodeValue | null {
    this.#at += 1;
    const members: [string, BencodeValue][] = [];
    while (this.#bytes[this.#at] !== END) {
      const key = this.#text();
      const member = key === null ? null : this.value(depth + 1);
      if (key === null || member === null) return null;
      members.push([key, member]);
    }
    this.#at += 1;
    return Object.fromEntries(members);
  }

  #text(): string | null {
    const length = this.#integer(COLON);
    if (length === null || length < 0 || this.#at + length > this.#bytes.length) return null;
    const start = this.#at;
    this.#at += length;
    return this.#bytes.toString("utf8", start, this.#at);
  }

  #integer(terminator: number): number | null {
    const end = this.#bytes.indexOf(terminator, this.#at);
    if (end < 0 || end - this.#at > 20) return null;
    const digits = this.#bytes.toString("latin1", this.#at, end);
    if (!/^-?\d+$/.test(digits)) return null;
    this.#at = end + 1;
    return Number(digits);
  }
}
