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
