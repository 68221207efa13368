import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureAccount } from "../../apps/launcher/src/machine/account.ts";
import { ensurePackages, type NeededPackage, RUNTIME_PACKAGES } from "../../apps/launcher/src/machine/packages.ts";
import { buildPages, pagesAreFresh } from "../../apps/launcher/src/pages.ts";
import { Refusal } from "../../apps/launcher/src/refusal.ts";
import { runChecks } from "../check/run-checks.ts";
import { countTests } from "./count-tests.ts";

// npm test            everything: static checks, inner tests, then the journeys with real daemons and a real browser
// npm test -- PATH …  only the tests below these paths, without the static checks

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const resultFile = join(root, ".cache/tests/result.json");

const TEST_PACKAGES: readonly NeededPackage[] = [
  ...RUNTIME_PACKAGES,
  { name: "chromium", why: "tests: the browser" },
  { name: "sip-tester", why: "tests: callers and agents" },
  { name: "postgresql", why: "tests: the same database tests on PostgreSQL" },
  { name: "faketime", why: "tests: a clock that they move" },
];

async function prepare(): Promise<void> {
  const say = (sentence: string) => console.log(sentence);
  await ensurePackages({ needed: TEST_PACKAGES, noInstall: false, say });
  if (process.getuid?.() === 0) await ensureAccount(false, say);
  if (!pagesAreFresh(root)) {
    console.log("Building the pages …");
    await buildPages(root);
  }
}

/** The exit code of Vitest; its counts are in the result file. */
function runVitest(paths: readonly string[]): Promise<number> {
  mkdirSync(dirname(resultFile), { recursive: true });
  rmSync(resultFile, { force: true });
  const vitest = join(root, "node_modules/.bin/vitest");
  const args = [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${resultFile}`, ...paths];
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", () => done(1));
    child.once("exit", (code) => done(code ?? 1));
  });
}

function readResult(): unknown {
  try {
    return JSON.parse(readFileSync(resultFile, "utf8"));
  } catch {
    return null;
  }
}

const paths = process.argv.slice(2).filter((argument) => argument !== "--");
try {
  await prepare();
  const checks = paths.length === 0 ? await runChecks() : { passed: 0, failed: 0 };
  const exitCode = await runVitest(paths);
  const tests = countTests(readResult(), exitCode);
  if (tests.passed + tests.failed === 0)
    console.log(`No test was found${paths.length > 0 ? ` in ${paths.join(" ")}` : ""}.`);
  if (checks.passed + checks.failed > 0)
    console.log(`The ${checks.passed + checks.failed} static checks are counted as tests.`);
  const passed = checks.passed + tests.passed;
  const failed = checks.failed + tests.failed;
  process.exitCode = failed === 0 && tests.passed > 0 ? 0 : 1;
  console.log(`${passed} passed, ${failed} failed`);
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}
