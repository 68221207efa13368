import type { AgentView, Change, ColleagueView, Snapshot } from "@belfry/contracts";
import type { ChangedEffect } from "@belfry/floor";
import type { DoorDeps } from "../ports.ts";
import { Broadcast } from "./broadcast.ts";

type Settings = Omit<Snapshot, "me" | "supervisions">;
type Needs = Pick<DoorDeps, "directory" | "floor">;

/** One connected page, as the hub knows it. */
export interface Page {
  readonly organisation: string;
  readonly person: string;
  /** The person's id while they are an agent, else null. */
  agent(): string | null;
  /** Whether the person may see who takes part in whose calls. */
  supervises(): boolean;
  /** JSON of an array of `Change`. */
  send(changes: string): void;
}

/** JSON of a change, as supervisors and as agents are told of it. */
interface Told {
  readonly seen: string;
  readonly masked: string;
}

/** The pages of one organisation, and what they have not been told yet. */
interface Audience {
  readonly pages: Map<string, Set<Page>>;
  /** Agents whose own pages are to be told. */
  readonly own: Set<string>;
  readonly agents: Set<string>;
  readonly queues: Set<string>;
  /** Agents of whom supervisors are to be told who takes part in their calls. */
  readonly watched: Set<string>;
  /** What supervisors, and what agents, were told last of each colleague: what looks the same is not said again. */
  readonly known: Map<string, Told>;
  settings: boolean;
  /** What all pages are being told of queues; the next such message waits until it is out and paid for. */
  readonly aboutQueues: Broadcast<Page>;
  /** Of everything else, which in a large office is a hundred times as much: queues do not wait for it. */
  readonly aboutAll: Broadcast<Page>;
  /** What `aboutAll` tells holds queues as well: newer news of them must not reach a page before it. */
  tellingSettings: boolean;
}

/** A call that is answered changes several times in a few milliseconds; a page is told of that once. */
const BREATH = 20;

/**
 * Tells pages what changed: an agent's own page at once, all pages of the organisation as often as their number
 * allows. What is said to all is made once.
 */
export class Hub {
  readonly #deps: Needs;
  readonly #audiences = new Map<string, Audience>();
  readonly #subscriptions: readonly (() => void)[];
  #flush: NodeJS.Timeout | null = null;
  #flushedAt = 0;

