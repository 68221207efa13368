import { contactOutcome } from "@belfry/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyFloor } from "../floor-settings.ts";
import type { Input, LineInput, Target } from "../inputs.ts";
import { checkInvariants } from "../invariants.ts";
import { step } from "../step.ts";
import { campaignOf, contactOf, DID, heard, MONDAY, queueOf, settingsOf } from "../testing/floor.ts";
import { Audit } from "./audit.ts";
import { simulate } from "./simulate.ts";

const options = { agents: 5, queues: 3, arrivalEvery: 4_000, faults: 3, fullCheckEvery: 1, restoreEvery: 500 };

describe("a simulated contact centre", () => {
  it("does the same again with the same seed", () => {
    const first = simulate({ ...options, seed: 42, steps: 5_000 });
    expect(simulate({ ...options, seed: 42, steps: 5_000 })).toEqual(first);
    expect(simulate({ ...options, seed: 43, steps: 5_000 }).outcomes).not.toEqual(first.outcomes);
  });

  it("answers callers when nothing fails", () => {
    const report = simulate({ ...options, agents: 30, arrivalEvery: 10_000, faults: 0, seed: 1, steps: 20_000 });
    expect(report.problems).toEqual([]);
    expect(report.outcomes["answered"]).toBeGreaterThan(100);
    for (const outcome of ["networkFailed", "deviceFailed", "mediaFailed"])
      expect(report.outcomes).not.toHaveProperty(outcome);
  });

  it.each(Array.from({ length: 20 }, (_, index) => 1_000 + index))("holds in a small, bad world (seed %i)", (seed) => {
    const report = simulate({ ...options, seed, steps: 4_000 });
    expect(report.problems, `seed ${seed}\n${report.trail.join("\n")}`).toEqual([]);
    expect(report.restores).toBeGreaterThan(0);
  });

  it("refuses outside numbers by rules and by limits", () => {
    const reports = Array.from({ length: 12 }, (_, index) => simulate({ ...options, seed: index, steps: 8_000 }));
    const refused = new Set(reports.flatMap(({ refusals }) => Object.keys(refusals)));
    for (const code of [
      "number_not_allowed",
      "premium_not_allowed",
      "emergency_not_allowed",
      "agent_calls_per_hour",
      "organisation_calls_per_day",
    ])
      expect(refused).toContain(code);
  });

  it("makes automatic calls, with every outcome, through changes of settings, withdrawals and calls back", () => {
    const reports = Array.from({ length: 24 }, (_, index) => simulate({ ...options, seed: 100 + index, steps: 6_000 }));
    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    const reached = new Set(reports.flatMap(({ contacts }) => Object.keys(contacts)));
    expect([...reached].toSorted()).toEqual(
      [...contactOutcome.options, "callBack", "returned", "withdrawn"].toSorted(),
    );
    const inputs = reports.reduce((sum, { inputs }) => sum + (inputs["agent.autoCalls"] ?? 0), 0);
    expect(inputs).toBeGreaterThan(100);
  });

  it("asks for codes, through late, lost and doubled answers, changes of settings and visits that are forgotten", () => {
    const reports = Array.from({ length: 12 }, (_, index) => simulate({ ...options, seed: 300 + index, steps: 6_000 }));
    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    const happened = new Set(reports.flatMap(({ visits }) => Object.keys(visits)));
    expect([...happened].toSorted()).toEqual(["forgotten", "late", "lost", "refused", "verified", "wrong"]);
  });

  it("reaches every way in which three or four hear one another, and what can go wrong there", {
    timeout: 120_000,
  }, () => {
    const seen: Record<string, number> = {};
    for (let seed = 0; seed < 20; seed += 1) {
      const report = simulate({ ...options, agents: 12, arrivalEvery: 10_000, faults: 0.3, seed, steps: 20_000 });
      expect(report.problems, `seed ${seed}\n${report.trail.join("\n")}`).toEqual([]);
      for (const [what, count] of Object.entries(report.hearings)) seen[what] = (seen[what] ?? 0) + count;
    }
    for (const what of [
      "listen",
      "whisper",
      "bargeIn",
      "whisper alone",
      "listen on hold",
      "listen while the agent is lost",
      "conference",
      "conference with bargeIn",
      "conference with whisper",
      "failed with listen",
      "failed with bargeIn",
      "failed in conference",
    ])
      expect(seen, what).toHaveProperty(what);
  });

  it("holds for a million steps with two thousand agents", { timeout: 300_000 }, () => {
    const seed = 20_260_105;
    const started = performance.now();
    const report = simulate({
      seed,
      steps: 1_000_000,
      agents: 2_000,
      queues: 40,
      arrivalEvery: 25,
      faults: 1,
      fullCheckEvery: 5_000,
      restoreEvery: 20_000,
    });
    const seconds = (performance.now() - started) / 1_000;
    console.log(
      `seed ${seed}: ${report.steps} steps in ${seconds.toFixed(1)} s, ${Math.round(report.steps / seconds)} steps/s`,
    );
    console.log(JSON.stringify(report.outcomes));
    expect(report.problems, `seed ${seed}\n${report.trail.join("\n")}`).toEqual([]);
    expect(report.steps).toBe(1_000_000);
    expect(report.inputs["settings.replaced"]).toBeGreaterThan(0);
    expect(report.restores).toBeGreaterThan(0);
    for (const outcome of [
      "answered",
      "abandoned",
      "missed",
      "rejected",
      "callbackRequested",
      "mediaFailed",
      "deviceFailed",
    ])
      expect(report.outcomes).toHaveProperty(outcome);
  });
});

