import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Library } from "./library.ts";

const DAY = 24 * 3_600_000;
const EVERY = 3_600_000;
/** The log of who listened says so for this much longer than there was anything to listen to. */
const LOG_OUTLIVES = 365 * DAY;

export interface Kept {
  readonly id: string;
  readonly recordingDays: number;
  readonly retentionDays: number;
}

/**
 * Deletes what organisations no longer want to keep: the file, and then its row, so that a crash in between leaves a row
 * by which the rest is found. A recording never outlives the history of its call.
 */
export async function forgetRecordings(library: Library, organisations: readonly Kept[], now: number): Promise<number> {
  let forgotten = 0;
  const failures: unknown[] = [];
  for (const organisation of organisations) {
    // What goes wrong with one must not keep what others want deleted.
    await forgetThoseOf(library, organisation, now).then(
      (count) => {
        forgotten += count;
      },
      (error: unknown) => failures.push(error),
    );
  }
  if (failures.length > 0) throw new AggregateError(failures, "some recordings could not be deleted");
  return forgotten;
}

async function forgetThoseOf(library: Library, { id, ...days }: Kept, now: number): Promise<number> {
  const kept = Math.min(days.recordingDays, days.retentionDays) * DAY;
  const old = await library.before(id, now - kept);
  for (const row of old) await library.remove(id, row);
  await library.forgetListenings(id, now - kept - LOG_OUTLIVES);
  return old.length;
}

/**
 * How many files the database does not know. They are left where they are: after a start with a wrong, an empty or a
 * restored database they are the only copy of what another one knows.
 */
export async function countUnknown(library: Library, organisations: readonly Pick<Kept, "id">[]): Promise<number> {
  const ours = new Set(organisations.map(({ id }) => id));
  let unknown = 0;
  for (const folder of await readdir(library.folder).catch(() => [])) {
    // The files first: a row is always there before its file.
    const files = await readdir(join(library.folder, folder)).catch(() => []);
    const known = ours.has(folder) ? await library.ids(folder) : new Set<string>();
    unknown += files.filter((file) => !known.has(file.replace(/\.sealed$/, ""))).length;
  }
  return unknown;
}

/** Settles the recordings that a process before this one left open; to be called before the first call is recorded. */
export async function closeUnfinished(library: Library): Promise<number> {
  const left = await library.unfinished();
  for (const { organisation, id, call, startedAt } of left) {
    const last = await stat(library.pathOf(organisation, id)).then(
      ({ mtimeMs }) => Math.max(startedAt, Math.round(mtimeMs)),
      () => null,
    );
    if (last === null) await library.remove(organisation, { id, call });
    else await library.end(organisation, call, { duration: last - startedAt, octets: null }, last);
  }
  return left.length;
}

/** Forgets now and every hour; the result ends that. */
export function startForgettingRecordings(
  library: Library,
  organisations: () => readonly Kept[],
  now: () => number,
  log: Logger,
): () => void {
  const run = () =>
    forgetRecordings(library, organisations(), now()).then(
      (forgotten) => {
        if (forgotten > 0) log.info({ forgotten }, "old recordings deleted");
      },
      (err: unknown) => log.error({ err }, "old recordings could not be deleted"),
    );
  void countUnknown(library, organisations()).then((files) => {
    if (files > 0)
      log.warn({ files, folder: library.folder }, "recordings that this database does not know are left alone");
  });
  void run();
  const timer = setInterval(() => void run(), EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