  constructor(deps: Needs) {
    this.#deps = deps;
    this.#subscriptions = [
      deps.floor.onChanged((organisation, change) => this.#note(organisation, change)),
      deps.directory.onChanged((organisation) => this.#note(organisation, { type: "changed.settings" })),
    ];
  }

  add(page: Page): void {
    const { pages } = this.#audience(page.organisation);
    const own = pages.get(page.person);
    if (own === undefined) pages.set(page.person, new Set([page]));
    else own.add(page);
  }

  remove(page: Page): void {
    const audience = this.#audiences.get(page.organisation);
    const own = audience?.pages.get(page.person);
    own?.delete(page);
    if (audience === undefined) return;
    skip(audience, page);
    if (own?.size === 0) audience.pages.delete(page.person);
    if (audience.pages.size !== 0) return;
    close(audience);
    this.#audiences.delete(page.organisation);
  }

  /** All that a page shows. What is on its way to it already is older than this, and is left out. */
  snapshot(page: Page): Snapshot {
    const audience = this.#audiences.get(page.organisation);
    if (audience !== undefined) {
      skip(audience, page);
      // This page may be told now what the others never will be, if it passes before they are.
      for (const id of audience.agents) audience.known.delete(id);
    }
    const { seen, masked } = this.#settings(page.organisation);
    const me = this.#me(page.organisation, page.agent());
    if (!page.supervises()) return { me, ...masked };
    const view = (id: string) => this.#deps.floor.supervisionView(page.organisation, id) ?? [];
    return { me, ...seen, supervisions: seen.colleagues.flatMap(({ id }) => view(id)) };
  }

  close(): void {
    for (const end of this.#subscriptions) end();
    if (this.#flush !== null) clearTimeout(this.#flush);
    this.#flush = null;
    for (const audience of this.#audiences.values()) close(audience);
    this.#audiences.clear();
  }

  #audience(organisation: string): Audience {
    const known = this.#audiences.get(organisation);
    if (known !== undefined) return known;
    const audience: Audience = {
      pages: new Map(),
      own: new Set(),
      agents: new Set(),
      queues: new Set(),
      watched: new Set(),
      known: new Map(),
      settings: false,
      aboutQueues: new Broadcast(() => this.#send(organisation, audience)),
      aboutAll: new Broadcast(() => this.#send(organisation, audience)),
      tellingSettings: false,
    };
    this.#audiences.set(organisation, audience);
    for (const { id } of this.#deps.directory.snapshot(organisation)?.people ?? [])
      this.#learn(organisation, audience, id);
    return audience;
  }

  #note(organisation: string, change: ChangedEffect): void {
    const audience = this.#audiences.get(organisation);
    // Of visits only the pages of visitors are told.
    if (audience === undefined || change.type === "changed.visit") return;
    if (change.type === "changed.agent") {
      audience.agents.add(change.agent);
      if (audience.pages.has(change.agent)) audience.own.add(change.agent);
    } else if (change.type === "changed.supervision") audience.watched.add(change.agent);
    else if (change.type === "changed.queue") audience.queues.add(change.queue);
    else audience.settings = true;
    this.#flush ??= setTimeout(
      () => {
        this.#flush = null;
        this.#flushedAt = performance.now();
        for (const [id, one] of this.#audiences) this.#send(id, one);
      },
      Math.max(0, this.#flushedAt + BREATH - performance.now()),
    );
  }

  #send(organisation: string, audience: Audience): void {
    const { own, pages, aboutQueues, aboutAll } = audience;
    for (const person of own) {
      const change = this.#ownChange(organisation, person);
      for (const page of pages.get(person) ?? []) if (change !== "" && page.agent() !== null) page.send(`[${change}]`);
    }
    own.clear();
    this.#tellSupervisors(organisation, audience);
    const everybody = () => [...pages.values()].flatMap((some) => [...some]);
    if (aboutAll.ready && audience.settings) {
      const shared = this.#takeSettings(organisation, audience);
      audience.tellingSettings = true;
      aboutAll.start(everybody(), shared.seen.length, (page) => {
        const agent = page.agent();
        const change = agent === null ? "" : this.#ownChange(organisation, agent);
        const text = page.supervises() ? shared.seen : shared.masked;
        page.send(change === "" ? `[${text}]` : `[${change},${text}]`);
      });
    }
    const { floor } = this.#deps;
    audience.tellingSettings &&= aboutAll.telling;
    if (aboutQueues.ready && !audience.tellingSettings) {
      const views = [...audience.queues].flatMap((id) => floor.queueView(organisation, id) ?? []);
      audience.queues.clear();
      const shared = JSON.stringify(views.map((value): Change => ({ part: "queue", value })));
      if (views.length > 0) aboutQueues.start(everybody(), shared.length, (page) => page.send(shared));
    }
    if (aboutAll.ready && audience.agents.size > 0) {
      const { seen, masked } = this.#takeColleagues(organisation, audience);
      const news = (page: Page) => (page.supervises() ? seen : masked);
      const concerned = everybody().filter((page) => news(page) !== "[]");
      if (concerned.length > 0) aboutAll.start(concerned, seen.length, (page) => page.send(news(page)));
    }
  }

  /** JSON of what is new of colleagues. */
  #takeColleagues(organisation: string, audience: Audience): Told {
    const seen: string[] = [];
    const masked: string[] = [];
    for (const id of audience.agents) {
      const before = audience.known.get(id);
      const now = this.#learn(organisation, audience, id);
      if (now === null) continue;
      if (now.seen !== before?.seen) seen.push(now.seen);
      if (now.masked !== before?.masked) masked.push(now.masked);
    }
    audience.agents.clear();
    return { seen: `[${seen}]`, masked: `[${masked}]` };
  }

  #learn(organisation: string, { known }: Audience, id: string): Told | null {
    const { floor } = this.#deps;
    const view = floor.colleagueView(organisation, id);
    if (view === null) return null;
    const mask = floor.maskedView(organisation, id);
    const seen = colleagueChange(view);
    const told = { seen, masked: mask === null ? seen : colleagueChange(mask) };
    known.set(id, told);
    return told;
  }

  /** Who takes part in whose calls: rare, and told at once to the few who may know. */
  #tellSupervisors(organisation: string, { watched, pages }: Audience): void {
    if (watched.size === 0) return;
    const { floor } = this.#deps;
    const changes = [...watched].map((agent): Change => {
      return { part: "supervision", agent, value: floor.supervisionView(organisation, agent) };
    });
    watched.clear();
    const told = JSON.stringify(changes);
    for (const some of pages.values()) for (const page of some) if (page.supervises()) page.send(told);
  }

  /**
   * JSON of all that is said to all, which makes smaller news old. Supervisors hear who takes part in whose calls as
   * well: they may be that from now on only.
   */
  #takeSettings(organisation: string, audience: Audience): Told {
    audience.settings = false;
    audience.agents.clear();
    audience.queues.clear();
    const { seen, masked } = this.#settings(organisation);
    for (const { id } of seen.colleagues) this.#learn(organisation, audience, id);
    const text = (value: Settings) => JSON.stringify({ part: "settings", value } satisfies Change);
    const plain = text(seen);
    const supervisions = seen.colleagues.flatMap(({ id: agent }) => {
      const value = this.#deps.floor.supervisionView(organisation, agent);
      return value === null ? [] : JSON.stringify({ part: "supervision", agent, value } satisfies Change);
    });
    return { seen: [plain, ...supervisions].join(), masked: masked === seen ? plain : text(masked) };
  }

  /** JSON of the change of an agent's own view; empty when there is none. */
  #ownChange(organisation: string, agent: string): string {
    const value = this.#me(organisation, agent);
    return value === null ? "" : JSON.stringify({ part: "me", value } satisfies Change);
  }

