/** The process that plays all agents: a page and a phone for each. Its parent speaks to it over IPC. */

import { setTimeout as pause } from "node:timers/promises";
import type { BenchAgent } from "./organisation.ts";
import { BenchPage } from "./page.ts";
import { BenchPhone } from "./phone.ts";
import type { AgentCall, FromAgents, ToAgents } from "./protocol.ts";

/** So many agents come to work at the same time. */
const TOGETHER = 40;

/** Whoever has no phone after this long will not get one. Milliseconds. */
const PATIENCE = 30_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const calls = new Map<string, Mutable<AgentCall>>();
const open: { close(): void }[] = [];

const events = {
  invited(caller: string): void {
    const invitedAt = performance.timeOrigin + performance.now();
    const known = calls.get(caller);
    if (known === undefined) calls.set(caller, { caller, invitedAt, invites: 1, connected: false, ended: false });
    else known.invites += 1;
  },
  connected(caller: string): void {
    const call = calls.get(caller);
    if (call !== undefined) call.connected = true;
  },
  ended(caller: string): void {
    const call = calls.get(caller);
    if (call !== undefined) call.ended = true;
  },
};

async function come(origin: string, { sipUser, token }: BenchAgent): Promise<void> {
  const cookie = `belfry_session=${token}`;
  const page = await BenchPage.open(origin, cookie, `tab-${sipUser}`);
  const phone = new BenchPhone(origin, cookie, page.tab, events);
  open.push(page, phone);
  await phone.register();
  await page.command({ type: "signIn" });
}

async function openAll(origin: string, agents: readonly BenchAgent[]): Promise<void> {
  const waiting = [...agents];
  const work = async () => {
    for (let agent = waiting.shift(); agent !== undefined; agent = waiting.shift()) {
      const { sipUser } = agent;
      await Promise.race([come(origin, agent), inVain(`${sipUser} got no phone in ${PATIENCE} ms`)]);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
}

async function inVain(why: string): Promise<never> {
  await pause(PATIENCE, undefined, { ref: false });
  throw new Error(why);
}

function tell(message: FromAgents): void {
  process.send?.(message);
}

process.on("message", (message: ToAgents) => {
  switch (message.type) {
    case "open":
      openAll(message.origin, message.agents).then(
        () => tell({ type: "open" }),
        (error: unknown) => tell({ type: "failed", reason: String(error) }),
      );
      return;
    case "report":
      tell({ type: "report", calls: [...calls.values()] });
      calls.clear();
      return;
    case "close":
      for (const one of open.splice(0)) one.close();
      process.disconnect();
  }
});
