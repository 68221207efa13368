import { callIdentity, PUBLIC_API, purposeOffer, visitStarted } from "@belfry/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { heardBothWays, hearsSpeech } from "../../harness/hearing.ts";
import { IrmaServer } from "../../harness/irma/server.ts";
import { PERSON, Wallet } from "../../harness/irma/wallet.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { ended, PERMITS, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";
import { askForProof, askPublic, SITE, Visitor } from "../../harness/visitor.ts";

const scene = Scene.open({ BELFRY_IDENTITY_TARGETS: "127.0.0.1" });
const NAME = "irma-demo.gemeente.personalData.fullname";
let irma: IrmaServer;
/** Codes and names that no log may hold. */
const secrets: string[] = [PERSON[NAME] ?? "", "Jan Jansen"];

beforeAll(async () => {
  irma = await IrmaServer.start();
  await askForProof(await PageProgram.demo(scene.stack, "admin"), irma, { name: "journey" });
}, 60_000);
afterAll(async () => {
  await irma.close();
});

const begin = (device: "phone" | "desktop") => Visitor.begin(scene.stack, device, "journey");

/** The wallet on the phone discloses, and opens what it was given. */
async function disclosedOnPhone(name?: string) {
  const visitor = await begin("phone");
  const wallet = await Wallet.scan(visitor.presentation.link);
  const link = await wallet.disclose(name === undefined ? {} : { values: { [NAME]: name } });
  const [, number = "", code = ""] = /^tel:(\+\d+),(\d{8})$/.exec(link ?? "") ?? [];
  secrets.push(code);
  return { visitor, number, code };
}

/** The server dies at once, and another one has taken its place. */
async function killed() {
  await scene.stack.kill("server");
  await until("the server is up again", async () => (await fetch(`${scene.stack.origin}/health/ready`)).ok, 60_000);
}

/** Calls, waits for the question, and types. */
async function call(number: string, keys: string, from?: string) {
  const call = await scene.call(number, from === undefined ? {} : { from });
  await call.answered;
  await hearsSpeech(call);
  call.sendDigits(keys);
  return call;
}

/** What Anna may know of whoever calls her. */
async function identityFor(login: string) {
  const agent = await PageProgram.demo(scene.stack, login);
  const socket = await agent.socket();
  try {
    const id = await until(
      "the agent has a call",
      () => /"trace":"([^"]+)"|"call":\{"id":"([^"]+)"/.exec(socket.heard.join())?.slice(1).find(Boolean) ?? null,
    );
    const { status, value } = await agent.ask("GET", `/api/v1/calls/${id}/identity`);
    expect(socket.heard.join()).toContain('"verification":{"kind":"verified"');
    if (status !== 200) throw new Error(JSON.stringify(value));
    return callIdentity.parse(value);
  } finally {
    socket.close();
  }
}

