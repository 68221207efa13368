import { setTimeout as pause } from "node:timers/promises";
import type { EndpointCall } from "@belfry/caller";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, hearsMusic, hearsSpeech } from "../../harness/hearing.ts";
import { IrmaServer } from "../../harness/irma/server.ts";
import { PERSON, Wallet } from "../../harness/irma/wallet.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { PERMITS, Scene } from "../../harness/scene.ts";
import { askForProof, Visitor } from "../../harness/visitor.ts";

const scene = Scene.open();
const NAME = PERSON["irma-demo.gemeente.personalData.fullname"] ?? "";
let irma: IrmaServer;
const codes: string[] = [];

beforeAll(async () => {
  irma = await IrmaServer.start();
  await askForProof(await PageProgram.demo(scene.stack, "admin"), irma, { name: "codes" });
}, 60_000);
afterAll(async () => irma.close());
/** Neither a code nor who it is may be in any log. */
afterEach(async () => expect(await scene.stack.leaks([NAME, ...codes])).toEqual([]));

/** A code as the wallet on the phone dials it. */
async function newCode(): Promise<string> {
  const visitor = await Visitor.begin(scene.stack, "phone", "codes");
  const link = await (await Wallet.scan(visitor.presentation.link)).disclose();
  const code = /,(\d{8})$/.exec(link ?? "")?.[1] ?? "";
  codes.push(code);
  return code;
}

/** The caller is asked for a code. */
async function asked(from?: string): Promise<EndpointCall> {
  const call = await scene.call(PERMITS, from === undefined ? {} : { from });
  await call.answered;
  await hearsSpeech(call);
  return call;
}

/** At the pace of somebody who reads the keys off another screen. */
async function typeSlowly(call: EndpointCall, keys: string): Promise<void> {
  for (const key of keys) {
    await pause(1_500);
    call.sendInfoDigit(key);
  }
}

const seesWho = async (desk: DeskPage) => {
  await desk.page.getByRole("region", { name: "Identity" }).getByText(NAME).waitFor();
  await desk.shows("Verified");
};
const over = async (call: EndpointCall, desk: DeskPage) => {
  call.hangUp();
  await desk.finishWrapUp();
  await desk.page.getByText(NAME).waitFor({ state: "detached" });
};

describe("a code", () => {
  it("sent by the dialler at once, before the question is over: known from the ring on", async () => {
    const code = await newCode();
    const anna = await scene.available("anna");
    const call = await scene.call(PERMITS);
    await call.answered;
    call.sendDigits(code);
    await anna.button("Answer").waitFor();
    await seesWho(anna);
    await anna.answer();
    await heardBothWays(call, anna);
    await over(call, anna);
  });

  it("ended by a hash, and typed slowly with SIP INFO", async () => {
    const anna = await scene.available("anna");
    for (const type of [(call: EndpointCall, code: string) => call.sendDigits(`${code}#`), typeSlowly]) {
      const code = await newCode();
      const call = await asked();
      await type(call, code);
      await anna.answer();
      await seesWho(anna);
      await heardBothWays(call, anna);
      await over(call, anna);
    }
  });

  it("that is wrong three times: helped all the same, as not verified", async () => {
    const anna = await scene.available("anna");
    const call = await asked("+31687654321");
    call.sendDigits("11111111");
    await hearsSpeech(call);
    call.sendDigits("22222222");
    await hearsSpeech(call);
    call.sendDigits("33333333");
    await anna.answer();
    await anna.shows("Not verified: wrong code");
    await heardBothWays(call, anna);
    expect(await anna.page.getByText("Keys pressed").count()).toBe(0);
    await over(call, anna);
  });

  it("that is not there: helped after a hash at once, and after waiting too", { timeout: 120_000 }, async () => {
    const anna = await scene.available("anna");
    const hash = await asked();
    hash.sendDigits("#");
    await anna.answer();
    await anna.shows("Not verified: no code");
    await over(hash, anna);
    await asked();
    await anna.button("Answer").waitFor({ timeout: 60_000 });
    await anna.shows("Not verified: no code");
  });

  it("found only in the queue is taken there", async () => {
    const code = await newCode();
    const anna = await scene.atLunch("anna");
    const call = await asked();
    call.sendDigits("#");
    await hearsMusic(call);
    call.sendDigits(code);
    await hearsSpeech(call);
    await anna.choose("Available");
    await anna.button("Answer").waitFor();
    await seesWho(anna);
  });
});

describe("who calls", () => {
  it("is shown again after a reload, goes with the call, and to nobody else", async () => {
    const code = await newCode();
    const anna = await scene.available("anna");
    const call = await asked();
    call.sendDigits(code);
    await anna.answer();
    await heardBothWays(call, anna);
    await anna.page.reload();
    await anna.phoneReady();
    await seesWho(anna);
    await heardBothWays(call, anna);

    const bram = await scene.available("bram");
    await anna.sendTo("3002", "Consult first");
    await bram.answer();
    await heardBothWays(anna, bram);
    expect(await bram.page.getByText(NAME).count()).toBe(0);
    await anna.button("Complete transfer").click();
    await seesWho(bram);
    await heardBothWays(call, bram);
    await anna.finishWrapUp();
    await anna.page.getByText(NAME).waitFor({ state: "detached" });
    await over(call, bram);
  });

  it("is known to a supervisor's wall as no more than that it is known", async () => {
    const code = await newCode();
    const anna = await scene.available("anna");
    const sam = await scene.desk("sam");
    await sam.signIn(scene.stack, "sam");
    await sam.page.goto(`${scene.stack.origin}/#/live`);
    const call = await asked();
    call.sendDigits(code);
    await anna.answer();
    await sam.page.getByRole("row", { name: /Anna/ }).getByText("Verified").waitFor();
    expect(await sam.page.getByText(NAME).count()).toBe(0);
    await over(call, anna);
    await sam.page.getByRole("row", { name: /Anna/ }).getByText("Verified").waitFor({ state: "detached" });
  });
});
