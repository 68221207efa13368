import { spawn } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { callSummary, erasureReceiptPage, PUBLIC_API, page } from "@belfry/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DrivenTime } from "../../harness/driven-time.ts";
import { heardBothWays, hearsSpeech } from "../../harness/hearing.ts";
import { IrmaServer } from "../../harness/irma/server.ts";
import { Wallet } from "../../harness/irma/wallet.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";
import { askForProof, Visitor } from "../../harness/visitor.ts";

const MINUTE = 60_000;
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const NAME = "irma-demo.gemeente.personalData.fullname";
/** Nobody else is called so: wherever it stands, it is this visitor's. */
const PLANTED = "Zwanehilde de Ongeziene";
const time = await DrivenTime.make();
const scene = Scene.open({ BELFRY_IDENTITY_TARGETS: "127.0.0.1", ...time.environment });
const codes: string[] = [];
let irma: IrmaServer;
let admin: PageProgram;

beforeAll(async () => {
  irma = await IrmaServer.start();
  admin = await PageProgram.demo(scene.stack, "admin");
  await askForProof(admin, irma, { name: "forgetting" });
  const { value } = await admin.ask("GET", "/api/v1/verified-calling");
  await admin.ask("PUT", "/api/v1/verified-calling", { ...Object(value), forgetCallers: "verified" });
}, 60_000);
afterAll(async () => {
  await irma.close();
  await time.close();
});

async function disclosed() {
  const visitor = await Visitor.begin(scene.stack, "phone", "forgetting");
  const wallet = await Wallet.scan(visitor.presentation.link);
  const link = await wallet.disclose({ values: { [NAME]: PLANTED } });
  const [, number = "", code = ""] = /^tel:(\+\d+),(\d{8})$/.exec(link ?? "") ?? [];
  codes.push(code);
  await visitor.inState("disclosed");
  return { visitor, number, code };
}
async function call(number: string, keys: string) {
  const call = await scene.call(number);
  await call.answered;
  await hearsSpeech(call);
  call.sendDigits(keys);
  return call;
}
const keys = async () =>
  (await readdir(join(scene.stack.dataDir, "visit-keys"))).filter((name) => name.endsWith(".key"));
const receipts = async () => {
  const { value } = await admin.ask("GET", "/api/v1/erasure-receipts");
  return erasureReceiptPage.parse(value);
};
const lastCall = async () => {
  const { value } = await admin.ask("GET", "/api/v1/calls?scope=all&limit=1");
  return page(callSummary).parse(value).items[0];
};
/** What Anna gets when she asks for what is known of the caller of the latest call. */
const identity = async () => {
  const anna = await PageProgram.demo(scene.stack, "anna");
  const { id } = await until("the call is in the history", async () => (await lastCall()) ?? null);
  const { status, value } = await anna.ask("GET", `/api/v1/calls/${id}/identity`);
  return { status, text: JSON.stringify(value) };
};
/** Files of the data folder, the database's and the logs among them, that hold these words. */
async function filesWith(words: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(scene.stack.dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const octets = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    if (octets.includes(words)) found.push(entry.name);
  }
  return found;
}
/** The proof that the visitor's page names; with it the key is gone. */
async function forgotten(visitor: Visitor) {
  const receipt = await until("the page knows the receipt", async () => (await visitor.inState("forgotten")).receipt);
  return (await receipts()).items.find(({ id }) => id === receipt);
}
/** The server stands still, the clock goes on, and then the server is gone without a word and starts again. */
async function killedWhile(passes: number): Promise<void> {
  process.kill(await scene.stack.pid("server"), "SIGSTOP");
  await time.move(passes);
  await scene.stack.kill("server");
}

