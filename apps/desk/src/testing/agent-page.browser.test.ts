import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rehearsalBuild } from "./rehearsal-build.ts";
import { annaView, callOf, IDS, SCENES } from "./scenes.ts";
import { openStage, type Stage } from "./stage.ts";
import { playPhone, QUALITY, VIEWS } from "./views.ts";

let stage: Stage;

beforeAll(async () => {
  await rehearsalBuild();
  stage = await openStage();
});
afterAll(async () => {
  await stage?.close();
});
beforeEach(async () => {
  const { rest, floor } = stage.server;
  rest.refuseSignIn = null;
  floor.refuseWith = null;
  floor.phoneElsewhere = false;
  floor.commands.length = 0;
  await stage.page.setViewportSize({ width: 1280, height: 800 });
});

async function show(name: string): Promise<void> {
  const view = VIEWS.find((one) => one.name === name);
  if (view === undefined) throw new Error(`there is no view ${name}`);
  await view.show(stage, { language: "en", scheme: "light" });
}
const focused = () => stage.page.evaluate(() => document.activeElement?.textContent ?? "");
const phoneColumn = () => stage.page.locator(".column-phone");

describe("a call that rings", () => {
  it("gives Answer the focus, and Enter answers", async () => {
    await show("agent-available");
    stage.server.floor.scene("offered");
    await stage.page.getByRole("button", { name: "Answer", exact: true }).waitFor();
    expect(await focused()).toBe("Answer");
    await stage.page.keyboard.press("Enter");
    await stage.page.getByRole("button", { name: "Hold" }).waitFor();
  });

  it("is told by the title, the icon and the assertive region, and all of it ends with the ringing", async () => {
    await show("agent-available");
    stage.server.floor.scene("offered");
    await stage.page.waitForFunction(() => document.title === "Call: 06 12345678");
    expect(await stage.page.getAttribute('link[rel="icon"]', "href")).toBe("/favicon-ringing.svg");
    expect(await stage.page.getByTestId("announce-assertive").textContent()).toContain("Incoming call for Permits");
    stage.server.floor.scene("available");
    await stage.page.waitForFunction(() => document.title === "Belfry");
    expect(await stage.page.getAttribute('link[rel="icon"]', "href")).toBe("/favicon.svg");
    expect(await stage.page.getByTestId("announce-assertive").textContent()).toBe("");
  });

  it("can be taken on any page", async () => {
    await show("live");
    stage.server.floor.scene("offered");
    const answer = stage.page.getByRole("button", { name: "Answer", exact: true });
    await answer.waitFor();
    await answer.click();
    await stage.page.getByRole("button", { name: "Hang up" }).waitFor();
  });
});

describe("keys", () => {
  it("answer, hold, mute and hang up with Ctrl+Alt", async () => {
    await show("agent-offered");
    await stage.page.keyboard.press("Control+Alt+KeyA");
    await stage.page.getByRole("button", { name: "Hold" }).waitFor();
    await stage.page.keyboard.press("Control+Alt+KeyM");
    await stage.page.getByRole("button", { name: "Unmute" }).waitFor();
    await stage.page.keyboard.press("Control+Alt+KeyH");
    await stage.page.getByRole("button", { name: "Take off hold" }).waitFor();
    await stage.page.keyboard.press("Control+Alt+KeyX");
    await stage.page.getByRole("heading", { name: "06 12345678" }).waitFor();
    await phoneColumn().getByText("Wrap-up").waitFor();
    expect(stage.server.floor.commands.map((one) => one.type)).toEqual(["mute", "hold", "hangUp"]);
  });

  it("lift a mute that a CRM has set in the switch, and follow one that it lifts", async () => {
    await show("agent-talking");
    stage.server.floor.mute(true);
    await stage.page.getByRole("button", { name: "Unmute" }).waitFor();
    await stage.page.keyboard.press("Control+Alt+KeyM");
    await stage.page.getByRole("button", { name: "Mute", exact: true }).waitFor();
    await stage.page.keyboard.press("Control+Alt+KeyM");
    await stage.page.getByRole("button", { name: "Unmute" }).waitFor();
    stage.server.floor.mute(false);
    await stage.page.getByRole("button", { name: "Mute", exact: true }).waitFor();
    expect(stage.server.floor.commands.map((one) => one.type)).toEqual(["unmute", "mute"]);
  });

  it("are listed under ?, and a question mark in a field stays text", async () => {
    await show("agent-available");
    await stage.page.keyboard.press("?");
    await stage.page.getByRole("region", { name: "Keyboard" }).waitFor();
    await stage.page.keyboard.press("Escape");
    await stage.page.getByRole("region", { name: "Keyboard" }).waitFor({ state: "detached" });
    await stage.page.getByRole("textbox", { name: "Search colleagues" }).fill("");
    await stage.page.keyboard.type("?");
    expect(await stage.page.getByRole("region", { name: "Keyboard" }).count()).toBe(0);
  });

  it("open the state list", async () => {
    await show("agent-available");
    await stage.page.keyboard.press("Control+Alt+KeyS");
    await stage.page.getByRole("menuitem", { name: "Lunch" }).click();
    await phoneColumn().getByText("Lunch").waitFor();
  });
});

