import { randomUUID } from "node:crypto";
import {
  type Locale,
  type PeopleFileQuery,
  type PeopleImported,
  type PeoplePreview,
  type PersonColumns,
  Refusal,
} from "@belfry/contracts";
import { and, eq, inArray } from "drizzle-orm";
import { findColumn } from "../csv/columns.ts";
import { openRows } from "../csv/read-rows.ts";
import { type Encoding, readText } from "../csv/texts.ts";
import * as schema from "../store/schema.ts";
import type { Tx } from "../store/store.ts";
import { naming } from "./checks.ts";
import type { Directory } from "./directory.ts";
import { hashMadePassword, hashPassword, makePassword } from "./passwords.ts";
import { type Changed, type Plan, planPeople } from "./people-file/plan.ts";
import { type FileRow, readRow } from "./people-file/read-row.ts";
import { HEADINGS } from "./people-file/words.ts";
import { writePeople } from "./people-file/write-file.ts";

const LARGEST_FILE = 4 * 1024 * 1024;
const MOST_PEOPLE = 5000;
const ROWS_AT_ONCE = 500;

type File = AsyncIterable<Uint8Array>;
interface Asker {
  readonly organisation: string;
  readonly person: string;
}

/** People from CSV files, and to them. A person is known by their user name. */
export class PeopleFiles {
  readonly #directory: Directory;
  readonly #endSessions: (organisation: string, person: string) => Promise<void>;

  constructor(directory: Directory, endSessions: (organisation: string, person: string) => Promise<void>) {
    this.#directory = directory;
    this.#endSessions = endSessions;
  }

