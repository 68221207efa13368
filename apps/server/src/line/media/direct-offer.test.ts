import { describe, expect, it } from "vitest";
import type { NgClient } from "../rtpengine/ng-client.ts";
import { MediaCall } from "./media-call.ts";
import type { MediaResult } from "./media-result.ts";

const said = (protocol: string, type: number) =>
  [
    "v=0",
    "o=- 1 1 IN IP4 192.0.2.1",
    "s=-",
    "c=IN IP4 192.0.2.1",
    "t=0 0",
    `m=audio 4000 ${protocol} ${type}`,
    "",
  ].join("\r\n");
const CALLER = said("RTP/AVP", 8);
const BROWSER = said("UDP/TLS/RTP/SAVPF", 8);

/** The media of a call, and what it has asked of rtpengine since the last time: "offer a>b". */
function watched() {
  const asked: string[] = [];
  const ng: Pick<NgClient, "request"> = {
    request: async (command, { "from-tag": from = "", "to-tag": to = "" }) => {
      asked.push(`${command} ${from}${to === "" ? "" : `>${to}`}`.trim());
      return { ok: true, reply: { result: "ok", sdp: CALLER } };
    },
  };
  return { media: new MediaCall("c1", ng), asked: () => asked.splice(0) };
}

async function done(...results: Promise<MediaResult<unknown>>[]): Promise<void> {
  for (const result of await Promise.all(results)) if (!result.ok) throw new Error(JSON.stringify(result.failure));
}

describe("a browser that is called for a caller who waits", () => {
  it("is offered the caller, and joined with its answer: seven requests for a queued call", async () => {
    const { media, asked } = watched();
    await done(media.answerLeg("a", CALLER), media.play("a", "music", 1), media.offerLeg("b", "browser", "a"));
    await done(media.legAnswered("b", BROWSER), media.bridge("a", "b"));
    await done(media.release());
    expect(asked()).toEqual([
      "offer a>d-a",
      "answer a>d-a",
      "play media a",
      "offer a>b",
      "answer a>b",
      "stop media a",
      "delete",
    ]);
  });

  it("leaves the caller as it was when nobody answers, or the answer is not wanted any more", async () => {
    const { media, asked } = watched();
    await done(media.answerLeg("a", CALLER), media.offerLeg("b", "browser", "a"));
    asked();
    await done(media.removeLeg("b"));
    expect(asked()).toEqual(["offer a>d-a", "answer a>d-a"]);
    await done(media.offerLeg("c", "browser", "a"), media.legAnswered("c", BROWSER), media.removeLeg("c"));
    expect(asked()).toEqual(["offer a>c", "answer a>c", "offer a>d-a", "answer a>d-a"]);
    await done(media.offerLeg("d", "browser", "a"), media.legAnswered("d", BROWSER), media.bridge("d", "a"));
    expect(asked()).toEqual(["offer a>d", "answer a>d"]);
  });

  it("waits for itself when the caller has changed the session or another codec was chosen meanwhile", async () => {
    const { media, asked } = watched();
    await done(media.answerLeg("a", CALLER), media.offerLeg("b", "browser", "a"), media.renegotiate("a", CALLER));
    asked();
    await done(media.legAnswered("b", BROWSER));
    expect(asked()).toEqual(["offer b>d-b", "answer b>d-b"]);
    await done(media.bridge("a", "b"));
    expect(asked()).toEqual(["offer a>b", "answer a>b"]);
    await done(media.removeLeg("b"), media.park("a"), media.offerLeg("c", "browser", "a"));
    asked();
    await done(media.legAnswered("c", said("UDP/TLS/RTP/SAVPF", 0)));
    expect(asked()).toEqual(["offer c>d-c", "answer c>d-c"]);
  });

  it("waits for itself where it is called for nobody, or the caller has put us on hold or is in a bridge", async () => {
    const { media, asked } = watched();
    await done(media.answerLeg("a", CALLER.replace("m=", "a=sendonly\r\nm=")), media.offerLeg("b", "browser", "a"));
    expect(asked().at(-1)).toBe("offer d-b>b");
    await done(media.removeLeg("b"), media.renegotiate("a", CALLER), media.offerLeg("b", "browser", null));
    expect(asked().at(-1)).toBe("offer d-b>b");
    await done(media.removeLeg("b"), media.offerLeg("b", "browser", "a"));
    await done(media.legAnswered("b", BROWSER), media.bridge("a", "b"), media.offerLeg("c", "browser", "a"));
    expect(asked().at(-1)).toBe("offer d-c>c");
  });
});
