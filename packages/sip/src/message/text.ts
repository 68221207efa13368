/**
 * UTF-8 at the edge of the message layer. The two encoders exist in every browser and in Node but not in the
 * bare language library that this package compiles with, so the little that is used of them is declared here.
 */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(data: Uint8Array): string };

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * Bytes that are not UTF-8 are read as Latin-1: old switches send display names that way, and a caller should
 * not be refused for an accent in the name.
 */
export function decodeText(data: Uint8Array): string {
  try {
    return strict.decode(data);
  } catch {
    let text = "";
    for (const byte of data) text += String.fromCharCode(byte);
    return text;
  }
}
