import type { AgentView, Change, Snapshot } from "@belfry/contracts";
import type { ChangedEffect } from "@belfry/floor";
import type { DoorDeps } from "../ports.ts";

type Needs = Pick<DoorDeps, "directory" | "floor">;

/** One connected page, as the hub knows it. */
export interface Page {
  readonly organisation: string;
  /** The person's id while they are an agent, else null. */
  agent(): string | null;
  send(changes: readonly Change[]): void;
}

interface Dirty {
  readonly agents: Set<string>;
  readonly queues: Set<string>;
  settings: boolean;
}

/**
 * Tells pages what changed. Changes of one turn of the event loop are put together, and each view is made once
 * for all pages of the organisation.
 */
export class Hub {
  readonly #deps: Needs;
  readonly #pages = new Map<string, Set<Page>>();
  readonly #dirty = new Map<string, Dirty>();
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
    const pages = this.#pages.get(page.organisation);
    if (pages === undefined) this.#pages.set(page.organisation, new Set([page]));
    else pages.add(page);
  }

  remove(page: Page): void {
    const pages = this.#pages.get(page.organisation);
    pages?.delete(page);
    if (pages?.size === 0) this.#pages.delete(page.organisation);
  }

  snapshot(organisation: string, agent: string | null): Snapshot {
    return { me: this.#me(organisation, agent), ...this.#settings(organisation) };
  }

  close(): void {
    for (const end of this.#subscriptions) end();
    if (this.#flush !== null) clearImmediate(this.#flush);
    this.#flush = null;
  }

  #note(organisation: string, change: ChangedEffect): void {
    if (!this.#pages.has(organisation)) return;
    let dirty = this.#dirty.get(organisation);
    if (dirty === undefined) {
      dirty = { agents: new Set(), queues: new Set(), settings: false };
      this.#dirty.set(organisation, dirty);
    }
    if (change.type === "changed.agent") dirty.agents.add(change.agent);
    else if (change.type === "changed.queue") dirty.queues.add(change.queue);
    else dirty.settings = true;
    this.#flush ??= setImmediate(() => {
      this.#flush = null;
      this.#send();
    });
  }

  #send(): void {
    const all = [...this.#dirty];
    this.#dirty.clear();
    for (const [organisation, dirty] of all) {
      const shared = this.#sharedChanges(organisation, dirty);
      for (const page of this.#pages.get(organisation) ?? []) {
        const agent = page.agent();
        const concerned = agent !== null && (dirty.settings || dirty.agents.has(agent));
        const me = concerned ? this.#me(organisation, agent) : null;
        const changes: readonly Change[] = me === null ? shared : [{ part: "me", value: me }, ...shared];
        if (changes.length > 0) page.send(changes);
      }
    }
  }

  #sharedChanges(organisation: string, dirty: Dirty): readonly Change[] {
    const { floor } = this.#deps;
    if (dirty.settings) return [{ part: "settings", value: this.#settings(organisation) }];
    const queues = [...dirty.queues].flatMap((id) => floor.queueView(organisation, id) ?? []);
    const colleagues = [...dirty.agents].flatMap((id) => floor.colleagueView(organisation, id) ?? []);
    return [
      ...queues.map((value) => ({ part: "queue" as const, value })),
      ...colleagues.map((value) => ({ part: "colleague" as const, value })),
    ];
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
