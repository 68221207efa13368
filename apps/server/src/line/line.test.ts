import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeText } from "@belfry/sip";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makePrompts } from "./prompts/make.ts";
import { KEYS } from "./testing/daemons.ts";
import { DID, LineBench } from "./testing/line-bench.ts";
import { RtpEndpoint } from "./testing/rtp-endpoint.ts";
import { ephemeral, SipEndpoint } from "./testing/sip-endpoint.ts";

const SIP_PORT = 25_090;
const prompts = join(tmpdir(), "belfry-test-prompts");
const bench = new LineBench(
  { internalPort: 25_060, sipPort: SIP_PORT, mediaPortMin: 40_000, mediaPortMax: 40_999 },
  prompts,
);
const PCMA = {
  formats: "8 101",
  maps: ["a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16"],
};

const open: { close(): void }[] = [];
function closing<T extends { close(): void }>(thing: T): T {
  open.push(thing);
  return thing;
}

beforeAll(async () => {
  await makePrompts(prompts);
  await bench.daemons.startRtpengine();
  await bench.daemons.startKamailio();
  await bench.openLine();
  await bench.until(() => bench.line.health().sip && bench.line.health().rtpengine, "the line is up");
  await bench.until(() => bench.log.some((line) => line.includes("edge knows the trunks")), "trunks pushed");
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => bench.close());

describe("a caller", () => {
  it("is answered, hears a prompt and music, is bridged to an agent's phone, and hangs up", async () => {
    const rtp = closing(await RtpEndpoint.open({ ...PCMA, sends: 1000 }));
    const sip = closing(await SipEndpoint.udp(SIP_PORT));
    const usage = sip.invite(`sip:${DID}@127.0.0.1:${SIP_PORT}`, rtp.sdp());
    const arrived = await bench.take("call.arrived");
    expect(arrived).toMatchObject({ caller: "+31612345678", dialled: DID });
    const { call, leg } = arrived;

    bench.perform({ type: "leg.ring", call, leg });
    await sip.take("progress");
    bench.perform({ type: "leg.accept", call, leg });
    const answered = await sip.take("answered");
    rtp.connect(decodeText(answered.response.body));
    await bench.take("leg.answered", (input) => input.leg === leg);
    bench.play(call, leg, 1, [{ prompt: "goodbye" }], "end");
    await rtp.hearsSomething();
    expect(await bench.take("leg.played")).toMatchObject({ play: 1 });

    rtp.press("1");
    expect(await bench.take("leg.digit")).toMatchObject({ leg, digit: "1" });

    const phone = closing(
      await SipEndpoint.webSocket(25_060, { "X-Belfry-Key": KEYS.proxyKey, "X-Belfry-User": "3001-demo" }),
    );
    expect(await phone.register("3001-demo", ephemeral("3001-demo"))).toBe(200);
    await bench.take("device.registered", (input) => input.agent === "agent-3001");
    bench.perform({
      type: "leg.callAgent",
      call,
      leg: `${call}.1`,
      agent: "agent-3001",
      autoAnswer: true,
      why: "offer",
      caller: "+31612345678",
      timeout: 10_000,
    });
    const offered = await phone.take("invite");
    const offer = decodeText(offered.request.body);
    expect(offer).toContain("UDP/TLS/RTP/SAVPF");
    phone.act((agent, now) => agent.ring(offered.call, 180, null, now));
    await bench.take("leg.ringing");
    bench.perform({ type: "leg.hangUp", call, leg: `${call}.1`, cause: "cancelled" });
    await phone.take("cancelled");
    expect(await bench.take("leg.failed")).toMatchObject({ leg: `${call}.1`, cause: "cancelled" });

    sip.act((agent, now) => agent.bye(usage, null, now));
    expect(await bench.take("leg.ended", (input) => input.leg === leg)).toMatchObject({ cause: "normal" });
    bench.perform({ type: "call.release", call });
    expect(bench.line.calls).toBe(0);
  });
});
