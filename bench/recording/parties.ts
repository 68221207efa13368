/** The process that plays callers and agents, with sound. Its parent speaks to it over IPC. */

import { setTimeout as pause } from "node:timers/promises";
import { Endpoint, type EndpointCall } from "@belfry/caller";
import type { BenchAgent } from "../queue/organisation.ts";
import { BenchPage } from "../queue/page.ts";
import { BenchPhone } from "../queue/phone.ts";
import { speech, Voice } from "./voice.ts";

export type ToParties =
  | {
      readonly type: "talk";
      readonly origin: string;
      readonly sip: { readonly host: string; readonly port: number };
      readonly number: string;
      readonly agents: readonly BenchAgent[];
      readonly calls: number;
    }
  /** How many packets of sound have the callers heard? */
  | { readonly type: "heard" }
  | { readonly type: "close" };

export type FromParties =
  | { readonly type: "talking" }
  | { readonly type: "failed"; readonly reason: string }
  | { readonly type: "heard"; readonly packets: number };

const PATIENCE = 60_000;
/** Between two calls, so that nothing is refused for coming all at once. */
const APART = 100;

const calls: EndpointCall[] = [];

async function talk(order: Extract<ToParties, { type: "talk" }>): Promise<void> {
  let connected = 0;
  const events = { invited() {}, connected: () => void connected++, ended() {} };
  for (const { sipUser, token } of order.agents) {
    const cookie = `belfry_session=${token}`;
    const page = await BenchPage.open(order.origin, cookie, `tab-${sipUser}`);
    const voice = await Voice.open();
    const phone = new BenchPhone(order.origin, cookie, page.tab, events, (offer) => voice.answer(offer));
    await phone.register();
    await page.command({ type: "signIn" });
  }
  const endpoint = await Endpoint.open({ host: "127.0.0.1", server: order.sip });
  for (let index = 0; index < order.calls; index++) {
    const call = await endpoint.call(order.number, { from: `+3161100${String(index).padStart(4, "0")}` });
    call.say(speech());
    calls.push(call);
    await pause(APART);
  }
  const until = performance.now() + PATIENCE;
  while (connected < order.calls) {
    if (performance.now() > until) throw new Error(`${connected} of ${order.calls} calls reached an agent`);
    await pause(APART);
  }
}

function tell(message: FromParties): void {
  process.send?.(message);
}

process.on("message", (message: ToParties) => {
  switch (message.type) {
    case "talk":
      talk(message).then(
        () => tell({ type: "talking" }),
        (error: unknown) => tell({ type: "failed", reason: String(error) }),
      );
      return;
    case "heard":
      tell({ type: "heard", packets: calls.reduce((sum, call) => sum + call.packetsReceived, 0) });
      return;
    case "close":
      for (const call of calls) call.hangUp();
      setTimeout(() => process.exit(), APART);
  }
});
