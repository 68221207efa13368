/** Which ASCII characters may stand where (RFC 3261 25.1), as tables to index by character code. */
export type CharacterSet = Uint8Array;

function setOf(characters: string): CharacterSet {
  const codes = new Uint8Array(128);
  for (let i = 0; i < characters.length; i++) codes[characters.charCodeAt(i)] = 1;
  return codes;
}

const alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const mark = "-_.!~*'()";

export const token: CharacterSet = setOf(`${alphanumeric}-.!%*_+\`'~`);
/**
 * gen-value without quotes: a token or a host, bare IPv6 in `received` among them (RFC 5118 4.5). NOTE: the last
 * six are not allowed, but tags and branches made of base64 hold them.
 */
export const plainValue: CharacterSet = setOf(`${alphanumeric}-.!%*_+\`'~[]:/=@&$#`);
// NOTE: `#` must be escaped in a user part, but dial strings such as #31# come from real gateways as they are.
export const user: CharacterSet = setOf(`${alphanumeric}${mark}&=+$,;?/#`);
export const password: CharacterSet = setOf(`${alphanumeric}${mark}&=+$,`);
export const uriParam: CharacterSet = setOf(`${alphanumeric}${mark}[]/:&+$`);
export const uriHeader: CharacterSet = setOf(`${alphanumeric}${mark}[]/?:+$=&`);
// NOTE: an underscore is not allowed in a host name, but names with one are in use.
export const host: CharacterSet = setOf(`${alphanumeric}-._`);
export const ipv6: CharacterSet = setOf("0123456789abcdefABCDEF:.");
export const digit: CharacterSet = setOf("0123456789");
export const phone: CharacterSet = setOf("0123456789abcdefABCDEF*#().-");
export const scheme: CharacterSet = setOf(`${alphanumeric}+-.`);
const hex = setOf("0123456789abcdefABCDEF");

/** The index of the first character from `at` on that is not in the set, at most `end`. */
export function run(set: CharacterSet, text: string, at: number, end: number): number {
  let i = at;
  while (i < end && set[text.charCodeAt(i)] === 1) i++;
  return i;
}

/** The same where `%` and two hexadecimal digits stand for any character. */
export function runEscaped(set: CharacterSet, text: string, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const code = text.charCodeAt(i);
    if (set[code] === 1) i++;
    else if (code === 0x25 && hex[text.charCodeAt(i + 1)] === 1 && hex[text.charCodeAt(i + 2)] === 1) i += 3;
    else break;
  }
  return Math.min(i, end);
}

export function isToken(text: string): boolean {
  return text !== "" && run(token, text, 0, text.length) === text.length;
}