  export(organisation: string): string {
    return writePeople(this.#directory.require(organisation).people);
  }

  /** Reads a file and says what it would do; writes nothing. */
  async preview(asker: Asker, file: File, query: PeopleFileQuery): Promise<PeoplePreview> {
    const { rows, ...about } = await this.#read(asker.organisation, file, query);
    const plan = this.#plan(asker, rows, query);
    const leaving = plan.leaving.map(({ id, login, name }) => ({ id, login, name }));
    return { ...about, ...counts(plan), rows: [...plan.rows], leaving, plan: plan.digest };
  }

  /**
   * Does what the preview with this `plan` showed, all of it or nothing; wrong rows are left out. Rejects with
   * `preview_outdated` when it would be something else by now, and with `rows_wrong` when somebody would be deactivated
   * by a file that cannot be trusted to name everybody.
   */
  async import(asker: Asker, file: File, query: PeopleFileQuery & { readonly plan: string }): Promise<PeopleImported> {
    const { organisation } = asker;
    const { rows } = await this.#read(organisation, file, query);
    const looked = this.#plan(asker, rows, query);
    const requireSame = (plan: Plan) => {
      if (plan.digest !== query.plan) throw new Refusal("preview_outdated");
    };
    requireSame(looked);
    if (query.missing === "deactivate" && looked.wrong > 0) throw new Refusal("rows_wrong");

    // Hashing takes long, and nobody else's change waits for it.
    const secrets = await passwordsOf(looked, query.passwords);
    const plan = await naming(
      this.#directory.write(organisation, async (tx) => {
        const now = this.#plan(asker, rows, query);
        requireSame(now);
        await write(tx, organisation, now, secrets);
        return now;
      }),
    );
    const ended = [...plan.changed.filter(hasFewerRights).map(({ before }) => before), ...plan.leaving];
    for (const { id } of ended) await this.#endSessions(organisation, id);
    return {
      ...counts(plan),
      deactivated: plan.leaving.length,
      rows: [...plan.rows],
      passwords: plan.added.flatMap(({ row, person }) => {
        const password = secrets.get(row.line)?.made ?? null;
        return password === null ? [] : [{ login: person.login, name: person.name, password }];
      }),
    };
  }

  #plan({ organisation, person }: Asker, rows: readonly FileRow[], { missing }: PeopleFileQuery): Plan {
    const before = this.#directory.require(organisation);
    const plan = planPeople(rows, { before, seats: this.#directory.seats(organisation), asker: person }, missing);
    if (before.people.length + plan.added.length > MOST_PEOPLE) {
      throw new Refusal("too_many_items", { limit: String(MOST_PEOPLE) });
    }
    return plan;
  }

  async #read(organisation: string, file: File, asked: PersonColumns) {
    const otherwise = oldEncoding(this.#directory.require(organisation).organisation.language);
    const { text, encoding } = await readText(file, LARGEST_FILE, otherwise);
    const { delimiter, rows: all } = await openRows(once(text));
    const heading = await all.next();
    if (heading.done === true) throw new Refusal("file_without_rows");
    const headings = [...heading.value.cells];
    const place = (field: keyof PersonColumns) => findColumn(headings, asked[field], HEADINGS[field]);
    const places = {
      login: place("login"),
      name: place("name"),
      extension: place("extension"),
      roles: place("roles"),
      skills: place("skills"),
      locale: place("locale"),
      active: place("active"),
      password: place("password"),
    };
    const rows: FileRow[] = [];
    for await (const row of all) {
      rows.push(readRow(row, places));
      if (rows.length > MOST_PEOPLE) throw new Refusal("file_too_many_rows", { limit: String(MOST_PEOPLE) });
    }
    if (rows.length === 0) throw new Refusal("file_without_rows");
    const named = (at: number | null) => (at === null ? null : (headings[at] ?? null));
    const columns = {
      login: named(places.login),
      name: named(places.name),
      extension: named(places.extension),
      roles: named(places.roles),
      skills: named(places.skills),
      locale: named(places.locale),
      active: named(places.active),
      password: named(places.password),
    };
    return { headings, delimiter, encoding, columns, rows };
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** What spreadsheets wrote before UTF-8, where that language is spoken. */
function oldEncoding(language: Locale): Encoding {
  return language === "uk" ? "windows-1251" : "windows-1252";
}

function counts({ added, changed, unchanged, wrong }: Plan) {
  return { added: added.length, changed: changed.length, unchanged, wrong };
}

interface Secret {
  readonly hash: string;
  /** What is told of it, once; null for one that the file gave, or that nobody knows. */
  readonly made: string | null;
}

/** By line. Who has no password has one that nobody knows: comparing with it takes as long as with any other. */
async function passwordsOf({ added }: Plan, how: PeopleFileQuery["passwords"]): Promise<ReadonlyMap<number, Secret>> {
  const secrets = new Map<number, Secret>();
  const nobodys = await hashPassword(makePassword());
  const left = added[Symbol.iterator]();
  const work = async () => {
    for (const { row } of left) {
      if (row.password !== null) {
        secrets.set(row.line, { made: null, hash: await hashPassword(row.password) });
      } else if (how === "made") {
        const made = makePassword();
        secrets.set(row.line, { made, hash: await hashMadePassword(made) });
      } else secrets.set(row.line, { made: null, hash: nobodys });
    }
  };
  // As many as are hashed at once; whoever signs in meanwhile is between two of ours.
  await Promise.all([work(), work()]);
  return secrets;
}

const hasFewerRights = ({ before, after }: Changed) =>
  !after.active || before.roles.some((role) => !after.roles.includes(role));

async function write(tx: Tx, organisation: string, plan: Plan, secrets: ReadonlyMap<number, Secret>): Promise<void> {
  const { people } = schema;
  const among = (ids: readonly string[]) => and(eq(people.organisation, organisation), inArray(people.id, [...ids]));
  // Two may exchange their extensions, and one extension is never two people's.
  const moved = plan.changed.filter(({ before, after }) => before.extension !== after.extension);
  for (const part of parts(moved)) {
    await tx
      .update(people)
      .set({ extension: null })
      .where(among(part.map(({ before }) => before.id)));
  }
  for (const { before, after } of plan.changed) {
    const { id: _, login: __, ...rest } = after;
    await tx
      .update(people)
      .set(rest)
      .where(among([before.id]));
  }
  for (const part of parts(plan.leaving)) {
    await tx
      .update(people)
      .set({ active: false })
      .where(among(part.map(({ id }) => id)));
  }
  for (const part of parts(plan.added)) {
    await tx.insert(people).values(
      part.map(({ row, person }) => {
        const passwordHash = secrets.get(row.line)?.hash;
        if (passwordHash === undefined) throw new Error("A new person has no password.");
        return { ...person, organisation, id: randomUUID(), passwordHash };
      }),
    );
  }
}

function* parts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE) yield all.slice(at, at + ROWS_AT_ONCE);
}
