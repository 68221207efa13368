import { setTimeout as pause } from "node:timers/promises";
import { Endpoint, shareAt, tone } from "@belfry/caller";
import { API, type Queue } from "@belfry/contracts";
import { TestBrowser } from "../tests/harness/browser.ts";
import { DeskPage } from "../tests/harness/desk-page.ts";
import { Stack } from "../tests/harness/stack.ts";
import { quantile, rounded } from "./quantile.ts";

export interface BrowserResult {
  readonly calls: number;
  /** From the caller's INVITE until the caller hears what the agent's microphone hears. */
  readonly inviteToAudioMs: { readonly p50: number; readonly p90: number; readonly max: number };
}

const NUMBER = "+31201230001";
const HERTZ = { caller: 1000, agent: 700 } as const;
/** 40 ms of sound are enough to know a tone. */
const WINDOW = 320;
const GIVE_UP = 15_000;

/** Real calls to a real Chromium whose page answers by itself, with sound both ways. */
export async function browser(calls: number): Promise<BrowserResult> {
  console.log("Starting a Belfry of its own, and Chromium …");
  const stack = await Stack.start();
  const chromium = await TestBrowser.open(HERTZ.agent);
  try {
    await answerByItself(stack);
    const desk = await DeskPage.open(chromium);
    await desk.signIn(stack, "anna");
    await desk.becomeAvailable();
    const endpoint = await Endpoint.open({ host: "127.0.0.1", server: stack.sip });
    const times: number[] = [];
    // The first call is not counted: the page has made no connection before.
    for (let index = -1; index < calls; index++) {
      const time = await oneCall(endpoint);
      if (index >= 0) times.push(time);
      await desk.inState("Available");
    }
    endpoint.close();
    const [p50, p90, max] = [quantile(times, 0.5), quantile(times, 0.9), quantile(times, 1)];
    return { calls, inviteToAudioMs: { p50: rounded(p50, 0), p90: rounded(p90, 0), max: rounded(max, 0) } };
  } finally {
    await chromium.close();
    await stack.stop();
  }
}

export function printBrowser({ calls, inviteToAudioMs: { p50, p90, max } }: BrowserResult): void {
  console.log(
    `INVITE to audible audio from the browser, over ${calls} calls: p50 ${p50} ms, p90 ${p90} ms, max ${max} ms.`,
  );
}

async function oneCall(endpoint: Endpoint): Promise<number> {
  const begun = performance.now();
  const call = await endpoint.call(NUMBER, { from: "+31612345678" });
  call.say(tone(HERTZ.caller));
  while (shareAt(call.ear.last(WINDOW), HERTZ.agent) < 0.6) {
    if (performance.now() - begun > GIVE_UP) throw new Error("the agent's voice never came");
    await pause(5);
  }
  const time = performance.now() - begun;
  await pause(500);
  call.hangUp();
  await call.ended;
  return time;
}

/** The queue of the demo number hands its calls to pages that answer at once, without wrap-up. */
async function answerByItself(stack: Stack): Promise<void> {
  const headers = { origin: stack.origin, "content-type": "application/json" };
  const password = (await stack.signIns()).get("admin");
  const body = JSON.stringify({ organisation: "demo", login: "admin", password });
  const signedIn = await fetch(`${stack.origin}${API.session}`, { method: "POST", headers, body });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const queues: Queue[] = JSON.parse(
    await (await fetch(`${stack.origin}${API.queues}`, { headers: { ...headers, cookie } })).text(),
  );
  const queue = queues.find(({ name }) => name === "Permits");
  if (queue === undefined) throw new Error("the demo has no queue named Permits");
  const { id, ...settings } = queue;
  const changed = await fetch(`${stack.origin}${API.queues}/${id}`, {
    method: "PUT",
    headers: { ...headers, cookie },
    body: JSON.stringify({ ...settings, autoAnswer: true, wrapUpSeconds: 0 }),
  });
  if (!changed.ok) throw new Error(`the queue could not be changed: ${await changed.text()}`);
}
