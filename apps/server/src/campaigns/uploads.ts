import {
  type ContactColumns,
  type ContactProblem,
  contactInput,
  MOST_PROBLEMS,
  MOST_ROWS,
  Refusal,
  type RowProblem,
  type UploadPreview,
  type UploadResult,
} from "@belfry/contracts";
import { type CsvRow, cell, numberIn, openRows } from "../csv/read-rows.ts";
import { streamText } from "../csv/texts.ts";
import type { StagedRow } from "../store/schema.ts";
import { type ContactPlaces, findColumns } from "./contact-columns.ts";
import { type Candidate, type Contacts, onceEach } from "./contacts.ts";
import type { Staging } from "./staging.ts";

/** Rows in one transaction; while the database has them, the process does other things. */
const BATCH = 500;
const ROWS_SHOWN = 10;
export const LARGEST_FILE = 20 * 1024 * 1024;

type File = AsyncIterable<Uint8Array>;

/** Contacts from CSV files. Nothing of a file is kept but the contacts, and those only of a file that could be read to its end. */
export class Uploads {
  readonly #contacts: Contacts;
  readonly #staging: Staging;

  constructor(contacts: Contacts, staging: Staging) {
    this.#contacts = contacts;
    this.#staging = staging;
  }

  /** Reads a file and says what it would bring; writes nothing. */
  async preview(organisation: string, campaign: string, file: File, asked: ContactColumns): Promise<UploadPreview> {
    this.#contacts.requireCampaign(organisation, campaign);
    const { delimiter, headings, places, rows } = await open(file, asked);
    const first: { line: number; cells: string[] }[] = [];
    const shown = async function* () {
      for await (const row of rows) {
        if (first.length < ROWS_SHOWN) first.push({ line: row.line, cells: [...row.cells] });
        yield row;
      }
    };
    const tally = new Tally();
    for await (const part of this.#parts(organisation, places, shown())) {
      tally.add(part, await this.#contacts.trial(organisation, campaign, candidatesOf(part)));
    }
    const named = (place: number | null) => (place === null ? null : (headings[place] ?? null));
    const columns = {
      number: named(places.number),
      name: named(places.name),
      reference: named(places.reference),
      timeZone: named(places.timeZone),
      cardLink: named(places.cardLink),
    };
    const { total, bad, problems } = tally;
    return { headings: [...headings], delimiter, columns, first, rows: total, good: total - bad, bad, problems };
  }

  /**
   * Keeps the good rows of a file that can be read to its end, and nothing of any other. The same upload again, as after
   * a broken connection, adds nothing twice.
   */
  async import(
    organisation: string,
    campaign: string,
    upload: string,
    file: File,
    asked: ContactColumns,
    now: number,
  ): Promise<UploadResult> {
    this.#contacts.requireCampaign(organisation, campaign);
    const { places, rows } = await open(file, asked);
    const purpose = { kind: "contacts" as const, campaign, upload };
    const kept = await this.#staging.keep(organisation, purpose, this.#parts(organisation, places, rows));
    return this.finish(organisation, kept, campaign, upload, now);
  }

  /** Adds the contacts of a file that was read to its end. */
  async finish(
    organisation: string,
    kept: string,
    campaign: string,
    upload: string,
    now: number,
  ): Promise<UploadResult> {
    const tally = new Tally();
    await this.#staging.useUp(organisation, kept, async (part) =>
      tally.add(part, await this.#contacts.store(organisation, campaign, candidatesOf(part), upload, now)),
    );
    const { total, bad, problems } = tally;
    return { rows: total, added: total - bad, bad, problems };
  }

  async *#parts(organisation: string, places: ContactPlaces, rows: AsyncIterable<CsvRow>): AsyncGenerator<StagedRow[]> {
    const seen = new Set<string>();
    let total = 0;
    for await (const batch of batches(rows)) {
      total += batch.length;
      if (total > MOST_ROWS) throw new Refusal("file_too_many_rows", { limit: String(MOST_ROWS) });
      const candidates = onceEach(
        batch.map((row) => this.#candidate(organisation, places, row)),
        seen,
      );
      yield batch.map((row, index) => ({
        line: row.line,
        number: numberIn(row, places.number),
        contact: candidates[index] ?? "noNumber",
      }));
    }
    if (total === 0) throw new Refusal("file_without_rows");
  }

  #candidate(organisation: string, places: ContactPlaces, row: CsvRow): Candidate {
    const read = contactInput.safeParse({
      number: cell(row, places.number) ?? "",
      name: cell(row, places.name),
      reference: cell(row, places.reference),
      timeZone: cell(row, places.timeZone),
      cardLink: cell(row, places.cardLink),
    });
    // Texts alone are read here, so that nothing but their length can be wrong.
    return read.success ? this.#contacts.check(organisation, read.data) : "tooLong";
  }
}

class Tally {
  total = 0;
  bad = 0;
  readonly problems: RowProblem[] = [];

  add(part: readonly StagedRow[], found: readonly (ContactProblem | null)[]): void {
    this.total += part.length;
    part.forEach(({ line, number }, index) => {
      const problem = found[index] ?? null;
      if (problem === null) return;
      this.bad += 1;
      if (this.problems.length < MOST_PROBLEMS) this.problems.push({ line, problem, number });
    });
  }
}

const candidatesOf = (part: readonly StagedRow[]): Candidate[] => part.map(({ contact }) => contact ?? "noNumber");

async function open(file: File, asked: ContactColumns) {
  const { delimiter, rows } = await openRows(streamText(file, LARGEST_FILE));
  const heading = await rows.next();
  if (heading.done === true) throw new Refusal("file_without_rows");
  const headings = heading.value.cells;
  return { delimiter, headings, places: findColumns(headings, asked), rows };
}

async function* batches(rows: AsyncIterable<CsvRow>): AsyncGenerator<CsvRow[]> {
  let batch: CsvRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
