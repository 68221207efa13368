import { createHmac, hkdfSync } from "node:crypto";

/**
 * Codes that are kept nowhere. A code is a keyed function of the token of whoever is proven, which has 256 bits of the
 * system's random source and is itself kept as a hash only: the server can say the code again to whom shows the token, and
 * to nobody else, also after a restart.
 */
export class Codes {
  readonly #making: Buffer;
  readonly #marking: Buffer;

  constructor(key: string) {
    this.#making = Buffer.from(hkdfSync("sha256", key, "", "belfry visit codes", 32));
    this.#marking = Buffer.from(hkdfSync("sha256", key, "", "belfry marks of visit codes", 32));
  }

  /** `round`: another code for the same token, where the first is alive already for this number. */
  make(token: string, round: number, length: number): string {
    const bytes = createHmac("sha256", this.#making).update(`${round}.${token}`).digest();
    // 128 bits for at most 10^12 codes: none is likelier than another by more than 10^-26.
    const drawn = BigInt(`0x${bytes.subarray(0, 16).toString("hex")}`) % 10n ** BigInt(length);
    return drawn.toString().padStart(length, "0");
  }

  /** What is kept of a code. It says nothing to whom has not the key, though there are few codes. */
  mark(organisation: string, number: string, code: string): string {
    return createHmac("sha256", this.#marking).update(`${organisation}/${number}/${code}`).digest("base64url");
  }
}