describe("what a visitor disclosed", () => {
  it("is forgotten after an hour when nobody calls: no key, no code, a receipt", async () => {
    const { visitor, number, code } = await disclosed();
    expect(await keys()).toHaveLength(1);
    expect(await filesWith(PLANTED)).toEqual([]);
    await time.advance(59 * MINUTE, scene.stack);
    expect((await visitor.view()).state).toBe("disclosed");
    await time.advance(2 * MINUTE, scene.stack);
    const receipt = await forgotten(visitor);
    expect(await keys()).toEqual([]);
    expect(receipt).toMatchObject({ why: "time", kinds: [{ kind: "attributes" }, { kind: "code" }, {}] });
    // The clock jumps over the hour by up to a minute.
    expect((receipt?.erasedAt ?? 0) - (receipt?.dueAt ?? 0)).toBeLessThan(2 * MINUTE);
    // The code that the phone remembers is a wrong one now; the caller goes through all the same.
    const anna = await scene.available("anna");
    const caller = await call(number, code);
    await hearsSpeech(caller);
    caller.sendDigits("#");
    await anna.answer();
    await heardBothWays(caller, anna);
    expect((await identity()).status).toBe(404);
    caller.hangUp();
    await anna.finishWrapUp();
  });

  it("vanishes in mid-call when its hour is over; the call goes on", async () => {
    const { visitor, number, code } = await disclosed();
    await time.advance(58 * MINUTE, scene.stack);
    const anna = await scene.available("anna");
    const caller = await call(number, code);
    await anna.answer();
    await heardBothWays(caller, anna);
    const before = await identity();
    expect([before.status, before.text.includes(PLANTED)]).toEqual([200, true]);
    await time.advance(3 * MINUTE, scene.stack);
    expect((await identity()).status).toBe(410);
    expect(await forgotten(visitor)).toMatchObject({ why: "time" });
    expect(await keys()).toEqual([]);
    await until("the page shows nothing of it", async () => !(await anna.page.content()).includes(PLANTED));
    await heardBothWays(caller, anna);
    caller.hangUp();
    await anna.finishWrapUp();
  });

  it("is nobody's after the call, and forgotten with the caller's number when its hour is over", async () => {
    const { visitor, number, code } = await disclosed();
    const anna = await scene.available("anna");
    const caller = await call(number, code);
    await anna.answer();
    await heardBothWays(caller, anna);
    caller.hangUp();
    await visitor.inState("ended");
    await anna.finishWrapUp();
    expect((await identity()).status).toBe(404);
    expect(await keys()).toHaveLength(1);
    const told = await until("the call is verified in the history", async () => {
      const last = await lastCall();
      return last?.verified === true ? last : null;
    });
    expect(told).toMatchObject({ caller: "+31612345678", callerForgotten: false });
    await time.advance(61 * MINUTE, scene.stack);
    expect(await lastCall()).toMatchObject({ id: told.id, caller: null, callerForgotten: true });
    expect(await forgotten(visitor)).toMatchObject({ why: "time" });
    expect(await keys()).toEqual([]);
  });

  it("is forgotten when the visitor asks", async () => {
    const { visitor } = await disclosed();
    expect((await visitor.ask("DELETE", PUBLIC_API.visit)).status).toBeLessThan(300);
    expect(await forgotten(visitor)).toMatchObject({ why: "asked" });
    expect(await keys()).toEqual([]);
  });

  it("is forgotten before anything is served by a server that was dead when its hour was over", async () => {
    const { visitor } = await disclosed();
    await killedWhile(61 * MINUTE);
    await until("somebody is served", async () => (await fetch(`${scene.stack.origin}/health/live`)).ok);
    expect(await keys()).toEqual([]);
    await scene.stack.ready();
    expect(await forgotten(visitor)).toMatchObject({ why: "time" });
  });

  it("lives on over a crash while it has time, and is forgotten as ever after a crash in mid-call", async () => {
    const { visitor, number, code } = await disclosed();
    await killedWhile(0);
    await scene.stack.ready();
    expect((await visitor.view()).state).toBe("disclosed");
    const anna = await scene.available("anna");
    const caller = await call(number, code);
    await anna.answer();
    await heardBothWays(caller, anna);
    await killedWhile(61 * MINUTE);
    await until("somebody is served", async () => (await fetch(`${scene.stack.origin}/health/live`)).ok);
    expect(await keys()).toEqual([]);
    await scene.stack.ready();
    expect(await forgotten(visitor)).toMatchObject({ why: "time" });
    caller.hangUp();
  });

  it("leaves receipts that anybody can check, and nothing of itself in any file", async () => {
    const { head } = await receipts();
    if (head === null) throw new Error("there are receipts");
    const answer = await fetch(`${scene.stack.origin}/api/v1/erasure-receipts/file`, {
      headers: { cookie: admin.cookie },
    });
    const file = await answer.text();
    const path = join(scene.stack.dataDir, "run", "receipts.jsonl");
    const check = async (content: string) => {
      await writeFile(path, content);
      const args = [join(ROOT, "scripts/belfry.mjs"), "receipts", "check", path, "--head", head.hash];
      const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
      const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
      const [out, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await ended, said: out + complaint };
    };
    const whole = await check(file);
    expect([whole.code, whole.said]).toEqual([0, expect.stringContaining(`${head.number} receipts`)]);
    const lines = file.split("\n");
    const forged = await check(
      lines.map((line, n) => (n === 2 ? line.replace('"why":"', '"why":"asked","was":"') : line)).join("\n"),
    );
    expect([forged.code, forged.said]).toEqual([1, expect.stringContaining("ine 3")]);
    const short = await check(lines.slice(0, -2).join("\n"));
    expect([short.code, short.said]).toEqual([1, expect.stringContaining("missing at the end")]);
    expect(await filesWith(PLANTED)).toEqual([]);
    expect(await scene.stack.leaks([PLANTED, ...codes])).toEqual([]);
    // That the search finds what is there. A page's end may part one hash or another in the database's files.
    await rm(path);
    const { items } = await receipts();
    const found = await Promise.all(items.map(({ hash }) => filesWith(hash)));
    expect(found.flat()).not.toEqual([]);
  });
});
