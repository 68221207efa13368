import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { killGroup } from "./child.ts";

/**
 * Ends what an earlier supervisor left running when it was killed. A pid file alone proves nothing, because
 * numbers are used again: the process must be ours by its user and by the data folder in its environment.
 */
export async function endLeftovers(runDir: string, dataDir: string, grace: number): Promise<readonly string[]> {
  const files = existsSync(runDir) ? readdirSync(runDir).filter((name) => name.endsWith(".pid")) : [];
  const found: { name: string; pid: number }[] = [];
  for (const file of files) {
    const pid = Number(readFileSync(join(runDir, file), "utf8").trim());
    if (isOurs(pid, dataDir)) found.push({ name: file.slice(0, -4), pid });
    else rmSync(join(runDir, file), { force: true });
  }
  for (const { pid } of found) signal(pid, "SIGTERM");
  const until = performance.now() + grace;
  while (found.some(({ pid }) => isOurs(pid, dataDir)) && performance.now() < until) await pause(50);
  for (const { name, pid } of found) {
    killGroup(pid, "SIGKILL");
    rmSync(join(runDir, `${name}.pid`), { force: true });
  }
  return found.map(({ name }) => name);
}

function isOurs(pid: number, dataDir: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    if (statSync(`/proc/${pid}`).uid !== process.getuid?.()) return false;
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`BELFRY_DATA_DIR=${dataDir}`);
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {}
}
