/** How a digit came: as RFC 4733 events in the audio, or as a SIP INFO. */
export type DigitSource = "audio" | "info";

/** Milliseconds within which the same digit by the other way is the same press of a key. */
const SAME_PRESS = 1500;

/** Counts a key once, though some endpoints report every press both ways. One for each leg. */
export class DigitFilter {
  #unmatched: { digit: string; source: DigitSource; at: number }[] = [];

  /** Whether this is a new press. */
  isNew(digit: string, source: DigitSource, now: number): boolean {
    this.#unmatched = this.#unmatched.filter(({ at }) => now - at < SAME_PRESS);
    const twin = this.#unmatched.findIndex((press) => press.digit === digit && press.source !== source);
    if (twin >= 0) {
      this.#unmatched.splice(twin, 1);
      return false;
    }
    this.#unmatched.push({ digit, source, at: now });
    return true;
  }
}

const KEYS = "0123456789*#";

/** The digit of a SIP INFO body (`application/dtmf-relay` or `application/dtmf`); null for anything else. */
export function digitOfInfo(contentType: string, body: string): string | null {
  const type = contentType.split(";")[0]?.trim().toLowerCase();
  const signal =
    type === "application/dtmf-relay"
      ? /^\s*signal\s*=\s*(\S+)/im.exec(body)?.[1]
      : type === "application/dtmf"
        ? body.trim()
        : undefined;
  if (signal === undefined) return null;
  if (signal === "10" || signal === "11") return signal === "10" ? "*" : "#";
  return signal.length === 1 && KEYS.includes(signal) ? signal : null;
}

export interface AudioDigit {
  readonly call: string;
  readonly leg: string;
  readonly digit: string;
}

/** One datagram of rtpengine's digit log; null for anything that is no key. */
export function digitOfLog(datagram: string): AudioDigit | null {
  let entry: unknown;
  try {
    entry = JSON.parse(datagram);
  } catch {
    return null;
  }
  if (typeof entry !== "object" || entry === null || !("event" in entry)) return null;
  if (!("callid" in entry) || !("source_tag" in entry)) return null;
  const { callid, source_tag, event } = entry;
  if (typeof callid !== "string" || typeof source_tag !== "string" || typeof event !== "number") return null;
  const digit = KEYS[event];
  return digit === undefined ? null : { call: callid, leg: source_tag, digit };
}
