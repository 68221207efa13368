import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPTS = fileURLToPath(new URL(".", import.meta.url));

describe("npm start where the npm packages are missing", () => {
  let checkout: string;

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), "belfry-start-"));
    cpSync(SCRIPTS, join(checkout, "scripts"), { recursive: true });
    const npm = join(checkout, "bin/npm");
    mkdirSync(join(checkout, "bin"));
    writeFileSync(npm, `#!/bin/sh\necho "$@" > '${checkout}/npm-was-run'\nexit 1\n`);
    chmodSync(npm, 0o755);
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  function start(...args: string[]) {
    const { PATH: path = "" } = process.env;
    const PATH = `${join(checkout, "bin")}${delimiter}${path}`;
    const run = spawnSync(process.execPath, [join(checkout, "scripts/start.mjs"), ...args], {
      encoding: "utf8",
      env: { ...process.env, PATH },
    });
    return { ...run, npmWasRun: existsSync(join(checkout, "npm-was-run")) };
  }

  it("installs them", () => {
    expect(start()).toMatchObject({ npmWasRun: true, status: 1 });
  });

  it("with --no-install says what to run, and stops", () => {
    const { status, stdout, stderr, npmWasRun } = start("--no-install");
    expect(npmWasRun).toBe(false);
    expect(stdout).toBe("");
    expect(stderr).toContain("\n  npm install --no-save");
    expect(status).toBe(1);
  });
});
