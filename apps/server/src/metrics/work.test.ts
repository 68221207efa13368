import {
  type Census,
  census,
  emptyFloor,
  type FloorSettings,
  type Input,
  type JournalEffect,
  step,
} from "@belfry/floor";
import { expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";
import { measureWork } from "./work.ts";

const START = Date.UTC(2026, 0, 5, 9);
const NUMBER = "+31201230001";

/** One queue that Anna serves. */
const settings: FloorSettings = {
  organisation: "demo",
  agents: {
    anna: { name: "Anna", extension: "3001", skills: {} },
    bram: { name: "Bram", extension: "3002", skills: {} },
  },
  queues: {
    permits: {
      name: "Permits",
      language: "en",
      priority: 50,
      ringTimeout: 20_000,
      wrapUpTimeout: 0,
      codeRequired: false,
      autoAnswer: false,
      maxWaiting: null,
      maxWait: null,
      announceEvery: null,
      callbackOffered: true,
      recording: "off",
      recordingAnnounced: false,
      hours: null,
      whenFull: { kind: "announcement", prompt: "queue-full" },
      whenClosed: { kind: "announcement", prompt: "closed" },
      whenWaitedTooLong: { kind: "announcement", prompt: "nobody-available" },
      skills: {},
      members: ["anna"],
      callCodes: [],
      callerId: null,
    },
  },
  numbers: { [NUMBER]: { destination: { kind: "queue", queue: "permits" } } },
  pauses: {},
  campaigns: {},
  callCodes: {},
  language: "en",
  timeZone: "UTC",
  reconnectGrace: 20_000,
  heartbeatLimit: 15_000,
  supervisionTold: "always",
  outbound: {
    country: "NL",
    rules: [],
    othersAllowed: true,
    premiumAllowed: false,
    emergencyAddress: null,
    agentPerHour: null,
    agentPerDay: null,
    organisationPerDay: null,
    organisationAtOnce: null,
  },
};

function open() {
  const metrics = createMetrics();
  const state = emptyFloor(settings, START);
  let now = START;
  let historySince: number | null = null;
  const floors = new Map([["town", state]]);
  const work = measureWork(metrics, {
    now: () => now,
    historySince: () => historySince,
    components: () => ({ sip: true, rtpengine: false }),
    *floors(): Iterable<readonly [string, Census]> {
      for (const [slug, floor] of floors) yield [slug, census(floor)];
    },
  });
  const take = (...inputs: readonly Input[]) => {
    for (const input of inputs) {
      const { effects } = step(state, input, now);
      work.journal(effects.filter((effect): effect is JournalEffect => effect.type.startsWith("journal.")));
    }
  };
  const arrive = (call: string) => {
    const leg = `${call}.0`;
    take(
      { type: "call.arrived", call, leg, caller: "+31612345678", callerName: null, dialled: NUMBER },
      { type: "leg.answered", call, leg },
    );
  };
  return {
    work,
    take,
    arrive,
    pass: (time: number) => {
      now += time;
    },
    lag: (since: number) => {
      historySince = since;
    },
    forget: () => floors.clear(),
    lines: async () => (await metrics.registry.metrics()).split("\n"),
  };
}

it("tells who waits and works, and what became of calls and legs, without a series of any call's own", async () => {
  const { take, arrive, pass, lines, forget } = open();
  take({ type: "agent.signIn", agent: "anna" });
  arrive("one");
  pass(20_000);
  arrive("two");
  pass(10_000);
  expect(await lines()).toEqual(
    expect.arrayContaining([
      'belfry_callers_waiting{organisation="town"} 2',
      'belfry_longest_wait_seconds{organisation="town"} 30',
      'belfry_agents{organisation="town",state="available"} 1',
      'belfry_agents{organisation="town",state="signedOut"} 1',
    ]),
  );
  take(
    // Who asked for a callback is not in line.
    { type: "leg.digit", call: "two", leg: "two.0", digit: "1" },
    { type: "leg.ended", call: "two", leg: "two.0", cause: "networkFailed" },
    { type: "device.claimed", agent: "anna", tab: "t", takeOver: false },
    { type: "device.registered", agent: "anna" },
    { type: "device.heard", agent: "anna", tab: "t", microphone: "granted", audioUnlocked: true },
    { type: "leg.answered", call: "one", leg: "one.1" },
    { type: "leg.bridged", call: "one", bridge: 1, a: "one.1", b: "one.0" },
  );
  take({ type: "leg.ended", call: "one", leg: "one.0", cause: "normal" });
  const text = await lines();
  expect(text).toEqual(
    expect.arrayContaining([
      'belfry_callers_waiting{organisation="town"} 0',
      'belfry_longest_wait_seconds{organisation="town"} 0',
      'belfry_calls_ended_total{outcome="answered",direction="inbound"} 1',
      'belfry_calls_ended_total{outcome="callbackRequested",direction="inbound"} 1',
      'belfry_legs_ended_total{role="caller",cause="normal"} 1',
      'belfry_legs_ended_total{role="caller",cause="networkFailed"} 1',
      "belfry_call_wait_seconds_count 1",
      "belfry_call_wait_seconds_sum 30",
    ]),
  );
  expect(text.join()).not.toMatch(/anna|permits|\+31|one\.0/);
  forget();
  expect((await lines()).join()).not.toContain("town");
});

it("tells what fails: refused INVITEs, rtpengine, daemons that are gone, history that lags", async () => {
  const { work, pass, lag, lines } = open();
  work.refused("unknown_number");
  work.refused("unknown_number");
  work.audioFailed("timeout");
  expect(await lines()).toContain("belfry_history_lag_seconds 0");
  lag(START);
  pass(4_500);
  expect(await lines()).toEqual(
    expect.arrayContaining([
      'belfry_invites_refused_total{reason="unknown_number"} 2',
      'belfry_audio_requests_failed_total{kind="timeout"} 1',
      'belfry_component_up{component="sip"} 1',
      'belfry_component_up{component="rtpengine"} 0',
      "belfry_history_lag_seconds 4.5",
    ]),
  );
});
