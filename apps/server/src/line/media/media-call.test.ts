import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createNgClient, type NgClient } from "../rtpengine/ng-client.ts";
import { Daemons, daemonPorts } from "../testing/daemons.ts";
import { RtpEndpoint, type RtpEndpointOptions } from "../testing/rtp-endpoint.ts";
import { MediaCall } from "./media-call.ts";
import type { MediaResult } from "./media-result.ts";

const ports = await daemonPorts();
const daemons = new Daemons(ports);
const EVENTS = ["a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16"];
const PCMA = { formats: "8 101", maps: ["a=rtpmap:8 PCMA/8000", ...EVENTS] };
const open: { close(): void }[] = [];
let ng: NgClient;
let calls = 0;

beforeAll(async () => {
  await daemons.startRtpengine();
  ng = createNgClient({ port: ports.internalPort + 3, log: pino({ level: "silent" }), onLost: () => {} });
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
});
afterAll(async () => {
  ng.close();
  await daemons.close();
});

function call(): MediaCall {
  calls += 1;
  const media = new MediaCall(`media-${process.pid}-${calls}`, ng);
  open.push({ close: () => void media.release() });
  return media;
}
async function endpoint(options: RtpEndpointOptions): Promise<RtpEndpoint> {
  const rtp = await RtpEndpoint.open(options);
  open.push(rtp);
  return rtp;
}
function value<T>(result: MediaResult<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}
const formatsOf = (sdp: string) => /^m=audio \d+ \S+ (.*)$/m.exec(sdp)?.[1]?.trim();

/** A caller with PCMA who speaks 1000 Hz, and a leg that we call, which sends back whatever it hears. */
async function pair(media: MediaCall, other: Omit<RtpEndpointOptions, "sends">) {
  const caller = await endpoint({ ...PCMA, sends: 1000 });
  const called = await endpoint({ ...other, sends: "echo" });
  caller.connect(value(await media.answerLeg("a", caller.sdp())));
  const offer = value(await media.offerLeg("b", "rtp", null));
  called.connect(offer);
  value(await media.legAnswered("b", called.sdp()));
  return { caller, called, offer };
}

