import { Refusal } from "@belfry/contracts";
import type { FloorSettings } from "@belfry/floor";
import { asc, eq, sql } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store, Tx } from "../store/store.ts";
import { floorSettings } from "./floor-settings.ts";
import { type DirectoryIndex, indexDirectory, type LineTrunk } from "./lookups.ts";
import { toE164 } from "./phone-numbers.ts";
import { loadSnapshot, type OrganisationSnapshot } from "./snapshot.ts";
import type { Vault } from "./vault.ts";

/**
 * Every organisation's settings, in memory as they were committed last, so that a call never waits for the
 * database. Writes go through `write`, one at a time per organisation.
 */
export class Directory {
  readonly #store: Store;
  readonly #vault: Vault;
  readonly #snapshots = new Map<string, OrganisationSnapshot>();
  readonly #listeners = new Set<(organisation: string) => void>();
  #index: DirectoryIndex | null = null;

  constructor(store: Store, vault: Vault) {
    this.#store = store;
    this.#vault = vault;
  }

  async load(): Promise<void> {
    const rows = await this.#store.asOperator((tx) =>
      tx.select({ id: schema.organisations.id }).from(schema.organisations).orderBy(asc(schema.organisations.slug)),
    );
    for (const { id } of rows) await this.reload(id);
  }

  /** Reads one organisation again; used after it was made or removed outside `write`. */
  async reload(organisation: string): Promise<void> {
    const snapshot = await this.#store.inOrganisation(organisation, (tx) => loadSnapshot(tx, organisation));
    if (snapshot === null) this.#snapshots.delete(organisation);
    else this.#publish(snapshot);
    this.#announce(organisation);
  }

  /**
   * Changes an organisation: `work` runs alone in it, and what it wrote is in the snapshot when this resolves.
   * Rejects with `not_found` when there is no such organisation, or with what `work` threw; then nothing changed.
   */
  async write<T>(organisation: string, work: (tx: Tx, before: OrganisationSnapshot) => Promise<T>): Promise<T> {
    const [result, snapshot] = await this.#store.inOrganisation(organisation, async (tx) => {
      // The row's lock makes the checks in `work` hold until it commits.
      const locked = await tx
        .update(schema.organisations)
        .set({ version: sql`${schema.organisations.version} + 1` })
        .where(eq(schema.organisations.id, organisation))
        .returning({ id: schema.organisations.id });
      const before = locked.length === 0 ? null : await loadSnapshot(tx, organisation);
      if (before === null) throw new Refusal("not_found");
      const value = await work(tx, before);
      const after = await loadSnapshot(tx, organisation);
      if (after === null) throw new Refusal("not_found");
      return [value, after] as const;
    });
    if (this.#publish(snapshot)) this.#announce(organisation);
    return result;
  }

  /** Called after every change of an organisation, also when it was made or removed. */
  onChanged(listener: (organisation: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  organisationIds(): readonly string[] {
    return [...this.#snapshots.keys()];
  }

  snapshot(organisation: string): OrganisationSnapshot | null {
    return this.#snapshots.get(organisation) ?? null;
  }

  /** As `snapshot`, for an organisation that must exist; rejects with `not_found`. */
  require(organisation: string): OrganisationSnapshot {
    const snapshot = this.#snapshots.get(organisation);
    if (snapshot === undefined) throw new Refusal("not_found");
    return snapshot;
  }

  organisationBySlug(slug: string): OrganisationSnapshot | null {
    for (const snapshot of this.#snapshots.values()) if (snapshot.organisation.slug === slug) return snapshot;
    return null;
  }

  floorSettings(organisation: string): FloorSettings | null {
    const snapshot = this.#snapshots.get(organisation);
    return snapshot === undefined ? null : floorSettings(snapshot);
  }

  /** E.164 of a number as this organisation's people write it, or null. */
  normalise(organisation: string, number: string): string | null {
    const snapshot = this.#snapshots.get(organisation);
    return snapshot === undefined ? null : toE164(number, snapshot.organisation.country);
  }

  /** The organisation that a dialled number (E.164) belongs to, or null. */
  organisationOfNumber(number: string): string | null {
    return this.#lookups().numbers.get(number) ?? null;
  }

  /** Whose SIP user this is (`<extension>-<organisation slug>`), or null. */
  agentOfSipUser(user: string): { readonly organisation: string; readonly agent: string } | null {
    return this.#lookups().sipUsers.get(user) ?? null;
  }

  /** The SIP user of an agent, or null for somebody without a phone. */
  sipUserOfAgent(organisation: string, agent: string): string | null {
    return this.#lookups().agents.get(`${organisation}/${agent}`) ?? null;
  }

  /** All trunks of all organisations with their passwords in clear: for the edge's configuration alone. */
  trunks(): readonly LineTrunk[] {
    return this.#lookups().trunks;
  }

  trunk(id: string): LineTrunk | null {
    return this.#lookups().trunks.find((trunk) => trunk.id === id) ?? null;
  }

  /** Where an organisation's calls to the outside go: its first trunk by name that takes them, or null. */
  outboundTrunk(organisation: string): LineTrunk | null {
    return (
      this.#lookups().trunks.find((trunk) => trunk.organisation === organisation && trunk.outbound !== null) ?? null
    );
  }

  #publish(snapshot: OrganisationSnapshot): boolean {
    const current = this.#snapshots.get(snapshot.organisation.id);
    if (current !== undefined && current.version > snapshot.version) return false;
    this.#snapshots.set(snapshot.organisation.id, snapshot);
    return true;
  }

  #announce(organisation: string): void {
    this.#index = null;
    for (const listener of this.#listeners) listener(organisation);
  }

  #lookups(): DirectoryIndex {
    this.#index ??= indexDirectory(this.#snapshots.values(), this.#vault);
    return this.#index;
  }
}
