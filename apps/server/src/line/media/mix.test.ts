import { describe, expect, it } from "vitest";
import type { BencodeDict } from "../rtpengine/bencode.ts";
import { MediaCall } from "./media-call.ts";

const said = (protocol: string, port: number) =>
  ["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0", `m=audio ${port} ${protocol} 8`, ""].join(
    "\r\n",
  );
const CALLER = said("RTP/AVP", 4000);
const BROWSER = said("UDP/TLS/RTP/SAVPF", 4000);

/** A caller and a browser who are bridged, and what is asked of rtpengine, which has its own end at port 6000. */
async function bridged() {
  const asked: { readonly command: string; readonly fields: BencodeDict }[] = [];
  const media = new MediaCall("c1", {
    request: async (command, fields) => {
      asked.push({ command, fields });
      return { ok: true, reply: { result: "ok", sdp: said("RTP/AVP", 6000) } };
    },
  });
  await media.answerLeg("a", CALLER);
  await media.offerLeg("b", "browser", "a");
  await media.legAnswered("b", BROWSER);
  await media.bridge("a", "b");
  asked.length = 0;
  const pairs = () =>
    asked.splice(0).map(({ command, fields }) => `${command} ${fields["from-tag"]}>${fields["to-tag"]}`);
  return { media, asked, pairs };
}

describe("a leg that hears a mix", () => {
  it("is a browser to its own side and plain RTP on the loopback to the mixer's", async () => {
    const { media, asked } = await bridged();
    expect(await media.mix(new Map([["b", 7000]]))).toEqual({
      ok: true,
      value: new Map([["b", { port: 6000, events: null }]]),
    });
    const [, , offer, answer] = asked;
    expect(offer).toMatchObject({
      command: "offer",
      fields: { "transport-protocol": "RTP/AVP", ICE: "remove", direction: ["default", "inside"] },
    });
    expect(answer).toMatchObject({
      command: "answer",
      fields: {
        "transport-protocol": "UDP/TLS/RTP/SAVPF",
        ICE: "force",
        sdp: expect.stringContaining("m=audio 7000 "),
      },
    });
  });

  it("costs two requests, and two more for a partner who is left alone", async () => {
    const { media, pairs } = await bridged();
    await media.mix(new Map([["b", 7000]]));
    expect(pairs()).toEqual(["offer a>d-a", "answer a>d-a", "offer b>d-b", "answer b>d-b"]);
    await media.bridge("a", "b");
    pairs();
    const both = new Map([
      ["a", 7000],
      ["b", 7002],
      ["nobody", 7004],
    ]);
    expect(await media.mix(both)).toMatchObject({
      ok: true,
      value: new Map([
        ["a", { port: 6000, events: null }],
        ["b", { port: 6000, events: null }],
      ]),
    });
    expect(pairs()).toEqual(["offer a>d-a", "answer a>d-a", "offer b>d-b", "answer b>d-b"]);
  });

  it("is no one to offer a browser to, and stays with the mixer when its endpoint changes the session", async () => {
    const { media, asked, pairs } = await bridged();
    await media.mix(new Map([["a", 7000]]));
    pairs();
    await media.offerLeg("c", "browser", "a");
    expect(pairs()).toEqual(["offer d-c>c"]);
    await media.renegotiate("a", CALLER);
    expect(asked.at(-1)?.fields["sdp"]).toContain("m=audio 7000 ");
    await media.park("a");
    expect(asked.at(-1)?.fields["sdp"]).toContain("m=audio 9 ");
    pairs();
    await media.park("a");
    expect(pairs()).toEqual([]);
  });
});
