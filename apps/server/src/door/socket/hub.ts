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
  settings: boolean;
  /** What all pages are being told; the next such message waits until it is out and paid for. */
  readonly broadcast: Broadcast<Page>;
}

/**
 * Tells pages what changed: an agent's own page at the end of the turn, all pages of the organisation as often as
 * their number allows. What is said to all is made once.
 */
export class Hub {
  readonly #deps: Needs;
  readonly #audiences = new Map<string, Audience>();
  readonly #subscriptions: readonly (() => void)[];
  #flush: NodeJS.Immediate | null = null;

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
    audience?.broadcast.skip(page);
    if (own?.size === 0) audience?.pages.delete(page.person);
    if (audience?.pages.size !== 0) return;
    audience.broadcast.close();
    this.#audiences.delete(page.organisation);
  }

  /** All that a page shows. What is on its way to it already is older than this, and is left out. */
  snapshot(page: Page): Snapshot {
    this.#audiences.get(page.organisation)?.broadcast.skip(page);
    return { me: this.#me(page.organisation, page.agent()), ...this.#settings(page.organisation) };
  }

  close(): void {
    for (const end of this.#subscriptions) end();
    if (this.#flush !== null) clearImmediate(this.#flush);
    this.#flush = null;
    for (const { broadcast } of this.#audiences.values()) broadcast.close();
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
      settings: false,
      broadcast: new Broadcast(() => this.#send(organisation, audience)),
    };
    this.#audiences.set(organisation, audience);
    return audience;
  }

  #note(organisation: string, change: ChangedEffect): void {
    const audience = this.#audiences.get(organisation);
    if (audience === undefined) return;
    if (change.type === "changed.agent") {
      audience.agents.add(change.agent);
      if (audience.pages.has(change.agent)) audience.own.add(change.agent);
    } else if (change.type === "changed.queue") audience.queues.add(change.queue);
    else audience.settings = true;
    this.#flush ??= setImmediate(() => {
      this.#flush = null;
      for (const [id, one] of this.#audiences) this.#send(id, one);
    });
  }

  #send(organisation: string, audience: Audience): void {
    const { own, pages, broadcast } = audience;
    for (const person of own) {
      const change = this.#ownChange(organisation, person);
      for (const page of pages.get(person) ?? []) if (change !== "" && page.agent() !== null) page.send(`[${change}]`);
    }
    own.clear();
    if (!broadcast.ready) return;
    const withMe = audience.settings;
    const shared = this.#takeShared(organisation, audience);
    if (shared === "") return;
    const told = [...pages.values()].flatMap((some) => [...some]);
    broadcast.start(told, shared.length, (page) => {
      const agent = withMe ? page.agent() : null;
      const change = agent === null ? "" : this.#ownChange(organisation, agent);
      page.send(change === "" ? `[${shared}]` : `[${change},${shared}]`);
    });
  }

  /** JSON of the changes for all pages, without brackets; empty when there are none. */
  #takeShared(organisation: string, audience: Audience): string {
    const { floor } = this.#deps;
    const { agents, queues, settings } = audience;
    const changes: Change[] = settings ? [{ part: "settings", value: this.#settings(organisation) }] : [];
    if (!settings) {
      for (const id of queues) {
        const value = floor.queueView(organisation, id);
        if (value !== null) changes.push({ part: "queue", value });
      }
      for (const id of agents) {
        const value = floor.colleagueView(organisation, id);
        if (value !== null) changes.push({ part: "colleague", value });
      }
    }
    agents.clear();
    queues.clear();
    audience.settings = false;
    return JSON.stringify(changes).slice(1, -1);
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
      callCodes: (snapshot?.callCodes ?? []).map(({ id, name, noteRequired }) => ({ id, name, noteRequired })),
    };
  }
}
