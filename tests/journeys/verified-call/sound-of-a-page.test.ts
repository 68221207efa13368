import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { Endpoint, type EndpointCall } from "@belfry/caller";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createVisitorGate } from "../../../apps/server/src/door/visitor-gate.ts";
import { makePrompts } from "../../../apps/server/src/line/prompts/make.ts";
import { daemonPorts, KEYS } from "../../../apps/server/src/line/testing/daemons.ts";
import { DID, LineBench, ORGANISATION } from "../../../apps/server/src/line/testing/line-bench.ts";
import { ephemeral, SipEndpoint } from "../../../apps/server/src/line/testing/sip-endpoint.ts";
import { createLog } from "../../../apps/server/src/log.ts";
import type { WebCallView } from "../../../packages/call-button/src/web-call/port.ts";
import { TestBrowser } from "../../harness/browser.ts";
import { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, hearsMusic, says } from "../../harness/hearing.ts";
import { until } from "../../harness/until.ts";
import type {} from "../../harness/visitor-page/main.ts";
import { VisitorSite } from "../../harness/visitor-site.ts";

/** The line with its daemons, a visitor's page, and an agent's page that answers as it is told. */
const ports = await daemonPorts();
const prompts = join(tmpdir(), "belfry-test-prompts");
const bench = new LineBench(ports, prompts);
const HERTZ = { visitor: 700, agent: 500, outside: 1500 };
let site: VisitorSite;
let visitors: TestBrowser;
let agents: TestBrowser;
const undo: (() => void | Promise<void>)[] = [];
let users = 0;

/** A browser offers this machine's own address, never the loopback. */
const ownAddress = () =>
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === "IPv4" && !one.internal)?.address ?? "127.0.0.1";

beforeAll(async () => {
  await makePrompts(prompts);
  await bench.daemons.startRtpengine({ first: 42_100, last: 43_000 }, ownAddress());
  await bench.daemons.startKamailio();
  await bench.openLine();
  await bench.until(() => bench.line.health().sip && bench.line.health().rtpengine, "the line is up");
  site = await VisitorSite.open();
  // The pass of a page is its user: who may call is not the matter here.
  const gate = createVisitorGate(
    {
      settings: {
        proxyKey: KEYS.proxyKey,
        sipGateway: { host: "127.0.0.1", port: ports.internalPort },
        secure: false,
        publicOrigin: null,
      },
      verifiedCalling: { settings: () => ({ origins: [] }) },
      pageCalls: {
        open: (user) => ({ organisation: ORGANISATION, user }),
        left: (user) => bench.pages.leave(user),
        onTakenBack: () => () => {},
      },
    },
    createLog("silent", { write: () => {} }),
  );
  site.server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const { searchParams } = new URL(request.url ?? "", site.origin);
    gate.open(searchParams.get("visit") ?? "", request, socket, head);
  });
  visitors = await TestBrowser.open(HERTZ.visitor);
  agents = await TestBrowser.open(HERTZ.agent);
});
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});
afterAll(async () => {
  await visitors?.close();
  await agents?.close();
  await site?.close();
  await bench.close();
});

async function page(browser: TestBrowser): Promise<DeskPage> {
  const desk = await DeskPage.open(browser);
  undo.push(() => desk.context.close());
  await desk.page.goto(site.origin);
  await desk.page.getByRole("button").click();
  return desk;
}
const views = (visitor: DeskPage): Promise<readonly WebCallView[]> => visitor.page.evaluate(() => window.site.views);
const phase = (visitor: DeskPage, wanted: string) =>
  until(`the visitor's call is ${wanted}`, async () => (await views(visitor)).at(-1)?.phase === wanted);

