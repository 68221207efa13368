import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeText } from "@belfry/sip";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { speak } from "./detection/testing/spoken.ts";
import { makePrompts } from "./prompts/make.ts";
import { type Daemon, daemonPorts, KEYS } from "./testing/daemons.ts";
import { DID, LineBench, ORGANISATION } from "./testing/line-bench.ts";
import { RtpEndpoint, type RtpEndpointOptions } from "./testing/rtp-endpoint.ts";
import { ephemeral, SipEndpoint } from "./testing/sip-endpoint.ts";

const ports = await daemonPorts();
const WS_PORT = ports.internalPort;
const SIP_PORT = ports.sipPort;
const prompts = join(tmpdir(), "belfry-test-prompts");
const bench = new LineBench(ports, prompts);
const PCMA = {
  formats: "8 101",
  maps: ["a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16"],
};
/** What a browser would answer; nothing is sent to it. */
const BROWSER_ANSWER = [
  "v=0",
  "o=- 1 1 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 8 101",
  "c=IN IP4 0.0.0.0",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:101 telephone-event/8000",
  "a=ice-ufrag:abcd",
  "a=ice-pwd:abcdefghijklmnopqrstuvwx",
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => "AB").join(":")}`,
  "a=setup:active",
  "a=mid:0",
  "a=sendrecv",
  "a=rtcp-mux",
  "",
].join("\r\n");

const open: { close(): void }[] = [];
function closing<T extends { close(): void }>(thing: T): T {
  open.push(thing);
  return thing;
}
let edge: Daemon;
let audio: Daemon;

const settled = () => bench.until(() => bench.line.health().sip && bench.line.health().rtpengine, "the line is up");
const told = () => bench.log.filter((line) => line.includes("edge knows the trunks")).length;

beforeAll(async () => {
  await makePrompts(prompts);
  audio = await bench.daemons.startRtpengine();
  edge = await bench.daemons.startKamailio();
  await bench.openLine();
  await settled();
  await bench.until(() => told() > 0, "the edge knows the trunks");
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => bench.close());

/** A caller whose INVITE has arrived at the floor. */
async function arrived() {
  const rtp = closing(await RtpEndpoint.open({ ...PCMA, sends: 1000 }));
  const sip = closing(await SipEndpoint.udp(SIP_PORT));
  const usage = sip.invite(`sip:${DID}@127.0.0.1:${SIP_PORT}`, rtp.sdp());
  const { call, leg } = await bench.take("call.arrived");
  return { rtp, sip, usage, call, leg };
}

/** A caller who has been answered. */
async function answered() {
  const caller = await arrived();
  const { call, leg } = caller;
  bench.perform({ type: "leg.accept", call, leg });
  caller.rtp.connect(decodeText((await caller.sip.take("answered")).response.body));
  await bench.take("leg.answered", (input) => input.leg === leg);
  return caller;
}

/** A phone registered like a browser's. */
async function phone(extension: string) {
  const user = `${extension}-demo`;
  const sip = closing(await SipEndpoint.webSocket(WS_PORT, { "X-Belfry-Key": KEYS.proxyKey, "X-Belfry-User": user }));
  expect(await sip.register(user, ephemeral(user))).toBe(200);
  await bench.take("device.registered", (input) => input.agent === `agent-${extension}`);
  return sip;
}

function callAgent(call: string, leg: string, agent = "agent-3001", timeout = 10_000): void {
  const [caller, towards] = ["+31612345678", `${call}.0`];
  bench.perform({ type: "leg.callAgent", call, leg, agent, autoAnswer: true, why: "offer", towards, caller, timeout });
}

/** An outside line that answers with what it is given. */
async function outside(call: string, leg: string, sends: RtpEndpointOptions["sends"] = "echo", timeout = 10_000) {
  const sip = closing(await SipEndpoint.udp(SIP_PORT));
  bench.directory.outbound = {
    host: "carrier.example",
    address: "127.0.0.1",
    port: sip.port,
    transport: "udp",
    credentials: null,
    callerId: "+31201230000",
  };
  const rtp = closing(await RtpEndpoint.open({ ...PCMA, sends }));
  bench.perform({ type: "leg.callNumber", call, leg, number: "+31207654321", callerId: null, timeout });
  const { call: usage, request } = await sip.take("invite");
  return { sip, rtp, usage, request };
}

async function outsideAnswers(call: string, leg: string, sends: RtpEndpointOptions["sends"] = "echo") {
  const line = await outside(call, leg, sends);
  line.rtp.connect(decodeText(line.request.body));
  line.sip.act((agent, now) =>
    agent.accept(line.usage, { contentType: "application/sdp", body: line.rtp.sdp() }, [], now),
  );
  await bench.take("leg.answered", (input) => input.leg === leg);
  return line;
}

async function bridged(a: string, b: string, call: string): Promise<void> {
  bench.perform({ type: "leg.bridge", call, bridge: 3, a, b });
  expect(await bench.take("leg.bridged")).toMatchObject({ bridge: 3 });
}

function release(call: string): void {
  bench.perform({ type: "call.release", call });
}

describe("a caller", () => {
  it("is known by what the trunk asserts; one who withholds the number is nobody to the floor", async () => {
    const asserted = { name: "P-Asserted-Identity", value: '"Piet" <sip:+31699999999@carrier.example>' };
    const from = "sip:+31612345678@caller.example";
    for (const [headers, caller, callerName] of [
      [[asserted], "+31699999999", "Piet"],
      [[asserted, { name: "Privacy", value: "id" }], null, null],
    ] as const) {
      const sip = closing(await SipEndpoint.udp(SIP_PORT));
      sip.invite(`sip:${DID}@127.0.0.1:${SIP_PORT}`, "", { from, headers });
      const arrived = await bench.take("call.arrived");
      expect([arrived.caller, arrived.callerName]).toEqual([caller, callerName]);
      bench.perform({ type: "leg.reject", call: arrived.call, leg: arrived.leg, status: 404, reason: "Not Found" });
    }
  });

  it("is found in the log by the Call-ID of each leg, beside the call's trace; also a call that is refused", async () => {
    const lines = () => bench.log.map((line): unknown => JSON.parse(line));
    const { sip, call, leg } = await arrived();
    bench.perform({ type: "leg.accept", call, leg });
    const { callId } = (await sip.take("answered")).response;
    await bench.take("leg.answered");
    expect(lines()).toContainEqual(expect.objectContaining({ call, leg, sipCallId: callId, msg: "call arrived" }));
    const own = (await outside(call, "own")).request.callId;
    expect(lines()).toContainEqual(
      expect.objectContaining({ call, leg: "own", sipCallId: own, msg: expect.stringContaining("leg called") }),
    );
    release(call);

    const stranger = closing(await SipEndpoint.udp(SIP_PORT));
    stranger.invite(`sip:+31209999999@127.0.0.1:${SIP_PORT}`, "");
    const { status, response } = await stranger.take("refused");
    expect(bench.refused).toEqual(["unknown_number"]);
    expect(status).toBe(404);
    expect(lines()).toContainEqual(
      expect.objectContaining({ call: expect.any(String), status, sipCallId: response?.callId, msg: "call refused" }),
    );
  });

  it("is answered, hears a sentence and then music, presses a key, and hangs up", async () => {
    const { rtp, sip, usage, call, leg } = await arrived();
    bench.perform({ type: "leg.ring", call, leg });
    expect((await sip.take("progress")).response.status).toBe(180);
    bench.perform({ type: "leg.accept", call, leg });
    rtp.connect(decodeText((await sip.take("answered")).response.body));
    await bench.take("leg.answered");
    bench.play(call, leg, 1, [{ prompt: "goodbye" }, { prompt: "position", number: 3 }], "end");
    const began = performance.now();
    await rtp.hearsSomething();
    rtp.press("1");
    expect(await bench.take("leg.digit")).toEqual({ type: "leg.digit", call, leg, digit: "1" });
    expect(await bench.take("leg.played")).toMatchObject({ leg, play: 1 });
    // Both sentences were played to their ends.
    expect(performance.now() - began).toBeGreaterThan(2_500);
    rtp.forget();
    bench.play(call, leg, 2, [], "ringback");
    await rtp.hears(425);
    bench.play(call, leg, 3, [], "music");
    rtp.forget();
    await rtp.hearsSomething();
    // In bursts the pace would be above 100.
    expect(rtp.pace).toBeLessThan(60);
    bench.perform({ type: "leg.silence", call, leg });
    sip.act((agent, now) => agent.bye(usage, null, now));
    expect(await bench.take("leg.ended")).toMatchObject({ leg, cause: "normal" });
    release(call);
    expect(bench.line.calls).toBe(0);
  });

  it("who gives up before the answer is told as cancelled", async () => {
    const { sip, usage, call, leg } = await arrived();
    sip.act((agent, now) => agent.cancel(usage, null, now));
    expect(await bench.take("leg.failed")).toMatchObject({ leg, cause: "cancelled" });
    // An effect that crossed the news gets the same news.
    bench.perform({ type: "leg.accept", call, leg });
    expect(await bench.take("leg.failed")).toMatchObject({ leg, cause: "cancelled" });
    bench.play(call, leg, 9, [], "end");
    expect(await bench.take("leg.played")).toMatchObject({ play: 9 });
    release(call);
  });

  it("who speaks no codec of ours gets 488", async () => {
    const sip = closing(await SipEndpoint.udp(SIP_PORT));
    const sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 18\r\n";
    sip.invite(`sip:${DID}@127.0.0.1:${SIP_PORT}`, sdp);
    const { call, leg } = await bench.take("call.arrived");
    bench.perform({ type: "leg.accept", call, leg });
    expect((await sip.take("refused")).status).toBe(488);
    expect(await bench.take("leg.failed")).toMatchObject({ leg, cause: "refused" });
    release(call);
  });

  it("who offers nothing is made an offer, and may leave before answering it", async () => {
    const sip = closing(await SipEndpoint.udp(SIP_PORT));
    const usage = sip.invite(`sip:${DID}@127.0.0.1:${SIP_PORT}`, "");
    const { call, leg } = await bench.take("call.arrived");
    bench.perform({ type: "leg.accept", call, leg });
    const offer = decodeText((await sip.take("answered")).response.body);
    expect(offer).toMatch(/m=audio \d+ RTP\/AVP 8 /);
    sip.act((agent, now) => agent.bye(usage, null, now));
    expect(await bench.take("leg.failed")).toMatchObject({ leg, cause: "cancelled" });
    release(call);
  });

  it("who presses a key that arrives both ways is counted once", async () => {
    const { rtp, sip, usage, call, leg } = await answered();
    const body = "Signal=5\r\nDuration=160\r\n";
    const info = { contentType: "application/dtmf-relay", body };
    bench.play(call, leg, 1, [], "music");
    rtp.press("5");
    sip.act((agent, now) => agent.send(usage, "i1", "INFO", [], info, now));
    rtp.press("6");
    await bench.take("leg.digit", ({ digit }) => digit === "6");
    expect(await bench.take("leg.digit")).toMatchObject({ leg, digit: "5" });
    sip.act((agent, now) => agent.send(usage, "i2", "INFO", [], { ...info, body: "Signal=#" }, now));
    expect(await bench.take("leg.digit")).toMatchObject({ digit: "#" });
    expect(bench.told.filter(({ type }) => type === "leg.digit")).toEqual([]);
    release(call);
  });

  it("may not send the call on to somebody else at our expense", async () => {
    const { sip, usage, call } = await answered();
    const headers = [{ name: "Refer-To", value: "<sip:+3190000000@127.0.0.1>" }];
    sip.act((agent, now) => agent.send(usage, "r", "REFER", headers, null, now));
    expect((await sip.take("response")).status).toBe(403);
    expect(bench.told.some(({ type }) => type === "leg.referred")).toBe(false);
    release(call);
    await sip.take("ended");
  });
});

describe("a call to an outside number", () => {
  it("is bridged with the caller, held by the far end, parked with music, and ended by us", async () => {
    const { rtp, sip, call, leg } = await answered();
    bench.play(call, leg, 1, [], "music");
    const line = await outsideAnswers(call, `${call}.1`);
    // The provider sees its own name; the edge was told the address.
    expect(line.request.from.uri).toMatchObject({ user: "+31201230000", host: "carrier.example" });
    expect(line.request.headers.filter(({ name }) => /^x-belfry/i.test(name))).toEqual([]);
    await bridged(leg, `${call}.1`, call);
    await rtp.hears(1000);
    rtp.press("7");
    expect(await bench.take("leg.digit")).toMatchObject({ leg, digit: "7" });
    await line.rtp.until(() => line.rtp.payloadTypes.includes(101), "the key at the far end");

    const hold = { contentType: "application/sdp", body: line.rtp.sdp("sendonly") };
    line.sip.act((agent, now) => agent.reinvite(line.usage, "hold", hold, now));
    const held = await line.sip.take("response");
    expect(held.status).toBe(200);
    expect(held.response && decodeText(held.response.body)).toContain("a=recvonly");
    line.sip.act((agent, now) => agent.reinvite(line.usage, "go on", { ...hold, body: line.rtp.sdp() }, now));
    expect((await line.sip.take("response")).status).toBe(200);
    rtp.forget();
    await rtp.hears(1000);

    bench.perform({ type: "leg.park", call, leg });
    bench.play(call, leg, 2, [], "ringback");
    rtp.forget();
    await rtp.hears(425);
    bench.perform({ type: "leg.hangUp", call, leg: `${call}.1`, cause: "normal" });
    expect((await line.sip.take("ended")).by).toBe("remote");
    expect(await bench.take("leg.ended")).toMatchObject({ leg: `${call}.1`, cause: "normal" });
    bench.perform({ type: "leg.hangUp", call, leg, cause: "normal" });
    await sip.take("ended");
    await bench.take("leg.ended");
    release(call);
    expect(edge.complaints()).toEqual([]);
  });

  const endings = [
    { status: 486, cause: "busy" },
    { status: 603, cause: "declined" },
    { status: 404, cause: "notFound" },
    { status: 403, cause: "refused" },
    { status: 503, cause: "overload" },
  ];
  it.each(endings)("that is refused with $status is told as $cause", async ({ status, cause }) => {
    const call = `out-${status}`;
    const line = await outside(call, `${call}.1`);
    line.sip.act((agent, now) => agent.reject(line.usage, status, null, [], now));
    expect(await bench.take("leg.failed")).toMatchObject({ call, leg: `${call}.1`, cause });
    release(call);
    expect(edge.complaints()).toEqual([]);
  });

  it("answers a trunk that asks for a password", async () => {
    const call = "out-digest";
    const line = await outside(call, `${call}.1`);
    const { outbound } = bench.directory;
    expect(outbound).not.toBeNull();
    line.sip.act((agent, now) => agent.reject(line.usage, 486, null, [], now));
    await bench.take("leg.failed");
    bench.directory.outbound = outbound && { ...outbound, credentials: { user: "us", password: "a secret of ours" } };
    const number = { type: "leg.callNumber", number: "+31207654321", callerId: "+31201230009", timeout: 9000 } as const;
    bench.perform({ ...number, call, leg: `${call}.2` });
    const first = await line.sip.take("invite");
    expect(first.request.from.uri).toMatchObject({ user: "+31201230009" });
    const challenge = `Digest realm="carrier", nonce="abc", qop="auth", algorithm=MD5`;
    line.sip.act((agent, now) =>
      agent.reject(first.call, 407, null, [{ name: "Proxy-Authenticate", value: challenge }], now),
    );
    const second = await line.sip.take("invite");
    const answer = second.request.headers.find(({ name }) => name === "Proxy-Authorization")?.value;
    expect(answer).toMatch(/username="us".*realm="carrier"/);
    line.sip.act((agent, now) => agent.ring(second.call, 180, null, now));
    await bench.take("leg.ringing");
    line.sip.act((agent, now) => agent.reject(second.call, 486, null, [], now));
    expect(await bench.take("leg.failed")).toMatchObject({ cause: "busy" });
    expect(bench.log.join("")).not.toContain("a secret of ours");
    release(call);
  });

  it("that rings too long is given up", async () => {
    const call = "out-long";
    const line = await outside(call, `${call}.1`, "echo", 700);
    line.sip.act((agent, now) => agent.ring(line.usage, 180, null, now));
    await bench.take("leg.ringing");
    expect(await bench.take("leg.failed")).toMatchObject({ cause: "noAnswer" });
    await line.sip.take("cancelled");
    release(call);
  });

  it("without a trunk, or to a trunk that is not there, fails at once or soon", async () => {
    bench.directory.outbound = null;
    const number = { type: "leg.callNumber", number: "+31207654321", callerId: null, timeout: 9000 } as const;
    bench.perform({ ...number, call: "out-none", leg: "out-none.1" });
    expect(await bench.take("leg.failed")).toMatchObject({ cause: "unreachable" });
    release("out-none");
    bench.directory.outbound = {
      host: "127.0.0.1",
      address: "127.0.0.1",
      port: 1,
      transport: "tcp",
      credentials: null,
      callerId: null,
    };
    bench.perform({ ...number, call: "out-gone", leg: "out-gone.1" });
    expect(await bench.take("leg.failed")).toMatchObject({ call: "out-gone" });
    release("out-gone");
  });
});

describe("who has answered an outside call", () => {
  const after = (silence: number, voice: Int16Array) => {
    const all = new Int16Array(silence * 8 + voice.length);
    all.set(voice, silence * 8);
    return all;
  };
  it.each([
    ["person", "Hallo, met Sanne."],
    ["machine", "U bent verbonden met het antwoordapparaat van de familie Bakker. Laat een bericht achter."],
    ["unknown", null],
  ] as const)("is heard to be: %s", async (who, text) => {
    const sound = text === null ? null : after(300, await speak(text, "nl+f2", 150));
    const [call, leg] = [`answers-${who}`, `answers-${who}.1`];
    const line = await outsideAnswers(call, leg, sound);
    bench.perform({ type: "leg.detect", call, leg, timeout: 3_500 });
    expect(await bench.take("leg.detected", (input) => input.leg === leg)).toMatchObject({ call, who });
    // Nobody listens any more, and the call goes on as any other.
    bench.play(call, leg, 1, [], "music");
    await line.rtp.hearsSomething();
    release(call);
  });

  it("is unknown at once of a leg that is not there, and by the time of one that is lost meanwhile", async () => {
    bench.perform({ type: "leg.detect", call: "nobody", leg: "nobody.1", timeout: 3_500 });
    expect(await bench.take("leg.detected")).toMatchObject({ call: "nobody", who: "unknown" });
    const line = await outsideAnswers("hangs-up", "hangs-up.1", null);
    bench.perform({ type: "leg.detect", call: "hangs-up", leg: "hangs-up.1", timeout: 400 });
    line.sip.act((agent, now) => agent.bye(line.usage, null, now));
    await bench.take("leg.ended", (input) => input.call === "hangs-up");
    expect(await bench.take("leg.detected")).toMatchObject({ call: "hangs-up", who: "unknown" });
    release("hangs-up");
  });
});

describe("an agent's phone", () => {
  it("is called with what the page must know, answers, and is bridged", async () => {
    const browser = await phone("3001");
    const { call, leg } = await answered();
    callAgent(call, `${call}.1`);
    const { call: usage, request } = await browser.take("invite");
    const header = (name: string) => request.headers.find((one) => one.name === name)?.value;
    expect([header("X-Belfry-Call"), header("X-Belfry-Leg"), header("X-Belfry-Why")]).toEqual([
      call,
      `${call}.1`,
      "offer",
    ]);
    expect(header("X-Belfry-Key")).toBeUndefined();
    expect(decodeText(request.body)).toMatch(/m=audio \d+ UDP\/TLS\/RTP\/SAVPF 8 /);
    browser.act((agent, now) => agent.accept(usage, { contentType: "application/sdp", body: BROWSER_ANSWER }, [], now));
    await bench.take("leg.answered", (input) => input.leg === `${call}.1`);
    await bridged(leg, `${call}.1`, call);

    // A desk phone's own transfer.
    const headers = [{ name: "Refer-To", value: "<sip:3002@belfry.invalid>" }];
    browser.act((agent, now) => agent.send(usage, "refer", "REFER", headers, null, now));
    expect((await browser.take("response")).status).toBe(202);
    expect(await bench.take("leg.referred")).toMatchObject({ target: { kind: "agent", agent: "agent-3002" } });

    // The phone comes back on another connection: the call is still its own.
    browser.close();
    const again = await phone("3001");
    bench.perform({ type: "leg.hangUp", call, leg: `${call}.1`, cause: "normal" });
    expect(await bench.take("leg.ended")).toMatchObject({ leg: `${call}.1` });
    await again.until(() => again.received.some((text) => text.startsWith("BYE ")), "a BYE on the new connection");
    release(call);
  });

  it("that is away, unknown, or says no, is told as such", async () => {
    callAgent("a1", "a1.1", "agent-3009");
    expect(await bench.take("leg.failed")).toMatchObject({ call: "a1", cause: "unreachable" });
    callAgent("a2", "a2.1", "nobody");
    expect(await bench.take("leg.failed")).toMatchObject({ call: "a2", cause: "notFound" });
    const browser = await phone("3001");
    callAgent("a3", "a3.1");
    const { call: usage } = await browser.take("invite");
    browser.act((agent, now) => agent.reject(usage, 486, null, [], now));
    expect(await bench.take("leg.failed")).toMatchObject({ call: "a3", cause: "busy" });
    for (const call of ["a1", "a2", "a3"]) release(call);
  });

  it("stops ringing when the floor says so, and the crossing answer is met with a goodbye", async () => {
    const browser = await phone("3001");
    callAgent("b1", "b1.1");
    const { call: usage } = await browser.take("invite");
    bench.perform({ type: "leg.hangUp", call: "b1", leg: "b1.1", cause: "cancelled" });
    browser.act((agent, now) => agent.accept(usage, { contentType: "application/sdp", body: BROWSER_ANSWER }, [], now));
    expect(await bench.take("leg.failed")).toMatchObject({ call: "b1", cause: "cancelled" });
    await browser.until(() => browser.has("ended") || browser.has("cancelled"), "the end");
    expect(bench.told.some(({ type }) => type === "leg.answered")).toBe(false);
    release("b1");
  });
});

describe("three in a call", () => {
  it("hear one another; whoever is bridged, played to, parked or gone leaves, and the rest goes on", async () => {
    const { rtp, sip, usage, call, leg } = await answered();
    const agent = await outsideAnswers(call, "agent", 500);
    const third = await outsideAnswers(call, "third", 700);
    const mix = (number: number, ears: Readonly<Record<string, readonly string[]>>) =>
      bench.perform({
        ...{ type: "call.mix", call, mix: number },
        ears: Object.entries(ears).map(([ear, hears]) => ({ leg: ear, hears })),
      });
    const all = { [leg]: ["agent", "third"], agent: [leg, "third"], third: [leg, "agent"] };
    bench.play(call, leg, 1, [], "ringback");
    mix(1, all);
    expect(await bench.take("call.mixed")).toEqual({ type: "call.mixed", call, mix: 1 });
    await Promise.all([
      rtp.hearsJust([500, 700], [425]),
      agent.rtp.hearsJust([1000, 700], [500]),
      third.rtp.hearsJust([1000, 500], [700]),
    ]);
    expect(bench.line.mixing.conferences).toBe(1);
    // Who is muted is heard by nobody, in the mix and out of it, and hears them all.
    const mute = async (muted: boolean) => {
      bench.perform({ type: "leg.mute", call, leg: "agent", muted });
      expect(await bench.take("leg.muted")).toEqual({ type: "leg.muted", call, leg: "agent", muted });
    };
    await mute(true);
    await Promise.all([
      rtp.hearsJust([700], [500]),
      agent.rtp.hearsJust([1000, 700], [500]),
      third.rtp.hearsJust([1000], [500]),
    ]);
    await bridged(leg, "agent", call);
    rtp.forget();
    await rtp.hearsSilence();
    await mute(false);
    await Promise.all([
      rtp.hearsJust([500], [700]),
      agent.rtp.hearsJust([1000], [700]),
      third.rtp.hearsJust([], [1000, 500]),
    ]);
    mix(2, all);
    await bench.take("call.mixed");
    await rtp.hearsJust([500, 700], []);
    bench.play(call, leg, 2, [], "ringback");
    await Promise.all([rtp.hearsJust([425], [500, 700]), agent.rtp.hearsJust([700], [1000])]);
    mix(3, all);
    await bench.take("call.mixed");
    await rtp.hearsJust([500, 700], [425]);
    bench.perform({ type: "leg.park", call, leg: "agent" });
    await Promise.all([rtp.hearsJust([700], [500]), third.rtp.hearsJust([1000], [500])]);
    sip.act((user, now) => user.bye(usage, null, now));
    await bench.take("leg.ended");
    await third.rtp.hearsJust([], [1000, 500]);
    release(call);
    expect(bench.line.mixing.conferences).toBe(0);
    mix(4, all);
    expect(await bench.take("call.mixFailed")).toEqual({ type: "call.mixFailed", call, mix: 4 });
  });
});

describe("effects on what is not there", () => {
  it("are answered with their failure", async () => {
    bench.perform({ type: "leg.accept", call: "ghost", leg: "ghost.0" });
    expect(await bench.take("leg.failed")).toMatchObject({ call: "ghost", cause: "networkFailed" });
    bench.perform({ type: "leg.hangUp", call: "ghost", leg: "ghost.0", cause: "normal" });
    expect(await bench.take("leg.ended")).toMatchObject({ call: "ghost" });
    bench.perform({ type: "leg.bridge", call: "ghost", bridge: 2, a: "ghost.0", b: "ghost.1" });
    expect(await bench.take("leg.bridgeFailed")).toMatchObject({ call: "ghost", bridge: 2 });
    bench.perform({ type: "leg.park", call: "ghost", leg: "ghost.0" });
    bench.perform({ type: "call.release", call: "ghost" });
    const { call, leg } = await arrived();
    bench.line.perform("another organisation", { type: "leg.accept", call, leg });
    expect(await bench.take("leg.failed")).toMatchObject({ call });
    bench.perform({ type: "leg.reject", call, leg, status: 480, reason: "Nobody" });
    release(call);
  });
});

describe("faults", () => {
  it("a restarted edge: audio goes on, the link comes back, and the call can be ended", async () => {
    const { rtp, sip, call, leg } = await answered();
    const line = await outsideAnswers(call, `${call}.1`);
    await bridged(leg, `${call}.1`, call);
    await rtp.hears(1000);
    await edge.kill("SIGKILL");
    await bench.until(() => !bench.line.health().sip, "the link is down");
    rtp.forget();
    await rtp.hears(1000);
    edge = await bench.daemons.startKamailio();
    await settled();
    bench.perform({ type: "leg.hangUp", call, leg, cause: "normal" });
    bench.perform({ type: "leg.hangUp", call, leg: `${call}.1`, cause: "normal" });
    await sip.take("ended");
    await line.sip.take("ended");
    release(call);
  });

  it("a killed audio daemon: every call is told to have lost its audio, and the next call works", async () => {
    const { sip, call, leg } = await answered();
    await audio.kill("SIGKILL");
    await bench.take("call.mediaLost", (input) => input.call === call, 4000);
    expect(bench.line.health().rtpengine).toBe(false);
    const refused = closing(await SipEndpoint.udp(SIP_PORT));
    refused.invite(`sip:${DID}@127.0.0.1:${SIP_PORT}`, "v=0\r\n");
    const { status, response } = await refused.take("refused");
    expect(status).toBe(503);
    expect(response?.headers.some(({ name }) => name === "Retry-After")).toBe(true);
    bench.perform({ type: "leg.hangUp", call, leg, cause: "mediaFailed" });
    await sip.take("ended");
    release(call);
    audio = await bench.daemons.startRtpengine();
    await settled();
    const next = await answered();
    bench.play(next.call, next.leg, 1, [], "music");
    await next.rtp.hearsSomething();
    release(next.call);
  });

  it("nothing secret and nobody's number is in any log", () => {
    const log = bench.log.join("") + edge.output();
    expect(log).toContain(ORGANISATION);
    for (const secret of Object.values(KEYS)) expect(log).not.toContain(secret);
    // Callers, those who were called, and the number that was dialled; of extensions, those that have a SIP user.
    for (const number of ["612345678", "207654321", "201230009", DID.slice(3)]) expect(log).not.toContain(number);
    expect(log).not.toMatch(/300\d-demo/);
  });
});
