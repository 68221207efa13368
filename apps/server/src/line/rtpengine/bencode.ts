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

/** Only these members of a dictionary; the rest is passed over, which costs a tenth. Null for anything else. */
export function decodeMembers(bytes: Buffer, names: ReadonlySet<string>): BencodeDict | null {
  const reader = new Reader(bytes);
  const value = reader.members(names);
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
const MINUS = 0x2d;
const ZERO = 0x30;
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

  members(names: ReadonlySet<string>): BencodeDict | null {
    if (this.#bytes[this.#at] !== DICT) return null;
    this.#at += 1;
    const members: [string, BencodeValue][] = [];
    while (this.#bytes[this.#at] !== END) {
      const key = this.#text();
      if (key === null) return null;
      if (names.has(key)) {
        const member = this.value(1);
        if (member === null) return null;
        members.push([key, member]);
      } else if (!this.#skip(1)) return null;
    }
    this.#at += 1;
    return Object.fromEntries(members);
  }

  /** Passes over one value; false when there is none. */
  #skip(depth: number): boolean {
    if (depth > DEEPEST) return false;
    switch (this.#bytes[this.#at]) {
      case NUMBER:
        this.#at += 1;
        return this.#integer(END) !== null;
      case LIST:
      case DICT:
        this.#at += 1;
        // The keys of a dictionary are values like any other here.
        while (this.#bytes[this.#at] !== END) if (!this.#skip(depth + 1)) return false;
        this.#at += 1;
        return true;
      default: {
        const length = this.#integer(COLON);
        if (length === null || length < 0 || this.#at + length > this.#bytes.length) return false;
        this.#at += length;
        return true;
      }
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
    const negative = this.#bytes[this.#at] === MINUS;
    let at = negative ? this.#at + 1 : this.#at;
    if (at === end) return null;
    let number = 0;
    for (; at < end; at += 1) {
      const digit = (this.#bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) return null;
      number = number * 10 + digit;
    }
    this.#at = end + 1;
    return negative ? 0 - number : number;
  }
}
