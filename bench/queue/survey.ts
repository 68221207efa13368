import { type Idle, idle, type Load, load } from "./load.ts";
import { Platform } from "./platform.ts";
import { printIdle, printLoads, warm } from "./queue.ts";

/** What is told of this machine. */
export interface Survey {
  /** The highest rate of the steps at which no call failed; 0 when there is none. */
  readonly callsPerSecond: number;
  /** At 100 calls per second. */
  readonly steady: Load;
  readonly steps: readonly Load[];
  /** How many were signed in, enough for the highest of the steps. */
  readonly agents: number;
  readonly idleMsPerSecond: Idle;
  readonly rssMb: { readonly after1000: number; readonly afterAll: number };
  /** How many calls were made when `afterAll` was taken. */
  readonly calls: number;
}

const STEADY = { callsPerSecond: 100, seconds: 60 };
const STEPS = [150, 175, 200, 225, 250];
const STEP_SECONDS = 20;
/** Memory is looked at after so many. */
const CALLS_IN_ALL = 20_000;

/** Finds the highest rate by steps, and makes calls until memory can be judged. */
export async function survey(): Promise<Survey> {
  const platform = await Platform.start(Math.max(...STEPS));
  try {
    const idleMsPerSecond = await idle(platform);
    const { warmUp, after1000 } = await warm(platform, STEADY.callsPerSecond);
    const steady = await load(platform, STEADY.callsPerSecond, STEADY.callsPerSecond * STEADY.seconds);
    const steps: Load[] = [];
    let best = steady.failed === 0 ? STEADY.callsPerSecond : 0;
    for (const rate of STEPS) {
      const step = await load(platform, rate, rate * STEP_SECONDS);
      steps.push(step);
      if (step.failed > 0) break;
      best = rate;
    }
    let calls = [steady, ...steps].reduce((sum, one) => sum + one.calls, warmUp.calls);
    if (calls < CALLS_IN_ALL) {
      await load(platform, STEADY.callsPerSecond, CALLS_IN_ALL - calls);
      calls = CALLS_IN_ALL;
    }
    const rssMb = { after1000, afterAll: platform.memory() };
    return { callsPerSecond: best, steady, steps, agents: platform.agents, idleMsPerSecond, rssMb, calls };
  } finally {
    await platform.stop();
  }
}

export function printSurvey(surveyed: Survey): void {
  const { callsPerSecond, steady, steps, agents, idleMsPerSecond, rssMb, calls } = surveyed;
  printLoads([steady, ...steps]);
  for (const one of [steady, ...steps]) printIdle(idleMsPerSecond, agents, one);
  console.log(`Queued calls per second with no failure: ${callsPerSecond} (by steps, everything on this machine).`);
  console.log(`Memory of the switch: ${rssMb.after1000} MB after 1,000 calls, ${rssMb.afterAll} MB after ${calls}.`);
}
