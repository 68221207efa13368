import { digit, host, ipv6, plainValue, run, token } from "./characters.ts";
import { ipv6Reference } from "./host.ts";
import type { Params } from "./types.ts";

const tab = 0x09;
const space = 0x20;
const quote = 0x22;
const semicolon = 0x3b;
const equals = 0x3d;

/** Reads header values from left to right. What is not there as asked for leaves the cursor where it was. */
export class Cursor {
  readonly text: string;
  at: number;
  readonly end: number;

  constructor(text: string, at = 0, end = text.length) {
    this.text = text;
    this.at = at;
    this.end = end;
  }

  /** The code of the next character that is not white space; 0 at the end. */
  peek(): number {
    while (this.at < this.end) {
      const code = this.text.charCodeAt(this.at);
      if (code !== space && code !== tab) return code;
      this.at++;
    }
    return 0;
  }

  /** Whether nothing but white space is left. */
  atEnd(): boolean {
    this.peek();
    return this.at >= this.end;
  }

  take(code: number): boolean {
    if (this.peek() !== code || this.at >= this.end) return false;
    this.at++;
    return true;
  }

  /** The token behind any white space; empty when there is none. */
  token(): string {
    this.peek();
    return this.slice(run(token, this.text, this.at, this.end));
  }

  /** A parameter's value: a token, a host, or a quoted string with its quotes and escapes; empty when malformed. */
  value(): string {
    if (this.peek() !== quote) return this.slice(run(plainValue, this.text, this.at, this.end));
    const close = closingQuote(this.text, this.at, this.end);
    return close < 0 ? "" : this.slice(close + 1);
  }

  /** A host name, IPv4 address or IPv6 reference, in lower case; empty when malformed. */
  host(): string {
    const { text, at, end } = this;
    if (text.charCodeAt(at) === 0x5b && at < end) {
      const close = run(ipv6, text, at + 1, end);
      if (close >= end || text.charCodeAt(close) !== 0x5d) return "";
      return ipv6Reference(this.slice(close + 1).toLowerCase());
    }
    const first = text.charCodeAt(at);
    return first === 0x2d || first === 0x2e ? "" : this.slice(run(host, text, at, end)).toLowerCase();
  }

  /** A port number; -1 when there is none or it is beyond 65535. */
  port(): number {
    const digits = this.slice(run(digit, this.text, this.at, this.end));
    const port = digits === "" || digits.length > 5 ? -1 : Number(digits);
    return port > 65_535 ? -1 : port;
  }

  /** `*(SEMI name [EQUAL value])`; null where it is malformed. A name that comes twice keeps its first value. */
  params(): Params | null {
    const params: Record<string, string | null> = {};
    while (this.take(semicolon)) {
      const name = this.token();
      if (name === "") return null;
      let value: string | null = null;
      if (this.take(equals)) {
        value = this.value();
        if (value === "") return null;
      }
      addParam(params, name, value);
    }
    return params;
  }

  slice(to: number): string {
    const text = this.text.slice(this.at, to);
    this.at = to;
    return text;
  }
}

/** The index of the quote that closes the one at `start`, or -1. */
export function closingQuote(text: string, start: number, end: number): number {
  for (let i = start + 1; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
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

export function formatParams(params: Params): string {
  let text = "";
  for (const name of Object.keys(params)) {
    const value = params[name];
    text += value === null || value === undefined ? `;${name}` : `;${name}=${value}`;
  }
  return text;
}

/** Takes off the quotes and escapes of a quoted string; any other text comes back as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || text.charCodeAt(0) !== quote) return text;
  const inner = text.slice(1, -1);
  return inner.includes("\\") ? inner.replace(/\\([\s\S])/g, "$1") : inner;
}

export function quoteText(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
