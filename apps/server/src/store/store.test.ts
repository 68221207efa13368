import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { Refusal } from "@belfry/contracts";
import { sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StoreError, sqlState } from "./errors.ts";
import * as schema from "./schema.ts";
import { openStore, type Store } from "./store.ts";
import { testDatabases } from "./testing/databases.ts";

const goodbye = { kind: "announcement", prompt: "goodbye" } as const;
const settings: schema.QueueSettingsColumn = {
  language: "nl",
  priority: 50,
  ringSeconds: 20,
  wrapUpSeconds: 0,
  codeRequired: false,
  autoAnswer: false,
  maxWaiting: null,
  maxWaitSeconds: null,
  announceEverySeconds: null,
  callbackOffered: false,
  recording: "off",
  recordingAnnounced: false,
  hours: null,
  whenFull: goodbye,
  whenClosed: goodbye,
  whenWaitedTooLong: goodbye,
  skills: [],
};
const organisation = (id: string, slug: string) => ({
  id,
  slug,
  name: slug,
  country: "NL",
  language: "nl" as const,
  timeZone: "Europe/Amsterdam",
  createdAt: 1,
});

describe.each(testDatabases)("store on $name", (database) => {
  let store: Store;
  const [a, b] = [randomUUID(), randomUUID()];

  beforeAll(async () => {
    store = await database.open();
    await store.asOperator(async (tx) => {
      await tx.insert(schema.organisations).values([organisation(a, "alpha"), organisation(b, "beta")]);
      await tx.insert(schema.pauses).values([
        { organisation: a, id: randomUUID(), name: "Lunch" },
        { organisation: b, id: randomUUID(), name: "Secret meeting" },
      ]);
    });
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  it("shows an organisation only its own rows when the query has no where-clause", async () => {
    const seen = await store.inOrganisation(a, (tx) => tx.select().from(schema.pauses));
    expect(seen.map((row) => row.name)).toEqual(["Lunch"]);
    const both = await store.asOperator((tx) => tx.select().from(schema.pauses));
    expect(both).toHaveLength(2);
  });

  it("hides every other organisation in the table of organisations", async () => {
    const seen = await store.inOrganisation(a, (tx) => tx.select().from(schema.organisations));
    expect(seen.map((row) => row.slug)).toEqual(["alpha"]);
  });

  it("changes and deletes nothing of another organisation", async () => {
    await store.inOrganisation(a, async (tx) => {
      await tx.update(schema.pauses).set({ name: "taken over" });
      await tx.delete(schema.pauses);
    });
    const left = await store.asOperator((tx) => tx.select().from(schema.pauses));
    expect(left.map((row) => row.name)).toEqual(["Secret meeting"]);
  });

  it("refuses to write a row for another organisation", async () => {
    const attempt = store.inOrganisation(a, (tx) =>
      tx.insert(schema.pauses).values({ organisation: b, id: randomUUID(), name: "planted" }),
    );
    expect(sqlState(await attempt.catch((error: unknown) => error))).toBe("42501");
  });

  it("refuses to move a row to another organisation", async () => {
    const id = randomUUID();
    await store.inOrganisation(a, (tx) => tx.insert(schema.pauses).values({ organisation: a, id, name: "Mine" }));
    const attempt = store.inOrganisation(a, (tx) => tx.update(schema.pauses).set({ organisation: b }));
    expect(sqlState(await attempt.catch((error: unknown) => error))).toBe("42501");
  });

  it("cannot join a row of another organisation by a foreign key", async () => {
    const queue = randomUUID();
    const person = randomUUID();
    await store.asOperator((tx) =>
      tx.insert(schema.people).values({
        organisation: b,
        id: person,
        name: "B",
        login: "b",
        passwordHash: "",
        roles: [],
      }),
    );
    const attempt = store.inOrganisation(a, async (tx) => {
      await tx.insert(schema.queues).values({ organisation: a, id: queue, name: "Q", settings });
      await tx.insert(schema.queueMembers).values({ organisation: a, queue, person, position: 0 });
    });
    expect(sqlState(await attempt.catch((error: unknown) => error))).toBe("23503");
  });

  it("neither makes, removes nor takes over organisations from inside one", async () => {
    const attempts = await Promise.allSettled([
      store.inOrganisation(a, (tx) => tx.insert(schema.organisations).values(organisation(randomUUID(), "gamma"))),
      store.inOrganisation(a, (tx) => tx.delete(schema.organisations)),
      store.inOrganisation(a, (tx) => tx.update(schema.organisations).set({ slug: "beta2" })),
    ]);
    expect(attempts.map((attempt) => attempt.status === "rejected" && sqlState(attempt.reason))).toEqual([
      "42501",
      "42501",
      "42501",
    ]);
  });

  it("keeps values out of its errors", async () => {
    const row = { organisation: a, id: randomUUID(), name: "A secret name" };
    const failed = async (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);
    await store.inOrganisation(a, (tx) => tx.insert(schema.callCodes).values(row));
    const error = await failed(store.inOrganisation(a, (tx) => tx.insert(schema.callCodes).values(row)));
    expect(error).toMatchObject({ name: "QueryError", code: "23505" });
    const told = inspect(error, { depth: 10, showHidden: true });
    expect(told).toContain("call_code");
    expect(told).not.toContain("A secret name");
    expect(await failed(store.inOrganisation(a, () => Promise.reject(new Refusal("not_found"))))).toMatchObject({
      code: "not_found",
      name: "Refusal",
    });
  });

  it("leaves no organisation behind for the next transaction, also after a failure", async () => {
    await store.inOrganisation(a, async () => Promise.reject(new Error("stop"))).catch(() => {});
    const outside = await store.inOrganisation("", (tx) => tx.select().from(schema.pauses));
    expect(outside).toEqual([]);
  });

  it("keeps many organisations apart at the same time", async () => {
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        store.inOrganisation(index % 2 === 0 ? a : b, async (tx) => {
          const rows = await tx.select().from(schema.organisations);
          await tx.execute(sql`select pg_sleep(0.001)`);
          const again = await tx.select().from(schema.organisations);
          return [...rows, ...again].map((row) => row.id);
        }),
      ),
    );
    results.forEach((ids, index) => {
      expect(new Set(ids)).toEqual(new Set([index % 2 === 0 ? a : b]));
    });
  });

  it("forces row-level security with a policy on every table that belongs to an organisation", async () => {
    const rows = await store.asOperator(async (tx) => {
      const found = await tx.execute<{ name: string; forced: boolean; policies: string[] }>(sql`
        select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
          array(select polname::text from pg_policy where polrelid = c.oid order by 1) as policies
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'belfry_migration'`);
      return found.rows;
    });
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect(row).toEqual({ name: row.name, forced: true, policies: ["operator", "tenant"] });
  });

  it("has the same rule on every table, and nothing that reads past it", async () => {
    const [policies, around] = await store.asOperator(async (tx) => [
      await tx.execute<{ name: string; about: string }>(sql`
        select tablename as name, concat_ws(' ', cmd, roles, permissive, qual, with_check) as about
        from pg_policies where schemaname = 'public' and policyname = 'tenant'`),
      // A view, or a function that runs as its owner, would not be bound by the rule of the one who asks.
      await tx.execute<{ name: string }>(sql`
        select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'public' and relkind in ('v', 'm', 'f')
        union all select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'public' and prosecdef
        union all select rolname from pg_roles
          where rolname in ('belfry_tenant', 'belfry_operator') and (rolbypassrls or rolsuper or rolcanlogin)`),
    ]);
    expect(around.rows).toEqual([]);
    expect(policies.rows.length).toBeGreaterThan(20);
    for (const { name, about } of policies.rows) {
      const own = `(${name === "organisation" ? "id" : "organisation_id"} = ( SELECT belfry_organisation() AS belfry_organisation))`;
      expect([name, about]).toEqual([name, `ALL {belfry_tenant} PERMISSIVE ${own} ${own}`]);
    }
  });

  it("has the tables and columns that the queries name, no more and no fewer", async () => {
    const columns = await store.asOperator(async (tx) => {
      const found = await tx.execute<{ id: string; required: boolean }>(sql`
        select table_name || '.' || column_name as id, is_nullable = 'NO' as required
        from information_schema.columns where table_schema = 'public' and table_name <> 'belfry_migration'`);
      return Object.fromEntries(found.rows.map((row) => [row.id, row.required]));
    });
    const named = Object.values(schema)
      .filter((value) => value instanceof PgTable)
      .flatMap((table) => {
        const { name, columns: own } = getTableConfig(table);
        return own.map((column) => [`${name}.${column.name}`, column.notNull] as const);
      });
    expect(columns).toEqual(Object.fromEntries(named));
  });
});

