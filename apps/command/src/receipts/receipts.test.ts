import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chainedReceipt, type ErasureReceipt } from "@belfry/contracts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { run } from "../run.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "belfry-receipts-"));
});
afterEach(() => rm(folder, { recursive: true }));

function chain(count: number, delay = 1_000): ErasureReceipt[] {
  const receipts: ErasureReceipt[] = [];
  for (let n = 0; n < count; n++) {
    const times = { learnedAt: 1_000_000, dueAt: 4_600_000, erasedAt: 4_600_000 + delay };
    const about = { id: randomUUID(), kinds: [{ kind: "attributes" as const }], ...times, why: "time" as const };
    receipts.push(chainedReceipt(receipts.at(-1) ?? null, about, sha256));
  }
  return receipts;
}

async function check(receipts: readonly object[] | string, ...options: readonly string[]) {
  const text = typeof receipts === "string" ? receipts : receipts.map((one) => `${JSON.stringify(one)}\n`).join("");
  await writeFile(join(folder, "receipts.jsonl"), text);
  const said: string[] = [];
  const exit = await run(["receipts", "check", "receipts.jsonl", ...options], {
    env: { INIT_CWD: folder },
    configFile: () => null,
    say: (words) => said.push(words),
    complain: (words) => said.push(words),
    piped: async () => text,
    ask: null,
  });
  return { exit, said: said.join("\n") };
}

it("says that receipts are whole, and what that does not tell", async () => {
  const receipts = chain(3);
  const plain = await check(receipts);
  expect(plain.exit).toBe(0);
  expect(plain.said).toContain("3 receipts, each whole");
  expect(plain.said).toContain(receipts[2]?.hash);
  expect(plain.said).toContain("--head HASH");
  expect(plain.said).toContain("within a minute");
  const noted = await check(receipts, "--head", receipts[1]?.hash.toUpperCase() ?? "");
  expect([noted.exit, noted.said.includes("nothing up to it is missing")]).toEqual([0, true]);
  expect((await check(chain(2, 90_500))).said).toContain("2 of them tell of an erasing over a minute");
  expect(JSON.parse((await check(receipts, "--json")).said)).toMatchObject({ whole: true, count: 3 });
});

it("names the first receipt that is wrong, and what is wrong with it", async () => {
  const receipts = chain(5);
  const [first, second, third] = receipts;
  expect(await check(receipts.map((one, n) => (n === 2 ? { ...one, erasedAt: 1 } : one)))).toEqual({
    exit: 1,
    said: "Receipt 3 (line 3) is where the chain breaks: what it says was changed after it was written.",
  });
  expect((await check(receipts.filter((_, n) => n !== 1))).said).toContain("Receipt 3 (line 2)");
  expect((await check(receipts.filter((_, n) => n !== 1))).said).toContain("receipt 2 should stand here");
  expect((await check([first ?? {}, third ?? {}, second ?? {}])).exit).toBe(1);
  expect((await check("a letter")).said).toBe("Line 1 is where the chain breaks: this is no receipt.");
  const short = await check(receipts.slice(0, 3), "--head", receipts[4]?.hash ?? "");
  expect([short.exit, short.said.includes("missing at the end")]).toEqual([1, true]);
});

it("says how it is used when it is used otherwise", async () => {
  for (const options of [["--head", "123"], ["--what"], ["another"]])
    expect((await check([], ...options)).exit).toBe(2);
  await rm(join(folder, "receipts.jsonl"));
  const around = { env: {}, configFile: () => null, piped: async () => "", ask: null };
  const said: string[] = [];
  const tell = { say: (words: string) => said.push(words), complain: (words: string) => said.push(words) };
  expect(await run(["receipts", "check", join(folder, "none")], { ...around, ...tell })).toBe(2);
  expect(said.join()).toContain("cannot be read (ENOENT)");
  expect(await run(["receipts", "check", "-"], { ...around, ...tell })).toBe(0);
  expect(await run(["receipts", "verify"], { ...around, ...tell })).toBe(2);
  expect(await run(["receipts", "check", "--help"], { ...around, ...tell })).toBe(0);
});
