import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { ClientBase } from "pg";
import { StoreError } from "./errors.ts";

const FOLDER = new URL("./migrations/", import.meta.url);
/** Any number will do, as long as every Belfry takes the same one. */
const ADVISORY_LOCK = 7_205_317;

/**
 * Brings the database to this version's schema. Each file runs once, in the order of its name, in a
 * transaction; files never change after a release, which their checksum guards.
 */
export async function migrate(client: ClientBase, folder: URL = FOLDER): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  await client.query("select pg_advisory_lock($1)", [ADVISORY_LOCK]);
  try {
    await client.query(
      "create table if not exists belfry_migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())",
    );
    const done = await client.query<{ name: string; checksum: string }>("select name, checksum from belfry_migration");
    const applied = new Map(done.rows.map((row) => [row.name, row.checksum]));
    for (const name of applied.keys()) {
      if (!names.includes(name)) {
        throw new StoreError(
          "incompatible",
          `The database was made by a newer Belfry (it knows ${name}). Start that version, or restore a backup from before the update.`,
        );
      }
    }
    for (const name of names) {
      const sql = await readFile(new URL(name, folder), "utf8");
      const checksum = createHash("sha256").update(sql).digest("hex");
      const known = applied.get(name);
      if (known === checksum) continue;
      if (known !== undefined) {
        throw new StoreError(
          "incompatible",
          `The database was made with another text of ${name} than this version has.`,
        );
      }
      await apply(client, name, sql, checksum);
    }
  } finally {
    await client.query("select pg_advisory_unlock($1)", [ADVISORY_LOCK]);
  }
}

async function apply(client: ClientBase, name: string, sql: string, checksum: string): Promise<void> {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query("insert into belfry_migration (name, checksum) values ($1, $2)", [name, checksum]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    if (error instanceof Error && "code" in error && error.code === "42501") {
      throw new StoreError(
        "not-permitted",
        "The database user may not create tables or roles. Let an administrator grant it CREATEROLE and CREATE on the schema.",
        error,
      );
    }
    throw new StoreError("broken", `The database could not be brought up to date: ${name} failed.`, error);
  }
}