describe("wrap-up", () => {
  it("takes a code by its number key and finishes with it", async () => {
    await show("agent-wrapUp");
    await stage.page.locator("body").press("3");
    await stage.page.getByRole("radio", { name: "Appointment made", checked: true }).waitFor();
    await stage.page.keyboard.press("Control+Alt+KeyF");
    await phoneColumn().getByText("Ready for calls").waitFor();
    expect(stage.server.floor.commands.at(-1)).toEqual({ type: "finishWrapUp" });
  });

  it("takes a code by a few letters", async () => {
    await show("agent-wrapUp");
    await stage.page.getByRole("textbox", { name: "Call code" }).fill("comp");
    await stage.page.keyboard.press("Enter");
    await stage.page.getByRole("radio", { name: "Complaint", checked: true }).waitFor();
  });

  it("says beside the button why it cannot be finished", async () => {
    await show("agent-wrapUp");
    stage.server.floor.refuseWith = { code: "call_code_required", params: {} };
    await stage.page.getByRole("button", { name: "Finish" }).click();
    await phoneColumn().getByText("Choose a call code before you finish.").waitFor();
    expect(await phoneColumn().getByText("call_code_required").count()).toBe(1);
  });
});

describe("what goes wrong", () => {
  it("a lost connection says under which condition the caller is kept, and the page comes back by itself", async () => {
    await show("agent-talking");
    stage.server.cut(true);
    const banner = stage.page.getByText("Reconnecting… if only your network failed, the caller is kept.");
    await banner.waitFor();
    expect(await phoneColumn().getByText("06 12345678").count()).toBe(1);
    stage.server.cut(false);
    await banner.waitFor({ state: "detached" });
  });

  it("a page that is one too many says so, and comes in when another is closed", async () => {
    await show("agent-available");
    stage.server.crowd(true);
    const said = stage.page.getByText("You have Belfry open in 20 windows already. Close some of them first.");
    await said.waitFor();
    stage.server.crowd(false);
    await said.waitFor({ state: "detached" });
  });

  it("a call that was gone when the connection came back is told of, with the way to what is known", async () => {
    await show("agent-talking");
    stage.server.cut(true);
    await stage.page.getByText(/if only your network failed/).waitFor();
    stage.server.floor.me = annaView({});
    stage.server.cut(false);
    await phoneColumn().getByText("The call with 06 12345678 ended while this page had no connection.").waitFor();
    expect(await phoneColumn().getByRole("link", { name: "See what is known" }).getAttribute("href")).toBe(
      "#/calls/call-1",
    );
    expect(await stage.page.locator(".banner").count()).toBe(0);
  });

  it("a missed message is mended by a fresh snapshot", async () => {
    await show("agent-available");
    stage.server.floor.skip();
    stage.server.floor.scene("talking");
    await stage.page.getByRole("button", { name: "Hang up" }).waitFor();
  });

  it("a phone in another window is told, and one click takes it over", async () => {
    stage.server.floor.phoneElsewhere = true;
    await show("agent-available");
    await phoneColumn().getByText("Your phone is open in another window.").waitFor();
    await phoneColumn().getByRole("button", { name: "Take over" }).click();
    await stage.page.getByRole("button", { name: /Phone ready/ }).waitFor();
  });

  it("a phone in another window can be taken over from the call itself", async () => {
    await show("agent-talking");
    await playPhone(stage, {
      ownership: { phase: "elsewhere", since: 0, owner: null },
      problem: { code: "ownedElsewhere", since: 0 },
    });
    await phoneColumn().getByRole("button", { name: "Open in another window: take over" }).click();
    await stage.page.getByRole("button", { name: /Phone ready/ }).waitFor();
  });

  it("a locked sound is unlocked by one click on the pill", async () => {
    await show("agent-available");
    await playPhone(stage, { problem: { code: "audioLocked", since: 0 } });
    await stage.page.getByRole("button", { name: /No sound yet: click once/ }).click();
    await stage.page.getByRole("button", { name: /Phone ready/ }).waitFor();
  });
});

