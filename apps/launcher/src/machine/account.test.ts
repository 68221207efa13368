import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findAccount, handOver } from "./account.ts";

const BECOME = fileURLToPath(new URL("../testing/become.ts", import.meta.url));
/** Nobody: any account without rights will do here. */
const ACCOUNT = { uid: 65_534, gid: 65_534 };

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "belfry-account-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function place(name: string): string {
  const path = join(base, name);
  mkdirSync(join(path, "apps/launcher/src"), { recursive: true });
  writeFileSync(join(path, "apps/launcher/src/main.ts"), "// readable\n");
  return path;
}

interface Outcome {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly output: string;
}

function become(repository: string, dataDir: string, low: string, script: string): Promise<Outcome> {
  const words = [BECOME, String(ACCOUNT.uid), String(ACCOUNT.gid), repository, dataDir, low, "/bin/sh", "-c", script];
  const child = spawn(process.execPath, words);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((done) => child.once("close", (code) => done({ pid: child.pid, code, output })));
}

describe.runIf(process.getuid?.() === 0)("becoming an account without rights", () => {
  it("keeps the process id and loses every right", async () => {
    chmodSync(base, 0o755);
    const path = place("open");
    const { pid, output } = await become(
      path,
      path,
      "-",
      "echo $$; id -u; id -G; grep -E 'Cap(Eff|Bnd)|NoNew' /proc/self/status",
    );
    expect(output.split("\n").slice(0, 3)).toEqual([String(pid), "65534", "65534"]);
    expect(output).toMatch(/CapEff:\s+0{16}\nCapBnd:\s+0{16}\nNoNewPrivs:\s+1/);
  });

  it("keeps listening below port 1024 and nothing else, where that is asked for", async () => {
    chmodSync(base, 0o755);
    const path = place("open");
    const { output } = await become(path, path, "low", "grep -E 'Cap(Eff|Bnd)' /proc/self/status");
    expect(output).toMatch(/CapEff:\s+0000000000000400\nCapBnd:\s+0000000000000400/);
  });

  it("sees its folders where they are although one above them is closed, and nothing beside them", async () => {
    const closed = join(base, "closed");
    mkdirSync(closed, { mode: 0o700 });
    chmodSync(base, 0o755);
    const repository = place("closed/belfry");
    const dataDir = join(closed, "it's data");
    mkdirSync(dataDir);
    handOver(dataDir, ACCOUNT);
    writeFileSync(join(closed, "private"), "not for others");
    const script = `cat "${repository}/apps/launcher/src/main.ts"; echo made > "${dataDir}/made"; ls "${closed}"`;
    const { output, code } = await become(repository, dataDir, "-", script);
    expect(output).toBe("// readable\nbelfry\nit's data\n");
    expect(code).toBe(0);
    expect(existsSync(join(dataDir, "made"))).toBe(true);
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    expect(readdirSync("/run").filter((name) => name.startsWith("belfry."))).toEqual([]);
  });

  it("says what to do when the repository itself is closed to others", async () => {
    chmodSync(base, 0o755);
    const path = place("shut");
    chmodSync(join(path, "apps/launcher/src/main.ts"), 0o600);
    const { output, code } = await become(path, path, "-", "echo never");
    expect(output).toContain(`chmod -R go+rX ${path}`);
    expect(output).not.toContain("never");
    expect(code).not.toBe(0);
  });

  it("is the data folder's owner, when that is not root", async () => {
    const dataDir = join(base, "data");
    mkdirSync(join(dataDir, "inner"), { recursive: true });
    handOver(dataDir, { uid: 12_345, gid: 12_346 });
    expect(statSync(join(dataDir, "inner")).uid).toBe(12_345);
    expect(await findAccount(dataDir, true, () => {})).toEqual({ uid: 12_345, gid: 12_346 });
  });
});
