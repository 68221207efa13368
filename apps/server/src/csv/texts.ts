import { TextDecoder } from "node:util";
import { Refusal } from "@belfry/contracts";

type File = AsyncIterable<Uint8Array>;
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1251" | "windows-1252";

/** Spreadsheets write UTF-16 with a byte order mark always, UTF-8 with or without one. */
function marked(octets: Uint8Array): Encoding {
  const [first, second] = octets;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** The text of a file as it comes. Rejects with `file_not_text` or `payload_too_large`. */
export async function* streamText(file: File, mostOctets: number): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let begin = new Uint8Array();
  for await (const part of bounded(file, mostOctets)) {
    begin = decoder === null ? Buffer.concat([begin, part]) : begin;
    if (decoder === null && begin.length < 2) continue;
    const octets = decoder === null ? begin : part;
    decoder ??= new TextDecoder(marked(begin), { fatal: true });
    yield decode(decoder, octets, true);
  }
  decoder ??= new TextDecoder("utf-8", { fatal: true });
  yield decode(decoder, begin.length < 2 ? begin : new Uint8Array(), false);
}

/**
 * The text of a file that is small enough to be looked at as a whole: what is no UTF-8 is taken for `otherwise`, in which
 * every sequence of octets is a text. Rejects with `payload_too_large`.
 */
export async function readText(
  file: File,
  mostOctets: number,
  otherwise: Encoding,
): Promise<{ readonly encoding: Encoding; readonly text: string }> {
  const parts: Uint8Array[] = [];
  for await (const part of bounded(file, mostOctets)) parts.push(part);
  const octets = Buffer.concat(parts);
  const encoding = marked(octets);
  try {
    return { encoding, text: new TextDecoder(encoding, { fatal: true }).decode(octets) };
  } catch {
    return { encoding: otherwise, text: new TextDecoder(otherwise).decode(octets) };
  }
}

async function* bounded(file: File, most: number): AsyncGenerator<Uint8Array> {
  let octets = 0;
  for await (const part of file) {
    octets += part.length;
    if (octets > most) throw new Refusal("payload_too_large", { limit: `${most / 1024 / 1024} MB` });
    yield part;
  }
}

function decode(decoder: TextDecoder, octets: Uint8Array, more: boolean): string {
  try {
    return decoder.decode(octets, { stream: more });
  } catch {
    throw new Refusal("file_not_text");
  }
}
