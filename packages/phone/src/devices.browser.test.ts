import { describe, expect, it } from "vitest";
import { MICROPHONE_HZ } from "../testing/browser.ts";
import { browserFixture, seen } from "../testing/fixture.ts";

const fixture = browserFixture();

describe("devices in a real browser", () => {
  it("changes the microphone in a call with its constraints and the mute kept", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    await f.call(page, peer);
    await page.evaluate(() => window.phone.mute(true));
    const inputs = await page.evaluate(() => window.phone.state.devices.inputs);
    expect(inputs.length).toBeGreaterThan(1);
    const other = inputs.at(-1)?.id ?? "";
    await page.evaluate((id) => window.phone.devices.choose("input", id), other);
    const track = await page.waitForFunction((id) => {
      const now = window.connections[0]?.getSenders()[0]?.track;
      return now?.getSettings().deviceId === id ? { ...now.getSettings(), enabled: now.enabled } : null;
    }, other);
    expect(await track.jsonValue()).toMatchObject({
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      enabled: false,
    });
    expect(await seen(page, "deviceChanged")).toContainEqual({
      kind: "input",
      reason: "chosen",
      from: "default",
      to: other,
    });
    await page.evaluate(() => window.phone.mute(false));
    await peer.waitForFunction((hz) => Math.abs(window.peer.heardHz() - hz) < 15, MICROPHONE_HZ);
  });

  it("goes on with another microphone when the one in use is pulled", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    await f.call(page, peer);
    await page.evaluate(() => {
      const track = window.connections[0]?.getSenders()[0]?.track;
      track?.stop();
      // A pulled device ends its track; the browser has no way to pull one for a test.
      track?.dispatchEvent(new Event("ended"));
    });
    await page.waitForFunction(() => window.connections[0]?.getSenders()[0]?.track?.readyState === "live");
    await peer.waitForFunction((hz) => Math.abs(window.peer.heardHz() - hz) < 15, MICROPHONE_HZ);
  });

  it("keeps the choice of devices over a reload", async () => {
    const f = fixture();
    const page = await f.registered();
    const outputs = await page.evaluate(() => window.phone.state.devices.outputs);
    const chosen = outputs.at(-1)?.id ?? "";
    await page.evaluate((id) => window.phone.devices.choose("ring", id), chosen);
    await page.reload();
    await page.waitForFunction(() => window.phone !== undefined);
    await page.evaluate(() => window.phone.start());
    await page.waitForFunction((id) => window.phone.state.devices.ring === id, chosen);
    expect(await page.evaluate(() => window.phone.state.devices.output)).toBe("default");
    expect(await seen(page, "deviceChanged")).toEqual([]);
  });

  it("says how to allow a microphone that is refused, and declines a call that it cannot take", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const session = await f.context.newCDPSession(page);
    const { targetInfo } = await session.send("Target.getTargetInfo");
    await session.send("Browser.setPermission", {
      ...(targetInfo.browserContextId === undefined ? {} : { browserContextId: targetInfo.browserContextId }),
      permission: { name: "microphone" },
      setting: "denied",
      origin: f.origin,
    });
    await page.waitForFunction(() => window.phone.state.microphone.permission === "denied");
    expect(await page.evaluate(() => window.phone.state.microphone.howTo)).toBe("chromeSiteSettings");
    expect(await page.evaluate(() => window.phone.state.problem?.code)).toBe("microphoneDenied");
    await page.waitForFunction(() => window.reports.at(-1)?.microphone === "denied");
    // The browser's question is answered with yes for tests, whatever the setting says: the refusal is put in here.
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    });

    const sdp = await peer.evaluate(() => window.peer.offer());
    const dialog = f.edge.ring({ sdp, leg: "c1.2", call: "c1", why: "offer" });
    await dialog.ringing();
    await page.evaluate(() => window.phone.answer("c1.2"));
    expect((await dialog.final()).status).toBe(480);
    expect(await seen(page, "ended")).toEqual([{ leg: "c1.2", call: "c1", cause: "microphoneFailed" }]);
  });

  it("tells that sound is locked until the first gesture", async () => {
    const f = fixture();
    const page = await f.context.newPage();
    await page.goto(`${f.origin}/index.html?start`);
    // The phone registers, and only sound is missing.
    await f.edge.message(({ raw }) => raw.startsWith("REGISTER") && /^authorization:/im.test(raw));
    await page.waitForFunction(() => window.phone.state.registration.phase === "registered");
    expect(await page.evaluate(() => window.phone.state.problem?.code)).toBe("audioLocked");
    await page.mouse.click(5, 5);
    await page.waitForFunction(() => window.phone.state.audio.unlocked);
    await page.waitForFunction(() => window.phone.state.problem === null);
  });

  it("tests the microphone and the speaker without a call and without a camera", async () => {
    const f = fixture();
    const page = await f.registered();
    const level = await page.evaluate(async () => {
      const test = await window.phone.devices.testMicrophone();
      const loud = await new Promise<number>((done) => {
        test.subscribe((now) => (now > 0.05 ? done(now) : undefined));
      });
      await test.playBack();
      test.close();
      await window.phone.devices.testSpeaker("output");
      return loud;
    });
    expect(level).toBeGreaterThan(0.05);
  });

  it("says which way has no sound", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    await f.call(page, peer);
    await page.waitForFunction(() => (window.phone.state.quality?.mos ?? 0) > 4);
    expect(await page.evaluate(() => window.samples.at(-1))).toMatchObject({ call: "c1", lossPercent: 0 });
    expect(await page.evaluate(() => window.samples.at(-1)?.packetsReceived ?? 0)).toBeGreaterThan(50);
    await peer.evaluate(() => window.connections[0]?.getSenders()[0]?.replaceTrack(null));
    await page.waitForFunction(() => window.phone.state.problem?.code === "nothingReceived", null, { timeout: 20_000 });
  });
});
