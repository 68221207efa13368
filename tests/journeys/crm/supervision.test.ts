import { describe, expect, it } from "vitest";
import { Admin } from "../../harness/admin.ts";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, hearExactly } from "../../harness/hearing.ts";
import { decodeRecording, quartersWith } from "../../harness/recorded-sound.ts";
import { HERTZ, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();

/** By the menu of the agent's row on the wall. */
async function join(sam: DeskPage, way: "Listen" | "Whisper" | "Barge in"): Promise<void> {
  await sam.page.goto(`${scene.stack.origin}/#/live`);
  await sam.button("Options for Anna de Vries").click();
  await sam.page.getByRole("menuitem", { name: new RegExp(`^${way}`) }).click();
  await sam.button("Leave").waitFor();
}

async function change(sam: DeskPage, way: "Listen" | "Whisper" | "Barge in"): Promise<void> {
  await sam.page.getByRole("radiogroup", { name: "Who hears you" }).getByText(way, { exact: true }).click();
}

/** The agent's page says nothing of a supervisor. */
async function seesNobody(anna: DeskPage): Promise<void> {
  const notice = anna.page.locator(".hint", { hasText: "Sam Bakker" });
  await until("the notice is gone", async () => (await notice.count()) === 0);
}

async function over(anna: DeskPage): Promise<void> {
  await anna.inState("Wrap-up");
  await anna.finishWrapUp();
}

describe("a supervisor", () => {
  it("listens, whispers, barges in and leaves: everybody hears whom they should, and nobody else", async () => {
    await scene.queueSetting("Permits", { recording: "on", recordingAnnounced: false });
    const from = "+31612340040";
    const { anna, call } = await scene.conversation({ from });
    const sam = await scene.atLunch("sam");

    await join(sam, "Listen");
    await hearExactly([sam, anna, call], [anna, call], [call, anna]);
    await anna.shows("Sam Bakker is listening.");
    await sam.shows("You listen. Nobody hears you.");

    await change(sam, "Whisper");
    await hearExactly([sam, anna, call], [anna, call, sam], [call, anna]);
    await anna.shows("Sam Bakker whispers: only you hear it.");

    await change(sam, "Barge in");
    await hearExactly([sam, anna, call], [anna, call, sam], [call, anna, sam]);
    await anna.shows("Sam Bakker is in the talk: everybody hears it.");

    await anna.button("Hold").click();
    await hearExactly([sam, anna], [anna, sam]);
    await anna.button("Take off hold").click();
    await hearExactly([sam, anna, call], [anna, call, sam], [call, anna, sam]);

    await change(sam, "Listen");
    await hearExactly([sam, anna, call], [anna, call], [call, anna]);

    await sam.button("Leave").click();
    await sam.inState("Lunch");
    await hearExactly([anna, call], [call, anna]);
    await seesNobody(anna);

    call.hangUp();
    await over(anna);
    const admin = await scene.admin();
    const { id, events } = await admin.endedCall(from);
    const told = events.flatMap(({ what, detail }) => (what.startsWith("supervision") ? [[what, detail["mode"]]] : []));
    expect(told).toEqual([
      ["supervisionAsked", "listen"],
      ["supervisionStarted", "listen"],
      ["supervisionChanged", "whisper"],
      ["supervisionChanged", "bargeIn"],
      ["supervisionChanged", "listen"],
      ["supervisionEnded", "listen"],
    ]);
    const recording = await admin.recording(id);
    const { agent, caller } = await decodeRecording(new Uint8Array(await recording.arrayBuffer()));
    expect(quartersWith(agent, HERTZ.anna)).toBeGreaterThan(16);
    expect(quartersWith(caller, HERTZ.caller)).toBeGreaterThan(16);
    const elsewhere = [HERTZ.sam, HERTZ.caller].map((hertz) => quartersWith(agent, hertz));
    expect([...elsewhere, quartersWith(caller, HERTZ.sam), quartersWith(caller, HERTZ.anna)]).toEqual([0, 0, 0, 0]);
  });

  it("is told to the agent only when heard, where the organisation says so, also in the call's timeline", async () => {
    await scene.organisationSetting({ supervisionTold: "whenHeard" });
    const from = "+31612340041";
    const { anna, call } = await scene.conversation({ from });
    const sam = await scene.atLunch("sam");
    await join(sam, "Listen");
    await hearExactly([sam, anna, call], [anna, call], [call, anna]);
    await seesNobody(anna);
    await sam.button("Leave").click();
    await sam.inState("Lunch");
    await join(sam, "Whisper");
    await anna.shows("Sam Bakker whispers: only you hear it.");
    call.hangUp();
    await over(anna);
    await sam.inState("Lunch");
    const { id } = await (await scene.admin()).endedCall(from);
    const seen = async (login: string) => {
      const { events, legs } = await (await Admin.signIn(scene.stack, login)).call(id);
      const told = events.filter(({ what }) => what.startsWith("supervision")).map(({ detail }) => detail["mode"]);
      return [new Set(told), legs.some(({ party }) => party.includes("Sam"))];
    };
    expect(await seen("sam")).toEqual([new Set(["listen", "whisper"]), true]);
    expect(await seen("anna")).toEqual([new Set(["whisper"]), false]);
  });

  it("whose page is closed in mid-talk leaves the two to one another", async () => {
    const { anna, call } = await scene.conversation();
    const sam = await scene.atLunch("sam");
    await join(sam, "Barge in");
    await hearExactly([sam, anna, call], [anna, call, sam], [call, anna, sam]);
    await sam.page.reload();
    await hearExactly([anna, call], [call, anna]);
    await sam.phoneReady();
    await sam.inState("Lunch");
    await join(sam, "Whisper");
    await hearExactly([anna, call, sam], [call, anna]);
    await sam.page.close();
    await heardBothWays(call, anna);
    await seesNobody(anna);
    await hearExactly([anna, call], [call, anna]);
    call.hangUp();
    await over(anna);
  });
});
