import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../tests/harness/ports.ts";

export interface CallerOptions {
  /** Where the edge takes calls. */
  readonly server: { readonly host: string; readonly port: number };
  /** The number that is dialled. */
  readonly number: string;
  readonly callsPerSecond: number;
  readonly calls: number;
}

/** One call as its caller saw it. */
export interface CallerCall {
  /** When the INVITE went out, epoch milliseconds with fractions. */
  readonly calledAt: number;
  /** The queue answered, and the end was acknowledged five seconds later. */
  readonly ended: boolean;
}

const SCENARIO = fileURLToPath(new URL("caller.xml", import.meta.url));
/** Every caller has a number of its own, over all runs of a bench, by which the two ends of a call are matched. */
let callersBefore = 0;

/** Lets SIPp make the calls, evenly over time, and answers when the last one has ended: by the callers' numbers. */
export async function callAll(options: CallerOptions): Promise<ReadonlyMap<string, CallerCall>> {
  const folder = await mkdtemp(join(tmpdir(), "belfry-callers-"));
  try {
    const numbers = Array.from({ length: options.calls }, (_, index) => `+316${10_000_000 + callersBefore + index}`);
    callersBefore += options.calls;
    const [list, log, errors] = [join(folder, "numbers.csv"), join(folder, "log"), join(folder, "errors")];
    await writeFile(list, ["SEQUENTIAL", ...numbers, ""].join("\n"));
    const { host, port } = options.server;
    const sipp = spawn(
      "sipp",
      [
        ...[`${host}:${port}`, "-s", options.number, "-sf", SCENARIO, "-inf", list],
        ...["-i", "127.0.0.1", "-p", String(await freePort()), "-mi", "127.0.0.1"],
        ...["-r", String(options.callsPerSecond), "-m", String(options.calls), "-l", "100000"],
        ...["-trace_logs", "-log_file", log, "-trace_err", "-error_file", errors, "-nostdin", "-buff_size", "8388608"],
      ],
      { cwd: folder, stdio: "ignore", env: { ...process.env, TERM: "dumb" } },
    );
    const [code] = await once(sipp, "exit");
    // 1: some call failed, which shows below. Anything higher: it did not run.
    if (code !== 0 && code !== 1)
      throw new Error(`sipp ended with ${code}: ${await readFile(errors, "utf8").catch(() => "")}`);
    return readLog(numbers, await readFile(log, "utf8"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readLog(numbers: readonly string[], log: string): ReadonlyMap<string, CallerCall> {
  const begun = new Map<string, number>();
  const ended = new Set<string>();
  for (const line of log.split("\n")) {
    const [what, number = "", ...time] = line.trim().split(/\s+/);
    if (what === "E") ended.add(number);
    if (what === "B") begun.set(number, Number(time.at(-1)) * 1000);
  }
  return new Map(
    numbers.map((number) => [number, { calledAt: begun.get(number) ?? Number.NaN, ended: ended.has(number) }]),
  );
}
