import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNameAddrs, splitList } from "./address.ts";
import { parseAuth } from "./auth.ts";
import { answerFailure } from "./build.ts";
import { StreamFramer } from "./framer.ts";
import { parseMessage } from "./parse.ts";
import { serialise } from "./serialise.ts";
import { encodeText } from "./text.ts";
import { rfc4475Invalid } from "./torture/rfc4475-invalid.ts";
import { rfc4475Semantics } from "./torture/rfc4475-semantics.ts";
import { rfc4475Valid } from "./torture/rfc4475-valid.ts";
import { rfc5118 } from "./torture/rfc5118.ts";

const seeds = [...rfc4475Valid, ...rfc4475Invalid, ...rfc4475Semantics, ...rfc5118].map(({ data }) => data);

type Mutation = (data: Uint8Array) => Uint8Array;
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const seed = fc.constantFrom(...seeds);
const telling = fc.constantFrom(...'\r\n:;,<>"\\@[]%? \t=/()\u0000').map((character) => character.charCodeAt(0));

function splice(data: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  const result = new Uint8Array(from + middle.length + data.length - to);
  result.set(data.subarray(0, from));
  result.set(middle, from);
  result.set(data.subarray(to), from + middle.length);
  return result;
}

function at(data: Uint8Array, where: number): number {
  return Math.floor(data.length * where);
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  // Another byte, above all one that means something.
  fc.tuple(place, fc.oneof(telling, fc.integer({ min: 0, max: 255 }))).map(
    ([where, byte]): Mutation =>
      (data) =>
        splice(data, at(data, where), Math.min(at(data, where) + 1, data.length), Uint8Array.of(byte)),
  ),
  // A piece is cut out, or comes many times.
  fc.tuple(place, fc.integer({ min: 0, max: 40 }), fc.nat({ max: 30 })).map(
    ([where, length, times]): Mutation =>
      (data) => {
        const from = at(data, where);
        const piece = data.subarray(from, from + length);
        const many = new Uint8Array(piece.length * times);
        for (let i = 0; i < times; i++) many.set(piece, i * piece.length);
        return splice(data, from, from + piece.length, many);
      },
  ),
  // The rest is cut off, or is that of another message.
  place.map(
    (where): Mutation =>
      (data) =>
        data.subarray(0, at(data, where)),
  ),
  fc.tuple(place, place, seed).map(
    ([where, there, other]): Mutation =>
      (data) =>
        splice(data, at(data, where), data.length, other.subarray(at(other, there))),
  ),
);

const mutated = fc
  .tuple(seed, fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([data, mutations]) => mutations.reduce((bytes, mutate) => mutate(bytes), data));

describe("mutated messages", () => {
  it("are a failure, or a message that comes back the same from its own bytes", () => {
    let read = 0;
    fc.assert(
      fc.property(mutated, (data) => {
        const message = parseMessage(data);
        if (message.kind === "failure") {
          answerFailure(message, "tag");
          return;
        }
        read++;
        const once = parseMessage(serialise(message));
        expect(once.kind).toBe(message.kind);
        if (once.kind === "failure") return;
        expect(once.headers.filter(({ name }) => name !== "Content-Length")).toEqual(
          message.headers.filter(({ name }) => name !== "Content-Length"),
        );
        const { headers: _, ...fields } = once;
        expect(message).toMatchObject(fields);
      }),
      { numRuns: 20_000 },
    );
    // Both ways must really have been gone.
    expect(read).toBeGreaterThan(1_000);
    expect(read).toBeLessThan(19_000);
  });

  it("come out of the framer as messages, pings or one last failure", () => {
    fc.assert(
      fc.property(fc.array(mutated, { maxLength: 4 }), fc.integer({ min: 1, max: 700 }), (messages, size) => {
        const framer = new StreamFramer({ maxHead: 4_096, maxBody: 4_096 });
        const stream = messages.reduce((all, one) => splice(all, all.length, all.length, one), new Uint8Array(0));
        let given = 0;
        let failed = false;
        for (let i = 0; i < stream.length; i += size) {
          for (const frame of framer.push(stream.slice(i, i + size))) {
            expect(failed).toBe(false);
            failed = frame.kind === "failure";
            if (frame.kind === "message") given += frame.data.length;
          }
        }
        expect(given).toBeLessThanOrEqual(stream.length);
      }),
      { numRuns: 3_000 },
    );
  });

  it("and any bytes at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "binary" }), (bytes, text) => {
        parseMessage(bytes);
        new StreamFramer().push(bytes);
        parseNameAddrs(text);
        parseAuth(text);
        splitList(text);
      }),
      { numRuns: 5_000 },
    );
  });
});

const head =
  "INVITE sip:a@b.com SIP/2.0\r\nVia: SIP/2.0/UDP c.com;branch=z9hG4bK1\r\nFrom: <sip:c@d.com>;tag=1\r\n" +
  "To: <sip:a@b.com>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n";

