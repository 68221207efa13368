import type { Params } from "./types.ts";

const tokenCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~";

function table(characters: string): Uint8Array {
  const codes = new Uint8Array(128);
  for (let i = 0; i < characters.length; i++) codes[characters.charCodeAt(i)] = 1;
  return codes;
}

const token = table(tokenCharacters);
/** RFC 3261 25.1 gen-value: token, host (with an IPv6 reference or, in `received`, a bare IPv6 address). */
const value = table(`${tokenCharacters}[]:`);

const tab = 0x09;
const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;

/** Reads header values from left to right. Every `take` moves on only when it found what it was asked for. */
export class Cursor {
  readonly text: string;
  at: number;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  skipSpace(): void {
    let code = this.text.charCodeAt(this.at);
    while (code === space || code === tab) code = this.text.charCodeAt(++this.at);
  }

  /** The character code (not white space) after any white space; NaN at the end. */
  peek(): number {
    this.skipSpace();
    return this.text.charCodeAt(this.at);
  }

  take(code: number): boolean {
    if (this.peek() !== code) return false;
    this.at++;
    return true;
  }

  token(): string {
    return this.#run(token);
  }

  value(): string {
    return this.#run(value);
  }

  /** A quoted string with its quotes and escapes as they are; empty when it is not closed. */
  quoted(): string {
    if (this.peek() !== quote) return "";
    const end = closingQuote(this.text, this.at);
    if (end < 0) return "";
    const raw = this.text.slice(this.at, end + 1);
    this.at = end + 1;
    return raw;
  }

  /** `*(SEMI name [EQUAL value])`; null where it is malformed. A name that comes twice keeps its first value. */
  params(): Params | null {
    const params: Record<string, string | null> = {};
    while (this.take(0x3b)) {
      this.skipSpace();
      const name = this.token();
      if (name === "") return null;
      let value: string | null = null;
      if (this.take(0x3d)) {
        value = this.peek() === quote ? this.quoted() : this.value();
        if (value === "") return null;
      }
      addParam(params, name, value);
    }
    return params;
  }

  #run(allowed: Uint8Array): string {
    const start = this.at;
    const text = this.text;
    let at = start;
    while (allowed[text.charCodeAt(at)] === 1) at++;
    this.at = at;
    return text.slice(start, at);
  }
}

/** The index of the quote that closes the one at `start`, or -1. */
export function closingQuote(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === backslash) i++;
    else if (code === quote) return i;
  }
  return -1;
}

/** Adds a parameter under its lower-case name unless it is there already, whatever the name (`__proto__` too). */
export function addParam(params: Record<string, string | null>, name: string, value: string | null): void {
  const key = name.toLowerCase();
  if (Object.hasOwn(params, key)) return;
  if (key === "__proto__") {
    Object.defineProperty(params, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    params[key] = value;
  }
}

export function isToken(text: string): boolean {
  if (text === "") return false;
  for (let i = 0; i < text.length; i++) if (token[text.charCodeAt(i)] !== 1) return false;
  return true;
}

/** Unfolds the quotes and escapes of a quoted string; any other text comes back as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || text.charCodeAt(0) !== quote) return text;
  const inner = text.slice(1, -1);
  return inner.includes("\\") ? inner.replace(/\\([\s\S])/g, "$1") : inner;
}

export function quoteText(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

export function formatParams(params: Params): string {
  let text = "";
  for (const name of Object.keys(params)) {
    const value = params[name];
    text += value === null || value === undefined ? `;${name}` : `;${name}=${value}`;
  }
  return text;
}
