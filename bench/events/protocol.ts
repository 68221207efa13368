import type { BenchAgent } from "../queue/organisation.ts";

/** What the bench says to a process that plays pages. */
export type ToPages =
  | {
      readonly type: "open";
      readonly origin: string;
      readonly agents: readonly BenchAgent[];
      readonly pause: string;
      /** Everybody's, for CRMs, which sign in; null: pages of our own, whose sessions have begun. */
      readonly password: string | null;
    }
  | { readonly type: "run"; readonly perSecond: number; readonly commands: number }
  | { readonly type: "close" };

export type FromPages =
  | { readonly type: "open" }
  | { readonly type: "failed"; readonly reason: string }
  /** Milliseconds of each command whose state event came. */
  | { readonly type: "ran"; readonly latencies: readonly number[] };