/** Texts that invite a reader to look again and again at what it has seen. */
const hostile: Readonly<Record<string, (n: number) => string>> = {
  "short headers": (n) => `${head}${"a:b\r\n".repeat(n)}\r\n`,
  "lines without a colon": (n) => `${head}${"a\r\n".repeat(n)}\r\n`,
  "folded lines": (n) => `${head}X: a\r\n${" b\r\n".repeat(n)}\r\n`,
  "an endless name": (n) => `${head}${"a".repeat(n)}`,
  "spaces before a colon": (n) => `${head}a${" ".repeat(n)}:b\r\n\r\n`,
  "white space only": (n) => `${head}X: ${" \t".repeat(n)}\r\n\r\n`,
  "empty lines first": (n) => `${"\r\n".repeat(n)}${head}\r\n`,
  "carriage returns": (n) => `${head}X: ${"\r".repeat(n)}\r\n\r\n`,
  "many Vias in a line": (n) => `${head}Via: ${"SIP/2.0/UDP c.com, ".repeat(n)}SIP/2.0/UDP c.com\r\n\r\n`,
  "many parameters": (n) =>
    `${head}Via: SIP/2.0/UDP c.com${Array.from({ length: n }, (_, i) => `;p${i}=1`).join("")}\r\n\r\n`,
  "one parameter often": (n) => `${head}Via: SIP/2.0/UDP c.com${";lr".repeat(n)}\r\n\r\n`,
  quotes: (n) => `${head}From: ${'"'.repeat(n)}\r\n\r\n`,
  "escapes in an open quote": (n) => `${head.replace("From: ", `From: "${"\\\\".repeat(n)}`)}\r\n`,
  brackets: (n) => `${head.replace("To: ", `To: ${"<".repeat(n)}`)}\r\n`,
  "a long display name": (n) => `${head.replace("To: ", `To: ${"a ".repeat(n)}`)}\r\n`,
  "colons in an address": (n) => `${head.replace("@b.com SIP", `@[${":".repeat(n)}] SIP`)}\r\n`,
  "groups in an address": (n) => `${head.replace("@b.com SIP", `@[${"1:::".repeat(n)}1] SIP`)}\r\n`,
  "an escaped user": (n) => `${head.replace("sip:a@", `sip:${"%41".repeat(n)}@`)}\r\n`,
  "a user without an end": (n) => `${head.replace("sip:a@b.com", `sip:${"a;".repeat(n)}`)}\r\n`,
  digits: (n) => `${head.replace("CSeq: 1", `CSeq: ${"1".repeat(n)}`)}\r\n`,
};

const readers: Readonly<Record<string, (text: string, data: Uint8Array) => unknown>> = {
  "the parser": (_, data) => parseMessage(data),
  "the framer": (_, data) => new StreamFramer({ maxHead: 2 ** 24, maxBody: 2 ** 24 }).push(data),
  "the framer, in pieces": (_, data) => {
    const framer = new StreamFramer({ maxHead: 2 ** 24, maxBody: 2 ** 24 });
    for (let i = 0; i < data.length; i += 64) framer.push(data.subarray(i, i + 64));
  },
};

const lists: Readonly<Record<string, (n: number) => string>> = {
  quotes: (n) => '"'.repeat(n),
  "open brackets": (n) => "<sip:a,".repeat(n),
  "closed brackets": (n) => "<sip:a@b>,".repeat(n),
  "bare addresses": (n) => "sip:a@b,".repeat(n),
  names: (n) => '"a" '.repeat(n),
  challenges: (n) => 'Digest realm="a", nonce="b", '.repeat(n),
  commas: (n) => ",".repeat(n),
};

/** The best of a few runs, so that what else the machine does counts little. */
function time(run: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Eight times the input may take eight times as long, with room for noise; squared, it would be sixty-four. */
function expectLinear(run: (n: number) => () => unknown): void {
  const [small, large] = [run(4_000), run(32_000)];
  small();
  const ratio = () => time(large) / Math.max(time(small), 0.02);
  const tries = [ratio(), ratio(), ratio()];
  expect(Math.min(...tries)).toBeLessThan(28);
}

describe("hostile texts take time in proportion to their length", () => {
  const cases = Object.entries(hostile).flatMap(([text, make]) =>
    Object.entries(readers).map(([reader, read]) => [text, reader, make, read] as const),
  );
  it.each(cases)("%s, %s", (_, __, make, read) => {
    expectLinear((n) => {
      const text = make(n);
      const data = encodeText(text);
      return () => read(text, data);
    });
  });

  it.each(Object.entries(lists))("a list of %s", (_, make) => {
    expectLinear((n) => {
      const text = make(n);
      return () => [parseNameAddrs(text), parseAuth(text), splitList(text)];
    });
  });
});
