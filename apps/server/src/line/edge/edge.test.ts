import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Daemon, daemonPorts, KEYS } from "../testing/daemons.ts";
import { DID, LineBench } from "../testing/line-bench.ts";
import { RawPeer, sendDatagram } from "../testing/raw.ts";
import { RtpEndpoint } from "../testing/rtp-endpoint.ts";
import { digest, ephemeral, SipEndpoint } from "../testing/sip-endpoint.ts";

const ports = await daemonPorts();
const WS_PORT = ports.internalPort;
const SIP_PORT = ports.sipPort;
const PERSON = { "X-Belfry-Key": KEYS.proxyKey, "X-Belfry-User": "3001-demo" };
const US = "sip:3001-demo@belfry.invalid";
const SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n";
const target = `sip:${DID}@127.0.0.1:${SIP_PORT}`;
const trunk = { id: "t1", addresses: ["127.0.0.0/8"], digest: null };

const bench = new LineBench(ports, "/nowhere");
let edge: Daemon;
const open: { close(): void }[] = [];
function closing<T extends { close(): void }>(thing: T): T {
  open.push(thing);
  return thing;
}
const browser = async () => closing(await SipEndpoint.webSocket(WS_PORT, PERSON));
const caller = async () => closing(await SipEndpoint.udp(SIP_PORT));

/** Gives the edge other trunks, and waits until it has them. */
async function trunks(...list: Parameters<typeof bench.directory.setTrunks>[0]): Promise<void> {
  if (JSON.stringify(list) === JSON.stringify(bench.directory.trunks())) return;
  const before = count();
  bench.directory.setTrunks(list);
  await bench.until(() => count() > before, "the edge was told");
}
/** An INVITE as it is, from nobody's user agent; the first answer. */
const rawInvite = (call: string, more: readonly string[], from = "127.0.0.1", to = target) =>
  sendDatagram(
    SIP_PORT,
    [
      `INVITE ${to} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK${call};rport`,
      "From: <sip:+31612345678@example.com>;tag=a",
      `To: <${to}>`,
      `Call-ID: ${call}`,
      "CSeq: 1 INVITE",
      "Contact: <sip:a@127.0.0.1:9>",
      "Max-Forwards: 70",
      ...more,
      "Content-Length: 0",
    ],
    2000,
    from,
  );
/** The answer to the challenge that came with this response. */
const proof = (response: string | null, credentials: { user: string; password: string }) => {
  const challenge = /^Proxy-Authenticate: (.*)$/m.exec(response ?? "")?.[1] ?? "";
  return `Proxy-Authorization: ${digest("INVITE", target, challenge, credentials)}`;
};
/** The floor says no to the call that has just come. */
async function turnAway(): Promise<void> {
  const { call, leg } = await bench.take("call.arrived");
  bench.perform({ type: "leg.reject", call, leg, status: 486, reason: "Busy Here" });
  bench.perform({ type: "call.release", call });
}
/** Starts the line anew, on the edge that runs. */
async function reopen(): Promise<void> {
  await bench.closeLine();
  const before = count();
  await bench.openLine();
  await bench.until(() => count() > before && bench.line.health().rtpengine, "the line is up again");
}
const count = () => bench.log.filter((line) => line.includes("edge knows the trunks")).length;

