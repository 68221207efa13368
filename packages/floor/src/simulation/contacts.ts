import type { ContactOutcome } from "@belfry/contracts";
import type { Contact } from "../dialler/contact.ts";
import type { DiallerEffect, Effect } from "../effects.ts";
import { isOpen } from "../hours/hours.ts";
import type { Input } from "../inputs.ts";
import type { FloorState } from "../state.ts";
import { own } from "../work.ts";
import type { Random } from "./random.ts";

export interface ContactsWorld {
  readonly random: Random;
  readonly faults: number;
  plan(delay: number, happening: () => Input | null): void;
  now(): number;
}

interface Kept {
  contact: Contact;
  readonly campaign: string;
  dueAt: number;
  out: boolean;
  withdrawn: boolean;
  putOff: boolean;
}

const ZONES = [null, null, "Europe/Amsterdam", "America/New_York", "Asia/Tokyo"];
const NUMBERS = ["+31900123456", "+4420700000", "112"];
/** As many are in a campaign's list to begin with, and come when it runs out. */
const LIST = 40;

/** Whoever keeps the contacts of campaigns, and the one who sees that each is called once at a time, when it may be. */
export class SimulatedContacts {
  readonly outcomes: Partial<Record<ContactOutcome | "returned" | "callBack" | "withdrawn", number>> = {};
  readonly #world: ContactsWorld;
  readonly #kept = new Map<string, Kept>();
  #made = 0;
  #takes = 0;
  #problems: string[] = [];

  constructor(world: ContactsWorld) {
    this.#world = world;
  }

  /** Carries out what the floor asks, and says what it must not have done. */
  perform(state: FloorState, effects: readonly Effect[]): string[] {
    this.#problems = [];
    for (const effect of effects) {
      if (isDialler(effect)) this.#take(state, effect);
      else if (effect.type === "leg.callNumber") this.#dialled(state, effect.call, effect.number);
    }
    return this.#problems;
  }

  /** Somebody is taken off the list, or asks not to be called again. */
  withdraw(): Input | null {
    const one = this.#world.random.pick([...this.#kept.values()].slice(-2 * LIST));
    if (!one) return null;
    one.withdrawn = true;
    this.#count("withdrawn");
    return { type: "dialler.withdrawn", contacts: [one.contact.id] };
  }

