import { open } from "node:fs/promises";

/** What of a file holds its heading: ffmpeg writes it in the first few hundred bytes. */
const HEADING = 4096;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TIMESTAMP_SCALE = 0x2ad7b1;
const DURATION = 0x4489;

/**
 * How long a Matroska file plays, in milliseconds, from its heading (RFC 9559, 5.1.2); null when it does not say.
 * rtpengine knows only the durations of streams, and Matroska has one for the whole file.
 */
export async function durationOf(file: string): Promise<number | null> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADING), 0, HEADING, 0);
    return durationIn(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

export function durationIn(heading: Buffer): number | null {
  const info = find(find(heading, SEGMENT), INFO);
  const ticks = numberOf(find(info, DURATION), "float");
  const nanoseconds = numberOf(find(info, TIMESTAMP_SCALE), "integer") ?? 1_000_000;
  return ticks === null || !Number.isFinite(ticks) ? null : Math.ceil((ticks * nanoseconds) / 1_000_000);
}

/** The content of the first element of this kind, as far as it was read. */
function find(elements: Buffer | null, wanted: number): Buffer | null {
  let rest = elements ?? Buffer.alloc(0);
  for (;;) {
    const id = variable(rest, false);
    const size = id && variable(rest.subarray(id.length), true);
    if (id === null || size === null) return null;
    const from = id.length + size.length;
    // A size of all ones is not known yet (RFC 8794, 6.2): the element reaches as far as there is anything.
    const to = size.value === 2 ** (7 * size.length) - 1 ? rest.length : from + size.value;
    if (id.value === wanted) return rest.subarray(from, to);
    rest = rest.subarray(to);
  }
}

/** A number of variable length (RFC 8794, 4); an id keeps its length marker, a size does not. */
function variable(bytes: Buffer, isSize: boolean): { readonly value: number; readonly length: number } | null {
  const first = bytes[0] ?? 0;
  const length = Math.clz32(first) - 23;
  // Six bytes are more than any file of ours, and all that a number can hold exactly.
  if (length > 8 || length > bytes.length) return null;
  if (length <= 6) {
    const value = bytes.readUIntBE(0, length);
    return { value: isSize ? value - 2 ** (7 * length) : value, length };
  }
  if (!isSize) return null;
  const high = (first & (0xff >> length)) * 2 ** (8 * (length - 1));
  const tail = length - 1;
  const low = tail === 6 ? bytes.readUIntBE(1, 6) : bytes.readUIntBE(2, 6) + (bytes[1] ?? 0) * 2 ** 48;
  return { value: high + low, length };
}

function numberOf(content: Buffer | null, kind: "float" | "integer"): number | null {
  if (content === null || content.length === 0) return null;
  if (kind === "integer") return content.length <= 6 ? content.readUIntBE(0, content.length) : null;
  if (content.length === 8) return content.readDoubleBE(0);
  return content.length === 4 ? content.readFloatBE(0) : null;
}
