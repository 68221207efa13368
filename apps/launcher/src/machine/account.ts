import { spawnSync } from "node:child_process";
import { lchownSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Refusal } from "../refusal.ts";
import { runAsRoot } from "./packages.ts";

const NAME = "belfry";
const MAKE = `useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ${NAME}`;

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account for everything that runs when root starts Belfry: the data folder's owner, else the user `belfry`. */
export async function findAccount(
  dataDir: string,
  noInstall: boolean,
  say: (sentence: string) => void,
): Promise<Account> {
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return ensureAccount(noInstall, say);
}

/** The user `belfry`, made when it is not there. */
export async function ensureAccount(noInstall: boolean, say: (sentence: string) => void): Promise<Account> {
  const known = lookUp();
  if (known !== null) return known;
  if (noInstall) {
    throw new Refusal(`Belfry does not run as root, and its own account is missing. Make it as root:\n${MAKE}`);
  }
  say(`  Making the system account “${NAME}”, because Belfry does not run as root`);
  const output = await runAsRoot([], MAKE);
  const made = lookUp();
  if (made === null) throw new Refusal(`The account “${NAME}” could not be made: ${output.trim()}`);
  return made;
}

function lookUp(): Account | null {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${NAME}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

/** Gives the data folder to the account, unless it is its own already. */
export function handOver(dataDir: string, { uid, gid }: Account): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (statSync(dataDir).uid === uid) return;
  const give = (path: string): void => {
    lchownSync(path, uid, gid);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) give(inner);
      else lchownSync(inner, uid, gid);
    }
  };
  give(dataDir);
}

/**
 * Replaces this process, which is root, by the same program as the account, with no other rights than listening
 * below port 1024 where that is asked for. The process id, the terminal and the parent stay.
 */
export function becomeAccount(
  { uid, gid }: Account,
  program: readonly string[],
  paths: { readonly repository: string; readonly dataDir: string },
  options: { readonly env: Readonly<Record<string, string>>; readonly lowPorts: boolean },
): never {
  const capabilities = options.lowPorts ? "-all,+net_bind_service" : "-all";
  const given = options.lowPorts ? ["--inh-caps=-all,+net_bind_service", "--ambient-caps=+net_bind_service"] : [];
  const drop = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
    "--no-new-privs",
    `--bounding-set=${capabilities}`,
  ];
  const setpriv = ["/usr/bin/setpriv", ...drop, ...given, "--pdeathsig", "TERM", "--"];
  const blocked = [paths.repository, paths.dataDir].map((path) => ({ path, by: closedAncestor(path, uid, gid) }));
  requireReadable(paths.repository, blocked[0]?.by ?? null, { uid, gid });
  const view = blocked.some(({ by }) => by !== null) ? openView(blocked) : [];
  const [file = "", ...args] = [...view, ...setpriv, ...program];
  process.chdir("/");
  if (process.execve === undefined) throw new Error("This Node has no process.execve.");
  process.execve(file, [file, ...args], { ...options.env });
  throw new Error("The process could not be replaced.");
}

function may(uid: number, gid: number, test: "-x" | "-r", path: string): boolean {
  const args = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "test", test, path];
  return spawnSync("setpriv", args, { stdio: "ignore" }).status === 0;
}

/** The topmost folder above `path` that the account may not pass through, such as /root. */
function closedAncestor(path: string, uid: number, gid: number): string | null {
  const above: string[] = [];
  for (let folder = dirname(path); folder !== "/"; folder = dirname(folder)) above.unshift(folder);
  return above.find((folder) => !may(uid, gid, "-x", folder)) ?? null;
}

function requireReadable(repository: string, closedBy: string | null, { uid, gid }: Account): void {
  const program = join(repository, "apps/launcher/src/main.ts");
  const shut = new Refusal(
    `The account that runs Belfry cannot read ${repository}. Give others the right to read it ` +
      `(chmod -R go+rX ${repository}), or move it to a folder such as /opt/belfry.`,
  );
  if (closedBy === null) {
    if (!may(uid, gid, "-r", program)) throw shut;
    return;
  }
  const open = (path: string): boolean => (statSync(path).mode & 0o004) !== 0;
  if (!open(program) || !open(repository)) throw shut;
}

/**
 * Words before a command that let it see the given folders at their usual places although a folder above them is
 * closed (root's home, a private temporary folder): in a mount namespace of its own, an empty folder that holds
 * nothing but the given one stands in the place of the closed one. Nothing changes for the rest of the machine.
 */
function openView(blocked: readonly { readonly path: string; readonly by: string | null }[]): readonly string[] {
  const closed = blocked.filter(({ by }) => by !== null);
  // A folder inside another one comes along with it.
  const paths = closed
    .map(({ path }) => path)
    .filter((path, _, all) => !all.some((other) => path.startsWith(`${other}/`)));
  const folders = [...new Set(closed.map(({ by }) => by ?? ""))];
  const script = `
    set -e
    fail() { echo "Belfry does not run as root, and its account cannot pass through ${folders.join(" and ")}." >&2
      echo "Move Belfry to a folder such as /opt/belfry, or choose another BELFRY_DATA_DIR." >&2; exit 1; }
    umask 022
    stage=$(mktemp -d /run/belfry.XXXXXX) || fail
    n=0; for path in ${paths.map(quote).join(" ")}; do
      mkdir "$stage/$n" && mount --rbind "$path" "$stage/$n" || fail; n=$((n+1)); done
    for folder in ${folders.map(quote).join(" ")}; do mount -t tmpfs -o mode=0755,size=256k,nosuid,nodev belfry "$folder" || fail; done
    n=0; for path in ${paths.map(quote).join(" ")}; do
      mkdir -p "$path" && mount --move "$stage/$n" "$path" && rmdir "$stage/$n" || fail; n=$((n+1)); done
    rmdir "$stage"
    exec "$@"
  `;
  return ["/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", script, "belfry"];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
