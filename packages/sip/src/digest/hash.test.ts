import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestHash } from "./hash.ts";

describe("digestHash", () => {
  it.each(["MD5", "SHA-256"] as const)("gives the %s that the platform gives", (algorithm) => {
    const name = algorithm === "MD5" ? "md5" : "sha256";
    const expected = (text: string) => createHash(name).update(text).digest("hex");
    for (let length = 0; length < 200; length++) {
      const text = "é".repeat(length);
      expect(digestHash(algorithm, text)).toBe(expected(text));
    }
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        expect(digestHash(algorithm, text)).toBe(expected(text));
      }),
    );
  });
});
