import { Endpoint, type EndpointCall } from "@belfry/caller";
import {
  API,
  callCode,
  callDetail,
  callSummary,
  inboundNumber,
  organisation,
  page,
  pause,
  person,
  queue,
  trunk,
} from "@belfry/contracts";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, says } from "../../harness/hearing.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { HERTZ, PERMITS, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();

const HARBOUR = "+31101234567";
const HARBOUR_TRUNK = "127.0.0.3";
const PASSWORD = "a long enough password";
interface Shape<T> {
  parse(value: unknown): T;
}
type Item = { readonly id: string };

const SHAPES: readonly (readonly [path: string, shape: Shape<Item>])[] = [
  [API.people, person],
  [API.queues, queue],
  [API.numbers, inboundNumber],
  [API.pauses, pause],
  [API.callCodes, callCode],
  [API.trunks, trunk],
];

let demo: PageProgram;
let haven: PageProgram;

async function made<T>(by: PageProgram, path: string, input: unknown, shape: Shape<T>): Promise<T> {
  const { status, value } = await by.ask("POST", path, input);
  expect([path, status]).toEqual([path, 201]);
  return shape.parse(value);
}

async function list(by: PageProgram, path: string, shape: Shape<Item>): Promise<readonly Item[]> {
  const { value } = await by.ask("GET", path);
  return Array.isArray(value) ? value.map((one) => shape.parse(one)) : [];
}

/** The other organisation: like the demo's, with the same extension, a trunk and a number of its own. */
beforeAll(async () => {
  demo = await PageProgram.demo(scene.stack, "admin");
  const operator = await PageProgram.demo(scene.stack, "operator", "operator");
  const names = { slug: "haven", name: "Haven", country: "NL", language: "nl", timeZone: "Europe/Amsterdam" };
  const admin = { name: "Hugo Haven", login: "hugo", password: PASSWORD };
  await made(operator, API.organisations, { ...names, admin }, organisation);
  haven = await PageProgram.signIn(scene.stack, { organisation: "haven", login: "hugo", password: PASSWORD });

  const rosa = await made(
    haven,
    API.people,
    { name: "Rosa Haven", login: "rosa", password: PASSWORD, roles: ["agent"], extension: "3001", locale: "en" },
    person,
  );
  const announcement = { kind: "announcement", prompt: "closed" };
  const overflow = { whenFull: announcement, whenClosed: announcement, whenWaitedTooLong: announcement };
  const quay = await made(haven, API.queues, { name: "Quay", language: "nl", members: [rosa.id], ...overflow }, queue);
  await made(haven, API.pauses, { name: "Tide" }, pause);
  await made(haven, API.callCodes, { name: "Moored" }, callCode);
  const destination = { kind: "queue", queue: quay.id };
  await made(haven, API.numbers, { number: HARBOUR, destination }, inboundNumber);
  await made(haven, API.trunks, { name: "Harbour trunk", addresses: [HARBOUR_TRUNK] }, trunk);
  await until("the edge knows the new trunk", async () => {
    const call = await callOf(HARBOUR_TRUNK, HARBOUR);
    const known = await call.answered.then(
      () => true,
      () => false,
    );
    call.hangUp();
    return known;
  });
});

/** A call through the trunk that has this address. */
async function callOf(trunk: string, number: string): Promise<EndpointCall> {
  const endpoint = await Endpoint.open({ host: trunk, server: scene.stack.sip });
  const call = await endpoint.call(number, { from: "+31687654321" });
  says(call, HERTZ.caller);
  void call.ended.then(() => endpoint.close());
  return call;
}

async function rosaAvailable(): Promise<DeskPage> {
  const rosa = await scene.desk("bram");
  const signIns = async () => new Map([["rosa", PASSWORD]]);
  await rosa.signIn({ origin: scene.stack.origin, signIns }, "rosa", "haven");
  await rosa.becomeAvailable();
  return rosa;
}

