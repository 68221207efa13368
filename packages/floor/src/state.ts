import type { Agent } from "./agent/agent.ts";
import type { Call } from "./call/call.ts";
import type { CallBack, Campaign } from "./dialler/campaign.ts";
import type { VisitOfCall } from "./identify/known.ts";
import type { OutboundCounts } from "./outbound/limits.ts";
import type { QueueState } from "./queue/queue.ts";
import type { FloorSettings } from "./settings.ts";
import type { Timers } from "./timers.ts";

/** The whole floor as plain JSON data: it can be written down after any step and go on in another process. */
export interface FloorState {
  readonly version: 1;
  /** The latest instant seen; a clock that goes back is held here. */
  now: number;
  /** Counts arrivals, so that two of the same millisecond keep their order. */
  seq: number;
  settings: FloorSettings;
  readonly agents: Record<string, Agent>;
  readonly calls: Record<string, Call>;
  readonly queues: Record<string, QueueState>;
  readonly campaigns: Record<string, Campaign>;
  /** People who are to be called again and are in no campaign, by the call in which it was promised. */
  readonly callBacks: Record<string, CallBack>;
  /** Visits that belong to a call, until they are forgotten. */
  readonly visits: Record<string, VisitOfCall>;
  /** Those whose call stands in a queue, where its place may change without it. */
  readonly visitsInLine: Record<string, true>;
  /** How many legs there are of each outside number. */
  readonly parties: Record<string, number>;
  readonly timers: Timers;
  readonly outbound: OutboundCounts;
  /** The local date to which the counters of the queues belong. */
  day: string;
}

/** How long a phone may be without registration in mid-call before its page must have been heard again. */
export const SILENCE_AFTER = 2_000;
/** How long an agent leg of an agent-first call may ring: the page answers by itself. */
export const AGENT_FIRST_TIMEOUT = 15_000;
/** How long an agent rings for a call that comes from no queue. */
export const DIRECT_RING_TIMEOUT = 25_000;
export const NUMBER_RING_TIMEOUT = 45_000;
/** The hour in which an agent's outside calls are limited begins with the first of them. */
export const NUMBER_HOUR = 3_600_000;
/** The line answers everything sooner; after this a silent line counts as a failure. */
export const LINE_TIMEOUT = 40_000;
export const BRIDGE_TIMEOUT = 10_000;
export const ANNOUNCEMENT_TIMEOUT = 60_000;
/** Pause between two attempts to bring a call back to a reachable phone. */
export const RESUME_RETRY = 1_000;
/** A phone that an INVITE did not reach is left alone for so long, unless it registers anew. */
export const SUSPECT_FOR = 10_000;
/** A declined call is not offered to the same agent for so long... */
export const SPARE_AFTER_DECLINE = 30_000;
/** ...or for so long when nobody else serves the queue. */
export const SPARE_WHEN_ALONE = 5_000;
export const CALLBACK_KEPT = 24 * 3_600_000;