  #count(what: ContactOutcome | "returned" | "callBack" | "withdrawn"): void {
    this.outcomes[what] = (this.outcomes[what] ?? 0) + 1;
  }

  #take(state: FloorState, effect: DiallerEffect): void {
    switch (effect.type) {
      case "dialler.wanted":
        this.#answer(effect.campaign, effect.count);
        return;
      case "dialler.attempted": {
        const kept = this.#back(effect.contact);
        this.#count(effect.outcome);
        if (!kept) return;
        const { attempts } = kept.contact;
        const had = { ...attempts, [effect.outcome]: (attempts[effect.outcome] ?? 0) + 1 };
        kept.contact = { ...kept.contact, attempts: had, agent: effect.agentForRetry };
        kept.dueAt = effect.retryAt ?? Number.POSITIVE_INFINITY;
        const hours = own(state.settings.campaigns, effect.campaign)?.hours ?? null;
        const zone = kept.contact.timeZone ?? hours?.timeZone ?? "";
        if (effect.retryAt !== null && hours && !isOpen({ ...hours, timeZone: zone }, effect.retryAt))
          this.#problems.push(`contact ${effect.contact} is to be called outside its hours`);
        return;
      }
      case "dialler.returned":
        for (const id of effect.contacts) {
          const kept = this.#back(id);
          this.#count("returned");
          if (kept) Object.assign(kept, { dueAt: effect.dueAt ?? this.#world.now(), putOff: effect.putOff === true });
        }
        return;
      case "dialler.renewed":
        for (const kept of this.#kept.values())
          if (kept.campaign === effect.campaign && kept.putOff && !kept.out) kept.dueAt = this.#world.now();
        return;
      case "dialler.callBack": {
        this.#count("callBack");
        const kept = this.#kept.get(effect.contact);
        if (!kept) return;
        kept.dueAt = effect.at;
        kept.contact = { ...kept.contact, agent: effect.agent };
      }
    }
  }

  #back(id: string): Kept | undefined {
    const kept = this.#kept.get(id);
    if (!kept?.out) this.#problems.push(`contact ${id} comes back and was not given`);
    else kept.out = false;
    return kept;
  }

  #answer(campaign: string, count: number): void {
    const { random, faults } = this.#world;
    if (random.chance(0.01 * faults)) return;
    const give = () => this.#give(campaign, count);
    this.#world.plan(random.below(300), give);
    if (random.chance(0.01 * faults)) this.#world.plan(random.below(2_000), give);
  }

  #give(campaign: string, count: number): Input {
    const { random } = this.#world;
    const now = this.#world.now();
    const mine = () => [...this.#kept.values()].filter((each) => each.campaign === campaign && !each.withdrawn);
    if (mine().every(({ out, dueAt }) => !out && dueAt === Number.POSITIVE_INFINITY) && random.chance(0.5))
      for (let made = 0; made < LIST; made += 1) this.#make(campaign);
    const waiting = mine().filter(({ out }) => !out);
    const contacts = waiting.filter(({ dueAt }) => dueAt <= now).slice(0, count);
    for (const each of contacts) each.out = true;
    const next = Math.min(...waiting.filter(({ out }) => !out).map(({ dueAt }) => dueAt));
    const nextDue = next === Number.POSITIVE_INFINITY ? now + 60_000 : next;
    return { type: "dialler.contacts", campaign, contacts: contacts.map((each) => this.#named(each)), nextDue };
  }

  #named({ contact }: Kept): Contact {
    return { ...contact, call: `${contact.id}-${++this.#takes}` };
  }

  #make(campaign: string): void {
    const { random } = this.#world;
    const id = `contact-${++this.#made}`;
    const usual = `+31${100_000_000 + random.below(1_000)}`;
    const number = random.chance(0.95) ? usual : (random.pick(NUMBERS) ?? "");
    const timeZone = random.pick(ZONES) ?? null;
    const contact: Contact = { id, call: "", number, name: null, timeZone, cardLink: null, attempts: {}, agent: null };
    this.#kept.set(id, { contact, campaign, dueAt: this.#world.now(), out: false, withdrawn: false, putOff: false });
    if (this.#kept.size > 1_000) this.#forget();
  }

  #forget(): void {
    for (const [id, { out, dueAt, withdrawn }] of this.#kept)
      if (!out && (withdrawn || dueAt === Number.POSITIVE_INFINITY)) this.#kept.delete(id);
  }

  /** Judges by itself whether the contact of a call could be called now. */
  #dialled(state: FloorState, call: string, number: string): void {
    const called = own(state.calls, call)?.contact;
    if (!called?.automatic || called.contact.number !== number || called.personAt !== null) return;
    const { campaign: id, contact } = called;
    const wrong = (what: string) => this.#problems.push(`contact ${contact.id}: ${what}`);
    const settings = own(state.settings.campaigns, id);
    const kept = this.#kept.get(contact.id);
    if (!kept?.out) wrong("is called and was not given");
    if (kept?.withdrawn) wrong("is called after it was withdrawn");
    if (!settings?.running) return void wrong("is called for a campaign that does not run");
    if (settings.mode === "preview") wrong("is called without an agent");
    const { hours } = settings;
    if (hours && !isOpen({ ...hours, timeZone: contact.timeZone ?? hours.timeZone }, state.now))
      wrong("is called outside its hours");
    const takes = (agent: string) => own(state.agents, agent)?.autoCalls === true;
    const idle = own(state.queues, settings.queue)?.idle.filter(({ agent }) => takes(agent)).length ?? 0;
    const members = own(state.settings.queues, settings.queue)?.members ?? [];
    const under = Object.values(state.calls).filter(
      ({ stage, contact: other }) => stage.at === "contacting" && other?.campaign === id,
    ).length;
    const mayOverdial = settings.mode === "predictive" && members.filter(takes).length >= 10;
    if (!mayOverdial && under > idle) wrong(`is called as one of ${under} for ${idle} agents`);
    if (under > 3 * members.length) wrong(`is called as one of ${under} with ${members.length} agents at all`);
  }
}

function isDialler(effect: Effect): effect is DiallerEffect {
  return effect.type.startsWith("dialler.");
}
