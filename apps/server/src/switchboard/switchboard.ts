import type { AgentView, CampaignView, ColleagueView, QueueView, SupervisionView } from "@belfry/contracts";
import {
  agentView,
  type Census,
  type ChangedEffect,
  campaignView,
  census,
  colleagueView,
  type DiallerEffect,
  type Effect,
  emptyFloor,
  type FloorSettings,
  type FloorState,
  type Input,
  type JournalEffect,
  type LineEffect,
  maskedView,
  queueView,
  type Rejection,
  type StepResult,
  step,
  supervisionView,
  type VisitCallView,
  type VisitEffect,
  visitCallView,
  visitOfAgent,
} from "@belfry/floor";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";

/** Where the effects of a step go. All are handed over before the next input is taken. */
export interface SwitchboardPorts {
  readonly line: (organisation: string, effect: LineEffect) => void;
  /** What one input gave history to keep, in order. */
  readonly journal: (organisation: string, effects: readonly JournalEffect[]) => void;
  /** What one input asks of the keeper of campaigns, in order; it answers with inputs of its own, later. */
  readonly dialler: (organisation: string, effects: readonly DiallerEffect[]) => void;
  /** What one input asks of the keeper of visits, in order; it answers with inputs of its own, later. */
  readonly visits: (organisation: string, effects: readonly VisitEffect[]) => void;
}

/** Milliseconds until a floor that failed is woken again. */
const AFTER_FAILURE = 1000;

interface Mailbox {
  readonly state: FloorState;
  readonly waiting: Input[];
  running: boolean;
  wakeAt: number | null;
  /** The clock's timer for `at`, which is `wakeAt` unless a step runs. */
  wake: { readonly at: number; readonly cancel: () => void } | null;
}

/**
 * One mailbox per organisation: one input at a time, its effects handed over in order, then the next.
 * What an effect does at once (a line that answers synchronously) waits in the mailbox for its turn.
 */
export class Switchboard {
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #ports: SwitchboardPorts;
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #listeners = new Set<(organisation: string, change: ChangedEffect) => void>();

  constructor(options: { readonly log: Logger; readonly clock: Clock; readonly ports: SwitchboardPorts }) {
    this.#log = options.log;
    this.#clock = options.clock;
    this.#ports = options.ports;
  }