describe("the media of a call", () => {
  const codecs = [
    { name: "PCMA", type: 8, formats: "8 101", maps: ["a=rtpmap:8 PCMA/8000", ...EVENTS] },
    { name: "PCMU", type: 0, formats: "0 101", maps: ["a=rtpmap:0 PCMU/8000", ...EVENTS] },
    { name: "G722", type: 9, formats: "9 101", maps: ["a=rtpmap:9 G722/8000", ...EVENTS] },
    { name: "opus", type: 111, formats: "111 101", maps: ["a=rtpmap:111 opus/48000/2", ...EVENTS] },
  ];
  it.each(codecs)("carries a PCMA caller to a $name leg and back", async ({ name, type, formats, maps }) => {
    const media = call();
    const { caller, called } = await pair(media, { formats, maps });
    expect(media.codecOf("b")).toBe(name);
    value(await media.bridge("a", "b"));
    // What comes back went through both directions: what is heard proves both.
    await caller.hears(1000);
    expect(called.payloadTypes).toEqual([type]);
    expect(caller.sources).toBe(1);
  });

  it("offers the caller's own codec first, so that nothing is transcoded", async () => {
    const media = call();
    const caller = await endpoint({ formats: "9 8 0", maps: ["a=rtpmap:9 G722/8000"], sends: null });
    expect(formatsOf(value(await media.answerLeg("a", caller.sdp())))).toBe("9");
    expect(formatsOf(value(await media.offerLeg("b", "rtp", null)))).toMatch(/^9 8 111 0 101/);
  });

  it("offers a browser just what the caller speaks, which every browser does", async () => {
    const media = call();
    const caller = await endpoint({ formats: "9 8 0", maps: ["a=rtpmap:9 G722/8000"], sends: null });
    value(await media.answerLeg("a", caller.sdp()));
    const offer = value(await media.offerLeg("b", "browser", "a"));
    expect(formatsOf(offer)).toBe("9");
    expect(offer).toMatch(/m=audio \d+ UDP\/TLS\/RTP\/SAVPF/);
    expect(offer).toContain("a=fingerprint:");
    expect(offer).toContain("a=candidate:");
  });

  it("keeps the caller's numbers for events and Opus when it calls somebody else", async () => {
    const media = call();
    const maps = ["a=rtpmap:96 opus/48000/2", "a=rtpmap:100 telephone-event/8000"];
    const caller = await endpoint({ formats: "96 100", maps, sends: null });
    expect(formatsOf(value(await media.answerLeg("a", caller.sdp())))).toBe("96 100");
    expect(formatsOf(value(await media.offerLeg("b", "rtp", null)))).toBe("96 8 9 0 100 110");
  });

  it("changes nothing on the wire when legs are joined, parked and joined with others", async () => {
    const media = call();
    const { caller, called } = await pair(media, PCMA);
    const third = await endpoint({ ...PCMA, sends: 700 });
    third.connect(value(await media.offerLeg("c", "rtp", null)));
    value(await media.legAnswered("c", third.sdp()));

    value(await media.bridge("a", "b"));
    await caller.hears(1000);
    value(await media.park("a"));
    await called.until(() => called.packets > 0, "packets before");
    value(await media.bridge("a", "c"));
    await caller.hears(700);
    await third.hears(1000);
    // The one that was left behind hears nobody.
    called.forget();
    third.forget();
    await third.hears(1000);
    expect(called.packets).toBe(0);
    value(await media.bridge("b", "a"));
    await caller.hears(1000);
    expect([caller.sources, called.sources, third.sources]).toEqual([1, 1, 1]);
  });

  it.each(codecs)("silences a $name leg for everybody, through parking, and gives its words back", async (codec) => {
    const { formats, maps } = codec;
    const media = call();
    const caller = await endpoint({ ...PCMA, sends: 1000 });
    const agent = await endpoint({ formats, maps, sends: codec.name === "PCMA" ? 700 : "echo" });
    const own = codec.name === "PCMA" ? 700 : 1000;
    caller.connect(value(await media.answerLeg("a", caller.sdp())));
    agent.connect(value(await media.offerLeg("b", "rtp", null)));
    value(await media.legAnswered("b", agent.sdp()));
    const [first, second] = [await endpoint({ ...PCMA, sends: null }), await endpoint({ ...PCMA, sends: null })];
    value(await media.bridge("a", "b"));
    value(await media.listen(["b", "a"], [first.port, second.port]));
    await caller.hears(own);
    await first.hears(own);

    const isSilent = async () => {
      for (const one of [caller, agent, first, second]) one.forget();
      await second.hears(1000);
      if (codec.name === "PCMA") await agent.hears(1000);
      for (const one of [caller, first]) {
        // The trunk's own codecs go on with packets of silence, others stop.
        if (codec.name.startsWith("PCM")) await one.hearsSilence();
        else expect(one.packets).toBeLessThan(3);
      }
    };
    value(await media.mute("b", true));
    await isSilent();
    value(await media.park("b"));
    value(await media.bridge("a", "b"));
    await isSilent();

    value(await media.mute("b", false));
    for (const one of [caller, first]) one.forget();
    await caller.hears(own);
    await first.hears(own);
  });

  it("answers a hold by the endpoint in the mirror, and comes back from it", async () => {
    const media = call();
    const { caller, called } = await pair(media, PCMA);
    value(await media.bridge("a", "b"));
    await caller.hears(1000);
    expect(value(await media.renegotiate("b", called.sdp("sendonly")))).toContain("a=recvonly");
    expect(value(await media.renegotiate("b", called.sdp("inactive")))).toContain("a=inactive");
    called.forget();
    expect(value(await media.renegotiate("b", called.sdp()))).toContain("a=sendrecv");
    caller.forget();
    await caller.hears(1000);
  });

  it("follows an endpoint that changes its codec in mid-call", async () => {
    const media = call();
    const { caller, called } = await pair(media, PCMA);
    value(await media.bridge("a", "b"));
    await caller.hears(1000);
    const opus = called.sdp().replace("8 101", "111 101").replace("a=rtpmap:8 PCMA/8000", "a=rtpmap:111 opus/48000/2");
    const answer = value(await media.renegotiate("b", opus));
    expect(formatsOf(answer)).toMatch(/^111\b/);
    called.forget();
    caller.forget();
    await caller.hears(1000);
    expect(called.payloadTypes).toContain(111);
  });

  it("follows an endpoint that moves in mid-call, and one that sends from elsewhere than it said", async () => {
    const media = call();
    const caller = await endpoint({ ...PCMA, sends: 1000 });
    caller.connect(value(await media.answerLeg("a", caller.sdp())));
    // As behind NAT: what it says of itself is not where its packets come from.
    const [inner, outer] = [await endpoint({ ...PCMA, sends: null }), await endpoint({ ...PCMA, sends: 700 })];
    outer.connect(value(await media.offerLeg("b", "rtp", null)));
    value(await media.legAnswered("b", inner.sdp()));
    value(await media.bridge("a", "b"));
    await Promise.all([caller.hears(700), outer.hears(1000)]);
    const moved = await endpoint({ ...PCMA, sends: 500 });
    outer.connect("");
    moved.connect(value(await media.renegotiate("b", moved.sdp())));
    await Promise.all([caller.hears(500), moved.hears(1000)]);
    const again = await endpoint({ ...PCMA, sends: 700 });
    again.connect(value(await media.renegotiate("b", again.sdp())));
    await again.hears(1000);
    moved.connect("");
    caller.forget();
    await caller.hears(700);
    expect(inner.packets).toBeLessThan(20);
  });

  it("keeps a leg silent that changes its codec meanwhile", async () => {
    const media = call();
    const { caller, called } = await pair(media, PCMA);
    value(await media.bridge("a", "b"));
    await caller.hears(1000);
    value(await media.mute("b", true));
    const opus = called.sdp().replace("8 101", "111 101").replace("a=rtpmap:8 PCMA/8000", "a=rtpmap:111 opus/48000/2");
    value(await media.renegotiate("b", opus));
    called.forget();
    await called.until(() => called.packets > 30, "sound for the one who is muted");
    caller.forget();
    await called.until(() => called.packets > 60, "more of it");
    expect(caller.packets).toBeLessThan(3);
    value(await media.mute("b", false));
    await caller.hears(1000);
  });

  it("refuses what it cannot speak, and a video beside the audio", async () => {
    const media = call();
    const none = await media.answerLeg(
      "a",
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 18\r\n",
    );
    expect(none).toMatchObject({ ok: false, failure: { kind: "badSdp" } });
    expect(await media.answerLeg("a", "nonsense")).toMatchObject({ ok: false, failure: { kind: "badSdp" } });
    const caller = await endpoint({ ...PCMA, sends: null });
    const both = value(
      await media.answerLeg("a", `${caller.sdp()}m=video 4444 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n`),
    );
    expect(both.match(/^m=.*$/gm)?.[1]).toBe("m=video 0 RTP/AVP 96");
  });

  it("says what is wrong when a leg is not there, and releases twice without harm", async () => {
    const media = call();
    expect(await media.bridge("x", "y")).toMatchObject({ ok: false, failure: { kind: "noLeg" } });
    expect(await media.play("x", "/none.mka", 1)).toMatchObject({ ok: false, failure: { kind: "noLeg" } });
    await media.release();
    await media.release();
    expect(await media.offerLeg("z", "rtp", null)).toMatchObject({ ok: false });
  });
});
