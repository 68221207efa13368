/** A process that plays the pages of some agents. Its parent speaks to it over IPC. */

import { setTimeout as pause } from "node:timers/promises";
import { type Client, openCrm, openPage } from "./clients.ts";
import type { FromPages, ToPages } from "./protocol.ts";

const TOGETHER = 20;
const PATIENCE = 60_000;

const clients: Client[] = [];

async function open({ origin, agents, pause: to, password }: Extract<ToPages, { type: "open" }>): Promise<void> {
  const waiting = [...agents];
  const work = async () => {
    for (let agent = waiting.shift(); agent !== undefined; agent = waiting.shift()) {
      const opened = password === null ? openPage(origin, agent, to) : openCrm(origin, agent, password);
      clients.push(await Promise.race([opened, inVain(`${agent.login} did not come in ${PATIENCE} ms`)]));
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
}

async function inVain(why: string): Promise<never> {
  await pause(PATIENCE, undefined, { ref: false });
  throw new Error(why);
}

/** One command after the other, evenly over time, each by the next agent; a late one is not waited for. */
async function run({ perSecond, commands }: Extract<ToPages, { type: "run" }>): Promise<readonly number[]> {
  const latencies: number[] = [];
  const begun = performance.now();
  const running: Promise<void>[] = [];
  for (let count = 0; count < commands; count++) {
    const due = begun + (count * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await pause(wait);
    const client = clients[count % clients.length];
    if (client === undefined) continue;
    const from = performance.now();
    running.push(
      client.toggle().then(() => {
        latencies.push(performance.now() - from);
      }),
    );
  }
  await Promise.race([Promise.all(running), pause(PATIENCE, undefined, { ref: false })]);
  return latencies;
}

function tell(message: FromPages): void {
  process.send?.(message);
}
const failed = (error: unknown) => tell({ type: "failed", reason: String(error) });

process.on("message", (message: ToPages) => {
  switch (message.type) {
    case "open":
      open(message).then(() => tell({ type: "open" }), failed);
      return;
    case "run":
      run(message).then((latencies) => tell({ type: "ran", latencies }), failed);
      return;
    case "close":
      for (const client of clients) client.close();
      // Also one whose pages have not all come.
      process.exit();
  }
});