/** One thing that may happen; `a` and `b` choose among what there is at that moment. */
interface Act {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

const act = fc.record({ kind: fc.nat(99), a: fc.nat(1_000), b: fc.nat(1_000) });
const AGENTS = ["anna", "bram", "chloe"];
const MODES = ["listen", "whisper", "bargeIn"] as const;
const CODES = "+31201230009";
const small = settingsOf({
  numbers: {
    ...settingsOf().numbers,
    [CODES]: { destination: { kind: "queue", queue: "permits" }, verification: { codeLength: 3 } },
  },
  queues: {
    permits: queueOf({ callbackOffered: true, maxWait: 60_000, whenWaitedTooLong: { kind: "queue", queue: "taxes" } }),
    taxes: queueOf({
      priority: 60,
      wrapUpTimeout: 0,
      whenWaitedTooLong: { kind: "queue", queue: "permits" },
      maxWait: 90_000,
    }),
  },
  campaigns: {
    spring: campaignOf({ detectMachines: true, retries: { busy: { after: 5_000, most: 1 } } }),
    autumn: campaignOf({ mode: "preview", queue: "taxes" }),
  },
});

/** A world without any sense: the line says what it likes of any leg, and agents press any button at any time. */
class Senseless {
  state = emptyFloor(small, MONDAY);
  readonly #audit = new Audit();
  #now = MONDAY;
  #calls = 0;
  #wakeAt: number | null = null;

  act({ kind, a, b }: Act): string[] {
    const agent = AGENTS[a % 3] ?? "anna";
    if (kind < 15) return this.#wait(1 + b * 40);
    if (kind < 25) return this.#arrive(b);
    if (kind < 28) return this.#ready(agent);
    if (kind < 34) return this.#take(this.#contactsInput(a, b));
    if (kind < 37) return this.#take(this.#visitInput(a, b));
    if (kind < 60) return this.#take(this.#lineInput(kind, a, b));
    if (kind < 70) return this.#take(this.#deviceInput(agent, b));
    return this.#take(this.#agentInput(agent, kind, b));
  }