/** A visitor's page has called, and was answered. */
async function called() {
  const visitor = await page(visitors);
  users += 1;
  const user = `visit-${String(users).padStart(32, "0")}`;
  bench.pages.lend(user);
  const { user: authorizationUser, password } = ephemeral(user);
  const phone = {
    url: `${site.origin.replace("http", "ws")}/sip?visit=${user}`,
    uri: `sip:${user}@belfry.invalid`,
    authorizationUser,
    password,
    target: `sip:${DID}@belfry.invalid`,
    expiresAt: Date.now() + 60_000,
  };
  await visitor.page.evaluate((given) => window.site.start(given), phone);
  const { call, leg } = await bench.take("call.arrived");
  undo.push(() => bench.perform({ type: "call.release", call }));
  bench.perform({ type: "leg.ring", call, leg });
  await phase(visitor, "ringing");
  bench.perform({ type: "leg.accept", call, leg });
  await bench.take("leg.answered", (input) => input.leg === leg);
  await phase(visitor, "connected");
  return { visitor, user, call, leg };
}

/** An agent's page that answers the leg with this number. */
async function agentAnswers(call: string, leg: string, extension = "3001", towards: string | null = null) {
  const agent = await page(agents);
  const user = `${extension}-demo`;
  const sip = await SipEndpoint.webSocket(ports.internalPort, {
    "X-Belfry-Key": KEYS.proxyKey,
    "X-Belfry-User": user,
  });
  undo.push(() => sip.close());
  expect(await sip.register(user, ephemeral(user))).toBe(200);
  bench.perform({
    type: "leg.callAgent",
    ...{
      call,
      leg,
      agent: `agent-${extension}`,
      autoAnswer: true,
      why: "offer",
      towards,
      caller: null,
      timeout: 10_000,
    },
  });
  const { call: usage, request } = await sip.take("invite");
  const answer = await agent.page.evaluate(
    (offer) => window.site.answer(offer),
    new TextDecoder().decode(request.body),
  );
  sip.act((ua, now) => ua.accept(usage, { contentType: "application/sdp", body: answer }, [], now));
  await bench.take("leg.answered", (input) => input.leg === leg);
  return { agent, sip, usage };
}
let bridges = 0;
async function bridge(call: string, a: string, b: string): Promise<void> {
  bridges += 1;
  bench.perform({ type: "leg.bridge", call, bridge: bridges, a, b });
  await bench.take("leg.bridged");
}
const bothHear = (visitor: DeskPage, agent: DeskPage) =>
  Promise.all([visitor.hears(HERTZ.agent), agent.hears(HERTZ.visitor)]);

