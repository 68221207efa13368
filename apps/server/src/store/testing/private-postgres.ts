import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface PrivatePostgres {
  /** A connection string to a fresh, empty database in it. */
  createDatabase(): Promise<string>;
  close(): Promise<void>;
}

/** Starts a PostgreSQL of our own in a temporary folder, as an unprivileged user when we are root. */
export async function startPrivatePostgres(): Promise<PrivatePostgres> {
  const bin = await newestBinaries();
  const folder = await mkdtemp(join(tmpdir(), "belfry-postgres-"));
  const other = process.getuid?.() === 0 ? await unprivileged() : null;
  if (other !== null) await chown(folder, other.uid, other.gid);
  const user = other ?? {};
  const data = join(folder, "data");
  await run(
    join(bin, "initdb"),
    ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"],
    {
      ...user,
      cwd: folder,
    },
  );
  const port = await freePort();
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", folder, "-F"],
    { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  await ready(server);
  const base = `postgres://postgres@127.0.0.1:${port}`;
  let made = 0;
  return {
    async createDatabase() {
      const name = `test${++made}`;
      await run(join(bin, "createdb"), ["-h", "127.0.0.1", "-p", String(port), "-U", "postgres", name]);
      return `${base}/${name}`;
    },
    async close() {
      const exited = once(server, "exit");
      server.kill("SIGINT");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function newestBinaries(): Promise<string> {
  const root = "/usr/lib/postgresql";
  const versions = (await readdir(root).catch(() => [])).sort((a, b) => Number(b) - Number(a));
  if (versions[0] === undefined) throw new Error("These tests need PostgreSQL: apt-get install postgresql");
  return join(root, versions[0], "bin");
}

async function unprivileged(): Promise<{ uid: number; gid: number }> {
  const id = async (flag: string) => Number((await run("id", [flag, "nobody"])).stdout.trim());
  return { uid: await id("-u"), gid: await id("-g") };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No port.");
  return address.port;
}

async function ready(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error("PostgreSQL has no log.");
  const seen: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    seen.push(line);
    if (line.includes("ready to accept connections")) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${seen.join("\n")}`);
}
