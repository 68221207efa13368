import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { hearsSpeech } from "../../harness/hearing.ts";
import { knock, PageProgram } from "../../harness/page-program.ts";
import { PERMITS, Scene } from "../../harness/scene.ts";
import { datagrams, headers, type SipAsk } from "../../harness/sip-text.ts";
import { sipp } from "../../harness/sipp.ts";

const scene = Scene.open();

const DOMAIN = "belfry.invalid";
const ANNA = `sip:3001-demo@${DOMAIN}`;
const BRAM = `sip:3002-demo@${DOMAIN}`;
const UNKNOWN_NUMBER = "+31201239999";
const SDP = [
  "v=0",
  "o=- 1 1 IN IP4 127.0.0.1",
  "s=-",
  "c=IN IP4 127.0.0.1",
  "t=0 0",
  "m=audio 40000 RTP/AVP 8",
  "",
].join("\r\n");

function closing<T extends { close(): void }>(thing: T): T {
  onTestFinished(() => thing.close());
  return thing;
}

/** Anna's page by hand, owner of her phone, with a connection for SIP. */
async function annasPhone() {
  const anna = await PageProgram.demo(scene.stack, "anna");
  const socket = closing(await anna.socket());
  const tab = crypto.randomUUID();
  expect(await socket.claim(tab, true)).toEqual({ ok: true });
  return { phone: closing(await anna.phone(tab)), credentials: await anna.credentials(tab) };
}

/** Credentials as the platform makes them, with whatever user and end of validity. */
async function minted(user: string, lifetime: number): Promise<{ user: string; password: string }> {
  const { sipSecret } = JSON.parse(await readFile(join(scene.stack.dataDir, "secrets.json"), "utf8"));
  const named = `${Math.floor(Date.now() / 1000) + lifetime}:${user}`;
  return { user: named, password: createHmac("sha1", sipSecret).update(named).digest("base64") };
}

function register(who: string, as = who): SipAsk {
  const contact = `Contact: <sip:${/sip:([^@]+)/.exec(who)?.[1]}@program.invalid;transport=ws>;expires=60`;
  return { method: "REGISTER", uri: `sip:${DOMAIN}`, from: as, to: who, headers: [contact] };
}

function invite(number: string, from: string, contact: string, more: readonly string[] = []): SipAsk {
  const { host, port } = scene.stack.sip;
  const uri = `sip:${number}@${host}:${port}`;
  return { method: "INVITE", uri, from, to: uri, headers: [`Contact: <${contact}>`, ...more], body: SDP };
}

describe("at the sign-in page", () => {
  it("a wrong password is refused in words, and guessing is slowed down, also for the right password", async () => {
    const desk = await scene.desk("bram");
    const { page } = desk;
    await page.goto(scene.stack.origin);
    await page.getByLabel("Organisation").fill("demo");
    await page.getByLabel("User name").fill("chloe");
    const password = page.locator("input[type=password]");
    await password.fill("not the password");
    await desk.button("Sign in").click();
    await desk.shows("The user name or the password is not right. Check both and try again.");

    const guess = (word: string) =>
      fetch(`${scene.stack.origin}/api/v1/session`, {
        method: "POST",
        headers: { origin: scene.stack.origin, "content-type": "application/json" },
        body: JSON.stringify({ organisation: "demo", login: "chloe", password: word }),
      });
    const statuses = [];
    for (let n = 0; n < 8; n += 1) statuses.push((await guess(`guess ${n}`)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 401, 429]);
    await password.fill((await scene.stack.signIns()).get("chloe") ?? "");
    await desk.button("Sign in").click();
    await desk.shows(/Too many attempts\. You can try again in \d+ seconds?\./);
    // Others are not punished for it.
    await PageProgram.demo(scene.stack, "sam");
  });
});

describe("at the WebSocket for SIP", () => {
  it("nobody comes in without a session, from another site, or for a window that does not own the phone", async () => {
    const { origin } = scene.stack;
    const anna = await PageProgram.demo(scene.stack, "anna");
    const socket = closing(await anna.socket());
    await socket.claim("owner", true);
    const own = { origin, cookie: anna.cookie };
    expect(await knock(origin, "owner", own)).toBe(101);
    expect(await knock(origin, "owner", { origin })).toBe(401);
    expect(await knock(origin, "owner", { origin, cookie: "belfry_session=guessed" })).toBe(401);
    expect(await knock(origin, "owner", { cookie: own.cookie })).toBe(403);
    expect(await knock(origin, "owner", { ...own, origin: "https://elsewhere.example" })).toBe(403);
    expect(await knock(origin, "another", own)).toBe(403);
    expect(await knock(origin, "", own)).toBe(403);
    const bram = await PageProgram.demo(scene.stack, "bram");
    expect(await knock(origin, "owner", { origin, cookie: bram.cookie })).toBe(403);
    await anna.ask("DELETE", "/api/v1/session");
    expect(await knock(origin, "owner", own)).toBe(401);
  });

  it("only the session's own, unexpired credentials register, and only its own extension", async () => {
    const { phone, credentials } = await annasPhone();
    const status = async (ask: SipAsk, as: typeof credentials | null) => (await phone.ask(ask, as)).status;
    expect(await status(register(ANNA), null)).toBe(401);
    expect(await status(register(ANNA), { ...credentials, password: "guessed" })).toBe(403);
    expect(await status(register(ANNA), await minted("3001-demo", -5))).toBe(403);
    expect(await status(register(ANNA), await minted("3002-demo", 600))).toBe(403);
    expect(await status(register(BRAM), credentials)).toBe(403);
    expect(await status(register(BRAM), await minted("3002-demo", 600))).toBe(403);
    expect(await status(register(BRAM, ANNA), credentials)).toBe(403);
    expect(await status(register(ANNA, BRAM), credentials)).toBe(403);
    expect(await status(register(ANNA), credentials)).toBe(200);
  });

  it("nobody calls by SIP, neither under somebody else's name nor under their own", async () => {
    const { phone, credentials } = await annasPhone();
    const contact = "sip:3001-demo@program.invalid;transport=ws";
    for (const from of [BRAM, "sip:+31201230001@belfry.invalid", ANNA]) {
      expect((await phone.ask(invite(PERMITS, from, contact), credentials)).status).toBe(403);
    }
  });
});

