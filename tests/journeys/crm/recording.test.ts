import { describe, expect, it } from "vitest";
import { Admin } from "../../harness/admin.ts";
import { heardBothWays } from "../../harness/hearing.ts";
import { decodeRecording, longestSilence, quartersWith, type RecordedSound } from "../../harness/recorded-sound.ts";
import { HERTZ, PERMITS, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();

async function recorded(call: string): Promise<RecordedSound> {
  const admin = await scene.admin();
  const answer = await until("the recording has its end", async () => {
    const found = await admin.recording(call);
    return found.ok ? found : null;
  });
  expect(answer.headers.get("content-type")).toMatch(/^audio\/ogg/);
  return decodeRecording(new Uint8Array(await answer.arrayBuffer()));
}

describe("a call of a queue that is recorded", () => {
  it("is found by its trace id, the agent left and the caller right, and the listening is written down", async () => {
    await scene.queueSetting("Permits", { recording: "on" });
    const from = "+31612340020";
    const { anna, call } = await scene.conversation({ from });
    await anna.shows("Recording");
    await until("two seconds were recorded", async () => {
      const started = Date.now();
      await heardBothWays(call, anna);
      return Date.now() >= started;
    });
    await anna.button("Hang up").click();
    const { id, events } = await (await scene.admin()).endedCall(from);
    expect(events.map(({ what }) => what)).toEqual(expect.arrayContaining(["recordingStarted", "recordingEnded"]));
    const sound = await recorded(id);
    console.log(sound.seconds, quartersWith(sound.agent, HERTZ.anna), quartersWith(sound.caller, HERTZ.caller));
    expect(quartersWith(sound.agent, HERTZ.anna)).toBeGreaterThan(2);
    expect(quartersWith(sound.caller, HERTZ.caller)).toBeGreaterThan(2);
    expect(await (await scene.admin()).listenings(id)).toMatchObject([{ download: false }]);
    await anna.finishWrapUp();
  });
});
