import { describe, expect, it } from "vitest";
import { MICROPHONE_HZ } from "../testing/browser.ts";
import { DOMAIN } from "../testing/edge.ts";
import { browserFixture, seen } from "../testing/fixture.ts";

const fixture = browserFixture();

describe("the connection", () => {
  it("is registered afresh on the next connection when the socket is cut, and a call lives through it", async () => {
    const f = fixture();
    const page = await f.registered();
    const peer = await f.peer();
    const { dialog, final } = await f.call(page, peer);
    const before = f.edge.registers().length;
    f.edge.cut();
    await page.waitForFunction(() => window.phone.state.registration.phase === "registering");
    await page.waitForFunction(() => window.phone.state.registration.phase === "registered");
    expect(f.edge.registers().length).toBe(before + 2);
    expect(f.edge.connections).toBe(1);
    await peer.waitForFunction((hz) => Math.abs(window.peer.heardHz() - hz) < 15, MICROPHONE_HZ);
    expect(await page.evaluate(() => window.phone.state.call?.phase)).toBe("up");
    dialog.bye(final);
    await page.waitForFunction(() => window.phone.state.call === null);
  });

  it("finds out within seconds that an open socket is dead, and does not claim to be registered on it", async () => {
    const f = fixture();
    const page = await f.registered();
    f.edge.deaf = true;
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.waitForFunction(() => window.phone.state.connection.phase !== "connected", null, { timeout: 4_000 });
    expect(await page.evaluate(() => window.phone.state.registration.phase)).not.toBe("registered");
    f.edge.deaf = false;
    await page.waitForFunction(() => window.phone.state.registration.phase === "registered");
    expect(await seen(page, "unregistered")).toEqual([{ reason: "disconnected" }]);
  });

  it("tells the server at once, and often, that the page lives when the socket is cut", async () => {
    const f = fixture();
    const page = await f.registered();
    const before = await page.evaluate(() => {
      window.phone.on("trace", ({ what }) => {
        if (what === "connection lost") document.title = String(window.reports.length);
      });
      return window.reports.length;
    });
    f.edge.closed = true;
    f.edge.cut();
    await page.waitForFunction(() => document.title !== "");
    const atLoss = await page.evaluate(() => Number(document.title));
    expect(atLoss).toBeGreaterThan(before);
    // Sooner than a page reports whose SIP works.
    await page.waitForFunction((reports) => window.reports.length >= reports + 2, atLoss, { timeout: 4_500 });
  });

  it("asks who owns the phone when the server refuses the connection", async () => {
    const f = fixture();
    const page = await f.registered();
    f.edge.closed = true;
    f.authority.owner = "another";
    f.edge.cut();
    await page.waitForFunction(() => window.phone.state.ownership.phase === "elsewhere");
    expect(await page.evaluate(() => window.phone.state.problem?.code)).toBe("ownedElsewhere");
    expect(await page.evaluate(() => window.phone.state.connection.phase)).toBe("stopped");
  });

  it("says so when its credentials are refused, and when there are none", async () => {
    const f = fixture();
    f.credentials = () => ({
      uri: `sip:3001-demo@${DOMAIN}`,
      authorizationUser: "auth-1",
      password: "wrong",
      expiresAt: Date.now() + 600_000,
    });
    const page = await f.phone();
    await page.evaluate(() => window.phone.start());
    await page.mouse.click(5, 5);
    await page.waitForFunction(() => window.phone.state.problem?.code === "registrationRefused");
    f.credentials = () => ({ status: 503 });
    await page.waitForFunction(() => window.phone.state.problem?.code === "credentialsUnavailable");
    f.credentials = null;
    await page.waitForFunction(() => window.phone.state.problem === null);
  });

  it("renews its credentials before they end, and registers with the new ones", async () => {
    const f = fixture();
    let given = 0;
    f.credentials = () => {
      given += 1;
      f.edge.account.password = `secret-${given}`;
      return {
        uri: `sip:3001-demo@${DOMAIN}`,
        authorizationUser: f.edge.account.authorizationUser,
        password: f.edge.account.password,
        // Short enough that they are renewed as soon as the phone ever renews.
        expiresAt: Date.now() + 11_000,
      };
    };
    const page = await f.registered();
    const before = f.edge.registers().length;
    await f.edge.message(
      ({ method, raw }) => method === "REGISTER" && /^authorization:/im.test(raw),
      f.edge.received.length,
    );
    expect(given).toBe(2);
    expect(f.edge.registers().length).toBe(before + 2);
    expect(await page.evaluate(() => window.phone.state.registration.phase)).toBe("registered");
    expect(await seen(page, "unregistered")).toEqual([]);
  });

  it("keeps its timers and its heartbeat in a worker, under a policy that allows workers of its own origin only", async () => {
    const f = fixture();
    const page = await f.registered();
    expect(page.workers()).toHaveLength(1);
    await page.waitForFunction(() => window.reports.length > 0);
    const first = await page.evaluate(() => window.reports.length);
    await page.waitForFunction((length) => window.reports.length > length, first);
    expect(await page.evaluate(() => window.reports.at(-1))).toEqual({
      tab: await page.evaluate(() => window.tab),
      microphone: "granted",
      audioUnlocked: true,
    });
  });

  it("closes in order: the registration is removed, the phone is released, nothing goes on", async () => {
    const f = fixture();
    const page = await f.registered();
    await page.evaluate(() => window.phone.close());
    await f.edge.message(({ method, raw }) => method === "REGISTER" && /^expires: 0/im.test(raw));
    expect(f.authority.releases).toEqual([await page.evaluate(() => window.tab)]);
    await page.waitForFunction(() => window.phone.state.ownership.phase === "unclaimed");
    expect(page.workers()).toHaveLength(0);
    await page.evaluate(() => window.phone.close());
  });
});
