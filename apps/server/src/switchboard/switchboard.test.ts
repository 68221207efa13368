import type { FloorSettings, JournalEffect, LineEffect } from "@belfry/floor";
import pino from "pino";
import { describe, expect, it } from "vitest";
import type { Clock } from "../clock.ts";
import { Switchboard } from "./switchboard.ts";

const ORGANISATION = "org-1";

function settings(): FloorSettings {
  const announcement = { kind: "announcement", prompt: "nobody-available" } as const;
  return {
    organisation: ORGANISATION,
    agents: { anna: { name: "Anna", extension: "3001", skills: {} } },
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
        maxWait: 60_000,
        announceEvery: null,
        callbackOffered: false,
        recording: "off",
        recordingAnnounced: false,
        hours: null,
        whenFull: announcement,
        whenClosed: announcement,
        whenWaitedTooLong: announcement,
        skills: {},
        members: ["anna"],
        callCodes: [],
        callerId: null,
      },
    },
    numbers: { "+31201230001": { destination: { kind: "queue", queue: "permits" } } },
    pauses: {},
    callCodes: {},
    campaigns: {},
    language: "en",
    timeZone: "Europe/Amsterdam",
    reconnectGrace: 20_000,
    heartbeatLimit: 12_000,
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
}

/** Time that the test moves: `pass` runs what comes due, in order. */
class HandClock implements Clock {
  #now = Date.parse("2026-03-02T10:00:00Z");
  readonly #due: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }
  at(at: number, callback: () => void): () => void {
    const entry = { at, callback };
    this.#due.push(entry);
    return () => {
      const index = this.#due.indexOf(entry);
      if (index >= 0) this.#due.splice(index, 1);
    };
  }
  get armed(): number {
    return this.#due.length;
  }
  pass(time: number): void {
    const end = this.#now + time;
    for (;;) {
      const next = this.#due.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}

function open(line: (effect: LineEffect, board: Switchboard) => void = () => {}) {
  const clock = new HandClock();
  const effects: LineEffect[] = [];
  const journal: JournalEffect[] = [];
  const board = new Switchboard({
    log: pino({ level: "silent" }),
    clock,
    ports: {
      line: (_, effect) => {
        effects.push(effect);
        line(effect, board);
      },
      journal: (_, effects) => journal.push(...effects),
      dialler: () => {},
      visits: () => {},
    },
  });
  board.settings(ORGANISATION, settings());
  const arrive = () =>
    board.post(ORGANISATION, {
      type: "call.arrived",
      call: "c1",
      leg: "c1.0",
      caller: "+31612345678",
      callerName: null,
      dialled: "+31201230001",
    });
  return { board, clock, effects, journal, arrive };
}

describe("the switchboard", () => {
  it("hands every effect of an input over before it takes what those effects cause", () => {
    const order: string[] = [];
    const { arrive, effects } = open((effect, board) => {
      order.push(effect.type);
      // A line that answers at once, in the middle of the step.
      if (effect.type === "leg.accept") {
        board.post(ORGANISATION, { type: "leg.answered", call: effect.call, leg: effect.leg });
        order.push("answered");
      }
    });
    arrive();
    expect(order.slice(0, 2)).toEqual(["leg.accept", "answered"]);
    expect(effects.map((effect) => effect.type)).toContain("leg.play");
  });

  it("wakes the floor at the time it asked for", () => {
    const { arrive, board, clock, effects, journal } = open((effect, board) => {
      if (effect.type === "leg.accept")
        board.post(ORGANISATION, { type: "leg.answered", call: effect.call, leg: effect.leg });
    });
    board.post(ORGANISATION, { type: "agent.signIn", agent: "anna" });
    arrive();
    expect(
      effects.some(
        (effect) => effect.type === "leg.play" && effect.items.some((item) => item.prompt === "nobody-available"),
      ),
    ).toBe(false);
    clock.pass(60_000);
    expect(
      effects.some(
        (effect) => effect.type === "leg.play" && effect.items.some((item) => item.prompt === "nobody-available"),
      ),
    ).toBe(true);
    expect(journal.length).toBeGreaterThan(0);
  });

  it("tells the refusal of a command to the one who gave it, and to nobody else", () => {
    const { board } = open();
    expect(board.submit(ORGANISATION, { type: "agent.available", agent: "anna" })?.code).toBe("not_signed_in_agent");
    expect(board.submit(ORGANISATION, { type: "agent.signIn", agent: "anna" })).toBeNull();
    expect(board.submit("nowhere", { type: "agent.signIn", agent: "anna" })?.code).toBe("not_ready");
  });

  it("carries out the other effects of a step when one cannot be handed over", () => {
    const { arrive, effects, journal } = open((effect) => {
      if (effect.type === "leg.accept") throw new Error("the line is broken");
    });
    arrive();
    expect(effects.map((effect) => effect.type)).toContain("leg.accept");
    expect(journal.some((entry) => entry.type === "journal.callStarted")).toBe(true);
  });

  it("goes on with the next input, and wakes again, when the floor fails over one", () => {
    const { arrive, board, clock, effects } = open();
    const broken = {
      ...settings(),
      get queues(): FloorSettings["queues"] {
        throw new Error("a mistake of ours");
      },
    };
    expect(board.submit(ORGANISATION, { type: "settings.replaced", settings: broken })?.code).toBe("internal");
    expect(clock.armed).toBe(1);
    arrive();
    expect(effects.map((effect) => effect.type)).toContain("leg.accept");
  });

  it("gives an open floor its new settings without forgetting its people", () => {
    const { board } = open();
    board.submit(ORGANISATION, { type: "agent.signIn", agent: "anna" });
    board.settings(ORGANISATION, { ...settings(), pauses: { lunch: { name: "Lunch" } } });
    expect(board.submit(ORGANISATION, { type: "agent.pause", agent: "anna", pause: "lunch" })).toBeNull();
    expect(board.agentView(ORGANISATION, "anna")?.state).toMatchObject({ state: "paused" });
  });

  it("lets go of the calls of an organisation that is removed, and of its floor", () => {
    const { arrive, board, clock, effects } = open();
    arrive();
    board.remove(ORGANISATION);
    expect(effects.at(-1)).toEqual({ type: "call.release", call: "c1" });
    expect([board.liveCalls, clock.armed]).toEqual([0, 0]);
    expect(board.submit(ORGANISATION, { type: "agent.signIn", agent: "anna" })?.code).toBe("not_ready");
  });

  it("leaves no timer behind when it is closed", () => {
    const { arrive, board, clock } = open();
    arrive();
    expect(clock.armed).toBeGreaterThan(0);
    board.close();
    expect(clock.armed).toBe(0);
  });
});
