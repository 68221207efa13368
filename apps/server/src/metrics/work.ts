import type { Census, JournalEffect } from "@belfry/floor";
import type { Metrics } from "./metrics.ts";

/** Seconds: from "at once" to the waits that people complain of. */
const WAITS = [1, 5, 10, 20, 30, 60, 120, 300, 600, 1800];

/** What is looked at when Prometheus asks. */
export interface WorkFigures {
  /** By the short name of the organisation: one series each, and none per queue, agent or number. */
  floors(): Iterable<readonly [organisation: string, floor: Census]>;
  /** Whether the daemons answer. */
  components(): Readonly<Record<string, boolean>>;
  /** Since when the oldest entry of history waits to be written; null when none does. */
  historySince(): number | null;
  now(): number;
}

export interface Work {
  /** Counts what the floors tell of calls and legs that are over. */
  journal(effects: readonly JournalEffect[]): void;
  /** A caller's INVITE came to no call. */
  refused(reason: string): void;
  /** A call went on without its recording. */
  recordingFailed(): void;
  /** rtpengine did not do what it was asked. */
  audioFailed(kind: string): void;
}

/** The metrics of the contact centre itself: what becomes of calls, who waits, who works, what fails. */
export function measureWork(metrics: Metrics, figures: WorkFigures): Work {
  const calls = metrics.counter("calls_ended_total", "Calls by their outcome.", ["outcome", "direction"]);
  const legs = metrics.counter("legs_ended_total", "Legs of calls by what ended them.", ["role", "cause"]);
  const waits = metrics.histogram("call_wait_seconds", "How long answered callers had waited in a queue.", WAITS);
  const refused = metrics.counter("invites_refused_total", "Callers' INVITEs that came to no call.", ["reason"]);
  const recordings = metrics.counter("recordings_failed_total", "Recordings that did not begin, or broke off.", []);
  const audio = metrics.counter("audio_requests_failed_total", "What rtpengine did not do, by kind.", ["kind"]);
  metrics.gauges("callers_waiting", "Callers in line.", ["organisation"], function* () {
    for (const [organisation, { waiting }] of figures.floors()) yield [{ organisation }, waiting];
  });
  metrics.gauges("longest_wait_seconds", "The wait of whoever waits longest.", ["organisation"], function* () {
    for (const [organisation, { longestSince }] of figures.floors())
      yield [{ organisation }, longestSince === null ? 0 : (figures.now() - longestSince) / 1000];
  });
  metrics.gauges("agents", "Agents by state.", ["organisation", "state"], function* () {
    for (const [organisation, { agents }] of figures.floors())
      for (const [state, count] of Object.entries(agents)) yield [{ organisation, state }, count];
  });
  metrics.gauges("component_up", "1 while the daemon answers.", ["component"], function* () {
    for (const [component, up] of Object.entries(figures.components())) yield [{ component }, Number(up)];
  });
  metrics.gauge("history_lag_seconds", "How long the oldest entry of history waits to be written.", () => {
    const since = figures.historySince();
    return since === null ? 0 : Math.max(0, figures.now() - since) / 1000;
  });
  return {
    journal(effects) {
      for (const effect of effects) {
        if (effect.type === "journal.callEnded") {
          const { outcome, direction, answeredAt, queue, waited } = effect;
          calls.inc({ outcome, direction });
          if (answeredAt !== null && queue !== null && direction === "inbound") waits.observe(waited / 1000);
        } else if (effect.type === "journal.leg" && effect.phase === "ended") {
          legs.inc({ role: effect.role, cause: effect.cause ?? "normal" });
        }
      }
    },
    refused: (reason) => refused.inc({ reason }),
    recordingFailed: () => recordings.inc(),
    audioFailed: (kind) => audio.inc({ kind }),
  };
}
