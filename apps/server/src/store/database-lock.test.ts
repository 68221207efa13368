import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { lockDatabase } from "./database-lock.ts";
import type { StoreError } from "./errors.ts";
import { openStore } from "./store.ts";
import { type PrivatePostgres, startPrivatePostgres } from "./testing/private-postgres.ts";

describe("the lock on a PostgreSQL database", () => {
  let postgres: PrivatePostgres;
  beforeAll(async () => {
    postgres = await startPrivatePostgres();
  });
  afterAll(() => postgres.close());

  const failing = (error: StoreError) => {
    throw error;
  };
  const open = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  };

  it("keeps a second Belfry out with a sentence, and lets it in when the first has ended", async () => {
    const databaseUrl = await postgres.createDatabase();
    const first = await openStore({ databaseUrl, onLost: failing });
    const refusal = await openStore({ databaseUrl, onLost: failing, lockPatience: 0 }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ problem: "locked" });
    expect(String(refusal)).toContain("in use by another Belfry");
    // Whoever starts while the other one is ending waits for it.
    const second = openStore({ databaseUrl, onLost: failing });
    await first.close();
    await (await second).close();
  });

  it("is taken anew when its connection breaks", async () => {
    const url = await postgres.createDatabase();
    const lock = await lockDatabase(url, { onLost: failing });
    const client = await open(url);
    const held = async () =>
      (await client.query("select pid from pg_locks where locktype = 'advisory' and granted")).rows[0]?.pid;
    const before = await held();
    await client.query("select pg_terminate_backend($1)", [before]);
    let now = await held();
    while (now === undefined || now === before) now = await held();
    await lock.release();
    expect(await held()).toBeUndefined();
  });

  it("is told to be lost when another process has it by then", async () => {
    const url = await postgres.createDatabase();
    const lost = Promise.withResolvers<StoreError>();
    const lock = await lockDatabase(url, { onLost: lost.resolve, patienceAgain: 300 });
    const other = await open(url);
    // One statement after the other on one connection: it waits in the queue before the lock is free.
    await other.query(`select pg_terminate_backend(pid), pg_advisory_lock((classid::bigint << 32) | objid::bigint)
      from pg_locks where locktype = 'advisory' and granted`);
    expect(await lost.promise).toMatchObject({ problem: "locked" });
    await lock.release();
  });
});