describe("at the edge for trunks", () => {
  it("a call from an unknown address is refused, whatever it says of itself", async () => {
    await sipp("unknown-trunk", { ...scene.stack.sip, number: PERMITS }, "127.0.0.2");
    const stranger = closing(await datagrams(scene.stack.sip, "127.0.0.2"));
    const claims = [
      "X-Belfry-Trunk: address:1",
      "X-Belfry-User: 3001-demo",
      "P-Asserted-Identity: <sip:+31201230001@x>",
    ];
    const answer = await stranger.ask(invite(PERMITS, ANNA, stranger.contact, claims));
    expect(answer.status).toBe(403);
    expect((await stranger.ask({ ...register(ANNA), headers: [`Contact: <${stranger.contact}>`] })).status).toBe(405);
  });

  it("a known trunk reaches the queue, and 404 for a number that nobody has", async () => {
    await sipp("waits-and-leaves", { ...scene.stack.sip, number: PERMITS });
    await sipp("unknown-number", { ...scene.stack.sip, number: UNKNOWN_NUMBER });
  });

  it("a trunk reaches no agent by their SIP name, registers nobody, and is not believed to be one", async () => {
    const trunk = closing(await datagrams(scene.stack.sip));
    expect((await trunk.ask(invite("3001-demo", ANNA, trunk.contact))).status).toBe(404);
    const toAgent = { ...invite("x", ANNA, trunk.contact), uri: ANNA, to: ANNA };
    expect((await trunk.ask(toAgent)).status).toBe(404);
    expect((await trunk.ask(register(ANNA))).status).toBe(405);
    const posing = invite(UNKNOWN_NUMBER, ANNA, trunk.contact, ["X-Belfry-User: 3001-demo", "X-Belfry-Key: guessed"]);
    expect((await trunk.ask(posing)).status).toBe(404);
  });

  it("strangers change nothing in a call that they are not part of", async () => {
    // Somebody is signed in, so that the caller waits and is not told goodbye.
    await (await scene.available("bram")).choose("Lunch");
    const trunk = closing(await datagrams(scene.stack.sip));
    const callId = crypto.randomUUID();
    const start = { ...invite(PERMITS, "sip:+31612345678@127.0.0.1", trunk.contact), callId };
    const up = await trunk.ask(start);
    expect(up.status).toBe(200);
    const one = (name: string) => headers(up.text, name)[0] ?? "";
    const uri = /<([^>]+)>/.exec(one("Contact"))?.[1] ?? "";
    const routes = headers(up.text, "Record-Route").map((route) => `Route: ${route}`);
    const inside = { uri, callId, from: one("From"), to: one("To"), headers: routes };
    trunk.send({ ...inside, method: "ACK" });

    const guessed = { ...inside, from: inside.from.replace(/;tag=.*/, ";tag=guessed") };
    const swapped = { ...inside, to: inside.to.replace(/;tag=.*/, ";tag=guessed") };
    const referTo = `Refer-To: <sip:+31900123456@127.0.0.1>`;
    for (const address of ["127.0.0.1", "127.0.0.2"]) {
      const stranger = closing(await datagrams(scene.stack.sip, address));
      for (const method of ["BYE", "INFO", "UPDATE", "REFER"]) {
        for (const ask of [guessed, swapped]) {
          const asked = { ...ask, method, headers: [...routes, referTo] };
          expect([method, (await stranger.ask(asked)).status]).toEqual([method, 481]);
        }
        // Without the way that the edge wrote down, or along another one, it goes nowhere at all.
        const elsewhere = [`Route: <sip:127.0.0.1:${scene.stack.internalPort + 2};lr>`];
        for (const way of [[], elsewhere]) {
          expect([method, (await stranger.ask({ ...inside, method, headers: way })).status]).toEqual([method, 403]);
        }
      }
    }
    // The call is still there, for its own caller to end.
    expect((await trunk.ask({ ...inside, method: "BYE" })).status).toBe(200);
    expect((await trunk.ask({ ...inside, method: "BYE" })).status).toBe(481);
  });

  it("and after all this an honest caller is served", async () => {
    const call = await scene.call();
    await call.answered;
    await hearsSpeech(call);
  });
});
