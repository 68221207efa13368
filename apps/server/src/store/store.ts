import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { type DatabaseLock, lockDatabase } from "./database-lock.ts";
import { StoreError, withoutValues } from "./errors.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { migrate } from "./migrate.ts";
import { startEmbeddedDatabase } from "./pglite-thread.ts";

/** Soon after the start, for a new database's plans are made for empty tables; then more and more rarely. */
const FIRST_TIDY = 10_000;
const TIDY_EVERY = 3600_000;

type Database = NodePgDatabase<Record<string, never>>;
/** What work inside a transaction may use. */
export type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];

export interface Store {
  readonly kind: "embedded" | "postgresql";
  /**
   * Runs `work` in a transaction that sees and writes only what belongs to this organisation, whatever its
   * queries say: the role has no right to bypass row-level security, and the setting ends with the transaction.
   */
  inOrganisation<T>(organisation: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` across organisations: loading the directory, making an organisation, retention. */
  asOperator<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Resolves when the database answers, rejects when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type StoreOptions =
  | {
      readonly databaseUrl: string;
      readonly connections?: number;
      /** Milliseconds to wait for another Belfry that is just leaving this database. */
      readonly lockPatience?: number;
      /** Another Belfry has got the database while ours was not to be reached: this process must end. */
      readonly onLost: (error: StoreError) => void;
    }
  /** The folder of the embedded database; null keeps everything in memory. */
  | { readonly dir: string | null };

/** Opens the database and brings its schema up to date. Rejects with a `StoreError`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  return "databaseUrl" in options
    ? openPostgres(options.databaseUrl, options.connections ?? 10, options)
    : openEmbedded(options.dir);
}

async function openPostgres(
  url: string,
  connections: number,
  { lockPatience, onLost }: { readonly lockPatience?: number; readonly onLost: (error: StoreError) => void },
): Promise<Store> {
  let lock: DatabaseLock | null = null;
  const pool = new pg.Pool({ connectionString: url, max: connections, connectionTimeoutMillis: 10_000 });
  const end = async () => {
    await pool.end();
    await lock?.release();
  };
  try {
    lock = await lockDatabase(url, { onLost, ...(lockPatience === undefined ? {} : { patience: lockPatience }) });
    return await prepare("postgresql", pool, end);
  } catch (error) {
    await end();
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      "unreachable",
      `PostgreSQL does not let Belfry in: ${error instanceof Error ? error.message : "unknown"}. Check DATABASE_URL and that the database runs.`,
      error,
    );
  }
}

async function openEmbedded(dir: string | null): Promise<Store> {
  const folder = dir === null ? null : resolve(dir);
  let lock: FolderLock | null = null;
  if (folder !== null) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      lock = await lockFolder(folder);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError("not-permitted", `The folder ${folder} for the database cannot be made or read.`, error);
    }
  }
  try {
    const database = await startEmbeddedDatabase(folder ?? "memory://");
    // The embedded database has one session: one connection, which also keeps transactions apart.
    const pool = new pg.Pool({ max: 1, user: "postgres", database: "postgres", ssl: false, stream: database.connect });
    const stopTidying = keepTidy(pool);
    const close = async () => {
      stopTidying();
      await pool.end();
      await database.close();
      await lock?.release();
    };
    try {
      return await prepare("embedded", pool, close);
    } catch (error) {
      stopTidying();
      await pool.end();
      await database.close();
      throw error;
    }
  } catch (error) {
    await lock?.release();
    if (error instanceof StoreError) throw error;
    throw new StoreError("broken", `The database in ${folder ?? "memory"} could not be opened.`, error);
  }
}

/** The embedded database has no process of its own that cleans up and gathers statistics. */
function keepTidy(pool: pg.Pool): () => void {
  let wait = FIRST_TIDY;
  let timer: NodeJS.Timeout | null = null;
  const next = () => {
    timer = setTimeout(() => {
      wait = Math.min(wait * 2, TIDY_EVERY);
      const again = () => void (timer !== null && next());
      // An untidy database is slow and nothing worse.
      pool.query("vacuum (analyze)").then(again, again);
    }, wait).unref();
  };
  next();
  return () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
}

async function prepare(kind: Store["kind"], pool: pg.Pool, end: () => Promise<void>): Promise<Store> {
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => {});
  const client = await pool.connect();
  try {
    await migrate(client);
  } finally {
    client.release();
  }
  const database = drizzle(pool);
  const run = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    try {
      return await database.transaction(work);
    } catch (error) {
      throw withoutValues(error);
    }
  };
  let closing: Promise<void> | null = null;
  return {
    kind,
    inOrganisation: (organisation, work) =>
      run(async (tx) => {
        await tx.execute(
          sql`select set_config('role', 'belfry_tenant', true), set_config('app.organisation', ${organisation}, true)`,
        );
        return work(tx);
      }),
    asOperator: (work) =>
      run(async (tx) => {
        await tx.execute(sql`select set_config('role', 'belfry_operator', true)`);
        return work(tx);
      }),
    ping: async () => {
      await database.execute(sql`select 1`);
    },
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}
