import { readdirSync, readFileSync } from "node:fs";

/** The kernel's ticks in a second, which is 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Milliseconds of processor time that a process and all that descend from it have used. */
export function cpuTime(root: number): number {
  const parents = new Map<number, number>();
  const used = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const fields = stat(Number(name));
    if (fields === null) continue;
    parents.set(Number(name), Number(fields[1]));
    // User and system time, and those of children that have ended (proc(5), fields 14 to 17).
    used.set(
      Number(name),
      fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0),
    );
  }
  let ticks = 0;
  for (const [pid, own] of used) if (descends(pid, root, parents)) ticks += own;
  return (ticks * 1000) / TICKS;
}

/** Resident memory of one process, in mebibytes. */
export function residentMemory(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round((Number(kibibytes) / 1024) * 10) / 10;
}

function descends(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true;
  return false;
}

/** The fields after the name, which may hold spaces: the first one is the state. */
function stat(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    // It has ended meanwhile.
    return null;
  }
}