describe("signing in", () => {
  it("says in words what is wrong, and counts the seconds of a rate limit down", async () => {
    const { rest } = stage.server;
    await show("sign-in");
    rest.signedIn = false;
    const submit = stage.page.getByRole("button", { name: "Sign in" });
    await submit.click();
    expect(await stage.page.getByText("Fill this in.").count()).toBe(3);
    await stage.page.getByLabel("Organisation").fill("demo");
    await stage.page.getByLabel("User name").fill("anna");
    await stage.page.getByRole("textbox", { name: "Password" }).fill("wrong");
    rest.refuseSignIn = { code: "wrong_credentials", params: {} };
    await submit.click();
    await stage.page.getByText("The user name or the password is not right.").waitFor();
    rest.refuseSignIn = { code: "too_many_attempts", params: { seconds: "30" } };
    await submit.click();
    await stage.page.getByText(/You can try again in \d+ seconds\./).waitFor();
    expect(await submit.isDisabled()).toBe(true);
    rest.signedIn = true;
  });
});

describe("a transfer", () => {
  it("is left by Escape, and the keys go on where it was opened", async () => {
    await show("agent-talking");
    const open = phoneColumn().getByRole("button", { name: "Transfer", exact: true });
    await open.press("Enter");
    const field = stage.page.getByRole("combobox", { name: "Transfer to" });
    await field.fill("bram");
    await field.press("Escape");
    await field.waitFor({ state: "detached" });
    expect(await focused()).toBe("Transfer");
  });

  it("is not offered to a colleague who was asked for advice, nor is hold", async () => {
    const talking = SCENES.talking();
    await show("agent-talking");
    stage.server.floor.show({
      ...talking,
      call: callOf({ phase: "held", steers: false, via: { kind: "consult", name: "Bram Jansen" } }),
    });
    await phoneColumn().getByText("The other side put you on hold, and comes back to you.").waitFor();
    const names = await phoneColumn().getByRole("button").allTextContents();
    expect(names.slice(0, 3)).toEqual(["Mute", "Keypad", "Hang up"]);
    await stage.page.keyboard.press("Control+Alt+KeyH");
    await stage.page.keyboard.press("Control+Alt+KeyM");
    await stage.page.getByRole("button", { name: "Unmute" }).waitFor();
    expect(stage.server.floor.commands).toEqual([{ type: "mute" }]);
  });
});

describe("the sound of a call", () => {
  it("is explained as trouble only where there is some", async () => {
    await show("agent-talking");
    await phoneColumn().getByRole("button", { name: "Figures" }).waitFor();
    await playPhone(stage, { quality: { ...QUALITY, lossPercent: 6, mos: 3 } });
    await phoneColumn().getByRole("button", { name: "What is wrong?" }).waitFor();
  });
});

describe("a refusal", () => {
  it("stands only where the thing was tried", async () => {
    await show("agent-talking");
    stage.server.floor.refuseWith = { code: "target_not_available", params: { name: "Bram Jansen" } };
    await stage.page.getByRole("button", { name: "Transfer to Bram Jansen" }).click();
    const refusal = stage.page.getByText("Bram Jansen cannot take a call right now.");
    await refusal.waitFor();
    expect(await refusal.count()).toBe(1);
    expect(await phoneColumn().getByText("cannot take a call right now").count()).toBe(0);
  });
});

