import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { compressBelow } from "./compress.ts";
import { errorCode, Refusal } from "./refusal.ts";

interface Build {
  readonly workspace: string;
  /** Where the workspace's build puts what is handed out. */
  readonly folder: string;
  /** Everything that goes into it, next to the lock file. */
  readonly sources: readonly string[];
}

/** What is handed out to browsers: each is built by the configuration of its workspace. */
const BUILDS: readonly Build[] = [
  { workspace: "apps/desk", folder: "dist", sources: ["apps/desk", "packages/contracts/src", "packages/phone/src"] },
  { workspace: "apps/citizen", folder: "dist", sources: ["apps/citizen", "packages/contracts/src"] },
  { workspace: "packages/call-button", folder: "dist/hosted", sources: ["packages/call-button", "packages/phone/src"] },
];

/** Where the server finds what was built, and what it was built from. */
function places(repository: string, { workspace, folder }: Build) {
  const built = join(repository, workspace, folder);
  return { built, stamp: join(built, ".built-from") };
}

export function pagesAreFresh(repository: string): boolean {
  return BUILDS.every((build) => isFresh(repository, build));
}

function isFresh(repository: string, build: Build): boolean {
  const { stamp } = places(repository, build);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(repository, build);
}

/** Builds pages beside the present ones and then puts them in their place, so that nobody is served half a build. */
export async function buildPages(repository: string): Promise<void> {
  for (const build of BUILDS) if (!isFresh(repository, build)) await buildOne(repository, build);
}

async function buildOne(repository: string, build: Build): Promise<void> {
  const { built } = places(repository, build);
  const source = fingerprint(repository, build);
  const next = join(repository, `.cache/${build.workspace.replaceAll("/", "-")}-${process.pid}`);
  const old = `${next}-old`;
  const vite = join(repository, "node_modules/.bin/vite");
  try {
    mkdirSync(next, { recursive: true });
    const args = [vite, "build", "--outDir", next, "--emptyOutDir", "--logLevel", "warn"];
    const cwd = join(repository, build.workspace);
    await promisify(execFile)(process.execPath, args, { cwd, env: { ...process.env, NODE_ENV: "production" } });
    compressBelow(next);
    writeFileSync(join(next, ".built-from"), source);
    mkdirSync(dirname(built), { recursive: true });
    if (existsSync(built)) renameSync(built, old);
    renameSync(next, built);
  } catch (error) {
    throw new Refusal(sentence(repository, error));
  } finally {
    for (const path of [next, old]) rmSync(path, { recursive: true, force: true });
  }
}

function sentence(repository: string, error: unknown): string {
  const code = errorCode(error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return `The pages cannot be built, because ${repository} may not be written to. Start Belfry once as its owner.`;
  }
  if (code === "ENOSPC")
    return `There is no space left to build the pages in ${repository}. Free some and start again.`;
  const output = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  const last = (output === "" ? String(error) : output).split("\n").slice(-12).join("\n");
  return `The pages could not be built:\n${last}`;
}

/** A hash over everything that goes into the pages. */
function fingerprint(repository: string, { sources }: Build): string {
  const hash = createHash("sha256")
    .update(readFileSync(join(repository, "package-lock.json")))
    .update(readFileSync(join(import.meta.dirname, "compress.ts")));
  for (const source of sources) {
    for (const file of filesBelow(repository, source))
      hash.update(`\0${file}\0`).update(readFileSync(join(repository, file)));
  }
  return hash.digest("hex");
}

function filesBelow(repository: string, folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return /^(dist|node_modules)$/.test(entry.name) ? [] : filesBelow(repository, path);
      return /\.test\.tsx?$/.test(entry.name) ? [] : [path];
    });
}