describe("two organisations on one platform", () => {
  it("neither lists, changes nor removes anything of the other", async () => {
    for (const [mine, theirs] of [
      [demo, haven],
      [haven, demo],
    ] as const) {
      for (const [path, shape] of SHAPES) {
        const [own, foreign] = [await list(mine, path, shape), await list(theirs, path, shape)];
        expect([path, own.length > 0, foreign.length > 0]).toEqual([path, true, true]);
        expect(own.filter(({ id }) => foreign.some((one) => one.id === id))).toEqual([]);
        const { id: _, ...input } = own[0] ?? { id: "" };
        for (const { id } of foreign) {
          expect([path, (await mine.ask("PUT", `${path}/${id}`, input)).status]).toEqual([path, 404]);
          expect([path, (await mine.ask("DELETE", `${path}/${id}`)).status]).toEqual([path, 404]);
        }
        expect(await list(theirs, path, shape)).toEqual(foreign);
      }
      expect((await mine.ask("GET", API.organisations)).status).toBe(403);
    }
  });

  it("a trunk reaches the numbers of its own organisation only", async () => {
    for (const [from, number] of [
      [HARBOUR_TRUNK, PERMITS],
      ["127.0.0.1", HARBOUR],
    ] as const) {
      expect(await (await callOf(from, number)).ended).toEqual({ by: "refused", status: 404 });
    }
    const own = await callOf(HARBOUR_TRUNK, HARBOUR);
    await own.answered;
    own.hangUp();
  });

  it("calls, sockets and history of the one never reach the other, though both have an extension 3001", async () => {
    const supervisor = await PageProgram.demo(scene.stack, "sam");
    const demoSocket = await supervisor.socket();
    const rosaProgram = await PageProgram.signIn(scene.stack, {
      organisation: "haven",
      login: "rosa",
      password: PASSWORD,
    });
    const havenSocket = await rosaProgram.socket();
    onTestFinished(() => {
      demoSocket.close();
      havenSocket.close();
    });

    const anna = await scene.available("anna");
    const rosa = await rosaAvailable();
    const toHaven = await callOf(HARBOUR_TRUNK, HARBOUR);
    await rosa.answer();
    await heardBothWays(toHaven, rosa);
    await anna.inState("Available");
    expect(await anna.heardHertz()).toBeNull();

    const toDemo = await scene.call();
    await anna.answer();
    await heardBothWays(toDemo, anna);
    expect(await rosa.page.getByText("Anna de Vries").count()).toBe(0);
    expect(await anna.page.getByText("Rosa Haven").count()).toBe(0);
    toHaven.hangUp();
    toDemo.hangUp();
    await rosa.inState("Wrap-up");
    await anna.inState("Wrap-up");

    const calls = async (by: PageProgram) => {
      const { value } = await by.ask("GET", `${API.calls}?scope=all`);
      return page(callSummary).parse(value).items;
    };
    const ofCaller = async (by: PageProgram, number: string) =>
      until("history has the call", async () => {
        const found = (await calls(by)).find((one) => one.caller === number && one.outcome === "answered");
        return found ?? null;
      });
    const [inDemo, inHaven] = [await ofCaller(demo, "+31612345678"), await ofCaller(haven, "+31687654321")];
    expect((await calls(demo)).some(({ caller }) => caller === "+31687654321")).toBe(false);
    expect((await calls(haven)).some(({ caller }) => caller === "+31612345678")).toBe(false);
    expect((await demo.ask("GET", `${API.calls}/${inHaven.id}`)).status).toBe(404);
    expect((await haven.ask("GET", `${API.calls}/${inDemo.id}`)).status).toBe(404);
    const { value } = await haven.ask("GET", `${API.calls}/${inHaven.id}`);
    expect(callDetail.parse(value).legs.map(({ role }) => role)).toEqual(["caller", "agent"]);

    const [ofDemo, ofHaven] = [demoSocket.heard.join("\n"), havenSocket.heard.join("\n")];
    const namesOf = async (by: PageProgram) => [
      by.me.organisation.id,
      ...(await Promise.all(SHAPES.map(([path, shape]) => list(by, path, shape)))).flat().map(({ id }) => id),
    ];
    for (const foreign of [...(await namesOf(haven)), "Rosa Haven", "Quay", "+31687654321", inHaven.id]) {
      expect([foreign, ofDemo.includes(foreign)]).toEqual([foreign, false]);
    }
    for (const foreign of [...(await namesOf(demo)), "Anna de Vries", "Permits", "+31612345678", inDemo.id]) {
      expect([foreign, ofHaven.includes(foreign)]).toEqual([foreign, false]);
    }
    // Both were told of their own: the silence above is no deafness.
    for (const [heard, own] of [
      [ofDemo, "Anna de Vries"],
      [ofHaven, "Rosa Haven"],
    ] as const) {
      expect(heard).toContain(own);
      expect(heard).toContain('"state":"inCall"');
    }
    // What a colleague's call is, is no news for the others either: rosa hears of her own alone.
    expect(ofDemo).not.toContain(inDemo.id);
    expect(ofHaven).toContain(inHaven.id);
  });

  it("the same extension is another phone: neither registers as the other's, nor owns its window", async () => {
    const rosa = await PageProgram.signIn(scene.stack, { organisation: "haven", login: "rosa", password: PASSWORD });
    const socket = await rosa.socket();
    onTestFinished(() => socket.close());
    await socket.claim("rosa", true);
    const phone = await rosa.phone("rosa");
    onTestFinished(() => phone.close());
    const credentials = await rosa.credentials("rosa");
    const status = async (user: string) => {
      const who = `sip:${user}@belfry.invalid`;
      const contact = [`Contact: <sip:${user}@program.invalid;transport=ws>;expires=60`];
      const ask = { method: "REGISTER", uri: "sip:belfry.invalid", from: who, to: who, headers: contact };
      return (await phone.ask(ask, credentials)).status;
    };
    expect(await status("3001-demo")).toBe(403);
    expect(await status("3001-haven")).toBe(200);
  });
});