describe("a page of a version that is no longer there", () => {
  it("leaves the frame and the call alone", async () => {
    await show("agent-talking");
    await stage.page.route(/calls-page/, (route) => route.fulfill({ status: 404, body: "" }));
    await stage.page.getByRole("link", { name: "Calls" }).click();
    await stage.page.getByText("This page could not be loaded.").waitFor();
    await stage.page.getByText("A call goes on.").waitFor();
    expect(await stage.page.getByRole("button", { name: "Hang up" }).isVisible()).toBe(true);
    await stage.page.getByRole("link", { name: "Phone", exact: true }).click();
    await stage.page.getByRole("button", { name: "Keypad" }).waitFor();
    await stage.page.unroute(/calls-page/);
  });
});

describe("my password", () => {
  it("is changed with the present one, and each mistake is told at its field", async () => {
    await show("sessions");
    const current = stage.page.getByRole("textbox", { name: "Present password" });
    const next = stage.page.getByRole("textbox", { name: "New password" });
    const save = stage.page.getByRole("button", { name: "Save" });
    await next.fill("short");
    await save.click();
    await stage.page.getByText("Fill this in.").waitFor();
    expect(await stage.page.getByText("At least 10 characters.").count()).toBe(2);
    await current.fill("a guess");
    await next.fill("long enough");
    await save.click();
    await stage.page.getByText("The present password is not right.").waitFor();
    await current.fill("the present one");
    await save.click();
    await stage.page.getByText("Your password is changed. All your other sessions have ended.").waitFor();
    expect([await current.inputValue(), await next.inputValue()]).toEqual(["", ""]);
  });
});

describe("a call that is recorded", () => {
  it("says so in words, and is paused by the button or the key", async () => {
    await show("agent-talking");
    const call = (recording: "on" | "paused") => callOf({ phase: "talking", answeredAt: Date.now(), recording });
    stage.server.floor.show({ ...SCENES.talking(), call: call("on") });
    await phoneColumn().getByText("Recording", { exact: true }).waitFor();
    await phoneColumn().getByRole("button", { name: "Pause recording" }).click();
    stage.server.floor.show({ ...SCENES.talking(), call: call("paused") });
    await phoneColumn().getByText("Recording paused").waitFor();
    await stage.page.keyboard.press("Control+Alt+r");
    await expect
      .poll(() => stage.server.floor.commands.slice(-2))
      .toEqual([{ type: "pauseRecording" }, { type: "resumeRecording" }]);
  });
});

describe("past calls", () => {
  it("stand in one column without scrolling sideways on a small screen, and one is opened in their place", async () => {
    await stage.page.setViewportSize({ width: 375, height: 700 });
    await show("calls");
    const item = stage.page.getByRole("button", { name: /Outgoing/ });
    await item.click();
    await stage.page.getByRole("region", { name: "Call detail" }).waitFor();
    expect(await item.isVisible()).toBe(false);
    await stage.page.getByRole("button", { name: "Close" }).click();
    await item.waitFor();
    expect(await focused()).toContain("Outgoing");
  });
});

describe("the administration", () => {
  it("leaves the focus on Save when an entry has been saved", async () => {
    await show("admin-pauses");
    await stage.page.locator(".row-button").first().click();
    const save = stage.page.getByRole("button", { name: "Save" });
    await save.press("Enter");
    await stage.page
      .getByText(/ was saved|saved/)
      .first()
      .waitFor();
    expect(await focused()).toBe("Save");
  });
});

describe("a pending choice", () => {
  it("is shown at once beside the state", async () => {
    await show("agent-talking");
    const state = stage.page.getByRole("button", { name: /^Change state, now: In call → then: Lunch/ });
    await state.waitFor();
    expect(await state.textContent()).toContain("→ then: Lunch");
  });
});

