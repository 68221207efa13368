import { describe, expect, it } from "vitest";
import { heardBothWays } from "../../harness/hearing.ts";
import { Scene } from "../../harness/scene.ts";

const scene = Scene.open();
const CODECS = ["PCMA", "PCMU", "G722", "opus"] as const;

describe("the codecs of a trunk and a browser", () => {
  it.each(CODECS)(
    "a trunk that knows %s alone: the browser speaks it too, and nothing is transcoded",
    async (codec) => {
      const { anna, call } = await scene.conversation({ codecs: [codec] });
      expect(call.codec).toBe(codec);
      expect(await anna.codecs()).toEqual([`inbound-rtp audio/${codec}`, `outbound-rtp audio/${codec}`]);
      expect(await scene.stack.transcodedMedia()).toBe(0);
      call.hangUp();
      await anna.inState("Wrap-up");
    },
  );

  it.each([
    { ours: "PCMU", theirs: "opus" },
    { ours: "opus", theirs: "G722" },
    { ours: "G722", theirs: "PCMA" },
  ] as const)("a $ours caller is transferred to a number that knows $theirs alone: transcoded", async (pair) => {
    const nextOutside = await scene.outside({ codecs: [pair.theirs] });
    const { anna, call } = await scene.conversation({ codecs: [pair.ours] });
    await anna.sendTo("020 555 01 00", "Transfer now");
    const outside = await nextOutside();
    outside.accept();
    await heardBothWays(call, outside);
    expect([call.codec, outside.codec]).toEqual([pair.ours, pair.theirs]);
    expect(await scene.stack.transcodedMedia()).toBeGreaterThan(0);
    call.hangUp();
    await anna.inState("Wrap-up");
  });
});
