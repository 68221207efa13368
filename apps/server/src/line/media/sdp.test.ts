import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  completeAnswer,
  dummyAnswer,
  dummyOffer,
  mirrored,
  numberingOf,
  preferred,
  readAudio,
  reduceTo,
  USUAL_NUMBERING,
  withDirection,
  withoutAddresses,
} from "./sdp.ts";

const SESSION = ["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0"];
const sdp = (...lines: string[]) => `${[...SESSION, ...lines].join("\r\n")}\r\n`;
const CHROME = sdp(
  "a=group:BUNDLE 0",
  "m=audio 50000 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126",
  "a=mid:0",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "a=rtpmap:9 G722/8000",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:13 CN/8000",
  "a=rtpmap:110 telephone-event/48000",
  "a=rtpmap:126 telephone-event/8000",
  "a=sendrecv",
);

describe("reading", () => {
  it("finds codecs, kind and direction of a browser", () => {
    const audio = readAudio(CHROME);
    expect(audio?.kind).toBe("browser");
    expect(audio?.direction).toBe("sendrecv");
    expect(audio?.formats.flatMap(({ codec }) => codec ?? [])).toEqual(["opus", "G722", "PCMU", "PCMA"]);
    expect(audio && preferred(audio, null)).toBe("opus");
    expect(audio && preferred(audio, "PCMA")).toBe("PCMA");
  });

  it("knows static numbers without a map, and hold in all its forms", () => {
    const bare = readAudio(sdp("m=audio 4000 RTP/AVP 18 8 0"));
    expect(bare && preferred(bare, null)).toBe("PCMA");
    expect(readAudio(sdp("a=sendonly", "m=audio 4000 RTP/AVP 8"))?.direction).toBe("sendonly");
    expect(readAudio(sdp("a=sendonly", "m=audio 4000 RTP/AVP 8", "a=inactive"))?.direction).toBe("inactive");
    expect(readAudio(sdp("m=audio 4000 RTP/AVP 8", "c=IN IP4 0.0.0.0"))?.direction).toBe("sendonly");
  });

  it("finds no audio where there is none to answer", () => {
    expect(readAudio("")).toBeNull();
    expect(readAudio(sdp("m=video 4000 RTP/AVP 96"))).toBeNull();
    expect(readAudio(sdp("m=audio 0 RTP/AVP 8"))).toBeNull();
    expect(readAudio(sdp("m=audio 4000 RTP/SAVP 8"))?.kind).toBe("other");
  });

  it("never throws, whatever it is given", () => {
    const line = fc.oneof(fc.constantFrom(...CHROME.split("\r\n")), fc.string());
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join("\r\n");
        readAudio(text);
        reduceTo(text, "PCMA");
        completeAnswer(text, CHROME);
        dummyAnswer(text, "opus", "sendrecv", 9);
      }),
    );
  });
});

describe("reducing", () => {
  it("does not let a browser without candidates look like one that holds the call", () => {
    const none = sdp("m=audio 9 UDP/TLS/RTP/SAVPF 8", "c=IN IP4 0.0.0.0", "a=sendrecv", "a=ice-ufrag:abcd");
    expect(reduceTo(none, "PCMA")).not.toContain("0.0.0.0");
    expect(reduceTo(none, "PCMA")).toContain("m=audio 9 UDP/TLS/RTP/SAVPF 8\r\nc=IN IP4 127.0.0.1\r\n");
    const held = sdp("m=audio 4000 RTP/AVP 8", "c=IN IP4 0.0.0.0");
    expect(reduceTo(held, "PCMA")).toContain("c=IN IP4 0.0.0.0");
  });

  it("takes no address from a stranger, and all the rest", () => {
    const offer = CHROME.replace(
      "a=mid:0",
      "c=IN IP4 10.0.0.1\r\na=rtcp:9 IN IP4 10.0.0.1\r\na=candidate:1 1 udp 1 10.0.0.1 5 typ host\r\na=rtcp-mux\r\na=mid:0",
    );
    const bare = withoutAddresses(offer);
    expect(bare).not.toMatch(/10\.0\.0\.1|192\.0\.2\.1 *\r\nm=|candidate|a=rtcp:/);
    expect(bare.match(/^c=.*$/gm)).toEqual(["c=IN IP4 127.0.0.1\r"].map((line) => line.trimEnd()));
    expect(bare).toContain("m=audio 9 UDP/TLS/RTP/SAVPF 111 63");
    expect(bare).toContain("a=rtcp-mux\r\na=mid:0");
    expect(readAudio(bare)?.direction).toBe("sendrecv");
    expect(withoutAddresses(bare)).toBe(bare);
  });

  it("leaves no choice to who begins the handshake: the browser, as our answer says", () => {
    const offer = CHROME.replace("a=mid:0", "a=setup:actpass\r\na=mid:0");
    expect(reduceTo(offer, "opus")).toContain("a=setup:active\r\n");
    const answer = CHROME.replace("a=mid:0", "a=setup:passive\r\na=mid:0");
    expect(reduceTo(answer, "opus")).toContain("a=setup:passive\r\n");
  });

  it("keeps one codec and its own events, and everything that is not about a codec", () => {
    const opus = reduceTo(CHROME, "opus");
    expect(opus).toContain("m=audio 50000 UDP/TLS/RTP/SAVPF 111 110 126\r\n");
    expect(opus).toContain("a=fmtp:111 minptime=10;useinbandfec=1");
    expect(opus).toContain("a=mid:0");
    expect(opus).not.toMatch(/a=rtpmap:(63|9|0|8|13) /);
    expect(opus).not.toContain("a=group");
    expect(reduceTo(CHROME, "PCMA")).toContain("SAVPF 8 126\r\n");
  });

  it("leaves out other media", () => {
    const two = sdp("m=video 5000 RTP/AVP 96", "m=audio 4000 RTP/AVP 8", "m=audio 4002 RTP/AVP 8");
    expect(reduceTo(two, "PCMA").match(/^m=/gm)).toHaveLength(1);
  });
});

