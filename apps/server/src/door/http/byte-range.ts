export interface ByteRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/**
 * What a `Range` header asks of `length` octets (RFC 9110, 14.1.2). Null: everything, also for what we do not serve
 * (several ranges at once, other units); "none": nothing of it is there.
 */
export function byteRange(header: string | undefined, length: number): ByteRange | "none" | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = found ?? [];
  if (found === null || (first === "" && last === "")) return null;
  if (first === "") {
    const count = Math.min(Number(last), length);
    return count === 0 ? "none" : { from: length - count, to: length };
  }
  const from = Number(first);
  const to = last === "" ? length : Math.min(Number(last) + 1, length);
  if (last !== "" && Number(last) < from) return null;
  return from >= length ? "none" : { from, to };
}
