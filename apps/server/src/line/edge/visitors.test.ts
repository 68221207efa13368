import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeText } from "@belfry/sip";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { makePrompts } from "../prompts/make.ts";
import { daemonPorts, KEYS } from "../testing/daemons.ts";
import { DID, LineBench } from "../testing/line-bench.ts";
import { RtpEndpoint } from "../testing/rtp-endpoint.ts";
import { ephemeral, SipEndpoint } from "../testing/sip-endpoint.ts";

const ports = await daemonPorts();
const PLAIN = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n";
/** What a browser would offer; nothing is sent to it. */
const SDP = [
  ...["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "m=audio 9 UDP/TLS/RTP/SAVPF 8", "c=IN IP4 0.0.0.0"],
  ...["a=rtpmap:8 PCMA/8000", "a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuvwx", "a=setup:actpass", "a=mid:0"],
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => "AB").join(":")}`,
  ...["a=sendrecv", "a=rtcp-mux", ""],
].join("\r\n");
const HELP = "sip:help@belfry.invalid";
const prompts = join(tmpdir(), "belfry-test-prompts");
const bench = new LineBench(ports, prompts);
const open: SipEndpoint[] = [];
let users = 0;

const from = (user: string) => `sip:${user}@belfry.invalid`;
const newUser = () => `visit-${String(++users).padStart(32, "0")}`;
/** A page that was let through the gate as this user, who may call once. */
async function page(user = newUser(), lent = true): Promise<{ user: string; sip: SipEndpoint }> {
  if (lent) bench.pages.lend(user);
  const headers = { "X-Belfry-Key": KEYS.proxyKey, "X-Belfry-User": user };
  const sip = await SipEndpoint.webSocket(ports.internalPort, headers);
  open.push(sip);
  return { user, sip };
}
async function refusedAs(sip: SipEndpoint): Promise<number> {
  return (await sip.take("refused")).status;
}
/** An answered call of a page. */
async function called(offer = SDP) {
  const { user, sip } = await page();
  const key = sip.invite(HELP, offer, { from: from(user), credentials: ephemeral(user) });
  const { call, leg } = await bench.take("call.arrived");
  bench.perform({ type: "leg.accept", call, leg });
  await sip.take("answered");
  await bench.take("leg.answered");
  onTestFinished(() => bench.perform({ type: "call.release", call }));
  return { user, sip, key, call, leg };
}
async function release(call: string, leg: string): Promise<void> {
  bench.perform({ type: "leg.hangUp", call, leg, cause: "normal" });
  await bench.take("leg.ended");
  bench.perform({ type: "call.release", call });
}
const nothingArrives = () => expect(bench.told.some(({ type }) => type === "call.arrived")).toBe(false);

beforeAll(async () => {
  await makePrompts(prompts);
  await bench.daemons.startRtpengine();
  await bench.daemons.startKamailio();
  await bench.openLine();
  await bench.until(() => bench.line.health().sip && bench.line.health().rtpengine, "the line is up");
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => bench.close());

describe("a visitor's page", () => {
  it("calls the number of its visit, whatever it asks for, and says nothing of who calls", async () => {
    const { user, sip } = await page();
    sip.invite("sip:+31900123456@belfry.invalid", SDP, {
      from: from(user),
      headers: [
        { name: "P-Asserted-Identity", value: '"The Mayor" <sip:+31612345678@example.com>' },
        { name: "X-Belfry-User", value: "3001-demo" },
      ],
      credentials: ephemeral(user),
    });
    const arrived = await bench.take("call.arrived");
    expect(arrived).toMatchObject({ dialled: DID, caller: null, callerName: null });
    expect(arrived.visit).toMatchObject({ visit: `of ${user}` });
    bench.perform({ type: "leg.reject", call: arrived.call, leg: arrived.leg, status: 486, reason: "Busy Here" });
    expect(await refusedAs(sip)).toBe(486);
    expect(bench.pages.finished).toContain(user);
  });

  it("proves itself with credentials of its own that have not expired", async () => {
    const { user, sip } = await page();
    const ask = async (credentials: ReturnType<typeof ephemeral> | null) => {
      sip.invite(HELP, SDP, { from: from(user), ...(credentials === null ? {} : { credentials }) });
      return refusedAs(sip);
    };
    expect(await ask(null)).toBe(407);
    expect(await ask({ ...ephemeral(user), password: "guessed" })).toBe(403);
    expect(await ask(ephemeral(user, -5))).toBe(403);
    expect(await ask(ephemeral(newUser()))).toBe(403);
    expect(await ask(ephemeral("3001-demo"))).toBe(403);
    nothingArrives();
  });

  it("cannot be another visit's, nor an agent", async () => {
    const other = await page();
    const { sip } = await page();
    sip.invite(HELP, SDP, { from: from(other.user), credentials: ephemeral(other.user) });
    expect(await refusedAs(sip)).toBe(403);
    sip.invite(HELP, SDP, { from: from("3001-demo"), credentials: ephemeral("3001-demo") });
    expect(await refusedAs(sip)).toBe(403);
    nothingArrives();
  });

  it("neither registers nor sends messages, nor reaches an agent's phone or an outside number", async () => {
    const agent = await SipEndpoint.webSocket(ports.internalPort, {
      "X-Belfry-Key": KEYS.proxyKey,
      "X-Belfry-User": "3001-demo",
    });
    open.push(agent);
    expect(await agent.register("3001-demo", ephemeral("3001-demo"))).toBe(200);
    const { user, sip } = await page();
    expect(await sip.register(user, ephemeral(user))).toBe(405);
    for (const method of ["MESSAGE", "SUBSCRIBE", "REFER", "PUBLISH", "NOTIFY"])
      expect((await sip.request(method, from("3001-demo"), from(user), from("3001-demo"), []))?.status).toBe(405);
    sip.invite(from("3001-demo"), SDP, {
      from: from(user),
      headers: [
        { name: "Route", value: `<sip:127.0.0.1:${ports.sipPort};lr>` },
        { name: "X-Belfry-Destination", value: "127.0.0.1:9;transport=udp" },
      ],
      credentials: ephemeral(user),
    });
    const { call, leg, dialled } = await bench.take("call.arrived");
    expect(dialled).toBe(DID);
    expect(agent.has("invite")).toBe(false);
    bench.perform({ type: "leg.reject", call, leg, status: 486, reason: "Busy Here" });
    await refusedAs(sip);
  });

  it("calls once over one connection, and once with one user", async () => {
    const { user, sip, call, leg } = await called();
    sip.invite(HELP, SDP, { from: from(user), credentials: ephemeral(user) });
    expect(await refusedAs(sip)).toBe(403);
    const again = await page(user, false);
    again.sip.invite(HELP, SDP, { from: from(user), credentials: ephemeral(user) });
    expect(await refusedAs(again.sip)).toBe(403);
    await release(call, leg);
    const after = await page(user, false);
    after.sip.invite(HELP, SDP, { from: from(user), credentials: ephemeral(user) });
    expect(await refusedAs(after.sip)).toBe(403);
    nothingArrives();
  });

  it("is unknown to the line without a phone that was lent", async () => {
    const { user, sip } = await page(newUser(), false);
    sip.invite(HELP, SDP, { from: from(user), credentials: ephemeral(user) });
    expect(await refusedAs(sip)).toBe(403);
    nothingArrives();
    expect(bench.refused.at(-1)).toBe("page_may_not_call");
  });

  it("cannot be posed as by a trunk", async () => {
    const user = newUser();
    bench.pages.lend(user);
    const trunk = await SipEndpoint.udp(ports.sipPort);
    open.push(trunk);
    trunk.invite(`sip:${DID}@127.0.0.1:${ports.sipPort}`, SDP, {
      headers: [
        { name: "X-Belfry-User", value: user },
        { name: "X-Belfry-Key", value: KEYS.switchKey },
      ],
      from: from(user),
      credentials: ephemeral(user),
    });
    const { call, leg, visit, caller } = await bench.take("call.arrived");
    expect([visit, caller]).toEqual([undefined, null]);
    bench.perform({ type: "leg.reject", call, leg, status: 486, reason: "Busy Here" });
    await refusedAs(trunk);
  });

  it("hears of the switch's goodbye on the connection on which it called, and says its own", async () => {
    const first = await called();
    const second = await called();
    bench.perform({ type: "leg.hangUp", call: first.call, leg: first.leg, cause: "normal" });
    expect(await first.sip.take("ended")).toMatchObject({ by: "remote" });
    await bench.take("leg.ended", ({ call }) => call === first.call);
    expect(second.sip.has("ended")).toBe(false);
    second.sip.act((agent, now) => agent.bye(second.key, null, now));
    expect(await bench.take("leg.ended", ({ call }) => call === second.call)).toMatchObject({ cause: "normal" });
  });

  it("speaks in no call but its own", async () => {
    const victim = await called();
    const thief = await called();
    const answer = victim.sip.received.find((text) => text.startsWith("SIP/2.0 200")) ?? "";
    const header = (name: string) => new RegExp(`^${name}: (.*?)\\r?$`, "im").exec(answer)?.[1] ?? "";
    const routes = [...answer.matchAll(/^Record-Route: (.*?)\r?$/gim)].flatMap(([, one]) => one ?? []);
    for (const method of ["BYE", "INFO", "REFER"])
      thief.sip.write([
        `${method} sip:127.0.0.1:${ports.internalPort + 2};transport=tcp SIP/2.0`,
        `Via: SIP/2.0/TCP browser.invalid:5060;branch=z9hG4bK${method};rport`,
        ...routes.reverse().map((route) => `Route: ${route}`),
        `From: ${header("From")}`,
        `To: ${header("To")}`,
        `Call-ID: ${header("Call-ID")}`,
        `CSeq: 77 ${method}`,
        "Max-Forwards: 70",
        "Content-Length: 0",
      ]);
    const refusals = () => thief.sip.received.filter((text) => text.startsWith("SIP/2.0 403 Not your call"));
    await thief.sip.until(() => refusals().length === 3, "the thief was refused");
    expect(bench.told.some(({ type }) => type === "leg.ended")).toBe(false);
    // Nor may it send its own call on at somebody's expense.
    thief.sip.act((agent, now) => agent.send(thief.key, "refer", "REFER", [], null, now));
    expect((await thief.sip.take("response")).response?.status).toBe(405);
  });

  it("that loses its connection is not waited for by requests within its call", async () => {
    const { sip, user, call, leg } = await called();
    sip.close();
    bench.pages.leave(user);
    expect(await bench.take("leg.ended", (one) => one.call === call, 3000)).toMatchObject({
      leg,
      cause: "networkFailed",
    });
  });

  it("that hangs up and closes in one breath has hung up", async () => {
    const { sip, key, user, call } = await called();
    bench.pages.leave(user);
    sip.act((agent, now) => agent.bye(key, null, now));
    expect(await bench.take("leg.ended", (one) => one.call === call)).toMatchObject({ cause: "normal" });
  });

  it("that gives up while its visit is bound comes to no call", async () => {
    let bind = () => {};
    bench.pages.binding = new Promise((resolve) => {
      bind = resolve;
    });
    const { user, sip } = await page();
    const key = sip.invite(HELP, SDP, { from: from(user), credentials: ephemeral(user) });
    await bench.until(() => bench.pages.caller(user) === null, "its visit is being bound");
    sip.act((agent, now) => agent.cancel(key, null, now));
    expect(await refusedAs(sip)).toBe(487);
    bind();
    await bench.until(() => bench.pages.finished.includes(user), "the line is done with it");
    nothingArrives();
    bench.pages.binding = Promise.resolve();
  });

  it("speaks as a browser does, and has nothing sent to an address that it names", async () => {
    const plain = await page();
    plain.sip.invite(HELP, PLAIN, { from: from(plain.user), credentials: ephemeral(plain.user) });
    const { call, leg } = await bench.take("call.arrived");
    bench.perform({ type: "leg.accept", call, leg });
    expect(await refusedAs(plain.sip)).toBe(488);
    await bench.take("leg.failed");
    bench.perform({ type: "call.release", call });

    const victim = await RtpEndpoint.open({ sends: null, formats: "8", maps: [] });
    onTestFinished(() => victim.close());
    const aimed = SDP.replace("m=audio 9", `m=audio ${victim.port}`)
      .replace("IP4 0.0.0.0", "IP4 127.0.0.1")
      .replace("a=mid:0", `a=candidate:1 1 udp 2122194687 127.0.0.1 ${victim.port} typ host\r\na=mid:0`);
    const { call: music, leg: hears } = await called(aimed);
    bench.play(music, hears, 1, [], "music");
    // Somebody on a telephone has heard the same by then.
    const rtp = await RtpEndpoint.open({ sends: null, formats: "8", maps: [] });
    const telephone = await SipEndpoint.udp(ports.sipPort);
    onTestFinished(() => rtp.close());
    open.push(telephone);
    telephone.invite(`sip:${DID}@127.0.0.1:${ports.sipPort}`, rtp.sdp());
    const witness = await bench.take("call.arrived");
    bench.perform({ type: "leg.accept", call: witness.call, leg: witness.leg });
    rtp.connect(decodeText((await telephone.take("answered")).response.body));
    await bench.take("leg.answered", (input) => input.leg === witness.leg);
    bench.play(witness.call, witness.leg, 1, [], "music");
    await rtp.hearsSomething();
    expect(victim.packets).toBe(0);
    bench.perform({ type: "call.release", call: witness.call });
  });

  it("that asks too much is told to slow down", async () => {
    const { user, sip } = await page();
    const ask = () => sip.request("MESSAGE", HELP, from(user), HELP, []);
    const statuses = (await Promise.all(Array.from({ length: 45 }, ask))).map((response) => response?.status);
    expect(statuses).toContain(503);
  });
});
