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
import { type Candidate, type Contacts, onceEach } from "./contacts.ts";
import { findColumns, type Places } from "./csv/columns.ts";
import { type CsvRow, openRows } from "./csv/read-rows.ts";

/** Rows in one transaction; while the database has them, the process does other things. */
const BATCH = 500;
const ROWS_SHOWN = 10;
export const LARGEST_FILE = 20 * 1024 * 1024;

type File = AsyncIterable<Uint8Array>;

/** Contacts from CSV files. Nothing of a file is kept but the contacts. */
export class Uploads {
  readonly #contacts: Contacts;

  constructor(contacts: Contacts) {
    this.#contacts = contacts;
  }

  /** Reads a file and says what it would bring; writes nothing. */
  async preview(organisation: string, campaign: string, file: File, asked: ContactColumns): Promise<UploadPreview> {
    this.#contacts.requireCampaign(organisation, campaign);
    const { delimiter, headings, places, rows } = await open(file, asked);
    const first: { line: number; cells: string[] }[] = [];
    const tally = await this.#each(organisation, places, rows, async (candidates, batch) => {
      for (const { line, cells } of batch) if (first.length < ROWS_SHOWN) first.push({ line, cells: [...cells] });
      return this.#contacts.trial(organisation, campaign, candidates);
    });
    const named = (place: number | null) => (place === null ? null : (headings[place] ?? null));
    const columns = {
      number: named(places.number),
      name: named(places.name),
      reference: named(places.reference),
      timeZone: named(places.timeZone),
      cardLink: named(places.cardLink),
    };
    return { headings: [...headings], delimiter, columns, first, ...tally, good: tally.rows - tally.bad };
  }

  /** Keeps the good rows. The same upload again, as after a broken connection, goes on where it stood. */
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
    const tally = await this.#each(organisation, places, rows, (candidates) =>
      this.#contacts.store(organisation, campaign, candidates, upload, now),
    );
    return { ...tally, added: tally.rows - tally.bad };
  }

  async #each(
    organisation: string,
    places: Places,
    rows: AsyncIterable<CsvRow>,
    take: (candidates: readonly Candidate[], batch: readonly CsvRow[]) => Promise<(ContactProblem | null)[]>,
  ): Promise<{ rows: number; bad: number; problems: RowProblem[] }> {
    const seen = new Set<string>();
    const problems: RowProblem[] = [];
    let total = 0;
    let bad = 0;
    for await (const batch of batches(rows)) {
      total += batch.length;
      if (total > MOST_ROWS) throw new Refusal("file_too_many_rows", { limit: String(MOST_ROWS) });
      const candidates = batch.map((row) => this.#candidate(organisation, places, row));
      const found = await take(onceEach(candidates, seen), batch);
      found.forEach((problem, index) => {
        const row = batch[index];
        if (problem === null || row === undefined) return;
        bad += 1;
        if (problems.length >= MOST_PROBLEMS) return;
        problems.push({ line: row.line, problem, number: (cell(row, places.number) ?? "").slice(0, 60) });
      });
    }
    if (total === 0) throw new Refusal("file_without_rows");
    return { rows: total, bad, problems };
  }

  #candidate(organisation: string, places: Places, row: CsvRow): Candidate {
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

async function open(file: File, asked: ContactColumns) {
  const { delimiter, rows } = await openRows(file, LARGEST_FILE);
  const heading = await rows.next();
  if (heading.done === true) throw new Refusal("file_without_rows");
  const headings = heading.value.cells;
  return { delimiter, headings, places: findColumns(headings, asked), rows };
}

/** No database takes control characters; new lines within a cell become spaces. */
function cell(row: CsvRow, place: number | null): string | undefined {
  return place === null ? undefined : row.cells[place]?.replace(/[\p{Cc}\p{Cs}]/gu, " ");
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
