import { performance } from "node:perf_hooks";
import type { Steps } from "./steps.ts";
import type { Supervisor } from "./supervisor/supervisor.ts";

/** One Ctrl-C may arrive several times: from the terminal, from npm and from the script that npm runs. */
const ONE_KEYSTROKE = 300;

const EXIT_CODES = { SIGINT: 130, SIGTERM: 0, SIGHUP: 0 } as const;
type StopSignal = keyof typeof EXIT_CODES;

export interface Stopped {
  /** The exit code, once everything has ended. */
  readonly code: Promise<number>;
  /** Whether somebody has asked for the end. */
  asked(): boolean;
}

/**
 * Waits for the end: a signal, or a child that fails too often. The first signal ends everything in order; a second
 * one, pressed later, ends it by force.
 */
export function untilStopped(supervisor: Supervisor, steps: Steps): Stopped {
  const done = Promise.withResolvers<number>();
  let askedAt: number | null = null;
  const end = async (code: number): Promise<void> => {
    await supervisor.stop();
    done.resolve(code);
  };
  const onSignal = (signal: StopSignal): void => {
    if (askedAt === null) {
      askedAt = performance.now();
      steps.say(`\nStopping (${signal}) …`);
      void end(EXIT_CODES[signal]).then(() => steps.say("Stopped."));
    } else if (performance.now() - askedAt > ONE_KEYSTROKE) {
      supervisor.kill();
    }
  };
  // They stay until the process ends: a late Ctrl-C must not cut the last words short.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => onSignal(signal));
  void supervisor.gaveUp.then((refusal) => {
    askedAt ??= performance.now();
    steps.say(`\n${refusal.message}`);
    return end(1);
  });
  return {
    code: done.promise,
    asked: () => askedAt !== null,
  };
}
