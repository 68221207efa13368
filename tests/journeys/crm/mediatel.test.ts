import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CrmPage, CrmSite } from "../../harness/crm-program.ts";
import { heardBothWays, heardOneWay } from "../../harness/hearing.ts";
import { freePort } from "../../harness/ports.ts";
import { ended, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const port = await freePort();
const scene = Scene.open({ BELFRY_CRM_ORIGINS: `http://127.0.0.1:${port}` });
let site: CrmSite;
const pages: CrmPage[] = [];

beforeAll(async () => {
  site = await CrmSite.open(port);
}, 60_000);
afterEach(async () => {
  for (const page of pages.splice(0)) {
    // Whoever is in wrap-up would be signed out after it only.
    const code = (await page.latest())?.availableCallCodes[0]?.ID;
    if (code !== undefined) await page.emit({ type: "resolutionSet", id: code, note: "the end" });
    await page.emit({ type: "logout" });
    await page.inState("LOGOUT").catch(() => {});
    await page.close();
  }
});
afterAll(() => site.close());

async function open(): Promise<CrmPage> {
  const page = await site.page(await scene.browser("anna"));
  pages.push(page);
  await page.connect(scene.stack.origin);
  await page.inState("LOGOUT");
  return page;
}
const anna = async () => ({
  type: "login",
  user: "anna@demo",
  password: (await scene.stack.signIns()).get("anna") ?? "",
  extension: "3001",
});

/** Signed in, and JsSIP in the page has registered. */
async function available(): Promise<CrmPage> {
  const page = await open();
  await page.emit(await anna());
  await page.inState("IDLE");
  await page.shows("a phone that is ready", ({ phoneProblem }) => phoneProblem === null);
  return page;
}

describe("a CRM that speaks the Mediatel protocol", () => {
  it("takes an agent through a day", { timeout: 120_000 }, async () => {
    const nextOutside = await scene.outside();
    const crm = await available();
    const start = await crm.inState("IDLE");
    expect(start).toMatchObject({ agentExt: "3001", status: "available", callTraceID: "-1" });
    expect(start.queues).toContain("Permits");

    await crm.emit({ type: "makeCall", phoneNumber: "020 555 01 00", queueName: "Permits" });
    const outside = await nextOutside();
    const dialled = await crm.inState("CALL_DELIVERED");
    expect(dialled.ani).toBe("+31205550100");
    outside.accept();
    const active = await crm.inState("CALL_ACTIVE");
    expect(active.callTraceID).toMatch(/^[0-9a-f-]{36}$/);
    await heardBothWays(outside, crm.sound);
    await crm.emit({ type: "muteCall" });
    await crm.inState("MUTE");
    await heardOneWay(crm.sound, outside);
    await crm.emit({ type: "muteCall" });
    await crm.inState("CALL_ACTIVE");
    await heardBothWays(outside, crm.sound);
    await crm.emit({ type: "holdCall" });
    await crm.inState("HOLD");
    await crm.sound.hearsNothing();
    await crm.emit({ type: "retrieveCall" });
    await crm.inState("CALL_ACTIVE");
    await heardBothWays(outside, crm.sound);
    await crm.emit({ type: "closeCall" });
    expect(await ended(outside)).toEqual({ by: "remote", status: null });

    const after = await crm.inState("CLERICAL");
    expect(after.callTraceID).toBe(active.callTraceID);
    const [code] = after.availableCallCodes;
    await crm.emit({ type: "resolutionSet", id: code?.ID, note: "written in the CRM" });
    await crm.inState("IDLE");
    const admin = await scene.admin();
    await until("history has the code", async () => {
      const { id, callCode } = await admin.endedCall("+31205550100");
      return id === active.callTraceID && callCode === code?.Name;
    });

    const [lunch] = start.pauseList.find(([, name]) => name === "Lunch") ?? [];
    await crm.emit({ type: "pause", id: lunch });
    expect(await crm.inState("PAUSE")).toMatchObject({ pauseId: lunch, pauseName: "Lunch" });
    await crm.emit({ type: "pause", id: 0 });
    await crm.inState("IDLE");
    await crm.emit({ type: "logout" });
    expect(await crm.inState("LOGOUT")).toMatchObject({ sip: null, status: "offline" });
    expect(await crm.states()).toEqual(
      [
        ...["LOGOUT", "IDLE", "MAKECALL_REQUEST", "CALL_DELIVERED", "CALL_ACTIVE", "MUTE", "CALL_ACTIVE"],
        ...["HOLD", "CALL_ACTIVE", "CLERICAL"],
        ...["IDLE", "PAUSE", "IDLE", "LOGOUT"],
      ].map((state) => `STATE_${state}`),
    );
  });

  it("gets callers of the queue, keeps them while the connection is cut, and gets them again in a page loaded anew", {
    timeout: 120_000,
  }, async () => {
    const crm = await available();
    const caller = await scene.call();
    const active = await crm.inState("CALL_ACTIVE");
    await heardBothWays(caller, crm.sound);
    const { sip } = await crm.inState("CALL_ACTIVE");
    await crm.disconnect();
    await crm.connect(scene.stack.origin);
    await crm.inState("LOGOUT");
    await crm.emit(await anna());
    // The phone in the page was never away: it keeps its pass, and nothing rings.
    expect((await crm.inState("CALL_ACTIVE")).sip).toEqual(sip);
    await heardBothWays(caller, crm.sound);

    await crm.reload();
    await crm.connect(scene.stack.origin);
    await crm.inState("LOGOUT");
    await crm.emit(await anna());
    const again = await crm.inState("CALL_ACTIVE");
    expect(again.callTraceID).toBe(active.callTraceID);
    expect(again.sip?.server).not.toBe(sip?.server);
    await heardBothWays(caller, crm.sound);
    caller.hangUp();
    const after = await crm.inState("CLERICAL");
    await crm.emit({ type: "resolutionSet", id: Number(after.availableCallCodes[0]?.ID), note: "done" });
    await crm.inState("IDLE");
  });

  it("answers what is wrong, and goes on", { timeout: 60_000 }, async () => {
    const crm = await open();
    await crm.emit({ ...(await anna()), password: "a wrong password" });
    await crm.shows("wrong credentials", ({ error }) => error?.code === "wrong_credentials");
    await crm.emit(await anna());
    await crm.inState("IDLE");
    const second = await open();
    await second.emit(await anna());
    const refused = await second.shows("a refusal", ({ error }) => error !== null);
    expect(refused).toMatchObject({
      state: "STATE_LOGOUT",
      loginErrorID: "409",
      error: { code: "phone_owned_elsewhere" },
    });
    for (const nonsense of [{ type: "explode" }, null, "nonsense", { type: "pause" }]) {
      await crm.emit({ type: "pause", id: 0 });
      await crm.shows("no error", ({ error }) => error === null);
      await crm.emit(nonsense);
      await crm.shows("an error", ({ error }) => error?.code === "invalid_request");
    }
    await crm.emit({ type: "retrieveCall" });
    const wrong = await crm.shows("a refusal", ({ error }) => error?.code === "no_call");
    expect(wrong.state).toBe("STATE_IDLE");
  });
});
