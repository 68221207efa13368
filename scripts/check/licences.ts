import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type InstalledPackage, judgeLicences } from "./licence-rules.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(root, "node_modules/.bin/license-checker-rseidelsohn");

interface LockEntry {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
  readonly link?: boolean;
}

/** Paths in the lock file of everything that our packages and apps need to run; the rest are tools and tests. */
function neededToRun(): ReadonlySet<string> {
  const lock: { packages: Record<string, LockEntry> } = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  );
  const open = Object.keys(lock.packages).filter((path) => /^(packages|apps)\/[^/]+$/.test(path));
  const reached = new Set(open);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const entry = lock.packages[path];
    for (const name of Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies })) {
      const found = resolveIn(lock.packages, path, name);
      if (found === null || reached.has(found)) continue;
      reached.add(found);
      open.push(found);
    }
  }
  return reached;
}

/** As Node finds a package: in the nearest node_modules upwards. */
function resolveIn(packages: Record<string, LockEntry>, from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.replace(/(^|\/)[^/]+$/, "")) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    const entry = packages[path];
    if (entry !== undefined) return entry.link === true ? (entry.resolved ?? null) : path;
    if (folder === "") return null;
  }
}

const { stdout } = await promisify(execFile)(process.execPath, [program, "--json", "--excludePrivatePackages"], {
  cwd: root,
  maxBuffer: 64 * 1024 * 1024,
});
const listed: Record<string, { licenses: string | readonly string[]; path: string }> = JSON.parse(stdout);
const needed = neededToRun();
const packages = Object.entries(listed).map(
  ([name, { licenses, path }]): InstalledPackage => ({
    name: name.replace(/@[^@]*$/, ""),
    licence: Array.isArray(licenses) ? licenses.join(" AND ") : String(licenses),
    development: !needed.has(path.slice(root.length)),
  }),
);
const refused = judgeLicences(packages);
for (const sentence of refused) console.error(sentence);
console.log(`${packages.length} packages, ${refused.length} refused`);
process.exitCode = packages.length > 0 && refused.length === 0 ? 0 : 1;