  /** Opens an organisation's floor, or gives an open one its new settings. */
  settings(organisation: string, settings: FloorSettings): void {
    if (this.#mailboxes.has(organisation)) {
      this.post(organisation, { type: "settings.replaced", settings });
      return;
    }
    const state = emptyFloor(settings, this.#clock.now());
    this.#mailboxes.set(organisation, { state, waiting: [], running: false, wakeAt: null, wake: null });
  }

  /** Closes the floor of an organisation that is no more, and lets go of the calls that it still had. */
  remove(organisation: string): void {
    const mailbox = this.#mailboxes.get(organisation);
    if (mailbox === undefined) return;
    mailbox.wake?.cancel();
    this.#mailboxes.delete(organisation);
    for (const call of Object.keys(mailbox.state.calls)) {
      this.#guard(organisation, "call.release", () => this.#ports.line(organisation, { type: "call.release", call }));
    }
  }

  /** An input that nobody waits for. Unknown organisations are logged and dropped: they were just removed. */
  post(organisation: string, input: Input): void {
    const mailbox = this.#mailboxes.get(organisation);
    if (mailbox === undefined) {
      this.#log.warn({ organisation, input: input.type }, "input for an unknown organisation dropped");
      return;
    }
    mailbox.waiting.push(input);
    if (!mailbox.running) this.#run(organisation, mailbox);
  }

  /** A command whose refusal is told to the one who gave it. Not to be called from inside a port. */
  submit(organisation: string, input: Input): Rejection | null {
    const mailbox = this.#mailboxes.get(organisation);
    if (mailbox === undefined) return { code: "not_ready", params: {} };
    if (mailbox.running) throw new Error("a command was given from inside a step");
    mailbox.waiting.push(input);
    return this.#run(organisation, mailbox);
  }

  agentView(organisation: string, agent: string): AgentView | null {
    const mailbox = this.#mailboxes.get(organisation);
    return mailbox === undefined ? null : agentView(mailbox.state, agent, this.#clock.now());
  }
  queueView(organisation: string, queue: string): QueueView | null {
    const mailbox = this.#mailboxes.get(organisation);
    return mailbox === undefined ? null : queueView(mailbox.state, queue, this.#clock.now());
  }
  supervisionView(organisation: string, agent: string): SupervisionView | null {
    const mailbox = this.#mailboxes.get(organisation);
    return mailbox === undefined ? null : supervisionView(mailbox.state, agent);
  }
  maskedView(organisation: string, agent: string): ColleagueView | null {
    const mailbox = this.#mailboxes.get(organisation);
    return mailbox === undefined ? null : maskedView(mailbox.state, agent, this.#clock.now());
  }

  colleagueView(organisation: string, agent: string): ColleagueView | null {
    const mailbox = this.#mailboxes.get(organisation);
    return mailbox === undefined ? null : colleagueView(mailbox.state, agent, this.#clock.now());
  }

  campaignView(organisation: string, campaign: string): CampaignView | null {
    const mailbox = this.#mailboxes.get(organisation);
    return mailbox === undefined ? null : campaignView(mailbox.state, campaign, this.#clock.now());
  }

  /** The call of a visit, as the visitor's page shows it; null: none, or forgotten. */
  visitCallView(organisation: string, visit: string): VisitCallView | null {
    const mailbox = this.#mailboxes.get(organisation);
    return mailbox === undefined ? null : visitCallView(mailbox.state, visit);
  }

  /** The visit of which this agent may know now, and the call of which it is. */
  visitOfAgent(organisation: string, agent: string): ReturnType<typeof visitOfAgent> {
    const mailbox = this.#mailboxes.get(organisation);
    return mailbox === undefined ? null : visitOfAgent(mailbox.state, agent, this.#clock.now());
  }

  /** Tells what pages show anew; the result ends the telling. */
  onChanged(listener: (organisation: string, change: ChangedEffect) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every floor in a few figures. */
  *censuses(): Iterable<readonly [organisation: string, floor: Census]> {
    for (const [organisation, { state }] of this.#mailboxes) yield [organisation, census(state)];
  }

  /** Live calls of all organisations, for metrics and for a patient stop. */
  get liveCalls(): number {
    let count = 0;
    for (const { state } of this.#mailboxes.values()) count += Object.keys(state.calls).length;
    return count;
  }

  close(): void {
    for (const mailbox of this.#mailboxes.values()) mailbox.wake?.cancel();
    this.#mailboxes.clear();
  }

  /** Takes inputs until none waits. Answers the rejection of the first one. */
  #run(organisation: string, mailbox: Mailbox): Rejection | null {
    mailbox.running = true;
    let answer: Rejection | null = null;
    let first = true;
    try {
      for (let input = mailbox.waiting.shift(); input !== undefined; input = mailbox.waiting.shift()) {
        const rejection = this.#take(organisation, mailbox, input);
        if (first) answer = rejection;
        first = false;
      }
    } finally {
      mailbox.running = false;
    }
    this.#arm(organisation, mailbox);
    return answer;
  }

  #take(organisation: string, mailbox: Mailbox, input: Input): Rejection | null {
    const result = this.#step(organisation, mailbox, input);
    if (result === null) return { code: "internal", params: { trace: "floor" } };
    const { effects, rejection } = result;
    const journal = effects.filter(isJournal);
    if (journal.length > 0) this.#guard(organisation, "journal", () => this.#ports.journal(organisation, journal));
    const dialler = effects.filter(isDialler);
    if (dialler.length > 0) this.#guard(organisation, "dialler", () => this.#ports.dialler(organisation, dialler));
    const visits = effects.filter(isVisit);
    if (visits.length > 0) this.#guard(organisation, "visits", () => this.#ports.visits(organisation, visits));
    for (const effect of effects) {
      if (!isJournal(effect) && !isDialler(effect) && !isVisit(effect))
        this.#guard(organisation, effect.type, () => this.#handOver(organisation, effect));
    }
    return rejection;
  }

  /** An input that the floor cannot take must not end the calls of every organisation, nor keep this one from waking. */
  #step(organisation: string, mailbox: Mailbox, input: Input): StepResult | null {
    const now = this.#clock.now();
    try {
      const result = step(mailbox.state, input, now);
      mailbox.wakeAt = result.wakeAt;
      return result;
    } catch (err) {
      this.#log.error({ organisation, input: input.type, err }, "the floor failed over an input");
      mailbox.wakeAt = now + AFTER_FAILURE;
      return null;
    }
  }

  #handOver(organisation: string, effect: ChangedEffect | LineEffect): void {
    if (isChanged(effect)) for (const listener of this.#listeners) listener(organisation, effect);
    else this.#ports.line(organisation, effect);
  }

  /** A port that throws must not keep the other effects of the step from being carried out. */
  #guard(organisation: string, effect: string, handOver: () => void): void {
    try {
      handOver();
    } catch (err) {
      this.#log.error({ organisation, effect, err }, "an effect could not be handed over");
    }
  }

  #arm(organisation: string, mailbox: Mailbox): void {
    const { wakeAt: at, wake } = mailbox;
    // Most inputs leave the next alarm as it is.
    if (wake !== null && wake.at === at) return;
    wake?.cancel();
    mailbox.wake = null;
    if (at === null || this.#mailboxes.get(organisation) !== mailbox) return;
    const cancel = this.#clock.at(at, () => {
      mailbox.wake = null;
      this.post(organisation, { type: "wake" });
    });
    mailbox.wake = { at, cancel };
  }
}

function isChanged(effect: ChangedEffect | LineEffect): effect is ChangedEffect {
  return effect.type.startsWith("changed.");
}

function isJournal(effect: Effect): effect is JournalEffect {
  return effect.type.startsWith("journal.");
}

function isDialler(effect: Effect): effect is DiallerEffect {
  return effect.type.startsWith("dialler.");
}

function isVisit(effect: Effect): effect is VisitEffect {
  return effect.type.startsWith("visit.");
}
