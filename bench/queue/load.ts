import { setTimeout as pause } from "node:timers/promises";
import { quantile, rounded } from "../quantile.ts";
import { type CallerCall, callAll } from "./callers.ts";
import { type Platform, PROCESSES, type ProcessName } from "./platform.ts";
import type { AgentCall } from "./protocol.ts";

/** One stretch of calls at one rate. */
export interface Load {
  readonly callsPerSecond: number;
  readonly calls: number;
  /** Calls that did not reach exactly one agent, or did not end as they should at both ends. */
  readonly failed: number;
  /** How many failed of what. */
  readonly failures: Readonly<Record<string, number>>;
  readonly cpuMsPerCall: Readonly<Record<ProcessName, number>>;
  /** From the caller's INVITE leaving SIPp to the agent's INVITE in the agent's process: the edge is passed twice. */
  readonly inviteToInviteMs: { readonly p50: number; readonly p99: number };
}

/** For the last BYE to have passed, and for what the switch still writes. Milliseconds. */
const SETTLE = 2_000;

/** Milliseconds of processor time in a second in which nobody calls: what the agents' pages and phones cost. */
export type Idle = Readonly<Record<ProcessName, number>>;

/** Milliseconds. The agents have just come; then they are watched doing nothing. */
const ARRIVAL = 3_000;
const WATCHED = 10_000;

export async function idle(platform: Platform): Promise<Idle> {
  await pause(ARRIVAL);
  const before = platform.cpu();
  await pause(WATCHED);
  const after = platform.cpu();
  return perProcess((name) => rounded((after[name] - before[name]) / (WATCHED / 1000), 1));
}

export async function load(platform: Platform, callsPerSecond: number, calls: number): Promise<Load> {
  console.log(`${calls} calls at ${callsPerSecond} per second …`);
  await platform.crew.report();
  const before = platform.cpu();
  const callers = await callAll({ server: platform.stack.sip, number: platform.number, callsPerSecond, calls });
  await pause(SETTLE);
  const after = platform.cpu();
  const agents = await platform.crew.report();
  const good: number[] = [];
  const failures: Record<string, number> = {};
  for (const [number, caller] of callers) {
    const agent = agents.get(number);
    const failure = failureOf(caller, agent);
    if (failure !== null) failures[failure] = (failures[failure] ?? 0) + 1;
    else if (agent !== undefined) good.push(agent.invitedAt - caller.calledAt);
  }
  return {
    callsPerSecond,
    calls,
    failed: calls - good.length,
    failures,
    cpuMsPerCall: perProcess((name) => rounded((after[name] - before[name]) / calls, 2)),
    inviteToInviteMs: { p50: rounded(quantile(good, 0.5)), p99: rounded(quantile(good, 0.99)) },
  };
}

function perProcess(figure: (name: ProcessName) => number): Record<ProcessName, number> {
  const [first, second, third] = PROCESSES;
  return { [first]: figure(first), [second]: figure(second), [third]: figure(third) };
}

function failureOf(caller: CallerCall, agent: AgentCall | undefined): string | null {
  if (agent === undefined) return "reached no agent";
  if (agent.invites > 1) return "rang more than once";
  if (!agent.connected) return "was not connected";
  if (!agent.ended) return "did not end at the agent";
  return caller.ended ? null : "did not end at the caller";
}
