import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Refusal } from "../refusal.ts";
import { LogFile } from "./log-file.ts";

/** One program that the supervisor keeps running. */
export interface ChildSpec {
  /** For file names: `<name>.log`, `<name>.pid`. */
  readonly name: string;
  /** For sentences. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether it does its work now. Asked again and again after a start. */
  readonly probe: () => Promise<boolean>;
  /** How long it may take from its start until the probe says yes, in milliseconds. */
  readonly startTimeout: number;
}

export interface ChildOptions {
  readonly logFile: string;
  readonly pidFile: string;
  readonly restart: RestartPolicy;
  readonly say: (sentence: string) => void;
  /** It has failed too often: everything is to end with this sentence. */
  readonly giveUp: (refusal: Refusal) => void;
}

export interface RestartPolicy {
  /** Milliseconds to wait before the restart after the nth failure in a row, counted from 0. */
  readonly delay: (failures: number) => number;
  readonly maxFailures: number;
  /** Milliseconds of good health after which earlier failures are forgotten. */
  readonly forgetAfter: number;
}

export const USUAL_RESTARTS: RestartPolicy = {
  delay: (failures) => Math.min(250 * 2 ** failures, 10_000),
  maxFailures: 6,
  forgetAfter: 60_000,
};

type State = "idle" | "starting" | "ready" | "waiting" | "stopping";

/**
 * ```
 * idle ── start ──> starting ── probe ──> ready ── exit ──> waiting ── back-off over ──> starting
 *                      └── exit in the first start: refused; later: as from ready
 * any ── stop ──> stopping ── exit ──> idle
 * ```
 */
export class Child {
  readonly spec: ChildSpec;
  readonly #options: ChildOptions;
  readonly #log: LogFile;
  #state: State = "idle";
  #process: ChildProcess | null = null;
  #failures = 0;
  #readySince = 0;
  readonly #ended = new AbortController();

  constructor(spec: ChildSpec, options: ChildOptions) {
    this.spec = spec;
    this.#options = options;
    this.#log = new LogFile(options.logFile);
  }

