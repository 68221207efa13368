import type { Call } from "../call/call.ts";
import { checkCampaign } from "../dialler/invariants.ts";
import { isUrgent } from "../dialler/milestones.ts";
import type { Effect, JournalEffect, LineEffect } from "../effects.ts";
import type { Input } from "../inputs.ts";
import { checkAgent, checkCall, checkQueue, checkVisit } from "../invariants.ts";
import { judgeNumber } from "../outbound/rules.ts";
import { DESERTED_GRACE } from "../queue/staffing.ts";
import { isSpared } from "../routing/spared.ts";
import type { FloorState } from "../state.ts";
import { own } from "../work.ts";
import { checkHearing, describeHearing, Hearing } from "./hearing.ts";

interface LegRecord {
  answered: boolean;
  ended: boolean;
  bridgedWith: string | null;
}

interface CallRecord {
  readonly legs: Map<string, LegRecord>;
  readonly hearing: Hearing;
  ended: boolean;
}

/** Follows what the floor does from outside, and finds what no state alone can show. */
export class Audit {
  readonly outcomes: Record<string, number> = {};
  readonly hearings: Record<string, number> = {};
  readonly #calls = new Map<string, CallRecord>();
  /** Since when callers wait in a queue in which nobody is signed in. */
  readonly #deserted = new Map<string, number>();
  #problems: string[] = [];

  get liveCalls(): number {
    return this.#calls.size;
  }

  /** Judges one step: its effects, and every part of the state that they or the input name. */
  judge(state: FloorState, input: Input, effects: readonly Effect[]): string[] {
    this.#problems = [];
    const calls = new Set<string>();
    const agents = new Set<string>();
    const campaigns = new Set<string>();
    const queues = new Set<string>();
    if (input.type === "leg.bridged" || input.type === "leg.bridgeFailed") {
      this.#calls.get(input.call)?.hearing.settle(input);
      if (own(state.calls, input.call)) calls.add(input.call);
    }
    for (const effect of effects) {
      if ("call" in effect && effect.call !== null) {
        calls.add(effect.call);
        const hearing = describeHearing(own(state.calls, effect.call), effect);
        if (hearing) this.hearings[hearing] = (this.hearings[hearing] ?? 0) + 1;
      }
      if ("campaign" in effect) campaigns.add(effect.campaign);
      if (effect.type === "changed.visit") this.#problems.push(...checkVisit(state, effect.visit));
      if (effect.type === "journal.verified" && !tells(input) && !own(state.calls, effect.call)?.callbackOf)
        this.#wrong(`call ${effect.call} is verified by nobody`);
      if (effect.type === "changed.agent") agents.add(effect.agent);
      else if (effect.type === "changed.queue") queues.add(effect.queue);
      else if (isJournal(effect)) this.#journal(state, effect);
      else if (isLine(effect)) this.#line(state, effect);
    }
    for (const id of calls) {
      this.#problems.push(...checkCall(state, id));
      const call = own(state.calls, id);
      if (call) this.#problems.push(...checkHearing(call, this.#calls.get(id)?.hearing));
    }
    for (const id of agents) this.#problems.push(...checkAgent(state, id));
    for (const id of campaigns) this.#problems.push(...checkCampaign(state, id));
    for (const id of queues) {
      this.#problems.push(...checkQueue(state, id));
      this.#staffing(state, id);
    }
    for (const [id, since] of this.#deserted)
      if (state.now - since >= DESERTED_GRACE) this.#wrong(`queue ${id}: somebody waits for nobody since ${since}`);
    return this.#problems;
  }

  #wrong(what: string): void {
    this.#problems.push(what);
  }

  #journal(state: FloorState, effect: JournalEffect): void {
    switch (effect.type) {
      case "journal.callStarted":
        if (this.#calls.has(effect.call)) this.#wrong(`call ${effect.call} started twice`);
        this.#calls.set(effect.call, { legs: new Map(), hearing: new Hearing(), ended: false });
        return;
      case "journal.callEnded": {
        const call = this.#calls.get(effect.call);
        if (!call || call.ended) this.#wrong(`call ${effect.call} ended twice`);
        else call.ended = true;
        for (const [id, leg] of call?.legs ?? []) if (!leg.ended) this.#wrong(`leg ${id} outlives its call`);
        this.outcomes[effect.outcome] = (this.outcomes[effect.outcome] ?? 0) + 1;
        return;
      }
      case "journal.leg":
        this.#leg(effect);
        return;
      case "journal.event":
        if (effect.what === "impossible") this.#wrong(`call ${effect.call}: ${JSON.stringify(effect.detail)}`);
        if (effect.what === "digit" && own(state.calls, effect.call)?.code)
          this.#wrong(`call ${effect.call}: a key of a code is written down`);
        if (effect.what === "offered") this.#turn(state, effect.call, effect.detail["agent"], effect.detail["queue"]);
    }
  }

