import type { Call } from "../call/call.ts";

/** An agent who declined a call is not rung for it again for a while. */
export function isSpared(call: Call, agent: string, now: number): boolean {
  return (call.sparedBy[agent] ?? 0) > now;
}