  /** Resolves when the probe has said yes; throws a `Refusal` when it cannot start. Called once. */
  async start(): Promise<void> {
    const failure = await this.#launch();
    if (failure === null) return;
    if (this.#state === "stopping") throw new Refusal(`${this.spec.title} was stopped while it started.`);
    this.#state = "idle";
    throw new Refusal(this.#explain(`${this.spec.title} ${failure}`));
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Asks it to end, and ends it by force after `grace` milliseconds. Idempotent. */
  async stop(grace: number): Promise<void> {
    this.#state = "stopping";
    this.#ended.abort();
    const child = this.#process;
    if (child !== null && isRunning(child)) {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      const patience = new AbortController();
      const late = pause(grace, "late", { signal: patience.signal }).catch(() => "in time");
      if ((await Promise.race([exited, late])) === "late") {
        this.#options.say(`${this.spec.title} did not end within ${grace / 1000} s and is ended by force.`);
        this.kill();
        await exited;
      }
      patience.abort();
    }
    this.kill();
    this.#log.close();
  }

  /** Ends it and all its own children at once, without waiting. */
  kill(): void {
    this.#state = "stopping";
    this.#ended.abort();
    if (this.#process?.pid !== undefined) killGroup(this.#process.pid, "SIGKILL");
    rmSync(this.#options.pidFile, { force: true });
  }

  /** Null when it is ready, else what went wrong, to follow the title in a sentence. */
  async #launch(): Promise<string | null> {
    this.#state = "starting";
    this.#log.forget();
    const { command, args, cwd, env, probe, startTimeout } = this.spec;
    // Its own process group, so that Ctrl-C in the terminal reaches the supervisor alone, which keeps the order;
    // and a signal from the kernel when the supervisor itself is killed.
    const guarded = ["--pdeathsig", "TERM", "--no-new-privs", "--", command, ...args];
    const child = spawn("setpriv", guarded, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    child.stdout.on("data", (chunk: Buffer) => this.#log.write(chunk));
    child.stderr.on("data", (chunk: Buffer) => this.#log.write(chunk));
    child.on("error", () => {});
    const started = await Promise.race([once(child, "spawn"), once(child, "error")]).catch((error: unknown) => error);
    if (child.pid === undefined) return `does not start (${String(started)})`;
    writeFileSync(this.#options.pidFile, `${child.pid}\n`, { mode: 0o600 });
    const giveUpAt = performance.now() + startTimeout;
    while (isRunning(child)) {
      if (await probe()) {
        if (!isRunning(child)) break;
        this.#becomeReady(child);
        return null;
      }
      if (performance.now() > giveUpAt) {
        killGroup(child.pid, "SIGKILL");
        return `was not ready after ${Math.round(startTimeout / 1000)} s`;
      }
      await pause(40);
    }
    killGroup(child.pid, "SIGKILL");
    return `ended while it started (${howItEnded(child)})`;
  }

  #becomeReady(child: ChildProcess): void {
    if (this.#ended.signal.aborted) return;
    this.#state = "ready";
    this.#readySince = performance.now();
    child.once("exit", () => {
      if (this.#state === "stopping") return;
      // Whatever it left behind would hold its ports.
      if (child.pid !== undefined) killGroup(child.pid, "SIGKILL");
      if (performance.now() - this.#readySince > this.#options.restart.forgetAfter) this.#failures = 0;
      void this.#restart(`ended unexpectedly (${howItEnded(child)})`);
    });
  }

  async #restart(firstReason: string): Promise<void> {
    const { say, giveUp, restart } = this.#options;
    for (let reason: string | null = firstReason; reason !== null; reason = await this.#launch()) {
      if (this.#state === "stopping") return;
      this.#state = "waiting";
      if (this.#failures >= restart.maxFailures) {
        const times = `for the ${this.#failures + 1}th time in a row; Belfry gives up`;
        giveUp(new Refusal(this.#explain(`${this.spec.title} ${reason}, ${times}`)));
        return;
      }
      const delay = restart.delay(this.#failures++);
      say(`${this.spec.title} ${reason}; it is started again in ${delay / 1000} s.`);
      await pause(delay, undefined, { signal: this.#ended.signal }).catch(() => {});
      if (this.#ended.signal.aborted) return;
    }
    if (this.#state === "ready") say(`${this.spec.title} runs again.`);
  }

  /** What happened, after the child's own sentence about it when it has said one. */
  #explain(what: string): string {
    const lines = this.#log.lastLines(200);
    const sentence = ownSentence(lines);
    if (sentence !== null) return `${sentence}\n${what}; its log is ${this.#log.path}.`;
    if (lines.length === 0) return `${what}, and said nothing (${this.#log.path}).`;
    return `${what}. Its last words, from ${this.#log.path}:\n${lines.slice(-6).join("\n")}`;
  }
}

/**
 * A program of ours that cannot go on logs one line of the highest level and tells people why in a plain line; one
 * that crashed leaves the name of its error. Null when there is neither.
 */
function ownSentence(lines: readonly string[]): string | null {
  const fatal = lines.map(fatalMessage).findLast((message) => message !== null) ?? null;
  const plain = lines.findLast((line) => /^[^\s{(]/.test(line)) ?? null;
  if (fatal !== null) return plain ?? fatal;
  return lines.findLast((line) => /^(Uncaught )?\w*Error( \[\w+\])?: /.test(line)) ?? null;
}

/** The message of a structured log line of the highest level, else null. */
function fatalMessage(line: string): string | null {
  if (!line.startsWith("{")) return null;
  try {
    const entry: { level?: unknown; msg?: unknown } = JSON.parse(line);
    return (entry.level === 60 || entry.level === "fatal") && typeof entry.msg === "string" ? entry.msg : null;
  } catch {
    return null;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function howItEnded(child: ChildProcess): string {
  return child.signalCode === null ? `exit code ${child.exitCode}` : `signal ${child.signalCode}`;
}

/** Signals a process group; one that is gone already is no error. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {}
}
