import type { AgentView, Change, Snapshot } from "@belfry/contracts";
import type { ChangedEffect } from "@belfry/floor";
import type { DoorDeps } from "../ports.ts";
import { Broadcast } from "./broadcast.ts";

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

/** The pages of one organisation, and what they have not been told yet. */
interface Audience {
  readonly pages: Map<string, Set<Page>>;
  /** Agents whose own pages are to be told. */
  readonly own: Set<string>;
  readonly agents: Set<string>;
  readonly queues: Set<string>;
  /** Agents of whom something changed that supervisors may have to be told, and those who were supervised last. */
  readonly watched: Set<string>;
  readonly supervised: Set<string>;
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
    if (audience !== undefined) skip(audience, page);
    const settings = this.#settings(page.organisation);
    const me = this.#me(page.organisation, page.agent());
    if (!page.supervises()) return { me, ...settings };
    const view = (id: string) => this.#deps.floor.supervisionView(page.organisation, id) ?? [];
    return { me, ...settings, supervisions: settings.colleagues.flatMap(({ id }) => view(id)) };
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
      supervised: new Set(),
      settings: false,
      aboutQueues: new Broadcast(() => this.#send(organisation, audience)),
      aboutAll: new Broadcast(() => this.#send(organisation, audience)),
      tellingSettings: false,
    };
    this.#audiences.set(organisation, audience);
    return audience;
  }

  #note(organisation: string, change: ChangedEffect): void {
    const audience = this.#audiences.get(organisation);
    if (audience === undefined) return;
    if (change.type === "changed.agent") {
      audience.agents.add(change.agent);
      audience.watched.add(change.agent);
      if (audience.pages.has(change.agent)) audience.own.add(change.agent);
    } else if (change.type === "changed.queue") audience.queues.add(change.queue);
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
      aboutAll.start(everybody(), shared.length, (page) => {
        const agent = page.agent();
        const change = agent === null ? "" : this.#ownChange(organisation, agent);
        page.send(change === "" ? `[${shared}]` : `[${change},${shared}]`);
      });
    }
    const { floor } = this.#deps;
    const tell = (broadcast: Broadcast<Page>, changes: readonly Change[]) => {
      const shared = JSON.stringify(changes);
      if (changes.length > 0) broadcast.start(everybody(), shared.length, (page) => page.send(shared));
    };
    audience.tellingSettings &&= aboutAll.telling;
    if (aboutQueues.ready && !audience.tellingSettings) {
      tell(
        aboutQueues,
        take(audience.queues, (id) => floor.queueView(organisation, id)).map((value) => ({ part: "queue", value })),
      );
    }
    if (aboutAll.ready) {
      const views = take(audience.agents, (id) => floor.colleagueView(organisation, id));
      tell(
        aboutAll,
        views.map(({ id, state, problem }) => ({ part: "colleague", value: { id, state, problem } })),
      );
    }
  }

  /** Who takes part in whose calls: rare, and told at once to the few who may know. */
  #tellSupervisors(organisation: string, { watched, supervised, pages }: Audience): void {
    const changes: Change[] = [];
    for (const agent of watched) {
      const value = this.#deps.floor.supervisionView(organisation, agent);
      if (value === null ? supervised.delete(agent) : supervised.add(agent))
        changes.push({ part: "supervision", agent, value });
    }
    watched.clear();
    if (changes.length === 0) return;
    const told = JSON.stringify(changes);
    for (const some of pages.values()) for (const page of some) if (page.supervises()) page.send(told);
  }

  /** JSON of all that is said to all, which makes smaller news old. */
  #takeSettings(organisation: string, audience: Audience): string {
    audience.settings = false;
    audience.agents.clear();
    audience.queues.clear();
    return JSON.stringify({ part: "settings", value: this.#settings(organisation) } satisfies Change);
  }

  /** JSON of the change of an agent's own view; empty when there is none. */
  #ownChange(organisation: string, agent: string): string {
    const value = this.#me(organisation, agent);
    return value === null ? "" : JSON.stringify({ part: "me", value } satisfies Change);
  }

  #me(organisation: string, agent: string | null): AgentView | null {
    return agent === null ? null : this.#deps.floor.agentView(organisation, agent);
  }

  #settings(organisation: string): Omit<Snapshot, "me"> {
    const { directory, floor } = this.#deps;
    const snapshot = directory.snapshot(organisation);
    return {
      queues: (snapshot?.queues ?? []).flatMap(({ id }) => floor.queueView(organisation, id) ?? []),
      colleagues: (snapshot?.people ?? []).flatMap(({ id }) => floor.colleagueView(organisation, id) ?? []),
      pauses: (snapshot?.pauses ?? []).map(({ id, name }) => ({ id, name })),
      callCodes: [...(snapshot?.callCodes ?? [])],
      automaticCalls: (snapshot?.campaigns ?? []).length > 0,
    };
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

/** What is known of these, which are then no longer waiting. */
function take<T>(ids: Set<string>, view: (id: string) => T | null): T[] {
  const views = [...ids].flatMap((id) => view(id) ?? []);
  ids.clear();
  return views;
}