  #wait(duration: number): string[] {
    const end = this.#now + duration;
    const problems: string[] = [];
    while (problems.length === 0 && this.#wakeAt !== null && this.#wakeAt <= end) {
      this.#now = this.#wakeAt;
      problems.push(...this.#take({ type: "wake" }));
    }
    this.#now = end;
    return problems;
  }

  #arrive(b: number): string[] {
    const call = `c${++this.#calls}`;
    const dialled = [DID, DID, "+31201230002", "+31201230003", CODES, CODES][b % 6] ?? DID;
    const visit = b % 11 === 0 ? { visit: `visit-${b % 5}`, until: this.#now + 30_000, demo: b % 2 === 0 } : null;
    return this.#take({
      type: "call.arrived",
      call,
      leg: `${call}-in`,
      caller: "+31612345678",
      callerName: null,
      dialled,
      visit,
    });
  }

  #ready(agent: string): string[] {
    return [
      ...this.#take({ type: "agent.signIn", agent }),
      ...this.#take({ type: "agent.autoCalls", agent, on: true }),
      ...this.#take({ type: "device.claimed", agent, tab: `${agent}-tab`, takeOver: true }),
      ...this.#take({ type: "device.registered", agent }),
      ...this.#take(heard(agent)),
    ];
  }

  /** Contacts that come whether anybody wanted them or not, are given twice, or are taken away again. */
  #contactsInput(a: number, b: number): Input {
    const id = `contact-${b % 7}`;
    if (a % 5 === 0) return { type: "dialler.withdrawn", contacts: [`spring-${id}`, `autumn-${id}`] };
    const campaign = ["spring", "spring", "autumn", "none"][a % 4] ?? "spring";
    // One that has been tried has been tried with the same number of attempts: its call may still be ending.
    const contacts = a % 3 === 0 ? [] : [contactOf(`${campaign}-${id}`, { attempts: { busy: b % 3 } })];
    return { type: "dialler.contacts", campaign, contacts, nextDue: a % 2 === 0 ? this.#now : null };
  }

  /** Answers that nobody asked for, about visits that belong to others, or are forgotten. */
  #visitInput(a: number, b: number): Input {
    const visit = `visit-${b % 5}`;
    if (a % 4 === 0) return { type: "visit.forgotten", visit };
    const calls = Object.keys(this.state.calls);
    const call = calls[a % Math.max(1, calls.length)] ?? "none";
    const until = this.#now + (b % 3) * 20_000;
    const kind = (["verified", "verified", "wrong", "refused"] as const)[b % 4] ?? "wrong";
    const result = kind === "verified" ? { kind, visit, until, demo: b % 2 === 0 } : { kind };
    return { type: "visit.checked", call, attempt: 1 + (a % 3), result };
  }

  #lineInput(kind: number, a: number, b: number): Input {
    const calls = Object.values(this.state.calls);
    const call = calls[a % Math.max(1, calls.length)];
    const legs = Object.values(call?.legs ?? {});
    const leg = legs[b % Math.max(1, legs.length)];
    if (!call || !leg) return { type: "wake" };
    const at = { call: call.id, leg: leg.id };
    if (call.mix && kind < 36)
      return { type: b % 7 === 0 ? "call.mixFailed" : "call.mixed", call: call.id, mix: call.mix.number };
    if (call.bridge && kind < 42) {
      const { number, a: one, b: other } = call.bridge;
      // Now and then it is the one before.
      const bridge = b % 5 === 0 ? number - 1 : number;
      return { type: b % 7 === 0 ? "leg.bridgeFailed" : "leg.bridged", call: call.id, bridge, a: one, b: other };
    }
    const causes = ["normal", "noAnswer", "declined", "networkFailed", "busy", "unreachable"] as const;
    const cause = causes[b % causes.length] ?? "normal";
    if (kind < 48) return { type: "leg.answered", ...at };
    if (kind < 49) return { type: "leg.digit", ...at, digit: "1234567890#*"[b % 12] ?? "1" };
    if (kind < 50)
      return { type: "leg.detected", ...at, who: (["person", "machine", "unknown"] as const)[b % 3] ?? "unknown" };
    if (kind < 53) return { type: "leg.played", ...at, play: leg.sound?.play ?? 0 };
    if (kind < 54) return { type: "call.mediaLost", call: call.id };
    if (kind < 55) return { type: "leg.referred", ...at, target: this.#target(b) };
    const over: LineInput = { type: leg.state === "up" ? "leg.ended" : "leg.failed", ...at, cause };
    return over;
  }

  #deviceInput(agent: string, b: number): Input {
    const inputs: Input[] = [
      { type: "device.unregistered", agent },
      { type: "device.registered", agent },
      { type: "device.released", agent, tab: `${agent}-tab` },
      { type: "device.claimed", agent, tab: `${agent}-tab${b}`, takeOver: true },
      heard(agent, this.#tab(agent)),
    ];
    return inputs[b % inputs.length] ?? { type: "wake" };
  }

  #tab(agent: string): string {
    const device = this.state.agents[agent]?.device;
    return device && device.state !== "unowned" ? device.tab : "none";
  }

  #agentInput(agent: string, kind: number, b: number): Input {
    const contact = this.state.agents[agent]?.preview?.contact.id ?? "nobody";
    const target = this.#target(b);
    const inputs: Input[] = [
      { type: "agent.available", agent },
      { type: "agent.pause", agent, pause: "lunch" },
      { type: "agent.signOut", agent },
      { type: "agent.decline", agent },
      { type: "agent.hangUp", agent },
      { type: "agent.hold", agent },
      { type: "agent.retrieve", agent },
      { type: "agent.transfer", agent, target },
      { type: "agent.consult", agent, target },
      { type: "agent.consult", agent, target },
      { type: "agent.swap", agent },
      { type: "agent.completeTransfer", agent },
      { type: "agent.endConsult", agent },
      { type: "agent.conference", agent },
      { type: "agent.conference", agent },
      { type: "supervisor.join", supervisor: agent, agent: AGENTS[b % 3] ?? "anna", mode: MODES[b % 3] ?? "listen" },
      { type: "supervisor.join", supervisor: agent, agent: AGENTS[b % 3] ?? "anna", mode: MODES[b % 3] ?? "listen" },
      { type: "supervisor.mode", supervisor: agent, mode: MODES[b % 3] ?? "listen" },
      { type: "agent.finishWrapUp", agent },
      { type: "agent.autoCalls", agent, on: b % 4 > 0 },
      { type: "agent.callContact", agent, call: `d${++this.#calls}`, contact },
      { type: "agent.skipContact", agent, contact },
      { type: "agent.dial", agent, call: `d${++this.#calls}`, target, queue: b % 2 === 0 ? "permits" : null },
    ];
    return inputs[(kind - 70) % inputs.length] ?? { type: "wake" };
  }

  #target(b: number): Target {
    if (b % 4 === 0) return { kind: "number", number: "+31101111111" };
    if (b % 4 === 1) return { kind: "queue", queue: "taxes" };
    return { kind: "agent", agent: AGENTS[b % 3] ?? "anna" };
  }

  #take(input: Input): string[] {
    const { effects, wakeAt } = step(this.state, input, this.#now);
    this.#wakeAt = wakeAt;
    const restored = JSON.parse(JSON.stringify(this.state));
    const problems = [...this.#audit.judge(this.state, input, effects), ...checkInvariants(this.state)];
    expect(restored).toEqual(this.state);
    this.state = restored;
    return problems;
  }
}

describe("any order of any inputs", () => {
  it("never breaks an invariant, and every state survives being written down", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 150, size: "max" }), (acts) => {
        const world = new Senseless();
        for (const agent of [0, 1]) expect(world.act({ kind: 25, a: agent, b: 0 })).toEqual([]);
        for (const each of acts) expect(world.act(each)).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });
});