beforeAll(async () => {
  await bench.daemons.startRtpengine();
  edge = await bench.daemons.startKamailio();
  await bench.openLine();
  await bench.until(() => bench.line.health().sip && bench.line.health().rtpengine && count() > 0, "the line is up");
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => bench.close());

describe("browsers", () => {
  it("are let in by the server's key alone", async () => {
    await expect(SipEndpoint.webSocket(WS_PORT, {})).rejects.toThrow();
    await expect(SipEndpoint.webSocket(WS_PORT, { ...PERSON, "X-Belfry-Key": "wrong" })).rejects.toThrow();
    await expect(SipEndpoint.webSocket(WS_PORT, { "X-Belfry-Key": KEYS.proxyKey })).rejects.toThrow();
  });

  it("register with valid credentials, and are known to be gone soon after their socket closes", async () => {
    const phone = await browser();
    expect(await phone.register("3001-demo", ephemeral("3001-demo"))).toBe(200);
    expect(await bench.take("device.registered")).toMatchObject({ agent: "agent-3001" });
    phone.close();
    expect(await bench.take("device.unregistered", () => true, 3000)).toMatchObject({ agent: "agent-3001" });
  });

  it("are refused with a wrong password, an expired one, or somebody else's", async () => {
    const phone = await browser();
    const good = ephemeral("3001-demo");
    expect(await phone.register("3001-demo", { ...good, password: "guessed" })).toBe(403);
    expect(await phone.register("3001-demo", ephemeral("3001-demo", -5))).toBe(403);
    expect(await phone.register("3001-demo", ephemeral("3002-demo"))).toBe(403);
    expect(await phone.register("3001-demo", ephemeral("3001-demo", 600, "another secret"))).toBe(403);
  });

  it("cannot register or send as somebody else, whatever credentials they hold", async () => {
    const phone = await browser();
    expect(await phone.register("3002-demo", ephemeral("3002-demo"))).toBe(403);
    phone.invite("sip:3002@belfry.invalid", SDP, { from: "sip:3002-demo@belfry.invalid" });
    expect((await phone.take("refused")).status).toBe(403);
    const forged = await phone.request("REGISTER", "sip:belfry.invalid", US, "sip:3002-demo@belfry.invalid", []);
    expect(forged?.status).toBe(403);
  });

  it("do not dial by SIP, even as themselves", async () => {
    const phone = await browser();
    phone.invite("sip:0612345678@belfry.invalid", SDP, { from: US, credentials: ephemeral("3001-demo") });
    expect((await phone.take("refused")).status).toBe(403);
    expect(bench.told.some(({ type }) => type === "call.arrived")).toBe(false);
  });

  it("that come back on a new connection are not gone because the old one closes", async () => {
    const before = await browser();
    expect(await before.register("3001-demo", ephemeral("3001-demo"))).toBe(200);
    await bench.take("device.registered");
    const after = await browser();
    expect(await after.register("3001-demo", ephemeral("3001-demo"))).toBe(200);
    await bench.take("device.registered");
    before.close();
    after.close();
    await bench.take("device.unregistered");
    expect(bench.told.filter(({ type }) => type === "device.unregistered")).toEqual([]);
  });

  it("that were replaced take nothing with them when they say goodbye late", async () => {
    const before = await browser();
    expect(await before.register("3001-demo", ephemeral("3001-demo"))).toBe(200);
    await bench.take("device.registered");
    const after = await browser();
    expect(await after.register("3001-demo", ephemeral("3001-demo"))).toBe(200);
    await bench.take("device.registered");
    expect(await before.register("3001-demo", ephemeral("3001-demo"), 0)).toBe(200);
    before.close();
    bench.perform({
      type: "leg.callAgent",
      call: "late",
      leg: "late.1",
      agent: "agent-3001",
      autoAnswer: true,
      why: "offer",
      towards: null,
      caller: null,
      timeout: 5000,
    });
    const { call } = await after.take("invite");
    expect(bench.told.some(({ type }) => type === "device.unregistered")).toBe(false);
    after.act((agent, now) => agent.reject(call, 486, null, [], now));
    await bench.take("leg.failed");
    bench.perform({ type: "call.release", call: "late" });
    expect(await after.register("3001-demo", ephemeral("3001-demo"), 0)).toBe(200);
    await bench.take("device.unregistered");
  });

  it("that ask too much are told to slow down", async () => {
    const headers = { ...PERSON, "X-Belfry-User": "3009-demo" };
    const phone = closing(await SipEndpoint.webSocket(WS_PORT, headers));
    const ask = () => phone.request("MESSAGE", "sip:belfry.invalid", "sip:3009-demo@belfry.invalid", US, []);
    // As many as fit into two seconds, however they fall into them.
    const statuses = await Promise.all(Array.from({ length: 45 }, ask));
    expect(statuses.map((response) => response?.status)).toContain(503);
  });
});

describe("trunks", () => {
  it("are known by address; an unknown number gets 404 and the floor hears nothing", async () => {
    await trunks(trunk);
    const sip = await caller();
    sip.invite(`sip:+31209999999@127.0.0.1:${SIP_PORT}`, SDP);
    expect((await sip.take("refused")).status).toBe(404);
    expect(bench.told.some(({ type }) => type === "call.arrived")).toBe(false);
  });

  it("that are unknown are refused, at once after they were removed too", async () => {
    await trunks();
    const sip = await caller();
    sip.invite(target, SDP);
    expect((await sip.take("refused")).status).toBe(403);
  });

  it("sign in by digest where they have no address", async () => {
    await trunks({ id: "t2", addresses: ["192.0.2.77"], digest: { user: "carrier", password: "a long password" } });
    const sip = await caller();
    sip.invite(target, SDP, { credentials: { user: "carrier", password: "guessed" } });
    expect((await sip.take("refused")).status).toBe(403);
    sip.invite(target, SDP, { credentials: { user: "somebody", password: "a long password" } });
    expect((await sip.take("refused")).status).toBe(403);
    sip.invite(target, SDP, { credentials: { user: "carrier", password: "a long password" } });
    const { call, leg } = await bench.take("call.arrived");
    bench.perform({ type: "leg.reject", call, leg, status: 486, reason: "Busy Here" });
    expect((await sip.take("refused")).status).toBe(486);
    bench.perform({ type: "call.release", call });
  });

  it("that sign in stay themselves, whatever other user a second word in their answer names", async () => {
    const secret = "a long password";
    await trunks(
      { id: "t3", addresses: [], digest: { user: "victim", password: "another long password" } },
      { id: "t4", addresses: [], digest: { user: "attacker", password: secret } },
    );
    const honest = proof(await rawInvite("asks", []), { user: "attacker", password: secret });
    const forged = honest.replace('username="attacker"', 'username="victim", xusername="attacker"');
    await rawInvite("forges", [forged]);
    await turnAway();
    expect(bench.directory.asked).toEqual(["t4"]);
  });

  it("that sign in do so once with each answer: who overheard one cannot use it again", async () => {
    const carrier = { user: "carrier", password: "a long password" };
    await trunks({ id: "t5", addresses: [], digest: carrier });
    const answer = [proof(await rawInvite("once-0", []), carrier)];
    await rawInvite("once-1", answer);
    await turnAway();
    expect(await rawInvite("once-2", answer)).toMatch(/^SIP\/2\.0 40[37] /);
  });

  it("that sign in cannot be shut out by another organisation that claims their address", async () => {
    const carrier = { user: "carrier", password: "a long password" };
    await trunks(
      { id: "claims", addresses: ["127.0.0.0/16"], digest: null },
      { id: "signs in", addresses: [], digest: carrier },
    );
    onTestFinished(() => {
      bench.directory.owner = null;
    });
    const sip = await caller();
    bench.directory.owner = "signs in";
    sip.invite(target, SDP, { credentials: carrier });
    await turnAway();
    expect(bench.directory.asked).toEqual(["signs in"]);
    expect((await sip.take("refused")).status).toBe(486);
    sip.invite(target, SDP, { credentials: { ...carrier, password: "guessed" } });
    expect((await sip.take("refused")).status).toBe(403);
    bench.directory.owner = "claims";
    sip.invite(target, SDP);
    await turnAway();
  });

  it("that ask too much are told to slow down", async () => {
    await trunks({ ...trunk, addresses: ["127.0.0.4"] });
    const unknown = `sip:+31209999999@127.0.0.1:${SIP_PORT}`;
    // As many as fit into two seconds, however they fall into them.
    const all = Array.from({ length: 130 }, (_, index) => rawInvite(`fast-${index}`, [], "127.0.0.4", unknown));
    const refused = (await Promise.all(all)).filter((answer) => answer?.startsWith("SIP/2.0 503 "));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatch(/^Retry-After: 2\r$/m);
  });

  it("of an organisation that has its share of all calls get 503 with Retry-After, until it has fewer", async () => {
    await trunks(trunk);
    bench.mostCalls = 4;
    await reopen();
    const sip = await caller();
    sip.invite(target, SDP);
    const { call, leg } = await bench.take("call.arrived");
    sip.invite(target, SDP);
    const second = await bench.take("call.arrived");
    sip.invite(target, SDP);
    const refused = await sip.take("refused");
    expect(refused.status).toBe(503);
    expect(refused.response?.headers.find(({ name }) => name === "Retry-After")?.value).toBe("5");
    bench.perform({ type: "leg.reject", call, leg, status: 486, reason: "Busy Here" });
    sip.invite(target, SDP);
    await turnAway();
    bench.perform({ type: "call.release", call: second.call });
    bench.mostCalls = 500;
    await reopen();
  });

  it("whose call the floor refuses at once leave nothing of it behind", async () => {
    await trunks(trunk);
    const before = bench.line.calls;
    const sip = await caller();
    sip.invite(target, SDP);
    const { call, leg } = await bench.take("call.arrived");
    expect(bench.line.calls).toBe(before + 1);
    bench.perform({ type: "leg.reject", call, leg, status: 404, reason: "Not Found" });
    expect((await sip.take("refused")).status).toBe(404);
    expect(bench.line.calls).toBe(before);
  });

  it("name a caller with text of bounded length", async () => {
    await trunks(trunk);
    const sip = await caller();
    const asserted = `"Pe\\\u0001tra ${"x".repeat(500)}" <sip:+31612345678@example.com>`;
    sip.invite(target, SDP, { headers: [{ name: "P-Asserted-Identity", value: asserted }] });
    const { call, leg, callerName } = await bench.take("call.arrived");
    expect(callerName).toMatch(/^Petra x{70,}$/);
    expect(callerName).toHaveLength(80);
    bench.perform({ type: "leg.reject", call, leg, status: 486, reason: "Busy Here" });
    bench.perform({ type: "call.release", call });
  });

  it("cannot speak in our own headers", async () => {
    await trunks(trunk);
    const sip = await caller();
    const forged = [
      { name: "X-Belfry-Trunk", value: "address:192.0.2.0/24" },
      { name: "X-Belfry-User", value: "3001-demo" },
      { name: "x-belfry-key", value: KEYS.switchKey },
      { name: "X-Belfry-Destination", value: "192.0.2.66:5060;transport=udp" },
    ];
    sip.invite(target, SDP, { headers: forged });
    const { call, leg } = await bench.take("call.arrived");
    bench.perform({ type: "leg.reject", call, leg, status: 480, reason: "Temporarily Unavailable" });
    expect((await sip.take("refused")).status).toBe(480);
    bench.perform({ type: "call.release", call });
  });

  it("cannot use the edge to reach somebody else: by a target, a route, or a made-up dialog", async () => {
    const victim = closing(await RtpEndpoint.open({ sends: null, formats: "8", maps: [] }));
    const port = Number(/m=audio (\d+)/.exec(victim.sdp())?.[1]);
    const sip = await caller();
    sip.invite(`sip:${DID}@127.0.0.1:${port}`, SDP, {
      headers: [{ name: "Route", value: `<sip:127.0.0.1:${port};lr>` }],
    });
    // The call itself is a trunk's, and comes to us; nothing of it goes where it pointed.
    const { call, leg } = await bench.take("call.arrived");
    bench.perform({ type: "leg.reject", call, leg, status: 480, reason: "Temporarily Unavailable" });
    bench.perform({ type: "call.release", call });
    const reply = await sendDatagram(SIP_PORT, [
      `BYE sip:somebody@127.0.0.1:${port} SIP/2.0`,
      "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKrelay;rport",
      `Route: <sip:127.0.0.1:${SIP_PORT};lr>, <sip:127.0.0.1:${port};lr>`,
      "From: <sip:a@example.com>;tag=a",
      "To: <sip:b@example.com>;tag=b",
      "Call-ID: relay",
      "CSeq: 1 BYE",
      "Max-Forwards: 70",
      "Content-Length: 0",
    ]);
    expect(reply).toMatch(/^SIP\/2\.0 403 /);
    expect(victim.packets).toBe(0);
  });
});

describe("a trunk that answers", () => {
  it.each([
    ["an internal host", "127.0.0.1"],
    ["a name", "slow.invalid"],
    ["a roundabout way", "203.0.113.9"],
  ])("is asked further where it is itself, although its Contact names %s", async (_what, host) => {
    const elsewhere = closing(await RawPeer.open("127.0.0.1"));
    const peer = closing(await RawPeer.open("127.0.0.5"));
    const more = host === "203.0.113.9" ? ";maddr=127.0.0.1" : "";
    bench.directory.outbound = {
      host: "carrier.example",
      address: "127.0.0.5",
      port: peer.port,
      transport: "udp",
      credentials: null,
      callerId: null,
    };
    const call = `out-${host}`;
    bench.perform({
      type: "leg.callNumber",
      call,
      leg: `${call}.1`,
      number: "+31207654321",
      callerId: null,
      timeout: 5000,
    });
    const invite = await peer.take("INVITE ");
    peer.answer(invite, `<sip:next@${host}:${elsewhere.port}${more}>`, SDP);
    await peer.take("ACK ");
    bench.perform({ type: "call.release", call });
    peer.answer(await peer.take("BYE "), null, "");
    expect(elsewhere.received).toEqual([]);
  });

  it("cannot say in its routes that it is somebody else", async () => {
    const elsewhere = closing(await RawPeer.open("127.0.0.1"));
    const peer = closing(await RawPeer.open("127.0.0.5"));
    bench.directory.outbound = {
      host: "carrier.example",
      address: "127.0.0.5",
      port: peer.port,
      transport: "udp",
      credentials: null,
      callerId: null,
    };
    const call = "out-forged";
    const number = { number: "+31207654321", callerId: null, timeout: 5000 } as const;
    bench.perform({ type: "leg.callNumber", call, leg: `${call}.1`, ...number });
    const invite = await peer.take("INVITE ");
    const forged = invite
      .replaceAll("peer=127.0.0.5", "peer=127.0.0.1")
      .replaceAll(/;port=\d+/g, `;port=${elsewhere.port}`);
    expect(forged).not.toBe(invite);
    peer.answer(forged, `<sip:next@127.0.0.1:${elsewhere.port}>`, SDP);
    // The ACK cannot be sent to anybody; the call itself lives on until the floor ends it.
    await bench.take("leg.answered", (input) => input.leg === `${call}.1`);
    bench.perform({ type: "call.release", call });
    expect(await elsewhere.quiet(300)).toBe(true);
  });
});

describe("strangers", () => {
  it("leave nothing of what they write in the log", async () => {
    const written = [
      ["INVITE sip:+31698765432@@@ SIP/2.0", "From: <sip:a@example.com>;tag=a"],
      [`INVITE ${target} SIP/2.0`, 'From: "Petra Person <sip:+31698765432@example.com>;tag=a'],
      [`INVITE ${target} SIP/2.0`, "From: <sip:a@example.com>;tag=a", "Via: +31698765432"],
      [`INVITE ${target} SIP/2.0`, "From: <sip:a@example.com>;tag=a", "To: +31698765432 <<"],
      ["+31698765432"],
    ];
    for (const [index, [line = "", ...more]] of written.entries()) {
      const message = [
        line,
        `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKlog${index};rport`,
        ...more,
        `To: <${target}>`,
        `Call-ID: log-${index}`,
        "CSeq: 1 INVITE",
        "Max-Forwards: 70",
        "Content-Length: 0",
      ];
      await sendDatagram(SIP_PORT, message, 100);
    }
    // Its log has room for what does not come from strangers.
    await bench.until(() => edge.output().includes("Listening on"), "the edge's own words");
    expect(edge.output()).not.toMatch(/698765432|Petra/);
  });

  it("cannot have an answer passed on that nobody waits for", async () => {
    const victim = closing(await RawPeer.open("127.0.0.1"));
    const answer = [
      "SIP/2.0 200 OK",
      `Via: SIP/2.0/UDP 127.0.0.1:${SIP_PORT};branch=z9hG4bKnobody`,
      `Via: SIP/2.0/UDP 127.0.0.1:${victim.port};branch=z9hG4bKvictim`,
      "From: <sip:a@example.com>;tag=a",
      "To: <sip:b@example.com>;tag=b",
      "Call-ID: nobody",
      "CSeq: 1 OPTIONS",
      "Content-Length: 0",
    ];
    await sendDatagram(SIP_PORT, answer, 1);
    expect(await victim.quiet(300)).toBe(true);
  });

  it("with a scanner's name get no answer at all, others do", async () => {
    await trunks();
    const probe = (agent: string) => [
      `OPTIONS sip:100@127.0.0.1:${SIP_PORT} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK${agent};rport`,
      "From: <sip:a@example.com>;tag=a",
      "To: <sip:b@example.com>",
      `Call-ID: ${agent}`,
      "CSeq: 1 OPTIONS",
      "Max-Forwards: 70",
      `User-Agent: ${agent}`,
      "Content-Length: 0",
    ];
    expect(await sendDatagram(SIP_PORT, probe("Friendly-Scanner"), 500)).toBeNull();
    expect(await sendDatagram(SIP_PORT, probe("somebody"))).toMatch(/^SIP\/2\.0 403 /);
  });

  it("who flood are ignored for a while, and an address that proved itself is not", async () => {
    const carrier = { user: "carrier", password: "a long password" };
    await trunks({ id: "t6", addresses: [], digest: carrier });
    const flood = async (from: string) => {
      const all = Array.from({ length: 150 }, (_, index) => rawInvite(`flood-${from}-${index}`, [], from));
      return (await Promise.all(all)).filter((answer) => answer === null).length;
    };
    await rawInvite("proven", [proof(await rawInvite("asks-2", [], "127.0.0.2"), carrier)], "127.0.0.2");
    await turnAway();
    expect(await flood("127.0.0.3")).toBeGreaterThan(0);
    expect(await flood("127.0.0.2")).toBe(0);
  });

  it("cannot register from outside, nor pose as the switch", async () => {
    const sip = await caller();
    const response = await sip.request("REGISTER", `sip:127.0.0.1:${SIP_PORT}`, US, US, []);
    expect(response?.status).toBe(405);
    // Not over the switch's own port either, without its key.
    const link = await SipEndpoint.tcp(WS_PORT + 1);
    closing(link).invite("sip:3001-demo@belfry.invalid", SDP);
    expect((await link.take("refused")).status).toBe(403);
  });
});

describe("the switch", () => {
  it("being away, callers get 503 with Retry-After at once, and the next is served when it is back", async () => {
    await trunks(trunk);
    await bench.closeLine();
    const sip = await caller();
    sip.invite(target, SDP);
    const refused = await sip.take("refused", 3000);
    expect(refused.status).toBe(503);
    expect(refused.response?.headers.find(({ name }) => name === "Retry-After")?.value).toBe("5");
    await reopen();
    sip.invite(target, SDP);
    const { call, leg } = await bench.take("call.arrived");
    bench.perform({ type: "leg.reject", call, leg, status: 486, reason: "Busy Here" });
    expect((await sip.take("refused")).status).toBe(486);
    bench.perform({ type: "call.release", call });
  });

  it("that starts anew learns who is registered", async () => {
    const phone = await browser();
    expect(await phone.register("3001-demo", ephemeral("3001-demo"))).toBe(200);
    await bench.take("device.registered");
    await bench.closeLine();
    await bench.openLine();
    expect(await bench.take("device.registered")).toMatchObject({ agent: "agent-3001" });
  });
});
