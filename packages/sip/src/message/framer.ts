import { findHeadEnd, parseMessage, refuse } from "./parse.ts";
import type { ParseFailure } from "./types.ts";

/**
 * What a stream holds next. `ping` wants one CR LF back (RFC 5626 4.4.1); `pong` is the answer to ours. After
 * `failure` the boundaries are lost: answer it if `failure.status` says so, then close the connection.
 */
export type Frame =
  | { readonly kind: "message"; readonly data: Uint8Array }
  | { readonly kind: "ping" }
  | { readonly kind: "pong" }
  | { readonly kind: "failure"; readonly failure: ParseFailure };

export interface FramerLimits {
  /** Bytes of start line and headers together. */
  readonly maxHead: number;
  /** Bytes of the body. */
  readonly maxBody: number;
}

const cr = 0x0d;
const lf = 0x0a;
const colon = 0x3a;
const ping: Frame = { kind: "ping" };
const pong: Frame = { kind: "pong" };
const none: readonly Frame[] = [];

/** Cuts messages out of a TCP stream by Content-Length (RFC 3261 18.3). One for every connection. */
export class StreamFramer {
  readonly #limits: FramerLimits;
  /** Bytes that wait for the rest of their message: `#pending[0, #filled)`. */
  #pending: Uint8Array = new Uint8Array(0);
  #filled = 0;
  /** How far the end of the headers has been looked for, so that a slow trickle is read once. */
  #searched = 0;
  /** The whole length of the message whose headers are complete; 0 before. */
  #wanted = 0;
  #emptyLines = 0;
  #broken = false;

  constructor(limits: FramerLimits = { maxHead: 32_768, maxBody: 65_536 }) {
    this.#limits = limits;
  }

  /** The frames that these bytes complete. `chunk` may be kept, so it must not be written to afterwards. */
  push(chunk: Uint8Array): readonly Frame[] {
    if (this.#broken || chunk.length === 0) return none;
    let data = chunk;
    if (this.#filled > 0) {
      this.#append(chunk);
      if (this.#filled < this.#wanted) return none;
      data = this.#pending.subarray(0, this.#filled);
    }
    const frames: Frame[] = [];
    let at = 0;
    for (;;) {
      at = this.#skipEmptyLines(data, at, frames);
      if (at >= data.length) break;
      const length = this.#messageLength(data, at);
      if (typeof length !== "number") {
        frames.push({ kind: "failure", failure: length });
        this.#broken = true;
        at = data.length;
        break;
      }
      if (length === 0 || at + length > data.length) break;
      frames.push({ kind: "message", data: data.subarray(at, at + length) });
      at += length;
      this.#searched = 0;
      this.#wanted = 0;
    }
    this.#keep(data, at);
    return frames;
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#filled + chunk.length;
    if (needed > this.#pending.length) {
      const grown = new Uint8Array(Math.max(needed, this.#wanted, 2 * this.#pending.length));
      grown.set(this.#pending.subarray(0, this.#filled));
      this.#pending = grown;
    }
    this.#pending.set(chunk, this.#filled);
    this.#filled = needed;
  }

  /** Frames given out are views of the old buffer, so what is left over always moves to a new one. */
  #keep(data: Uint8Array, at: number): void {
    if (at === 0 && this.#filled > 0) return;
    this.#filled = data.length - at;
    this.#pending = this.#filled === 0 ? new Uint8Array(0) : data.slice(at);
  }

  /**
   * Two empty lines between messages are a ping. One is taken for a pong at once: should it be the first half
   * of a ping, the second half completes it.
   */
  #skipEmptyLines(data: Uint8Array, start: number, frames: Frame[]): number {
    let at = start;
    while (data[at] === cr && data[at + 1] === lf) {
      at += 2;
      this.#emptyLines++;
      if (this.#emptyLines === 2) {
        this.#emptyLines = 0;
        frames.push(ping);
      } else if (data[at] !== cr) frames.push(pong);
    }
    if (at < data.length && data[at] !== cr) this.#emptyLines = 0;
    return at;
  }

  /** The whole length of the message that begins at `start`, 0 while its headers are not complete, or a failure. */
  #messageLength(data: Uint8Array, start: number): number | ParseFailure {
    if (this.#wanted > 0) return this.#wanted;
    const headEnd = findHeadEnd(data, start + this.#searched);
    const headLength = (headEnd < 0 ? data.length : headEnd + 4) - start;
    if (headLength > this.#limits.maxHead)
      return this.#failure(data, start, headLength, "The headers are too long", 513);
    if (headEnd < 0) {
      this.#searched = Math.max(0, headLength - 3);
      return 0;
    }
    const length = contentLength(data, start, headEnd);
    if (length === null) {
      return this.#failure(data, start, headLength, "Content-Length is missing or malformed on a stream", 400);
    }
    if (length > this.#limits.maxBody) return this.#failure(data, start, headLength, "The body is too long", 513);
    this.#wanted = headLength + length;
    return this.#wanted;
  }

  #failure(data: Uint8Array, start: number, length: number, reason: string, status: number): ParseFailure {
    const head = data.subarray(start, start + Math.min(length, this.#limits.maxHead));
    const parsed = parseMessage(head);
    const request = parsed.kind === "failure" ? parsed.partial : parsed.kind === "request" ? parsed : null;
    return refuse(reason, status, request?.method ?? null, request?.headers ?? []);
  }
}

const longName = "content-length";

/** The value of Content-Length (or `l`) in the header lines; null when it is not there once as a plain number. */
function contentLength(data: Uint8Array, start: number, headEnd: number): number | null {
  let found: number | null = null;
  for (let i = start; i < headEnd; i++) {
    if (data[i] !== lf) continue;
    const value = nameEnd(data, i + 1);
    if (value < 0) continue;
    const length = digits(data, value, headEnd);
    if (length === null || (found !== null && found !== length)) return null;
    found = length;
  }
  return found;
}

/** The index behind the colon when the line at `at` is a Content-Length, else -1. */
function nameEnd(data: Uint8Array, at: number): number {
  const first = (data[at] ?? 0) | 0x20;
  let i = at + 1;
  if (first === 0x63) {
    for (; i < at + longName.length; i++) if (((data[i] ?? 0) | 0x20) !== longName.charCodeAt(i - at)) return -1;
  } else if (first !== 0x6c) return -1;
  while (data[i] === 0x20 || data[i] === 0x09) i++;
  return data[i] === colon ? i + 1 : -1;
}

function digits(data: Uint8Array, start: number, end: number): number | null {
  let i = start;
  let number = -1;
  const skip = () => {
    // The value may stand on a folded line.
    while (i < end && (data[i] === 0x20 || data[i] === 0x09 || data[i] === lf || (data[i] === cr && isFold(data, i))))
      i++;
  };
  skip();
  for (; i < end; i++) {
    const byte = data[i] ?? 0;
    if (byte < 0x30 || byte > 0x39) break;
    number = Math.max(number, 0) * 10 + byte - 0x30;
    if (number > 999_999_999) return null;
  }
  skip();
  return number >= 0 && (i >= end || data[i] === cr) ? number : null;
}

function isFold(data: Uint8Array, at: number): boolean {
  return data[at + 1] === lf && (data[at + 2] === 0x20 || data[at + 2] === 0x09);
}