describe("a call that came back", () => {
  it("says why, and never moves the focus away from somebody who types", async () => {
    await show("agent-available");
    await stage.page.getByRole("textbox", { name: "Search colleagues" }).focus();
    stage.server.floor.show(annaView({ ...SCENES.talking(), call: callOf({ phase: "reconnecting" }) }));
    await phoneColumn().getByText("Reconnecting… the caller hears music and is kept").waitFor();
    expect(await stage.page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
  });
});

describe("the recordings of the organisation", () => {
  it("can be listened to where there is one, in the language that is shown", async () => {
    await show("admin-prompts");
    const players = stage.page.locator("audio[controls]");
    expect(await players.count()).toBe(1);
    expect(await players.getAttribute("aria-label")).toBe("Listen: Welcome");
    expect(await players.getAttribute("src")).toBe("/api/v1/prompts/en/welcome");
    expect(await players.getAttribute("preload")).toBe("none");
  });
});

describe("three together", () => {
  it("is one key in a consultation, and everybody who is in it stands on the card", async () => {
    await show("agent-consult");
    await stage.page.keyboard.press("Control+Alt+b");
    await phoneColumn().getByRole("button", { name: "Leave the others together" }).waitFor();
    await expect.poll(() => stage.server.floor.commands.at(-1)).toEqual({ type: "conference" });
    for (const who of ["06 12345678", "Bram Jansen"]) await phoneColumn().getByText(who).first().waitFor();
    await phoneColumn().getByRole("button", { name: "Remove" }).click();
    await expect.poll(() => stage.server.floor.commands.at(-1)).toEqual({ type: "endConsult" });
  });

  it("is not offered while the one who was asked still rings", async () => {
    await show("agent-consult");
    const consult = { label: "Bram Jansen", phase: "ringing", since: Date.now() } as const;
    stage.server.floor.show({ ...SCENES.consult(), call: callOf({ phase: "held", answeredAt: Date.now(), consult }) });
    await phoneColumn().getByText("Ringing…").waitFor();
    expect(await phoneColumn().getByRole("button", { name: "Bring together" }).isDisabled()).toBe(true);
    stage.server.floor.commands.length = 0;
    await stage.page.keyboard.press("Control+Alt+b");
    await stage.page.keyboard.press("Control+Alt+m");
    await expect.poll(() => stage.server.floor.commands).toEqual([{ type: "mute" }]);
  });
});

describe("a supervisor", () => {
  it("joins by keys from the wall, in sight also on a narrow page, and is told who hears them", async () => {
    await stage.page.setViewportSize({ width: 320, height: 700 });
    await show("live");
    const options = stage.page.getByRole("button", { name: "Options for Chloé Lefèvre" });
    await options.scrollIntoViewIfNeeded();
    const box = await options.boundingBox();
    expect((box?.x ?? 999) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
    await options.focus();
    await stage.page.keyboard.press("Enter");
    await stage.page.getByRole("menuitem", { name: "Whisper" }).focus();
    await stage.page.keyboard.press("Enter");
    await phoneColumn().getByText("You whisper. Only Chloé Lefèvre hears you, and not the caller.").waitFor();
    expect(stage.server.floor.commands.at(-1)).toMatchObject({ type: "supervise", mode: "whisper" });
    const modes = phoneColumn().getByRole("radiogroup", { name: "Who hears you" });
    await modes.getByRole("radio", { name: "Whisper" }).focus();
    await stage.page.keyboard.press("ArrowRight");
    await expect.poll(() => stage.server.floor.commands.at(-1)).toEqual({ type: "supervisionMode", mode: "bargeIn" });
    await stage.page.keyboard.press("Control+Alt+x");
    await expect.poll(() => stage.server.floor.commands.at(-1)).toEqual({ type: "hangUp" });
  });

  it("is told to the agent in sight and to a screen reader, and moves no button", async () => {
    await show("agent-talking");
    const hangUp = phoneColumn().getByRole("button", { name: "Hang up" });
    const before = await hangUp.boundingBox();
    stage.server.floor.scene("supervised");
    await phoneColumn().getByText("Sofie Peeters is listening.").waitFor();
    expect(await hangUp.boundingBox()).toEqual(before);
    await stage.page.getByTestId("announce-polite").getByText("Sofie Peeters is listening.").waitFor();
  });

  it("is not offered a second way into a call that another supervisor is in, and sees who that is", async () => {
    await show("live");
    const { chloe, dmytro } = IDS;
    const value = { agent: chloe, supervisor: dmytro, name: "Sofie Peeters", mode: "listen" } as const;
    stage.server.floor.change([{ part: "supervision", agent: chloe, value }]);
    await stage.page.getByRole("row", { name: /Chloé/ }).getByText("Sofie Peeters: Listen").waitFor();
    await stage.page.getByRole("button", { name: "Options for Chloé Lefèvre" }).click();
    await stage.page.getByRole("menuitem", { name: "Lunch" }).waitFor();
    expect(await stage.page.getByRole("menuitem", { name: /^Listen/ }).count()).toBe(0);
  });
});

describe("who calls", () => {
  const identity = () => stage.page.getByRole("region", { name: "Identity" });
  const NAME = "Jan Willem van der Linden-Oosterhout";

  it("is shown from the ring on, with source and time of each fact, and read once", async () => {
    stage.server.rest.readings = 0;
    await show("agent-verifiedOffered");
    await identity().getByText(NAME).waitFor();
    expect(
      await identity()
        .getByText(/^Yivi, Municipality of Nijmegen, .+\d{2}:\d{2}$/)
        .count(),
    ).toBe(5);
    expect(await identity().getByText("9 March 1987").count()).toBe(1);
    const links = await identity().getByRole("link").all();
    expect(await Promise.all(links.map((link) => link.getAttribute("referrerpolicy")))).toEqual([
      "no-referrer",
      "no-referrer",
    ]);
    await identity().getByText("in 52 minutes. The call goes on.").waitFor();
    stage.server.floor.scene("verified");
    await stage.page.getByRole("button", { name: "Hold" }).waitFor();
    await identity().getByText(NAME).waitFor();
    expect(stage.server.rest.readings).toBe(1);
  });

  it("is warned of in the last five minutes, and leaves the page at once when it is forgotten", async () => {
    await show("agent-verifiedSoon");
    await identity().getByText(NAME).waitFor();
    await identity().getByRole("status").getByText("these details disappear from your screen").waitFor();
    stage.server.floor.scene("forgotten");
    await identity().getByText("What was known has been forgotten. The call goes on.").waitFor();
    expect(await stage.page.getByText(NAME).count()).toBe(0);
    // Nothing of it is kept for a next call either.
    stage.server.rest.readings = 0;
    stage.server.floor.scene("verified");
    await identity().getByText(NAME).waitFor();
    expect(stage.server.rest.readings).toBe(1);
  });

  it("leaves by the page's own clock, also when the server says nothing", async () => {
    stage.server.floor.scene("available");
    await show("agent-available");
    const until = Date.now() + 3_000;
    stage.server.floor.show({
      ...SCENES.verified(),
      call: callOf({ phase: "talking", verification: { kind: "verified", until, demo: false } }),
    });
    await identity().getByText(NAME).waitFor();
    await identity().getByText("What was known has been forgotten.").waitFor();
    expect(await stage.page.getByText(NAME).count()).toBe(0);
  });

  it("of a demonstration is nowhere called verified", async () => {
    await show("agent-verifiedDemo");
    await identity().getByText(NAME).waitFor();
    // On the card of the call, on that of the identity, and read aloud; earlier calls may well have been verified.
    const marks = stage.page.getByText("Demonstration, not verified");
    await marks.nth(1).waitFor();
    const readAloud = stage.page.locator("[aria-live]").getByText("Demonstration, not verified");
    expect([await marks.count(), await readAloud.count()]).toEqual([3, 1]);
    const verified = stage.page.getByText("Verified", { exact: true });
    expect(await verified.count()).toBe(
      await stage.page.locator(".row").getByText("Verified", { exact: true }).count(),
    );
  });

  it("is on the wall a word, without a name", async () => {
    await show("live");
    const row = stage.page.locator("tr", { hasText: "Chloé" });
    await row.getByText("Verified").waitFor();
    expect(await stage.page.getByText(NAME).count()).toBe(0);
  });
});
