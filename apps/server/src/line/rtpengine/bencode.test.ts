import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BencodeValue, decode, encode } from "./bencode.ts";

const { value } = fc.letrec<{ value: BencodeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
}));

describe("bencode", () => {
  it("writes what rtpengine reads", () => {
    expect(encode({ command: "ping", flags: ["a", "bc"], n: 12, absent: undefined })).toBe(
      "d7:command4:ping5:flagsl1:a2:bce1:ni12ee",
    );
  });

  it("counts bytes, not letters", () => {
    expect(encode("é€")).toBe("5:é€");
  });

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(value, (original) => {
        expect(decode(Buffer.from(encode(original)))).toEqual(original);
      }),
    );
  });

  it("answers any bytes with a value or null, and never hangs", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decode(Buffer.from(bytes));
      }),
    );
    for (const broken of ["", "d", "l", "i1", "ie", "5:abc", "d1:a", "di1ei2ee", "i1ei2e", "l".repeat(1000), "-1:"]) {
      expect(decode(Buffer.from(broken)), broken).toBeNull();
    }
  });
});
