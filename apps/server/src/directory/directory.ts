import { Refusal } from "@belfry/contracts";
import { type FloorSettings, isEmergency, type Target } from "@belfry/floor";
import { asc, eq, sql } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store, Tx } from "../store/store.ts";
import { floorSettings } from "./floor-settings.ts";
import { type DirectoryIndex, indexDirectory, type LineTrunk, type PublicPurpose } from "./lookups.ts";
import { nationalForm, toE164 } from "./phone-numbers.ts";
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
  /** Who sits at another extension than their own, by organisation and person. */
  readonly #seats = new Map<string, Map<string, string>>();
  /** The snapshots with everybody at the extension where they sit. */
  readonly #present = new Map<string, OrganisationSnapshot>();
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

  /** As things are now: everybody has the extension at which they sit. */
  snapshot(organisation: string): OrganisationSnapshot | null {
    const snapshot = this.#snapshots.get(organisation);
    if (snapshot === undefined) return null;
    const seats = this.#seats.get(organisation);
    if (seats === undefined || seats.size === 0) return snapshot;
    const known = this.#present.get(organisation);
    if (known !== undefined) return known;
    const people = snapshot.people.map((one) => ({ ...one, extension: seats.get(one.id) ?? one.extension }));
    const present = { ...snapshot, people };
    this.#present.set(organisation, present);
    return present;
  }

  /** Who sits at another extension than their own: extension by person. */
  seats(organisation: string): ReadonlyMap<string, string> {
    return this.#seats.get(organisation) ?? new Map<string, string>();
  }

  /** Puts a person at another extension, or with null back at their own; false when they are there already. */
  seat(organisation: string, person: string, extension: string | null): boolean {
    const seats = this.#seats.get(organisation) ?? new Map<string, string>();
    if ((seats.get(person) ?? null) === extension) return false;
    if (extension === null) seats.delete(person);
    else seats.set(person, extension);
    this.#seats.set(organisation, seats);
    this.#announce(organisation);
    return true;
  }

  /** What is set in an organisation that must exist, with everybody's own extension; rejects with `not_found`. */
  require(organisation: string): OrganisationSnapshot {
    const snapshot = this.#snapshots.get(organisation);
    if (snapshot === undefined) throw new Refusal("not_found");
    return snapshot;
  }

  /**
   * What a visitor may call for, or null: alike for an unknown organisation, an unknown or inactive purpose, and a website
   * that the organisation does not allow. `origin` null: a page of our own.
   */
  publicPurpose(slug: string, purpose: string, origin: string | null): PublicPurpose | null {
    const found = this.#lookups().purposes.get(`${slug}/${purpose}`) ?? null;
    return found !== null && (origin === null || found.settings.origins.includes(origin)) ? found : null;
  }

  organisationBySlug(slug: string): OrganisationSnapshot | null {
    for (const snapshot of this.#snapshots.values()) if (snapshot.organisation.slug === slug) return snapshot;
    return null;
  }

  /** The id of the person with this user name (in lower case), found as fast whether there is one or not. */
  personOfLogin(organisation: string, login: string): string | null {
    return this.#lookups().logins.get(`${organisation}/${login}`) ?? null;
  }

  floorSettings(organisation: string): FloorSettings | null {
    const snapshot = this.snapshot(organisation);
    return snapshot === null ? null : floorSettings(snapshot);
  }

  /** E.164 of a number as this organisation's people write it, or null. */
  normalise(organisation: string, number: string): string | null {
    const snapshot = this.#snapshots.get(organisation);
    return snapshot === undefined ? null : toE164(number, snapshot.organisation.country);
  }

  /** A number as people of this organisation's country write it. */
  national(organisation: string, number: string): string {
    return nationalForm(number, this.#snapshots.get(organisation)?.organisation.country ?? "");
  }

  /** As `normalise`, and the digits of a national emergency number, which is no E.164 and travels as it is. */
  dialable(organisation: string, number: string): string | null {
    const digits = number.replace(/[\s().-]/g, "");
    const country = this.#snapshots.get(organisation)?.organisation.country;
    return country !== undefined && isEmergency(country, digits) ? digits : this.normalise(organisation, number);
  }

  /** Who or what is meant: a call for help before a colleague's extension, and that before an outside number. */
  target(organisation: string, dialled: string): Target | null {
    const number = this.dialable(organisation, dialled);
    const typed = dialled.replace(/[\s().-]/g, "");
    const people = number === typed && !number.startsWith("+") ? [] : (this.snapshot(organisation)?.people ?? []);
    const colleague = people.find((person) => person.active && person.extension === typed);
    if (colleague !== undefined) return { kind: "agent", agent: colleague.id };
    return number === null ? null : { kind: "number", number };
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
    // An admin's word goes before a seat, also where both came at once.
    const seats = this.#seats.get(snapshot.organisation.id) ?? new Map<string, string>();
    const owned = new Set(snapshot.people.map(({ extension }) => extension));
    const people = new Set(snapshot.people.map(({ id }) => id));
    for (const [person, seat] of seats) if (owned.has(seat) || !people.has(person)) seats.delete(person);
    return true;
  }

  #announce(organisation: string): void {
    this.#index = null;
    this.#present.delete(organisation);
    for (const listener of this.#listeners) listener(organisation);
  }

  #lookups(): DirectoryIndex {
    this.#index ??= indexDirectory(
      [...this.#snapshots.keys()].flatMap((id) => this.snapshot(id) ?? []),
      this.#vault,
    );
    return this.#index;
  }
}