  #me(organisation: string, agent: string | null): AgentView | null {
    return agent === null ? null : this.#deps.floor.agentView(organisation, agent);
  }

  /** As supervisors see it, and as agents do: nearly always the very same. */
  #settings(organisation: string): { seen: Settings; masked: Settings } {
    const { directory, floor } = this.#deps;
    const snapshot = directory.snapshot(organisation);
    const colleagues = (snapshot?.people ?? []).flatMap(({ id }) => floor.colleagueView(organisation, id) ?? []);
    const masks = new Map<string, ColleagueView>();
    for (const { id } of colleagues) {
      const mask = floor.maskedView(organisation, id);
      if (mask !== null) masks.set(id, mask);
    }
    const seen: Settings = {
      queues: (snapshot?.queues ?? []).flatMap(({ id }) => floor.queueView(organisation, id) ?? []),
      colleagues,
      pauses: (snapshot?.pauses ?? []).map(({ id, name }) => ({ id, name })),
      callCodes: [...(snapshot?.callCodes ?? [])],
      automaticCalls: (snapshot?.campaigns ?? []).length > 0,
    };
    if (masks.size === 0) return { seen, masked: seen };
    return { seen, masked: { ...seen, colleagues: colleagues.map((view) => masks.get(view.id) ?? view) } };
  }
}

function skip({ aboutQueues, aboutAll }: Audience, page: Page): void {
  aboutQueues.skip(page);
  aboutAll.skip(page);
}

function close({ aboutQueues, aboutAll }: Audience): void {
  aboutQueues.close();
  aboutAll.close();
}

function colleagueChange({ id, state, problem, caller }: ColleagueView): string {
  const value = { id, state, problem, ...(caller && { caller }) };
  return JSON.stringify({ part: "colleague", value } satisfies Change);
}