describe("the sound of a visitor's page", () => {
  it("goes both ways to an agent's page, in one codec, and comes back after hold with music", async () => {
    const { visitor, call, leg } = await called();
    bench.play(call, leg, 1, [{ prompt: "welcome" }], "music");
    await hearsMusic(visitor);
    const { agent } = await agentAnswers(call, `${call}.1`, "3001", leg);
    await bridge(call, leg, `${call}.1`);
    await bothHear(visitor, agent);
    expect(await visitor.codecs()).toEqual(["inbound-rtp audio/opus", "outbound-rtp audio/opus"]);
    expect(await agent.codecs()).toEqual(["inbound-rtp audio/opus", "outbound-rtp audio/opus"]);
    for (const play of [2, 3]) {
      bench.perform({ type: "leg.park", call, leg });
      bench.play(call, leg, play, [], "music");
      await hearsMusic(visitor);
      await bridge(call, leg, `${call}.1`);
      await bothHear(visitor, agent);
    }
  });

  it("goes on to a telephone that knows G.711 alone, and back to the agent", async () => {
    const { visitor, call, leg } = await called();
    const { agent } = await agentAnswers(call, `${call}.1`);
    await bridge(call, leg, `${call}.1`);
    await bothHear(visitor, agent);
    const rings: EndpointCall[] = [];
    const telephone = await Endpoint.open({
      ...{ host: "127.0.0.1", server: { host: "127.0.0.1", port: ports.sipPort }, codecs: ["PCMA"] },
      onCall: (ringing) => rings.push(ringing),
    });
    undo.push(() => telephone.close());
    bench.directory.outbound = {
      ...{ host: "carrier.example", address: "127.0.0.1", port: telephone.port, transport: "udp" },
      ...{ credentials: null, callerId: null },
    };
    const third = `${call}.2`;
    bench.perform({ type: "leg.callNumber", call, leg: third, number: "+31205550100", callerId: null, timeout: 9000 });
    const outside = await until("the telephone rings", () => rings[0] ?? null);
    says(outside, HERTZ.outside);
    outside.accept();
    await bench.take("leg.answered", (input) => input.leg === third);
    await bridge(call, leg, third);
    await heardBothWays(visitor, outside);
    expect(outside.codec).toBe("PCMA");
    await bridge(call, leg, `${call}.1`);
    await bothHear(visitor, agent);
  });

  it("brings keys, waiting and in a bridge, and is silent while muted", async () => {
    const { visitor, call, leg } = await called();
    const press = (key: string) => visitor.page.evaluate((one) => window.site.call?.press(one), key);
    await press("7");
    expect(await bench.take("leg.digit")).toMatchObject({ leg, digit: "7" });
    const { agent } = await agentAnswers(call, `${call}.1`);
    await bridge(call, leg, `${call}.1`);
    await bothHear(visitor, agent);
    await press("#");
    expect(await bench.take("leg.digit")).toMatchObject({ leg, digit: "#" });
    await visitor.page.evaluate(() => window.site.call?.mute(true));
    await agent.hearsNothing();
    await visitor.page.evaluate(() => window.site.call?.mute(false));
    await bothHear(visitor, agent);
  });

  it("finds another way when its network stumbles", async () => {
    const { visitor, call, leg } = await called();
    const { agent } = await agentAnswers(call, `${call}.1`);
    await bridge(call, leg, `${call}.1`);
    await bothHear(visitor, agent);
    const password = () =>
      visitor.page.evaluate(() => {
        const [connection]: RTCPeerConnection[] = Reflect.get(window, "journeyConnections");
        return /^a=ice-pwd:(.*)$/m.exec(connection?.remoteDescription?.sdp ?? "")?.[1] ?? "";
      });
    const before = await password();
    await visitor.page.evaluate(() => {
      const [connection]: RTCPeerConnection[] = Reflect.get(window, "journeyConnections");
      if (connection === undefined) throw new Error("there is no call");
      Object.defineProperty(connection, "connectionState", { get: () => "disconnected", configurable: true });
      connection.dispatchEvent(new Event("connectionstatechange"));
      Reflect.deleteProperty(connection, "connectionState");
    });
    await until("the way was agreed on anew", async () => (await password()) !== before);
    await bothHear(visitor, agent);
    expect((await views(visitor)).at(-1)?.phase).toBe("connected");
  });

  it("comes from another microphone once that is chosen", async () => {
    const { visitor, call, leg } = await called();
    const { agent } = await agentAnswers(call, `${call}.1`);
    await bridge(call, leg, `${call}.1`);
    await bothHear(visitor, agent);
    const { microphones = [], microphone } = (await views(visitor)).at(-1) ?? {};
    const other = microphones.find(({ id }) => id !== microphone && id !== "default")?.id ?? "";
    expect(other).not.toBe("");
    await visitor.page.evaluate((id) => window.site.call?.useMicrophone(id), other);
    await until("the other microphone is used", async () => (await views(visitor)).at(-1)?.microphone === other);
    await bothHear(visitor, agent);
  });

  it("ends for both when either hangs up", async () => {
    const first = await called();
    await first.visitor.page.evaluate(() => window.site.call?.close());
    expect(await bench.take("leg.ended", ({ leg }) => leg === first.leg)).toMatchObject({ cause: "normal" });
    expect((await views(first.visitor)).at(-1)).toMatchObject({ phase: "ended", why: null });
    const second = await called();
    bench.perform({ type: "leg.hangUp", call: second.call, leg: second.leg, cause: "normal" });
    await phase(second.visitor, "ended");
  });

  it("ends soon when the page is gone without a word", async () => {
    const { visitor, leg } = await called();
    // A crash says nothing; leaving a page by a person's wish hangs up.
    await visitor.page.goto("chrome://crash").catch(() => {});
    expect(await bench.take("leg.ended", (input) => input.leg === leg, 5000)).toMatchObject({ cause: "networkFailed" });
  });
});
