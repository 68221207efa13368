import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Refusal } from "@belfry/contracts";
import { CsvError, parse } from "csv-parse";
import { z } from "zod";

export type Delimiter = "," | ";" | "\t";
const DELIMITERS: readonly Delimiter[] = [",", ";", "\t"];

export interface CsvRow {
  /** Where the row begins in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** No database takes control characters; new lines within a cell become spaces. */
export function cell(row: CsvRow, place: number | null): string | undefined {
  return place === null ? undefined : row.cells[place]?.replace(/[\p{Cc}\p{Cs}]/gu, " ");
}

/** The beginning of what stands in the place of a number; anything longer is none. */
export function numberIn(row: CsvRow, place: number | null): string {
  // The cut may go through a character.
  return (cell(row, place) ?? "").slice(0, LONGEST_NUMBER).replace(/\p{Cs}/gu, "");
}

const LONGEST_NUMBER = 60;
/** Longer than any row of contacts: a quote that never ends must not swallow a whole file. */
const LONGEST_ROW = 20_000;
/** A heading is in here, or the file is none of ours. */
const LONGEST_HEADING = 64 * 1024;
const record = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

/**
 * The rows of a CSV file (RFC 4180), the heading first: by comma, semicolon or tab, whichever the heading has most of.
 * Rejects with `file_quotes`, and with what `texts` rejects with.
 */
export async function openRows(
  texts: AsyncGenerator<string>,
): Promise<{ readonly delimiter: Delimiter; readonly rows: AsyncGenerator<CsvRow> }> {
  let begin = "";
  for (let more = true; more && !/[\r\n]/.test(begin) && begin.length < LONGEST_HEADING; ) {
    const next = await texts.next();
    if (next.done === true) more = false;
    else begin += next.value;
  }
  // Excel's own word for the delimiter, on a line of its own before the heading.
  const told = /^sep=([,;\t])\r?\n?/i.exec(begin);
  if (told !== null) {
    const delimiter = DELIMITERS.find((one) => one === told[1]) ?? ",";
    return { delimiter, rows: parsed(begin.slice(told[0].length), texts, delimiter, 1) };
  }
  const delimiter = guessDelimiter(begin.split(/[\r\n]/, 1)[0] ?? "");
  return { delimiter, rows: parsed(begin, texts, delimiter, 0) };
}

async function* parsed(
  begin: string,
  texts: AsyncGenerator<string>,
  delimiter: Delimiter,
  linesBefore: number,
): AsyncGenerator<CsvRow> {
  let last = { lines: 0, empty_lines: 0 };
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: LONGEST_ROW,
    on_record: (row: string[], { lines, empty_lines }) => {
      last = { lines, empty_lines };
      return row;
    },
  });
  const source = async function* () {
    if (begin !== "") yield begin;
    yield* texts;
  };
  const flow = pipeline(Readable.from(source()), parser);
  // What fails is told by the loop below.
  flow.catch(() => {});
  try {
    for await (const one of parser) {
      const { record: cells, info } = record.parse(one);
      const within = cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
      yield { line: linesBefore + info.lines - within, cells };
    }
  } catch (error) {
    if (error instanceof CsvError) {
      // Where the row begins: the parser stands where it gave up, maybe thousands of lines further.
      const line = linesBefore + last.lines + parser.info.empty_lines - last.empty_lines + 1;
      throw new Refusal("file_quotes", { line: String(line) });
    }
    throw error;
  }
}

/** By the heading, without what stands in quotes. */
function guessDelimiter(heading: string): Delimiter {
  const bare = heading.replace(/"[^"]*"/g, "");
  const count = (delimiter: Delimiter) => bare.split(delimiter).length;
  return DELIMITERS.reduce((best, next) => (count(next) > count(best) ? next : best));
}
