import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { StoreError } from "./errors.ts";

/** As long as every Belfry takes the same number, and no other lock of ours has it. */
const ADVISORY_LOCK = 7_205_318;
const TRY_EVERY = 250;

export interface DatabaseLockOptions {
  /** Milliseconds to wait for a process that is just ending. Default: 5 s. */
  readonly patience?: number;
  /**
   * As long as PostgreSQL may take to notice that our own last connection is broken, which it does by the keepalives
   * below: only then is it somebody else who has the lock. Default: 60 s.
   */
  readonly patienceAgain?: number;
  /** The connection was lost, and another process has taken the lock meanwhile: this one must end. */
  readonly onLost: (error: StoreError) => void;
}

export interface DatabaseLock {
  release(): Promise<void>;
}

/**
 * Lets one Belfry at a time into a PostgreSQL database: two would end each other's calls in the history, and know
 * nothing of each other's settings. The lock is an advisory one of a session, on a connection of its own, so it goes
 * with the process. When the connection breaks, as it does with PostgreSQL itself, the lock is taken anew.
 *
 * NOTE: a pool in between that shares connections among sessions (PgBouncer's transaction mode) keeps no such lock.
 */
export async function lockDatabase(url: string, options: DatabaseLockOptions): Promise<DatabaseLock> {
  const { patience = 5000, patienceAgain = 60_000, onLost } = options;
  const closing = new AbortController();
  const { signal } = closing;
  let holder: pg.Client;
  let taking: Promise<void> | null = null;

  const hold = (client: pg.Client): void => {
    holder = client;
    client.once("end", () => {
      if (!signal.aborted) taking = again();
    });
  };
  const again = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const client = await take(url, patienceAgain, signal);
        if (signal.aborted) await client.end();
        else hold(client);
        return;
      } catch (error) {
        if (error instanceof StoreError) return onLost(error);
        // PostgreSQL is not there; without it nobody else gets the lock either.
        await pause(TRY_EVERY, null, { signal }).catch(() => {});
      }
    }
  };
  hold(await take(url, patience, signal));
  return {
    async release() {
      closing.abort();
      await taking;
      await holder.end().catch(() => {});
    },
  };
}

async function take(url: string, patience: number, signal: AbortSignal): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 10_000 });
  // `end` tells of a broken connection too; an error that nobody listens to would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(
      "set application_name = 'belfry lock'; set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3",
    );
    for (const until = performance.now() + patience; ; await pause(TRY_EVERY, null, { signal })) {
      const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [
        ADVISORY_LOCK,
      ]);
      if (rows[0]?.taken === true) return client;
      if (performance.now() >= until) break;
    }
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  await client.end();
  throw new StoreError(
    "locked",
    "The database in DATABASE_URL is in use by another Belfry. Stop that one first, or choose another database; after a crash it is free within half a minute.",
  );
}
