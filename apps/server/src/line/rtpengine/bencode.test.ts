import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BencodeValue, decode, decodeMembers, encode } from "./bencode.ts";

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

  it("reads the members that are asked for as if all were read", () => {
    const members = fc.dictionary(fc.constantFrom("result", "sdp", "tags", "totals"), value, { noNullPrototype: true });
    fc.assert(
      fc.property(members, fc.uint8Array({ maxLength: 3 }), (original, rest) => {
        const { result, sdp } = original;
        const wanted = { ...(result === undefined ? {} : { result }), ...(sdp === undefined ? {} : { sdp }) };
        const bytes = Buffer.from(encode(original));
        const names = new Set(["result", "sdp"]);
        expect(decodeMembers(bytes, names)).toEqual(wanted);
        // Whatever is cut off or follows is no value to either.
        const longer = Buffer.concat([bytes, rest]);
        for (const wrong of [bytes.subarray(0, -1), ...(rest.length > 0 ? [longer] : [])]) {
          expect(decodeMembers(wrong, names)).toBeNull();
        }
      }),
    );
    expect(decodeMembers(Buffer.from("le"), new Set())).toBeNull();
  });

  it("answers any bytes with a value or null, and never hangs", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decode(Buffer.from(bytes));
        decodeMembers(Buffer.concat([Buffer.from("d1:a"), bytes]), new Set(["b"]));
      }),
    );
    for (const broken of ["", "d", "l", "i1", "ie", "5:abc", "d1:a", "di1ei2ee", "i1ei2e", "l".repeat(1000), "-1:"]) {
      expect(decode(Buffer.from(broken)), broken).toBeNull();
      expect(decodeMembers(Buffer.from(`d1:a${broken}`), new Set(["b"])), broken).toBeNull();
    }
  });
});