describe("a visit", () => {
  it("with a wallet on the phone: it dials number and code, and the agent knows who calls", async () => {
    const { visitor, number, code } = await disclosedOnPhone();
    expect(number).toBe(PERMITS);
    expect(await visitor.inState("disclosed")).toMatchObject({ call: null });
    const { told, end } = visitor.follow();
    const anna = await scene.available("anna");
    const caller = await call(number, code);
    await anna.answer();
    await heardBothWays(caller, anna);
    await visitor.inState("connected");
    await anna.shows(PERSON[NAME] ?? "");
    const { attributes } = await identityFor("anna");
    expect(attributes).toMatchObject([{ tag: "fullName", value: PERSON[NAME], demo: false }, { tag: "bsn" }]);
    caller.hangUp();
    await visitor.inState("ended");
    await until("the page was told", () => told.at(-1)?.state === "ended");
    end();
    const states = told.map(({ state }) => state);
    const order = ["disclosing", "disclosed", "calling", "waiting", "connected", "ended"];
    expect(states).toEqual(states.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(states).toEqual(expect.arrayContaining(["disclosed", "waiting", "connected", "ended"]));
    expect(JSON.stringify(told)).not.toContain(code);
    await anna.finishWrapUp();
  });

  it("with a wallet on another screen: nobody learns number and code before the pairing", async () => {
    const visitor = await begin("desktop");
    const wallet = await Wallet.scan(visitor.presentation.qr);
    await visitor.inState("pairing");
    const pair = (code: string) => visitor.ask("POST", PUBLIC_API.visitPairing, { code });
    const wrong = await pair(wallet.pairingCode === "0000" ? "1111" : "0000");
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: "pairing_wrong", params: { tries: "2" } } } });
    expect((await pair(wallet.pairingCode ?? "")).status).toBe(200);
    expect(await wallet.disclose()).toBeNull();
    const { call: shown } = await visitor.inState("disclosed");
    if (shown === null) throw new Error("the page has no code");
    secrets.push(shown.code);

    const anna = await scene.available("anna");
    const caller = await call(shown.number, shown.code);
    await anna.answer();
    await heardBothWays(caller, anna);
    await visitor.inState("connected");
    caller.hangUp();
    await visitor.inState("ended");
    await anna.finishWrapUp();
  });

  it("two visitors at once get each their own; and a code that has served is a wrong one", async () => {
    const [one, two] = await Promise.all([disclosedOnPhone(), disclosedOnPhone("Jan Jansen")]);
    const anna = await scene.available("anna");
    const first = await call(two.number, two.code);
    await anna.answer();
    await heardBothWays(first, anna);
    expect((await identityFor("anna")).attributes[0]).toMatchObject({ value: "Jan Jansen" });
    expect((await one.visitor.view()).state).toBe("disclosed");
    // Somebody types what was heard or seen of the other's code: asked again twice, then through, not verified.
    const replayed = await call(two.number, two.code, "+31687654321");
    for (let n = 0; n < 2; n += 1) {
      await hearsSpeech(replayed);
      replayed.sendDigits(two.code);
    }
    await two.visitor.inState("connected");
    replayed.hangUp();
    first.hangUp();
    await ended(first);
    await two.visitor.inState("ended");
    await anna.finishWrapUp();
    const second = await call(one.number, one.code);
    await anna.answer();
    await heardBothWays(second, anna);
    expect((await identityFor("anna")).attributes[0]).toMatchObject({ value: PERSON[NAME] });
    second.hangUp();
    await one.visitor.inState("ended");
    await anna.finishWrapUp();
  });

  it("goes on over a server that is killed: in mid-disclosure, before the call, and in mid-call", async () => {
    const early = await begin("phone");
    const { visitor, number, code } = await disclosedOnPhone();
    await visitor.inState("disclosed");
    await killed();
    const link = await (await Wallet.scan(early.presentation.link)).disclose();
    expect(link).toMatch(/^tel:/);
    await early.inState("disclosed");

    const anna = await scene.available("anna");
    const caller = await call(number, code);
    await anna.answer();
    await visitor.inState("connected");
    await killed();
    await visitor.inState("ended");
    caller.hangUp();
    expect((await early.view()).state).toBe("disclosed");
    await early.ask("DELETE", PUBLIC_API.visit);
    expect((await early.view()).state).toBe("forgotten");
  });

  it("is begun from allowed websites for purposes that there are, and anything else looks alike", async () => {
    const body = { organisation: "demo", purpose: "journey", language: "en", device: "phone" };
    const before = irma.sessions.length;
    const answers = [
      await askPublic(scene.stack, "POST", PUBLIC_API.visits, { body, origin: "https://evil.example" }),
      await askPublic(scene.stack, "POST", PUBLIC_API.visits, { body: { ...body, purpose: "nothing" } }),
      await askPublic(scene.stack, "POST", PUBLIC_API.visits, { body: { ...body, organisation: "nobody" } }),
    ];
    for (const { status, body: error, headers } of answers) {
      expect([status, error]).toEqual([404, answers[0]?.body]);
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
    expect(irma.sessions.length).toBe(before);
  });

  it("can be tried at once in the demonstration, on a page of ours, with a wallet that is marked as made up", async () => {
    const { origin } = scene.stack;
    const offer = await askPublic(scene.stack, "GET", `${PUBLIC_API.purposes}/demo/permits?language=nl`, { origin });
    expect(purposeOffer.parse(offer.body)).toMatchObject({
      to: { number: "+31201230003" },
      providers: [{ kind: "demo" }],
    });
    const body = { organisation: "demo", purpose: "permits", language: "nl", device: "desktop" };
    const begun = await askPublic(scene.stack, "POST", PUBLIC_API.visits, { body, origin });
    expect(visitStarted.parse(begun.body).presentation).toMatchObject({ kind: "wallet", demo: true });
  });

  it("is bounded when many begin, and calls go on", async () => {
    const body = { organisation: "demo", purpose: "journey", language: "en", device: "phone" };
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => askPublic(scene.stack, "POST", PUBLIC_API.visits, { body })),
    );
    const begun = answers.filter(({ status }) => status === 201).length;
    expect(begun).toBeLessThanOrEqual(20);
    const refused = answers.filter(({ status }) => status === 429);
    expect(begun + refused.length).toBe(60);
    for (const { headers } of refused) {
      expect(headers.get("access-control-allow-origin")).toBe(SITE);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    }
    const anna = await scene.available("anna");
    const caller = await call(PERMITS, "#");
    await anna.answer();
    await heardBothWays(caller, anna);
    caller.hangUp();
    await anna.finishWrapUp();
    expect(await scene.stack.leaks(secrets)).toEqual([]);
  });
});
