import { createHmac } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { DOMAIN } from "../testing/edge.ts";
import { browserFixture, seen } from "../testing/fixture.ts";
import { KAMAILIO_INSTALLED, Kamailio, PROXY_KEY, SIP_SECRET } from "../testing/kamailio.ts";

const fixture = browserFixture();

function ephemeral(user: string, seconds: number) {
  const authorizationUser = `${Math.floor(Date.now() / 1000) + seconds}:${user}`;
  const password = createHmac("sha1", SIP_SECRET).update(authorizationUser).digest("base64");
  return { uri: `sip:${user}@${DOMAIN}`, authorizationUser, password, expiresAt: Date.now() + seconds * 1000 };
}

async function throughKamailio(user: string) {
  const f = fixture();
  const kamailio = await Kamailio.start();
  onTestFinished(() => kamailio.close());
  f.edge.upstream = { port: kamailio.port, headers: `X-Belfry-Key: ${PROXY_KEY}\r\nX-Belfry-User: ${user}\r\n` };
  return { f, kamailio };
}

describe.skipIf(!KAMAILIO_INSTALLED)("the phone at a real Kamailio", () => {
  it("registers with credentials that end, hears its own question answered, and comes back after a restart", async () => {
    const { f, kamailio } = await throughKamailio("3001-demo");
    f.credentials = () => ephemeral("3001-demo", 600);
    const page = await f.registered();
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.waitForFunction(() => {
      const { connection } = window.phone.state;
      return connection.phase === "connected" && connection.rttMs !== null;
    });
    await kamailio.restart();
    await page.waitForFunction(() => window.seen.filter(({ event }) => event === "registered").length === 2);
    expect(await page.evaluate(() => window.phone.state.problem)).toBeNull();
  });

  it("is refused as somebody else, and with credentials that have ended", async () => {
    const { f } = await throughKamailio("3001-demo");
    f.credentials = () => ephemeral("3002-demo", 600);
    const page = await f.phone();
    await page.evaluate(() => window.phone.start());
    await page.mouse.click(5, 5);
    await page.waitForFunction(() => window.phone.state.problem?.code === "registrationRefused");
    f.credentials = () => ({ ...ephemeral("3001-demo", -600), expiresAt: Date.now() + 600_000 });
    const former = await page.evaluate(() => window.tab);
    await page.reload();
    await page.waitForFunction(() => window.phone !== undefined);
    await page.evaluate((owner) => {
      window.phone.ownerIs(owner);
      window.phone.start();
    }, former);
    await page.waitForFunction(() => window.phone.state.registration.phase === "failed");
    expect(await seen(page, "registered")).toEqual([]);
  });
});
