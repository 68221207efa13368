import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// Everything here runs on Node 20 with nothing installed: it is what installs the rest.

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
export const node24 = join(root, "node_modules/.bin/node");

// Not `npm ci`: it refuses a lock file that lacks the builds of some tools for other systems, and npm leaves those
// out wherever a registry does not offer them. This too takes just what the lock file says, and does not write it.
const INSTALL = ["install", "--no-save", "--no-fund", "--no-audit", "--loglevel=error"];

/** Prints one sentence and ends with exit code 1. */
export function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

/** What of the machine must be there before anything can be installed. */
export function requireMachine() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) fail(`This is Node ${process.versions.node}; Belfry starts with Node 20 or newer. Install it first.`);
  if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
    fail(`Belfry runs on Linux (x64 or arm64), and this is ${process.platform} ${process.arch}.`);
  }
}

/**
 * Installs the npm packages when those of package-lock.json are not all there. npm's own record of what it has
 * installed is compared with the lock file, so a second start costs milliseconds. With `noInstall` it only says
 * what to run, and stops.
 */
export async function ensurePackages({ noInstall = false } = {}) {
  const missing = firstMissingPackage();
  if (missing === null) return;
  if (noInstall) {
    fail(`npm packages are not there (${missing} is missing or has another version). Install them, then start again:
  npm ${INSTALL.join(" ")}`);
  }
  const started = Date.now();
  console.log(`Installing npm packages (${missing} is missing or has another version) …`);
  const code = await run("npm", INSTALL);
  if (code === 127) fail("npm is not there. Install it (Debian: apt-get install npm) and start again.");
  if (code !== 0) fail("npm could not install the packages; its message is above. Mend that and start again.");
  if (!existsSync(node24)) fail("npm installed no Node 24. Run `npm install --include=optional` and start again.");
  console.log(`Installed npm packages in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function firstMissingPackage() {
  const installedFile = join(root, "node_modules/.package-lock.json");
  if (!existsSync(installedFile) || !existsSync(node24)) return "node_modules";
  const wanted = readJson(join(root, "package-lock.json")).packages;
  const installed = readJson(installedFile).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith("node_modules/") || entry.optional || entry.devOptional || entry.link) continue;
    if (installed[path]?.version !== entry.version || !existsSync(join(root, path))) return path.slice(13);
  }
  return null;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return fail(`${path} is not readable JSON. Take it anew from the repository (git checkout package-lock.json).`);
  }
}

/** Runs a program in the repository with our terminal; the promise is of its exit code (127: not found). */
export function run(command, args, options = {}) {
  // npm must not find its Node in the folder that it is about to replace.
  const path = (process.env.PATH ?? "").split(delimiter).filter((entry) => !entry.endsWith("node_modules/.bin"));
  const env = { ...process.env, PATH: path.join(delimiter), ...options.env };
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options, env });
    child.once("error", () => done(127));
    child.once("exit", (code, signal) => done(code ?? (signal === null ? 1 : 128)));
  });
}

/**
 * Runs a program of ours with Node 24. In this very process when it is Node 24 already, else in a child that
 * gets our signals, and that the kernel tells to end when this process is killed.
 */
export async function runWithNode24(program, args) {
  const file = resolve(root, program);
  if (!existsSync(file)) fail(`${program} is missing. Take it anew from the repository.`);
  if (Number(process.versions.node.split(".")[0]) >= 24) {
    process.argv = [process.execPath, file, ...args];
    await import(file);
    return;
  }
  const env = { ...process.env, PATH: `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH ?? ""}` };
  const child = spawn("setpriv", ["--pdeathsig", "TERM", "--", node24, file, ...args], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  // Ctrl-C reaches the child from the terminal by itself; the child takes signals that come close together as one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("error", (error) =>
    fail(`Node 24 does not start: ${error.message}. Run \`npm install\` and start again.`),
  );
  child.once("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
}
