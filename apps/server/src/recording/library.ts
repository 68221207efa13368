import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Listening, type Recording, Refusal } from "@belfry/contracts";
import { and, desc, eq, gt, isNull, lt } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { DamagedRecording, type FreshKey, freshKey, type ServerKey, serverKey } from "./seal.ts";
import { SealedFile } from "./sealed-file.ts";

const { callRecordings: rows, recordingListenings: listenings } = schema;

/** A player asks for one recording many times; within this time that is one listening. */
const ONE_LISTENING = 10 * 60_000;
const LISTENINGS_SHOWN = 200;

type Row = typeof rows.$inferSelect;

/** Octets of a recording, to be read from anywhere. */
export interface Sound {
  readonly length: number;
  read(from: number, to: number): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Where recordings lie: a row in the database for each, and a sealed file. Found by the call's trace id. */
export class Library {
  readonly #store: Store;
  readonly #folder: string;
  readonly #key: ServerKey;

  constructor(store: Store, folder: string, secret: string) {
    this.#store = store;
    this.#folder = folder;
    this.#key = serverKey(secret);
  }

  /** Makes room for the recording of a call; there is one at most. */
  async add(
    organisation: string,
    call: string,
    id: string,
    queue: string | null,
    now: number,
  ): Promise<FreshKey & { readonly path: string }> {
    await this.#store.inOrganisation(organisation, (tx) =>
      tx.insert(rows).values({ organisation, call, id, queue, startedAt: now }),
    );
    return { ...freshKey(this.#key, placeOf(organisation, call)), path: this.pathOf(organisation, id) };
  }

  async end(
    organisation: string,
    call: string,
    { duration, octets }: { readonly duration: number; readonly octets: number | null },
    now: number,
  ): Promise<void> {
    await this.#store.inOrganisation(organisation, (tx) =>
      tx.update(rows).set({ endedAt: now, duration, octets }).where(its(organisation, call)),
    );
  }

  /** Null when there is none. */
  async find(organisation: string, call: string): Promise<Recording | null> {
    const row = await this.#row(organisation, call);
    return row === null ? null : shown(row);
  }

  /** Null when there is none. Rejects with `DamagedRecording` when the file is not what was written. */
  async open(organisation: string, call: string): Promise<Sound | null> {
    const row = await this.#row(organisation, call);
    if (row === null) return null;
    const file = await SealedFile.open(this.pathOf(organisation, row.id), this.#key, placeOf(organisation, call)).catch(
      (error: unknown) => {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") throw new Refusal("not_found");
        throw error;
      },
    );
    if (row.octets !== null && file.length !== row.octets) {
      await file.close();
      throw new DamagedRecording("the recording was cut short");
    }
    return file;
  }

  /** Writes down who listens, before they do. */
  async noteListening(
    organisation: string,
    call: string,
    { person, name, download }: { readonly person: string; readonly name: string; readonly download: boolean },
    now: number,
  ): Promise<void> {
    await this.#store.inOrganisation(organisation, async (tx) => {
      const known = await tx
        .update(listenings)
        .set({ lastAt: now })
        .where(
          and(
            eq(listenings.organisation, organisation),
            eq(listenings.call, call),
            eq(listenings.person, person),
            eq(listenings.download, download),
            gt(listenings.lastAt, now - ONE_LISTENING),
          ),
        )
        .returning({ id: listenings.id });
      if (known.length > 0) return;
      await tx.insert(listenings).values({ organisation, call, person, name, download, at: now, lastAt: now });
    });
  }

  /** Who listened, the latest first. */
  listenings(organisation: string, call: string): Promise<Listening[]> {
    return this.#store.inOrganisation(organisation, (tx) =>
      tx
        .select({
          person: listenings.person,
          name: listenings.name,
          at: listenings.at,
          lastAt: listenings.lastAt,
          download: listenings.download,
        })
        .from(listenings)
        .where(and(eq(listenings.organisation, organisation), eq(listenings.call, call)))
        .orderBy(desc(listenings.at))
        .limit(LISTENINGS_SHOWN),
    );
  }

  /** File first: a row without a file is found again, a file without a row never would be. */
  async remove(organisation: string, { id, call }: Pick<Row, "id" | "call">): Promise<void> {
    await rm(this.pathOf(organisation, id), { force: true });
    await this.#store.inOrganisation(organisation, (tx) =>
      tx.delete(rows).where(and(its(organisation, call), eq(rows.id, id))),
    );
  }

  /** Everything of an organisation that is no more; its rows have gone with it. */
  async removeAllOf(organisation: string): Promise<void> {
    await rm(join(this.#folder, organisation), { recursive: true, force: true });
  }

  /** Recordings that began before this moment. */
  before(organisation: string, moment: number): Promise<Row[]> {
    return this.#store.inOrganisation(organisation, (tx) =>
      tx
        .select()
        .from(rows)
        .where(and(eq(rows.organisation, organisation), lt(rows.startedAt, moment))),
    );
  }

  async forgetListenings(organisation: string, before: number): Promise<void> {
    await this.#store.inOrganisation(organisation, (tx) =>
      tx.delete(listenings).where(and(eq(listenings.organisation, organisation), lt(listenings.lastAt, before))),
    );
  }

  /** Recordings that a process before this one left open. */
  unfinished(): Promise<Row[]> {
    return this.#store.asOperator((tx) => tx.select().from(rows).where(isNull(rows.endedAt)));
  }

  async ids(organisation: string): Promise<ReadonlySet<string>> {
    const found = await this.#store.inOrganisation(organisation, (tx) =>
      tx.select({ id: rows.id }).from(rows).where(eq(rows.organisation, organisation)),
    );
    return new Set(found.map(({ id }) => id));
  }

  get folder(): string {
    return this.#folder;
  }

  pathOf(organisation: string, id: string): string {
    return join(this.#folder, organisation, `${id}.sealed`);
  }

  async #row(organisation: string, call: string): Promise<Row | null> {
    const [row] = await this.#store.inOrganisation(organisation, (tx) =>
      tx.select().from(rows).where(its(organisation, call)),
    );
    return row ?? null;
  }
}

const its = (organisation: string, call: string) => and(eq(rows.organisation, organisation), eq(rows.call, call));
const placeOf = (organisation: string, call: string) => `${organisation}/${call}`;

function shown({ call, queue, startedAt, endedAt, duration }: Row): Recording {
  return { call, queue, startedAt, endedAt, duration };
}
