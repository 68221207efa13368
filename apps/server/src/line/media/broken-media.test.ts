import { describe, expect, it } from "vitest";
import type { NgClient } from "../rtpengine/ng-client.ts";
import { MediaCall } from "./media-call.ts";

const OFFER = ["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0", "m=audio 4000 RTP/AVP 8", ""];

describe("a mistake of ours in the audio of a call", () => {
  it("fails the operation as a value, and not those behind it", async () => {
    let asked = 0;
    const ng: Pick<NgClient, "request"> = {
      request: async () => {
        asked += 1;
        if (asked === 1) throw new TypeError("planted");
        return { ok: true, reply: { result: "ok", sdp: OFFER.join("\r\n") } };
      },
    };
    const media = new MediaCall("c1", ng);
    const first = media.answerLeg("a", OFFER.join("\r\n"));
    const second = media.answerLeg("b", OFFER.join("\r\n"));
    expect(await first).toMatchObject({
      ok: false,
      failure: { kind: "broken", reason: expect.stringContaining("planted") },
    });
    expect(await second).toMatchObject({ ok: true });
  });
});

describe("a leg that is muted", () => {
  /** A leg that speaks PCMA and is muted, and an rtpengine that refuses one command. */
  async function muted(refused: string) {
    const asked: string[] = [];
    const media = new MediaCall("c1", {
      request: async (command) => {
        asked.push(command);
        if (command === refused) return { ok: false, failure: { kind: "refused", reason: "no" } };
        return { ok: true, reply: { result: "ok", sdp: OFFER.join("\r\n") } };
      },
    });
    await media.answerLeg("a", OFFER.join("\r\n"));
    await media.mute("a", true);
    asked.length = 0;
    return { media, asked };
  }

  it.each(["unblock media", "unsilence media"])("stays silent when the %s is refused", async (refused) => {
    const { media, asked } = await muted(refused);
    expect(await media.mute("a", false)).toMatchObject({ ok: false });
    // What makes it heard again comes last.
    expect(asked).toEqual(["unblock media", "unsilence media"].slice(0, refused === "unblock media" ? 1 : 2));
  });

  it("keeps its session when it cannot be silenced in the codec that it wants now", async () => {
    const { media, asked } = await muted("block media");
    const opus = OFFER.join("\r\n").replace("AVP 8", "AVP 111\r\na=rtpmap:111 opus/48000/2");
    expect(await media.renegotiate("a", opus)).toMatchObject({ ok: false });
    expect([asked, media.codecOf("a")]).toEqual([["block media"], "PCMA"]);
  });
});
