import { createHash, randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson, chainedReceipt, checkReceipts, NO_RECEIPT } from "./receipt-chain.ts";
import type { ErasureReceipt } from "./rest/erasure-receipts.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const AT = 1_790_000_000_000;

function chain(count: number, delay = 2_000): ErasureReceipt[] {
  const receipts: ErasureReceipt[] = [];
  for (let n = 0; n < count; n++) {
    const learnedAt = AT + n;
    const dueAt = learnedAt + 3_600_000;
    const kinds: ErasureReceipt["kinds"] = [{ kind: "attributes", tags: ["bsn", "fullName"] }, { kind: "code" }];
    const about = { id: randomUUID(), kinds, learnedAt, dueAt, erasedAt: dueAt + delay, why: "time" as const };
    receipts.push(chainedReceipt(receipts.at(-1) ?? null, about, sha256));
  }
  return receipts;
}
const file = (receipts: readonly object[]) => receipts.map((one) => `${JSON.stringify(one)}\n`).join("");

it("writes JSON as RFC 8785 does", () => {
  expect(canonicalJson({ b: [{ z: 1, a: 'é\u000f"' }], "€": 3, a: 1_790_000_000_000 })).toBe(
    '{"a":1790000000000,"b":[{"a":"é\\u000f\\"","z":1}],"€":3}',
  );
});

it("finds a chain whole, whatever the order of the members and the ends of the lines", () => {
  const receipts = chain(20);
  const turned = receipts.map((one) => Object.fromEntries(Object.entries(one).reverse()));
  const whole = { whole: true, count: 20, head: receipts[19]?.hash, late: { count: 0, longest: 0 } };
  expect(checkReceipts(file(receipts), sha256)).toEqual(whole);
  expect(checkReceipts(file(turned).replaceAll("\n", "\r\n"), sha256, receipts[19]?.hash)).toEqual(whole);
  // Noted before the last receipts were written.
  expect(checkReceipts(file(receipts), sha256, receipts[4]?.hash)).toEqual(whole);
  expect(checkReceipts("", sha256)).toMatchObject({ whole: true, count: 0, head: NO_RECEIPT });
});

it("tells what was erased late", () => {
  const late = checkReceipts(file([...chain(3, 61_000)]), sha256);
  expect(late).toMatchObject({ whole: true, late: { count: 3, longest: 61_000 } });
});

it("names the first receipt that was changed, whatever was changed in it", () => {
  const others: { [K in keyof ErasureReceipt]: ErasureReceipt[K] } = {
    number: 99,
    id: randomUUID(),
    kinds: [{ kind: "code" }],
    learnedAt: 1,
    dueAt: 2,
    erasedAt: 3,
    why: "asked",
    previous: sha256("x"),
    hash: sha256("y"),
  };
  const receipts = chain(12);
  const fields = fc.constantFrom(...(Object.keys(others) as (keyof ErasureReceipt)[]));
  fc.assert(
    fc.property(fields, fc.nat(11), (field, at) => {
      const changed = receipts.map((one, n) => (n === at ? { ...one, [field]: others[field] } : one));
      expect(checkReceipts(file(changed), sha256)).toMatchObject({ whole: false, line: at + 1 });
    }),
  );
});

it("names the place where a receipt is missing, doubled, out of order, or replaced by one that was made anew", () => {
  const receipts = chain(10);
  const flaw = (some: readonly object[], head?: string) => checkReceipts(file(some), sha256, head);
  expect(flaw(receipts.filter((_, n) => n !== 4))).toEqual({
    whole: false,
    line: 5,
    number: 6,
    flaw: { kind: "number", expected: 5, found: 6 },
  });
  expect(flaw(receipts.slice(1))).toMatchObject({ line: 1, flaw: { kind: "number", expected: 1 } });
  expect(flaw([...receipts.slice(0, 3), ...receipts.slice(2)])).toMatchObject({ line: 4, flaw: { kind: "number" } });
  const [first, second] = [receipts[0], receipts[1]];
  if (first === undefined || second === undefined) throw new Error("ten were made");
  const { number: _, previous: __, hash: ___, ...about } = second;
  const forged = chainedReceipt(first, { ...about, erasedAt: about.dueAt }, sha256);
  expect(flaw([first, forged, ...receipts.slice(2)])).toEqual({
    whole: false,
    line: 3,
    number: 3,
    flaw: { kind: "previous" },
  });
  expect(flaw([first, { ...second, note: "more" }])).toMatchObject({ line: 2, flaw: { kind: "unreadable" } });
  expect(checkReceipts("nonsense", sha256)).toMatchObject({ line: 1, flaw: { kind: "unreadable" } });
});

it("sees that receipts are missing at the end only by a head that was noted", () => {
  const receipts = chain(10);
  const head = receipts[9]?.hash ?? "";
  expect(checkReceipts(file(receipts.slice(0, 8)), sha256)).toMatchObject({ whole: true, count: 8 });
  expect(checkReceipts(file(receipts.slice(0, 8)), sha256, head)).toEqual({
    whole: false,
    line: 9,
    number: 8,
    flaw: { kind: "head", expected: head, found: receipts[7]?.hash },
  });
});