describe("answering", () => {
  it("answers every medium in its place (RFC 3264, 6)", () => {
    const offer = sdp("m=video 5000 RTP/AVP 96", "a=mid:v", "m=audio 4000 RTP/AVP 8", "m=audio 4002 RTP/AVP 8");
    const answer = completeAnswer(sdp("m=audio 40000 RTP/AVP 8", "a=sendrecv"), offer);
    expect(answer.match(/^(m=|a=mid).*$/gm)).toEqual([
      "m=video 0 RTP/AVP 96",
      "a=mid:v",
      "m=audio 40000 RTP/AVP 8",
      "m=audio 0 RTP/AVP 8",
    ]);
  });

  it("mirrors directions", () => {
    expect((["sendrecv", "sendonly", "recvonly", "inactive"] as const).map(mirrored)).toEqual([
      "sendrecv",
      "recvonly",
      "sendonly",
      "inactive",
    ]);
    expect(withDirection(sdp("a=sendrecv", "m=audio 1 RTP/AVP 8", "a=ptime:20"), "inactive").match(/^a=.*$/gm)).toEqual(
      ["a=ptime:20", "a=inactive"],
    );
  });

  it("takes the dummy's formats and numbers from the offer", () => {
    const answer = dummyAnswer(reduceTo(CHROME, "PCMU"), "PCMU", "recvonly", 9);
    expect(answer).toContain("m=audio 9 RTP/AVP 0 126\r\n");
    expect(answer).toContain("a=rtpmap:126 telephone-event/8000");
    expect(answer).toContain("a=recvonly");
  });
});

describe("numbering", () => {
  it("follows the endpoint, and never gives one number to two things", () => {
    const audio = readAudio(CHROME);
    expect(audio && numberingOf(audio, USUAL_NUMBERING)).toEqual({ opus: 111, events8000: 126, events48000: 110 });
    const clash = readAudio(sdp("m=audio 1 RTP/AVP 8 110", "a=rtpmap:110 telephone-event/8000"));
    const numbering = clash && numberingOf(clash, USUAL_NUMBERING);
    expect(numbering?.events8000).toBe(110);
    expect(new Set(Object.values(numbering ?? {})).size).toBe(3);
  });

  it("offers each number once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 96, max: 127 }), fc.integer({ min: 96, max: 127 }), (opus, events) => {
        const audio = readAudio(
          sdp(
            `m=audio 1 RTP/AVP ${opus} ${events}`,
            `a=rtpmap:${opus} opus/48000/2`,
            `a=rtpmap:${events} telephone-event/8000`,
          ),
        );
        if (audio === null) return;
        const offer = dummyOffer(["PCMA", "opus"], numberingOf(audio, USUAL_NUMBERING));
        const types = /^m=audio 9 RTP\/AVP (.*)$/m.exec(offer)?.[1]?.trim().split(" ") ?? [];
        expect(new Set(types).size).toBe(types.length);
      }),
    );
  });
});
