import type { BenchAgent } from "./organisation.ts";

/** What the bench says to the process that plays the agents. */
export type ToAgents =
  | { readonly type: "open"; readonly origin: string; readonly agents: readonly BenchAgent[] }
  /** Tell what was seen since the last time, and forget it. */
  | { readonly type: "report" }
  | { readonly type: "close" };

/** One call as its agent saw it. */
export interface AgentCall {
  readonly caller: string;
  /** When the INVITE arrived, epoch milliseconds with fractions. */
  readonly invitedAt: number;
  /** How many phones were rung for it. */
  readonly invites: number;
  readonly connected: boolean;
  readonly ended: boolean;
}

export type FromAgents =
  | { readonly type: "open" }
  | { readonly type: "failed"; readonly reason: string }
  | { readonly type: "report"; readonly calls: readonly AgentCall[] };