describe("the embedded database in a folder", () => {
  it("keeps what was written, and lets one process in at a time", async () => {
    const dir = await mkdtemp(join(tmpdir(), "belfry-store-"));
    try {
      const first = await openStore({ dir });
      await first.asOperator((tx) => tx.insert(schema.organisations).values(organisation(randomUUID(), "alpha")));
      const second = await openStore({ dir }).catch((error: unknown) => error);
      expect(second).toBeInstanceOf(StoreError);
      expect(second).toMatchObject({ problem: "locked" });
      await first.close();

      const again = await openStore({ dir });
      const kept = await again.asOperator((tx) => tx.select().from(schema.organisations));
      expect(kept.map((row) => row.slug)).toEqual(["alpha"]);
      await again.close();
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});

describe("a server that is killed", () => {
  it("leaves everything that was committed, and no lock", async () => {
    const dir = await mkdtemp(join(tmpdir(), "belfry-store-"));
    try {
      const script = fileURLToPath(new URL("./testing/write-until-killed.ts", import.meta.url));
      const child = spawn(process.execPath, [script, dir], { stdio: ["ignore", "pipe", "inherit"] });
      const exited = once(child, "exit");
      const committed: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        committed.push(line);
        if (committed.length === 100) child.kill("SIGKILL");
      }
      await exited;
      const store = await openStore({ dir });
      const slugs = await store.asOperator((tx) =>
        tx.select({ slug: schema.organisations.slug }).from(schema.organisations),
      );
      expect(slugs.map((row) => row.slug)).toEqual(expect.arrayContaining(committed));
      expect(committed.length).toBeGreaterThanOrEqual(100);
      await store.close();
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});

describe("a database that cannot be used", () => {
  it("is told in a sentence when its files are damaged, and the folder is let go", async () => {
    const dir = await mkdtemp(join(tmpdir(), "belfry-store-"));
    try {
      await (await openStore({ dir })).close();
      await writeFile(join(dir, "global", "pg_control"), "damaged");
      for (let attempt = 0; attempt < 2; attempt++) {
        expect(await openStore({ dir }).catch((e: unknown) => e)).toMatchObject({ problem: "broken" });
      }
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it("is told in a sentence when the folder cannot be made", async () => {
    expect(await openStore({ dir: "/dev/null/database" }).catch((e: unknown) => e)).toMatchObject({
      problem: "not-permitted",
    });
  });

  it("is told in a sentence when PostgreSQL does not answer", async () => {
    const databaseUrl = "postgres://nobody@127.0.0.1:1/none";
    const error = await openStore({ databaseUrl, onLost: () => {} }).catch((e: unknown) => e);
    expect(error).toMatchObject({ problem: "unreachable" });
  });

  it("is told in a sentence when it was made by a newer version", async () => {
    const dir = await mkdtemp(join(tmpdir(), "belfry-store-"));
    try {
      const store = await openStore({ dir });
      await store.close();
      const { startEmbeddedDatabase } = await import("./pglite-thread.ts");
      const { default: pg } = await import("pg");
      const raw = await startEmbeddedDatabase(dir);
      const client = new pg.Client({ user: "postgres", database: "postgres", stream: raw.connect });
      await client.connect();
      await client.query("insert into belfry_migration (name, checksum) values ('9999_future.sql', 'x')");
      await client.end();
      await raw.close();
      expect(await openStore({ dir }).catch((e: unknown) => e)).toMatchObject({ problem: "incompatible" });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});