  #leg(effect: Extract<JournalEffect, { type: "journal.leg" }>): void {
    const call = this.#calls.get(effect.call);
    const leg = call?.legs.get(effect.leg);
    if (effect.phase === "started") {
      if (!call || call.ended || leg) this.#wrong(`leg ${effect.leg} started out of place`);
      call?.legs.set(effect.leg, { answered: false, ended: false, bridgedWith: null });
      return;
    }
    if (!leg || leg.ended) this.#wrong(`leg ${effect.leg} ${effect.phase} out of place`);
    else if (effect.phase === "answered") leg.answered = true;
    else {
      leg.ended = true;
      call?.hearing.gone(effect.leg);
    }
  }

  /** Whoever came earlier and still waits must have been declined by this agent a moment ago. */
  #turn(state: FloorState, id: string, agent: unknown, queue: unknown): void {
    const call = own(state.calls, id);
    const offered = call?.place;
    if (typeof agent !== "string" || typeof queue !== "string" || !offered) return;
    if (isUrgent(call)) {
      this.#contactsTurn(state, call, offered.seq, agent, queue);
      return;
    }
    for (const place of own(state.queues, queue)?.waiting ?? []) {
      if (place.since > offered.since || (place.since === offered.since && place.seq > offered.seq)) return;
      const call = own(state.calls, place.call);
      if (call && !isSpared(call, agent, state.now)) this.#wrong(`call ${id} went before ${place.call}`);
    }
  }

  /** People who were called go before all others, and among themselves in the order of their answers. */
  #contactsTurn(state: FloorState, { id, contact }: Call, seq: number, agent: string, queue: string): void {
    if (!own(state.agents, agent)?.autoCalls) this.#wrong(`call ${id} goes to ${agent}, who takes no automatic calls`);
    for (const earlier of own(state.queues, queue)?.contacts ?? []) {
      const call = own(state.calls, earlier);
      if (!call?.place || call.place.seq > seq || contact?.contact.agent === agent) return;
      if (!isSpared(call, agent, state.now)) this.#wrong(`call ${id} went before ${earlier}`);
    }
  }

  /** Counts by itself who could come: whoever serves the queue and is not signed out. */
  #staffing(state: FloorState, id: string): void {
    const inLine = own(state.queues, id)?.waiting.some((place) => own(state.calls, place.call)?.callback === null);
    const isThere = (member: string) => {
      const agent = own(state.agents, member);
      return agent !== undefined && agent.state.state !== "signedOut" && agent.queues.includes(id);
    };
    const staffed = own(state.settings.queues, id)?.members.some(isThere);
    if (!inLine || staffed) this.#deserted.delete(id);
    else if (!this.#deserted.has(id)) this.#deserted.set(id, state.now);
  }

  /** Counts by itself what goes to the outside: nothing that the rules refuse, and no more at once than they say. */
  #outside(state: FloorState, { number }: Extract<LineEffect, { type: "leg.callNumber" }>): void {
    const { outbound } = state.settings;
    if (judgeNumber(outbound, number).refusal) this.#wrong(`called ${number} against the rules`);
    if (number === "112") return;
    const outside = Object.values(state.calls).flatMap(({ legs }) => Object.values(legs));
    const running = outside.filter((leg) => leg.role === "outside" && leg.state !== "ending" && leg.party !== "112");
    const { organisationAtOnce: most } = outbound;
    if (most !== null && running.length > most) this.#wrong(`${running.length} outside calls, and ${most} are allowed`);
  }

  #line(state: FloorState, effect: LineEffect): void {
    const call = this.#calls.get(effect.call);
    if (!call) {
      // A refused number never becomes a call.
      if (effect.type !== "leg.reject") this.#wrong(`${effect.type} for call ${effect.call}, which is not there`);
      return;
    }
    if (effect.type === "leg.callNumber") this.#outside(state, effect);
    if (effect.type === "call.release") {
      if (!call.ended) this.#wrong(`call ${effect.call} is released and not over`);
      this.#calls.delete(effect.call);
      return;
    }
    for (const id of legsOf(effect)) this.#legEffect(effect, call, id);
    call.hearing.follow(effect);
    if (effect.type === "call.mix") for (const { leg } of effect.ears) this.#unbridge(call, leg);
    if (effect.type === "leg.bridge") this.#bridge(call, effect.a, effect.b);
  }

  #legEffect(effect: LineEffect, call: CallRecord, id: string): void {
    const leg = call.legs.get(id);
    const last = effect.type === "leg.hangUp" || effect.type === "leg.reject";
    if (!leg || leg.ended !== last) {
      this.#wrong(`${effect.type} for leg ${id}, which is ${leg ? (leg.ended ? "over" : "up") : "unknown"}`);
      return;
    }
    if (effect.type === "leg.play" && (!leg.answered || leg.bridgedWith !== null))
      this.#wrong(`plays to leg ${id}, which cannot hear it`);
    if (effect.type === "leg.bridge" && (!leg.answered || leg.bridgedWith !== null))
      this.#wrong(`bridges leg ${id}, which is not free`);
    if (effect.type === "leg.park") leg.bridgedWith = null;
  }

  #unbridge(call: CallRecord, id: string): void {
    const leg = call.legs.get(id);
    if (leg) leg.bridgedWith = null;
  }

  #bridge(call: CallRecord, a: string, b: string): void {
    const [one, other] = [call.legs.get(a), call.legs.get(b)];
    if (one) one.bridgedWith = b;
    if (other) other.bridgedWith = a;
  }
}

function isJournal(effect: Effect): effect is JournalEffect {
  return effect.type.startsWith("journal.");
}

function isLine(effect: Effect): effect is LineEffect {
  return effect.type.startsWith("leg.") || effect.type === "call.mix" || effect.type === "call.release";
}

/** The legs that an effect speaks of. */
function legsOf(effect: LineEffect): readonly string[] {
  if (effect.type === "call.mix") return effect.ears.flatMap(({ leg, hears }) => [leg, ...hears]);
  if (effect.type === "leg.bridge") return [effect.a, effect.b];
  if ("leg" in effect) return [effect.leg];
  return "agent" in effect ? [effect.agent, effect.customer] : [];
}

/** Only the keeper of visits knows who calls. */
function tells(input: Input): boolean {
  if (input.type === "visit.checked") return input.result.kind === "verified";
  return input.type === "call.arrived" && Boolean(input.visit);
}
