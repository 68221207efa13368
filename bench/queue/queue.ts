import { rounded } from "../quantile.ts";
import { type Idle, idle, type Load, load } from "./load.ts";
import { Platform } from "./platform.ts";

/** What the bench of queued calls measures at one rate. */
export interface QueueResult extends Load {
  /** How many were signed in. */
  readonly agents: number;
  readonly idleMsPerSecond: Idle;
  readonly rssMb: { readonly after1000: number; readonly afterAll: number };
  readonly warmUp: Pick<Load, "calls" | "failed" | "failures">;
}

/** So many calls, at this rate at most, are made before anything is measured but memory. */
const WARM_UP = { calls: 1_000, callsPerSecond: 100 };

/** Starts a platform, warms it up with a thousand calls, and measures as many seconds as asked. */
export async function queueAt(callsPerSecond: number, seconds: number): Promise<QueueResult> {
  const platform = await Platform.start(callsPerSecond);
  try {
    const idleMsPerSecond = await idle(platform);
    const { warmUp, after1000 } = await warm(platform, callsPerSecond);
    const measured = await load(platform, callsPerSecond, Math.round(callsPerSecond * seconds));
    return {
      ...measured,
      agents: platform.agents,
      idleMsPerSecond,
      rssMb: { after1000, afterAll: platform.memory() },
      warmUp,
    };
  } finally {
    await platform.stop();
  }
}

export async function warm(platform: Platform, callsPerSecond: number) {
  const { calls, failed, failures } = await load(
    platform,
    Math.min(callsPerSecond, WARM_UP.callsPerSecond),
    WARM_UP.calls,
  );
  return { warmUp: { calls, failed, failures }, after1000: platform.memory() };
}

export function printLoads(results: readonly Load[]): void {
  console.table(
    results.map(({ callsPerSecond, calls, failed, cpuMsPerCall, inviteToInviteMs }) => ({
      "calls/s": callsPerSecond,
      calls,
      failed,
      "CPU ms/call: switch": cpuMsPerCall.switch,
      kamailio: cpuMsPerCall.kamailio,
      rtpengine: cpuMsPerCall.rtpengine,
      "INVITE to INVITE ms: p50": inviteToInviteMs.p50,
      p99: inviteToInviteMs.p99,
    })),
  );
  for (const { callsPerSecond, failures } of results) {
    for (const [what, count] of Object.entries(failures)) console.log(`At ${callsPerSecond}/s ${count} ${what}.`);
  }
}

/** What a call costs the switch beyond its agents' pages, which say that they are alive whether somebody calls or not. */
export function printIdle(idle: Idle, agents: number, { cpuMsPerCall, callsPerSecond }: Load): void {
  const beyond = rounded(cpuMsPerCall.switch - idle.switch / callsPerSecond, 2);
  console.log(
    `Without calls ${agents} agents cost the switch ${idle.switch} ms of processor time per second; beyond that, a ` +
      `call at ${callsPerSecond} per second costs it ${beyond} ms.`,
  );
}

export function printQueue({ rssMb, warmUp, idleMsPerSecond, agents, ...result }: QueueResult): void {
  printLoads([result]);
  printIdle(idleMsPerSecond, agents, result);
  console.log(
    `The switch holds ${rssMb.after1000} MB after the first 1,000 calls and ${rssMb.afterAll} MB after all. ` +
      `Of the ${warmUp.calls} calls of the warm-up ${warmUp.failed} failed.`,
  );
}
