import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = (name: string) => `node_modules/.bin/${name}`;
const node = process.execPath;

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Each a program of its own, so that its whole message can be shown when it fails. */
const checks: readonly Check[] = [
  { name: "types", command: [node, bin("tsc"), "-b"] },
  { name: "types of the tests", command: [node, bin("tsc"), "-p", "tsconfig.tests.json"] },
  { name: "format and lint", command: [node, bin("biome"), "ci", "--colors=off"] },
  { name: "imports", command: [node, "scripts/check/imports.ts"] },
  { name: "unused files and dependencies", command: [node, bin("knip"), "--no-progress"] },
  { name: "licences", command: [node, "scripts/check/licences.ts"] },
];

function run({ command }: Check): Promise<{ code: number; output: string }> {
  const [program, ...args] = command;
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", (error) => done({ code: 127, output: error.message }));
    child.once("close", (code) => done({ code: code ?? 1, output }));
  });
}

async function worker(queue: Check[], failed: string[]): Promise<void> {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const started = performance.now();
    const { code, output } = await run(check);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${check.name} (${seconds} s)`);
    if (code === 0) continue;
    failed.push(check.name);
    console.log(output.trimEnd());
  }
}

/** Runs all static checks and tells of each; the numbers are of checks. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  const failed: string[] = [];
  const [first, ...rest] = checks;
  // The types of the tests build on those of the workspaces.
  await worker(first === undefined ? [] : [first], failed);
  const queue = [...rest];
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, () => worker(queue, failed)));
  console.log(failed.length === 0 ? `All ${checks.length} checks passed.` : `Failed: ${failed.join(", ")}.`);
  return { passed: checks.length - failed.length, failed: failed.length };
}
