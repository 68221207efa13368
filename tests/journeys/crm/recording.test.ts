import { type EndpointCall, power, RATE, type Source, tone } from "@belfry/caller";
import { describe, expect, it } from "vitest";
import { Admin } from "../../harness/admin.ts";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, hearsSpeech } from "../../harness/hearing.ts";
import { decodeRecording, longestSilence, quartersWith, type RecordedSound } from "../../harness/recorded-sound.ts";
import { HERTZ, PERMITS, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();
const LAST_WORDS = 1_500;

/** What is written by now, also while the call goes on. */
async function soundOf(call: string): Promise<RecordedSound | null> {
  const answer = await (await scene.admin()).recording(call);
  if (!answer.ok) return null;
  expect(answer.headers.get("content-type")).toMatch(/^audio\/ogg/);
  return decodeRecording(new Uint8Array(await answer.arrayBuffer()));
}

/** Until the recording holds so many quarters of a second in which each is heard. */
async function bothRecorded(call: string, quarters: number): Promise<RecordedSound> {
  return until(`${quarters} quarters of a second of both are recorded`, async () => {
    const sound = await soundOf(call);
    if (sound === null) return null;
    const heard = [quartersWith(sound.agent, HERTZ.anna), quartersWith(sound.caller, HERTZ.caller)];
    return Math.min(...heard) >= quarters ? sound : null;
  });
}

/** The recording grows by silence. */
async function secondsRecorded(call: string, seconds: number): Promise<void> {
  await until(`${seconds} seconds are recorded`, async () => ((await soundOf(call))?.seconds ?? 0) >= seconds);
}

/** Half a second of another tone, then the caller's own again; and for how many seconds that has been said since. */
function lastWords(): { source: Source; saidFor(): number } {
  const words = tone(LAST_WORDS);
  const own = tone(HERTZ.caller);
  let said = 0;
  const source: Source = (count) => {
    const samples = said < RATE / 2 ? words(count) : own(count);
    said += count;
    return samples;
  };
  return { source, saidFor: () => said / RATE - 0.5 };
}

async function over(anna: DeskPage, call: EndpointCall): Promise<void> {
  call.hangUp();
  await anna.inState("Wrap-up");
  await anna.finishWrapUp();
}

async function runningCall(from: string): Promise<string> {
  return until("the call is in history", async () => (await scene.admin()).runningCall(from));
}

describe("a call of a queue that is recorded", () => {
  it("is found by its trace id, the agent left and the caller right, and every listening is written down", async () => {
    await scene.queueSetting("Permits", { recording: "on" });
    const from = "+31612340020";
    await scene.available("anna").then(async (anna) => {
      const call = await scene.call(PERMITS, { from });
      await call.answered;
      await hearsSpeech(call);
      // Nobody is rung before the caller has heard that the call may be recorded.
      await anna.answer();
      await heardBothWays(call, anna);
      await anna.shows("Recording");
      const id = await runningCall(from);
      await bothRecorded(id, 8);
      await over(anna, call);
      await until("history has the end", async () => (await (await scene.admin()).endedCall(from)).id === id);
      await anna.page.goto(`${scene.stack.origin}/#/calls/${id}`);
      await anna.button("Listen").click();
      await anna.page.locator("svg.waveform").waitFor();
      await until("the recording plays", () =>
        anna.page.locator("audio.player").evaluate((audio) => Reflect.get(audio, "currentTime") > 0),
      );
    });
    const admin = await scene.admin();
    const { id, events } = await admin.endedCall(from);
    const told = events.map(({ what }) => what);
    expect(told).toEqual(expect.arrayContaining(["announced", "recordingStarted", "recordingEnded"]));
    expect(told.indexOf("announced")).toBeLessThan(told.indexOf("offered"));

    const { agent, caller } = await bothRecorded(id, 8);
    expect(quartersWith(agent, HERTZ.caller)).toBe(0);
    expect(quartersWith(caller, HERTZ.anna)).toBe(0);
    const part = await admin.recording(id, { range: "bytes=0-3" });
    expect([part.status, await part.text()]).toEqual([206, "OggS"]);
    const listeners = (await admin.listenings(id)).map(({ name, download }) => [name, download]);
    expect(listeners).toEqual(expect.arrayContaining([["Anna de Vries", false]]));
    expect(listeners).toHaveLength(2);
    const anna = await Admin.signIn(scene.stack, "anna");
    expect((await anna.recording(id)).status).toBe(200);
    const bram = await Admin.signIn(scene.stack, "bram");
    expect((await bram.recording(id)).status).toBe(404);
  });

  it("is silent while the agent pauses it, in time with the clock, and goes on afterwards", async () => {
    await scene.queueSetting("Permits", { recording: "on", recordingAnnounced: false });
    const from = "+31612340021";
    const { anna, call } = await scene.conversation({ from });
    const id = await runningCall(from);
    await bothRecorded(id, 4);
    await anna.page.keyboard.press("Control+Alt+r");
    await anna.shows("Recording paused");
    const { seconds } = (await soundOf(id)) ?? { seconds: 0 };
    await secondsRecorded(id, seconds + 2);
    await heardBothWays(call, anna);
    const before = quartersWith((await soundOf(id))?.agent ?? new Int16Array(), HERTZ.anna);
    await anna.button("Resume recording").click();
    const { agent, caller } = await bothRecorded(id, before + 4);
    expect(longestSilence(agent)).toBeGreaterThanOrEqual(1.5);
    expect(longestSilence(caller)).toBeGreaterThanOrEqual(1.5);
    await over(anna, call);
    const { events } = await (await scene.admin()).endedCall(from);
    expect(events.map(({ what }) => what)).toEqual(expect.arrayContaining(["recordingPaused", "recordingResumed"]));
  });

  it("keeps nothing of a hold, neither the caller's words nor the music", async () => {
    await scene.queueSetting("Permits", { recording: "on", recordingAnnounced: false });
    const from = "+31612340022";
    const { anna, call } = await scene.conversation({ from });
    const id = await runningCall(from);
    await bothRecorded(id, 4);
    await anna.button("Hold").click();
    await anna.button("Take off hold").waitFor();
    const { seconds } = (await soundOf(id)) ?? { seconds: 0 };
    await secondsRecorded(id, seconds + 2);
    const { agent, caller } = (await soundOf(id)) ?? { agent: new Int16Array(), caller: new Int16Array() };
    for (const side of [agent, caller]) expect(power(side.subarray(-8000))).toBeLessThan(1000);
    const before = quartersWith(caller, HERTZ.caller);
    await anna.button("Take off hold").click();
    await heardBothWays(call, anna);
    await bothRecorded(id, before + 4);
    await over(anna, call);
  });

  it.each(["PCMU", "opus", "G722"] as const)(
    "is recorded on demand from when the agent says so, with %s",
    async (codec) => {
      await scene.queueSetting("Permits", { recording: "onDemand", recordingAnnounced: false });
      const from = "+31612340023";
      const { anna, call } = await scene.conversation({ from, codecs: [codec] });
      const id = await runningCall(from);
      expect(await soundOf(id)).toBeNull();
      await anna.button("Start recording").click();
      await bothRecorded(id, 4);
      await over(anna, call);
    },
  );

  it("goes on with the colleague to whom the call is transferred", async () => {
    await scene.queueSetting("Permits", { recording: "on", recordingAnnounced: false });
    const from = "+31612340026";
    const { anna, call } = await scene.conversation({ from });
    const id = await runningCall(from);
    await bothRecorded(id, 4);
    const bram = await scene.available("bram");
    await anna.sendTo("Bram", "Transfer now");
    await bram.answer();
    await heardBothWays(call, bram);
    await until("the colleague is recorded in the place of the first agent", async () => {
      const sound = await soundOf(id);
      return sound !== null && quartersWith(sound.agent, HERTZ.bram) >= 4;
    });
    const { agent, caller } = await bothRecorded(id, 4);
    expect(quartersWith(caller, HERTZ.bram) + quartersWith(agent, HERTZ.caller)).toBe(0);
    await over(bram, call);
    await anna.finishWrapUp();
  });

  it("can be heard up to the last second when the server is killed in mid-call", async () => {
    await scene.queueSetting("Permits", { recording: "on", recordingAnnounced: false });
    const from = "+31612340024";
    const { anna, call } = await scene.conversation({ from });
    const id = await runningCall(from);
    await bothRecorded(id, 6);
    const words = lastWords();
    call.say(words.source);
    await until("a second has passed since the last words", () => words.saidFor() >= 1);
    await scene.stack.kill("server");
    await scene.stack.ready();
    const { caller } = await bothRecorded(id, 6);
    expect(quartersWith(caller, LAST_WORDS)).toBeGreaterThanOrEqual(1);
    call.hangUp();
    await anna.page.close();
  });
});

describe("a call of a queue that is not recorded", () => {
  it("leaves no recording", async () => {
    const from = "+31612340025";
    const { anna, call } = await scene.conversation({ from });
    await over(anna, call);
    const { id, events } = await (await scene.admin()).endedCall(from);
    expect(events.map(({ what }) => what).filter((what) => what.startsWith("recording"))).toEqual([]);
    expect((await (await scene.admin()).recording(id)).status).toBe(404);
  });
});
